"""The page behind a link: `GET /go/{dialog}` and `GET /go/{dialog}/{step}`; and `GET /about`.

It says which step it is, and its button opens the person's own chat with the link's text in the box. It works without
scripts, loads nothing, keeps nothing, and shows only words of the content. An id that moved is followed; one that
nobody knows is a kind 404.

`/about` says what the bot is and what it keeps: the app in Teams leads there where an organisation has no page of its
own for that.
"""

import base64
import hashlib
from collections.abc import Callable
from html import escape
from typing import Final

from aiohttp import web

from bot.channel.links import chat_url, link_text
from bot.content.model import Content, Dialog, Step
from bot.engine.edition import Edition
from bot.wording import Wording

ABOUT: Final = "/about"
_ABOUT_TEXT: Final = (
    "Unstuck is a program that your organisation runs. In Teams it walks you past an error, one small step at a time.",
    "What you write is read by the program and then thrown away. It keeps which step you are at and what you answered, "
    "for 180 days after you last wrote, and counts without your name how often a step helped.",
    "What it didn't understand is kept without names, addresses and long numbers, so that its authors can learn from "
    "it. What looks like a password is thrown away before anything is read.",
    "What you add to a note for the helpdesk goes to your helpdesk with the note.",
    "You can ask your helpdesk to delete everything that is kept about you.",
)
_STYLE: Final = (
    ":root{color-scheme:light dark}body{font:1.1rem/1.5 system-ui,sans-serif;max-width:34rem;margin:2rem auto;"
    "padding:0 1rem}code{user-select:all;overflow-wrap:anywhere}a.open{display:inline-block;padding:.6rem 1rem;"
    "border-radius:.3rem;background:#4b53bc;color:#fff;text-decoration:none}"
)
_STYLE_HASH: Final = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
_HEADERS: Final = {
    "Content-Security-Policy": (
        f"default-src 'none'; style-src 'sha256-{_STYLE_HASH}'; base-uri 'none'; form-action 'none'; "
        "frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}


class LinkPages:
    """`app_id`: of the bot whose chat is opened. None: there is no Teams; the page shows what to write."""

    def __init__(self, edition: Callable[[], Edition], app_id: str | None) -> None:
        self._edition = edition
        self._app_id = app_id

    def add_to(self, app: web.Application) -> None:
        app.router.add_get("/go/{dialog}", self.handle)
        app.router.add_get("/go/{dialog}/{step}", self.handle)
        app.router.add_get(ABOUT, self.about)

    async def about(self, request: web.Request) -> web.Response:
        return _page(self._edition().wordings.in_language("en"), "Unstuck", _ABOUT_TEXT)

    async def handle(self, request: web.Request) -> web.Response:
        edition = self._edition()
        language = request.headers.get("Accept-Language", "en").split(",")[0].split(";")[0].strip()
        wording = edition.wordings.in_language(language)
        content = edition.content.in_language(language)
        found = find(content, request.match_info["dialog"], request.match_info.get("step"))
        if found is None:
            return _page(wording, wording.line("page-unknown"), (wording.line("page-unknown-text"),), status=404)
        dialog, step = found
        text = link_text(dialog.id, step.id if step else None)
        title = _words(step.title if step else dialog.title)
        says = [_words(dialog.title)] if step else [_words(dialog.intro)]
        if step is not None and step.minutes:
            says.append(wording.line("minutes", count=step.minutes))
        url = chat_url(f"28:{self._app_id}", text) if self._app_id else None
        return _page(wording, title, tuple(says), url=url, text=text)


def find(content: Content, dialog_id: str, step_id: str | None) -> tuple[Dialog, Step | None] | None:
    """The dialog, and its step, that a link means now. None: there is none of that name, or not any more."""
    key = f"{dialog_id}#{step_id}" if step_id else dialog_id
    moved = content.moved.get(key)
    if moved is not None:
        dialog_id, _, step_now = moved.partition("#")
        step_id = step_now or step_id
    dialog = content.dialogs.get(content.moved.get(dialog_id, dialog_id))
    if dialog is None or step_id is None:
        return (dialog, None) if dialog is not None else None
    return next(((dialog, item.step) for item in dialog.items if item.step.id == step_id), None)


def _page(
    wording: Wording, title: str, says: tuple[str, ...], *, url: str | None = None, text: str = "", status: int = 200
) -> web.Response:
    lines = [f"<p>{escape(each)}</p>" for each in says]
    if url is not None:
        lines.append(f'<p><a class="open" href="{escape(url)}">{escape(wording.button("open-chat"))}</a></p>')
        lines.append(f"<p>{escape(wording.line('page-waits'))}</p>")
    if text:
        lines.append(f"<p>{escape(wording.line('page-write'))} <code>{escape(text)}</code></p>")
    direction = "rtl" if wording.rtl else "ltr"
    html = (
        f'<!doctype html><html lang="{escape(wording.language)}" dir="{direction}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)}</title><style>{_STYLE}</style></head>"
        f"<body><main><h1>{escape(title)}</h1>{''.join(lines)}</main></body></html>\n"
    )
    return web.Response(text=html, content_type="text/html", status=status, headers=_HEADERS)


def _words(marked: str) -> str:
    """An author's text without its two kinds of markup."""
    return marked.replace("**", "").replace("`", "")
