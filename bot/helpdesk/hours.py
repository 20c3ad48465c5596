"""When somebody of the helpdesk looks at cases. Pure: `now` comes in.

`Mon-Fri 08:00-17:00 Europe/Berlin`; several stand behind one another with a `;`, days of one line with a comma. An end
before its start is on the next day. Times are those of the wall clock there, in summer and in winter.

Holidays are dates, `2026-12-25`, or from one to another, `2026-12-31..2027-01-01`, with commas between. On such a day,
as the calendar of each line's zone has it, nobody begins.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

_DAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_LINE: Final = re.compile(r"(?P<days>[A-Za-z,\-]+) +(?P<start>\d\d?:\d\d) ?- ?(?P<end>\d\d?:\d\d) +(?P<zone>\S{1,64})")
_WEEK: Final = 7
_LONGEST_HOLIDAY: Final = 366


class BadHours(ValueError):
    """`str()` says what can't be read, and how it is written."""


@dataclass(frozen=True, slots=True)
class Hours:
    """Every week the same. `days` from Monday (0). `lasts`: from the start to the end, at most a day."""

    days: frozenset[int]
    start: time
    lasts: timedelta
    zone: ZoneInfo
    closed: frozenset[date] = frozenset()
    """Holidays."""

    def windows(self, around: datetime) -> Iterator[tuple[datetime, datetime]]:
        """Start and end, in order, from the day before until a week after; a holiday may put it off by a week."""
        today = around.astimezone(self.zone).date()
        later = sum(day >= today for day in self.closed)
        for ahead in range(-1, _WEEK * (1 + later) + 1):
            day = today + timedelta(days=ahead)
            if day.weekday() in self.days and day not in self.closed:
                yield self._at(day, timedelta()), self._at(day, self.lasts)

    def _at(self, day: date, later: timedelta) -> datetime:
        return (datetime.combine(day, self.start) + later).replace(tzinfo=self.zone).astimezone(UTC)


def next_open(hours: Iterable[Hours], now: datetime) -> datetime | None:
    """When somebody looks next. None: somebody is there now, or always is (there are no hours)."""
    windows = [window for each in hours for window in each.windows(now)]
    if any(start <= now < end for start, end in windows):
        return None
    return min((start for start, _ in windows if start > now), default=None)


def parse_holidays(text: str) -> frozenset[date]:
    """Raises `BadHours`.

    >>> len(parse_holidays("2026-12-25, 2026-12-31..2027-01-01"))
    3
    """
    days: set[date] = set()
    for part in text.replace(",", " ").split():
        first, dots, last = part.partition("..")
        try:
            begin, end = date.fromisoformat(first), date.fromisoformat(last if dots else first)
        except ValueError:
            raise BadHours(f"{part!r} is no date such as 2026-12-25, nor two such as 2026-12-31..2027-01-01") from None
        if not 0 <= (end - begin).days < _LONGEST_HOLIDAY:
            raise BadHours(f"{part!r} ends before it begins, or lasts longer than a year")
        days |= {begin + timedelta(days=each) for each in range((end - begin).days + 1)}
    return frozenset(days)


def parse_hours(text: str, closed: frozenset[date] = frozenset()) -> tuple[Hours, ...]:
    """`closed`: holidays. Raises `BadHours`.

    >>> [len(each.days) for each in parse_hours("Mon-Fri 08:00-17:00 Europe/Berlin; Sat,Sun 10:00-12:00 Europe/Berlin")]
    [5, 2]
    """
    return tuple(replace(_line(line.strip()), closed=closed) for line in text.split(";") if line.strip())


def _line(text: str) -> Hours:
    found = _LINE.fullmatch(text)
    if found is None:
        raise BadHours(f"{text!r} can't be read")
    start, end = _minutes(found["start"]), _minutes(found["end"])
    if start >= 24 * 60:
        raise BadHours(f"{found['start']} is no time to begin")
    lasts = timedelta(minutes=end - start if end > start else end - start + 24 * 60)
    return Hours(_days(found["days"]), time(start // 60, start % 60), lasts, _zone(found["zone"]))


def _days(text: str) -> frozenset[int]:
    days: set[int] = set()
    for part in text.lower().split(","):
        first, _, last = part.partition("-")
        try:
            begin, end = _DAYS.index(first[:3]), _DAYS.index((last or first)[:3])
        except ValueError:
            raise BadHours(f"{part!r} is no day: Mon, Tue, Wed, Thu, Fri, Sat, Sun") from None
        days |= {each % _WEEK for each in range(begin, end + 1 if end >= begin else end + 1 + _WEEK)}
    return frozenset(days)


def _minutes(text: str) -> int:
    hour, minute = map(int, text.split(":"))
    if hour * 60 + minute > 24 * 60 or minute > 59:
        raise BadHours(f"{text} is no time of day")
    return hour * 60 + minute


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ValueError, OSError, KeyError):
        raise BadHours(f"{name!r} is no time zone, such as Europe/Berlin") from None
