"""HTTP out: posts, updates and deletes activities over one pooled session.

Only listed hosts are called, and only they ever see our token. A redirect isn't followed. What the service answers is
told in the words of `bot.delivery`, which says what is done about it; the one thing done here at once is to try with a
new token after a 401, and at the other host of GCC where Teams names it.
"""

import json
import time
from collections.abc import Mapping
from datetime import timedelta
from email.utils import parsedate_to_datetime
from typing import Any, Final
from urllib.parse import quote, urlsplit

import aiohttp
from yarl import URL

from bot.channel.activity import message as message_activity
from bot.channel.clouds import ServiceHosts
from bot.channel.own_token import OwnToken, TokenUnavailable
from bot.delivery import Blocked, Busy, Doubtful, Gone, Limits, NotSent, Refused, TooLarge
from bot.json import dumps
from bot.turn import Json

_TIMEOUT: Final = aiohttp.ClientTimeout(total=15, sock_connect=3)
"""Three seconds to connect, as a host that is there answers at once; fifteen in all, as Teams itself waits."""
_GCC: Final = "https://smba.infra.gcc.teams.microsoft.com/gcc/"
_ANSWER_LIMIT: Final = 64 * 1024
_LONGEST_RETRY_AFTER_S: Final = 3600.0


TEAMS_LIMITS: Final = Limits(
    in_conversation=(
        (timedelta(seconds=1), 7),
        (timedelta(seconds=2), 8),
        (timedelta(seconds=30), 60),
        (timedelta(hours=1), 1800),
    ),
    in_tenant=50,
)
"""What Teams takes of a bot (https://learn.microsoft.com/microsoftteams/platform/bots/how-to/rate-limit)."""


def new_session() -> aiohttp.ClientSession:
    """The one session of a process. How many calls go to a host at once is the delivery's business."""
    return aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(limit=0, ttl_dns_cache=60),
        timeout=_TIMEOUT,
        cookie_jar=aiohttp.DummyCookieJar(),
    )


class Connector:
    """The Bot Framework's connector service."""

    def __init__(self, session: aiohttp.ClientSession, hosts: ServiceHosts, token: OwnToken | None) -> None:
        self._session = session
        self._hosts = hosts
        self._token = token

    async def post(self, service_url: str, conversation: str, activity: Json) -> str:
        """Send an activity; the id that it got, or '' when none was told."""
        answer = await self._call("POST", service_url, conversation, "", activity)
        found = answer.get("id")
        return found if isinstance(found, str) else ""

    async def update(self, service_url: str, conversation: str, message: str, activity: Json) -> None:
        await self._call("PUT", service_url, conversation, message, activity | {"id": message})

    async def delete(self, service_url: str, conversation: str, message: str) -> None:
        await self._call("DELETE", service_url, conversation, message, None)

    async def begin(self, service_url: str, bot: str, user: str, tenant: str) -> str:
        """The id of somebody's own chat with the bot, which may be a new one. `user`: as Teams or the directory calls
        them. Raises `Blocked` where they don't have the app."""
        asked = {
            "isGroup": False,
            "bot": {"id": bot},
            "members": [{"id": user}],
            "tenantId": tenant,
            "channelData": {"tenant": {"id": tenant}},
        }
        found = (await self._ask("POST", service_url, "v3/conversations", asked)).get("id")
        if not isinstance(found, str) or not found:
            raise Doubtful("no conversation")
        return found

    async def member(self, service_url: str, conversation: str, user: str) -> Mapping[str, Any] | None:
        """Somebody of a conversation or a team, as the directory shows them. None: nobody there has that id."""
        path = f"v3/conversations/{quote(conversation, safe='')}/members/{quote(user, safe='')}"
        try:
            return await self._ask("GET", service_url, path, None)
        except Gone:
            return None

    async def _call(
        self, method: str, service_url: str, conversation: str, message: str, activity: Json | None
    ) -> Mapping[str, Any]:
        path = f"v3/conversations/{quote(conversation, safe='')}/activities"
        if message:
            path += f"/{quote(message, safe='')}"
        return await self._ask(method, service_url, path, activity)

    async def _ask(self, method: str, service_url: str, path: str, activity: Json | None) -> Mapping[str, Any]:
        body = dumps(activity).encode() if activity else None
        token = await self._own_token()
        status, headers, answer = await self._exchange(method, service_url, path, body, token)
        if status == 401 and self._token is not None:
            self._token.forget(token)
            token = await self._own_token()
            status, headers, answer = await self._exchange(method, service_url, path, body, token)
        if status == 403 and _code(answer) == "InvalidBotApiHost" and self._hosts.allow(_GCC):
            status, headers, answer = await self._exchange(method, _GCC, path, body, token)
        if 200 <= status < 300:
            return answer
        raise _failure(status, headers, _code(answer))

    async def _own_token(self) -> str:
        if self._token is None:
            return ""
        try:
            return await self._token.get()
        except TokenUnavailable:
            raise Busy("no-token") from None

    async def _exchange(
        self, method: str, service_url: str, path: str, body: bytes | None, token: str
    ) -> tuple[int, Mapping[str, str], Mapping[str, Any]]:
        if not self._hosts.allow(service_url):
            raise Refused("service-host")
        headers = {"Content-Type": "application/json; charset=utf-8"} if body is not None else {}
        if token:
            headers["Authorization"] = f"Bearer {token}"
        address = URL(f"{service_url.rstrip('/')}/{path}", encoded=True)
        try:
            async with self._session.request(
                method, address, data=body, headers=headers, timeout=_TIMEOUT, allow_redirects=False
            ) as response:
                return response.status, response.headers, await _read(response)
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as error:
            raise NotSent(type(error).__name__) from None
        except (aiohttp.InvalidURL, ValueError):
            raise Refused("service-url") from None
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise Doubtful(type(error).__name__) from None


class TeamsSender:
    """The connector as delivery's way out to Teams: a card or a text in one activity."""

    def __init__(self, connector: Connector) -> None:
        self._connector = connector

    async def post(self, address: Json, body: Json) -> str:
        thread = f";messageid={body['thread']}" if body.get("thread") else ""
        conversation = f"{address['conversation']}{thread}"
        return await self._connector.post(address["service_url"], conversation, _activity(address, body))

    async def update(self, address: Json, message: str, body: Json) -> None:
        place = (address["service_url"], address["conversation"])
        await self._connector.update(*place, message, _activity(address, body))

    async def delete(self, address: Json, message: str) -> None:
        await self._connector.delete(address["service_url"], address["conversation"], message)

    def host(self, address: Json) -> str:
        return urlsplit(address["service_url"]).netloc


def _activity(address: Json, body: Json) -> Json:
    return message_activity(address, card=body.get("card"), text=body.get("text", ""), summary=body.get("summary", ""))


async def _read(response: aiohttp.ClientResponse) -> Mapping[str, Any]:
    """The answer's JSON object, or nothing: an answer of another kind says no more than its status."""
    try:
        told = json.loads(await response.content.read(_ANSWER_LIMIT) or b"{}")
    except (ValueError, RecursionError):
        return {}
    return told if isinstance(told, dict) else {}


def _code(answer: Mapping[str, Any]) -> str:
    error = answer.get("error")
    code = error.get("code") if isinstance(error, dict) else None
    return code if isinstance(code, str) and code.isalnum() and len(code) < 60 else ""


def _failure(
    status: int, headers: Mapping[str, str], code: str
) -> Blocked | Busy | Doubtful | Gone | Refused | TooLarge:
    """What an answer means for the row that was sent. The table is Microsoft's, with one doubt: 502 to 504 may have
    arrived, so it isn't repeated without end."""
    why = f"{status}-{code}" if code else str(status)
    match status:
        case 412 | 429 | 401:
            return Busy(why, retry_after(headers.get("Retry-After")))
        case 408 | 502 | 503 | 504:
            return Doubtful(why)
        case 403:
            return Blocked(why)
        case 404:
            return Gone(why)
        case 413:
            return TooLarge(why)
        case _ if code == "MessageSizeTooBig":
            return TooLarge(why)
        case _:
            return Refused(why)


def retry_after(header: str | None) -> float | None:
    """Seconds, given as a number or as a date; at most an hour.

    >>> retry_after("7"), retry_after("soon"), retry_after(None)
    (7.0, None, None)
    """
    if header is None:
        return None
    try:
        seconds = float(header) if header.strip().isdigit() else parsedate_to_datetime(header).timestamp() - time.time()
    except (ValueError, TypeError, OverflowError):
        return None
    return min(max(seconds, 0.0), _LONGEST_RETRY_AFTER_S)
