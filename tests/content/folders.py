"""Small folders of content: the sample that the rules' examples stand on, and what a test adds to it."""

import shutil
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from bot.content import Content, Diagnostic, load

SAMPLE = Path(__file__).parents[1] / "rules" / "sample"
TODAY = date(2026, 11, 25)


def written(folder: Path, files: Mapping[str, str]) -> Path:
    """A folder with those files in it."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    folder.mkdir(exist_ok=True)
    return folder


def sample(tmp_path: Path, files: Mapping[str, str] | None = None) -> Path:
    """A copy of the sample content, with those files in it."""
    folder = tmp_path / "sample"
    shutil.copytree(SAMPLE, folder)
    return written(folder, files or {})


def loaded(*folders: Path) -> Content:
    """The content of some layers, which have no error."""
    found = load(folders, today=TODAY)
    assert found.content is not None, found.diagnostics
    return found.content


def faults(*folders: Path) -> tuple[Diagnostic, ...]:
    return load(folders, today=TODAY).diagnostics


def rules(*folders: Path) -> list[str]:
    """The rules that speak up, in the order of the places."""
    return [fault.rule for fault in faults(*folders)]
