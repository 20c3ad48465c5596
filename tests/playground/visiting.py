"""The playground as it runs, and a browser without scripts that reads its pages and sends its forms."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from html.parser import HTMLParser
from pathlib import Path

import aiohttp
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.delivery import Courier, Post
from bot.engine.shelf import Shelf
from bot.helpdesk.cases import CaseDesk
from bot.playground import CHANNEL, Playground
from bot.server import reload
from bot.store import SqliteStore
from bot.turn import Turns
from tests.turn.talking import lamps

VOID = {"meta", "link", "input", "br", "img"}


@dataclass
class Form:
    """A form of a page: where it goes, what it carries, and its buttons by their words."""

    action: str
    fields: dict[str, str] = field(default_factory=dict)
    buttons: dict[str, dict[str, str]] = field(default_factory=dict)


@dataclass
class Said:
    """One message on the page. `html`: the marks inside it, without attributes."""

    who: str
    text: str = ""
    html: list[str] = field(default_factory=list)


class Page(HTMLParser):
    """A page as a person without scripts meets it."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.html = html
        self.said: list[Said] = []
        self.forms: list[Form] = []
        self.parts: dict[str, str] = {}
        """The text of each foldable part, by its id."""
        self._path: list[tuple[str, Mapping[str, str]]] = []
        self._button: dict[str, str] | None = None
        self.feed(html)

    @property
    def talk(self) -> list[str]:
        return [" ".join(each.text.split()) for each in self.said]

    def form(self, action: str) -> Form:
        return next(each for each in self.forms if each.action == action)

    def button(self, words: str) -> tuple[Form, dict[str, str]]:
        """The newest button with these words that isn't the message box's, and its form."""
        forms = [form for form in self.forms if form.action != "/playground/say" and words in form.buttons]
        return forms[-1], forms[-1].buttons[words]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "article":
            who = next(each["class"].split()[1] for name, each in reversed(self._path) if name == "li")
            self.said.append(Said(who))
        elif self._inside("article"):
            self.said[-1].html.append(tag)
        if tag == "form":
            self.forms.append(Form(given["action"]))
        if tag in ("input", "textarea") and self._inside("form"):
            self.forms[-1].fields[given["name"]] = given.get("value", "")
        if tag == "button":
            self._button = {given["name"]: given["value"]} if "name" in given else {}
        if tag not in VOID:
            self._path.append((tag, given))

    def handle_endtag(self, tag: str) -> None:
        while self._path and self._path.pop()[0] != tag:
            continue
        if tag == "button":
            self._button = None

    def handle_data(self, data: str) -> None:
        if self._inside("article"):
            self.said[-1].text += data + " "
        if self._button is not None and data.strip():
            self.forms[-1].buttons[data] = self._button
        for tag, given in self._path:
            if tag == "details" and "id" in given:
                self.parts[given["id"]] = f"{self.parts.get(given['id'], '')} {data.strip()}".strip()

    def _inside(self, tag: str) -> bool:
        return any(name == tag for name, _ in self._path)


@dataclass
class Visitor:
    """One browser: it keeps its cookie, follows where it is sent, and says where its forms come from."""

    url: str
    session: aiohttp.ClientSession
    headers: dict[str, str] = field(default_factory=dict)

    async def look(self) -> Page:
        async with self.session.get(f"{self.url}/", headers=self.headers) as answer:
            assert answer.status == 200
            return Page(await answer.text())

    async def say(self, text: str, page: Page | None = None) -> Page:
        form = (page or await self.look()).form("/playground/say")
        return await self.send(form, {"text": text})

    async def press(self, words: str, page: Page | None = None, **fields: str) -> Page:
        form, button = (page or await self.look()).button(words)
        return await self.send(form, button | fields)

    async def send(self, form: Form, fields: Mapping[str, str]) -> Page:
        status, page = await self.post(form.action, form.fields | dict(fields))
        assert status == 200, page.html
        return page

    async def post(self, path: str, fields: Mapping[str, str] | bytes, **headers: str) -> tuple[int, Page]:
        sent = {"Origin": self.url, "Sec-Fetch-Site": "same-origin"} | self.headers
        sent |= {name.replace("_", "-"): value for name, value in headers.items()}
        kept = {name: value for name, value in sent.items() if value}
        async with self.session.post(f"{self.url}{path}", data=fields, headers=kept) as answer:
            return answer.status, Page(await answer.text())


@dataclass
class Site:
    url: str
    store: SqliteStore
    courier: Courier

    @asynccontextmanager
    async def visitor(self, cookies: aiohttp.CookieJar | None = None, **headers: str) -> AsyncIterator[Visitor]:
        jar = aiohttp.CookieJar(unsafe=True) if cookies is None else cookies
        async with aiohttp.ClientSession(cookie_jar=jar) as session:
            yield Visitor(self.url, session, {name.replace("_", "-"): value for name, value in headers.items()})


@asynccontextmanager
async def site(
    folder: Path, *, port: int = 0, body_timeout_s: float = 5.0, shelf: Shelf | None = None
) -> AsyncIterator[Site]:
    """The playground on a free port, its database in that folder; with the lamps of the engine's tests, or with a shelf
    whose folders are watched."""
    store = SqliteStore(folder / "playground.sqlite3")
    edition = lamps if shelf is None else shelf.edition
    turns = Turns(store, edition)
    chat = Playground(turns, store, edition, body_timeout_s=body_timeout_s)
    watching = asyncio.create_task(chat.watch(shelf.folders, partial(reload, shelf))) if shelf is not None else None
    courier = Courier(store, Post({CHANNEL: chat.screen}, CaseDesk(store)), turns)
    app = web.Application()
    chat.add_to(app)
    server = TestServer(app, host="127.0.0.1", port=port)
    await server.start_server()
    try:
        yield Site(f"http://127.0.0.1:{server.port}", store, courier)
    finally:
        if watching is not None:
            watching.cancel()
        await courier.stop()
        await server.close()
        store.close()
