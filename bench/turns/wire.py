"""HTTP as lean as it can be, so that what plays Teams costs little beside what is measured.

Both ends of Teams stand here: `Caller` brings activities to a bot, one connection each; `Service` is what bots call: it
takes posts, updates and deletes, lists the keys that callers are signed with, says where to log in, and grants tokens.
Only what well-behaved programs send is understood: a `Content-Length`, no chunks.
"""

import asyncio
import itertools
import json
import ssl
import time
from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, cast

_END = b"\r\n\r\n"
_LENGTH = b"content-length:"
_TOKEN = b'"t":"'


class _Messages(asyncio.Protocol):
    """Cuts what arrives into messages: the head with its first line, and the body."""

    def __init__(self) -> None:
        self._data = b""
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)

    def data_received(self, data: bytes) -> None:
        self._data += data
        while (end := self._data.find(_END)) >= 0:
            head, start = self._data[:end], end + len(_END)
            length = _content_length(head)
            if len(self._data) < start + length:
                return
            body, self._data = self._data[start : start + length], self._data[start + length :]
            self.message(head, body)

    def message(self, head: bytes, body: bytes) -> None:
        raise NotImplementedError

    def write(self, data: bytes) -> None:
        assert self._transport is not None
        self._transport.write(data)

    def close(self) -> None:
        if self._transport is not None:
            self._transport.close()


def _content_length(head: bytes) -> int:
    low = head.lower()
    at = low.find(_LENGTH)
    return int(low[at + len(_LENGTH) :].split(b"\r\n", 1)[0]) if at >= 0 else 0


class _Calling(_Messages):
    def __init__(self) -> None:
        super().__init__()
        self.answer: asyncio.Future[tuple[int, bytes]] | None = None

    def message(self, head: bytes, body: bytes) -> None:
        if self.answer is not None and not self.answer.done():
            self.answer.set_result((int(head[9:12]), body))

    def connection_lost(self, error: Exception | None) -> None:
        if self.answer is not None and not self.answer.done():
            self.answer.set_exception(error or ConnectionError("the bot hung up"))


class Caller:
    """One connection to a bot's endpoint, kept open; one request at a time."""

    def __init__(self, port: int, token: str = "", path: str = "/api/messages") -> None:
        signed = f"Authorization: Bearer {token}\r\n" if token else ""
        self._head = (
            f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nContent-Type: application/json\r\n{signed}"
            "Content-Length: "
        ).encode()
        self._port = port
        self._calling: _Calling | None = None

    async def post(self, body: bytes) -> tuple[int, bytes]:
        """Status and body."""
        loop = asyncio.get_running_loop()
        if self._calling is None:
            _, self._calling = await loop.create_connection(_Calling, "127.0.0.1", self._port)
        self._calling.answer = loop.create_future()
        self._calling.write(b"%b%d\r\n\r\n%b" % (self._head, len(body), body))
        return await self._calling.answer

    def close(self) -> None:
        if self._calling is not None:
            self._calling.close()


@dataclass(slots=True)
class Chat:
    """What one conversation was shown: how much, when last, and the token of its newest card with buttons."""

    posts: int = 0
    at: float = 0.0
    token: str = ""
    waiting: "asyncio.Future[None] | None" = None


@dataclass(slots=True)
class Service:
    """The service that bots call. `url`, `secure_url`: the same one, plain and with TLS."""

    keys: dict[str, Any]
    url: str = ""
    secure_url: str = ""
    login_url: str = ""
    calls: int = 0
    last_call: float = 0.0
    chats: dict[str, Chat] = field(default_factory=dict)
    _numbers: "itertools.count[int]" = field(default_factory=lambda: itertools.count(1))

    def answer(self, method: str, path: str, body: bytes) -> bytes:
        parts = path.split("?", 1)[0].strip("/").split("/")
        if parts[:2] == ["v3", "conversations"]:
            return self._call(method, parts, body)
        if path.endswith("openid-configuration"):
            login = self.secure_url.rstrip("/")
            return _json({"token_endpoint": f"{login}/token", "authorization_endpoint": f"{login}/authorize"})
        if path.endswith("/openid"):
            return _json({"issuer": "https://api.botframework.com", "jwks_uri": f"{self.login_url}/keys"})
        if path.endswith("/keys"):
            return _json(self.keys)
        return _json({"token_type": "Bearer", "expires_in": 86400, "access_token": "a token of the bench"})

    def _call(self, method: str, parts: list[str], body: bytes) -> bytes:
        now = time.perf_counter()
        self.calls += 1
        self.last_call = now
        if method != "POST":
            return _json({"id": parts[-1]})
        chat = self.chats.setdefault(parts[2], Chat())
        chat.posts += 1
        chat.at = now
        if (at := body.find(_TOKEN)) >= 0:
            start = at + len(_TOKEN)
            chat.token = body[start : body.index(b'"', start)].decode()
        if chat.waiting is not None and not chat.waiting.done():
            chat.waiting.set_result(None)
        return _json({"id": f"m{next(self._numbers)}"}, 201)

    async def shown(self, conversation: str, posts: int, within_s: float = 30.0) -> float:
        """Wait until it was shown so many; gives when the last one came."""
        chat = self.chats.setdefault(conversation, Chat())
        while chat.posts < posts:
            chat.waiting = asyncio.get_running_loop().create_future()
            await _soon(chat.waiting, within_s)
        return chat.at

    async def silence(self, for_s: float = 0.06) -> None:
        """Wait until nothing has been called for so long."""
        while (left := self.last_call + for_s - time.perf_counter()) > 0:
            await asyncio.sleep(left)


async def _soon(awaited: Awaitable[None], within_s: float) -> None:
    async with asyncio.timeout(within_s):
        await awaited


def _json(value: object, status: int = 200) -> bytes:
    body = json.dumps(value).encode()
    head = f"HTTP/1.1 {status} OK\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    return head.encode() + body


class _Serving(_Messages):
    def __init__(self, service: Service) -> None:
        super().__init__()
        self._service = service

    def message(self, head: bytes, body: bytes) -> None:
        method, path, _ = head.split(b"\r\n", 1)[0].decode().split(" ")
        self.write(self._service.answer(method, path, body))


@asynccontextmanager
async def serving(keys: dict[str, Any], tls: ssl.SSLContext) -> AsyncIterator[Service]:
    service = Service(keys)
    loop = asyncio.get_running_loop()
    plain = await loop.create_server(lambda: _Serving(service), "127.0.0.1", 0)
    secure = await loop.create_server(lambda: _Serving(service), "127.0.0.1", 0, ssl=tls)
    service.url = f"http://127.0.0.1:{plain.sockets[0].getsockname()[1]}/"
    service.secure_url = f"https://localhost:{secure.sockets[0].getsockname()[1]}/"
    service.login_url = service.url.rstrip("/")
    async with plain, secure:
        yield service
