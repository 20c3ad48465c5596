"""The talk in a browser without scripts: what is sent, what is shown, what is kept."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing
from pathlib import Path

import aiohttp
import pytest

from bot.playground.gate import COOKIE
from tests.playground.visiting import Page, Site, Visitor, site


@pytest.fixture
async def here(tmp_path: Path) -> AsyncIterator[Site]:
    async with site(tmp_path) as made:
        yield made


@pytest.fixture
async def visitor(here: Site) -> AsyncIterator[Visitor]:
    async with here.visitor() as made:
        yield made


async def test_the_first_page_greets_and_the_second_is_the_same_talk(visitor: Visitor) -> None:
    first = await visitor.look()
    second = await visitor.look()
    assert len(first.said) == 1
    assert "Hello, I'm Unstuck" in first.talk[0]
    assert first.talk == second.talk


async def test_the_cookie_can_be_read_by_no_script_and_is_sent_from_no_other_page(visitor: Visitor) -> None:
    async with visitor.session.get(visitor.url) as answer:
        cookie = answer.cookies[COOKIE]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Strict", "/")


async def test_a_message_and_its_answer_stand_below_each_other(visitor: Visitor) -> None:
    page = await visitor.say("0x80fe0001")
    assert [each.who for each in page.said] == ["bot", "you", "bot"]
    assert "0x80fe0001" in page.talk[1]
    assert "Lamp, code 0x80fe0001" in page.talk[2]


async def test_a_pressed_card_says_what_was_chosen_and_has_no_buttons_left(visitor: Visitor) -> None:
    asked = await visitor.say("0x80fe0001")
    page = await visitor.press("Start", asked)
    assert "You chose: Start" in page.talk[2]
    assert "button" not in page.said[2].html
    assert "button" in page.said[-1].html


async def test_a_form_that_is_sent_twice_is_one_message(visitor: Visitor) -> None:
    asked = await visitor.look()
    once = await visitor.say("0x80fe0001", asked)
    twice = await visitor.say("0x80fe0001", asked)
    assert once.talk == twice.talk


async def test_a_button_that_is_pressed_twice_is_pressed_once(visitor: Visitor) -> None:
    asked = await visitor.say("0x80fe0001")
    once = await visitor.press("Start", asked)
    twice = await visitor.press("Start", asked)
    assert once.talk == twice.talk


async def test_loading_the_page_again_says_nothing_again(visitor: Visitor) -> None:
    page = await visitor.say("0x80fe0001")
    assert (await visitor.look()).talk == page.talk


async def test_an_answer_leads_to_the_first_new_message(visitor: Visitor) -> None:
    form = (await visitor.look()).form("/playground/say")
    async with visitor.session.post(
        f"{visitor.url}/playground/say",
        data=form.fields | {"text": "0x80fe0001"},
        headers={"Origin": visitor.url},
        allow_redirects=False,
    ) as answer:
        where = answer.headers["Location"]
        assert answer.status == 303
    page = await visitor.look()
    assert f'<article id="{where.removeprefix("/#")}"' in page.html
    assert page.html.index(where.removeprefix("/#")) > page.html.index("0x80fe0001</div>")


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("<script>alert(1)</script>", id="a script"),
        pytest.param('"><img src=x onerror=alert(1)>', id="out of an attribute"),
        pytest.param("</div></article></li><form action=//example.com>", id="out of the bubble"),
        pytest.param("**bold** [link](https://example.com) {{ 7 * 7 }}", id="markdown and templates"),
        pytest.param("\N{PILE OF POO}" * 40, id="emoji"),
        pytest.param("\u0634\u0646\u0648 \u0647\u0627\u062f 0x80fe0001", id="right to left"),
        pytest.param("\u202eabc\u0000\ufffe\x1b[31m", id="signs that turn text round, and control signs"),
        pytest.param("x" * 5000, id="one very long word"),
    ],
)
async def test_what_was_typed_is_shown_as_text_and_nothing_else(visitor: Visitor, text: str) -> None:
    ours = {each.action for each in (await visitor.look()).forms}
    page = await visitor.say(text)
    typed = next(each for each in page.said if each.who == "you")
    assert typed.html == ["p", "time", "div"]
    assert " ".join(text.replace("\x00", "").split()) in " ".join(typed.text.replace("\ufffd", "").split()).replace(
        "\x00", ""
    )
    assert {each.action for each in page.forms} <= {*ours, "/playground/press"}


async def test_an_empty_message_gets_a_kind_answer(visitor: Visitor) -> None:
    page = await visitor.say("  \n ")
    assert page.said[-1].who == "bot"
    assert len(page.said) == 3


async def test_a_message_of_a_hundred_thousand_letters_gets_an_answer(visitor: Visitor) -> None:
    page = await visitor.say("\u0634" * 100_000)
    assert page.said[-1].who == "bot"


async def test_what_looks_like_a_password_is_not_shown_again(visitor: Visitor) -> None:
    page = await visitor.say("my password is Hunter2!x9")
    assert "Hunter2" not in page.html
    assert "looked like a password" in page.talk[1]


async def test_after_a_restart_the_bots_messages_are_there_and_what_was_typed_is_not(tmp_path: Path) -> None:
    cookies = aiohttp.CookieJar(unsafe=True)
    async with site(tmp_path) as before, before.visitor(cookies) as visitor:
        page = await visitor.say("it says 0x80fe0001 here")
    async with site(tmp_path, port=int(before.url.rpartition(":")[2])) as after, after.visitor(cookies) as visitor:
        again = await visitor.look()
        assert [text for text in page.talk if text.startswith("Unstuck")] == again.talk
        assert "it says" not in again.html
        assert again.html.count("the program was started anew") == 1
        page = await visitor.press("Start")
        assert "You chose: Start" in page.talk[1]


async def test_a_page_from_before_a_restart_can_still_be_used(tmp_path: Path) -> None:
    cookies = aiohttp.CookieJar(unsafe=True)
    async with site(tmp_path) as before, before.visitor(cookies) as visitor:
        page = await visitor.say("0x80fe0001")
    async with site(tmp_path, port=int(before.url.rpartition(":")[2])) as after, after.visitor(cookies) as visitor:
        assert "You chose: Start" in (await visitor.press("Start", page)).talk[1]


async def test_a_new_person_starts_with_an_empty_talk(visitor: Visitor) -> None:
    await visitor.say("0x80fe0001")
    page = await visitor.press("New person")
    assert len(page.said) == 1
    assert "Hello" in page.talk[0]


async def test_a_card_of_another_talk_does_nothing_there(here: Site, visitor: Visitor) -> None:
    async with here.visitor() as other:
        theirs = await other.say("0x80fe0001")
        form, start = theirs.button("Start")
        mine = (await visitor.look()).form("/playground/say").fields["form"]
        await visitor.send(form, start | {"form": mine})
        assert (await other.look()).talk == theirs.talk


@pytest.mark.parametrize("token", ["nosuchtoken", "'; DROP TABLE card; --", "x" * 2000])
async def test_a_button_of_an_unknown_card_is_answered_kindly(visitor: Visitor, token: str) -> None:
    form = (await visitor.look()).form("/playground/press")
    page = await visitor.send(form, {"t": token, "verb": "fixed"})
    assert page.said[-1].who == "bot"
    assert token not in page.html


async def test_the_page_says_what_was_understood_and_why(visitor: Visitor) -> None:
    before = await visitor.look()
    page = await visitor.say("0x80fe0001")
    assert "Nothing was written" in before.parts["understood"]
    assert "lamp-dark" in page.parts["understood"]
    assert "code 0x80fe0001" in page.parts["understood"].partition("Why")[2]


async def test_the_page_shows_session_and_events(visitor: Visitor) -> None:
    await visitor.say("0x80fe0001")
    page = await visitor.press("Start")
    assert "lamp-on" in page.parts["session"]
    assert "DialogStarted" in page.parts["events"]


async def test_a_note_to_the_helpdesk_is_listed_for_every_visitor(here: Site, visitor: Visitor) -> None:
    await visitor.say("0x80fe0001")
    await visitor.press("Start")
    await visitor.press("Talk to a person")
    await visitor.press("Send", note="It hums <b>loudly</b>")
    await here.courier.settle()
    page = await visitor.look()
    assert "Case 1001" in page.parts["notes"]
    assert "this talk" in page.parts["notes"]
    assert "It hums <b>loudly</b>" in page.parts["note-1001"]
    async with here.visitor() as other:
        theirs = (await other.look()).parts["notes"]
        assert "Case 1001" in theirs
        assert "this talk" not in theirs


async def test_the_bot_hears_the_browsers_language_and_time_zone(here: Site) -> None:
    async with here.visitor(Accept_Language="de-AT,de;q=0.9,en;q=0.5") as visitor:
        form = (await visitor.look()).form("/playground/say")
        page = await visitor.send(form, {"text": "0x80fe0001", "zone": "Europe/Vienna"})
    assert "de-AT" in page.parts["session"]
    assert "Europe/Vienna" in page.parts["session"]


@pytest.mark.parametrize("zone", ["../../etc/passwd", "Nowhere/Land", "\x00", "x" * 300])
async def test_a_time_zone_that_is_none_is_passed_over(visitor: Visitor, zone: str) -> None:
    form = (await visitor.look()).form("/playground/say")
    page = await visitor.send(form, {"text": "0x80fe0001", "zone": zone})
    assert "UTC" in page.parts["session"]


async def test_an_open_window_is_told_of_what_happens_in_another_one(visitor: Visitor) -> None:
    await visitor.look()
    async with visitor.session.get(f"{visitor.url}/playground/changes") as stream, asyncio.timeout(10):
        assert stream.content_type == "text/event-stream"
        async with aclosing(_told(stream)) as told:
            at_first = await anext(told)
            await visitor.say("0x80fe0001")
            assert await anext(told) != at_first


async def test_an_open_window_doesnt_hold_up_the_end_of_the_program(tmp_path: Path) -> None:
    jar = aiohttp.CookieJar(unsafe=True)
    async with asyncio.timeout(10), aiohttp.ClientSession(cookie_jar=jar) as session:
        async with site(tmp_path) as made:
            await Visitor(made.url, session).look()
            stream = await session.get(f"{made.url}/playground/changes")
            assert await stream.content.readline()
        assert await stream.content.read() == b"\n"


async def _told(stream: aiohttp.ClientResponse) -> AsyncGenerator[str, None]:
    async for line in stream.content:
        if line.startswith(b"data: "):
            yield line.decode()


def test_the_reader_of_pages_sees_what_a_person_sees() -> None:
    page = Page(
        '<li class="said you"><article><p>a <b>b</b></p></article></li><form action="/x"><button>Go</button></form>'
    )
    assert page.talk == ["a b"]
    assert page.button("Go")[0].action == "/x"
