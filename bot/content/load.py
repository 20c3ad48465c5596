"""Layers of folders -> `Content`, or every fault at once.

A layer is a folder with `knowledge/` and `dialogs/`. The shipped content comes first; each further folder lies on top
of it, with files of its own, overlays on single steps, or a whole file in place of one below. Nothing is made as long
as one file has an error, and all faults of all files are told in one go.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Final

from bot.collector import without_collector
from bot.content import causes, layers
from bot.content.build import build
from bot.content.diagnostic import Diagnostic
from bot.content.draft import Draft
from bot.content.field_faults import NO_BLOCK
from bot.content.files import File, Kind, Layer, read_layer
from bot.content.model import Content
from bot.content.rules import check_rules, ids
from bot.content.yaml_faults import SEVERAL_LINES

_PROMISES: Final = frozenset({ids.a_promised_id_stays.rule.id, ids.what_has_moved_is_somewhere.rule.id})


@dataclass(frozen=True, slots=True)
class Loaded:
    """What came of it. `content` is None if one of the diagnostics is an error."""

    content: Content | None
    diagnostics: tuple[Diagnostic, ...]
    """Sorted by place."""
    files: Mapping[str, Path] = field(default_factory=dict)
    """Where each file lies, by the name under which the diagnostics speak of it."""
    paths: Mapping[str, str] = field(default_factory=dict, repr=False)
    """The same for the layers on top of the first, as their folders were given: what an author would type."""
    draft: Draft = field(default_factory=Draft, repr=False)
    """The same as it was written, with the place of every field: for checks that come later."""
    translated: Mapping[str, Draft] = field(default_factory=dict, repr=False)
    """The draft in each further language."""

    @property
    def has_errors(self) -> bool:
        return self.content is None


def shipped() -> Path:
    """The folder of the shipped content: inside the installed package, else beside the checkout."""
    inside = Path(__file__).parent / "shipped"
    return inside if inside.is_dir() else Path(__file__).parents[2]


def load(
    folders: Sequence[Path], *, today: date | None = None, conversations: bool = True, warnings: bool = True
) -> Loaded:
    """Read layers of content, the lowest first.

    `today`: also warn of what was reviewed more than a year before. `conversations`: read `tests/conversations/` too;
    the running bot doesn't need it. `warnings`: also look for what is only warned of.
    """
    with without_collector():
        return _load(folders, today, conversations, warnings)


def _load(folders: Sequence[Path], today: date | None, conversations: bool, warnings: bool) -> Loaded:
    read: list[Layer] = []
    taken: frozenset[str] = frozenset()
    for folder in folders:
        layer = read_layer(folder, taken, conversations)
        read.append(layer)
        taken |= {file.name for file in layer.files}
    files = {file.name: file for layer in read for file in layer.files}
    faults = [fault for layer in read for fault in layer.faults]
    draft, translated, found = layers.merge(read)
    checked = _without_aftermath([*found, *check_rules(draft, today, warnings)], faults)
    by_itself = {layer: _faults_of(read[: layer + 1], today, warnings) for layer in causes.suspects(checked, draft)}
    told = _sorted(_without_twins([*faults, *causes.moved_up(checked, draft, by_itself)]), files)
    content = None
    if not any(fault.severity == "error" for fault in told):
        digest = _digest(files.values())
        content = replace(
            build(draft, digest), translations={language: build(each, digest) for language, each in translated.items()}
        )
    return Loaded(content, told, {name: file.path for name, file in files.items()}, _paths(read[1:]), draft, translated)


def _paths(upper: Sequence[Layer]) -> dict[str, str]:
    """Name -> path, also of files that can't be read."""
    paths = {
        fault.place.file: (layer.folder / fault.place.file).as_posix()
        for layer in upper
        for fault in layer.faults
        if fault.place.file != layer.folder.name
    }
    return paths | {file.name: file.path.as_posix() for layer in upper for file in layer.files}


def _without_twins(faults: list[Diagnostic]) -> list[Diagnostic]:
    """A `do:` that lacks its `|` is one fault, and not also a text of several lines."""
    blocks = {fault.place for fault in faults if fault.rule == NO_BLOCK.id}
    return [fault for fault in faults if fault.rule != SEVERAL_LINES.id or fault.also not in blocks]


def _without_aftermath(checked: list[Diagnostic], read: list[Diagnostic]) -> list[Diagnostic]:
    """Without the promises that only seem to be broken: the file that keeps them has other errors.

    What isn't as it should be was left out of a file, and everything that is named in it with it.
    """
    broken = {
        fault.place.file for fault in (*checked, *read) if fault.severity == "error" and fault.rule not in _PROMISES
    }
    return [
        fault
        for fault in checked
        if fault.rule not in _PROMISES or broken.isdisjoint((fault.place.file, fault.also.file if fault.also else ""))
    ]


def _faults_of(read: Sequence[Layer], today: date | None, warnings: bool) -> frozenset[Diagnostic]:
    """What is wrong with some layers alone."""
    draft, _, found = layers.merge(read)
    return frozenset((*found, *check_rules(draft, today, warnings)))


def _sorted(faults: Sequence[Diagnostic], files: Mapping[str, File]) -> tuple[Diagnostic, ...]:
    """By place, each with the text of its line."""
    lines: dict[str, tuple[str, ...]] = {}
    told = []
    for fault in dict.fromkeys(faults):
        name = fault.place.file
        if name in files and name not in lines:
            lines[name] = files[name].lines
        told.append(fault.with_line(lines.get(name, ())))
    return tuple(sorted(told, key=lambda fault: (fault.place, fault.severity, fault.rule, fault.message)))


def _digest(files: Iterable[File]) -> str:
    """Of all files that people get to see: a test that is added changes nothing for them."""
    digest = sha256()
    for file in sorted(files, key=lambda each: each.name):
        if file.kind is not Kind.CONVERSATIONS:
            digest.update(f"{file.name}\0{len(file.raw)}\0".encode())
            digest.update(file.raw)
    return digest.hexdigest()[:12]
