"""Who may come in: this computer's own browser, on our own pages, and nobody else.

The playground has no sign-in, so it must not be reachable by anything but a person at this computer. Four rules, each
against one way in:

1. The host that the browser asked for is a loopback name. A page of somebody else whose name was pointed at 127.0.0.1
   (DNS rebinding) still sends its own name.
2. Whatever changes something comes from one of our own pages: `Origin` and `Sec-Fetch-Site` say so, and at least one
   of them is there.
3. It carries the token of the page, which only a page that can read the cookie's talk can know.
4. A page opened from a foreign page starts nothing: the strict cookie isn't sent with it, so it would look like a
   new visitor.

What is shown may never be framed, cached, or made to load anything from elsewhere.
"""

import hashlib
import hmac
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, TypeGuard
from urllib.parse import urlsplit

COOKIE: Final = "unstuck_playground"

_LOOPBACK: Final = frozenset({"127.0.0.1", "localhost", "::1"})
_SECRET: Final = re.compile(r"[A-Za-z0-9_-]{22}")

HEADERS: Final[Mapping[str, str]] = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    # Not `no-referrer`: with it a browser sends `Origin: null` from our own forms.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    "Cache-Control": "no-store",
}
"""Sent with every answer of the playground."""


@dataclass(frozen=True, slots=True)
class Visitor:
    """Whoever holds the cookie. `secret` never leaves it; the two names below are made of it one way."""

    secret: str

    @property
    def talk(self) -> str:
        """The name of the talk: it stands in the database, and opens nothing."""
        return hashlib.sha256(b"talk " + self.secret.encode()).hexdigest()[:16]

    @property
    def form_token(self) -> str:
        """What each form of this visitor's pages carries. The same after the program was started anew."""
        return hashlib.sha256(b"form " + self.secret.encode()).hexdigest()[:32]

    def owns(self, form_token: str) -> bool:
        return hmac.compare_digest(self.form_token.encode(), form_token.encode())


def new_visitor() -> Visitor:
    return Visitor(secrets.token_urlsafe(16))


def visitor_of(cookie: str | None) -> Visitor | None:
    """The visitor of that cookie, or None where it isn't one that we gave."""
    return Visitor(cookie) if cookie and _SECRET.fullmatch(cookie) else None


def is_this_computer(host: str | None) -> TypeGuard[str]:
    """Is this `Host` header a name of this computer alone, whatever the port?

    >>> [is_this_computer(host) for host in ("127.0.0.1:3978", "localhost", "[::1]:80")]
    [True, True, True]
    >>> [is_this_computer(host) for host in ("localhost.example.com", "127.0.0.1.example.com", "", None)]
    [False, False, False, False]
    """
    if not host or not re.fullmatch(r"[A-Za-z0-9.\[\]:-]+", host):
        return False
    try:
        address = urlsplit(f"//{host}")
        return address.hostname in _LOOPBACK and (address.port is None or address.port > 0)
    except ValueError:
        return False


def is_own_page(host: str, origin: str | None, fetch_site: str | None) -> bool:
    """Was this sent by one of our own pages?

    >>> is_own_page("localhost:3978", "http://localhost:3978", "same-origin")
    True
    >>> is_own_page("localhost:3978", "http://localhost:8080", "same-site")
    False
    >>> is_own_page("localhost:3978", None, None)
    False
    """
    if origin is None and fetch_site is None:
        return False
    return origin in (None, f"http://{host}") and fetch_site in (None, "same-origin")


def is_foreign(fetch_site: str | None) -> bool:
    """Was this opened or loaded by a page of somebody else? Typing the address or a bookmark is `none`."""
    return fetch_site not in (None, "same-origin", "none")
