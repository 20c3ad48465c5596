"""The one place where real parts are put together: content, store, turns, delivery, Teams, the playground.

A start is the same whether it is the first or the hundredth: read the content, open the database, listen, say where to
go. Whatever hinders it is one line that says what to do, or the list of the content's faults. A stop takes nothing new,
finishes what is in hand, and closes; what isn't sent yet is sent after the next start.

`SIGTERM` and `SIGINT` stop, `SIGHUP` reads the content anew.
"""

import asyncio
import contextlib
import gc
import signal
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from aiohttp import web

from bot import metrics, playground
from bot.channel.activity import CHANNEL
from bot.channel.clouds import service_hosts
from bot.channel.connector import TEAMS_LIMITS, Connector, TeamsSender, new_session
from bot.channel.door import MAX_BODY, PATH, Door
from bot.channel.extension import Extension
from bot.channel.finding import Finding
from bot.channel.helpdesk import HelpdeskChannel
from bot.channel.links import chat_url, link_text, page_url
from bot.channel.members import Members
from bot.channel.own_chats import PersonalChats
from bot.channel.own_token import make_own_token
from bot.channel.pages import LinkPages
from bot.content.diagnostic import Diagnostic
from bot.delivery import LANES, Courier, Limits, Post, Sender
from bot.engine.shelf import FaultyContent, Shelf
from bot.helpdesk.cases import CaseDesk
from bot.helpdesk.channel import Channel
from bot.helpdesk.hours import next_open
from bot.helpdesk.outages import OutageWatch
from bot.helpdesk.routing import CHANNEL as CHANNEL_NAME
from bot.helpdesk.routing import CannotRoute, read_plan, unmet, unusable
from bot.helpdesk.turns import DeskTurns
from bot.log import log, use_key
from bot.playground import Playground
from bot.settings import Settings, unknown_settings
from bot.store import Database, DatabaseProblem, open_store
from bot.turn import StoreUnavailable, Turns, now_utc

if TYPE_CHECKING:
    from bot.channel.endpoint import Endpoint

SHUTDOWN_S: Final = 10.0
"""How long requests in hand may take when the program is told to stop. Their turns take milliseconds."""
_LINGER_S: Final = 1.0
_IDLE_S: Final = 75.0
"""How long a connection may be silent, or take to send its headers: longer than a proxy keeps one (nginx: 60)."""
_MOST_FAULTS: Final = 20
"""Of content that can't be used so many are logged, with how many there are."""
_FIRST_CLEAN_S: Final = 60.0
_CLEAN_EVERY_S: Final = 3600.0


IN_USE: Final = (98, 48, 10048)
"""EADDRINUSE on Linux, macOS, Windows."""
ALIVE: Final = "ok\n"
"""What `/healthz` says."""


class CannotStart(Exception):
    """`str()` is one line for the operator: what is in the way, and what to do."""


@dataclass(frozen=True, slots=True)
class Parts:
    """What a running bot is made of, for who starts one."""

    app: web.Application
    store: Database
    courier: Courier
    outages: OutageWatch | None
    """None: there is no channel to tell of them."""


@contextlib.asynccontextmanager
async def parts(settings: Settings, shelf: Shelf, *, limits: Limits = TEAMS_LIMITS) -> AsyncIterator[Parts]:
    """Everything, put together and delivering, but not yet listening. `limits`: what Teams takes. Raises
    `CannotStart`."""
    try:
        plan = read_plan(settings)
    except CannotRoute as cannot:
        more = f" `unstuck doctor` tells {len(cannot.faults) - 1} more." if len(cannot.faults) > 1 else ""
        raise CannotStart(cannot.faults[0] + more) from None
    for why in unusable(plan):
        raise CannotStart(why)
    for what in unmet(plan, shelf.edition().content):
        log.warning("routes.unmet", what=what, hint="The case goes where `otherwise` leads. Is the name misspelt?")
    try:
        store = open_store(settings.database)
    except DatabaseProblem as problem:
        raise CannotStart(str(problem)) from None
    async with contextlib.AsyncExitStack() as stack:
        stack.callback(store.close)
        # Where it can't be asked for, the log is written all the same, with hashes of this start.
        with contextlib.suppress(StoreUnavailable):
            use_key((await store.log_key()).encode())
        session = await stack.enter_async_context(new_session())
        channel = settings.helpdesk_channel
        link = partial(_link_to, settings)
        connector = Connector(session, service_hosts(settings), make_own_token(settings, session))
        chats = PersonalChats(connector)
        desk_turns = DeskTurns(channel, store, shelf.edition, link, chats) if channel is not None else None
        turns = Turns(store, shelf.edition, helpdesk=desk_turns)
        app = web.Application(client_max_size=MAX_BODY)
        senders: dict[str, Sender] = {CHANNEL: TeamsSender(connector)}
        finding = Finding(shelf.edition)
        shelf.prepare = finding.prepare
        if settings.is_open_to_teams:
            finding.prepare(shelf.edition())

        def endpoint() -> "Endpoint":
            from bot.channel.endpoint import Endpoint
            from bot.channel.send_dialog import SendDialog
            from bot.channel.tokens import TokenCallers, make_callers

            callers = make_callers(settings, session)
            if isinstance(callers, TokenCallers):
                stack.enter_context(_running(callers.keys.refresh()))
            helpdesk = _helpdesk(channel, store, Members(connector, settings.helpdesk_members))
            return Endpoint(
                turns=turns,
                store=store,
                edition=shelf.edition,
                callers=callers,
                connector=connector,
                extension=Extension(finding, settings.app_id, settings.public_url, now_utc),
                send_dialog=SendDialog(helpdesk, finding, turns.take, now_utc),
                clock=now_utc,
                helpdesk=helpdesk,
            )

        door = Door(endpoint)
        door.add_to(app)
        if settings.is_open_to_teams:
            door.open()
        LinkPages(finding, settings.app_id).add_to(app)
        _Health(store).add_to(app)
        if not settings.is_open_to_teams:
            chat = Playground(turns, store, shelf.edition)
            chat.add_to(app)
            stack.enter_context(_running(chat.watch(shelf.folders, partial(reload, shelf))))
            senders[playground.CHANNEL] = chat.screen

        destinations = plan.make(session)
        if channel is not None:
            destinations[CHANNEL_NAME] = Channel(channel, store, turns.take, chats.link)
        desk = CaseDesk(store, destinations, route=plan.route, opens=partial(next_open, plan.hours))
        courier = Courier(store, Post(senders, desk, limits={CHANNEL: limits}), turns)
        stack.enter_context(_running(courier.run()))
        # Before that ends: what is in hand is kept ours until it is finished.
        stack.push_async_callback(courier.stop)
        stack.enter_context(_running(_clean(store)))
        outages = OutageWatch(channel, settings.outage_people, store, turns.take) if channel is not None else None
        if outages is not None:
            stack.enter_context(_running(outages.run(now_utc)))
        yield Parts(app, store, courier, outages)


def _link_to(settings: Settings, dialog: str, step: str | None) -> str:
    """What leads somebody to a step: our own page; without one, the bot's chat with the words in its box."""
    if settings.public_url is not None:
        return page_url(settings.public_url, dialog, step)
    return chat_url(f"28:{settings.app_id or ''}", link_text(dialog, step))


def _helpdesk(channel: str | None, store: Database, members: Members) -> HelpdeskChannel | None:
    return None if channel is None else HelpdeskChannel(channel, store, members)


def load_content(settings: Settings) -> Shelf:
    """The content of the settings. Raises `FaultyContent`."""
    try:
        shelf = Shelf(settings.content)
    except FaultyContent as faulty:
        metrics.content_loads.labels("faulty").inc()
        metrics.content_faults.set(len(faulty.diagnostics))
        raise
    metrics.content_loads.labels("loaded").inc()
    return shelf


async def serve(settings: Settings, shelf: Shelf, announce: Callable[[str], None]) -> None:
    """Run until told to stop. `announce` gets the lines that say where to go. Raises `CannotStart`."""
    stopping = asyncio.Event()
    loop = asyncio.get_running_loop()
    with contextlib.suppress(NotImplementedError):  # Windows: Ctrl + C ends it there
        for told in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(told, stopping.set)
    async with parts(settings, shelf) as made, listening(made.app, settings) as port:
        if hasattr(signal, "SIGHUP"):
            loop.add_signal_handler(signal.SIGHUP, lambda: loop.create_task(reload(shelf)))
        # What is there now stays; looking through it again and again costs tens of milliseconds each time.
        gc.freeze()
        for line in _where_to_go(settings, port):
            announce(line)
        log.info("bot.started", port=port, content=shelf.edition().digest)
        for name in unknown_settings():
            log.warning("setting.unknown", setting=name, hint="No setting has this name: is it misspelt?")
        await stopping.wait()
        log.info("bot.stopping")
    log.info("bot.stopped")


@contextlib.asynccontextmanager
async def listening(app: web.Application, settings: Settings) -> AsyncIterator[int]:
    """The application at its address; gives the port. At the end it finishes what is in hand. Raises `CannotStart`."""
    runner = web.AppRunner(
        app,
        access_log=None,
        shutdown_timeout=SHUTDOWN_S,
        lingering_time=_LINGER_S,
        keepalive_timeout=_IDLE_S,
        # The endpoint refuses compressed bodies: a small one can be a very large one.
        auto_decompress=False,
    )
    await runner.setup()
    try:
        try:
            await web.TCPSite(runner, settings.host, settings.port).start()
        except OSError as error:
            raise CannotStart(why_not_listening(error, settings)) from None
        yield int(runner.addresses[0][1])
    finally:
        await runner.cleanup()


async def reload(shelf: Shelf) -> tuple[Diagnostic, ...]:
    """Read the content anew. What can't be used is told and given back, and what was there stays in use."""
    try:
        changed = await asyncio.to_thread(shelf.reload)
    except FaultyContent as faulty:
        metrics.content_loads.labels("faulty").inc()
        metrics.content_faults.set(len(faulty.diagnostics))
        for fault in faulty.diagnostics[:_MOST_FAULTS]:
            log.error("content.fault", place=fault.place, what=f"{fault.message} ({fault.rule})")
        log.error(
            "content.kept",
            faults=len(faulty.diagnostics),
            content=shelf.edition().digest,
            hint="The content of before is used on. `unstuck check` says what is wrong with the new one.",
        )
        return faulty.diagnostics
    metrics.content_loads.labels("loaded").inc()
    metrics.content_faults.set(0)
    log.info("content.loaded", content=shelf.edition().digest, outcome="changed" if changed else "same")
    return ()


def why_not_listening(error: OSError, settings: Settings) -> str:
    """One line that says what to do."""
    match error.errno:
        case errno if errno in IN_USE:
            other = settings.port + 1 if settings.port < 65535 else 3979
            return (
                f"Port {settings.port} is in use, perhaps by another Unstuck. Stop that program, or choose another "
                f"port: unstuck run --port {other}"
            )
        case 13 | 10013:
            return f"I may not listen at port {settings.port}. Choose one above 1023: unstuck run --port 3978"
        case _:
            return f"I can't listen at {settings.host}. Choose an address of this computer: --host 127.0.0.1"


def _where_to_go(settings: Settings, port: int) -> tuple[str, ...]:
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    if settings.is_open_to_teams:
        return (f"Unstuck is ready. Teams reaches it at http://{host}:{port}{PATH}, through your https address.",)
    return (
        f"Unstuck is ready. Open http://{host}:{port}/ in a browser and write 0x8004def7.",
        "There is no app id (UNSTUCK_APP_ID), so it can be reached from this computer only. Press Ctrl + C to stop.",
    )


async def _clean(store: Database) -> None:
    """Drop what is kept long enough: soon after the start, then hourly."""
    wait = _FIRST_CLEAN_S
    while True:
        await asyncio.sleep(wait)
        wait = _CLEAN_EVERY_S
        try:
            await store.drop_old(now_utc())
        except StoreUnavailable as unavailable:
            log.warning("retention.waiting", why=str(unavailable), hint="It is tried again in an hour.")


@contextlib.contextmanager
def _running(work: Coroutine[Any, Any, None]) -> Iterator[None]:
    """Beside everything else, until the end."""
    task = asyncio.create_task(work)
    try:
        yield
    finally:
        task.cancel()


class _Health:
    """For whoever watches the process: it lives, it can take turns, what it counted."""

    def __init__(self, store: Database) -> None:
        self._store = store

    def add_to(self, app: web.Application) -> None:
        app.router.add_get("/healthz", self._lives)
        app.router.add_get("/readyz", self._is_ready)
        app.router.add_get("/metrics", self._counted)

    async def _lives(self, request: web.Request) -> web.Response:
        return web.Response(text=ALIVE)

    async def _is_ready(self, request: web.Request) -> web.Response:
        try:
            await self._store.ready()
        except StoreUnavailable as unavailable:
            return web.Response(status=503, text=f"not ready: {unavailable}\n")
        return web.Response(text="ready\n")

    async def _counted(self, request: web.Request) -> web.Response:
        await self._count_waiting()
        return web.Response(body=metrics.exposition(), headers={"Content-Type": "text/plain; version=0.0.4"})

    async def _count_waiting(self) -> None:
        """What waits in the database, whoever put it there. Where that can't be read, /readyz says so."""
        with contextlib.suppress(StoreUnavailable):
            now, found = now_utc(), {each.kind: each for each in await self._store.waiting()}
            for kind in LANES:
                waits = found.get(kind)
                metrics.waiting.labels(kind).set(waits.count if waits is not None else 0)
                age = (now - waits.oldest).total_seconds() if waits is not None else 0.0
                metrics.waiting_seconds.labels(kind).set(max(age, 0.0))
