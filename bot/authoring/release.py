"""`unstuck release`: what is promised from now on.

A promise is an id that links, open talks and statistics may hang on: of a dialog, a step, an option, a fact, a value.
Once it stands in `dialogs/released-ids.txt` it never leaves it; `check` tells if the id is gone and
`dialogs/moved.yaml` doesn't say where to. Each layer promises what is written in its own files.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from bot.content.diagnostic import Place

FILE: Final = "dialogs/released-ids.txt"


@dataclass(frozen=True, slots=True)
class Release:
    """The new text of the file, and which promises are new in it."""

    text: str
    fresh: tuple[str, ...]
    total: int


def release(current: Mapping[str, Place], layer_of: Mapping[str, int], layer: int, before: str) -> Release:
    """Add the ids of one layer to its promises.

    `current`: every id that there is, with its place. `layer_of`: file -> layer. `before`: the file until now; its
    comments stay, above the ids.
    """
    lines = [line.strip() for line in before.splitlines()]
    comments = [line for line in lines if line.startswith("#")]
    promised = {line for line in lines if line and not line.startswith("#")}
    own = {id for id, place in current.items() if layer_of.get(place.file) == layer}
    every = sorted(promised | own)
    return Release("".join(f"{line}\n" for line in (*comments, *every)), tuple(sorted(own - promised)), len(every))
