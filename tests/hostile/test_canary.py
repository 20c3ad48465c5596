"""Marked words, pushed through every door, are in no log line, and nowhere are they anything but words."""

import io
import json
import os
import pty
import subprocess
import sys
import termios
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, closing
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot import log
from tests.channel.wired import NAMES, wired
from tests.e2e.house import House, house
from tests.e2e.teams import Chat
from tests.playground.visiting import Visitor

MARK = "canary7f3a"
MARKED = (
    f"**{MARK}** [{MARK}](https://evil.example/{MARK}) ![x](https://evil.example/{MARK}.png) "
    f"<b onclick=alert(1)>{MARK}</b> <script>{MARK}</script> `{MARK}` <at>{MARK}</at> &lt;{MARK}&gt; "
    f"\x1b[31m{MARK}\x1b]0;{MARK}\x07\x9b2J \u202e{MARK} {{{{DATE(2026-01-01T00:00:00Z)}}}} {MARK}@contoso.com"
)
OVERLAY = """\
over: onedrive-sign-in
title: 'canary7f3a & "more"'
intro: 'canary7f3a & "more" \'\'than\'\' 5 > 4 #1 _so_.'
"""


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    heard = io.StringIO()
    log.configure(heard)
    yield heard
    log.configure()


def texts(value: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Every text that holds the mark, by the kind of thing that it stands in and its field."""
    match value:
        case dict():
            for name, each in value.items():
                assert MARK not in name, path
                yield from texts(each, f"{value.get('type', '')}.{name}")
        case list():
            for each in value:
                yield from texts(each, path)
        case str() if MARK in value:
            yield path, value


def assert_only_words(shown: Any) -> None:
    """The mark stands only where no markup is read, and without what a terminal obeys."""
    for path, text in texts(shown):
        assert path in {"TextRun.text", "AdaptiveCard.fallbackText", "Input.Text.value", ".id"}, (path, text)
        if path == ".id":  # whom it goes to
            continue
        assert not {letter for letter in text if (ord(letter) < 32 and letter != "\n") or letter in "\x9b\u202e"}
        assert "](" not in text or path != "AdaptiveCard.fallbackText"
        assert "<b" not in text or path != "AdaptiveCard.fallbackText"
        assert "{{" not in text


async def through_teams(bot: House) -> list[Any]:
    """What is answered and shown when the mark comes in by every door that Teams has."""
    lost, walking = bot.teams.person("Lost"), bot.teams.person("Walking")
    lost.name = walking.name = f"Aylin {MARKED}"
    answers: list[Any] = []
    for said in (
        MARKED,
        f"0x8004def7 {MARKED}",
        f"start {MARK}#{MARK}",
        f"start onedrive-sign-in#{MARK}",
        f"unstuck://go/{MARK}/x",
        f"error {MARK} 0x8004de{MARK}",
    ):
        await lost.say(said)
    await lost.edit(MARKED)
    await lost.mention(MARKED)
    await walking.say("0x8004def7")
    answers.append(await walking.press("start", note=MARKED, canary7f3a=MARKED))
    await walking.say(f"yes, but now it says {MARKED}")
    answers.append(await walking.press("person"))
    await walking.say(f"add: {MARKED}")
    assert any(MARK in text for _, text in texts(walking.live.activity["attachments"]))
    answers.append(await walking.press("send", note=MARKED))
    await walking.say(f"add: {MARKED}")
    answers += [(await bot.teams.post(activity))[1] for activity in odd_activities(bot, lost)]
    await bot.teams.settled()
    return [*answers, *(message.activity for chat in bot.service.chats.values() for message in chat)]


def odd_activities(bot: House, chat: Chat) -> Iterator[dict[str, Any]]:
    """Every kind of activity with the mark in every field that an outsider can fill."""
    marks: dict[str, Any] = {
        "id": f"{MARK} id",
        "locale": f"en-{MARK}",
        "localTimezone": MARK,
        "replyToId": MARK,
        "from": {"id": f"29:{MARK}", "name": MARKED, "aadObjectId": f"aad-{MARK}"},
        "text": MARKED,
        "surprise": MARKED,
    }
    for name in NAMES:
        given = wired(name, serviceUrl=bot.service.url)
        marked = {field: value for field, value in marks.items() if field in {*given, "surprise"}}
        yield given | marked | {"id": f"{MARK} {name}"}
    place = {"id": chat.conversation, "conversationType": "personal"}
    quoted = {"type": "quotedReply", "quotedReply": {"messageId": MARK, "senderName": MARKED, "preview": MARKED}}
    file = {"contentType": "application/vnd.microsoft.teams.file.download.info", "name": f"{MARKED}.txt"}
    old_quote = f'<blockquote itemtype="http://schema.skype.com/Reply">{MARKED}</blockquote>{MARKED}'
    search = {"commandId": MARK, "parameters": [{"name": MARK, "value": MARKED}]}
    press = {"type": "Action.Execute", "verb": MARK, "data": {"t": MARK, "verb": MARKED, "note": MARKED}}
    yield from (
        bot.teams.activity(kind, chat.name, place, **more)
        for kind, more in (
            ("message", {"text": f'<quoted messageId="{MARK}"/>{MARKED}', "entities": [quoted]}),
            ("message", {"text": MARKED, "attachments": [{"contentType": "text/html", "content": old_quote}]}),
            ("message", {"attachments": [file, {"contentType": f"image/{MARK}", "contentUrl": MARKED}]}),
            ("message", {"value": press["data"]}),
            ("invoke", {"name": "adaptiveCard/action", "value": {"action": press, "trigger": MARK}}),
            ("invoke", {"name": "handoff/action", "value": {"continuation": MARKED}}),
            ("invoke", {"name": "composeExtension/query", "value": search}),
            ("invoke", {"name": "composeExtension/queryLink", "value": {"url": f"https://evil.example/{MARK}"}}),
            ("invoke", {"name": MARKED}),
            (MARKED, {}),
            ("message", {"text": {MARK: MARK}}),
            ("message", {"timestamp": MARK}),
            ("message", {"serviceUrl": f"https://{MARK}.example/"}),
        )
    )


async def at_the_door(bot: House) -> list[str]:
    """What a request without an activity is answered when it holds the mark: headers and bodies as text."""
    told: list[str] = []
    for method, path, headers, body in (
        ("GET", f"/go/{MARK}", {"Accept-Language": MARK, "User-Agent": MARK}, ""),
        ("GET", f"/go/onedrive-sign-in/{MARK}", {"Referer": f"https://{MARK}.example/"}, ""),
        ("GET", f"/{MARK}?{MARK}={MARK}", {"Cookie": f"{MARK}={MARK}"}, ""),
        ("POST", "/api/messages", {"Content-Type": f"text/{MARK}"}, MARK),
        ("POST", "/api/messages", {"Content-Type": "application/json", "Content-Encoding": MARK}, MARK),
        ("POST", "/api/messages", {"Content-Type": "application/json", "Host": f"{MARK}.example"}, MARK),
        ("POST", "/api/messages", {"Content-Type": "application/json"}, f'{{"type": {{"{MARK}": 1}}}}'),
        ("POST", "/api/messages", {"Content-Type": "application/json", "Authorization": f"Bearer {MARK}"}, MARK),
        (MARK.upper(), "/api/messages", {}, ""),
        ("POST", "/playground/say", {"Origin": f"https://{MARK}.example"}, MARK),
    ):
        async with bot.session.request(method, bot.url + path, headers=headers, data=body or None) as response:
            told.append(f"{response.headers} {await response.text()}")
    return told


@asynccontextmanager
async def helpdesk() -> AsyncIterator[tuple[str, list[bytes]]]:
    """A web server that cases are posted to, and what it got."""
    got: list[bytes] = []

    async def take(request: web.Request) -> web.Response:
        got.append(await request.read())
        return web.Response()

    app = web.Application()
    app.router.add_post("/cases", take)
    async with TestServer(app) as server:
        yield str(server.make_url("/cases")), got


async def test_by_every_door_of_teams_words_stay_words_and_are_in_no_log_line(
    tmp_path: Path, lines: io.StringIO
) -> None:
    async with helpdesk() as (url, cases), house(tmp_path, handoff_webhook=url) as bot:
        shown = await through_teams(bot)
        answered = await at_the_door(bot)
        async with bot.session.get(f"{bot.url}/metrics") as response:
            counted = await response.text()
    assert_only_words(shown)
    assert not any(MARK in told for told in answered)
    assert MARK not in counted
    assert lines.getvalue().count('"turn.taken"') > 10
    assert MARK not in lines.getvalue()
    assert "127.0.0.1" not in lines.getvalue()
    assert cases
    for body in cases:
        case = json.loads(body)
        assert {path for path, _ in texts(case)} <= {".words", ".name", ".id"}
        assert not any(byte < 32 for byte in body)


class Marks(HTMLParser):
    """What a browser would make of a page: its tags, and where the mark stands."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.names: set[str] = set()
        self.marked: set[str] = set()
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.names |= {name for name, _ in attrs}
        self.marked |= {name for name, value in attrs if MARK in (value or "")}


async def test_in_the_playground_words_stay_words_and_are_in_no_log_line(tmp_path: Path, lines: io.StringIO) -> None:
    async with house(tmp_path) as bot, aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as session:
        visitor = Visitor(bot.url, session, {"Accept-Language": f"en-{MARK}"})
        plain = Marks((await visitor.look()).html)
        pages = [await visitor.say(said) for said in (MARKED, f"start {MARK}#{MARK}", f"0x8004def7 {MARKED}", "person")]
        pages.append(await visitor.say(f"add: {MARKED}"))
        pages.append(await visitor.say("send"))
    for page in pages:
        assert MARK in page.html
        found = Marks(page.html)
        assert not {"at", "img"} & found.tags
        assert not {name for name in found.names if name.startswith("on")}
        assert found.marked <= {"aria-label", "title", "value"}
        assert page.html.count("<script") == plain_scripts(plain, page.html)
    assert MARK not in lines.getvalue()


def plain_scripts(plain: Marks, html: str) -> int:
    """How many scripts the page has of its own."""
    assert "script" in plain.tags
    return html.count('<script src="/playground/')


async def test_what_an_organisation_writes_is_shown_as_it_stands_and_is_in_no_log_line(
    tmp_path: Path, lines: io.StringIO
) -> None:
    overlay = tmp_path / "ours/dialogs/overlay.yaml"
    overlay.parent.mkdir(parents=True)
    overlay.write_text(OVERLAY, "utf-8")
    async with house(tmp_path, content=str(tmp_path / "ours")) as bot:
        chat = bot.teams.person()
        await chat.say("start onedrive-sign-in")
        async with bot.session.get(f"{bot.url}/go/onedrive-sign-in") as response:
            html = await response.text()
    assert "canary7f3a &amp; &#34;more&#34; &#39;than&#39; 5 &gt; 4 #1 _so_." in html
    assert Marks(html).marked == set()
    shown = dict(texts(chat.messages[-1].activity["attachments"]))
    assert "canary7f3a & \"more\" 'than' 5 \\> 4 #1 \\_so\\_." in shown["TextBlock.text"]
    assert MARK not in lines.getvalue()


def in_a_terminal(folder: Path, *typed: str) -> str:
    """What `unstuck talk` writes to a terminal that shows nothing by itself, when these lines are typed."""
    ours, theirs = pty.openpty()
    mode = termios.tcgetattr(theirs)
    mode[3] &= ~termios.ECHO
    termios.tcsetattr(theirs, termios.TCSANOW, mode)
    command = [sys.executable, "-m", "bot.cli", "talk", "--database", f"sqlite:///{folder}/talk.sqlite3"]
    program = subprocess.Popen(command, stdin=theirs, stdout=theirs, stderr=theirs, close_fds=True)
    os.close(theirs)
    shown = b""

    def read_until(prompts: int) -> None:
        nonlocal shown
        deadline = time.monotonic() + 30
        while shown.count(b"> ") < prompts and time.monotonic() < deadline:
            shown += os.read(ours, 65536)

    with closing(os.fdopen(ours, "rb", buffering=0)):
        for number, line in enumerate(typed, 1):
            read_until(number)
            os.write(ours, line.encode() + b"\n")
        read_until(len(typed) + 1)
        program.kill()
        program.wait()
    return shown.decode()


def test_a_terminal_is_given_no_orders(tmp_path: Path) -> None:
    # A terminal itself takes some of them out of what is typed; the others reach the program.
    typed = MARKED.replace("\n", " ").replace("\x07", "")
    shown = in_a_terminal(tmp_path, f"start {MARK}#{MARK}", typed, "person", f"add: {typed}")
    assert shown.count(MARK) >= 2
    assert {letter for letter in shown if ord(letter) < 32 or 126 < ord(letter) < 160} <= {"\r", "\n"}
    assert "\u202e" not in shown
