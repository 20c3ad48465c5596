"""From what happened in each conversation to the numbers of a time.

A walk belongs to the time it was begun in, with everything that came of it until now.
"""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Self

from bot.statistics.numbers import Tally
from bot.statistics.walks import Happening, Walked, walks


@dataclass(frozen=True, slots=True)
class Period:
    """From `since` to before `until`; None: until now."""

    since: datetime
    until: datetime | None = None

    @classmethod
    def of_days(cls, first: date, last: date) -> Self:
        """Both days belong to it. Days are those of UTC."""
        return cls(begin_of(first), begin_of(last + timedelta(days=1)))

    def __str__(self) -> str:
        since = f"Since {self.since:%Y-%m-%d}"
        # The last moment that belongs to it, so that a whole day is called by its own name.
        return since if self.until is None else f"{since}, until {self.until - timedelta(seconds=1):%Y-%m-%d}"


def begin_of(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


async def walks_of(histories: AsyncIterator[Sequence[Happening]], now: datetime) -> AsyncIterator[list[Walked]]:
    """The walks of each conversation. `histories`: what happened in each, in its order."""
    at = int(now.timestamp() * 1000)
    async for history in histories:
        yield walks(history, at)


async def tallied(histories: AsyncIterator[Sequence[Happening]], period: Period, now: datetime) -> Tally:
    """Everything of a time, counted. `histories`: since its begin."""
    tally = Tally()
    until = int((period.until or now).timestamp() * 1000)
    async for walked in walks_of(histories, now):
        for each in walked:
            if period.until is None or each.started < until:
                tally.add(each)
    return tally
