"""How cost grows, and what breaks first: `python -m bench.growth`.

- **People**: 1,000, 10,000 and 100,000 open sessions in the database, and then 10,000 people who really came.
- **Problems**: 5 to 5,000 in a folder of content: reading it, the memory of it, a message against it.
- **Events**: a million of them, counted by `unstuck stats` and `unstuck report`.
- **Processes**: 1, 2 and 4 on one PostgreSQL: turns a second, and what each turn costs.

One table for each. Ends with 1 where a bound isn't met.
"""

import asyncio
import contextlib
import random
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import AsyncExitStack
from pathlib import Path

import uvloop

from bench.turns import edges
from bench.turns.measure import Load, measure
from bench.turns.programs import product, running
from bench.turns.report import BOUNDS, Bound, table, where
from bench.turns.signing import new_certificate
from bench.turns.wire import Service, serving
from bot.json import dumps
from bot.store import open_store
from tests import postgres

SESSIONS = (1_000, 10_000, 100_000)
PEOPLE = 10_000
COPIED = 100
"""So many sessions are real ones, and the others are copies of these."""
PROBLEMS = (5, 50, 500, 5_000)
EVENTS = 1_000_000
PROCESSES = (1, 2, 4)
TURNS = Load("messages", 8, 80)
TRIES = 3


# --- people ----------------------------------------------------------------------------------------------------------


async def people(folder: Path, service: Service) -> tuple[list[tuple[str, ...]], list[Bound]]:
    """A program for each size, all at once and in turns: what neighbours do, they do to each."""
    programs = [product(folder, f"people-{size}", f"sqlite:///{folder}/{size}.sqlite3", {}) for size in SESSIONS]
    async with running(programs[0]):
        await measure(programs[0], service, Load("openings", 8, COPIED))
    files = [folder / f"{size}.sqlite3" for size in SESSIONS]
    for file, size in zip(files, SESSIONS, strict=True):
        if file != files[0]:
            shutil.copy(files[0], file)
        add_sessions(file, size)
    starts: list[float] = []
    async with AsyncExitStack() as stack:
        for program in programs:
            began = time.perf_counter()
            await stack.enter_async_context(running(program))
            starts.append(time.perf_counter() - began)
            await measure(program, service, Load(TURNS.kind, TURNS.at_once, 10))
        rounds = [[await measure(program, service, TURNS) for program in programs] for _ in range(TRIES)]
    best = [min(tries, key=lambda each: each.cpu_ms) for tries in zip(*rounds, strict=True)]
    against = [statistics.median(each[at].cpu_ms / each[0].cpu_ms for each in rounds) for at in range(len(programs))]
    lines: list[tuple[str, ...]] = [
        (
            f"{size:,} open sessions",
            f"{against[at]:.2f} x",
            f"{best[at].cpu_ms:.2f}",
            f"{best[at].p50_ms:.1f}",
            f"{best[at].rss_mb:.0f}",
            f"{files[at].stat().st_size / 1e6:.0f}",
            f"{starts[at]:.1f}",
        )
        for at, size in enumerate(SESSIONS)
    ]
    came = product(folder, "came", f"sqlite:///{folder}/came.sqlite3", {})
    async with running(came):
        half = await measure(came, service, Load("openings", 32, PEOPLE // 2))
        whole = await measure(came, service, Load("openings", 32, PEOPLE // 2))
    size_mb = (folder / "came.sqlite3").stat().st_size / 1e6
    lines.append(
        (
            f"{PEOPLE:,} people who came",
            "",
            f"{whole.cpu_ms:.2f}",
            f"{whole.p50_ms:.1f}",
            f"{whole.rss_mb:.0f}",
            f"{size_mb:.0f}",
            "",
        )
    )
    return lines, [
        Bound("a turn with 100,000 sessions, against 1,000", against[-1], 1.2, 1.05),
        Bound("memory after 10,000 people", whole.rss_mb, 200, 120, "MB"),
        Bound("memory of the second 5,000, against the first", whole.rss_mb / half.rss_mb, 1.1, 1.02),
    ]


def add_sessions(file: Path, wanted: int) -> None:
    """Copies of the first sessions, with all that belongs to them, until there are so many."""
    firsts = f"(SELECT conv FROM session ORDER BY rowid LIMIT {COPIED})"
    with contextlib.closing(sqlite3.connect(file)) as db:
        db.execute("PRAGMA synchronous = OFF")
        copies = db.execute("SELECT count(*) FROM session WHERE conv LIKE '%~%'").fetchone()[0] // COPIED
        for name in ("session", "inbox", "event", "outbox", "card"):
            columns = [each[1] for each in db.execute(f"PRAGMA table_info({name})")]
            copied = [f"{each} || '~' || copy" if each in ("conv", "token") else each for each in columns]
            db.execute(
                "WITH RECURSIVE copies (copy) AS (SELECT ? UNION ALL SELECT copy + 1 FROM copies WHERE copy < ?) "
                f"INSERT INTO {name} ({', '.join(columns)}) SELECT {', '.join(copied)} FROM {name}, copies "
                f"WHERE conv IN {firsts}",
                (copies + 1, wanted // COPIED - 1),
            )
        db.commit()


# --- problems --------------------------------------------------------------------------------------------------------

_PROBLEM = """\
id: made-{n}
product: OneDrive
label: Made up {n}
title: The {first} {second} of tray {n} stays grey
impact: The {first} {second} can't be used until it's gone. Your files are safe.
cause: The {first} of tray {n} was never set.
fix: Set it once.
dialog: onedrive-full
codes: ["0x8A{n:06X}"]
symptoms:
  - The {first} {second} of tray {n} stays grey
  - My {second} shows a {first} triangle {n}
sources:
  - title: A page
    url: https://learn.microsoft.com/made-{n}
    says: The {first} {second} of tray {n} stays grey until it is set.
reviewed: 2026-11-24
"""
_FIRST = ("amber", "copper", "linen", "velvet", "marble", "walnut", "ivory", "cobalt", "saffron", "granite")
_SECOND = ("lantern", "pulley", "gasket", "ribbon", "socket", "hinge", "valve", "spindle", "bracket", "washer")

_ASKED = """\
import resource, sys, time
from datetime import UTC, datetime
began = time.process_time()
from pathlib import Path
from bot.engine.shelf import read_edition
from bot.understanding import understand
from bot.understanding.model import CHECK
imported = time.process_time()
edition = read_edition((Path(sys.argv[1]),))
read = time.process_time()
texts = ["OneDrive says 0x8004def7, it won't sync", "the copper gasket of tray 3 stays grey", "my files don't sync"]
took = []
for text in texts * 30:
    start = time.process_time()
    understand(text, edition.index, CHECK, datetime.now(UTC))
    took.append(time.process_time() - start)
memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3
print(read - imported, sorted(took)[len(took) // 2], max(took), memory)
"""


def problems(folder: Path) -> tuple[list[tuple[str, ...]], list[Bound]]:
    lines: list[tuple[str, ...]] = []
    checks: dict[int, float] = {}
    for count in PROBLEMS:
        made = folder / f"problems-{count}" / "knowledge" / "onedrive"
        made.mkdir(parents=True)
        for n in range(count):
            first, second = _FIRST[n % 10], _SECOND[n // 10 % 10]
            (made / f"made-{n}.yaml").write_text(_PROBLEM.format(n=n, first=first, second=second))
        content = made.parents[1]
        told = subprocess.run((sys.executable, "-c", _ASKED, str(content)), capture_output=True, text=True, check=False)
        if told.returncode:
            raise RuntimeError(told.stderr[-2000:])
        read, usual, longest, memory = map(float, told.stdout.split())
        checks[count] = edges.starts("-m", "bot.cli", "check", "--content", str(content), tries=1)
        lines.append(
            (
                f"{count:,} problems more",
                f"{read:.2f}",
                f"{checks[count]:.1f}",
                f"{usual * 1000:.2f}",
                f"{longest * 1000:.1f}",
                f"{memory:.0f}",
            )
        )
    per_file = (checks[5_000] - checks[500]) / 4_500
    return lines, [
        Bound("`unstuck check` of 2,000 files more", per_file * 2_000 + checks[5], 3, 1.5, "s"),
        Bound("a file's check among 5,000, against among 500", per_file * 495 / (checks[500] - checks[5]), 1.5, 1.1),
    ]


# --- events ----------------------------------------------------------------------------------------------------------


def events(folder: Path) -> tuple[list[tuple[str, ...]], list[Bound]]:
    """What who counts them waits, and how much memory that takes, besides what the content needs."""
    file, empty = folder / "events.sqlite3", f"sqlite:///{folder / 'no-events.sqlite3'}"
    address = f"sqlite:///{file}"
    for each in (address, empty):
        open_store(each).close()
    add_walks(file, EVENTS)
    alone = _asked("stats", "--database", empty)
    found = {
        "stats": _asked("stats", "--database", address, "--since", "60d"),
        "report": _asked("report", "--database", address),
    }
    lines: list[tuple[str, ...]] = [
        (f"unstuck {name}", f"{wall:.1f}", f"{cpu:.1f}", f"{memory - alone[2]:.0f}")
        for name, (wall, cpu, memory) in found.items()
    ]
    return lines, [
        Bound("`unstuck stats` of a million events", max(each[0] for each in found.values()), 10, 5, "s"),
        Bound("memory for a million events", max(each[2] for each in found.values()) - alone[2], 50, 20, "MB"),
    ]


_COUNTED = """\
import sys, time
from pathlib import Path
from bot.cli import main
began = time.perf_counter()
main(sys.argv[1:], standalone_mode=False)
status = Path("/proc/self/status").read_text().split()
print(time.perf_counter() - began, time.process_time(), float(status[status.index("VmHWM:") + 1]) / 1e3)
"""


def _asked(*arguments: str) -> tuple[float, float, float]:
    """Seconds of waiting, seconds of processor, MB at most. (Not what the system's accounts say of a child: there its
    parent's memory counts until it has become a program of its own.)"""
    told = subprocess.run((sys.executable, "-c", _COUNTED, *arguments), capture_output=True, text=True, check=True)
    wall, cpu, memory = map(float, told.stdout.splitlines()[-1].split())
    return wall, cpu, memory


def add_walks(file: Path, wanted: int) -> None:
    """At least so many events, of people who walked through one dialog on the last 28 days."""
    dice = random.Random(1)
    now = int(time.time() * 1000)
    rows: list[tuple[object, ...]] = []
    number = 0
    while len(rows) < wanted:
        at, version = now - dice.randint(1, 28) * 86_400_000, 0
        told = [("DialogStarted", "")]
        for step in dice.sample(range(9), dice.randint(2, 7)):
            told += [("StepShown", f"onedrive-sign-in#step-{step}"), ("StepFailed", f"onedrive-sign-in#step-{step}")]
        for name, step_key in (*told, ("NoteShown", ""), ("NoteSent", "")):
            at, version = at + dice.randint(20_000, 300_000), version + 1
            body = dumps({"problem": "onedrive-8004def7", "dialog": "onedrive-sign-in", "step": step_key})
            rows.append((f"teams|contoso|{number:08x}", version, 0, at, "d", name, body))
        number += 1
    with contextlib.closing(sqlite3.connect(file)) as db, db:
        db.execute("PRAGMA synchronous = OFF")
        db.executemany(
            "INSERT INTO event (conv, version, n, at, content, kind, body) VALUES (?, ?, ?, ?, ?, ?, ?)", rows
        )


# --- processes -------------------------------------------------------------------------------------------------------


async def processes(folder: Path, service: Service, server: postgres.Server) -> list[tuple[str, ...]]:
    lines: list[tuple[str, ...]] = []
    first = 0.0
    for count in PROCESSES:
        address = server.create(f"growth{count}")
        programs = [product(folder, f"process-{count}-{number}", address, {}) for number in range(count)]
        load = Load("messages", 16 // count, 120 // count)
        async with running(*programs):
            await asyncio.gather(*(measure(each, service, Load("messages", 4, 8)) for each in programs))
            found = await asyncio.gather(*(measure(each, service, load) for each in programs))
        turns = sum(each.rps for each in found)
        first = first or turns
        cpu = sum(each.cpu_ms for each in found) / count
        p99 = max(each.p99_ms for each in found)
        lines.append((str(count), f"{turns / first:.2f} x", f"{turns:.0f}", f"{cpu:.2f}", f"{p99:.0f}"))
    return lines


# --- all of it -------------------------------------------------------------------------------------------------------


def told(heading: str, headings: Sequence[str], lines: Sequence[Sequence[str]]) -> Iterator[str]:
    yield f"\n{heading}\n"
    yield table(headings, lines)


async def grow(folder: Path, server: postgres.Server | None) -> tuple[list[str], list[Bound]]:
    async with serving({}, new_certificate(folder).context) as service:
        came, bounds = await people(folder, service)
        said = [*told("People", ("", "against", "ms a turn", "p50 ms", "memory MB", "file MB", "start s"), came)]
        known, more = problems(folder)
        said += told("Problems", ("", "read s", "check s", "a message ms", "longest ms", "memory MB"), known)
        counted, still_more = events(folder)
        said += told("A million events", ("", "wait s", "processor s", "memory MB more"), counted)
        more += still_more
        if server is not None:
            beside = await processes(folder, service, server)
            said += told("Processes on PostgreSQL", ("", "against", "turns/s", "ms a turn", "p99 ms"), beside)
    return said, [*bounds, *more]


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, postgres.server(flushes=True) as server:
        said, bounds = uvloop.run(grow(Path(folder), server))
    print(where(), *said, "", table(BOUNDS, [bound.cells for bound in bounds]), sep="\n")
    sys.exit(0 if all(bound.met for bound in bounds) else 1)


if __name__ == "__main__":
    main()
