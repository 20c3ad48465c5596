"""The list of commands."""

import subprocess
import sys
from importlib import import_module

import click
import pytest
from click.testing import CliRunner

from bot.cli import main
from bot.cli.lazy import COMMANDS


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_is_where_the_list_says(name: str) -> None:
    module, _, function = COMMANDS[name].target.partition(":")
    command = getattr(import_module(module), function)
    assert isinstance(command, click.Command)
    assert CliRunner().invoke(main, [name, "--help"]).exit_code == 0


def test_help_lists_every_command_and_imports_none() -> None:
    code = (
        "import sys\n"
        "from click.testing import CliRunner\n"
        "from bot.cli import main\n"
        "print(CliRunner().invoke(main, ['--help']).output)\n"
        "heavy = {'yaml', 'pydantic', 'aiohttp', 'rapidfuzz', 'botbuilder', 'asyncio', 'importlib.metadata'}\n"
        "print('IMPORTED', sorted(heavy & set(sys.modules)))\n"
    )
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert all(f"  {name} " in shown for name in COMMANDS)
    assert "IMPORTED []" in shown


def test_without_an_app_id_nothing_is_imported_that_only_teams_needs() -> None:
    code = (
        "import sys\n"
        "import bot.cli.talk, bot.server\n"
        "heavy = {'botbuilder', 'botframework', 'msrest', 'requests', 'jwt', 'cryptography', 'msal', 'psycopg'}\n"
        "print('IMPORTED', sorted(heavy & set(sys.modules)))\n"
    )
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert "IMPORTED []" in shown


def test_it_is_a_module_too() -> None:
    shown = subprocess.run([sys.executable, "-m", "bot.cli", "--version"], capture_output=True, text=True, check=True)
    assert shown.stdout.startswith("unstuck")


def test_a_misspelt_command_is_answered_with_the_one_that_is_meant() -> None:
    result = CliRunner().invoke(main, ["chekc"])
    assert result.exit_code == 2
    assert "Did you mean 'check'?" in result.output
