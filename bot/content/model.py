"""The nouns of the content: what `knowledge/` and `dialogs/` hold once they were read and checked.

Every text is as the author wrote it, with the two kinds of markup that content may have: `**what is on the screen**`
and `` `what is typed` ``. Everything here is complete and consistent: names were resolved, borrowed steps were put in
place, and a `Content` is only made when no file has an error.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Literal

from bot.content.diagnostic import Place
from bot.understanding.model import Code, Concept, KnownKey, ReadingSpec


@dataclass(frozen=True, slots=True)
class Source:
    title: str
    url: str
    says: str


@dataclass(frozen=True, slots=True)
class Problem:
    """What goes wrong: one file of `knowledge/`. Without codes it is a scenario."""

    id: str
    product: str
    codes: tuple[Code, ...]
    label: str
    """The button: what a person would say, 22 characters at most."""
    title: str
    impact: str
    cause: str
    fix: str
    dialog: str
    facts: Mapping[str, str]
    """Known once the person agrees that this is the problem."""
    signatures: tuple[tuple[str, ...], ...]
    unless: tuple[str, ...]
    symptoms: tuple[str, ...]
    sources: tuple[Source, ...]
    reviewed: date
    place: Place


@dataclass(frozen=True, slots=True)
class KnownCode:
    """A code that is known and has no dialog of its own."""

    code: Code
    product: str
    says: str
    who: Literal["you", "it"]
    source: str
    place: Place
    problem: str | None = None
    """The scenario that the code is a sign of."""

    @property
    def key(self) -> KnownKey:
        return KnownKey(self.code, self.product, self.problem)


@dataclass(frozen=True, slots=True)
class Fact:
    """What is asked once. The value `unsure` always exists beside the options."""

    id: str
    name: str
    ask: str | None
    how: str | None
    options: Mapping[str, str]
    """Value -> button text, in the author's order."""
    known_from_client: bool
    known: str | None
    """An organisation said it for everybody (`over: facts`): nobody is asked."""
    place: Place


@dataclass(frozen=True, slots=True)
class Check:
    """Is the problem gone? It belongs to the dialog that is walked, not to the step."""

    ask: str
    how: str


@dataclass(frozen=True, slots=True)
class Condition:
    """One line of a `when`. `name` is a fact's id, or the key (`dialog#step`) of a step that asks."""

    name: str
    kind: Literal["fact", "question"]
    values: tuple[str, ...]


StepKind = Literal["do", "ask", "paste", "it", "handoff"]
"""`do`: does something, the dialog's check follows. `ask`: its answer is a condition further down. `paste`: waits for
a reading. `it`: not for the person, noted for IT. `handoff`: hands over."""


@dataclass(frozen=True, slots=True)
class Instruction:
    """One line of `do`."""

    text: str


@dataclass(frozen=True, slots=True)
class Step:
    """A step, known by where it is written: `key` is `dialog#id`, wherever it is borrowed."""

    key: str
    dialog: str
    id: str
    kind: StepKind
    title: str
    aliases: tuple[str, ...] = ()
    why: str | None = None
    explain: str | None = None
    """More than `why`, for who asks."""
    minutes: int = 0
    restart: Literal["no", "maybe", "yes"] = "no"
    settles: timedelta | None = None
    when: tuple[Condition, ...] = ()
    changes: str | None = None
    """What it touches; None where the author wrote `nothing` or nothing at all: nothing is touched."""
    risk: str | None = None
    confirm: str | None = None
    undo: str | None = None
    do: tuple[Instruction, ...] = ()
    worked_if: str | None = None
    nothing_there: str | None = None
    ask: str | None = None
    options: Mapping[str, str] = field(default_factory=dict)
    """Option -> button text. The option `fixed` ends as fixed."""
    paste: str | None = None
    """The reading that it waits for."""
    say: str | None = None
    """What the person is told above the note (kind `handoff`)."""
    handoff: str | None = None
    """What IT is told (kind `handoff`)."""
    place: Place | None = None

    @property
    def is_question(self) -> bool:
        return self.kind == "ask"


@dataclass(frozen=True, slots=True)
class Item:
    """A step where it stands in a dialog's list.

    `conditions` from the outside in: those of each `use` on the way, then the step's own; conditions on questions
    that this list doesn't ask were left out. `part`: the dialog whose title and count the step goes under.
    """

    step: Step
    conditions: tuple[Condition, ...]
    part: str


@dataclass(frozen=True, slots=True)
class Dialog:
    """A way out: `items` is its list with everything borrowed put in place, in order."""

    id: str
    title: str
    intro: str
    check: Check
    items: tuple[Item, ...]
    handoff: str | None
    """What IT is told when all was tried. None: `then` is set."""
    then: str | None
    reviewed: date
    place: Place

    def item(self, key: str) -> Item | None:
        """The first place of a step in this list."""
        return next((item for item in self.items if item.step.key == key), None)


@dataclass(frozen=True, slots=True)
class Turn:
    """One turn of a test: what the person does, and what is expected of the bot.

    `act` is `you`, `press`, `open`, `paste`, `wait`, or None when a line only expects something.
    """

    act: Literal["you", "press", "open", "paste", "wait"] | None
    given: str
    bot: tuple[str, ...]
    absent: tuple[str, ...]
    step: str | None
    note: tuple[str, ...]
    happened: tuple[str, ...]
    place: Place


@dataclass(frozen=True, slots=True)
class Talk:
    """A conversation that is played as a test."""

    name: str
    language: str
    given: Mapping[str, str]
    now: str | None
    turns: tuple[Turn, ...]
    place: Place


@dataclass(frozen=True, slots=True)
class ReadingTest:
    sample: str
    now: str | None
    facts: Mapping[str, str]
    concludes: str | None
    place: Place


@dataclass(frozen=True, slots=True)
class Content:
    """Everything that authors wrote, of all layers, read and checked."""

    problems: Mapping[str, Problem]
    known: tuple[KnownCode, ...]
    concepts: Mapping[str, Concept]
    facts: Mapping[str, Fact]
    readings: Mapping[str, ReadingSpec]
    dialogs: Mapping[str, Dialog]
    steps: Mapping[str, Step]
    """Every step by its key."""
    moved: Mapping[str, str]
    """Old `dialog#step` or `dialog` -> the new one."""
    talks: tuple[Talk, ...]
    reading_tests: Mapping[str, tuple[ReadingTest, ...]]
    digest: str
    """The same for the same files: first 12 hex digits of a SHA-256."""
    translations: Mapping[str, "Content"] = field(default_factory=dict)
    """Language -> the same content with that language's texts. Ids, conditions and order are the same."""
    wordings: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """Overlays of the bot's own sentences (`over: wording`): language (or "" for all) -> key -> text."""

    def in_language(self, language: str) -> "Content":
        """The content with that language's texts, as far as there are any."""
        return self.translations.get(language.split("-")[0].lower(), self)
