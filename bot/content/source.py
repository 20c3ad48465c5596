"""YAML to nodes, every text as it was written and with its place. Nothing else in the project reads YAML.

The rules:

- A value is never interpreted: `yes`, `012` and `0x8004def7` are texts. Who wants a number makes one.
- Every node knows its file, line and column, and so does every character inside a text (`TextNode.at`).
- What YAML would silently read differently than the author meant is a fault, with what to write: see `traps`.
- Content that isn't ours is data. The parser's events are read one by one: an alias is refused where it stands and is
  never followed, nesting stops at `DEPTH` levels, and a file has at most `BYTES` bytes.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import yaml

from bot.content import traps
from bot.content.complaints import explained
from bot.content.diagnostic import Diagnostic, Place
from bot.content.nodes import ListNode, MapNode, Node, Style, TextNode, WordList, texts_of
from bot.content.word_lists import shortened
from bot.content.yaml_faults import (
    ANCHOR,
    BYTES,
    COMMA_IN_BRACES,
    DEPTH,
    DOCUMENT_MARKER,
    DUPLICATE_KEY,
    EMPTY_VALUE,
    NO_FIELDS,
    NOT_TEXT,
    SEVERAL_LINES,
    SYNTAX,
    TAG,
    TOO_BIG,
    TOO_DEEP,
)

__all__ = ["ListNode", "MapNode", "Node", "TextNode", "read", "read_bytes", "texts_of"]

_STYLES: Final[Mapping[str | None, Style]] = {"'": "single", '"': "double", "|": "literal", ">": "folded"}


def read_bytes(raw: bytes, file: str) -> tuple[MapNode | None, tuple[Diagnostic, ...]]:
    """Read a file's bytes; see `read`."""
    if len(raw) > BYTES:
        return None, (
            TOO_BIG.at(Place(file, 1, 1), f"the file has {len(raw):,} bytes; {BYTES:,} are read", "several files"),
        )
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as broken:
        line = raw.count(b"\n", 0, broken.start) + 1
        column = broken.start - raw.rfind(b"\n", 0, broken.start)
        return None, (NOT_TEXT.at(Place(file, line, column), "this isn't UTF-8", "save the file as UTF-8"),)
    return read(text, file)


def read(text: str, file: str) -> tuple[MapNode | None, tuple[Diagnostic, ...]]:
    """Read one file: its node, and everything that is wrong with its YAML.

    The node is None where the text can't be read any further. A trap that can be undone (a text that needed quotes)
    was undone in the node, so that the rest of the file is still checked.
    """
    lines = lines_of(text)
    root = _without_its_words("\n".join(lines), file)
    return (root, ()) if root is not None else in_full(lines, file)


def _without_its_words(text: str, file: str) -> MapNode | None:
    """A file that has lists of plain words, and nothing wrong in it; None: it has to be read in full.

    What is taken for a list may turn out to be a line of a block. Then no list begins there.
    """
    short = shortened(text)
    if not short.lists:
        return None
    lines = short.text.split("\n")
    if traps.scan(lines, file).faults:
        return None
    faults: list[Diagnostic] = []
    try:
        root = _Reader(lines, file, faults, {}, short.lists).read()
    except _Refused:
        return None
    return root if not faults and not short.lists else None


def in_full(lines: tuple[str, ...], file: str) -> tuple[MapNode | None, tuple[Diagnostic, ...]]:
    trapped = traps.scan(lines, file)
    faults = list(trapped.faults)
    root: MapNode | None = None
    try:
        root = _Reader(
            [trapped.undone.get(i, line) for i, line in enumerate(lines)], file, faults, trapped.undone, {}
        ).read()
    except _Refused as refused:
        broken = refused.fault
        if broken.rule == SYNTAX.id:
            faults = [each for each in faults if each.rule != SEVERAL_LINES.id or not _is_about(broken, each)]
        if not trapped.faults or broken.rule != SYNTAX.id:
            faults.append(broken)
    return root, tuple(sorted(fault.with_line(lines) for fault in faults))


def _is_about(broken: Diagnostic, text: Diagnostic) -> bool:
    """Whether what can't be read is the text of several lines itself: its first line, or the one that goes on."""
    return broken.place.line in (text.place.line, text.also.line if text.also else 0)


def lines_of(text: str) -> tuple[str, ...]:
    """The lines of a file, whatever system it was written on."""
    return tuple(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"))


class _Refused(Exception):
    """The file can't be read any further."""

    def __init__(self, fault: Diagnostic) -> None:
        super().__init__(fault.message)
        self.fault = fault


@dataclass(slots=True)
class _Open:
    """A list or map that is being read. `key`: the field whose value comes next."""

    place: Place
    flow: bool
    items: list[Node] | None
    values: dict[str, Node] = field(default_factory=dict)
    keys: dict[str, Place] = field(default_factory=dict)
    key: str | None = None
    key_place: Place | None = None


class _Reader:
    """Makes nodes of the parser's events, with a stack of its own: nothing here is recursive.

    What is read first is the one item of an outermost list.
    """

    def __init__(
        self, lines: list[str], file: str, faults: list[Diagnostic], undone: Mapping[int, str], words: dict[int, str]
    ) -> None:
        """`words`: the line of an opening bracket, from 0 -> the words behind it, taken away when they are put in."""
        self._lines = lines
        self._file = file
        self._faults = faults
        self._undone = undone
        self._words = words
        self._stack = [_Open(Place(file, 1, 1), False, [])]

    def read(self) -> MapNode:
        take = {
            yaml.ScalarEvent: self._text,
            yaml.MappingStartEvent: self._open,
            yaml.SequenceStartEvent: self._open,
            yaml.MappingEndEvent: self._close,
            yaml.SequenceEndEvent: self._close,
            yaml.AliasEvent: self._alias,
            yaml.DocumentStartEvent: self._document,
            yaml.DocumentEndEvent: self._document,
        }
        text = "\n".join(self._lines)
        try:
            for event in yaml.parse(text, Loader=yaml.CLoader):
                if (taken := take.get(type(event))) is not None:
                    taken(event)
        except yaml.reader.ReaderError as broken:
            raise _Refused(self._unprintable(broken, text)) from broken
        except yaml.MarkedYAMLError as broken:
            raise _Refused(self._explained(broken)) from broken
        root = next(iter(self._stack[0].items or ()), None)
        if isinstance(root, MapNode):
            return root
        if root is None:
            raise _Refused(NO_FIELDS.at(Place(self._file, 1, 1), "the file is empty", "id: my-id"))
        told = explained(self._lines, root.place.line - 1, "")
        raise _Refused(NO_FIELDS.at(root.place, f"a file is made of fields: {told.message}", told.write))

    def _text(self, event: Any) -> None:
        if event.anchor is not None or event.tag is not None:
            self._refuse_marks(event)
        holder = self._stack[-1]
        if holder.items is None and holder.key is None:
            holder.key, holder.key_place = event.value, self._place(event)
        else:
            self._add(self._text_node(event))

    def _open(self, event: Any) -> None:
        place = self._place(event)
        self._refuse_marks(event)
        if len(self._stack) > DEPTH:
            raise _Refused(TOO_DEEP.at(place, f"more than {DEPTH} levels", "take brackets away"))
        items: list[Node] | None = [] if isinstance(event, yaml.SequenceStartEvent) else None
        self._stack.append(_Open(place, bool(event.flow_style), items))

    def _close(self, event: Any) -> None:
        done = self._stack.pop()
        words = self._words.pop(done.place.line - 1, None) if done.flow and done.items is not None else None
        if words is not None:
            self._add(WordList(done.place, words))
        elif done.items is not None:
            self._add(ListNode(done.place, tuple(done.items)))
        else:
            self._add(MapNode(done.place, done.values, done.keys))

    def _alias(self, event: Any) -> None:
        text, place = f"*{event.anchor}", self._place(event)
        self._faults.append(ANCHOR.at(place, f"`{text}` is an alias", f"write the value itself, or '{text}'"))
        self._add(TextNode(text, place, "plain", (place.line, place.column)))

    def _document(self, event: Any) -> None:
        if event.explicit:
            raise _Refused(DOCUMENT_MARKER.at(self._place(event), "one file is one document", "take the line out"))

    def _refuse_marks(self, event: Any) -> None:
        hint = "take it out, or put the whole text in 'single quotes'"
        if event.anchor is not None:
            self._faults.append(ANCHOR.at(self._place(event), f"`&{event.anchor}` is an anchor", hint))
        if event.tag is not None:
            self._faults.append(TAG.at(self._place(event), f"`{event.tag}` is a tag", hint))

    def _text_node(self, event: Any) -> TextNode:
        place = self._place(event)
        start, end = event.start_mark, event.end_mark
        style = _STYLES.get(event.style, "plain")
        if style == "literal":
            below = start.line + 1
            while below < len(self._lines) and not self._lines[below].strip():
                below += 1
            indent = len(self._lines[below]) - len(self._lines[below].lstrip()) if below < len(self._lines) else 0
            return TextNode(event.value, place, style, (start.line + 2, indent + 1))
        if end.line != start.line and style != "folded":
            self._faults.append(
                SEVERAL_LINES.at(
                    self._first_of(start.line + 1),
                    "the text above goes on here",
                    "write the whole text on one line",
                    also=place,
                    also_is="the text starts",
                )
            )
        quote = 1 if style in ("single", "double") and start.line not in self._undone else 0
        return TextNode(event.value, place, style, (place.line, place.column + quote))

    def _first_of(self, index: int) -> Place:
        """The first character of a line."""
        line = self._lines[index]
        return Place(self._file, index + 1, len(line) - len(line.lstrip()) + 1)

    def _add(self, node: Node) -> None:
        holder = self._stack[-1]
        if holder.items is not None:
            if isinstance(node, TextNode) and node.style == "plain" and not node.text:
                self._faults.append(EMPTY_VALUE.at(node.place, "this item is empty", "write it, or take the `-` out"))
            else:
                holder.items.append(node)
        elif holder.key is None:
            raise _Refused(SYNTAX.at(node.place, "a field's name is a single word", "field: text"))
        else:
            self._set(holder, holder.key, holder.key_place or holder.place, node)
            holder.key = None

    def _set(self, holder: _Open, key: str, place: Place, node: Node) -> None:
        if key in holder.keys:
            first = holder.keys[key]
            self._faults.append(
                DUPLICATE_KEY.at(
                    place,
                    f"`{key}` stands twice (first in line {first.line})",
                    "keep one of the two",
                    also=first,
                    also_is="the first one stands",
                )
            )
            return
        holder.keys[key] = place
        if isinstance(node, TextNode) and not node.text.strip():
            self._faults.append(self._cut_off(holder, key, place, node) or self._empty(holder, key, place))
        else:
            holder.values[key] = node

    def _cut_off(self, holder: _Open, key: str, place: Place, node: TextNode) -> Diagnostic | None:
        """A comma that ended a text too early; the text is put together again and checked as it was meant."""
        behind = self._lines[place.line - 1][place.column - 1 + len(key) :]
        if not holder.flow or node.style != "plain" or not holder.values or ":" in key or behind.lstrip()[:1] == ":":
            return None
        last, value = list(holder.values.items())[-1]
        if not isinstance(value, TextNode) or value.style != "plain":
            return None
        whole = f"{value.text}, {key}"
        holder.values[last] = TextNode(whole, value.place, value.style, value.starts)
        del holder.keys[key]
        message = f"the comma ends the text of `{last}`, and `{key}` is left without a value"
        return COMMA_IN_BRACES.at(place, message, f"{last}: {traps.quoted(whole)}")

    def _empty(self, holder: _Open, key: str, place: Place) -> Diagnostic:
        if holder.flow and ":" in key:
            name, _, rest = key.partition(":")
            return EMPTY_VALUE.at(place, f"`{key}` has no space behind the colon", f"{name}: {rest}")
        return EMPTY_VALUE.at(place, f"`{key}` has no value", "write one, or take the field out")

    def _place(self, event: Any) -> Place:
        return Place(self._file, event.start_mark.line + 1, event.start_mark.column + 1)

    def _unprintable(self, broken: Any, text: str) -> Diagnostic:
        """The first place of the character that YAML refuses."""
        at = max(text.find(chr(broken.character)), 0)
        before = text[:at]
        place = Place(self._file, before.count("\n") + 1, at - before.rfind("\n"))
        return NOT_TEXT.at(place, f"a character that can't be seen (U+{broken.character:04X})", "take it out")

    def _explained(self, broken: yaml.MarkedYAMLError) -> Diagnostic:
        """The parser's complaint in an author's words."""
        mark = broken.problem_mark or broken.context_mark
        line, column = (mark.line, mark.column) if mark else (0, 0)
        if line >= len(self._lines) or not self._lines[line].strip():
            line = max((i for i, text in enumerate(self._lines[: line + 1]) if text.strip()), default=0)
            column = len(self._lines[line])
        began = broken.context_mark
        told = explained(
            self._lines, line, str(broken.problem), str(broken.context or ""), began.line if began else None
        )
        place = Place(self._file, told.line + 1, (column if told.column is None else told.column) + 1)
        also = Place(self._file, began.line + 1, began.column + 1) if began and began.line != told.line else None
        return SYNTAX.at(place, told.message, told.write, also=also, also_is="it begins" if also else "")
