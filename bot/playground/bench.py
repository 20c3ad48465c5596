"""The authors' bench: what can be done beside the talk, each as one request.

    POST /playground/stand       go to a dialog or a step, as a link does: a risk is asked about first
    POST /playground/facts       set what is known of this person
    POST /playground/wait        let time pass, in this talk alone
    GET  /playground/again       a talk that came in a link: what was done in it, and a button that does it once more
    POST /playground/again       does it, in a new talk
    GET  /playground/kept.yaml   this talk as a test

A page carries a number of what it shows, so that a form that is sent twice does its thing once.
"""

import asyncio
import math
import re
from collections.abc import Awaitable, Callable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Final

from aiohttp import web

from bot.authoring.keeping import Move, keep
from bot.content.spelling import duration
from bot.engine.edition import Edition
from bot.playground import gate
from bot.playground.answers import page, remember, see_other
from bot.playground.facts import view_facts
from bot.playground.forms import NotLikeThis, incomplete, is_language, once_of, visitor_of
from bot.playground.gate import Visitor
from bot.playground.pages import WAITS, Pages
from bot.playground.passing_on import PassedOn, in_words, unpack
from bot.playground.talks import Talk
from bot.playground.visits import Visits, conversation

UNTIL_NEXT: Final = "next"
_TARGET: Final = re.compile(r"[a-z0-9-]{1,60}(?:#[a-z0-9-]{1,60})?")
_FACT: Final = "fact."

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
Form = Callable[[web.Request], Awaitable[tuple[Visitor, Mapping[str, str]]]]


class Bench:
    """`form` reads a form of ours, `back` leads to what is new in a talk since a message."""

    def __init__(
        self,
        visits: Visits,
        edition: Callable[[], Edition],
        pages: Pages,
        form: Form,
        back: Callable[[Visitor, int], Awaitable[web.StreamResponse]],
    ) -> None:
        self._visits = visits
        self._edition = edition
        self._pages = pages
        self._form = form
        self._back = back

    def routes(self) -> Iterator[tuple[str, str, Handler]]:
        """Method, path, what answers."""
        yield "POST", "/playground/stand", self._stand
        yield "POST", "/playground/facts", self._set_facts
        yield "POST", "/playground/wait", self._wait
        yield "GET", "/playground/again", self._show_again
        yield "POST", "/playground/again", self._do_again
        yield "GET", "/playground/kept.yaml", self._kept

    def now(self, talk: Talk) -> datetime:
        """What time it is in a talk."""
        return (self._visits.clock() + talk.ahead).astimezone()

    async def _stand(self, request: web.Request) -> web.StreamResponse:
        visitor, fields = await self._form(request)
        target, once = fields.get("target", ""), once_of(fields)
        if not _TARGET.fullmatch(target):
            raise incomplete()
        after = await self._visits.last(visitor)
        await self._visits.open(visitor, target, f"stand-{once}-{target}")
        return await self._back(visitor, after)

    async def _set_facts(self, request: web.Request) -> web.StreamResponse:
        visitor, fields = await self._form(request)
        once = once_of(fields)
        session = await self._visits.archive.session(conversation(visitor))
        changed = {
            fact.id: fields[_FACT + fact.id]
            for fact in view_facts(self._edition().content, session)
            if not fact.fixed and fields.get(_FACT + fact.id, fact.value) != fact.value
        }
        after = await self._visits.last(visitor)
        if changed:
            await self._visits.suppose(visitor, changed, f"facts-{once}")
        return await self._back(visitor, after)

    async def _wait(self, request: web.Request) -> web.StreamResponse:
        visitor, fields = await self._form(request)
        by, once = fields.get("by", ""), once_of(fields)
        talk = await self._visits.talk(visitor)
        after = await self._visits.last(visitor)
        if by == UNTIL_NEXT:
            by = await self._until_next(visitor)
        elif by not in WAITS:
            raise incomplete()
        how_long = duration(by)
        if how_long is not None and talk.passed_on != once:
            talk.passed_on = once
            await self._visits.wait(visitor, how_long, Move("wait", by), f"{_in_words(by, how_long)} later")
        return await self._back(visitor, after)

    async def _until_next(self, visitor: Visitor) -> str:
        """How long until the bot asks by itself, in minutes; empty where it doesn't."""
        timer = next(iter(await self._visits.archive.timers(conversation(visitor))), None)
        if timer is None:
            return ""
        return f"{max(1, math.ceil((timer.due - self._visits.clock()).total_seconds() / 60))}m"

    # --- a talk for somebody else, or for a test

    async def _show_again(self, request: web.Request) -> web.StreamResponse:
        if gate.is_foreign(request.headers.get("Sec-Fetch-Site")):
            return page(self._pages.door(request.path_qs))
        packed = request.query.get("talk", "")
        talk = _unpacked(packed)
        known = gate.visitor_of(request.cookies.get(gate.COOKIE))
        visitor = known or gate.new_visitor()
        response = page(self._pages.again(visitor, packed, in_words(talk.moves)))
        if known is None:
            remember(response, visitor)
        return response

    async def _do_again(self, request: web.Request) -> web.StreamResponse:
        visitor, fields = await self._form(request)
        passed_on = _unpacked(fields.get("talk", ""))
        before, visitor = await self._visits.talk(visitor), gate.new_visitor()
        talk = await self._visits.talk(visitor)
        talk.zone, talk.language = before.zone, before.language
        if is_language(passed_on.language):
            talk.held_language = passed_on.language
        await self._visits.join(visitor)
        done = await self._visits.replay(visitor, passed_on.moves)
        if done < len(passed_on.moves):
            left = len(passed_on.moves) - done
            words = f"So far it could be done again. {left} more stood in the link. A note is never sent by itself."
            talk.pass_time(await self._visits.last(visitor), self._visits.clock(), words)
        response = see_other("/")
        remember(response, visitor)
        return response

    async def _kept(self, request: web.Request) -> web.StreamResponse:
        talk = await self._visits.talk(visitor_of(request))
        if not talk.record.moves or not talk.record.is_whole:
            text = "A test begins where the talk begins. Start a new person, and do there what the test is to do."
            raise NotLikeThis(404, "nothing-to-keep", "This talk can't be kept as a test", text)
        now = self._visits.clock()
        moves = tuple(talk.record.moves)
        kept = await asyncio.to_thread(
            keep,
            self._edition(),
            moves,
            language=talk.held_language or talk.language,
            now=now,
        )
        return web.Response(text=kept.text, content_type="text/plain", charset="utf-8")


def _unpacked(packed: str) -> PassedOn:
    talk = unpack(packed)
    if talk is None:
        text = "Nothing was done. Perhaps only a part of the link was copied. Please ask for it once more."
        raise NotLikeThis(400, "link", "There is no talk in this link", text)
    return talk


def _in_words(by: str, how_long: timedelta) -> str:
    if by in WAITS:
        return WAITS[by]
    minutes = int(how_long.total_seconds()) // 60
    return "1 minute" if minutes == 1 else f"{minutes} minutes"
