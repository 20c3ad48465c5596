"""What a browser sends: who it is from, and what stands in the form. All else is refused, with a reason for people.

A body is read by hand: in a form most letters outside English take three signs a byte, so it may be larger than any
other body that the program takes.
"""

import asyncio
import re
from collections.abc import Mapping
from typing import Final
from urllib.parse import parse_qsl

from aiohttp import web

from bot.playground import gate
from bot.playground.gate import Visitor

MAX_TEXT: Final = 256 * 1024
"""Bytes of one message: what the endpoint for Teams takes."""
MAX_BODY: Final = 3 * MAX_TEXT + 16 * 1024
MAX_FIELDS: Final = 32
BODY_TIMEOUT_S: Final = 5
_ONCE: Final = re.compile(r"[A-Za-z0-9_-]{1,64}")
_LANGUAGE: Final = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
_LONGEST_LANGUAGE: Final = 35


class NotLikeThis(Exception):
    """The request is answered with that status and a page. `reason` is a fixed word for the log."""

    def __init__(self, status: int, reason: str, title: str, text: str) -> None:
        super().__init__(reason)
        self.status = status
        self.reason = reason
        self.title = title
        self.text = text


def incomplete() -> NotLikeThis:
    return NotLikeThis(400, "fields", "Something was missing", "Nothing was done. Please load the talk and try again.")


def too_large() -> NotLikeThis:
    text = "Nothing was done. A few lines around the error are enough."
    return NotLikeThis(413, "too-large", "That is too long for one message", text)


def check(request: web.Request) -> None:
    """Is it for this computer, and from one of our own pages? Raises `NotLikeThis`."""
    host = request.headers.get("Host")
    if not gate.is_this_computer(host):
        text = "Open it as http://127.0.0.1 with the port of the program."
        raise NotLikeThis(403, "host", "This page is for this computer only", text)
    if request.method in ("GET", "HEAD"):
        return
    if not gate.is_own_page(host, request.headers.get("Origin"), request.headers.get("Sec-Fetch-Site")):
        text = "Nothing was done. Only the page itself can send something."
        raise NotLikeThis(403, "origin", "That came from another page", text)


def visitor_of(request: web.Request) -> Visitor:
    visitor = gate.visitor_of(request.cookies.get(gate.COOKIE))
    if visitor is None:
        text = "Nothing was done. The page knows you by its cookie. Please load the talk again."
        raise NotLikeThis(403, "cookie", "I don't know this browser", text)
    return visitor


async def read_form(request: web.Request, within_s: float) -> tuple[Visitor, Mapping[str, str]]:
    """Who sent the form, and its fields. A form of somebody else doesn't come through."""
    visitor = visitor_of(request)
    fields = await _fields(request, within_s)
    if not visitor.owns(fields.get("form", "")):
        raise NotLikeThis(403, "form", "This page is too old", "Nothing was done. Please load the talk again.")
    return visitor, fields


def once_of(fields: Mapping[str, str]) -> str:
    """The number of what the page showed. Raises `NotLikeThis`."""
    once = fields.get("once", "")
    if not _ONCE.fullmatch(once):
        raise incomplete()
    return once


def is_language(tag: str) -> bool:
    return len(tag) <= _LONGEST_LANGUAGE and _LANGUAGE.fullmatch(tag) is not None


async def _fields(request: web.Request, within_s: float) -> Mapping[str, str]:
    # No browser compresses a form, and a small body can be a very large one.
    compressed = request.headers.get("Content-Encoding", "identity").lower() != "identity"
    if compressed or request.content_type != "application/x-www-form-urlencoded":
        raise NotLikeThis(415, "content-type", "I can't read that", "Nothing was done. Please use the page's own form.")
    body = bytearray()
    try:
        async with asyncio.timeout(within_s):
            async for part in request.content.iter_chunked(64 * 1024):
                body += part
                if len(body) > MAX_BODY:
                    raise too_large()
    except TimeoutError:
        raise NotLikeThis(408, "slow-body", "That took too long", "Nothing was done. Please send it again.") from None
    try:
        pairs = parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=MAX_FIELDS, errors="strict")
    except ValueError:
        raise incomplete() from None
    # Forms end lines the way of the mail; people and the bot don't.
    return {name: value.replace("\r\n", "\n") for name, value in pairs}
