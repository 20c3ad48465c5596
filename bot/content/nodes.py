"""A file's contents as nodes: texts, lists and maps, each with the place where it is written.

Nodes are never changed once they are made. They aren't frozen, since that makes one cost three times as much, and a
hundred of them are made for each file.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from bot.content.diagnostic import Place

Style = Literal["plain", "single", "double", "literal", "folded"]


@dataclass(slots=True)
class TextNode:
    """A text, as written."""

    text: str
    place: Place
    style: Style = "plain"
    starts: tuple[int, int] = (0, 0)
    """Line and column of the first character of the text itself: behind the quote, or in the line below `|`."""

    def at(self, offset: int) -> Place:
        """The place of one character of the text."""
        line, column = self.starts
        if self.style == "literal":
            before = self.text.rfind("\n", 0, offset)
            line += self.text.count("\n", 0, offset)
            return Place(self.place.file, line, column + offset - before - 1)
        return Place(self.place.file, line, column + offset)

    def lines(self) -> Iterator["TextNode"]:
        """The lines of a block that aren't empty, without the spaces around them, each with its place."""
        number, column = self.starts
        for ahead, line in enumerate(self.text.split("\n")):
            if line.strip():
                at = column + len(line) - len(line.lstrip())
                place = Place(self.place.file, number + ahead, at)
                yield TextNode(line.strip(), place, "plain", (place.line, at))


@dataclass(slots=True)
class ListNode:
    place: Place
    items: tuple["Node", ...]

    @property
    def texts(self) -> tuple[str, ...]:
        return tuple(item.text for item in self.items if isinstance(item, TextNode))


class WordList(ListNode):
    """A list of plain words, kept as it is written. It has tens of thousands of them all told, and few are ever asked
    for their place, so nodes are made of them when somebody asks."""

    __slots__ = ("_items", "written")

    def __init__(self, bracket: Place, written: str) -> None:
        """`written`: what stands behind the bracket, words with commas between."""
        self.place = bracket
        self.written = written
        self._items: tuple[Node, ...] | None = None

    @property
    def items(self) -> "tuple[Node, ...]":  # type: ignore[override]  # nodes are never changed
        if self._items is None:
            self._items = tuple(self._words())
        return self._items

    @property
    def texts(self) -> tuple[str, ...]:
        return tuple(word for each in self.written.split(",") if (word := each.strip(" \n")))

    def _words(self) -> "Iterator[TextNode]":
        file, line, column = self.place
        for row in self.written.split("\n"):
            for each in row.split(","):
                column += 1
                text = each.lstrip(" ")
                at = column + len(each) - len(text)
                if text:
                    yield TextNode(text.rstrip(" "), Place(file, line, at), "plain", (line, at))
                column += len(each)
            line, column = line + 1, 0


@dataclass(slots=True)
class MapNode:
    place: Place
    values: Mapping[str, "Node"]
    keys: Mapping[str, Place]
    """Where each key stands; also of those whose value is missing or wrong, and which have none here."""

    def key(self, key: str) -> Place:
        """Where a field starts; the place of the whole if it isn't there."""
        return self.keys.get(key, self.place)

    def node(self, key: str) -> TextNode | None:
        """A field that is a text, with its place."""
        value = self.values.get(key)
        return value if isinstance(value, TextNode) else None

    def text(self, key: str) -> str | None:
        value = self.values.get(key)
        return value.text if isinstance(value, TextNode) else None

    def map(self, key: str) -> "MapNode | None":
        value = self.values.get(key)
        return value if isinstance(value, MapNode) else None

    def maps(self, key: str) -> "tuple[MapNode, ...]":
        """A field that is a list of maps; empty if it isn't there."""
        value = self.values.get(key)
        return tuple(item for item in value.items if isinstance(item, MapNode)) if isinstance(value, ListNode) else ()

    def lists(self, key: str) -> tuple[ListNode, ...]:
        """A field that is a list of lists; empty if it isn't there."""
        value = self.values.get(key)
        return tuple(item for item in value.items if isinstance(item, ListNode)) if isinstance(value, ListNode) else ()

    def nodes(self, key: str) -> tuple[TextNode, ...]:
        """The texts of a list, or the one text that stands in its place."""
        value = self.values.get(key)
        return () if value is None else texts_of(value)

    def texts(self, key: str) -> tuple[str, ...]:
        value = self.values.get(key)
        return value.texts if isinstance(value, ListNode) else tuple(node.text for node in self.nodes(key))

    def replaced(self, key: str, value: "Node", place: Place) -> "MapNode":
        """The same map with one field set."""
        return MapNode(self.place, {**self.values, key: value}, {**self.keys, key: place})

    def without(self, *keys: str) -> "MapNode":
        """The same map without some fields."""
        values = {key: value for key, value in self.values.items() if key not in keys}
        return MapNode(self.place, values, {key: place for key, place in self.keys.items() if key not in keys})


Node = TextNode | ListNode | MapNode


def texts_of(node: Node) -> tuple[TextNode, ...]:
    """The texts of a list, or the one text that it is."""
    match node:
        case TextNode():
            return (node,)
        case ListNode():
            return tuple(item for item in node.items if isinstance(item, TextNode))
        case MapNode():
            return ()
