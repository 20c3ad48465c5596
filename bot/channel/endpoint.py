"""HTTP in: `POST /api/messages`.

The order of checks is the cheapest first, so that rubbish costs nothing: what the headers say, who calls, the body,
whether this person comes too fast, what it means. Whatever is wrong with a request is 4xx and one line in the log. The
only 5xx is 503: the store, or the keys that callers are checked with, can't be reached now, and the sender comes again.

A turn is committed before it is answered. The answer to a press is a plain dictionary and is written as it is.
"""

import asyncio
import json
import time
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final

from aiohttp import web
from botbuilder.core import TurnContext
from botbuilder.schema import Activity

from bot import metrics
from bot.channel.activity import (
    CARD,
    Elsewhere,
    Nothing,
    Pasted,
    Refreshing,
    Searching,
    Turning,
    quiet,
    read,
    sender_of,
)
from bot.channel.adapter import TeamsAdapter
from bot.channel.connector import Connector
from bot.channel.door import MAX_BODY
from bot.channel.elsewhere import own_chat_card, point_to_own_chat
from bot.channel.extension import Extension
from bot.channel.helpdesk import HelpdeskChannel
from bot.channel.pace import Pace, TooFast
from bot.channel.parsing import BadActivity, parse
from bot.channel.refusals import refusal
from bot.channel.send_dialog import SendDialog, asks_to_send
from bot.channel.tokens import CallerRefused, Callers, KeysUnavailable
from bot.delivery import SendFailed
from bot.engine.edition import Edition
from bot.json import dumps
from bot.log import log
from bot.settings import is_loopback
from bot.turn import Answer, Json, Store, StoreUnavailable, Turns

_BODY_TIMEOUT_S: Final = 5
_TYPING_AFTER_S: Final = 1.0


class RequestRefused(Exception):
    """The request is answered with that status. `reason` is a fixed word for the log, `field` what was wrong."""

    def __init__(self, status: int, reason: str, field: str = "", headers: Mapping[str, str] | None = None) -> None:
        super().__init__(reason)
        self.status = status
        self.reason = reason
        self.field = field
        self.headers = headers or {}


class Endpoint:
    """What answers Teams. `edition` gives the present edition, `clock` the time."""

    def __init__(
        self,
        *,
        turns: Turns,
        store: Store,
        edition: Callable[[], Edition],
        callers: Callers,
        connector: Connector,
        extension: Extension,
        send_dialog: SendDialog,
        clock: Callable[[], datetime],
        helpdesk: HelpdeskChannel | None = None,
    ) -> None:
        self._turns = turns
        self._store = store
        self._edition = edition
        self._callers = callers
        self._adapter = TeamsAdapter(connector)
        self._extension = extension
        self._send_dialog = send_dialog
        self._clock = clock
        self._helpdesk = helpdesk
        self._pace = Pace()

    async def handle(self, request: web.Request) -> web.Response:
        try:
            answer = await self._answer(request)
            response = web.json_response(answer, dumps=dumps) if answer is not None else web.Response()
        except RequestRefused as refused:
            log.warning("request.refused", status=refused.status, reason=refused.reason, field=refused.field or None)
            told = refusal(refused.reason, refused.field)
            response = web.json_response(told, status=refused.status, headers=refused.headers)
            if refused.status == 408:
                response.force_close()
        except CallerRefused as refused:
            metrics.callers_refused.labels(refused.reason).inc()
            log.warning("caller.refused", status=refused.status, reason=refused.reason)
            challenge = {"WWW-Authenticate": "Bearer"} if refused.status == 401 else None
            response = web.json_response(refusal(refused.reason), status=refused.status, headers=challenge)
        except (StoreUnavailable, KeysUnavailable) as error:
            log.error(
                "request.unanswered",
                status=503,
                error=type(error).__name__,
                why=str(error) or None,
                hint="The sender is told to come again.",
            )
            response = web.Response(status=503, headers={"Retry-After": "5"})
        except Exception:
            # A fault of ours outside a turn: nothing was kept, so it must not look as if something was.
            log.error("request.failed", status=503, exc_info=True)
            response = web.Response(status=503, headers={"Retry-After": "5"})
        metrics.requests.labels(str(response.status)).inc()
        return response

    async def _answer(self, request: web.Request) -> Json | None:
        self._check_headers(request)
        caller = await self._callers.identify(request.headers.getall("Authorization", []))
        try:
            activity = parse(await _body(request))
            self._callers.admit(caller, activity)
            await self._wait_for_turn(activity)
            return await self._adapter.process(activity, caller, self._on_turn)
        except BadActivity as bad:
            raise RequestRefused(400, "not-an-activity", bad.field) from None

    def _check_headers(self, request: web.Request) -> None:
        if request.content_type != "application/json" or (request.charset or "utf-8").lower() not in ("utf-8", "utf8"):
            raise RequestRefused(415, "content-type")
        if request.headers.get("Content-Encoding", "identity").lower() != "identity":
            # Teams never compresses, and a small body can be a very large one.
            raise RequestRefused(415, "content-encoding", headers={"Accept-Encoding": "identity"})
        if (request.content_length or 0) > MAX_BODY:
            raise RequestRefused(413, "too-large")
        if self._callers.loopback_only and not is_loopback(_host_name(request.host)):
            # A page elsewhere whose name was pointed at this computer still sends its own name.
            raise CallerRefused(403, "not-this-computer")

    async def _wait_for_turn(self, activity: Activity) -> None:
        person = sender_of(activity)
        if person is None:
            return
        try:
            wait_s = self._pace.wait_s(person, time.monotonic())
        except TooFast as too_fast:
            metrics.slowed.labels("refused").inc()
            headers = {"Retry-After": str(too_fast.retry_after_s)}
            raise RequestRefused(429, "too-many", headers=headers) from None
        if wait_s:
            metrics.slowed.labels("waited").inc()
            await asyncio.sleep(wait_s)

    async def _on_turn(self, context: TurnContext) -> None:
        activity: Activity = context.activity
        if asks_to_send(activity):
            self._adapter.answer_invoke(context, await self._send_dialog.answer(activity))
            return
        answer: Json | None = None
        meaning = read(activity)
        if self._helpdesk is not None:
            meaning = await self._helpdesk.meaning(activity, meaning)
        match meaning:
            case Turning(arrival, invoke):
                typing = None if invoke else _TypingWhenSlow(context)
                try:
                    taken = await self._turns.take(arrival)
                finally:
                    if typing is not None:
                        typing.stop()
                answer = invoke_answer(taken) if invoke else None
            case Refreshing(conv, token):
                shown = (await self._store.load(conv, (), token)).card
                answer = invoke_answer(Answer(shown.body["card"]) if shown is not None else Answer())
            case Elsewhere(arrival, invoke):
                if invoke:
                    answer = invoke_answer(Answer(text=own_chat_card(self._edition(), arrival).text))
                else:
                    await point_to_own_chat(self._store, self._edition(), arrival, self._clock(), self._turns.wake)
            case Searching() as asked:
                answer = self._extension.search(asked)
            case Pasted() as pasted:
                answer = self._extension.unfurl(pasted)
            case Nothing():
                pass
        if answer is not None:
            self._adapter.answer_invoke(context, answer)


def invoke_answer(answer: Answer) -> Json:
    """The body that Teams expects after a press: the card that takes the pressed one's place, or a short text."""
    if answer.card is not None:
        return {"statusCode": 200, "type": CARD, "value": quiet(answer.card)}
    return {"statusCode": 200, "type": "application/vnd.microsoft.activity.message", "value": answer.text}


class _TypingWhenSlow:
    """Shows that somebody is typing when a turn takes longer than a second."""

    def __init__(self, context: TurnContext) -> None:
        self._context = context
        self._task: asyncio.Task[None] | None = None
        self._timer = asyncio.get_running_loop().call_later(_TYPING_AFTER_S, self._start)

    def stop(self) -> None:
        self._timer.cancel()

    def _start(self) -> None:
        self._task = asyncio.create_task(self._show())

    async def _show(self) -> None:
        try:
            await self._context.send_activity(Activity(type="typing"))
        except SendFailed as failed:
            log.info("typing.failed", error=type(failed).__name__)


async def _body(request: web.Request) -> Any:
    try:
        async with asyncio.timeout(_BODY_TIMEOUT_S):
            body = await request.read()
    except TimeoutError:
        raise RequestRefused(408, "body-never-ends") from None
    except web.HTTPRequestEntityTooLarge:
        raise RequestRefused(413, "too-large") from None
    except (web.RequestPayloadError, ConnectionError):
        raise RequestRefused(400, "body-broken") from None
    try:
        return json.loads(body.decode("utf-8"), parse_constant=_no_constant)
    except (ValueError, RecursionError):
        # RecursionError: thousands of brackets.
        raise RequestRefused(400, "not-json") from None


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is no JSON")


def _host_name(host: str) -> str:
    return host[: host.rfind("]") + 1] if host.startswith("[") else host.partition(":")[0]
