"""So many turns at a time, and what they cost.

A turn is over when the bot's reply has come to the service: that is what a person waits for. Processor time is the
bot's process's, from the first request until nothing more is called.
"""

import asyncio
import statistics
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from bench.turns.people import PRESSED, TYPED, Someone
from bench.turns.programs import Program
from bench.turns.wire import Caller, Service

Kind = Literal["messages", "presses", "openings", "echoes"]
_Does = Callable[[Caller, Someone], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Load:
    """What a program gets: so many people one after the other, `at_once` of them at a time."""

    kind: Kind
    at_once: int
    people: int
    tls: bool = False
    tokens: tuple[str, str] = ("", "")
    """What callers are signed with: for the plain service, and for the one with TLS."""


@dataclass(frozen=True, slots=True)
class Measured:
    cpu_ms: float
    """Processor time of one turn."""
    rps: float
    p50_ms: float
    p99_ms: float
    rss_mb: float


async def measure(program: Program, service: Service, load: Load) -> Measured:
    url = service.secure_url if load.tls else service.url
    people = [Someone(url) for _ in range(load.people)]
    callers = [Caller(program.port, load.tokens[load.tls]) for _ in range(load.at_once)]
    if load.kind == "presses":
        await _each(callers, people, lambda caller, someone: _say(caller, service, someone, TYPED[:1]))
        await service.silence()
    waits: list[float] = []
    cpu, began = program.processor_s(), time.perf_counter()
    match load.kind:
        case "messages":
            await _each(callers, people, lambda caller, someone: _say(caller, service, someone, TYPED, waits))
        case "openings":
            await _each(callers, people, lambda caller, someone: _say(caller, service, someone, TYPED[:1], waits))
        case "presses":
            await _each(callers, people, lambda caller, someone: _press(caller, service, someone, waits))
        case "echoes":
            await _each(callers, people, lambda caller, someone: _echo(caller, someone, waits))
    took = time.perf_counter() - began
    await service.silence()
    cpu = program.processor_s() - cpu
    for caller in callers:
        caller.close()
    cuts = statistics.quantiles(waits, n=100)
    return Measured(cpu * 1000 / len(waits), len(waits) / took, cuts[49] * 1000, cuts[98] * 1000, program.memory_mb())


async def _each(callers: Sequence[Caller], people: Sequence[Someone], does: _Does) -> None:
    """Every person once; each caller takes the next when it is through with one."""
    left = iter(people)

    async def work(caller: Caller) -> None:
        for someone in left:
            await does(caller, someone)

    async with asyncio.TaskGroup() as group:
        for caller in callers:
            group.create_task(work(caller))


async def _say(
    caller: Caller, service: Service, someone: Someone, texts: Sequence[str], waits: list[float] | None = None
) -> None:
    for number, text in enumerate(texts, 1):
        began = time.perf_counter()
        await _ask(caller, someone.says(text))
        seen = await service.shown(someone.conversation, number)
        if waits is not None:
            waits.append(max(seen, time.perf_counter()) - began)


async def _press(caller: Caller, service: Service, someone: Someone, waits: list[float]) -> None:
    for number, verb in enumerate(PRESSED, 2):
        body = someone.presses(verb, service.chats[someone.conversation].token)
        began = time.perf_counter()
        await _ask(caller, body)
        await service.shown(someone.conversation, number)
        waits.append(time.perf_counter() - began)


async def _echo(caller: Caller, someone: Someone, waits: list[float]) -> None:
    for text in TYPED:
        body = someone.says(text)
        began = time.perf_counter()
        await _ask(caller, body)
        waits.append(time.perf_counter() - began)


async def _ask(caller: Caller, body: bytes) -> None:
    status, answer = await caller.post(body)
    if not 200 <= status < 300:
        raise RuntimeError(f"the bot answered {status}: {answer[:200]!r}")
