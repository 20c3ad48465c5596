"""How times, dates and ids are written, and which known word a misspelt one may mean."""

import difflib
import re
from collections.abc import Collection, Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Final

_DURATION: Final = re.compile(r"([1-9]\d{0,3})([mhd])$")
_YEAR_FIRST: Final = re.compile(r"(?P<year>[0-9]{4})[-./](?P<month>[0-9]{1,2})[-./](?P<day>[0-9]{1,2})$")
_YEAR_LAST: Final = re.compile(
    r"(?P<first>[0-9]{1,2})(?P<sign>[-./]) ?(?P<second>[0-9]{1,2})(?P=sign) ?(?P<year>[0-9]{4})$"
)
_UNITS: Final = {"m": "minutes", "h": "hours", "d": "days"}


def did_you_mean(word: str, known: Iterable[str], behind: str = "; ") -> str:
    """`; did you mean "…"?`, or nothing if no known word is near."""
    near = difflib.get_close_matches(word, list(known), n=1, cutoff=0.6)
    return f'{behind}did you mean "{near[0]}"?' if near else ""


def nearest(word: str, known: Iterable[str], cutoff: float = 0.6) -> str:
    """The known word that is meant, or an empty text. `cutoff`: how near it has to be, from 0 to 1."""
    return next(iter(difflib.get_close_matches(word, list(known), n=1, cutoff=cutoff)), "")


def instead(word: str, known: Collection[str]) -> str:
    """What to write in the place of an unknown word: the one that is meant, else the first ones that there are."""
    first = list(known)[:5]
    return nearest(word, known) or (
        f"one of {', '.join(first)}{', …' if len(known) > 5 else ''}" if first else "another word"
    )


NEW_FACT: Final = "a new fact in dialogs/facts.yaml of your own folder"
"""What to do about a fact that isn't there and isn't misspelt."""


def listed(words: Iterable[str]) -> str:
    """`"a", "b" or "c"`; "nothing" where there is none."""
    *rest, last = [f'"{word}"' for word in words] or ["nothing"]
    return f"{', '.join(rest)} or {last}" if rest else last


def duration(text: str) -> timedelta | None:
    """`10m`, `24h`, `2d` as a time; None if it is written otherwise."""
    match = _DURATION.match(text)
    return timedelta(**{_UNITS[match[2]]: int(match[1])}) if match else None


def day(text: str) -> date | None:
    """`2026-11-24` as a date; None if it is written otherwise, or isn't in the calendar."""
    try:
        return date.fromisoformat(text) if len(text) == 10 else None
    except ValueError:
        return None


def meant_day(text: str) -> date | None:
    """The day that is meant by `25.11.2026` or `2026/11/5`; None where nobody could say.

    With points the day stands before the month. With slashes a number above 12 tells which of the two is the day.
    """
    if found := _YEAR_FIRST.match(text):
        return _calendar_day(found["year"], found["month"], found["day"])
    found = _YEAR_LAST.match(text)
    if found is None:
        return None
    first, second = found["first"], found["second"]
    if found["sign"] == "/" and first != second:
        if int(first) <= 12 and int(second) <= 12:
            return None
        first, second = (second, first) if int(second) > 12 else (first, second)
    return _calendar_day(found["year"], second, first)


def _calendar_day(year: str, month: str, of_month: str) -> date | None:
    return day(f"{year}-{month:0>2}-{of_month:0>2}")


def moment(text: str) -> datetime | None:
    """A day, or a day and a time, as a moment in UTC unless it says otherwise."""
    try:
        read = datetime.fromisoformat(text)
    except ValueError:
        return None
    return read if read.tzinfo else read.replace(tzinfo=UTC)


def written(time: timedelta) -> str:
    """A time as an author writes it."""
    minutes = int(time.total_seconds()) // 60
    if minutes % 1440 == 0:
        return f"{minutes // 1440}d" if minutes > 1440 * 2 else f"{minutes // 60}h"
    return f"{minutes // 60}h" if minutes % 60 == 0 else f"{minutes}m"


def slug(text: str) -> str:
    """The id that a text would make: small letters, digits, single hyphens."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")[:40].strip("-") or "my-id"
