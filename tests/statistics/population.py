"""People whose truth is known: how often each step helps, how long it takes, who leaves. What they do is events."""

import contextlib
import json
import random
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from bot.content.diagnostic import Place
from bot.content.model import Check, Condition, Dialog, Item, Step, StepKind
from bot.engine.outcome import EventName as E

BEGIN = datetime(2026, 9, 1, 8, 0, tzinfo=UTC)
BEGIN_MS = int(BEGIN.timestamp() * 1000)
HOUR_MS = 3_600_000
NOW_MS = BEGIN_MS + 90 * 24 * HOUR_MS
DIALOG = "lamp"
PLACE = Place("lamp.yaml", 1, 1)


@dataclass(frozen=True)
class Happened:
    at: int
    name: str
    problem: str = "lamp-dark"
    dialog: str = DIALOG
    step: str = ""
    value: str = ""


@dataclass(frozen=True)
class Truth:
    """What a step really does. `helps`: independently of the others; `cause`: or those, all of them, who have it."""

    key: str
    minutes: float = 2
    helps: float = 0.0
    cause: str = ""
    leaves: float = 0.0
    cant: float = 0.0


@dataclass
class People:
    """Many who walk through these steps. `causes`: how often somebody has which one."""

    steps: Sequence[Truth]
    causes: dict[str, float] = field(default_factory=dict)
    seed: int = 7

    def talks(self, count: int) -> Iterator[list[Happened]]:
        dice = random.Random(self.seed)
        for number in range(count):
            yield self._talk(dice, BEGIN_MS + number * 60_000)

    def _talk(self, dice: random.Random, at: int) -> list[Happened]:
        told = [Happened(at, E.DIALOG_STARTED)]
        cause = dice.choices([*self.causes, ""], [*self.causes.values(), 1 - sum(self.causes.values())])[0]
        for step in self.steps:
            told.append(Happened(at, E.STEP_SHOWN, step=step.key))
            if dice.random() < step.leaves:
                return told
            at += int(dice.lognormvariate(0, 0.3) * step.minutes * 60_000)
            if dice.random() < step.cant:
                told.append(Happened(at, E.STEP_NOT_POSSIBLE, step=step.key))
                continue
            helped = cause == step.cause if step.cause else dice.random() < step.helps
            told.append(Happened(at, E.STEP_FIXED if helped else E.STEP_FAILED, step=step.key))
            if helped:
                return [*told, Happened(at, E.FIXED, step=step.key)]
        return [*told, Happened(at, E.DIALOG_ENDED), Happened(at, E.NOTE_SHOWN, value="end"), Happened(at, E.NOTE_SENT)]


def keep(file: Path, talks: Iterable[Sequence[Happened]], dialog: str, later_ms: int = 0) -> None:
    """Into the SQLite database there, as what happened in a dialog of the content. `later_ms`: all of it."""
    rows = [
        (f"{dialog} {number}", version, 0, event.at + later_ms, "d", event.name, _body(event, dialog))
        for number, talk in enumerate(talks)
        for version, event in enumerate(talk, 1)
    ]
    with contextlib.closing(sqlite3.connect(file)) as db, db:
        db.executemany(
            "INSERT INTO event (conv, version, n, at, content, kind, body) VALUES (?, ?, ?, ?, ?, ?, ?)", rows
        )


def _body(event: Happened, dialog: str) -> str:
    step = event.step.replace(DIALOG, dialog, 1) if event.step else ""
    return json.dumps({"problem": event.problem, "dialog": dialog, "step": step, "value": event.value})


def step(key: str, kind: StepKind = "do", minutes: int = 2, risk: str | None = None) -> Step:
    return Step(key, DIALOG, key.partition("#")[2], kind, key, minutes=minutes, risk=risk, settles=None)


def dialog(*steps: Step, hanging: dict[str, str] | None = None) -> Dialog:
    """`hanging`: step -> the question that it hangs on."""
    conditions = {key: (Condition(asked, "question", ("yes",)),) for key, asked in (hanging or {}).items()}
    items = tuple(Item(each, conditions.get(each.key, ()), DIALOG) for each in steps)
    return Dialog(DIALOG, "Light", "", Check("Light?", ""), items, "dark", None, date(2026, 1, 1), PLACE)


def later(event: Happened, **how_long: float) -> int:
    return event.at + int(timedelta(**how_long).total_seconds() * 1000)
