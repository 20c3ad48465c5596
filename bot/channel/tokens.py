"""Who may call us, and what we call out with. The file for the security review.

**Callers.** A request to the endpoint carries a JWT of the Bot Framework. It is good when all of this holds:

- the header is `Authorization: Bearer <token>`, and the token's algorithm is RS256 and nothing else;
- its key is one of those that the cloud's OpenID metadata lists, and that key's endorsements hold the channel;
- `exp`, `nbf`, `iss` and `aud` are there; the issuer is the cloud's, the audience our app id, and the time is right
  within five minutes;
- its `serviceurl` is the activity's, letter for letter.

Then the tenant must be one that may use the bot, and the service URL's host must be listed. Whatever is wrong is 401 or
403 and never an error of ours.

**Our own token** goes to listed hosts only, so it is asked for by the connector and never handed out further.

botbuilder's own checks aren't used: they answer 500 to most bad tokens, accept one without `exp`, keep old keys for a
day after a rotation, and fetch keys and tokens synchronously on the event loop, the latter anew for each turn.
"""

import asyncio
import hashlib
import json
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Protocol
from urllib.parse import urlsplit

import aiohttp
import jwt
from botbuilder.schema import Activity
from botframework.connector.auth import ClaimsIdentity

from bot import metrics
from bot.channel.activity import tenant_of
from bot.channel.clouds import CLOUDS, Cloud, ServiceHosts, service_hosts
from bot.log import log
from bot.settings import Settings, is_loopback

_LEEWAY_S: Final = 300
"""The Bot Framework's documentation allows five minutes between clocks."""
_KEYS_MAX_AGE_S: Final = 24 * 3600
"""The Bot Framework's documentation: cache for at least 24 hours, fetch anew on an unknown key."""
_UNKNOWN_KEY_WAIT_S: Final = 300
"""An unknown key makes us fetch at most this often, or anybody could make us."""
_RETRY_WAIT_S: Final = 5
_RENEW_BEFORE_S: Final = 300
_CACHED_TOKENS: Final = 2048
_MAX_HEADER: Final = 16 * 1024
_FETCH_TIMEOUT: Final = aiohttp.ClientTimeout(total=10, connect=3)
_FETCH_LIMIT: Final = 1024 * 1024


class CallerRefused(Exception):
    """The caller isn't let in. `status` is 401 or 403; `reason` is one of a few fixed words, for the log."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status = status
        self.reason = reason


class KeysUnavailable(Exception):
    """No key was ever fetched, so nobody can be checked now."""


class TokenUnavailable(Exception):
    """There is no token of our own now: the login service didn't give one."""


# --- who calls -------------------------------------------------------------------------------------------------------


class Callers(Protocol):
    """Two parts fit: the check of tokens, and none on this computer."""

    @property
    def loopback_only(self) -> bool:
        """Nobody but this computer may call."""
        ...

    async def identify(self, header: str | None) -> ClaimsIdentity:
        """Who it is. Raises `CallerRefused` (401) or `KeysUnavailable`."""
        ...

    def admit(self, caller: ClaimsIdentity, activity: Activity) -> None:
        """May this caller bring this activity? Raises `CallerRefused`."""
        ...


@dataclass(frozen=True, slots=True)
class AnonymousCallers:
    """Nobody is checked: only for an endpoint that this computer alone can reach."""

    hosts: ServiceHosts
    loopback_only: bool = True

    async def identify(self, header: str | None) -> ClaimsIdentity:
        return ClaimsIdentity({}, False, "anonymous")

    def admit(self, caller: ClaimsIdentity, activity: Activity) -> None:
        if not self.hosts.allow(activity.service_url):
            raise CallerRefused(403, "service-host")


@dataclass(frozen=True, slots=True)
class _Key:
    key: Any
    endorsements: frozenset[str]


class SigningKeys:
    """The cloud's signing keys by their id: fetched when first needed, then daily, and on an unknown id."""

    def __init__(self, session: aiohttp.ClientSession, metadata_url: str) -> None:
        self._session = session
        self._metadata_url = metadata_url
        self._keys: dict[str, _Key] = {}
        self._fetched = float("-inf")
        self._tried = float("-inf")
        self._fetching: asyncio.Task[None] | None = None

    async def get(self, key_id: str) -> _Key | None:
        """The key, or None if there is none of that id. Raises `KeysUnavailable` if none was ever fetched."""
        now = time.monotonic()
        if not self._keys:
            if self._fetching is not None or now - self._tried > _RETRY_WAIT_S:
                await self.refresh()
            if not self._keys:
                raise KeysUnavailable
        elif key_id not in self._keys and now - self._tried > _UNKNOWN_KEY_WAIT_S:
            await self.refresh()
        elif now - self._fetched > _KEYS_MAX_AGE_S and now - self._tried > _UNKNOWN_KEY_WAIT_S:
            self._start()  # what is there serves meanwhile
        return self._keys.get(key_id)

    async def refresh(self) -> None:
        """Fetch, however many ask at once only once. What can't be fetched leaves the keys as they are."""
        await asyncio.shield(self._start())

    def _start(self) -> "asyncio.Task[None]":
        if self._fetching is None or self._fetching.done():
            self._tried = time.monotonic()
            self._fetching = asyncio.create_task(self._fetch())
        return self._fetching

    async def _fetch(self) -> None:
        try:
            metadata = await _get_json(self._session, self._metadata_url)
            listed = await _get_json(self._session, str(metadata["jwks_uri"]))
            keys = dict(_rsa_keys(listed))
        except (aiohttp.ClientError, TimeoutError, ValueError, KeyError, TypeError) as error:
            log.warning(
                "keys.unavailable",
                host=urlsplit(self._metadata_url).hostname,
                error=type(error).__name__,
                count=len(self._keys),
                hint="Callers are checked with the keys of before, if there are any.",
            )
            return
        if keys:
            self._keys = keys
            self._fetched = time.monotonic()


def _rsa_keys(listed: Any) -> Any:
    for entry in listed["keys"]:
        if isinstance(entry, dict) and entry.get("kty") == "RSA" and isinstance(entry.get("kid"), str):
            endorsements = entry.get("endorsements")
            try:
                key = jwt.PyJWK.from_dict(entry, algorithm="RS256").key
            except jwt.PyJWTError:
                continue
            yield entry["kid"], _Key(key, frozenset(endorsements if isinstance(endorsements, list) else ()))


async def _get_json(session: aiohttp.ClientSession, url: str) -> Any:
    parts = urlsplit(url)
    if parts.scheme != "https" and not is_loopback(parts.hostname or ""):
        raise ValueError("keys must come over https")
    async with session.get(url, timeout=_FETCH_TIMEOUT, allow_redirects=False) as response:
        if response.status != 200:
            raise ValueError(f"status {response.status}")
        body = await response.content.read(_FETCH_LIMIT + 1)
        while len(body) <= _FETCH_LIMIT and (more := await response.content.read(_FETCH_LIMIT)):
            body += more
        if len(body) > _FETCH_LIMIT:
            raise ValueError("more than keys take")
        return json.loads(body)


class TokenCallers:
    """Callers by their token. A token that was good is good until it expires; it is remembered by its hash."""

    loopback_only = False

    def __init__(self, settings: Settings, session: aiohttp.ClientSession) -> None:
        cloud = CLOUDS[settings.cloud]
        self._app_id = settings.app_id or ""
        self._issuer = cloud.issuer
        self._tenants = frozenset(settings.tenants)
        self._hosts = service_hosts(settings)
        self.keys = SigningKeys(session, settings.openid_metadata or cloud.metadata)
        self._good: OrderedDict[bytes, tuple[float, ClaimsIdentity]] = OrderedDict()

    async def identify(self, header: str | None) -> ClaimsIdentity:
        token = _bearer(header)
        name = hashlib.sha256(token.encode()).digest()
        known = self._good.get(name)
        if known is not None and known[0] > time.time():
            self._good.move_to_end(name)
            return known[1]
        claims, key = await self._verify(token)
        caller = ClaimsIdentity({**claims, "endorsements": key.endorsements}, True)
        self._good[name] = (claims["exp"] + _LEEWAY_S, caller)
        if len(self._good) > _CACHED_TOKENS:
            self._good.popitem(last=False)
        return caller

    async def _verify(self, token: str) -> tuple[dict[str, Any], _Key]:
        try:
            header = jwt.get_unverified_header(token)
        except jwt.PyJWTError:
            raise CallerRefused(401, "malformed") from None
        if header.get("alg") != "RS256":
            raise CallerRefused(401, "algorithm")
        key_id = header.get("kid")
        if not isinstance(key_id, str):
            raise CallerRefused(401, "no-key-id")
        key = await self.keys.get(key_id)
        if key is None:
            raise CallerRefused(401, "unknown-key")
        try:
            claims = jwt.decode(
                token,
                key.key,
                algorithms=["RS256"],
                audience=self._app_id,
                issuer=self._issuer,
                leeway=_LEEWAY_S,
                options={"require": ["exp", "nbf", "iss", "aud"], "strict_aud": False},
            )
        except (jwt.PyJWTError, ValueError, TypeError, OverflowError) as error:
            # Junk inside a signed token (an `exp` of 1e400) is no PyJWTError in every version.
            raise CallerRefused(401, _REASONS.get(type(error), "not-valid")) from None
        return claims, key

    def admit(self, caller: ClaimsIdentity, activity: Activity) -> None:
        if activity.channel_id not in caller.claims["endorsements"]:
            raise CallerRefused(401, "not-endorsed")
        if caller.claims.get("serviceurl") != activity.service_url:
            raise CallerRefused(401, "service-url")
        if not self._hosts.allow(activity.service_url):
            raise CallerRefused(403, "service-host")
        if self._tenants and tenant_of(activity) not in self._tenants:
            raise CallerRefused(403, "tenant")


_REASONS: Final[Mapping[type[Exception], str]] = {
    jwt.ExpiredSignatureError: "expired",
    jwt.ImmatureSignatureError: "not-yet",
    jwt.InvalidAudienceError: "audience",
    jwt.InvalidIssuerError: "issuer",
    jwt.InvalidSignatureError: "signature",
    jwt.MissingRequiredClaimError: "claim-missing",
}


def _bearer(header: str | None) -> str:
    if header is None:
        raise CallerRefused(401, "no-token")
    scheme, _, token = header.partition(" ")
    if scheme != "Bearer" or not token or len(token) > _MAX_HEADER or not token.isascii():
        raise CallerRefused(401, "no-token")
    return token


def make_callers(settings: Settings, session: aiohttp.ClientSession) -> "TokenCallers | AnonymousCallers":
    if settings.is_open_to_teams:
        return TokenCallers(settings, session)
    return AnonymousCallers(service_hosts(settings))


# --- our own token ---------------------------------------------------------------------------------------------------


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
        async with session.post(address, data=form, timeout=_FETCH_TIMEOUT, allow_redirects=False) as response:
            if response.status != 200:
                raise ValueError(f"status {response.status}")
            granted = json.loads(await response.content.read(_FETCH_LIMIT))
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
