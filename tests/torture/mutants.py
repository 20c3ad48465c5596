"""Programs with a fault built in, which the harness must see: each is a copy of the program with one change."""

import asyncio
import shutil
from dataclasses import dataclass, replace
from pathlib import Path

from bot.store.state import SCHEMA
from tests import postgres
from tests.torture.campaign import Campaign, Outcome, Plan
from tests.torture.program import ROOT


@dataclass(frozen=True)
class Mutant:
    name: str
    file: str
    was: str
    becomes: str
    plan: Plan
    """What it shows itself under."""

    def build(self, folder: Path) -> Path:
        """The folder with the changed program."""
        source = copy_of_the_program(folder / self.name.replace(" ", "-"))
        change(source / self.file, self.was, self.becomes)
        return source


def copy_of_the_program(to: Path) -> Path:
    for name in ("bot", "knowledge", "dialogs"):
        shutil.copytree(ROOT / name, to / name, ignore=shutil.ignore_patterns("__pycache__"))
    return to


def change(file: Path, was: str, becomes: str) -> None:
    text = file.read_text("utf-8")
    assert text.count(was) == 1, f"{file.name} has changed: where is {was!r}?"
    file.write_text(text.replace(was, becomes), "utf-8")


_CALM = Plan("postgresql", 0, 0, at_once=0, rounds=2, slow_s=0.05)
_KILLED = Plan("postgresql", 4, 1.0, {"kill": 1}, conversations=30, at_once=0)

MUTANTS = (
    Mutant(
        "no compare-and-set",
        "bot/store/turns.py",
        '"version = version + 1, state = ?, content = ?, out_seq = out_seq + ? WHERE conv = ? AND version = ? "',
        '"version = version + 1, state = ?, content = ?, out_seq = out_seq + ? WHERE conv = ? AND ? > 0 "',
        _CALM,
    ),
    Mutant(
        "answer before commit",
        "bot/turn/take.py",
        "            await store.commit(computed.commit)\n",
        "            asyncio.get_running_loop().call_later("
        "0.2, lambda: asyncio.ensure_future(store.commit(computed.commit)))\n",
        _KILLED,
    ),
    Mutant(
        "the row isn't locked first",
        "bot/store/postgres.py",
        "            lanes.lock(db, row.conv)\n            return outbox.settle(db, row, result, now)\n",
        "            return outbox.settle(db, row, result, now)\n",
        _CALM,
    ),
    Mutant(
        "a claim that ignores the lane",
        "bot/store/lanes.py",
        'f"WHERE due_at <= ? AND (lane_owner = ? OR {_FREE}) ORDER BY',
        'f"WHERE due_at <= ? AND (lane_owner = ? OR 1 = 1) ORDER BY',
        replace(_CALM, slow_s=1.2),
    ),
)


def catches(mutant: Mutant, folder: Path, server: postgres.Server) -> bool:
    """Whether the harness sees that something is wrong with it."""
    return not asyncio.run(of_mutant(mutant, folder, server).run()).sound


def the_next_version(folder: Path) -> Path:
    """The folder with a program as the next release may be: one migration more, and sessions of a newer schema that say
    something this program doesn't know."""
    source = copy_of_the_program(folder / "next")
    newest = max(int(file.name[:4]) for file in (source / "bot/store/migrations").glob("*.sql"))
    more = source / f"bot/store/migrations/{newest + 1:04}_moods.sql"
    more.write_text("ALTER TABLE session ADD COLUMN mood TEXT NOT NULL DEFAULT 'calm';\n", "utf-8")
    state = source / "bot/store/state.py"
    change(state, f"SCHEMA = {SCHEMA}\n", f"SCHEMA = {SCHEMA + 1}\n")
    lift = f'{SCHEMA}: lambda old: {{**old, "mood": "calm"}}'
    change(state, "Callable[[Json], Json]] = {", f"Callable[[Json], Json]] = {{{lift}, ")
    change(state, '{"schema": SCHEMA, **encode(session)}', '{"schema": SCHEMA, "mood": "calm", **encode(session)}')
    return source


def of_mutant(mutant: Mutant, folder: Path, server: postgres.Server) -> Campaign:
    there = folder / f"run-{mutant.name.replace(' ', '-')}"
    there.mkdir()
    return Campaign(replace(mutant.plan, source=mutant.build(folder)), there, server)


def run(plan: Plan, folder: Path, server: postgres.Server | None) -> Outcome:
    return asyncio.run(Campaign(plan, folder, server).run())
