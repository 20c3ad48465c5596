"""What a card is made of: eleven pieces, and the runs of text that stand in them.

A reply becomes a `Sheet` of pieces once; `adaptive` and `plain` then draw the same pieces, so that what Teams shows and
what the terminal prints can't drift apart. Nothing here holds Markdown: a run is a text and what it is.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from bot.engine.replies import Offer
from bot.wording.model import BoxStyle

RunKind = Literal["text", "strong", "screen", "typed", "link"]
"""`strong`: our own emphasis. `screen`: a name as it stands on the screen. `typed`: a short word to type. `link`: an
https address."""


class Run(NamedTuple):
    """Part of a text that looks alike. A tuple, since what is drawn of runs is looked up by them, many times a card."""

    text: str
    kind: RunKind = "text"


Runs = tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Head:
    """The heading of the card, and the line above it that says where we are (it may be empty)."""

    title: Runs
    where: Runs = ()


@dataclass(frozen=True, slots=True)
class Say:
    """A paragraph. `subtle`: an aside, never a risk. `apart`: a line is drawn above it. `close`: it belongs to what
    stands above."""

    runs: Runs
    subtle: bool = False
    apart: bool = False
    close: bool = False


@dataclass(frozen=True, slots=True)
class Fact:
    """A bold label and what it says. `first`: the first of a run of facts."""

    label: str
    runs: Runs
    first: bool = False


@dataclass(frozen=True, slots=True)
class Listing:
    """Bullets, or steps with numbers from `start` on."""

    items: tuple[Runs, ...]
    start: int | None = None


@dataclass(frozen=True, slots=True)
class Choices:
    """What can be chosen: the button's words, and what they mean. Plain text numbers them."""

    lines: tuple[tuple[str, Runs], ...]


@dataclass(frozen=True, slots=True)
class Command:
    """A line to copy, exactly as it is."""

    text: str


@dataclass(frozen=True, slots=True)
class Box:
    """A box that opens with bold words; `text` follows them in the same paragraph, or `below` in one of its own."""

    style: BoxStyle
    opening: Runs
    text: Runs = ()
    below: Runs = ()


@dataclass(frozen=True, slots=True)
class Words:
    """What a person wrote, and the only place for it. `label` stands before it, `after` behind. `code`: monospace."""

    label: str
    text: str
    after: Runs = ()
    code: bool = False


@dataclass(frozen=True, slots=True)
class Field:
    """An input for several lines that may stay empty."""

    id: str
    label: str
    placeholder: str = ""


@dataclass(frozen=True, slots=True)
class Select:
    """An input for one of several lines.

    `options`: (value, its line). `value`: the one that is chosen from the start. `required`: what is said where none
    was chosen; empty: it may stay so.
    """

    id: str
    label: str
    options: tuple[tuple[str, str], ...]
    value: str = ""
    required: str = ""
    placeholder: str = ""


Piece = Head | Say | Fact | Listing | Choices | Command | Box | Words | Field | Select


@dataclass(frozen=True, slots=True)
class Sheet:
    """A reply, ready to be drawn.

    `summary` shows on locked screens: it never holds a person's words, a name, or a code that was typed. `subject`:
    what the card was about, as markup, for the line that it freezes to. `links`: verbs that open an address. `data`:
    what goes with every press, beside the card's token and the verb.
    """

    pieces: tuple[Piece, ...]
    offers: tuple[Offer, ...] = ()
    summary: str = ""
    subject: str = ""
    links: Mapping[str, str] = field(default_factory=dict)
    data: Mapping[str, str] = field(default_factory=dict)
    typed: bool = True
    """What its buttons mean can be written too."""
