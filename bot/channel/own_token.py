"""What we call out with: the bot's own token, asked for once for all who wait and renewed ahead of time.

It goes to listed hosts only, so the connector asks for it, and nobody hands it on. botbuilder's own credentials aren't
used: they are made anew for each turn, and fetch their token synchronously on the event loop.
"""

import asyncio
import json
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final

import aiohttp

from bot import metrics
from bot.channel.clouds import CLOUDS, Cloud
from bot.log import log
from bot.settings import Settings

FETCH_TIMEOUT: Final = aiohttp.ClientTimeout(total=10, connect=3)
FETCH_LIMIT: Final = 1024 * 1024
_RENEW_BEFORE_S: Final = 300


class TokenUnavailable(Exception):
    """There is no token of our own now: the login service didn't give one."""


@dataclass(frozen=True, slots=True)
class _Granted:
    token: str
    until: float
    """Monotonic time when it expires."""


class OwnToken:
    """The token that we call out with: fetched once for all who wait, and renewed ahead of time."""

    def __init__(self, fetch: Callable[[], Awaitable[tuple[str, int]]]) -> None:
        self._fetch = fetch
        self._granted: _Granted | None = None
        self._fetching: asyncio.Task[_Granted] | None = None

    async def get(self) -> str:
        """Raises `TokenUnavailable`."""
        granted, now = self._granted, time.monotonic()
        if granted is not None and granted.until - now > 0:
            if granted.until - now < _RENEW_BEFORE_S:
                self._start()
            return granted.token
        return (await asyncio.shield(self._start())).token

    def forget(self, token: str) -> None:
        """The service refused it: the next call fetches another."""
        if self._granted is not None and self._granted.token == token:
            self._granted = None

    def _start(self) -> "asyncio.Task[_Granted]":
        if self._fetching is None or self._fetching.done():
            self._fetching = asyncio.create_task(self._renew())
            # A renewal ahead of time is awaited by nobody; its failure was logged.
            self._fetching.add_done_callback(lambda task: task.cancelled() or task.exception())
        return self._fetching

    async def _renew(self) -> _Granted:
        try:
            token, lifetime_s = await self._fetch()
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError, KeyError, TypeError) as error:
            metrics.tokens_fetched.labels("failed").inc()
            log.error(
                "token.unavailable",
                error=type(error).__name__,
                hint="Nothing can be sent until the login service gives a token. Look at UNSTUCK_APP_ID, "
                "UNSTUCK_APP_SECRET and UNSTUCK_APP_TENANT.",
            )
            raise TokenUnavailable from None
        metrics.tokens_fetched.labels("granted").inc()
        self._granted = _Granted(token, time.monotonic() + lifetime_s)
        return self._granted


def make_own_token(settings: Settings, session: aiohttp.ClientSession) -> OwnToken | None:
    """None without an app id: nothing is signed then."""
    if settings.app_id is None:
        return None
    if settings.app_type == "managed-identity":
        return OwnToken(_managed_identity(settings.app_id, CLOUDS[settings.cloud]))
    return OwnToken(_client_secret(settings, session))


def _client_secret(settings: Settings, session: aiohttp.ClientSession) -> Callable[[], Awaitable[tuple[str, int]]]:
    """One request to the documented address. msal would ask two further services first, blocks, and takes no address
    of this computer."""
    cloud = CLOUDS[settings.cloud]
    login = settings.login_url or cloud.login
    address = login if login.endswith("/token") else f"{login}/{settings.app_tenant or cloud.tenant}/oauth2/v2.0/token"
    form = {
        "grant_type": "client_credentials",
        "client_id": settings.app_id or "",
        "client_secret": settings.app_secret.get_secret_value() if settings.app_secret else "",
        "scope": cloud.scope,
    }

    async def fetch() -> tuple[str, int]:
        async with session.post(address, data=form, timeout=FETCH_TIMEOUT, allow_redirects=False) as response:
            if response.status != 200:
                raise ValueError(f"status {response.status}")
            granted = json.loads(await response.content.read(FETCH_LIMIT))
            return str(granted["access_token"]), int(granted.get("expires_in", 3600))

    return fetch


def _managed_identity(app_id: str, cloud: Cloud) -> Callable[[], Awaitable[tuple[str, int]]]:
    """Through msal, which knows where each Azure service hands these out. It blocks, so it runs in a thread."""

    def ask() -> tuple[str, int]:
        import requests
        from msal.managed_identity import ManagedIdentityClient, UserAssignedManagedIdentity

        identity = UserAssignedManagedIdentity(client_id=app_id)  # type: ignore[no-untyped-call]
        with requests.Session() as http:
            client = ManagedIdentityClient(identity, http_client=http)
            granted = client.acquire_token_for_client(resource=cloud.scope.removesuffix("/.default"))
        return str(granted["access_token"]), int(granted["expires_in"])

    return lambda: asyncio.to_thread(ask)
