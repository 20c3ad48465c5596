"""What a turn's row doesn't show: the start, idleness, a dead service beside an innocent, engine and cards alone."""

import asyncio
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

from bench.turns.measure import Load, measure
from bench.turns.people import TYPED, Someone
from bench.turns.programs import Program, product, running
from bench.turns.wire import Caller, Service
from bot.engine import advance, new_session
from bot.engine.inputs import CardRef, Pressed, Said
from bot.engine.shelf import Shelf
from bot.turn.model import Loaded, ShownCard
from bot.turn.showing import show
from bot.turn.take import new_card_token

_TRIES = 5
_IDLE_S = 8.0
_STUCK = 12


def starts(*args: str, tries: int = _TRIES) -> float:
    """Seconds of processor that a Python with these arguments takes, the best of some tries. (On a quiet machine it is
    what one waits.)"""
    return min(_taken(sys.executable, *args) for _ in range(tries))


def _taken(*command: str) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime


async def ready(tries: int = 3) -> float:
    """Seconds of processor from the start of `unstuck run` with the shipped content until it is ready, the best of some
    tries."""
    found = []
    with tempfile.TemporaryDirectory() as folder:
        for number in range(tries):
            program = product(Path(folder), f"start-{number}", f"sqlite:///{folder}/{number}.sqlite3", {})
            async with running(program):
                found.append(program.processor_s())
    return min(found)


async def idle(program: Program) -> float:
    """The share of a processor that it takes when nobody writes."""
    before = program.processor_s()
    await asyncio.sleep(_IDLE_S)
    return (program.processor_s() - before) / _IDLE_S


async def beside_the_dead(program: Program, service: Service) -> tuple[float, float]:
    """The 99th percentile (ms) of somebody's wait: when all is quiet, and while twelve talks hang on a service that
    takes every request and never answers."""
    innocent = Load("messages", 1, 60)
    quiet = (await measure(program, service, innocent)).p99_ms
    async with _hole() as dead:
        stuck = [Someone(dead) for _ in range(_STUCK)]
        await asyncio.gather(*(Caller(program.port).post(each.says(TYPED[0])) for each in stuck))
        return quiet, (await measure(program, service, innocent)).p99_ms


@asynccontextmanager
async def _hole() -> AsyncIterator[str]:
    async def take(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()
        writer.close()

    server = await asyncio.start_server(take, "127.0.0.1", 0)
    try:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/"
    finally:
        server.close()


def engine_and_cards(times: int = 60) -> float:
    """Milliseconds of processor that the engine and the cards take for one press, the mean over a walk. What was
    typed is understood before, and that has a benchmark of its own."""
    edition = Shelf().edition()
    wording = edition.wordings.in_language("en")
    now = datetime.now(UTC)
    session = new_session("en", "Europe/Berlin")
    cards: tuple[ShownCard, ...] = ()
    took = []
    for number, verb in enumerate(("", "start", "pick:works", "pick:room", "broken", "broken")):
        given = Pressed(verb, _reference(cards[-1]), {}) if number else Said(TYPED[0])
        loaded = Loaded(session, number, False, None, None, open_cards=cards)
        began = time.process_time()
        for _ in range(times):
            outcome = advance(edition, session, given, now, client={"platform": "windows"})
            drawn = show(outcome, loaded, "chat", wording, new_card_token)
        took.append((time.process_time() - began) / times)
        session, cards = outcome.session, tuple(card for card in drawn.cards.values() if not card.frozen)
    return statistics.mean(took[1:]) * 1000


def _reference(card: ShownCard) -> CardRef:
    body = card.body
    return CardRef(body["revision"], body["step"], body["number"], tuple(body["offers"]))
