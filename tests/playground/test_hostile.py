"""What comes from elsewhere, and what makes no sense: refused with a kind page, and nothing is done."""

import asyncio
import gzip
import json
import sqlite3
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import closing
from pathlib import Path
from urllib.parse import urlencode

import aiohttp
import pytest

from bot.playground.gate import COOKIE, HEADERS
from bot.server import listening, parts
from bot.settings import load_settings
from tests.e2e.house import shipped_shelf
from tests.playground.visiting import Form, Site, Visitor, site


@pytest.fixture
async def here(tmp_path: Path) -> AsyncIterator[Site]:
    async with site(tmp_path, body_timeout_s=0.2) as made:
        yield made


@pytest.fixture
async def visitor(here: Site) -> AsyncIterator[Visitor]:
    async with here.visitor() as made:
        yield made


Fields = Mapping[str, str] | bytes


def _without(name: str) -> Callable[[Form], Fields]:
    return lambda form: (
        {key: value for key, value in form.fields.items() if key != name}
        | ({"text": "0x80fe0001"} if name != "text" else {})
    )


def _with(**fields: str) -> Callable[[Form], Fields]:
    return lambda form: form.fields | {"text": "0x80fe0001"} | fields


def _raw(body: bytes) -> Callable[[Form], Fields]:
    return lambda form: body


HOSTILE: list[tuple[str, Callable[[Form], Fields], dict[str, str], int]] = [
    ("a foreign name for this computer", _with(), {"Host": "example.com"}, 403),
    ("a foreign page", _with(), {"Origin": "https://example.com", "Sec_Fetch_Site": "cross-site"}, 403),
    (
        "another program of this computer",
        _with(),
        {"Origin": "http://localhost:8080", "Sec_Fetch_Site": "same-site"},
        403,
    ),
    ("a page without an origin", _with(), {"Origin": "null"}, 403),
    ("no word about the page", _with(), {"Origin": "", "Sec_Fetch_Site": ""}, 403),
    ("no token of the page", _without("form"), {}, 403),
    ("a wrong token of the page", _with(form="0" * 32), {}, 403),
    ("a token that isn't ASCII", _with(form="\u00e9"), {}, 403),
    ("no text", _without("text"), {}, 400),
    ("no number of the page", _without("once"), {}, 400),
    ("a number of the page that is none", _with(once="a|b\n"), {}, 400),
    ("a number of the page without end", _with(once="x" * 500), {}, 400),
    ("far too much text", _with(text="x" * 300_000), {}, 413),
    (
        "far too much of anything",
        _raw(b"form=" + b"x" * 900_000),
        {"Content_Type": "application/x-www-form-urlencoded"},
        413,
    ),
    ("far too many fields", _with(**{f"f{n}": "" for n in range(100)}), {}, 400),
    ("letters that are none", _raw(b"form=%ff%fe\xff"), {"Content_Type": "application/x-www-form-urlencoded"}, 400),
    ("JSON", _raw(b'{"text": "hello"}'), {"Content_Type": "application/json"}, 415),
    ("no kind of body", _raw(b"text=hello"), {"Content_Type": "application/octet-stream"}, 415),
    (
        "a compressed body",
        _raw(gzip.compress(b"text=" + b"a" * 10_000_000)),
        {"Content_Type": "application/x-www-form-urlencoded", "Content_Encoding": "gzip"},
        415,
    ),
]


@pytest.mark.parametrize(("fields", "headers", "status"), [row[1:] for row in HOSTILE], ids=[row[0] for row in HOSTILE])
async def test_it_is_refused_and_nothing_is_said(
    visitor: Visitor, fields: Callable[[Form], Fields], headers: dict[str, str], status: int
) -> None:
    page = await visitor.look()
    given = fields(page.form("/playground/say"))
    found, answer = await visitor.post("/playground/say", given, **headers)
    assert found == status
    assert "Nothing was done" in answer.html or "this computer only" in answer.html
    assert "Traceback" not in answer.html
    assert (await visitor.look()).talk == page.talk


@pytest.mark.parametrize("missing", ["t", "verb"])
async def test_a_press_without_its_card_or_its_button_is_refused(visitor: Visitor, missing: str) -> None:
    form, button = (await visitor.look()).button("Talk to a person")
    fields = {name: value for name, value in (form.fields | button).items() if name != missing}
    assert (await visitor.post(form.action, fields))[0] == 400


async def test_without_a_cookie_nothing_can_be_sent(here: Site, visitor: Visitor) -> None:
    form = (await visitor.look()).form("/playground/say")
    async with here.visitor() as stranger:
        assert (await stranger.post(form.action, form.fields | {"text": "hello"}))[0] == 403


async def test_the_form_of_one_visitor_cant_be_sent_by_another(here: Site, visitor: Visitor) -> None:
    form = (await visitor.look()).form("/playground/say")
    async with here.visitor() as other:
        page = await other.look()
        assert (await other.post(form.action, form.fields | {"text": "hello"}))[0] == 403
        assert (await other.look()).talk == page.talk


@pytest.mark.parametrize("path", ["/", "/stats", "/playground/chat.css", "/playground/changes"])
async def test_under_a_foreign_name_nothing_is_shown(visitor: Visitor, path: str) -> None:
    await visitor.look()
    async with visitor.session.get(f"{visitor.url}{path}", headers={"Host": "rebound.example.com"}) as answer:
        assert answer.status == 403
        assert "Hello" not in await answer.text()


@pytest.mark.parametrize("fetch_site", ["cross-site", "same-site"])
async def test_a_foreign_page_that_leads_here_starts_nothing(here: Site, fetch_site: str) -> None:
    async with here.visitor() as stranger:
        async with stranger.session.get(here.url, headers={"Sec-Fetch-Site": fetch_site}) as answer:
            assert answer.status == 200
            assert COOKIE not in answer.cookies
            assert '<meta http-equiv="refresh" content="0; url=/">' in await answer.text()
        assert len((await stranger.look()).said) == 1


@pytest.mark.parametrize("file", ["nothing.css", "chat.html", "..%2fchat.py", "%2e%2e%2fgate.py", "chat.css%00"])
async def test_no_other_file_is_given_out(visitor: Visitor, file: str) -> None:
    async with visitor.session.get(f"{visitor.url}/playground/{file}") as answer:
        assert answer.status == 404
        assert "import" not in await answer.text()


@pytest.mark.parametrize("path", ["/playground/say", "/playground/press", "/playground/person"])
async def test_nothing_changes_by_looking(visitor: Visitor, path: str) -> None:
    page = await visitor.look()
    async with visitor.session.get(f"{visitor.url}{path}") as answer:
        assert answer.status in (404, 405)
    assert (await visitor.look()).talk == page.talk


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/"),
        ("GET", "/playground/chat.css"),
        ("GET", "/playground/chat.js"),
        ("GET", "/playground/mark.svg"),
        ("GET", "/playground/changes"),
        ("GET", "/playground/nothing"),
        ("POST", "/playground/say"),
        ("POST", "/playground/person"),
        ("POST", "/playground/stand"),
        ("POST", "/playground/facts"),
        ("POST", "/playground/wait"),
        ("GET", "/playground/again?talk=none"),
        ("POST", "/playground/again"),
        ("GET", "/playground/kept.yaml"),
        ("GET", "/stats"),
        ("GET", "/stats?since=never"),
    ],
)
async def test_every_answer_forbids_frames_foreign_parts_and_keeping(visitor: Visitor, method: str, path: str) -> None:
    form = (await visitor.look()).form("/playground/say")
    data = form.fields | {"text": "hello"} if method == "POST" else None
    async with visitor.session.request(
        method, f"{visitor.url}{path}", data=data, headers={"Origin": visitor.url}, allow_redirects=False
    ) as answer:
        assert {name: answer.headers.get(name) for name in HEADERS} == dict(HEADERS)


async def test_no_page_needs_more_than_its_rules_allow(visitor: Visitor) -> None:
    html = (await visitor.say("0x80fe0001")).html.replace(visitor.url, "our own address")
    for forbidden in ("style=", "onclick", "onload", "javascript:", "<style", "<script>", "http://", "eval("):
        assert forbidden not in html


async def test_a_body_that_never_ends_is_given_up(visitor: Visitor) -> None:
    await visitor.look()
    host, port = visitor.url.removeprefix("http://").split(":")
    cookie = next(each for each in visitor.session.cookie_jar if each.key == COOKIE).value
    reader, writer = await asyncio.open_connection(host, int(port))
    head = (
        f"POST /playground/say HTTP/1.1\r\nHost: {host}:{port}\r\nOrigin: {visitor.url}\r\n"
        f"Cookie: {COOKIE}={cookie}\r\nContent-Length: 1000\r\n"
        "Content-Type: application/x-www-form-urlencoded\r\n\r\ntext="
    )
    writer.write(head.encode())
    async with asyncio.timeout(10):
        assert b" 408 " in await reader.readline()
    writer.close()
    await writer.wait_closed()


async def test_a_broken_database_is_said_kindly(here: Site, visitor: Visitor) -> None:
    form = (await visitor.look()).form("/playground/say")
    here.store.close()
    status, page = await visitor.post(form.action, form.fields | {"text": "hello"})
    assert status == 503
    assert "Nothing is lost" in page.html


async def test_a_card_that_cant_be_drawn_is_our_fault_and_said_kindly(here: Site, visitor: Visitor) -> None:
    await visitor.look()
    with closing(sqlite3.connect(here.store.path)) as database, database:
        odd = {"card": {"body": [{"type": "Image"}]}, "text": "a picture", "offers": {}}
        database.execute("UPDATE card SET body = ?", (json.dumps(odd),))
    async with visitor.session.get(visitor.url) as answer:
        assert answer.status == 500
        page = await answer.text()
    assert "my fault, not yours" in page
    assert "Traceback" not in page


async def test_with_an_app_id_there_is_no_playground(tmp_path: Path) -> None:
    settings = load_settings(
        {
            "database": f"sqlite:///{tmp_path}/unstuck.sqlite3",
            "port": 0,
            "app_id": "00000000-0000-0000-0000-000000000001",
            "app_secret": "a secret of nobody",
        }
    )
    async with (
        parts(settings, shipped_shelf()) as made,
        listening(made.app, settings) as port,
        aiohttp.ClientSession() as session,
    ):
        for path in ("/", "/playground/chat.js", "/playground/changes"):
            async with session.get(f"http://127.0.0.1:{port}{path}") as answer:
                assert answer.status == 404
        body = urlencode({"text": "hello", "once": "a", "form": "b"})
        async with session.post(f"http://127.0.0.1:{port}/playground/say", data=body) as answer:
            assert answer.status in (404, 405)
