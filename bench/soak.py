"""Half of what it can do, for long: does memory stay, do the tables keep to their limits? `python -m bench.soak`.

The same people come again and again, at half the rate that the machine was found to take. Ten times on the way it is
looked at the process and at the database. At the end all that is stored is made half a year older, and the program is
started once more: what must not be kept for so long has to go, and the rest to stay. Ends with 1 if it doesn't.

    python -m bench.soak --minutes 30
"""

import argparse
import asyncio
import contextlib
import itertools
import sqlite3
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import uvloop

from bench.turns.measure import Load, measure
from bench.turns.people import TYPED, Someone
from bench.turns.programs import Program, product, running
from bench.turns.report import BOUNDS, Bound, table, where
from bench.turns.signing import new_certificate
from bench.turns.wire import Caller, Service, serving

PEOPLE = 1500
AT_ONCE = 4
LOOKS = 10
_HALF_A_YEAR_MS = 190 * 24 * 3600 * 1000
_CLEANED_WITHIN_S = 90
_TIMES = {
    "inbox": ("at",),
    "event": ("at",),
    "outbox": ("created_at", "sent_at"),
    "session": ("touched_at",),
}
_TABLES = ("session", "card", "inbox", "outbox", "event")


class Crowd:
    """People who write, one after the other, at an even rate."""

    def __init__(self, program: Program, service: Service, turns_s: float) -> None:
        self.turns = 0
        self.longest_ms = 0.0
        self._program = program
        self._service = service
        self._every_s = AT_ONCE / turns_s
        self._left = itertools.cycle([Someone(service.url) for _ in range(PEOPLE)])
        self._texts = itertools.cycle(TYPED)

    async def write(self, until: float) -> None:
        async with asyncio.TaskGroup() as group:
            for _ in range(AT_ONCE):
                group.create_task(self._one_after_the_other(until))

    async def _one_after_the_other(self, until: float) -> None:
        caller = Caller(self._program.port)
        while (began := time.perf_counter()) < until:
            someone = next(self._left)
            chat = self._service.chats.get(someone.conversation)
            seen = chat.posts if chat is not None else 0
            status, answer = await caller.post(someone.says(next(self._texts)))
            if status != 200:
                raise RuntimeError(f"the bot answered {status}: {answer[:200]!r}")
            await self._service.shown(someone.conversation, seen + 1)
            took = time.perf_counter() - began
            self.turns += 1
            self.longest_ms = max(self.longest_ms, took * 1000)
            await asyncio.sleep(max(0.0, self._every_s - took))


def rows(file: Path) -> dict[str, int]:
    with contextlib.closing(sqlite3.connect(file)) as db:
        return {name: db.execute(f"SELECT count(*) FROM {name}").fetchone()[0] for name in _TABLES}


def make_older(file: Path) -> None:
    with contextlib.closing(sqlite3.connect(file)) as db, db:
        for name, columns in _TIMES.items():
            for column in columns:
                db.execute(f"UPDATE {name} SET {column} = {column} - ?", (_HALF_A_YEAR_MS,))


def megabytes(file: Path) -> float:
    parts = (file, file.with_name(file.name + "-wal"))
    return sum(part.stat().st_size for part in parts if part.exists()) / 1e6


@dataclass(frozen=True, slots=True)
class Look:
    """What was seen at one moment."""

    minutes: float
    turns: int
    memory_mb: float
    cpu_ms: float
    """Processor time of one turn since the look before."""
    longest_ms: float
    file_mb: float
    rows: dict[str, int]

    @property
    def cells(self) -> tuple[str, ...]:
        told = (f"{self.memory_mb:.0f}", f"{self.cpu_ms:.2f}", f"{self.longest_ms:.0f}", f"{self.file_mb:.0f}")
        return (f"{self.minutes:.1f}", str(self.turns), *told, *(str(self.rows[name]) for name in _TABLES))


async def soak(folder: Path, minutes: float) -> tuple[list[tuple[str, ...]], list[Bound]]:
    file = folder / "soak.sqlite3"
    program = product(folder, "soak", f"sqlite:///{file}", {})
    async with serving({}, new_certificate(folder).context) as service:
        async with running(program):
            looks = [look async for look in live(program, service, file, minutes)]
        left = await older(program, file)
    settled, last = looks[LOOKS // 5], looks[-1]
    end = ("older", "", "", "", "", f"{megabytes(file):.0f}", *(str(left[name]) for name in _TABLES))
    return [*(look.cells for look in looks), end], [
        Bound("memory at the end, against after a fifth", last.memory_mb / settled.memory_mb, 1.05, 1.01),
        Bound("a turn's processor time at the end, against after a fifth", last.cpu_ms / settled.cpu_ms, 1.2, 1.05),
        Bound("memory at the end", last.memory_mb, 200, 120, "MB"),
        Bound("rows left half a year later, but events", sum(left.values()) - left["event"], 0, unit="rows"),
    ]


async def live(program: Program, service: Service, file: Path, minutes: float) -> AsyncIterator[Look]:
    """So many minutes of people, looked at from time to time."""
    full = await measure(program, service, Load("messages", AT_ONCE, 80))
    crowd = Crowd(program, service, full.rps / 2)
    began = time.perf_counter()
    for number in range(1, LOOKS + 1):
        turns, cpu = crowd.turns, program.processor_s()
        await crowd.write(began + minutes * 60 * number / LOOKS)
        yield Look(
            (time.perf_counter() - began) / 60,
            crowd.turns,
            program.memory_mb(),
            (program.processor_s() - cpu) * 1000 / max(1, crowd.turns - turns),
            crowd.longest_ms,
            megabytes(file),
            rows(file),
        )
        crowd.longest_ms = 0.0


async def older(program: Program, file: Path) -> dict[str, int]:
    """What is left when half a year has passed, and the program has cleaned."""
    make_older(file)
    async with running(program):
        until = time.perf_counter() + _CLEANED_WITHIN_S
        while (left := rows(file)) and sum(left.values()) > left["event"] and time.perf_counter() < until:
            await asyncio.sleep(1)
    return left


HEADINGS = ("minutes", "turns", "memory MB", "ms a turn", "longest ms", "file MB", *_TABLES)


def main() -> None:
    parser = argparse.ArgumentParser(description="Half of what it can do, for long.")
    parser.add_argument("--minutes", type=float, default=30.0)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        lines, bounds = uvloop.run(soak(Path(folder), given.minutes))
    print(where(), table(HEADINGS, lines), table(BOUNDS, [bound.cells for bound in bounds]), sep="\n\n")
    sys.exit(0 if all(bound.met for bound in bounds) else 1)


if __name__ == "__main__":
    main()
