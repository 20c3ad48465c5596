"""The conversation in a terminal: a channel whose wire is the screen.

What the person writes goes through the same turn and the same store as in Teams, and what the bot says comes through
the same outbox, in its plain form. So a program that was killed loses nothing: at the next start what wasn't shown yet
is shown, and then the place where the person is. `/keep` prints the talk as a test for authors.
"""

import asyncio
import contextlib
import secrets
import sys
import threading
from collections.abc import AsyncIterator, Mapping
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

import aiohttp
import click

from bot.authoring.keeping import Move, Record, keep
from bot.content.telling import visible
from bot.delivery import Courier, Post
from bot.engine.inputs import Joined, Said
from bot.engine.model import Idle, Session
from bot.engine.replies import HandoffNote
from bot.engine.shelf import Shelf
from bot.helpdesk.cases import CaseDesk
from bot.helpdesk.hours import next_open
from bot.helpdesk.routing import CHANNEL as CHANNEL_OF_TEAMS
from bot.helpdesk.routing import CannotRoute, read_plan, unusable
from bot.settings import Settings
from bot.store import open_store
from bot.turn import Arrival, Json, Person, StoreUnavailable, Turns, now_utc

CHANNEL = "terminal"
_CONV = f"{CHANNEL}||me"
_HOW_TO_LEAVE = (
    "Write your answers, each ended by Enter. To leave, press Ctrl + "
    + ("Z and Enter" if sys.platform == "win32" else "D")
    + ". The next time it goes on where you were."
)
_KEEP = "/keep"
_NOT_WHOLE = (
    "This talk began before the program was started, or it is too long, so it can't be kept. A new one begins in a "
    "database of its own: unstuck talk --database sqlite:///new-talk.sqlite3"
)
_PASTE_S = 0.05
"""Lines of a paste come faster than anybody types."""


class ScreenSender:
    """Shows what the bot says. Older messages can't be changed on a screen, and needn't be."""

    async def post(self, address: Json, body: Json) -> str:
        _show(body["text"])
        return secrets.token_hex(4)

    async def update(self, address: Json, message: str, body: Json) -> None:
        return None

    async def delete(self, address: Json, message: str) -> None:
        return None

    def host(self, address: Json) -> str:
        return CHANNEL


async def talk_in_terminal(settings: Settings, shelf: Shelf, language: str) -> None:
    """Until the input ends. A case goes where it goes from Teams. Raises `DatabaseProblem`, or `CannotRoute`."""
    plan = read_plan(settings)

    def route(note: HandoffNote) -> tuple[str, ...] | None:
        """Everywhere but into Teams, which can't be reached from here."""
        names = plan.route(note)
        return None if names is None else tuple(name for name in names if name != CHANNEL_OF_TEAMS)

    if faults := tuple(unusable(plan)):
        raise CannotRoute(faults)
    async with contextlib.AsyncExitStack() as stack:
        store = open_store(settings.database)
        stack.callback(store.close)
        session = await stack.enter_async_context(aiohttp.ClientSession())
        turns = Turns(store, shelf.edition)
        desk = CaseDesk(store, plan.make(session), route=route, opens=partial(next_open, plan.hours))
        courier = Courier(store, Post({CHANNEL: ScreenSender()}, desk), turns)
        click.echo(_HOW_TO_LEAVE)
        person = Person(tenant="", id="me", language=language, zone=_zone())
        looking = asyncio.create_task(courier.run())
        try:
            before = await store.session(_CONV)
            record, given = _recorded(before)
            if before is None:
                await turns.take(_arrival(person, Joined()))
            else:
                await courier.look()
                await courier.settle()
                shown = [each for each in await store.transcript(_CONV) if each.token and not each.frozen]
                _show(shown[-1].text if shown else "")
            await courier.settle()
            async for text in _typed():
                if text.strip() == _KEEP:
                    _show(_kept(record, given, shelf, language))
                    continue
                try:
                    answer = await turns.take(_arrival(person, Said(text)))
                except StoreUnavailable:
                    click.echo("\nI couldn't keep that just now. Please write it once more.\n")
                    continue
                await courier.settle()
                understood = answer.understood
                words = understood.text if understood is not None and understood.secret else text
                record.did(Move("you", words), now_utc(), timers=[timer.id for timer in await store.timers(_CONV)])
        finally:
            looking.cancel()
            await courier.stop()


def _is_fresh(session: Session | None) -> bool:
    """Nothing is open and nothing was answered: a talk begins."""
    return session is None or (isinstance(session.open, Idle) and not session.walks and not session.trail)


def _recorded(session: Session | None) -> tuple[Record, Mapping[str, str]]:
    """What will be done from here on, and what is known before it."""
    facts = {fact: known.value for fact, known in session.facts.items()} if session is not None else {}
    return Record(is_whole=_is_fresh(session)), facts


def _kept(record: Record, given: Mapping[str, str], shelf: Shelf, language: str) -> str:
    """The talk as a test, for a file of `tests/conversations/`."""
    if not record.is_whole:
        return _NOT_WHOLE
    if not record.moves:
        return "Nothing was said yet."
    return keep(shelf.edition(), record.moves, language=language, given=given, now=now_utc()).text


def _arrival(person: Person, given: Said | Joined) -> Arrival:
    return Arrival(_CONV, person, {"channel": CHANNEL}, given, keys=(f"a:{secrets.token_hex(8)}",))


async def _typed() -> AsyncIterator[str]:
    """What is typed, message by message: a line, or in a terminal all lines of a paste together."""
    lines: asyncio.Queue[str | None] = asyncio.Queue()
    loop = asyncio.get_running_loop()

    def read() -> None:
        for line in sys.stdin:
            loop.call_soon_threadsafe(lines.put_nowait, line.rstrip("\n"))
        loop.call_soon_threadsafe(lines.put_nowait, None)

    # A daemon: a program that ends doesn't wait for one more line.
    threading.Thread(target=read, daemon=True).start()
    pasting = sys.stdin.isatty()
    _prompt(pasting)
    while (line := await lines.get()) is not None:
        while pasting:
            try:
                more = await asyncio.wait_for(lines.get(), _PASTE_S)
            except TimeoutError:
                break
            if more is None:
                lines.put_nowait(None)
                break
            line += "\n" + more
        yield line
        _prompt(pasting)


def _show(text: str) -> None:
    click.echo(f"\n{visible(text)}\n" if text else "")


def _prompt(shown: bool) -> None:
    if shown:
        click.echo("> ", nl=False)


def _zone() -> str:
    """This computer's time zone, where the system tells its name."""
    with contextlib.suppress(OSError, ValueError, KeyError):
        return ZoneInfo(str(Path("/etc/localtime").resolve()).partition("zoneinfo/")[2]).key
    return "UTC"
