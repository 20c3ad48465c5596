"""The page behind a link: `GET /go/{dialog}` and `GET /go/{dialog}/{step}`; and `GET /about`.

It says which step it is and who it is for, and its button opens the person's own chat with the link's text in the box.
It says what to do without the app, works without scripts, loads nothing, keeps nothing, and shows only words of the
content: no instructions, since a step with a risk asks first. An id that moved is followed; one that nobody knows is a
kind 404 with what is nearest.

`/about` says what the bot is and what it keeps: the app in Teams leads there where an organisation has no page of its
own for that.
"""

import base64
import hashlib
from collections.abc import Iterable
from html import escape
from typing import Final

from aiohttp import web

from bot.cards.html import marked
from bot.cards.runs import bare
from bot.channel.finding import Finding, Target, find
from bot.channel.links import app_url, chat_url, link_text
from bot.content.model import Condition, Content, Dialog, Item
from bot.engine.counting import longest
from bot.engine.edition import Edition
from bot.engine.facts import UNSURE
from bot.engine.model import Session, Walk
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
    ":root{color-scheme:light dark;--ground:#fff;--text:#1b1b1b;--link:#3d45a8;--careful:#c50f1f}"
    "@media(prefers-color-scheme:dark){:root{--ground:#1b1b1b;--text:#f3f3f3;--link:#b3baff;--careful:#ff8a8f}}"
    "body{font:1.1rem/1.5 system-ui,sans-serif;max-width:34rem;margin:2rem auto;padding:0 1rem;overflow-wrap:anywhere;"
    "background:var(--ground);color:var(--text)}"
    "h1{line-height:1.2}h2{font-size:1.1rem;margin:2rem 0 .5rem}ul{padding-inline-start:1.2rem}a{color:var(--link)}"
    "code{user-select:all;font-size:1rem;display:inline-block;max-width:100%}.subtle{opacity:.8}"
    ".careful{border-inline-start:.3rem solid var(--careful);padding-inline-start:.8rem}"
    "a.open{display:inline-block;padding:.6rem 1rem;border-radius:.3rem;background:#4b53bc;color:#fff;"
    "text-decoration:none}a.open:focus-visible{outline:.2rem solid;outline-offset:.2rem}"
)
_STYLE_HASH: Final = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
_HEADERS: Final = {
    "Content-Security-Policy": (
        f"default-src 'none'; style-src 'sha256-{_STYLE_HASH}'; base-uri 'none'; form-action 'none'; "
        "frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Vary": "Accept-Language",
}
_MOST_LANGUAGES: Final = 20
_LONGER: Final = "/go/{dialog}/{step}/{more:.*}"
"""More than a link has: it leads nowhere, unless there is only a slash at its end."""
_SLASHES: Final = len(("/go", "/dialog"))
"""In the address of a dialog's page, beside which those of other dialogs stand."""


class LinkPages:
    """`app_id`: of the bot whose chat is opened. None: there is no Teams; the page shows what to write."""

    def __init__(self, finding: Finding, app_id: str | None) -> None:
        self._finding = finding
        self._app_id = app_id

    def add_to(self, app: web.Application) -> None:
        for path in ("/go", "/go/", "/go/{dialog}", "/go/{dialog}/", "/go/{dialog}/{step}", _LONGER):
            app.router.add_get(path, self.handle)
        app.router.add_get(ABOUT, self.about)

    async def about(self, request: web.Request) -> web.Response:
        wording = self._finding.finder().edition.wordings.in_language("en")
        return _page(wording, "Unstuck", (_p(each) for each in _ABOUT_TEXT))

    async def handle(self, request: web.Request) -> web.Response:
        finder = self._finding.finder()
        edition = finder.edition
        language = browser_language(request.headers.get("Accept-Language", ""), edition)
        wording, content = edition.wordings.in_language(language), edition.content.in_language(language)
        asked = request.match_info
        named, step, more = asked.get("dialog", ""), asked.get("step"), asked.get("more", "").strip("/")
        found = None if more else find(content, named, step)
        if found is not None:
            dialog, item = found
            title = _title(dialog, item, wording)
            return _page(wording, title, (*_about(content, dialog, item, wording), *self._ways(dialog, item, wording)))
        up = "../" * (request.path.count("/") - _SLASHES)
        nearest = _nearest(content, finder.nearest(named, step), up, wording)
        lines = (_p(wording.line("page-unknown-text")), *nearest)
        return _page(wording, wording.line("page-unknown"), lines, status=404)

    def _ways(self, dialog: Dialog, item: Item | None, wording: Wording) -> Iterable[str]:
        """How to get there: the button, the line to write, and what to do without the app."""
        text = link_text(dialog.id, item.step.id if item is not None else None)
        line = f"<code>{escape(text)}</code>"
        if self._app_id is None:
            yield f"<p>{marked(wording.line('page-write-only'))} {line}</p>"
            yield f"<h2>{marked(wording.line('page-without'))}</h2>"
            yield _p(wording.line("page-without-teams"))
            return
        opens = chat_url(f"28:{self._app_id}", text)
        yield f'<p><a class="open" href="{escape(opens)}">{marked(wording.button("open-chat"))}</a></p>'
        yield _p(wording.line("page-waits"))
        yield f"<p>{marked(wording.line('page-write'))} {line}</p>"
        yield f"<h2>{marked(wording.line('page-without'))}</h2>"
        yield _p(wording.line("page-without-text"))
        yield f'<p><a href="{escape(app_url(self._app_id))}">{marked(wording.line("page-add"))}</a></p>'


def browser_language(header: str, edition: Edition) -> str:
    """The first language of a browser's list that the bot speaks, by the weights that the browser gives. Else English.

    A weight that can't be read counts as none.
    """
    wanted: list[tuple[float, str]] = []
    for part in header.split(",")[:_MOST_LANGUAGES]:
        tag, _, parameter = part.strip().partition(";")
        name, _, value = parameter.strip().partition("=")
        try:
            weight = float(value) if name == "q" else 1.0
        except ValueError:
            weight = 0.0
        wanted.append((weight, tag.strip().lower()))
    for _, tag in sorted((each for each in wanted if each[0] > 0), key=lambda each: -each[0]):
        if (spoken := edition.spoken(tag)) == tag.partition("-")[0]:
            return spoken
    return edition.spoken("")


def _title(dialog: Dialog, item: Item | None, wording: Wording) -> str:
    """A step's own title; a step that hands over is called after that."""
    if item is None:
        return dialog.title
    title = item.step.title
    if item.step.kind == "handoff" and title in ("", dialog.title):
        return wording.line("page-handoff")
    return title or dialog.title


def _about(content: Content, dialog: Dialog, item: Item | None, wording: Wording) -> Iterable[str]:
    """What it is, how long it takes, who it is for and what can hurt."""
    if item is None:
        yield _p(dialog.intro)
        steps, minutes = longest(content, Session(), Walk(dialog.id))
        if steps:
            yield _p(wording.line("page-at-most", steps=steps, minutes=minutes), "subtle")
        return
    step = item.step
    if _title(dialog, item, wording) != dialog.title:
        yield _p(wording.line("page-part", title=dialog.title), "subtle")
    if step.minutes:
        yield _p(wording.line("page-minutes", minutes=step.minutes), "subtle")
    if step.kind in ("it", "handoff"):
        yield _p(wording.line("page-for-it" if step.kind == "it" else "page-for-person"))
    if step.why:
        yield _p(step.why)
    if step.risk:
        careful = f"<strong>{marked(wording.line('careful'))}</strong> {marked(step.risk)}"
        yield f'<p class="careful">{careful} {marked(wording.line("page-asks-first"))}</p>'
    if item.conditions:
        yield f"<h2>{marked(wording.line('page-who'))}</h2>"
        yield _list(marked(_condition(content, each, wording)) for each in dict.fromkeys(item.conditions))


def _condition(content: Content, condition: Condition, wording: Wording) -> str:
    """A condition in words: 'Which device it is: "On a phone or tablet" or "In the browser only"'."""
    if condition.kind == "fact":
        fact = content.facts[condition.name]
        name, options = fact.name, fact.options
    else:
        question = content.steps[condition.name]
        name, options = question.title, question.options
    titles = {**options, UNSURE: wording.button("unsure")}
    values = wording.list_of([wording.line("page-value", title=titles[value]) for value in condition.values], "or")
    return wording.line("page-condition", name=name, values=values)


def _nearest(content: Content, targets: Iterable[Target], up: str, wording: Wording) -> Iterable[str]:
    """Links to what is near. `up`: from this page's address to where dialogs stand."""
    links = []
    for target in targets:
        found = find(content, target.dialog, target.step)
        if found is not None:
            dialog, item = found
            address = f"{up}{target.dialog}/{target.step}" if target.step else f"{up}{target.dialog}"
            title = item.step.title if item is not None else dialog.title
            links.append(f'<a href="{escape(address)}">{marked(title)}</a>')
    if links:
        yield _p(wording.line("page-nearest"))
        yield _list(links)


def _page(wording: Wording, title: str, parts: Iterable[str], *, status: int = 200) -> web.Response:
    """`title`: markup of an author. `parts`: HTML."""
    direction = "rtl" if wording.rtl else "ltr"
    html = (
        f'<!doctype html><html lang="{escape(wording.language)}" dir="{direction}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(bare(title))}</title><style>{_STYLE}</style></head>"
        f"<body><main><h1>{marked(title)}</h1>{''.join(parts)}</main></body></html>\n"
    )
    return web.Response(text=html, content_type="text/html", status=status, headers=_HEADERS)


def _p(text: str, kind: str = "") -> str:
    return f'<p class="{kind}">{marked(text)}</p>' if kind else f"<p>{marked(text)}</p>"


def _list(items: Iterable[str]) -> str:
    return f"<ul>{''.join(f'<li>{each}</li>' for each in items)}</ul>"
