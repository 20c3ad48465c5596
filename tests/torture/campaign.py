"""A run under fire: processes on one database, a crowd that writes and presses, and something that breaks."""

import asyncio
import random
import signal
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from tests import postgres
from tests.databases import execute
from tests.torture.crowd import AT_ONCE, Crowd
from tests.torture.program import ROOT, Program, end_all
from tests.torture.service import Witness, witness
from tests.torture.verdict import Verdict, judge

Blow = Literal["kill", "term", "freeze", "database"]
"""kill -9 of a process; SIGTERM; SIGSTOP past its lease; kill -9 of the database and all its children."""
FREEZE_S = 8.0
ROUND_S = 2.0
SETTLE_WITHIN_S = 60.0
BEAT_S = 0.2
STALL_S = 1.5
"""A beat that comes so late: then a process that is alive may have been too late to keep what it had in hand."""


@dataclass(frozen=True)
class Plan:
    kind: Literal["sqlite", "postgresql"]
    seconds: float
    every_s: float
    """Between two blows, from the moment that everything runs again."""
    blows: Mapping[Blow, int] = field(default_factory=dict)
    """What happens, by how often in relation to the others. Empty: nothing."""
    conversations: int = 40
    slow_s: float = 0.15
    """How long the connector takes to answer at most."""
    at_once: int = 20
    """So many messages of one person at the same moment, at the end."""
    rounds: int = 0
    """How often ten people send four messages each at the same moment, at the end: no more than their channel takes."""
    source: Path = ROOT
    beside: Path | None = None
    """The program of the second process, if it is another version."""
    seed: int = 7


@dataclass(frozen=True)
class Outcome:
    verdict: Verdict
    dealt: Mapping[Blow, int]
    wrong: int
    """Answers of 5xx while the database was there and nobody stood still."""
    faults: int
    """Turns that the program itself calls its fault."""
    slowest_refusal_s: float

    stalls: int = 0
    """How often the whole machine had no time for anybody."""

    @property
    def complaints(self) -> Mapping[str, int]:
        """Everything that shouldn't be, by its name: whoever says that a run is broken says by what."""
        own = {"5xx": self.wrong, "faults of the program": self.faults}
        return {**self.verdict.complaints, **{name: count for name, count in own.items() if count}}

    @property
    def sound(self) -> bool:
        return not self.complaints


class Campaign:
    def __init__(self, plan: Plan, folder: Path, server: postgres.Server | None) -> None:
        self.plan = plan
        self.server = server
        self.chance = random.Random(plan.seed)
        self.database = f"sqlite:///{folder}/torture.sqlite3"
        if server is not None and plan.kind == "postgresql":
            self.database = server.create(f"torture_{time.monotonic_ns()}")
        sources = [plan.source, plan.beside or plan.source] if plan.kind == "postgresql" else [plan.source]
        self.programs = [
            Program(self.database, folder / f"log-{number}.jsonl", source) for number, source in enumerate(sources)
        ]
        self.dealt: Counter[Blow] = Counter()
        self.moments: list[float] = []
        self.stalls = 0
        self.ready: list[float] = []
        """When the only process was there again. With several there is always one."""
        self._is_down = False
        self._up_at = 0.0

    async def run(self) -> Outcome:
        async with witness(self.plan.slow_s) as service:
            crowd = Crowd(service, lambda: [program.url for program in self.programs], self.may_refuse)
            watching = asyncio.create_task(self._watch_the_machine())
            try:
                await asyncio.gather(*(program.start() for program in self.programs))
                await asyncio.gather(
                    crowd.act(self.plan.conversations, self.plan.seconds, senders=2), self._break_things()
                )
                for _ in range(self.plan.rounds):
                    await crowd.all_at_once([f"a:few-{number}{AT_ONCE}" for number in range(10)], 4)
                    await asyncio.sleep(ROUND_S)
                await crowd.all_at_once([f"a:many{AT_ONCE}"], self.plan.at_once)
                await self._settled(service)
            finally:
                watching.cancel()
                await end_all(self.programs)
        verdict = judge(self.database, crowd.acts, service.arrivals, self.moments, self.ready)
        faults = sum(program.log.read_text(errors="replace").count('"turn.failed"') for program in self.programs)
        return Outcome(verdict, dict(self.dealt), len(crowd.wrong), faults, crowd.slowest_refusal_s, self.stalls)

    def may_refuse(self) -> bool:
        """While the database is down, or a process stands still; and in the moment after, in which requests of before
        end."""
        return self._is_down or time.monotonic() < self._up_at + 2.5

    async def _break_things(self) -> None:
        until = time.monotonic() + self.plan.seconds
        blows = [blow for blow, weight in self.plan.blows.items() for _ in range(weight)]
        deal: Mapping[Blow, Callable[[], Awaitable[None]]] = {
            "kill": self._kill,
            "term": self._term,
            "freeze": self._freeze,
            "database": self._kill_database,
        }
        while blows and time.monotonic() < until:
            await asyncio.sleep(self.chance.uniform(0.5, 1.5) * self.plan.every_s)
            blow = self.chance.choice(blows)
            self.dealt[blow] += 1
            await deal[blow]()

    async def _kill(self) -> None:
        program = self.chance.choice(self.programs)
        self.moments.append(time.monotonic())
        await program.end(signal.SIGKILL)
        await self._start_again(program)

    async def _term(self) -> None:
        program = self.chance.choice(self.programs)
        code = await program.end(signal.SIGTERM)
        assert code == 0, program.log.read_text(errors="replace")[-2000:]
        await self._start_again(program)

    async def _start_again(self, program: Program) -> None:
        await program.start()
        if len(self.programs) == 1:
            self.ready.append(program.ready_at)

    async def _freeze(self) -> None:
        program = self.chance.choice(self.programs)
        self.moments.append(time.monotonic())
        program.tell(signal.SIGSTOP)
        await asyncio.sleep(FREEZE_S)
        self._up_at = time.monotonic()
        self.moments.append(self._up_at)
        program.tell(signal.SIGCONT)

    async def _kill_database(self) -> None:
        assert self.server is not None
        self._is_down = True
        self.moments.append(time.monotonic())
        await asyncio.to_thread(self.server.kill)
        await asyncio.sleep(self.chance.uniform(0, 1))
        await asyncio.to_thread(self.server.start)
        self._up_at = time.monotonic()
        self.moments.append(self._up_at)
        self._is_down = False

    async def _watch_the_machine(self) -> None:
        """A machine that stands still is a disturbance like a process that is stopped: leases pass meanwhile."""
        while True:
            due = time.monotonic() + BEAT_S
            await asyncio.sleep(BEAT_S)
            if time.monotonic() > due + STALL_S:
                self.stalls += 1
                self.moments += [due, time.monotonic()]

    async def _settled(self, service: Witness) -> None:
        """Wait until nothing is left to send, and the witness has seen nothing for a moment."""
        until = time.monotonic() + SETTLE_WITHIN_S
        while time.monotonic() < until:
            seen = len(service.arrivals)
            await asyncio.sleep(1.0)
            left = await asyncio.to_thread(execute, self.database, "SELECT 1 FROM outbox WHERE sent_at IS NULL LIMIT 1")
            if not left and len(service.arrivals) == seen:
                return
