"""`unstuck backup` and `unstuck forget`, with an address that is wrong by a letter."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.cli import main


@pytest.mark.parametrize("command", [["backup", "copy.sqlite3"], ["forget", "11111111-1111-1111-1111-111111111111"]])
def test_a_database_that_is_not_there_is_told_and_not_made(
    command: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(main, [*command, "--database", "sqlite:///nope.sqlite3"])
    assert result.exit_code == 1, result.output
    assert "There is no database at nope.sqlite3 yet" in result.output
    assert not list(tmp_path.iterdir())
