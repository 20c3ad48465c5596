"""Teams' side of the wire, as a witness: what arrived when, in which conversation, in which order."""

import asyncio
import itertools
import random
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web


@dataclass(frozen=True, slots=True)
class Arrival:
    at: float
    """Monotonic."""
    conversation: str
    method: str
    token: str
    """Of the card; empty for a plain message."""
    message: str
    """The id that it was given, or that it is about."""
    verbs: frozenset[str] = frozenset()
    text: str = ""


@dataclass
class Witness:
    """`slow_s`: how long an answer takes at most."""

    slow_s: float = 0.02
    url: str = ""
    arrivals: list[Arrival] = field(default_factory=list)
    newest: dict[str, Arrival] = field(default_factory=dict)
    """Conversation -> the newest card with buttons."""
    _numbers: "itertools.count[int]" = field(default_factory=lambda: itertools.count(1))

    async def handle(self, request: web.Request) -> web.Response:
        conversation, message = request.match_info["conversation"], request.match_info.get("message")
        activity = await request.json() if request.can_read_body else {}
        message = message or f"m{next(self._numbers)}"
        actions = _actions(activity)
        token = next((action["data"]["t"] for action in actions if "t" in action.get("data", {})), "")
        verbs = frozenset(action["verb"] for action in actions if "verb" in action)
        arrival = Arrival(
            time.monotonic(), conversation, request.method, token, message, verbs, activity.get("text", "")
        )
        self.arrivals.append(arrival)
        if request.method == "POST" and token:
            self.newest[conversation] = arrival
        await asyncio.sleep(random.random() * self.slow_s)
        return web.json_response({"id": message}, status=201)

    def posts(self) -> list[Arrival]:
        return [arrival for arrival in self.arrivals if arrival.method == "POST"]


def _actions(activity: dict[str, Any]) -> list[dict[str, Any]]:
    attachments = activity.get("attachments") or []
    actions: list[dict[str, Any]] = attachments[0]["content"].get("actions", []) if attachments else []
    return actions


@asynccontextmanager
async def witness(slow_s: float = 0.02) -> AsyncIterator[Witness]:
    made = Witness(slow_s)
    app = web.Application(client_max_size=1 << 20)
    app.router.add_post("/v3/conversations/{conversation}/activities", made.handle)
    app.router.add_route("*", "/v3/conversations/{conversation}/activities/{message}", made.handle)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    made.url = f"http://127.0.0.1:{runner.addresses[0][1]}/"
    try:
        yield made
    finally:
        await runner.cleanup()
