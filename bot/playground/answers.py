"""What a request is answered with: a page, a place to go to, a cookie."""

from aiohttp import web

from bot.playground import gate
from bot.playground.gate import Visitor


def page(html: str, status: int = 200) -> web.Response:
    return web.Response(text=html, status=status, content_type="text/html", charset="utf-8")


def see_other(where: str) -> web.Response:
    return web.Response(status=303, headers={"Location": where})


def remember(response: web.StreamResponse, visitor: Visitor) -> None:
    """From now on this browser is that visitor."""
    response.set_cookie(gate.COOKIE, visitor.secret, httponly=True, samesite="Strict", path="/")
