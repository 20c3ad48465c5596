"""The content as it was written, all layers put together: nodes with places, before it becomes `Content`.

The rules read this, since they have to say where something stands.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from bot.content.diagnostic import Place
from bot.content.model import StepKind
from bot.content.nodes import ListNode, MapNode, TextNode

EntryKind = StepKind | Literal["use"]


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a dialog's `steps`: a step, or a `use`.

    `id`: empty for a `use`, and for a step whose id is broken. `key`: `dialog#id`.
    """

    dialog: str
    node: MapNode
    kind: EntryKind
    id: str
    key: str

    @property
    def place(self) -> Place:
        return self.node.place

    @property
    def used(self) -> tuple[str, str | None]:
        """What a `use` names: a dialog, and perhaps one step of it."""
        dialog, _, step = (self.node.text("use") or "").partition("#")
        return dialog, step or None


def _entry(dialog: str, node: MapNode) -> Entry:
    id = node.text("id") or ""
    return Entry(dialog, node, entry_kind(node), id, f"{dialog}#{id}")


def entry_kind(node: MapNode) -> EntryKind:
    """What an entry is, by the fields that it has."""
    for mark, kind in _KINDS:
        if mark in node.values:
            return kind
    return "do"


_KINDS: tuple[tuple[str, EntryKind], ...] = (
    ("use", "use"),
    ("handoff", "handoff"),
    ("who", "it"),
    ("paste", "paste"),
    ("ask", "ask"),
)


@dataclass(frozen=True)
class DialogDraft:
    """A dialog as written."""

    id: str
    node: MapNode

    @cached_property
    def entries(self) -> tuple[Entry, ...]:
        return tuple(_entry(self.id, node) for node in self.node.maps("steps"))

    @cached_property
    def steps(self) -> Mapping[str, Entry]:
        """The dialog's own steps by id; the first of two with one id."""
        steps: dict[str, Entry] = {}
        for entry in self.entries:
            if entry.kind != "use" and entry.id:
                steps.setdefault(entry.id, entry)
        return steps


@dataclass(slots=True)
class Draft:
    """Everything that was written, by id."""

    problems: dict[str, MapNode] = field(default_factory=dict)
    known: list[MapNode] = field(default_factory=list)
    """Files of known codes."""
    concepts: dict[str, MapNode] = field(default_factory=dict)
    facts: dict[str, MapNode] = field(default_factory=dict)
    dialogs: dict[str, DialogDraft] = field(default_factory=dict)
    readings: dict[str, MapNode] = field(default_factory=dict)
    moved: dict[str, TextNode] = field(default_factory=dict)
    """Old reference -> where it is now."""
    moved_at: dict[str, Place] = field(default_factory=dict)
    released: dict[str, Place] = field(default_factory=dict)
    """Promised ids, as lines of `released-ids.txt`."""
    conversations: list[MapNode] = field(default_factory=list)
    """Tests of `tests/conversations/`."""
    off: dict[str, Place] = field(default_factory=dict)
    """Steps that an organisation took out."""
    answers: dict[str, TextNode] = field(default_factory=dict)
    """Questions that an organisation answered for everybody."""
    laid_over: list[tuple[MapNode, Place]] = field(default_factory=list)
    """Parts of lower layers that overlays change, as they are there, each with the place of the change."""
    wordings: dict[str, dict[str, TextNode]] = field(default_factory=dict)
    """Language (empty for all) -> key -> text."""
    layer_of: dict[str, int] = field(default_factory=dict)
    """File -> the number of its layer, from the lowest."""
    unread: set[str] = field(default_factory=set)
    """Ids of files that can't be read at all, and `facts` or `words` where that is such a file: who names something of
    theirs isn't told that it is missing."""

    def entry(self, key: str) -> Entry | None:
        """A step by `dialog#step`."""
        dialog, _, step = key.partition("#")
        found = self.dialogs.get(dialog)
        return found.steps.get(step) if found else None

    def tests(self) -> Iterator[MapNode]:
        """The talks of all dialogs, and of `tests/conversations/`."""
        for dialog in self.dialogs.values():
            yield from dialog.node.maps("tests")
        yield from self.conversations

    def own_tests(self) -> Iterator[MapNode]:
        """The talks of the uppermost layer. Those below were written for what was there without it."""
        top = max(self.layer_of.values(), default=0)
        return (test for test in self.tests() if self.layer_of.get(test.place.file, top) == top)

    def steps(self) -> Iterator[Entry]:
        for dialog in self.dialogs.values():
            yield from dialog.steps.values()


_NO_LANGUAGES = frozenset({"means", "stops", "sets"})
"""Fields of a concept that hold no words; the names of all others are languages, or `any`."""


def languages_of(concept: MapNode) -> tuple[str, ...]:
    """The languages that a concept has words in; `any`: all of them."""
    return tuple(name for name in concept.values if name not in _NO_LANGUAGES)


def values_of(node: MapNode, field_name: str) -> dict[str, tuple[TextNode, ...]]:
    """The lines of a `when`: name -> the values that fit."""
    when = node.map(field_name)
    if when is None:
        return {}
    return {
        name: tuple(item for item in value.items if isinstance(item, TextNode))
        for name, value in when.values.items()
        if isinstance(value, ListNode)
    }
