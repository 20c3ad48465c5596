"""Two contents to compare: each a folder, or a git revision of one.

Nothing of the repository is changed: the files of a revision are written into a folder that is thrown away.
"""

import subprocess
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

_PARTS: Final = ("knowledge", "dialogs")


class NoSuchRevision(Exception):
    """It is neither a folder nor a revision that git knows here."""


@contextmanager
def folder_of(named: str, within: Path) -> Iterator[Path]:
    """The folder of a content. `within`: the folder whose revision is wanted, if it is none itself.

    Raises `NoSuchRevision`.
    """
    if Path(named).is_dir():
        yield Path(named)
        return
    with TemporaryDirectory() as made:
        revision = _git(within, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{named}^{{commit}}").decode()
        listed = _git(within, "ls-tree", "-z", "--name-only", revision.strip(), "--", *_PARTS).decode().split("\0")
        found = [each for each in listed if each]
        if not found:
            raise NoSuchRevision(named)
        raw = _git(within, "archive", "--format=tar", revision.strip(), "--", *found)
        with tarfile.open(fileobj=BytesIO(raw)) as packed:
            packed.extractall(made, filter="data")
        yield Path(made)


def _git(folder: Path, *arguments: str) -> bytes:
    try:
        return subprocess.run(["git", "-C", str(folder), *arguments], check=True, capture_output=True).stdout
    except (OSError, subprocess.CalledProcessError) as failed:
        raise NoSuchRevision(" ".join(arguments)) from failed
