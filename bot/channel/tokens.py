"""Who may call us. The file for the security review; what we call out with stands in `own_token.py`.

A request to the endpoint carries a JWT of the Bot Framework. It is good when all of this holds:

- there is one header `Authorization: Bearer <token>`, spelled as base64url has it and in no other way, and the token's
  algorithm is RS256 and nothing else;
- its key is one of those that the cloud's OpenID metadata lists, and that key's endorsements hold the channel;
- `exp`, `nbf`, `iss` and `aud` are there and of their types; the issuer is the cloud's, the audience our app id alone,
  and the time is right within five minutes;
- its `serviceurl` is the activity's, letter for letter.

Then the tenant must be one that may use the bot, and the service URL's host must be listed. Whatever is wrong is 401 or
403 and never an error of ours.

botbuilder's own checks aren't used: they answer 500 to most bad tokens, accept one without `exp`, keep old keys for a
day after a rotation, and fetch keys synchronously on the event loop.
"""

import asyncio
import base64
import hashlib
import json
import math
import re
import time
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Protocol
from urllib.parse import urlsplit

import aiohttp
import jwt
from botbuilder.schema import Activity
from botframework.connector.auth import ClaimsIdentity

from bot.channel.activity import tenant_of
from bot.channel.clouds import CLOUDS, ServiceHosts, service_hosts
from bot.channel.own_token import FETCH_LIMIT, FETCH_TIMEOUT
from bot.log import log
from bot.settings import Settings, is_loopback

_LEEWAY_S: Final = 300
"""The Bot Framework's documentation allows five minutes between clocks."""
_KEYS_MAX_AGE_S: Final = 24 * 3600
"""The Bot Framework's documentation: cache for at least 24 hours, fetch anew on an unknown key."""
_UNKNOWN_KEY_WAIT_S: Final = 300
"""An unknown key makes us fetch at most this often, or anybody could make us."""
_RETRY_WAIT_S: Final = 5
_CACHED_TOKENS: Final = 2048
_MAX_HEADER: Final = 16 * 1024
_TOKEN: Final = re.compile(r"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.([A-Za-z0-9_-]*)")


class CallerRefused(Exception):
    """The caller isn't let in. `status` is 401 or 403; `reason` is one of a few fixed words, for the log."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status = status
        self.reason = reason


class KeysUnavailable(Exception):
    """No key was ever fetched, so nobody can be checked now."""


class Callers(Protocol):
    """Two parts fit: the check of tokens, and none on this computer."""

    @property
    def loopback_only(self) -> bool:
        """Nobody but this computer may call."""
        ...

    async def identify(self, headers: Sequence[str]) -> ClaimsIdentity:
        """Who it is, by the `Authorization` headers. Raises `CallerRefused` (401) or `KeysUnavailable`."""
        ...

    def admit(self, caller: ClaimsIdentity, activity: Activity) -> None:
        """May this caller bring this activity? Raises `CallerRefused`."""
        ...


@dataclass(frozen=True, slots=True)
class AnonymousCallers:
    """Nobody is checked: only for an endpoint that this computer alone can reach."""

    hosts: ServiceHosts
    tenants: frozenset[str] = field(default_factory=frozenset)
    loopback_only: bool = True

    async def identify(self, headers: Sequence[str]) -> ClaimsIdentity:
        return ClaimsIdentity({}, False, "anonymous")

    def admit(self, caller: ClaimsIdentity, activity: Activity) -> None:
        _admit(activity, self.hosts, self.tenants)


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
    async with session.get(url, timeout=FETCH_TIMEOUT, allow_redirects=False) as response:
        if response.status != 200:
            raise ValueError(f"status {response.status}")
        body = await response.content.read(FETCH_LIMIT + 1)
        while len(body) <= FETCH_LIMIT and (more := await response.content.read(FETCH_LIMIT)):
            body += more
        if len(body) > FETCH_LIMIT:
            raise ValueError("more than keys take")
        return json.loads(body)


class TokenCallers:
    """Callers by their token. A token that was good is good until it expires; it is remembered by its hash."""

    loopback_only = False

    def __init__(self, settings: Settings, session: aiohttp.ClientSession) -> None:
        cloud = CLOUDS[settings.cloud]
        self._app_id = settings.app_id or ""
        self._issuer = cloud.issuer
        self._tenants = _tenants(settings)
        self._hosts = service_hosts(settings)
        self.keys = SigningKeys(session, settings.openid_metadata or cloud.metadata)
        self._good: OrderedDict[bytes, tuple[float, ClaimsIdentity]] = OrderedDict()

    async def identify(self, headers: Sequence[str]) -> ClaimsIdentity:
        token = _bearer(headers)
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
        if not _is_spelled_as_it_must(token):
            raise CallerRefused(401, "malformed")
        try:
            header = jwt.get_unverified_header(token)
        except (jwt.PyJWTError, RecursionError):  # thousands of brackets
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
                options={"require": ["exp", "nbf", "iss", "aud"], "strict_aud": True},
            )
        except (jwt.PyJWTError, ValueError, TypeError, OverflowError, RecursionError) as error:
            # Junk inside a signed token (an `exp` of 1e400) is no PyJWTError in every version.
            raise CallerRefused(401, _REASONS.get(type(error), "not-valid")) from None
        if not all(_is_time(claims[name]) for name in ("exp", "nbf")):
            # PyJWT also takes a text of digits, and yes for 1.
            raise CallerRefused(401, "not-valid")
        return claims, key

    def admit(self, caller: ClaimsIdentity, activity: Activity) -> None:
        if activity.channel_id not in caller.claims["endorsements"]:
            raise CallerRefused(401, "not-endorsed")
        if caller.claims.get("serviceurl") != activity.service_url:
            raise CallerRefused(401, "service-url")
        _admit(activity, self._hosts, self._tenants)


_REASONS: Final[Mapping[type[Exception], str]] = {
    jwt.ExpiredSignatureError: "expired",
    jwt.ImmatureSignatureError: "not-yet",
    jwt.InvalidAudienceError: "audience",
    jwt.InvalidIssuerError: "issuer",
    jwt.InvalidSignatureError: "signature",
    jwt.MissingRequiredClaimError: "claim-missing",
}


def _bearer(headers: Sequence[str]) -> str:
    if len(headers) != 1:
        raise CallerRefused(401, "several-tokens" if headers else "no-token")
    scheme, _, token = headers[0].partition(" ")
    if scheme != "Bearer" or len(token) > _MAX_HEADER or not token.isascii():
        raise CallerRefused(401, "no-token")
    return token


def _is_spelled_as_it_must(token: str) -> bool:
    """Python's base64 passes over characters that aren't in its alphabet, and the last one has bits to spare: without
    this, a token that was good stays so in many spellings."""
    found = _TOKEN.fullmatch(token)
    if found is None:
        return False
    try:
        signature = base64.urlsafe_b64decode(found[1] + "=" * (-len(found[1]) % 4))
    except ValueError:
        return False
    return base64.urlsafe_b64encode(signature).rstrip(b"=").decode() == found[1]


def _is_time(claim: object) -> bool:
    return isinstance(claim, int | float) and not isinstance(claim, bool) and math.isfinite(claim)


def _admit(activity: Activity, hosts: ServiceHosts, tenants: frozenset[str]) -> None:
    if not hosts.allow(activity.service_url):
        raise CallerRefused(403, "service-host")
    if tenants and tenant_of(activity).lower() not in tenants:
        raise CallerRefused(403, "tenant")


def _tenants(settings: Settings) -> frozenset[str]:
    """Those that may use the bot. The portal shows an id in other letters than Teams sends it."""
    return frozenset(tenant.lower() for tenant in settings.tenants)


def make_callers(settings: Settings, session: aiohttp.ClientSession) -> "TokenCallers | AnonymousCallers":
    if settings.is_open_to_teams:
        return TokenCallers(settings, session)
    return AnonymousCallers(service_hosts(settings), _tenants(settings))
