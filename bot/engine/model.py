"""The nouns of the engine: what a session remembers, and so what is stored of it.

`advance(edition, session, input, now) -> Outcome` is the whole machine. Everything here is a frozen value, so that a
turn can be computed again after a lost race, replayed from a log, or enumerated in a test. Unions are told apart by
their `kind`, which is also what stands in the stored JSON. What goes into a turn is in `bot.engine.inputs`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

FactSource = Literal["person", "problem", "told", "client", "reading", "link"]
"""Who said it, weakest first. A reading beats everybody, a later one an earlier one."""


@dataclass(frozen=True, slots=True)
class Known:
    value: str
    source: FactSource


@dataclass(frozen=True, slots=True)
class Walk:
    """A place in a dialog, by ids only.

    `step` is the open step's key, or the last one that was open. `onward`: dialogs that replace the `then` of this one
    (a scenario and a code together). `round`: the steps offered once more at the end.
    """

    dialog: str
    problem: str | None = None
    codes: tuple[str, ...] = ()
    step: str | None = None
    onward: tuple[str, ...] = ()
    round: tuple[str, ...] = ()
    in_round: bool = False
    round_offered: bool = False
    linked: str | None = None
    """The step that a link led to: steps above it were passed over, and questions that weren't asked don't hold it
    back."""
    target: str | None = None
    """The step that a link leads to, until it was reached (facts in its conditions may have to be asked first)."""
    shown_at: int = 0
    """When the open step was shown first, epoch seconds."""
    by_link: bool = False
    """A link opened it: nobody said which problem it is. `problem` is what the dialog is for."""
    sent_by: str = ""
    """Who of the helpdesk sent that link."""


MarkKind = Literal["broken", "nothing-there", "cant", "skipped", "refused", "option", "reading", "fixed", "fact"]


@dataclass(frozen=True, slots=True)
class Mark:
    """One answer on the trail, with the place it was given at.

    `what`: the step's key, or the fact's id for `fact`. `value`: the option, the fact's value, the reason, the
    reading's conclusion, `early` (said broken before the step's time was over), or `again` (fixed, and it came back).
    `before`: the walks as they were, the open one first: for going back.
    """

    kind: MarkKind
    what: str
    value: str = ""
    number: int = 0
    """The step's number as it was shown."""
    confirmed: bool = False
    """The step's risk was confirmed before it was shown."""
    at: int = 0
    """Epoch seconds."""
    before: tuple[Walk, ...] = ()


@dataclass(frozen=True, slots=True)
class Idle:
    """Nothing is asked."""

    kind: Literal["idle"] = "idle"


@dataclass(frozen=True, slots=True)
class Starting:
    """This problem? `codes`: as they were written. A scenario with a code goes on with the code's dialog."""

    problem: str
    codes: tuple[str, ...] = ()
    switching: bool = False
    """A dialog is open: it would be laid aside."""
    now: bool = False
    """The person said that this stands there now, in an answer to what was tried."""
    held_up: int = 0
    """Since when the operator's banner stands in the place of Start, epoch seconds; 0: it doesn't."""
    kind: Literal["starting"] = "starting"


@dataclass(frozen=True, slots=True)
class Linking:
    """A link into another dialog while one is open, or one that can't be followed: start that dialog?"""

    dialog: str
    step: str | None = None
    by: str | None = None
    refused: bool = False
    """The step isn't for this person, or isn't there: the start of the dialog is offered."""
    kind: Literal["linking"] = "linking"


@dataclass(frozen=True, slots=True)
class Choosing:
    """Which of these problems? `both`: two codes were written; `products`: one code, several products."""

    problems: tuple[str, ...]
    why: Literal["did-you-mean", "products", "both", "compare"] = "did-you-mean"
    codes: tuple[str, ...] = ()
    kind: Literal["choosing"] = "choosing"


@dataclass(frozen=True, slots=True)
class Slipped:
    """One character may have slipped."""

    typed: str
    known: str
    position: int
    problem: str
    kind: Literal["slipped"] = "slipped"


@dataclass(frozen=True, slots=True)
class AtStep:
    """The step is shown and its check, question or paste is open."""

    step: str
    number: int
    total: int
    shown_at: int
    confirmed: bool = False
    kind: Literal["at-step"] = "at-step"


@dataclass(frozen=True, slots=True)
class AtGate:
    """The step has a risk: its `confirm` is asked, its instructions aren't shown yet."""

    step: str
    number: int
    total: int
    kind: Literal["at-gate"] = "at-gate"


@dataclass(frozen=True, slots=True)
class AtFact:
    """A fact is asked, before the step of that number."""

    fact: str
    number: int
    kind: Literal["at-fact"] = "at-fact"


@dataclass(frozen=True, slots=True)
class Reasoning:
    """What is in the way? After "I can't do this"."""

    kind: Literal["reasoning"] = "reasoning"


@dataclass(frozen=True, slots=True)
class Leftover:
    """Steps that weren't tried are offered once more, before handing over."""

    steps: tuple[str, ...]
    kind: Literal["leftover"] = "leftover"


@dataclass(frozen=True, slots=True)
class Settling:
    """Too early: ask again at that time, or go on now?"""

    step: str
    until: int
    waiting: bool = False
    """The person wants to be asked then."""
    kind: Literal["settling"] = "settling"


@dataclass(frozen=True, slots=True)
class Resuming:
    """The other problem is fixed: is the one that was laid aside gone too?"""

    looked: bool = False
    """It was said to work where a step only asked what is to be seen: is the problem itself gone?"""
    kind: Literal["resuming"] = "resuming"


@dataclass(frozen=True, slots=True)
class Restarting:
    """Really start over?"""

    kind: Literal["restarting"] = "restarting"


@dataclass(frozen=True, slots=True)
class Noting:
    """The handoff note is shown; send it?

    `step`: the `handoff` step that led here, or IT's step of a link. `end`: the list is at its end. `asked`: the person
    asked for somebody. `codes`: as they were written, where no dialog belongs to them. `dialog`: that a link led to
    which wasn't for this person, or of the `problem` that was offered when the person asked for somebody. `early`: the
    open step hadn't helped yet, and was still to be waited for. `cant`: the open step wasn't possible for them.
    """

    why: Literal["step", "end", "asked", "reading", "it-step", "known-code"]
    step: str | None = None
    codes: tuple[str, ...] = ()
    dialog: str | None = None
    problem: str | None = None
    early: bool = False
    cant: bool = False
    kind: Literal["noting"] = "noting"


@dataclass(frozen=True, slots=True)
class Waiting:
    """The card of a case is shown. `number`: of the case; 0 until it arrived."""

    number: int = 0
    adding: bool = False
    """The next message goes to the note."""
    key: str = ""
    """What the case is called until it has its number (`OpenCase.key`)."""
    kind: Literal["waiting"] = "waiting"


@dataclass(frozen=True, slots=True)
class Concluded:
    """A reading was read, and its conclusion offers something: a handoff, or a code like a written one."""

    reading: str
    conclusion: str
    kind: Literal["concluded"] = "concluded"


@dataclass(frozen=True, slots=True)
class Fixed:
    """It works. `step`: what did it. `doubted`: the number of a case that may be about it too, and was asked about."""

    step: str | None
    number: int
    at: int
    ask_held: bool = True
    doubted: int = 0
    kind: Literal["fixed"] = "fixed"


@dataclass(frozen=True, slots=True)
class Holding:
    """Asked a day later: did it hold?"""

    step: str | None
    number: int
    kind: Literal["holding"] = "holding"


@dataclass(frozen=True, slots=True)
class Back:
    """Welcome back: go on where we were? What was open lies under it."""

    kind: Literal["back"] = "back"


@dataclass(frozen=True, slots=True)
class Stopped:
    """The person stopped; the place is kept under it."""

    kind: Literal["stopped"] = "stopped"


@dataclass(frozen=True, slots=True)
class Unknown:
    """A code that is known without a dialog, or nothing that matched: a person, or another try."""

    codes: tuple[str, ...] = ()
    kind: Literal["unknown"] = "unknown"


Open = (
    Idle
    | Starting
    | Linking
    | Choosing
    | Slipped
    | AtStep
    | AtGate
    | AtFact
    | Reasoning
    | Leftover
    | Settling
    | Resuming
    | Restarting
    | Noting
    | Waiting
    | Concluded
    | Fixed
    | Holding
    | Back
    | Stopped
    | Unknown
)


@dataclass(frozen=True, slots=True)
class OpenCase:
    """A note that was sent and isn't over: neither closed, nor taken back, nor solved.

    `number`: 0 until it arrived. `problem`, `dialog`: what it is about; `also`: further dialogs that it tells of;
    `codes`: what it is about where there is neither. `by_link`: its person came by a link, and named no problem.
    `listed`: it stands in the helpdesk's list, and nobody is told. `key`: what it is called until it has its number, so
    that two that are on their way aren't mixed up; empty from then on.
    """

    number: int = 0
    problem: str | None = None
    dialog: str | None = None
    also: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    taken_by: str = ""
    listed: bool = False
    by_link: bool = False
    key: str = ""


@dataclass(frozen=True, slots=True)
class Session:
    """One person's conversation, by ids and never by position.

    The open walk is `walks[0]`; behind it stand those that were laid aside (at most three). `under`: what was open
    before a question that interrupts (start over? switch? why?), and is open again after it.
    """

    schema: int = 2
    language: str = "en"
    zone: str = "UTC"
    """IANA name of the person's time zone."""
    revision: int = 0
    """+1 each time that another question is open: a card with a lower one is old."""
    open: Open = Idle()
    under: Open | None = None
    walks: tuple[Walk, ...] = ()
    trail: tuple[Mark, ...] = ()
    told: tuple[str, ...] = ()
    """Steps that the person said were done already."""
    facts: Mapping[str, Known] = field(default_factory=dict)
    """Facts from elsewhere: readings, the client, the problem, what was said. The person's answers are on the trail."""
    pasted: tuple[str, ...] = ()
    """Readings that were asked for again once."""
    readings: Mapping[str, str] = field(default_factory=dict)
    """Reading -> conclusion, the latest."""
    cases: tuple[OpenCase, ...] = ()
    """The newest first. They stand beside what is open, and outlive it."""
    words: str = ""
    """The person's own words for a note that isn't sent yet."""
    unfinished: Mapping[str, int] = field(default_factory=dict)
    """Steps that were left by a link or another problem before they were answered -> the number that was shown."""
    beside: tuple[str, ...] = ()
    """What was asked beside the open question a moment ago, by the verbs that a yes means: did you mean this?"""
    greeted: bool = False
    told_banner: int = 0
    """The operator's banner that the person was told of, by the time it stands since. They hear when it is over."""
    told_product: str = ""
    """What that banner was about for them: the product of their problem; empty: it isn't known."""
    passed: int = 0
    """The banner that they went past, since theirs is different."""
    left: int = 0
    """When the person is asked whether to go on, should they leave in the middle, epoch seconds; 0: they aren't; -1:
    they were, and aren't again."""
    touched: int = 0
    """Epoch seconds of the last thing that the person did."""

    @property
    def walk(self) -> Walk | None:
        """The open walk."""
        return self.walks[0] if self.walks else None
