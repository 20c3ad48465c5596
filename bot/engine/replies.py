"""What the bot answers: what is meant, never how it looks. `bot.cards` draws it.

A reply carries `offers`, the choices that are open from it: its buttons and their typed twins.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from bot.content.model import Check, Fact, Problem, Step
from bot.understanding.model import Code, ReadingSpec


@dataclass(frozen=True, slots=True)
class Offer:
    """A choice that is open: a button, its typed twin, and an edge of every exhaustive test."""

    verb: str
    title: str
    secondary: bool = False
    """In the overflow menu."""
    primary: bool = False
    """The one harmless way on."""
    words: tuple[str, ...] = ()
    """Further words that mean it (an option's own line, a problem's title)."""


Value = str | int | Code
"""A value in one of the bot's own sentences. A `str` is markup of authors or of ours, never a person's words."""


@dataclass(frozen=True, slots=True)
class Say:
    """One of the bot's own sentences by its key in the wording, with values for its places."""

    key: str
    values: Mapping[str, Value] = field(default_factory=dict)
    offers: tuple[Offer, ...] = ()
    typed: str = ""
    """A person's own words to show (a mistyped code, an unknown dialog's name): drawn as text, never as markup."""
    box: str = ""
    """Text of an author shown in a box below (the `confirm` sentence, the operator's banner)."""
    lines: tuple[str, ...] = ()
    """Further lines as a list (titles of steps)."""


@dataclass(frozen=True, slots=True)
class Start:
    """Is this it? `steps`: how many the person may meet at most. `left_out`: titles of steps told as done."""

    problem: Problem
    codes: tuple[Code, ...]
    steps: int
    minutes: int
    left_out: tuple[str, ...]
    offers: tuple[Offer, ...]
    switching: bool = False
    """A dialog is open: shall I change to this one?"""
    now: bool = False
    """The person said that this stands there now."""
    stay_at: int = 0
    """The number of the step that the person may stay at, when switching."""
    banner: str = ""
    held_up: bool = False
    """The banner stands in the place of Start: waiting is the best that can be done."""


@dataclass(frozen=True, slots=True)
class Choose:
    """Which of these? `both`: two codes were written; `products`: one code, several products."""

    why: Literal["greeting", "did-you-mean", "products", "both"]
    problems: tuple[Problem, ...]
    code: Code | None
    offers: tuple[Offer, ...]
    known: tuple[tuple[str, str], ...] = ()
    """Product and what is known of the code there, for products without a dialog."""


@dataclass(frozen=True, slots=True)
class Slip:
    typed: Code
    known: Code
    position: int
    problem: Problem
    offers: tuple[Offer, ...]


@dataclass(frozen=True, slots=True)
class Compare:
    problems: tuple[Problem, ...]
    codes: tuple[Code, ...]
    offers: tuple[Offer, ...]


@dataclass(frozen=True, slots=True)
class ShowStep:
    """A step with its check, question or paste. `check`: the walked dialog's, for steps that do something.

    `part`: the title of the part, on its first step only. `round`: the step of the round of steps offered once more
    (number and total count that round). `lead`: a key of the wording for the line above ("welcome-back-restart",
    "once-more", "sent-by"), with `lead_values`.
    """

    step: Step
    number: int
    total: int
    check: Check | None
    offers: tuple[Offer, ...]
    part: str = ""
    round: bool = False
    confirmed: bool = False
    lead: str = ""
    lead_values: Mapping[str, Value] = field(default_factory=dict)
    intro: str = ""
    """The intro of a dialog that was entered without asking (`then`)."""


@dataclass(frozen=True, slots=True)
class Gate:
    """The question before a step with a risk: without its instructions."""

    step: Step
    number: int
    total: int
    offers: tuple[Offer, ...]
    round: bool = False
    lead: str = ""
    lead_values: Mapping[str, Value] = field(default_factory=dict)
    intro: str = ""


@dataclass(frozen=True, slots=True)
class AskFact:
    """A fact is asked, once. `number`: of the step that it stands before."""

    fact: Fact
    number: int
    offers: tuple[Offer, ...]
    lead: str = ""
    lead_values: Mapping[str, Value] = field(default_factory=dict)
    intro: str = ""


@dataclass(frozen=True, slots=True)
class ReadingRead:
    """What a pasted output told: facts as (name, value) in words, and what it means."""

    reading: ReadingSpec
    facts: tuple[tuple[str, str], ...]
    says: str
    again: str
    """What to paste instead, when only a part was there."""
    offers: tuple[Offer, ...]


@dataclass(frozen=True, slots=True)
class Explain:
    """What a word means, or why a step is done. Never carries a check's buttons."""

    title: str
    text: str
    offers: tuple[Offer, ...]


@dataclass(frozen=True, slots=True)
class Safe:
    """Is this step safe? Drawn from its `risk`, `confirm`, `changes`, `undo`."""

    step: Step
    number: int
    offers: tuple[Offer, ...]


@dataclass(frozen=True, slots=True)
class Bare:
    """A command alone, as a plain message that every client can copy."""

    text: str


@dataclass(frozen=True, slots=True)
class Tried:
    """One line of the handoff note. `result`: `broken`, `nothing-there`, `cant`, `skipped`, `refused`, `option`,
    `reading`, `fixed`, `again` (it helped, and the trouble came back), `told`, `open` (shown, no answer yet), `left`
    (shown, and left before it was answered)."""

    number: int
    title: str
    result: str
    value: str = ""
    """The option's text, the reason in words, or the conclusion's text."""
    step: str = ""
    """Its key."""
    early: bool = False
    """Checked before the step had had its time."""
    says: str = ""
    """What happened, whole and in words."""


@dataclass(frozen=True, slots=True)
class ForIT:
    """Something that only IT can do."""

    step: str
    title: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CameBy:
    """How somebody came who followed a link. `sender`: who of the helpdesk sent it; empty: that isn't known."""

    sender: str = ""


@dataclass(frozen=True, slots=True)
class HandoffNote:
    """The whole story, as the person sees it before it is sent and as the helpdesk gets it."""

    problem: str | None
    """The problem's id."""
    title: str
    """What it is, with the codes."""
    codes: tuple[str, ...]
    product: str
    tried: tuple[Tried, ...]
    facts: tuple[tuple[str, str], ...]
    """Name and value, in words: what the person answered."""
    read: tuple[tuple[str, str], ...]
    """Name and value, in words: what was read from the PC."""
    for_it: tuple[ForIT, ...]
    says: tuple[str, ...]
    """What IT is told by the dialogs and readings walked."""
    dialog: str | None = None
    step: str | None = None
    words: str = ""
    """The person's own words, as added to the note."""
    untried: tuple[str, ...] = ()
    """Titles of steps that are for this person, as far as is known, and weren't shown."""
    passed_over: tuple[str, ...] = ()
    """Those of them that a link led past."""
    link: CameBy | None = None
    """A link opened the dialog: the problem is what the dialog is for, and wasn't said."""
    other_cases: tuple[int, ...] = ()
    """Numbers of this person's cases that are open already; 0 for one that hasn't arrived."""


@dataclass(frozen=True, slots=True)
class Preview:
    """The note as it would be sent. `says`: what the person is told above it."""

    note: HandoffNote
    offers: tuple[Offer, ...]
    says: str = ""


Reply = (
    Say | Start | Choose | Slip | Compare | ShowStep | Gate | AskFact | ReadingRead | Explain | Safe | Bare | Preview
)
