"""docs/authors.md is followed to the letter, from top to bottom, as a new author would.

A block of YAML below a path is written there, a `diff` is made in the file that holds its lines, and each command is
run and says what the page shows. A line `…` stands for any lines.
"""

import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.authoring.check import check
from bot.authoring.coverage import coverage
from bot.cli import main
from bot.content import shipped
from bot.content.telling import as_text
from tests.content.folders import TODAY, written

PAGE = (Path(__file__).parents[2] / "docs" / "authors.md").read_text("utf-8")
BLOCK = re.compile(
    r"(?:^`((?:knowledge|dialogs|tests)/[\w/.-]+)`\n\n)?^```(yaml|diff|console)\n(.*?)^```", re.MULTILINE | re.DOTALL
)


class Author:
    """Somebody who does what the page says, in a folder of their own."""

    def __init__(self, folder: Path) -> None:
        self.content = folder / "ours"
        self.commands: list[str] = []

    def follow(self, path: str | None, kind: str, text: str) -> None:
        if kind == "console":
            self.run(text)
        elif kind == "diff":
            self.mend(text)
        elif path is not None:
            written(self.content, {path: text})

    def run(self, text: str) -> None:
        command, _, shown = text.partition("\n")
        self.commands.append(command)
        result = CliRunner().invoke(main, shlex.split(command.removeprefix("$ unstuck ")))
        pattern = "".join(r"(?:.*\n)*?" if line == "…" else re.escape(line) + r"\n" for line in shown.splitlines())
        assert re.fullmatch(pattern, result.output), f"{command}\n{result.output}"

    def mend(self, text: str) -> None:
        lines = text.splitlines(keepends=True)
        wrong, right = ("".join(line[1:] for line in lines if line[0] == sign) for sign in "-+")
        (file,) = (file for file in self.content.rglob("*.yaml") if wrong in file.read_text("utf-8"))
        file.write_text(file.read_text("utf-8").replace(wrong, right, 1), "utf-8")


@pytest.fixture
def author(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Author:
    """Who has read the page to its end."""
    monkeypatch.chdir(tmp_path)
    author = Author(tmp_path)
    for path, kind, text in BLOCK.findall(PAGE):
        author.follow(path or None, kind, text)
    return author


def test_the_page_can_be_followed_to_its_end_and_leaves_no_fault(author: Author) -> None:
    assert [command.split()[2] for command in author.commands] == ["new", "check", "test", "show", "release", "check"]
    checked = check([shipped(), author.content], TODAY)
    own = [fault for fault in checked.diagnostics if fault.place.file in checked.loaded.paths]
    assert [as_text(fault) for fault in own if fault.rule != "concept/shared-word"] == []
    assert checked.edition is not None
    german = checked.edition.content.in_language("de").problems["teams-camera-is-black"]
    assert german.label == "Kamera ist schwarz"


def test_its_two_talks_leave_something_to_be_found_by_coverage(author: Author) -> None:
    checked = check([shipped(), author.content], TODAY)
    missing = coverage(checked.loaded.draft, ()).missing
    assert any(what == 'option "open" of "camera-cover"' for _, what in missing)


def test_coverage_of_one_file_lists_only_the_dialogs_that_its_tests_come_to(author: Author) -> None:
    command = ["test", "teams-camera-is-black.yaml", "--content", "ours", "--coverage"]
    output = CliRunner().invoke(main, command).output
    listed = [line for line in output.splitlines() if "no test reaches" in line]
    assert listed
    assert all("teams-camera-is-black.yaml" in line for line in listed)


def test_every_mistake_of_the_page_is_told_with_what_to_write() -> None:
    (told,) = (text for _, kind, text in BLOCK.findall(PAGE) if kind == "console" and "error" in text)
    assert re.findall(r"rule (\S+?);?(?: |$)", told, re.MULTILINE) == [
        "yaml/comma-in-braces",
        "when/not-list",
        "step/unmarked-danger",
    ]
