"""The talk in a browser: the requests, and what each of them does.

What authors do beside it is in `bench.py`, what is counted in `stats.py`.

    GET  /                      the talk, with what stands beside it; the first time, a new person
    POST /playground/say        a message
    POST /playground/press      a button of a card
    POST /playground/person     a new person: an empty talk, and no way back to the old one
    GET  /playground/changes    tells the page's script, as long as it listens, that something else is to be seen
    GET  /playground/<file>     the page's styles, script and picture

What was posted is answered with "see other", so that loading a page again never says anything twice. A message carries
a number of its page: sent twice, it is one message. Whatever is wrong with a request is 4xx, with a page that says in
plain words what to do.
"""

import asyncio
import secrets
from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from aiohttp import web

from bot.content.diagnostic import Diagnostic
from bot.engine.edition import Edition
from bot.log import log
from bot.playground import gate, inside
from bot.playground.answers import page, remember, see_other
from bot.playground.bench import Bench
from bot.playground.facts import view_facts
from bot.playground.forms import (
    BODY_TIMEOUT_S,
    MAX_TEXT,
    NotLikeThis,
    check,
    incomplete,
    is_language,
    once_of,
    read_form,
    too_large,
    visitor_of,
)
from bot.playground.gate import Visitor
from bot.playground.pages import PRESS, Pages, Side, message_id, version_of
from bot.playground.passing_on import PassedOn, pack
from bot.playground.stats import Statistics
from bot.playground.talks import Screen, Talk
from bot.playground.tree import view_trees
from bot.playground.visits import Archive, Visits, conversation
from bot.playground.watching import Watch
from bot.turn import StoreUnavailable, Turns, now_utc

STILL_HERE_EVERY_S: Final = 15
"""So often an open connection is tried, or a closed window would never be noticed."""

_OWN_FIELDS: Final = frozenset({"form", "t", "verb", "zone"})

_Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Playground:
    """The bot in a browser of this computer. `screen` is where the courier brings what the bot says here."""

    def __init__(
        self,
        turns: Turns,
        archive: Archive,
        edition: Callable[[], Edition],
        *,
        clock: Callable[[], datetime] = now_utc,
        body_timeout_s: float = BODY_TIMEOUT_S,
    ) -> None:
        """`edition`: the content in use, which may be another one at each call."""
        self._archive = archive
        self._edition = edition
        self._body_timeout_s = body_timeout_s
        self._pages = Pages()
        self._visits = Visits(turns, archive, clock)
        self._talks = self._visits.talks
        self._watch = Watch(self._talks.change_all)
        self._bench = Bench(self._visits, edition, self._pages, self._form, self._back_to_talk)
        self._statistics = Statistics(archive, edition, self._pages, clock)
        self._closing = asyncio.Event()
        self.screen = Screen(self._talks)

    def add_to(self, app: web.Application) -> None:
        """Only for an application that listens on this computer alone."""
        router = app.router
        router.add_get("/", self._guarded(self._show))
        router.add_post("/playground/say", self._guarded(self._say))
        router.add_post(PRESS, self._guarded(self._press))
        router.add_post("/playground/person", self._guarded(self._new_person))
        router.add_get("/playground/changes", self._guarded(self._changes))
        for method, path, handler in (*self._bench.routes(), *self._statistics.routes()):
            router.add_route(method, path, self._guarded(handler))
        router.add_get("/playground/{file}", self._guarded(self._asset))
        app.on_shutdown.append(self._close)

    def watch(
        self, folders: Sequence[Path], reload: Callable[[], Awaitable[Sequence[Diagnostic]]]
    ) -> Coroutine[Any, Any, None]:
        """Until cancelled: when a file in one of these folders is saved, read the content anew. `reload` gives the
        faults of what can't be used; what was there then stays in use."""
        return self._watch.run(folders, reload)

    async def _close(self, _app: web.Application) -> None:
        self._closing.set()

    # --- at the door

    def _guarded(self, handler: _Handler) -> _Handler:
        """The checks of `gate`, and a page for what is wrong."""

        async def handle(request: web.Request) -> web.StreamResponse:
            try:
                check(request)
                response = await handler(request)
            except NotLikeThis as refused:
                log.warning("playground.refused", status=refused.status, reason=refused.reason)
                response = page(self._pages.trouble(refused.title, refused.text), refused.status)
                if refused.status in (408, 413):
                    response.force_close()
            except StoreUnavailable:
                log.error("playground.unanswered", status=503, hint="Nothing was kept. Sending it again is safe.")
                title, text = "I can't reach my memory right now", "Nothing is lost. Please try again in a moment."
                response = page(self._pages.trouble(title, text), 503)
            except Exception:
                # A fault of ours in drawing a page. What was sent may have been done; the talk itself tells.
                log.error("playground.failed", status=500, exc_info=True)
                title, text = "That was my fault, not yours", "Something broke on my side. Your place is kept."
                response = page(self._pages.trouble(title, text), 500)
            if not response.prepared:
                response.headers.update(gate.HEADERS)
            return response

        return handle

    # --- pages

    async def _show(self, request: web.Request) -> web.StreamResponse:
        if gate.is_foreign(request.headers.get("Sec-Fetch-Site")):
            return page(self._pages.door("/"))
        known = gate.visitor_of(request.cookies.get(gate.COOKIE))
        visitor = known or gate.new_visitor()
        conv = conversation(visitor)
        talk = await self._talk(request, visitor)
        session = await self._archive.session(conv)
        if session is None:
            await self._visits.join(visitor)
            session = await self._archive.session(conv)
        content = self._edition().content
        around = inside.view(
            conv, talk.understood, session, await self._archive.events(conv), await self._archive.cases(), content
        )
        done = tuple(talk.record.moves)
        packed = pack(PassedOn(talk.held_language or talk.language, done)) if done else None
        side = Side(
            trees=view_trees(content, session),
            facts=view_facts(content, session),
            now=self._bench.now(talk),
            is_ahead=bool(talk.ahead),
            waits=bool(await self._archive.timers(conv)),
            is_whole=talk.record.is_whole,
            has_begun=bool(done),
            link=f"http://{request.host}/playground/again?talk={packed}" if packed else "",
            watched=self._watch.seen(),
            digest=content.digest,
        )
        shown = await self._archive.transcript(conv)
        html = self._pages.chat(
            visitor,
            talk,
            shown,
            around,
            side,
            version=await self._version(visitor, talk),
            once=secrets.token_urlsafe(9),
        )
        response = page(html)
        if known is None:
            remember(response, visitor)
        return response

    async def _version(self, visitor: Visitor, talk: Talk) -> str:
        conv = conversation(visitor)
        shown, session = await self._archive.transcript(conv), await self._archive.session(conv)
        return version_of(self._talks.start, talk, shown, (session, self._edition().digest, self._watch.reads))

    async def _asset(self, request: web.Request) -> web.StreamResponse:
        asset = self._pages.assets.get(request.match_info["file"])
        if asset is None:
            raise NotLikeThis(404, "no-such-page", "There is no such page", "The talk is where it was.")
        return web.Response(text=asset.body, content_type=asset.content_type, charset="utf-8")

    async def _changes(self, request: web.Request) -> web.StreamResponse:
        visitor = visitor_of(request)
        talk = await self._talk(request, visitor)
        response = web.StreamResponse(headers={**gate.HEADERS, "Content-Type": "text/event-stream; charset=utf-8"})
        await response.prepare(request)
        told = ""
        try:
            while not self._closing.is_set():
                changes = talk.changes
                version = await self._version(visitor, talk)
                await response.write(f"data: {version}\n\n".encode() if version != told else b": still here\n\n")
                told = version
                await self._something_new(talk, changes)
        except (ConnectionResetError, StoreUnavailable):
            pass
        return response

    async def _something_new(self, talk: Talk, changes: int) -> None:
        """Wait until the talk isn't as it was at that number, the program ends, or a while has passed."""
        waiting = [asyncio.create_task(talk.changed_since(changes)), asyncio.create_task(self._closing.wait())]
        try:
            await asyncio.wait(waiting, timeout=STILL_HERE_EVERY_S, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in waiting:
                task.cancel()

    # --- what people do

    async def _say(self, request: web.Request) -> web.StreamResponse:
        visitor, fields = await self._form(request)
        text, once = fields.get("text"), once_of(fields)
        if text is None:
            raise incomplete()
        if len(text.encode()) > MAX_TEXT:
            raise too_large()
        after = await self._visits.last(visitor)
        await self._visits.say(visitor, text, once)
        return await self._back_to_talk(visitor, after)

    async def _press(self, request: web.Request) -> web.StreamResponse:
        visitor, fields = await self._form(request)
        token, verb = fields.get("t", ""), fields.get("verb", "")
        if not token or not verb:
            raise incomplete()
        after = await self._visits.last(visitor)
        inputs = {name: value for name, value in fields.items() if name not in _OWN_FIELDS}
        await self._visits.press(visitor, token, verb, inputs)
        return await self._back_to_talk(visitor, after)

    async def _new_person(self, request: web.Request) -> web.StreamResponse:
        await self._form(request)
        response = see_other("/")
        remember(response, gate.new_visitor())
        return response

    # --- what the requests share

    async def _form(self, request: web.Request) -> tuple[Visitor, Mapping[str, str]]:
        """A form of ours, whoever it is then remembered."""
        visitor, fields = await read_form(request, self._body_timeout_s)
        talk = await self._talk(request, visitor)
        talk.zone = _zone(fields.get("zone", "")) or talk.zone
        return visitor, fields

    async def _talk(self, request: web.Request, visitor: Visitor) -> Talk:
        talk = await self._visits.talk(visitor)
        talk.language = _language(request.headers.get("Accept-Language", ""))
        return talk

    async def _back_to_talk(self, visitor: Visitor, after: int) -> web.StreamResponse:
        """To the first of the bot's new messages; without one, to the last."""
        shown = await self._archive.transcript(conversation(visitor))
        new = next((each.seq for each in shown if each.seq > after), after)
        return see_other(f"/#{message_id(new)}")


def _language(accepted: str) -> str:
    """The first language that the browser asks for."""
    first = accepted.partition(",")[0].partition(";")[0].strip()
    return first if is_language(first) else "en"


def _zone(name: str) -> str | None:
    """The time zone's name, if there is one of that name."""
    try:
        return ZoneInfo(name).key if name else None
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None
