"""A login service of our own: OpenID metadata, signing keys, and the tokens of both sides."""

import asyncio
import hashlib
import hmac
import json
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from functools import lru_cache
from typing import Any

from aiohttp import web
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from jwt.algorithms import RSAAlgorithm
from jwt.utils import base64url_encode

APP_ID = "00000000-0000-0000-0000-000000000000"
ISSUER = "https://api.botframework.com"


@lru_cache(maxsize=8)
def signing_key(name: str) -> RSAPrivateKey:
    """A key of that name: the same within one run, since making one takes a tenth of a second."""
    assert name
    return generate_private_key(public_exponent=65537, key_size=2048)


def sign(header: Mapping[str, Any], payload: str, key: str) -> str:
    """A token as it is asked for, sound or not: no library signs all of them.

    `HS…` is signed with the public key's own text, as somebody does who hopes that a checker takes it for a password.
    """
    signed = b".".join((base64url_encode(json.dumps(header).encode()), base64url_encode(payload.encode())))
    private = signing_key(key)
    match str(header.get("alg")):
        case "none":
            signature = b""
        case alg if alg.startswith("HS"):
            public = private.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
            signature = hmac.digest(public, signed, hashlib.sha256)
        case _:
            signature = private.sign(signed, PKCS1v15(), SHA256())
    return b".".join((signed, base64url_encode(signature))).decode()


class Directory:
    """`listed`: key ids that the key list shows, with their endorsements."""

    def __init__(self) -> None:
        self.url = ""
        self.listed: dict[str, list[str] | None] = {"k1": ["msteams", "webchat"]}
        self.asked: list[str] = []
        self.granted = 0
        self.lifetime_s = 3600
        self.slow_s = 0.0
        self.down = False
        self.forms: list[Mapping[str, str]] = []

    @property
    def metadata_url(self) -> str:
        return f"{self.url}/v1/.well-known/openidconfiguration"

    def header(self, service_url: str, **changes: Any) -> str:
        """An `Authorization` header with a good token, or one with changes: see `token`."""
        return f"Bearer {self.token(service_url, **changes)}"

    def token(self, service_url: str, **changes: Any) -> str:
        """A good token, or one with other claims (None takes a claim out).

        `key` signs it, `kid` and `alg` stand in its header, `jose` is more of the header, and `payload` is signed in
        place of any claims.
        """
        now = int(time.time())
        key = changes.pop("key", "k1")
        header = {"typ": "JWT", "alg": changes.pop("alg", "RS256"), "kid": changes.pop("kid", key)}
        header = {name: value for name, value in (header | changes.pop("jose", {})).items() if value is not None}
        payload = changes.pop("payload", None)
        claims: dict[str, Any] = {
            "iss": ISSUER,
            "aud": APP_ID,
            "nbf": now - 60,
            "exp": now + 3600,
            "serviceurl": service_url,
        }
        claims = {name: value for name, value in (claims | changes).items() if value is not None}
        return sign(header, payload if payload is not None else json.dumps(claims), key)

    async def _metadata(self, request: web.Request) -> web.Response:
        await self._count("metadata")
        return web.json_response({"issuer": ISSUER, "jwks_uri": f"{self.url}/keys"})

    async def _keys(self, request: web.Request) -> web.Response:
        await self._count("keys")
        keys = []
        for kid, endorsements in self.listed.items():
            key = json.loads(RSAAlgorithm.to_jwk(signing_key(kid).public_key())) | {"kid": kid, "use": "sig"}
            keys.append(key | ({"endorsements": endorsements} if endorsements is not None else {}))
        return web.json_response({"keys": [{"kty": "EC", "kid": "other"}, *keys]})

    async def _token(self, request: web.Request) -> web.Response:
        self.forms.append({name: str(value) for name, value in (await request.post()).items()})
        await self._count(request.path)
        self.granted += 1
        return web.json_response({"access_token": f"own-{self.granted}", "expires_in": self.lifetime_s})

    async def _identity(self, request: web.Request) -> web.Response:
        """What an App Service gives an app that has a managed identity."""
        self.forms.append(dict(request.query))
        await self._count("identity")
        until = int(time.time()) + self.lifetime_s
        return web.json_response({"access_token": "own-identity", "expires_on": str(until), "token_type": "Bearer"})

    async def _count(self, what: str) -> None:
        self.asked.append(what)
        await asyncio.sleep(self.slow_s)
        if self.down:
            raise web.HTTPServiceUnavailable


@asynccontextmanager
async def directory() -> AsyncIterator[Directory]:
    """A running login service on a free port of this computer."""
    service = Directory()
    app = web.Application()
    app.router.add_get("/v1/.well-known/openidconfiguration", service._metadata)
    app.router.add_get("/keys", service._keys)
    app.router.add_get("/identity", service._identity)
    app.router.add_post("/{tenant}/oauth2/v2.0/token", service._token)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    service.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        yield service
    finally:
        await runner.cleanup()
