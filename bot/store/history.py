"""Everything that happened, conversation by conversation, for who counts it; and what nothing matched, counted.

It is read in pages by key, so that no statement takes long, memory stays small however much there is, and the running
bot is never held up: between two pages others have their turn.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Final, NamedTuple

from bot.json import loads
from bot.store.connection import Connection
from bot.store.epoch import from_ms

PAGE: Final = 5000
Key = tuple[str, int, int]
_FIRST: Final[Key] = ("", 0, -1)
_new: Final = tuple.__new__
"""Makes a named tuple in half the time that its own call takes."""


class Passed(NamedTuple):
    """An event of a history. `at`: epoch ms."""

    at: int
    name: str
    problem: str
    dialog: str
    step: str
    value: str


@dataclass(frozen=True, slots=True)
class CountedGap:
    """One text (masked) or code that nothing matched: how often, and when last."""

    text: str
    code: str
    language: str
    times: int
    last: datetime


def page(db: Connection, after: Key) -> list[tuple[str, int, int, int, str, str]]:
    return db.execute(
        "SELECT conv, version, n, at, kind, body FROM event WHERE (conv, version, n) > (?, ?, ?) "
        "ORDER BY conv, version, n LIMIT ?",
        (*after, PAGE),
    ).fetchall()


async def histories(
    read: Callable[[Key], Awaitable[list[tuple[str, int, int, int, str, str]]]], since: int
) -> AsyncIterator[list[Passed]]:
    """What happened since then (epoch ms) in each conversation, in its order."""
    after, conv, events = _FIRST, "", list[Passed]()
    while rows := await read(after):
        for of, _, _, at, kind, body in rows:
            if of != conv:
                if events:
                    yield events
                conv, events = of, []
            if at >= since:
                events.append(_new(Passed, (at, kind, *_about(body))))
        after = rows[-1][:3]
        if len(rows) < PAGE:
            break
        # SQLite is read in the caller's thread, and never waits by itself.
        await asyncio.sleep(0)
    if events:
        yield events


@lru_cache(maxsize=8192)
def _about(body: str) -> tuple[str, str, str, str]:
    """Problem, dialog, step, value. Nearly all events of a database share a few hundred bodies."""
    told = loads(body).get
    return told("problem", ""), told("dialog", ""), told("step", ""), told("value", "")


def gap_counts(db: Connection, since: int, until: int, language: str) -> tuple[CountedGap, ...]:
    """The same text or code in a language is one line. `until`: before that. `language`: only that; empty: all."""
    rows = db.execute(
        "SELECT text, code, language, count(*), max(at) FROM gap "
        "WHERE at >= ? AND at < ? AND (CAST(? AS TEXT) = '' OR language = ?) GROUP BY text, code, language "
        "ORDER BY count(*) DESC, text, code, language",
        (since, until, language, language),
    )
    return tuple(CountedGap(text, code, spoken, times, from_ms(last)) for text, code, spoken, times, last in rows)
