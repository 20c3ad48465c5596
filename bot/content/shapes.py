"""What a field may hold: the vocabulary in which `schema` describes each kind of file.

The tables are our own rather than models of a validation library: a fault has to stand at the key or the value that is
wrong, in an author's words, with what to write; and the same tables give the order for `--fix` and the editor's
schema.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final, assert_never

from bot.content.nodes import MapNode

LANGUAGE: Final = "[a-z]{2,3}(-[A-Z]{2})?"
"""The pattern of a `Language`."""


@dataclass(frozen=True, slots=True)
class Text:
    """A text on its line. `markup`: it may hold `**on the screen**` and `` `typed` ``."""

    limit: int
    markup: bool = True


@dataclass(frozen=True, slots=True)
class Quote:
    """What somebody writes or reads, in a test: any text, on one line or in a block."""

    limit: int = 200_000


@dataclass(frozen=True, slots=True)
class Block:
    """Instructions: `do: |`, one line each."""

    lines: int
    limit: int


@dataclass(frozen=True, slots=True)
class Id:
    limit: int = 40


@dataclass(frozen=True, slots=True)
class Reference:
    """`dialog` or `dialog#step`."""


@dataclass(frozen=True, slots=True)
class Language:
    """`de`, or `pt-BR`."""


@dataclass(frozen=True, slots=True)
class OneOf:
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Whole:
    """A whole number."""

    low: int
    high: int


@dataclass(frozen=True, slots=True)
class Duration:
    """`10m`, `24h`, `2d`."""

    low: timedelta
    high: timedelta


@dataclass(frozen=True, slots=True)
class Day:
    """`2026-11-24`."""


@dataclass(frozen=True, slots=True)
class Moment:
    """`2026-11-24T12:00Z`, or a day."""


@dataclass(frozen=True, slots=True)
class Url:
    """`https://…`"""


@dataclass(frozen=True, slots=True)
class ListOf:
    item: "Shape"
    most: int = 1000
    least: int = 1
    condition: bool = False
    """The values of a `when`: a text alone is the commonest slip there."""


@dataclass(frozen=True, slots=True)
class OneOrMany:
    """One text, or a list of them."""

    item: "Shape"


@dataclass(frozen=True, slots=True)
class MapOf:
    key: "Shape"
    value: "Shape"
    most: int = 1000
    least: int = 1


@dataclass(frozen=True, slots=True)
class Field:
    name: str
    shape: "Shape"
    doc: str
    """What it means, for the editor's hover and the reference."""
    required: bool = False


@dataclass(frozen=True, slots=True)
class Record:
    """A thing with fields.

    `name` as in "a step of IT". `others`: the shapes of further keys (languages, ids) and of their values.
    `elsewhere`: fields of other kinds that people try here, and what to do instead.
    """

    name: str
    fields: tuple[Field, ...]
    others: tuple[Language | Id, "Shape"] | None = None
    elsewhere: Mapping[str, str] = field(default_factory=dict)
    by_name: Mapping[str, Field] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_name", {each.name: each for each in self.fields})


@dataclass(frozen=True, slots=True)
class Kinds:
    """One of several records: the first whose mark is among the fields, else the last."""

    marks: tuple[tuple[str, Record], ...]
    otherwise: Record

    @property
    def records(self) -> tuple[Record, ...]:
        return (*(record for _, record in self.marks), self.otherwise)

    def of(self, node: MapNode) -> Record:
        return next((record for mark, record in self.marks if mark in node.keys), self.otherwise)


Shape = (
    Text
    | Quote
    | Block
    | Id
    | Reference
    | Language
    | OneOf
    | Whole
    | Duration
    | Day
    | Moment
    | Url
    | ListOf
    | OneOrMany
    | MapOf
    | Record
    | Kinds
)


def example(shape: Shape) -> str:
    """What could stand there, to be shown where a field is missing."""
    match shape:
        case Text() | Quote():
            return "…"
        case Block():
            return "|"
        case Id():
            return "my-id"
        case Reference():
            return "dialog#step"
        case Language():
            return "de"
        case OneOf():
            return shape.values[0]
        case Whole():
            return str(shape.low)
        case Duration():
            return "10m"
        case Day():
            return "2026-11-24"
        case Moment():
            return "2026-11-24T12:00Z"
        case Url():
            return "https://…"
        case ListOf():
            return f"[{example(shape.item)}]"
        case OneOrMany():
            return example(shape.item)
        case MapOf():
            return f"{{{example(shape.key)}: {example(shape.value)}}}"
        case Record():
            inside = ", ".join(f"{field.name}: {example(field.shape)}" for field in shape.fields if field.required)
            return f"{{{inside}}}"
        case Kinds():
            return example(shape.otherwise)
        case _:
            assert_never(shape)
