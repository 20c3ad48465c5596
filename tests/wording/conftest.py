"""The shipped wording, read once, and folders to try other files in."""

import shutil
from importlib.resources import files
from pathlib import Path

import pytest

from bot.wording import Wordings, load_wordings


@pytest.fixture(scope="session")
def wordings() -> Wordings:
    return load_wordings()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the shipped files, to change."""
    shipped = Path(str(files("bot.wording")))
    for file in shipped.glob("*.yaml"):
        shutil.copy(file, tmp_path)
    shutil.copytree(shipped / "hears", tmp_path / "hears")
    return tmp_path
