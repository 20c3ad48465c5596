"""Days and times in words, in the person's time zone.

A day within a week of now has a name ("yesterday", "last Thursday", "on Friday"); any other is a date, with its year
where that isn't this one. Nothing here asks a clock: `now` comes in.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from typing import Final
from zoneinfo import ZoneInfo

PATTERNS: Final[Mapping[str, frozenset[str]]] = {
    "today": frozenset(),
    "yesterday": frozenset(),
    "tomorrow": frozenset(),
    "last": frozenset({"weekday"}),
    "next": frozenset({"weekday"}),
    "date": frozenset({"day", "month"}),
    "date-and-year": frozenset({"day", "month", "year"}),
    "clock": frozenset({"hour", "minute"}),
    "at": frozenset({"date", "clock"}),
}
"""The texts that a language gives, and the places each must have."""


@dataclass(frozen=True, slots=True)
class DateWords:
    """One language's words. `weekdays` from Monday, `months` from January, `patterns` as `PATTERNS` names them."""

    weekdays: tuple[str, ...]
    months: tuple[str, ...]
    patterns: Mapping[str, str]

    def day(self, when: datetime, now: datetime, zone: str) -> str:
        """The day alone: "today", "last Thursday", "on 12 March"."""
        local = when.astimezone(time_zone(zone))
        today = now.astimezone(time_zone(zone)).date()
        ahead = (local.date() - today).days
        match ahead:
            case 0:
                return self.patterns["today"]
            case 1:
                return self.patterns["tomorrow"]
            case -1:
                return self.patterns["yesterday"]
            case _ if abs(ahead) < 7:
                key = "next" if ahead > 0 else "last"
                return self.patterns[key].format(weekday=self.weekdays[local.weekday()])
            case _:
                key = "date" if local.year == today.year else "date-and-year"
                return self.patterns[key].format(day=local.day, month=self.months[local.month - 1], year=local.year)

    def date(self, when: datetime, zone: str) -> str:
        """The date, where it must stay true: "on 12 March"."""
        local = when.astimezone(time_zone(zone))
        return self.patterns["date"].format(day=local.day, month=self.months[local.month - 1])

    def clock(self, when: datetime, zone: str) -> str:
        """The time alone: "9:05", "14:32"."""
        local = when.astimezone(time_zone(zone))
        return self.patterns["clock"].format(hour=local.hour, minute=f"{local.minute:02}")

    def moment(self, when: datetime, now: datetime, zone: str) -> str:
        """Day and time: "today at 14:32"."""
        return self.patterns["at"].format(date=self.day(when, now, zone), clock=self.clock(when, zone))


def time_zone(name: str) -> tzinfo:
    """The zone of an IANA name; UTC for a name that this machine doesn't know."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return UTC
