"""The nouns of understanding: what goes in, and what was read.

Understanding is pure: a text, an `Index` of words and keys, and the `Situation` go in; an `Understanding` comes out.
It knows codes, concepts, phrases, answers and commands. It knows no dialog, no session and no card.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal


@dataclass(frozen=True, slots=True, order=True)
class Code:
    """An error code after normalising: the one spelling that is looked up, compared and shown.

    `0x` and hex digits in lower case for HRESULT, NTSTATUS and CAA codes (eight digits, unless it was mistyped);
    `AADSTS` and the whole number; a bare decimal number for the short ones (`1001`); a name as its source spells it
    (`FSLogix_unsupported_environment`).
    """

    text: str

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class NearCode:
    """A code that nobody knows, one slip (change, drop, add, swap) away from one with a dialog."""

    typed: Code
    known: Code
    position: int
    """The first character that differs, counted from 1 in the typed spelling, `0x` included."""


# --- what the index is made of ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Concept:
    """One idea and how people write it. `words`: language (or `any`) -> words and short phrases."""

    id: str
    words: Mapping[str, tuple[str, ...]]
    means: str | None = None
    stops: bool = False
    sets: Mapping[str, str] = field(default_factory=dict)
    """Facts that are known once somebody writes it: "I'm on a Mac" -> `platform: mac`."""


@dataclass(frozen=True, slots=True)
class ProblemKeys:
    """What a problem is found by. A problem without codes is a scenario."""

    id: str
    product: str
    label: str
    codes: tuple[Code, ...]
    signatures: tuple[tuple[str, ...], ...]
    unless: tuple[str, ...]
    phrases: tuple[str, ...]
    """Symptoms, label and title: they rank suggestions and never start anything."""


@dataclass(frozen=True, slots=True)
class KnownKey:
    """A code that is known and has no dialog of its own."""

    code: Code
    product: str
    leads: str | None = None
    """The scenario that the code is a sign of: its dialog is offered, as if the code were its own."""


@dataclass(frozen=True, slots=True)
class StepWords:
    """How a step may be called by somebody who did it already. `key` is `dialog#step`."""

    key: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Offered:
    """A choice that is open now: what is returned when it was meant, and the words of its button."""

    id: str
    words: tuple[str, ...]


Expects = Literal["nothing", "check", "question", "gate", "start", "choice", "reason", "paste", "note", "case", "held"]
"""What the bot has just asked, so what an answer would answer.

`check`: is the problem gone? `question`: an option of a step or a fact. `gate`: is the `confirm` sentence true?
`start`: shall we start (or switch, or go on)? `choice`: which of these? `reason`: what is in the way?
`paste`: a reading. `note`: send the handoff note? `case`: the helpdesk has it. `held`: did it hold?
"""


@dataclass(frozen=True, slots=True)
class Situation:
    """Where the person is when the text arrives."""

    expects: Expects = "nothing"
    offered: tuple[Offered, ...] = ()
    step_text: str = ""
    """Title and instructions of the open step: "restart" at a step that says restart isn't "start over"."""
    title: str = ""
    """Of the open step. Its words, and those of the question, tell no option from another."""
    question: str = ""


CHECK = Situation(expects="check")
"""A person at a step whose check is open: what `unstuck match` assumes."""


# --- readings --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ReadingField:
    """One of our words: where it stands in the pasted text, and which of our values a text means.

    `values`: our value -> patterns, in the order of the author. `*` stands for anything; `under 4h` and `over 4h`
    compare a UTC time with now. `which`: of several occurrences, the first, any or all must fit.
    """

    word: str
    names: tuple[str, ...]
    values: Mapping[str, tuple[str, ...]]
    which: Literal["first", "any", "all"] = "first"


@dataclass(frozen=True, slots=True)
class Derivation:
    when: Mapping[str, tuple[str, ...]]
    sets: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Conclusion:
    id: str
    when: Mapping[str, tuple[str, ...]]
    say: str
    handoff: str | None = None
    again: str | None = None
    code_in: str | None = None


@dataclass(frozen=True, slots=True)
class ReadingSpec:
    id: str
    title: str
    fields: tuple[ReadingField, ...]
    derive: tuple[Derivation, ...]
    conclude: tuple[Conclusion, ...]


@dataclass(frozen=True, slots=True)
class ReadingResult:
    """What a pasted output told. The text itself is gone: only this is kept."""

    id: str
    facts: Mapping[str, str]
    concludes: str | None
    codes: tuple[Code, ...] = ()
    """Codes that stand in the conclusion's `code-in` field: they count as if the person had written them."""


# --- what comes out --------------------------------------------------------------------------------------------------


class Answer(StrEnum):
    YES = "yes"
    NO = "no"
    YES_BUT_NEW_ERROR = "yes-but-new-error"
    CANT_DO = "cant-do"
    UNSURE = "unsure"
    NOTHING_THERE = "nothing-there"


class Command(StrEnum):
    BACK = "back"
    SKIP = "skip"
    RESTART = "restart"
    HUMAN = "human"
    EXPLAIN = "explain"
    SAFE = "safe"
    STOP = "stop"
    WHERE = "where"
    LINK = "link"
    HELP = "help"
    SEND = "send"
    DONT_SEND = "dont-send"
    COPY = "copy"
    GREET = "greet"
    THANKS = "thanks"
    GO_ON = "go-on"
    WITHDRAW = "withdraw"


class Aside(StrEnum):
    """Said at a step in passing. It answers nothing and asks for no other place."""

    DONE = "done"
    """The step was carried out ("done", "I did this already"). Whether it helped isn't said."""
    WAIT = "wait"
    """The person or the PC needs time: "one moment", "it's still loading"."""
    RESTARTING = "restarting"
    """The PC has to restart, or does so now."""
    DURATION = "duration"
    """How long does it take?"""
    SCREEN = "screen"
    """What a window says is told, and nothing else: "the window says Access is denied"."""
    WHO = "who"
    """Is this a person or a program?"""
    SEES = "sees"
    """Can the bot see the screen, or the files?"""
    NEW_PASSWORD = "new-password"  # noqa: S105 (a question about one)
    """How does one reset a password?"""


class About(StrEnum):
    """What the text is about, apart from answers and commands."""

    PROBLEM = "problem"
    """`problems[0]` would be offered. Two entries: a scenario, then the problem of a code written beside it."""
    COMPARE = "compare"
    """`problems` are to be told apart."""
    NEAR_CODE = "near-code"
    OTHER_KNOWN_CODE = "other-known-code"
    PRODUCTS = "products"
    """One code, several products: `problems` and `known` say which."""
    AMBIGUOUS = "ambiguous"
    OUT_OF_SCOPE = "out-of-scope"


@dataclass(frozen=True, slots=True)
class Match:
    """A problem that the text meets, and why: `code 0x8004def7`, `signature onedrive + sign-in`."""

    problem: str
    why: str


@dataclass(frozen=True, slots=True)
class Suggestion:
    problem: str
    score: float
    """0 to 100."""


@dataclass(frozen=True, slots=True)
class LinkText:
    """`start dialog#step` as it was found in a text. Neither is looked up yet."""

    dialog: str
    step: str | None


@dataclass(frozen=True, slots=True)
class Understanding:
    """Everything that was read in one text.

    `label` is the one meaning that the corpus scores, for this situation (corpus labels; a problem's id where a
    dialog would be offered). The other fields say all that was found, so that a caller with another question open
    can decide otherwise.
    """

    text: str
    """What was newly said: without quoted replies, mentions, markup, signatures and secrets."""
    label: str
    about: About
    codes: tuple[Code, ...] = ()
    denied: tuple[Code, ...] = ()
    near: tuple[NearCode, ...] = ()
    known: tuple[KnownKey, ...] = ()
    unknown: tuple[Code, ...] = ()
    """Codes of a known family that nothing here knows and that are not near: they become gaps."""
    problems: tuple[Match, ...] = ()
    suggestions: tuple[Suggestion, ...] = ()
    answer: Answer | None = None
    works: bool = False
    """It says in words that all works again, whatever question is open; a bare yes doesn't."""
    picked: str | None = None
    """The id of the offered choice that the text names ("the second one", "2", its words)."""
    close: tuple[str, ...] = ()
    """Ids of options that may be meant where none is named for sure: they are asked about."""
    commands: tuple[Command, ...] = ()
    """In order of weight: a person first, then stop."""
    asides: tuple[Aside, ...] = ()
    elsewhere: bool = False
    """It also tells of something that nothing here knows: "and my microphone is dead"."""
    files_gone: bool = False
    """It tells or asks whether files are lost."""
    link: LinkText | None = None
    asked: str | None = None
    """The concept in "what is WAM?"."""
    reading: ReadingResult | None = None
    tried: tuple[str, ...] = ()
    """Steps (`dialog#step`) that the person says were done already."""
    facts: Mapping[str, str] = field(default_factory=dict)
    language: str | None = None
    secret: bool = False
    """Something that looks like a password was written. It stands in no field of this."""
    why: tuple[str, ...] = ()
    """What was read and matched, a line each, for authors."""
