"""What can hurt has to name its risk."""

from pathlib import Path

import pytest

from tests.content.folders import faults as faults_of
from tests.content.folders import sample

STEP = """\
  - id: try-this
    title: Try this
    minutes: 1
    changes: {changes}
    do: |
      {line}
handoff:"""


def told(tmp_path: Path, line: str, changes: str = "Some files.") -> list[tuple[str, str]]:
    folder = sample(tmp_path)
    file = folder / "dialogs/printer/clear-paper.yaml"
    file.write_text(file.read_text("utf-8").replace("handoff:", STEP.format(line=line, changes=changes)), "utf-8")
    return [(fault.rule, fault.message) for fault in faults_of(folder)]


@pytest.mark.parametrize(
    "command",
    [
        "Remove-Item -Recurse C:\\old",
        "del /q *.tmp",
        "cmd /c DEL x",
        "rm -rf ~/old",
        "rd /s old",
        "reg delete HKCU\\Software\\Old",
        "format d:",
        "cipher /w:C",
        "robocopy a b /MIR",
        "msiexec.exe /i x & msiexec /q /x y",
        "diskpart",
        "Disable-NetAdapter",
    ],
)
def test_a_command_that_destroys_needs_a_risk(command: str, tmp_path: Path) -> None:
    assert [rule for rule, _ in told(tmp_path, f"Type `{command}`.")] == ["step/unmarked-danger"]


@pytest.mark.parametrize(
    "line", ["Press **Ctrl + Alt + Del**.", "Type `dir C:\\rd`.", "Type `x --rm`.", "Take the rm."]
)
def test_a_name_of_a_command_counts_only_where_a_command_is_typed(line: str, tmp_path: Path) -> None:
    assert told(tmp_path, line) == []


def test_a_command_that_changes_something_says_what(tmp_path: Path) -> None:
    assert [rule for rule, _ in told(tmp_path, "Type `taskkill /im x.exe`.", "nothing")] == ["step/unnamed-change"]


@pytest.mark.parametrize(
    ("command", "shown"),
    [
        ("reg delete HKCU\\Software\\Old", "reg delete HKCU\\Software\\Old"),
        ("%localappdata%\\Microsoft\\OneDrive\\onedrive.exe /reset", "onedrive.exe /reset"),
        ("C:\\Program Files\\Microsoft OneDrive\\onedrive.exe /reset", "onedrive.exe /reset"),
    ],
)
def test_the_message_names_the_program_and_what_it_is_told(command: str, shown: str, tmp_path: Path) -> None:
    assert told(tmp_path, f"Type `{command}`.") == [
        ("step/unmarked-danger", f'step "try-this" runs `{shown}` but names no risk')
    ]
