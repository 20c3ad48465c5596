"""Turns a second of the store, as ratios to this machine's own flush to disk: `python -m bench.store`.

A turn here is what the store does of one: load, commit (keys, session, an event, a card, its post), and the settling of
the post. Sixteen conversations go at once. The control is a loop that appends 4 KiB and flushes it, before and after
each run. Ends with 1 where a bound isn't reached.
"""

import asyncio
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bot.delivery import Sent
from bot.engine.model import Session
from bot.engine.outcome import Event, EventName
from bot.store import Database, SqliteStore, open_store
from bot.turn import Commit, Delivery, Person, ShownCard
from tests import postgres

AT_ONCE = 16
SECONDS = 3.0
LOOK = {
    "card": {"type": "AdaptiveCard", "body": [{"type": "TextBlock", "text": "x" * 900}]},
    "text": "x",
    "summary": "x",
}
CARD = LOOK | {"revision": 1, "step": None, "number": 0, "subject": "s", "offers": {"start": "Start"}, "aside": False}
PERSON = Person("contoso", "aylin", "Aylin Demir")


@dataclass(frozen=True)
class Measured:
    turns_s: float
    p99_ms: float
    control_s: float


def control(folder: Path, seconds: float = 1.0) -> float:
    """Appends of 4 KiB a second, each flushed."""
    file = os.open(folder / "control", os.O_CREAT | os.O_WRONLY | os.O_APPEND)
    began, count = time.perf_counter(), 0
    while time.perf_counter() - began < seconds:
        os.write(file, b"x" * 4096)
        os.fdatasync(file)
        count += 1
    os.close(file)
    return count / seconds


async def one(store: Database, conv: str, number: int) -> None:
    now = datetime.now(UTC)
    loaded = await store.load(conv, (f"a:{number}",), None)
    token = f"{conv}-{number}"
    over = tuple(ShownCard(card.token, conv, card.body, card.sent_id, frozen=True) for card in loaded.open_cards)
    await store.commit(
        Commit(
            conv=conv,
            person=PERSON,
            address={"service_url": "here"},
            keys=(f"a:{number}",),
            version=loaded.version,
            session=Session(revision=loaded.version + 1),
            content="d",
            at=now,
            events=(Event(EventName.GREETED),),
            deliveries=(Delivery("post", LOOK | {"token": token}),),
            cards=(ShownCard(token, conv, CARD), *over),
        )
    )
    agenda = await store.agenda(conv, now)
    assert agenda is not None
    await store.settle(agenda.rows[0], Sent(f"m{number}"), now)


async def many(store: Database, at_once: int) -> tuple[float, float]:
    """Turns a second, and the 99th percentile of one in ms."""
    waits: list[float] = []
    until = time.perf_counter() + SECONDS

    async def talk(conv: str) -> None:
        number = 0
        while (began := time.perf_counter()) < until:
            number += 1
            await one(store, conv, number)
            waits.append(time.perf_counter() - began)

    began = time.perf_counter()
    await asyncio.gather(*(talk(f"test|contoso|{number}") for number in range(at_once)))
    return len(waits) / (time.perf_counter() - began), statistics.quantiles(waits, n=100)[98] * 1000


async def measure(folder: Path, make: Callable[[], Database], at_once: int = AT_ONCE, pragma: str = "") -> Measured:
    before = control(folder)
    store = make()
    if pragma:
        assert isinstance(store, SqliteStore)
        await store._writer.outside(lambda db: db.execute(pragma))
    turns, p99 = await many(store, at_once)
    store.close()
    return Measured(turns, p99, (before + control(folder)) / 2)


async def run(folder: Path, server: postgres.Server | None) -> list[tuple[str, Measured]]:
    def sqlite(name: str) -> Callable[[], Database]:
        return lambda: open_store(str(folder / name))

    found = [
        ("SQLite", await measure(folder, sqlite("a"))),
        ("SQLite, one at a time", await measure(folder, sqlite("b"), at_once=1)),
        ("SQLite, not flushed", await measure(folder, sqlite("c"), pragma="PRAGMA synchronous = NORMAL")),
    ]
    if server is not None:
        found.append(("PostgreSQL", await measure(folder, lambda: open_store(server.create("bench")))))
    return found


def main() -> None:
    with tempfile.TemporaryDirectory(dir=Path(__file__).parent) as folder, postgres.server(flushes=True) as server:
        found = asyncio.run(run(Path(folder), server))
    by_name = dict(found)
    whole = by_name["SQLite"].turns_s
    bounds = [
        ("SQLite against the control", whole / by_name["SQLite"].control_s, 1.0),
        ("SQLite against one at a time", whole / by_name["SQLite, one at a time"].turns_s, 2.5),
        ("SQLite against not flushed", whole / by_name["SQLite, not flushed"].turns_s, 0.7),
    ]
    if "PostgreSQL" in by_name:
        both = by_name["PostgreSQL"]
        bounds.append(("PostgreSQL against the control", both.turns_s / both.control_s, 0.15))
    table = Table(title="Store")
    for heading in ("", "turns a second", "p99 ms", "control a second"):
        table.add_column(heading)
    for name, each in found:
        table.add_row(name, f"{each.turns_s:.0f}", f"{each.p99_ms:.1f}", f"{each.control_s:.0f}")
    console = Console()
    console.print(table)
    for name, ratio, bound in bounds:
        console.print(f"{'fine' if ratio >= bound else 'MISSED'}: {name} {ratio:.2f}, at least {bound}")
    sys.exit(0 if all(ratio >= bound for _, ratio, bound in bounds) else 1)


if __name__ == "__main__":
    main()
