"""The week in numbers, for whoever answers for the bot: what it did, what it couldn't, where time goes.

A walk belongs to the week it was begun in. Weeks are those of ISO, from Monday to Sunday, in UTC.
"""

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from bot.content.model import Content
from bot.statistics.gaps import GapGroup
from bot.statistics.numbers import Tally
from bot.statistics.telling import minutes
from bot.statistics.texts import table
from bot.statistics.walks import LEFT_AFTER, Walked

_TOP: Final = 5
_TIMED: Final = 5
"""A part that fewer people went through isn't called slow."""
_NO_WEEK: Final = "Write a week as 2026-W47."
_CELL: Final = "padding:4px 14px 4px 0;text-align:left;vertical-align:top;border-bottom:1px solid #ddd"


@dataclass(frozen=True, slots=True)
class Week:
    """From `begin` on, seven days."""

    begin: datetime

    @property
    def end(self) -> datetime:
        return self.begin + timedelta(days=7)

    @property
    def before(self) -> "Week":
        return Week(self.begin - timedelta(days=7))

    def holds(self, at: int) -> bool:
        """`at`: epoch ms."""
        return self.begin.timestamp() * 1000 <= at < self.end.timestamp() * 1000

    def __str__(self) -> str:
        year, week, _ = self.begin.isocalendar()
        last = self.end - timedelta(days=1)
        return f"Week {week} of {year}, {self.begin:%Y-%m-%d} to {last:%Y-%m-%d}"


def week_named(text: str) -> Week:
    """`2026-W47`. Raises ValueError, whose text says what to write.

    >>> str(week_named("2026-W47"))
    'Week 47 of 2026, 2026-11-16 to 2026-11-22'
    """
    found = re.fullmatch(r"(\d{4})-?[Ww](\d{1,2})", text.strip())
    if found is None:
        raise ValueError(_NO_WEEK)
    try:
        return Week(datetime.combine(date.fromisocalendar(int(found[1]), int(found[2]), 1), time(), UTC))
    except ValueError:
        raise ValueError(_NO_WEEK) from None


def last_week(now: datetime) -> Week:
    """The last one that is over."""
    monday = now.astimezone(UTC).date() - timedelta(days=now.astimezone(UTC).weekday() + 7)
    return Week(datetime.combine(monday, time(), UTC))


@dataclass(slots=True, eq=False)
class Counted:
    """What happened in a week. `talks`: conversations in which somebody was walked through something."""

    week: Week
    talks: int = 0
    tally: Tally = field(default_factory=Tally)

    def add(self, walked: Sequence[Walked]) -> None:
        """The walks of one conversation."""
        mine = [each for each in walked if self.week.holds(each.started)]
        self.talks += bool(mine)
        for each in mine:
            self.tally.add(each)


@dataclass(frozen=True, slots=True)
class Section:
    """A table with a title. Without `rows` its place is taken by `nothing`."""

    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    nothing: str = "Nothing."


def sections(counted: Counted, before: Counted, gaps: Sequence[GapGroup], content: Content) -> tuple[Section, ...]:
    """The report. `before`: the week before, to compare with. `gaps`: of this week."""
    columns = (_happened(counted), _happened(before))
    rows = tuple((name, *(str(column[name]) for column in columns)) for name in columns[0])
    return (
        Section("What happened", ("", "this week", "the week before"), rows),
        Section("What went wrong most", ("problem", "times", "fixed"), tuple(_problems(counted, content))),
        Section(
            "What nobody could answer",
            ("what people wrote", "times"),
            tuple((each.name, str(each.times)) for each in sorted(gaps, key=lambda gap: -gap.times)[:_TOP]),
            "Everything had an answer.",
        ),
        Section(
            "What takes longest",
            ("step", "minutes (median)", "people"),
            tuple(_slowest(counted, content)),
            f"No step was answered by {_TIMED} people or more.",
        ),
    )


def _happened(counted: Counted) -> dict[str, int]:
    whole = counted.tally.all_dialogs()
    return {
        "Talks in which somebody was led through steps": counted.talks,
        "Problems that were worked on": whole.walks,
        "Fixed, as people said": whole["fixed"],
        "Handed over to the helpdesk": whole["handed-over"],
        f"Left: nothing came for {LEFT_AFTER.days} days": whole["left"],
        "Went on with something else": whole["elsewhere"],
        "Still going on": whole["open"],
        "Said a day later that it still works": whole.held,
        "Said that it came back": whole.again,
    }


def _problems(counted: Counted, content: Content) -> Iterator[tuple[str, ...]]:
    for problem, times in counted.tally.problems.most_common(_TOP):
        known = content.problems.get(problem)
        share = f"{round(100 * counted.tally.solved[problem] / times)} %"
        yield known.title if known is not None else problem, str(times), share


def _slowest(counted: Counted, content: Content) -> Iterator[tuple[str, ...]]:
    timed = [
        (of.minutes, of.shown, step)
        for step, of in counted.tally.written().items()
        if of.minutes is not None and of.answered >= _TIMED
    ]
    for took, shown, step in sorted(timed, reverse=True)[:_TOP]:
        title = content.steps[step].title if step in content.steps else ""
        yield title or step, minutes(took), str(shown)


def as_text(week: Week, parts: Sequence[Section]) -> Iterator[str]:
    yield f"Unstuck: {week}"
    for part in parts:
        yield ""
        yield part.title
        if not part.rows:
            yield f"  {part.nothing}"
            continue
        yield from (f"  {line}" for line in table(part.head, part.rows))


def as_html(week: Week, parts: Sequence[Section]) -> Iterator[str]:
    """One page that can be sent as a mail: no script, nothing from elsewhere, every style where it is used."""
    title = html.escape(f"Unstuck: {week}")
    yield f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title}</title></head>'
    yield '<body style="font:15px/1.4 sans-serif;color:#111;max-width:44em;margin:1.5em auto;padding:0 1em">'
    yield f'<h1 style="font-size:1.3em">{title}</h1>'
    for part in parts:
        yield f'<h2 style="font-size:1.1em;margin-top:1.6em">{html.escape(part.title)}</h2>'
        if not part.rows:
            yield f"<p>{html.escape(part.nothing)}</p>"
            continue
        yield '<table style="border-collapse:collapse">'
        yield _html_row("th", part.head)
        yield from (_html_row("td", row) for row in part.rows)
        yield "</table>"
    yield "</body></html>"


def _html_row(cell: str, texts: Sequence[str]) -> str:
    cells = (f'<{cell} style="{_CELL}">{html.escape(text)}</{cell}>' for text in texts)
    return f"<tr>{''.join(cells)}</tr>"
