"""Where a case goes: a webhook, or a file.

A webhook is signed as Standard Webhooks lays out (https://www.standardwebhooks.com): the headers `webhook-id`,
`webhook-timestamp` and `webhook-signature: v1,<base64 of HMAC-SHA256 over "id.timestamp.body">`. The id stays the same
when a message is repeated, so a receiver that remembers ids handles each once.
"""

import base64
import binascii
import hashlib
import hmac
import json
import os
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import aiohttp

from bot.delivery import Busy, Doubtful, NotSent, Refused
from bot.helpdesk.cases import CaseMessage, Destination
from bot.turn import now_utc

__all__ = ["CaseMessage", "Destination", "JsonLines", "Webhook", "secret_key", "sign"]

TIMEOUT = aiohttp.ClientTimeout(total=15, connect=5)
_SECRET_PREFIX = "whsec_"  # noqa: S105 - the marker that Standard Webhooks puts before a secret, not a secret
_SURE = (412, 429)
_DOUBTFUL = (408, 500, 502, 503, 504)


class Webhook:
    """Posts to an address, with a session that whoever made it closes."""

    def __init__(
        self,
        session: aiohttp.ClientSession,
        url: str,
        secret: str,
        clock: Callable[[], datetime] = now_utc,
    ) -> None:
        self._session = session
        self._url = url
        self._key = secret_key(secret)
        self._clock = clock

    async def send(self, message: CaseMessage) -> None:
        at = self._clock()
        body = message.body(at)
        stamp = str(int(at.timestamp()))
        headers = {
            "content-type": "application/json",
            "webhook-id": message.id,
            "webhook-timestamp": stamp,
            "webhook-signature": sign(self._key, message.id, stamp, body),
        }
        try:
            # Redirects aren't followed: the body is meant for this address alone.
            async with self._session.post(
                self._url, data=body, headers=headers, timeout=TIMEOUT, allow_redirects=False
            ) as answer:
                _judge(answer.status, answer.headers.get("retry-after"))
        except aiohttp.ClientConnectorError as error:
            raise NotSent("unreachable") from error
        except (aiohttp.ClientError, TimeoutError) as error:
            raise Doubtful("no answer") from error


def _only_ours(path: str, flags: int) -> int:
    """A case holds a name and a person's own words: a new file is for its owner only."""
    return os.open(path, flags, 0o600)


def why_unwritable(path: Path) -> str | None:
    """Why no line can be added to that file; None: it can. Nothing is written or made for it."""
    if path.is_dir():
        return "it is a folder; name a file in it"
    if path.exists():
        return None if os.access(path, os.W_OK) else "this user has no right to write it"
    if not path.parent.is_dir():
        return f"there is no folder {path.parent}"
    return None if os.access(path.parent, os.W_OK | os.X_OK) else f"this user has no right to write in {path.parent}"


class JsonLines:
    """Appends a line of JSON to a file: for trying it, and for programs that read along."""

    def __init__(self, path: Path, clock: Callable[[], datetime] = now_utc) -> None:
        self._path = path
        self._clock = clock

    async def send(self, message: CaseMessage) -> None:
        body = json.loads(message.body(self._clock()))
        line = json.dumps({"id": message.id, **body}, ensure_ascii=False)
        try:
            self._append(line)
        except OSError as error:
            raise NotSent("unwritable") from error

    def _append(self, line: str) -> None:
        with open(self._path, "a", encoding="utf-8", opener=_only_ours) as file:
            file.write(line + "\n")


def secret_key(secret: str) -> bytes:
    """The key behind a secret: base64 after `whsec_`, else the text as it is."""
    if not secret.startswith(_SECRET_PREFIX):
        return secret.encode()
    try:
        return base64.b64decode(secret.removeprefix(_SECRET_PREFIX), validate=True)
    except binascii.Error as error:
        raise ValueError("the webhook's secret isn't base64 after whsec_") from error


def sign(key: bytes, id: str, timestamp: str, body: bytes) -> str:
    """
    >>> sign(b"key", "msg_1", "1700000000", b"{}")
    'v1,XaXLFEFQ69Q4+demDWPEv5ydXczDW2mM5crCUEFcFBA='
    """
    signed = hmac.new(key, b".".join((id.encode(), timestamp.encode(), body)), hashlib.sha256).digest()
    return f"v1,{base64.b64encode(signed).decode()}"


def _judge(status: int, retry_after: str | None) -> None:
    """Raise what the answer means. A receiver that repeats by id may get what is in doubt again without harm."""
    if 200 <= status < 300:
        return
    if status in _SURE:
        seconds = float(retry_after) if retry_after and retry_after.isdecimal() else None
        raise Busy(f"status {status}", seconds)
    if status in _DOUBTFUL:
        raise Doubtful(f"status {status}")
    raise Refused(f"status {status}")
