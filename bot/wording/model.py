"""The bot's own words: what a language's file holds once it was read and checked.

A text may hold the two kinds of markup that content may have (`**name on the screen**`, `` `what is typed` ``) and
places in braces. What stands in a place is markup of authors or of ours; `NAMES` are the exception: a person's name is
text, whatever characters it has.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final, Literal

from bot.understanding import Lexicon
from bot.wording.dates import DateWords
from bot.wording.plurals import OTHER, Plurals

PLACE: Final = re.compile(r"\{([a-z]+(?:-[a-z]+)*)\}")
NAMES: Final = frozenset({"name"})
"""Places in which the name of a person may stand."""
UNSEEN: Final = NAMES | {"code", "codes"}
"""Places that may not stand in a summary: it shows on locked screens."""
LABEL: Final = 22
"""The longest title of a button, its places not counted: Teams cuts longer ones off on a phone."""
REFERENCE: Final = "en"
"""The language that every other one is compared with, and that speaks where there is no other."""

BoxStyle = Literal["emphasis", "warning", "attention"]


@dataclass(frozen=True, slots=True)
class Pattern:
    """A text with places, in the forms that a number may need. `by`: the place whose number decides."""

    forms: Mapping[str, str]
    by: str | None = None
    plurals: Plurals = field(default_factory=Plurals)

    def form(self, values: Mapping[str, object]) -> str:
        """The text for these values, its places still open."""
        if self.by is None:
            return self.forms[OTHER]
        number = values[self.by]
        return self.forms[self.plurals.category(number) if isinstance(number, int) else OTHER]

    def fill(self, values: Mapping[str, object]) -> str:
        """The text with its places filled. Raises `KeyError` for a place without a value."""
        text = self.form(values)
        return PLACE.sub(lambda place: str(values[place[1]]), text) if "{" in text else text

    @property
    def places(self) -> frozenset[str]:
        """Every value that some form needs."""
        named = {place for text in self.forms.values() for place in PLACE.findall(text)}
        return frozenset(named if self.by is None else named | {self.by})


@dataclass(frozen=True, slots=True)
class Button:
    """A button: its title, and the words that mean the same. The first one is named where buttons can't be shown."""

    title: Pattern
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Saying:
    """A short message, from its heading down. Empty or None: not there."""

    title: Pattern
    where: Pattern | None = None
    summary: Pattern | None = None
    """Stands on locked screens. None: the title does, which names nobody and no code then."""
    text: tuple[Pattern, ...] = ()
    list: Pattern | None = None
    """Introduces the lines that come with the reply."""
    bullets: tuple[Pattern, ...] = ()
    box: Pattern | None = None
    """The bold words that open the box of the reply."""
    style: BoxStyle = "emphasis"
    command: Pattern | None = None
    """A line to be copied."""
    field: Pattern | None = None
    """The label of an input for several lines, whose id is `note`."""
    aside: Pattern | None = None

    @property
    def places(self) -> frozenset[str]:
        parts = (
            self.title,
            self.where,
            self.summary,
            *self.text,
            self.list,
            *self.bullets,
            self.box,
            self.command,
            self.field,
            self.aside,
        )
        return frozenset(place for part in parts if part is not None for place in part.places)


@dataclass(frozen=True, slots=True, eq=False)
class Wording:
    """One language. Known by itself and not by what it holds, so that what is made of its words can be looked up."""

    language: str
    name: str
    """What the language calls itself."""
    rtl: bool
    buttons: Mapping[str, Button]
    sayings: Mapping[str, Saying]
    lines: Mapping[str, Pattern]
    dates: DateWords
    lists: Mapping[str, str]
    """`comma`, `and`, `or`: what stands between the things of a list."""

    def button(self, verb: str, **values: object) -> str:
        """A button's title: `button("show-step", step=5)` is "Show step 5".

        Raises `KeyError` for a verb that has none, or a place without a value.
        """
        return self.buttons[verb].title.fill(values)

    def button_words(self, verb: str) -> tuple[str, ...]:
        """What may be typed instead of the title. Nothing for a verb whose words are the content's (`pick:gone`)."""
        button = self.buttons.get(verb)
        return button.words if button else ()

    def saying(self, key: str) -> Saying:
        return self.sayings[key]

    def pattern(self, key: str) -> Pattern:
        """One of the small pieces, its places still open."""
        return self.lines[key]

    def line(self, key: str, **values: object) -> str:
        """One of the small pieces, filled."""
        return self.lines[key].fill(values)

    def list_of(self, things: Sequence[str], last: Literal["and", "or"] = "and") -> str:
        """Several things in one sentence: "a, b and c"."""
        if len(things) < 2:
            return "".join(things)
        return self.lists[last].join((self.lists["comma"].join(things[:-1]), things[-1]))

    def duration(self, time: timedelta) -> str:
        """A length of time in the largest unit that says it exactly up to two days: "2 minutes", "24 hours".

        Anything shorter than a minute is a minute.
        """
        minutes = max(1, round(time.total_seconds() / 60))
        if minutes % (24 * 60) == 0 and minutes > 24 * 60:
            return self.line("days", count=minutes // (24 * 60))
        if minutes % 60 == 0:
            return self.line("hours", count=minutes // 60)
        return self.line("minutes", count=minutes)

    def day(self, when: datetime, now: datetime, zone: str) -> str:
        """The day in words, where `now` is seen from the zone: "today", "last Thursday", "on 12 March"."""
        return self.dates.day(when, now, zone)

    def date(self, when: datetime, zone: str) -> str:
        """The date in that zone, where it must stay true: "on 12 March"."""
        return self.dates.date(when, zone)

    def clock(self, when: datetime, zone: str) -> str:
        """The time of day in that zone: "14:32"."""
        return self.dates.clock(when, zone)

    def moment(self, when: datetime, now: datetime, zone: str) -> str:
        """Day and time in words: "tomorrow at 14:30"."""
        return self.dates.moment(when, now, zone)


@dataclass(frozen=True, slots=True)
class Wordings:
    """Every language that the bot speaks, and the words that it hears."""

    lexicon: Lexicon
    languages: Mapping[str, Wording]

    def in_language(self, language: str) -> Wording:
        """The wording of a language tag: `de-AT` is met by `de`, what isn't there by English."""
        tag = language.lower()
        return self.languages.get(tag) or self.languages.get(tag.split("-")[0]) or self.languages[REFERENCE]
