"""Layers -> one draft: own files, whole files in place of those below, and what is merged by key.

Facts, words, known codes and moves of all layers are merged by key, the upper one wins. A word that an upper layer
gives to a concept of its own is taken out of the concepts below that stop everything. Overlays are laid on in the
order of the layers (see `overlays`); translations come last, on what the organisations made of it.
"""

import re
from collections.abc import Mapping, Sequence
from pathlib import PurePosixPath
from typing import Final

from bot.content import overlays, safety, schema, translations
from bot.content.conform import conform
from bot.content.diagnostic import Diagnostic, Place, Rule
from bot.content.draft import DialogDraft, Draft, languages_of
from bot.content.files import File, Kind, Layer
from bot.content.nodes import ListNode, MapNode, texts_of
from bot.content.shapes import Shape
from bot.understanding.words import fold

TAKEN = Rule(
    "id/taken",
    "error",
    """Two files of one folder have the same id.

    An id is unique within `knowledge/`, and within `dialogs/`. A problem and a dialog may share one. To change what a
    layer below says, write an overlay (`over: <id>`) in your own layer.""",
)
REPLACES = Rule(
    "layer/replaces",
    "warning",
    """A whole file takes the place of one in a layer below.

    That is allowed, and from then on you don't get the changes that are made below. If it is only about some steps, an
    overlay (`over: <id>`) is the smaller change.""",
)
WORDS_LOST = Rule(
    "layer/words-lost",
    "warning",
    """Words of a layer below are no longer heard.

    The list of a language takes the place of the one below. Write the words that should stay into it as well.""",
)
RELEASED_LINE = Rule(
    "id/released-line",
    "error",
    """A line of `released-ids.txt` can't be read.

    One promise a line: `dialog`, `dialog#step`, `dialog#step=option`, `facts#name`, `facts#name=value`.""",
)

SHAPES: Final[dict[Kind, tuple[str, Shape]]] = {
    Kind.PROBLEM: ("problem", schema.PROBLEM),
    Kind.KNOWN: ("known codes", schema.KNOWN),
    Kind.WORDS: ("words", schema.WORDS),
    Kind.FACTS: ("facts", schema.FACTS),
    Kind.DIALOG: ("dialog", schema.DIALOG),
    Kind.READING: ("reading", schema.READING),
    Kind.MOVED: ("moved", schema.MOVED),
    Kind.CONVERSATIONS: ("conversations", schema.CONVERSATIONS),
}
_RELEASED: Final = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*(?:#[a-z0-9-]+(?:=[a-z0-9-]+)?)?$")


def merge(read: Sequence[Layer]) -> tuple[Draft, dict[str, Draft], list[Diagnostic]]:
    """The draft of all layers, the same draft in each further language, and what is wrong with the layers."""
    draft = Draft()
    faults: list[Diagnostic] = []
    for number, layer in enumerate(read):
        draft.layer_of |= dict.fromkeys((file.name for file in layer.files), number)
        _Merger(draft, faults).add(layer)
    translated = translations.translate(draft, [file for layer in read for file in layer.files], faults)
    return draft, translated, faults


class _Merger:
    """Lays one layer on the draft of those below."""

    def __init__(self, draft: Draft, faults: list[Diagnostic]) -> None:
        self._draft = draft
        self._faults = faults
        self._own: dict[tuple[str, str], Place] = {}
        """Kind and id -> where this layer says it."""

    def add(self, layer: Layer) -> None:
        for file in layer.files:
            if file.kind is Kind.RELEASED:
                self._released(file)
            elif file.node is None:
                self._draft.unread.add(_id_of_broken(file))
            elif file.kind in SHAPES and file.node is not None:
                label, shape = SHAPES[file.kind]
                node = conform(file.node, shape, label, self._faults)
                if isinstance(node, MapNode):
                    self._add(file.kind, node)
        overlays.change(self._draft, layer.files, self._faults)

    def _add(self, kind: Kind, node: MapNode) -> None:
        draft = self._draft
        match kind:
            case Kind.PROBLEM:
                if (id := self._taken("problem", node, draft.problems)) is not None:
                    draft.problems[id] = node
            case Kind.READING:
                if (id := self._taken("reading", node, draft.readings)) is not None:
                    draft.readings[id] = node
            case Kind.DIALOG:
                own = node.text("id")
                below = draft.dialogs.get(own) if own else None
                if (id := self._taken("dialog", node, {below.id: below.node} if below else {})) is not None:
                    if below:
                        self._faults += safety.compare(below, node)
                    draft.dialogs[id] = DialogDraft(id, node)
            case Kind.KNOWN:
                draft.known.append(node)
            case Kind.WORDS:
                self._words(node)
            case Kind.FACTS:
                if node.map("facts") is None:
                    draft.unread.add("facts")
                for id, fact in _maps(node, "facts"):
                    draft.facts[id] = fact
            case Kind.MOVED:
                for old in node.values:
                    if (new := node.node(old)) is not None:
                        draft.moved[old], draft.moved_at[old] = new, node.key(old)
            case Kind.CONVERSATIONS:
                draft.conversations += node.maps("tests")
            case Kind.RELEASED | Kind.OVERLAY:
                pass

    def _taken(self, kind: str, node: MapNode, below: dict[str, MapNode]) -> str | None:
        """The id of a file, if it is free in this layer."""
        id = node.node("id")
        if id is None:
            self._draft.unread.add(PurePosixPath(node.place.file).stem)
            return None
        first = self._own.get((kind, id.text))
        if first is not None:
            self._faults.append(
                TAKEN.at(
                    id.place,
                    f'there is another {kind} "{id.text}" ({first.file}, line {first.line})',
                    "an id of its own",
                    also=first,
                    also_is="the other one stands",
                )
            )
            return None
        self._own[kind, id.text] = id.place
        if id.text in below:
            place = below[id.text].key("id")
            self._faults.append(
                REPLACES.at(
                    id.place,
                    f'this file takes the place of the {kind} "{id.text}" in a layer below',
                    "for a smaller change, an overlay: `over: " + id.text + "`",
                    also=place,
                    also_is="the one below stands",
                )
            )
        return id.text

    def _words(self, node: MapNode) -> None:
        if node.map("concepts") is None:
            self._draft.unread.add("words")
        stopping = {id: below for id, below in self._draft.concepts.items() if below.text("stops") == "yes"}
        for id, concept in _maps(node, "concepts"):
            below = self._draft.concepts.get(id)
            if below is None:
                self._draft.concepts[id] = concept
                continue
            for language in concept.values:
                lost = [word for word in below.texts(language) if word not in concept.texts(language)]
                if lost and isinstance(below.values[language], ListNode):
                    self._faults.append(
                        WORDS_LOST.at(
                            concept.key(language),
                            f'this takes the place of {len(lost)} words of "{id}": {", ".join(lost[:5])}',
                            f"{language}: [{', '.join((*concept.texts(language), *lost))}]",
                            also=below.key(language),
                            also_is="the words below stand",
                        )
                    )
            self._draft.concepts[id] = MapNode(
                concept.place, {**below.values, **concept.values}, {**below.keys, **concept.keys}
            )
        self._free(dict(_maps(node, "concepts")), stopping)

    def _free(self, own: Mapping[str, MapNode], stopping: Mapping[str, MapNode]) -> None:
        """Words that a concept of this layer takes stop nothing any more: somebody knows what to do about them."""
        if not stopping:
            return
        taken = {
            fold(word)
            for concept in own.values()
            if concept.text("stops") != "yes"
            for language in languages_of(concept)
            for word in concept.texts(language)
        }
        for id, concept in stopping.items():
            if id in own or not taken:
                continue
            for language, words in concept.values.items():
                if isinstance(words, ListNode) and not taken.isdisjoint(map(fold, words.texts)):
                    kept = tuple(word for word in texts_of(words) if fold(word.text) not in taken)
                    concept = concept.replaced(language, ListNode(words.place, kept), concept.key(language))
            self._draft.concepts[id] = concept

    def _released(self, file: File) -> None:
        for number, line in enumerate(file.lines, 1):
            text = line.strip()
            if not text or text.startswith("#"):
                continue
            if _RELEASED.match(text):
                self._draft.released.setdefault(text, Place(file.name, number, 1))
            else:
                place = Place(file.name, number, 1)
                self._faults.append(RELEASED_LINE.at(place, f'"{text[:80]}" is no promised id', "dialog#step"))


def _id_of_broken(file: File) -> str:
    """What a file that can't be read would have been called."""
    if file.kind in (Kind.FACTS, Kind.WORDS):
        return str(file.kind.value)
    id = re.search(r"^id: *([a-z0-9-]+)", file.raw.decode("utf-8", "replace"), re.MULTILINE)
    return str(id[1]) if id else ""


def _maps(node: MapNode, field: str) -> list[tuple[str, MapNode]]:
    inside = node.map(field)
    return [(id, value) for id, value in inside.values.items() if isinstance(value, MapNode)] if inside else []
