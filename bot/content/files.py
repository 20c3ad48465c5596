"""A layer's folder -> its files, each read into nodes and known for what it is.

A layer is a folder with `knowledge/` and `dialogs/` in it, and perhaps `tests/conversations/`. What isn't ours is
data: nothing is read from outside the folder, whatever a link in it points to; names, number and size have limits.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from pathlib import Path, PurePosixPath
from typing import Final

from bot.content import source
from bot.content.diagnostic import Diagnostic, Place, Rule
from bot.content.nodes import MapNode
from bot.content.yaml_faults import BYTES, TOO_BIG

FILES: Final = 20_000
"""The most files of one layer. The shipped content has about thirty."""
_LEVELS: Final = 3
"""`dialogs/<area>/<name>.yaml`: the deepest file stands three levels down."""

OUTSIDE = Rule(
    "file/outside",
    "error",
    """The file is a link that leads out of the content's folder.

    Content is data: nothing outside its own folder is read. Copy the file into the folder.""",
)
PLACE = Rule(
    "file/place",
    "error",
    """The file stands in a place where nothing is read.

    Problems: `knowledge/<area>/<id>.yaml`. Words: `knowledge/words.yaml`. Dialogs: `dialogs/<area>/<name>.yaml`.
    Facts: `dialogs/facts.yaml`. Readings: `dialogs/readings/<id>.yaml`. Conversations: `tests/conversations/`.""",
)
EXTENSION = Rule(
    "file/extension",
    "error",
    """The file's name ends in `.yml`.

    Only `.yaml` is read. Rename the file.""",
)
UNREADABLE = Rule(
    "file/unreadable",
    "error",
    """The file or folder can't be opened.

    Look at its permissions, and whether the path is right.""",
)
TOO_MANY = Rule(
    "file/too-many",
    "error",
    f"""The folder holds more than {FILES:,} files.

    The content is never that large; the path may point at the wrong folder.""",
)


class Kind(Enum):
    PROBLEM = "problem"
    KNOWN = "known"
    WORDS = "words"
    FACTS = "facts"
    DIALOG = "dialog"
    READING = "reading"
    MOVED = "moved"
    RELEASED = "released"
    CONVERSATIONS = "conversations"
    OVERLAY = "overlay"


@dataclass(frozen=True, slots=True)
class File:
    """One file of a layer. `name`: as it is told to the author. `node`: None for a list of ids, or if it is broken."""

    kind: Kind
    name: str
    path: Path
    raw: bytes
    node: MapNode | None

    @property
    def is_knowledge(self) -> bool:
        return "knowledge/" in f"{self.name.rsplit('/', 1)[0]}/"

    @property
    def is_reading(self) -> bool:
        return "dialogs/readings/" in self.name

    @property
    def lines(self) -> tuple[str, ...]:
        return source.lines_of(self.raw.decode("utf-8-sig", "replace"))


@dataclass(frozen=True, slots=True)
class Layer:
    """A folder of content, read."""

    folder: Path
    files: tuple[File, ...]
    faults: tuple[Diagnostic, ...]


def read_layer(folder: Path, taken: frozenset[str], conversations: bool) -> Layer:
    """Read a layer. `taken`: names of files of layers below; a file of the same name is told with the folder's name."""
    faults: list[Diagnostic] = []
    files: list[File] = []
    parts = ("knowledge", "dialogs", "tests/conversations") if conversations else ("knowledge", "dialogs")
    if not folder.is_dir():
        return Layer(
            folder,
            (),
            (UNREADABLE.at(Place(folder.name, 1, 1), "there is no folder of that name", "look at the path"),),
        )
    if not any((folder / part).is_dir() for part in ("knowledge", "dialogs", "tests/conversations")):
        says = "the folder has neither knowledge/ nor dialogs/, so nothing of it is read"
        faults.append(PLACE.at(Place(str(folder), 1, 1), says, "look at the path, and how the folders are spelt"))
    for part in parts:
        for path in _paths(folder, folder / part, _LEVELS, faults):
            relative = path.relative_to(folder).as_posix()
            name = f"{folder.name}/{relative}" if relative in taken else relative
            if len(files) >= FILES:
                faults.append(TOO_MANY.at(Place(name, 1, 1), f"more than {FILES:,} files", "look at the path"))
                return Layer(folder, tuple(files), tuple(faults))
            file = _file(path, PurePosixPath(relative), name, faults)
            if file is not None:
                files.append(file)
    return Layer(folder, tuple(files), tuple(faults))


def _paths(root: Path, folder: Path, levels: int, faults: list[Diagnostic]) -> Iterator[Path]:
    """The files below a folder, in the order of their names; hidden ones aren't ours."""
    try:
        if not folder.is_dir() or not _is_inside(root, folder, faults):
            return
        paths = sorted(folder.iterdir())
    except OSError as broken:
        faults.append(
            UNREADABLE.at(
                _top(root, folder), f"the folder can't be opened: {broken.strerror}", "look at its permissions"
            )
        )
        return
    for path in paths:
        if path.name.startswith("."):
            continue
        if path.is_dir():
            if levels > 1:
                yield from _paths(root, path, levels - 1, faults)
            elif any(path.glob("*.yaml")):
                faults.append(
                    PLACE.at(_top(root, path), "folders this deep aren't read", "move its files one folder up")
                )
        elif _is_inside(root, path, faults):
            yield path


def _is_inside(root: Path, path: Path, faults: list[Diagnostic]) -> bool:
    if not path.is_symlink() or path.resolve().is_relative_to(root.resolve()):
        return True
    faults.append(OUTSIDE.at(_top(root, path), "this link leads out of the content's folder", "copy the file here"))
    return False


def _top(root: Path, path: Path) -> Place:
    return Place(path.relative_to(root).as_posix(), 1, 1)


def _file(path: Path, relative: PurePosixPath, name: str, faults: list[Diagnostic]) -> File | None:
    """A file, read; one that ends in `.yml` is told, and looked at all the same: its ids aren't told as missing too."""
    place = Place(name, 1, 1)
    if relative.suffix == ".yml":
        faults.append(EXTENSION.at(place, "only files that end in .yaml are read", f"{relative.stem}.yaml"))
        relative = relative.with_suffix(".yaml")
    is_released = relative.as_posix() == "dialogs/released-ids.txt"
    if relative.suffix != ".yaml" and not is_released:
        return None
    if not path.is_file():
        faults.append(UNREADABLE.at(place, "this is no ordinary file", "take it out of the folder"))
        return None
    try:
        if path.stat().st_size > BYTES:
            faults.append(TOO_BIG.at(place, f"the file has more than {BYTES:,} bytes", "several files"))
            return None
        raw = path.read_bytes()
    except OSError as broken:
        faults.append(UNREADABLE.at(place, f"the file can't be opened: {broken.strerror}", "look at its permissions"))
        return None
    if is_released:
        return File(Kind.RELEASED, name, path, raw, None)
    node, found = source.read_bytes(raw, name)
    faults += found
    kind = Kind.OVERLAY if node is not None and "over" in node.keys else _kind(relative)
    if kind is None:
        faults.append(PLACE.at(place, "nothing is read in this place", _wanted_place(relative)))
        return None
    return File(kind, name, path, raw, node)


def _kind(relative: PurePosixPath) -> Kind | None:
    match relative.parts:
        case ("knowledge", "words.yaml"):
            return Kind.WORDS
        case ("dialogs", "facts.yaml"):
            return Kind.FACTS
        case ("dialogs", "moved.yaml"):
            return Kind.MOVED
        case ("knowledge", _, "known.yaml"):
            return Kind.KNOWN
        case (_, _, "words.yaml" | "facts.yaml" | "moved.yaml"):
            return None
        case ("knowledge", _, _):
            return Kind.PROBLEM
        case ("dialogs", "readings", _):
            return Kind.READING
        case ("dialogs", _, _):
            return Kind.DIALOG
        case ("tests", "conversations", _):
            return Kind.CONVERSATIONS
        case _:
            return None


def _wanted_place(relative: PurePosixPath) -> str:
    match relative.name:
        case "words.yaml":
            return "knowledge/words.yaml"
        case "facts.yaml" | "moved.yaml":
            return f"dialogs/{relative.name}"
        case "known.yaml":
            return "knowledge/<area>/known.yaml"
        case name:
            return f"{relative.parts[0]}/<area>/{name}"
