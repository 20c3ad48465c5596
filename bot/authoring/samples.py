"""Texts that people paste, kept as files: `samples/` or `tests/samples/` of a layer."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

_FOLDERS: Final = ("tests/samples", "samples")


@dataclass(frozen=True, slots=True)
class Samples:
    """The samples of some layers; the upper one wins."""

    folders: Sequence[Path]

    def text(self, path: str) -> str | None:
        """A sample's text; None if there is none, or if the path leads out of its folder."""
        for layer in reversed(self.folders):
            for name in _FOLDERS:
                root = (layer / name).resolve()
                file = (root / path).resolve()
                if file.is_relative_to(root) and file.is_file():
                    return file.read_text("utf-8-sig", "replace")
        return None
