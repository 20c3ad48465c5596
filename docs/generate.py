"""The pages that are written by the program itself, so that they can't go stale: `make docs`.

`--check` writes nothing and ends with 1 if a page isn't what the program would write.
"""

import sys
from collections.abc import Callable, Mapping
from importlib.metadata import distribution, requires
from pathlib import Path

import click

from bot.authoring.explain import all_pages
from bot.cli.lazy import COMMANDS, main
from bot.settings import PREFIX, Settings

DOCS = Path(__file__).parent
WRITTEN = "<!-- Written by `make docs`. Change the program, not this page. -->\n\n"


def rules() -> str:
    """Every rule of `unstuck check`, with its example."""
    return all_pages()


def commands() -> str:
    """The help of every command."""
    parts = ["# Commands\n\nWhat each command says of itself with `--help`.\n"]
    group = click.Context(main, info_name="unstuck", **main.context_settings)
    for name in COMMANDS:
        command = main.get_command(group, name)
        assert command is not None
        context = click.Context(command, info_name=name, parent=group, terminal_width=100)
        parts.append(_help(command, context))
        if isinstance(command, click.Group):
            for inner, each in command.commands.items():
                parts.append(_help(each, click.Context(each, info_name=inner, parent=context, terminal_width=100)))
    return "\n".join(parts)


def _help(command: click.Command, context: click.Context) -> str:
    return f"## {context.command_path}\n\n```text\n{command.get_help(context)}\n```\n"


def settings() -> str:
    """Every setting: its name, what it does, what it is where nobody sets it."""
    rows = ["# Settings\n", "Environment variables. `unstuck doctor` says which are wrong or missing.\n"]
    rows += ["| setting | default | what it does |", "|---|---|---|"]
    for name, field in Settings.model_fields.items():
        default = "" if field.default in (None, (), "") else f"`{field.default}`"
        says = " ".join((field.description or "").split()).replace("|", "\\|")
        rows.append(f"| `{PREFIX}{name.upper()}` | {default} | {says} |")
    return "\n".join(rows) + "\n"


def licences() -> str:
    """What the program depends on, and under which licence each is."""
    rows = ["# Licences of what Unstuck depends on\n", "| package | licence |", "|---|---|"]
    names = sorted(
        {line.split(";")[0].split("[")[0].split("<")[0].split(">")[0].strip() for line in requires("unstuck") or ()}
    )
    for name in names:
        try:
            found = distribution(name).metadata
        except ModuleNotFoundError:
            continue
        classified = [each for each in found.get_all("Classifier") or () if each.startswith("License ::")]
        written = [*(found.get_all("License-Expression") or ()), *classified, *(found.get_all("License") or ())]
        licence = written[0].split(" :: ")[-1] if written else "see its page"
        rows.append(f"| {name} | {licence.splitlines()[0]} |")
    return "\n".join(rows) + "\n"


PAGES: Mapping[str, Callable[[], str]] = {
    "rules.md": rules,
    "commands.md": commands,
    "settings.md": settings,
    "licences.md": licences,
}


def write(*, only_check: bool) -> int:
    """Write every page, or say which are stale. Returns the exit code."""
    stale = []
    for name, page in PAGES.items():
        text = WRITTEN + page()
        file = DOCS / name
        if not file.exists() or file.read_text(encoding="utf-8") != text:
            stale.append(name)
            if not only_check:
                file.write_text(text, encoding="utf-8")
    if only_check and stale:
        print(
            f"{', '.join(f'docs/{name}' for name in stale)}: not what the program says now. Run `make docs`.",
            file=sys.stderr,
        )
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(write(only_check="--check" in sys.argv))
