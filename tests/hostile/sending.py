"""Sending what nobody should send, and how long the answer takes."""

import asyncio
import io
import json
import time
from collections.abc import Awaitable, Callable, Iterable
from typing import Any, TypeVar
from urllib.parse import urlsplit

from multidict import CIMultiDict

from tests.channel.wired import wired
from tests.e2e.house import House

ANSWER_WITHIN_S = 0.25
_TRIES = 4
Answer = TypeVar("Answer")

JSON = "application/json"
HEAD = "POST /api/messages HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"


class Heard(io.StringIO):
    """Log lines."""

    def lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.getvalue().splitlines()]


def good(bot: House, **changes: Any) -> dict[str, Any]:
    """An activity that is answered 200, with other values at its top level."""
    return wired("message-text", **{"serviceUrl": bot.service.url} | changes)


async def at_once(send: Callable[[], Awaitable[Answer]]) -> Answer:
    """The answer, which comes within a quarter of a second.

    A slow one is asked for again a few times: it is the program that is measured, and not its neighbours.
    """
    best = float("inf")
    for _ in range(_TRIES):
        began = time.perf_counter()
        answer = await send()
        best = min(best, time.perf_counter() - began)
        if best < ANSWER_WITHIN_S:
            return answer
    raise AssertionError(f"answered after {best:.2f} s")


async def post(bot: House, body: bytes, headers: Iterable[tuple[str, str]] = ()) -> int:
    """The status of what is posted to the endpoint."""
    sent = CIMultiDict(headers)
    sent.setdefault("Content-Type", JSON)
    async with bot.session.post(
        bot.teams.endpoint, data=body, headers=sent, skip_auto_headers=("Content-Type",)
    ) as response:
        told = await response.read()
        assert b"Traceback" not in told
        return response.status


async def raw(bot: House, *parts: bytes, within_s: float = 3.0) -> bytes:
    """Send bytes as they are, and read until the other side closes or says nothing more."""
    address = urlsplit(bot.url)
    reader, writer = await asyncio.open_connection(address.hostname, address.port)
    try:
        for part in parts:
            writer.write(part)
            await writer.drain()
        async with asyncio.timeout(within_s):
            return await reader.read(4096)
    finally:
        writer.close()
