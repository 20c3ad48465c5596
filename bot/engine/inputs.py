"""What goes into a turn: what the person did, and what happened elsewhere that concerns them.

Whoever hands something in needs only these, and nothing of what a session remembers. They are frozen values, so that a
turn can be computed again after a lost race, replayed from a log, or enumerated in a test.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Said:
    """The person wrote something. `edited`: it replaces an earlier message."""

    text: str
    pictures: int = 0
    files: int = 0
    edited: bool = False


@dataclass(frozen=True, slots=True)
class CardRef:
    """What the engine needs to know of a card that was shown, when one of its buttons is pressed."""

    revision: int
    """`Session.revision` when the card was shown."""
    step: str | None
    """The key of the step that the card was about."""
    number: int
    """That step's number as it was shown; 0 for none."""
    verbs: tuple[str, ...]
    case: int = 0
    """The number of the case that the card was about; 0 for none, or one that hadn't arrived."""


@dataclass(frozen=True, slots=True)
class Pressed:
    """A button was pressed. `verb` as the offer had it (`fixed`, `pick:gone`); `fields`: the card's input fields."""

    verb: str
    card: CardRef | None
    """None: the card is not known any more."""
    fields: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Opened:
    """A link was opened. `by`: who sent it, when the helpdesk did."""

    dialog: str
    step: str | None = None
    by: str | None = None


@dataclass(frozen=True, slots=True)
class Joined:
    """The app was installed, or the chat opened for the first time."""


@dataclass(frozen=True, slots=True)
class Due:
    """A timer of this session is due."""

    timer: str


@dataclass(frozen=True, slots=True)
class Told:
    """Something that happened elsewhere and concerns this conversation.

    `case-arrived` (number, key, at, `listed` where nobody is told of it and it only stands in the list, `opens` where
    nobody is there now: when somebody looks, in seconds), `case-delayed` (number, key),
    `case-taken` (number, key, by), `case-given-back` and `case-closed` (number, key), `continue` (dialog, step, by),
    `sent` (the same, and it only asks), `supposed` (facts that an author tries: id -> value, or empty), `restarted`.
    """

    what: str
    values: Mapping[str, str] = field(default_factory=dict)


Input = Said | Pressed | Opened | Joined | Due | Told
