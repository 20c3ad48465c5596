"""A case on its whole way: from a button in Teams to a real mail server and a real webhook, one of them down first."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from aiohttp import web
from aiohttp.test_utils import TestServer

from tests.e2e.house import house
from tests.e2e.test_helpdesk import DANA, DESK, OMAR, send_note
from tests.helpdesk.postbox import HOST, postbox

WITHIN_S = 30


@asynccontextmanager
async def webhook(down: asyncio.Event | None = None) -> AsyncIterator[tuple[str, list[dict[str, Any]]]]:
    got: list[dict[str, Any]] = []

    async def take(request: web.Request) -> web.Response:
        if down is not None and down.is_set():
            return web.Response(status=429)
        got.append({"id": request.headers["webhook-id"], **await request.json()})
        return web.Response()

    app = web.Application()
    app.router.add_post("/cases", take)
    async with TestServer(app) as server:
        yield str(server.make_url("/cases")), got


async def test_a_mail_server_that_is_down_gets_the_case_later_and_the_webhook_at_once(tmp_path: Path) -> None:
    async with postbox() as box, webhook() as (url, got):
        box.answers["RCPT"] = "450 4.2.1 not now"
        settings = {
            "handoff_webhook": url,
            "handoff_mail_to": "helpdesk@contoso.com",
            "handoff_mail_from": "unstuck@contoso.com",
            "smtp_url": f"smtp://{HOST}:{box.port}",
        }
        async with house(tmp_path, **settings) as bot:
            chat = bot.teams.person()
            await chat.say("0x8004def7")
            await chat.press("start")
            await chat.say("talk to a person")
            await chat.press("send", note="<b>I need it at three</b>")
            await chat.say("add: it is urgent")
            await bot.teams.settled()
            assert [each["type"] for each in got] == ["case.opened", "case.added"]
            assert box.got == []
            told = [message.words for message in chat.messages]
            assert sum("Sent to the helpdesk" in words for words in told) == 1

            box.answers.clear()
            async with asyncio.timeout(WITHIN_S):
                while len(box.got) < 2:
                    await asyncio.sleep(0.05)
    opened, added = box.got
    number = got[0]["data"]["number"]
    assert str(opened["Subject"]).startswith(f"Case {number}: ")
    assert added["References"] == opened["Message-ID"]
    body = opened.get_body(("html",))
    assert body is not None
    assert "&lt;b&gt;I need it at three&lt;/b&gt;" in body.get_content()
    assert len({each["id"] for each in got}) == 2
    assert got[1]["data"]["words"] == ["<b>I need it at three</b>", "it is urgent"]


async def test_a_ticket_system_that_is_down_hears_of_all_that_was_done_in_the_channel_in_order_and_once(
    tmp_path: Path,
) -> None:
    down = asyncio.Event()
    async with postbox() as box, webhook(down) as (url, got):
        settings = {
            "helpdesk_channel": DESK,
            "handoff_webhook": url,
            "handoff_mail_to": "helpdesk@contoso.com",
            "handoff_mail_from": "unstuck@contoso.com",
            "smtp_url": f"smtp://{HOST}:{box.port}",
        }
        async with house(tmp_path, **settings) as bot:
            channel = bot.teams.channel(DESK, DANA, OMAR)
            await channel.add_bot()
            await send_note(bot)
            down.set()
            await channel.press(DANA, "take")
            await channel.press(DANA, "give-back")
            await channel.press(OMAR, "take")
            question = (await channel.press(OMAR, "close"))["value"]
            await channel.press(OMAR, "close-now", on=question, fixed_by="it", how="<b>new</b> licence")
            await channel.again(id="sent-again")
            down.clear()
            async with asyncio.timeout(WITHIN_S):
                while len(got) < 5 or len(box.got) < 5:
                    await asyncio.sleep(0.05)
            await bot.teams.settled()
            assert len(channel.messages) == 1
    kinds = ["case.opened", "case.taken", "case.given_back", "case.taken", "case.closed"]
    assert [each["type"] for each in got] == kinds
    assert len({each["id"] for each in got}) == 5
    closed = got[-1]["data"]
    omar = {"id": "aad-omar-haddad", "name": OMAR}
    assert (closed["state"], closed["taken_by"], closed["closed_by"]) == ("closed", omar, omar)
    assert (closed["fixed_by"], closed["fixed_by_step"], closed["how"]) == ("it", None, "<b>new</b> licence")
    taken, last = box.got[1], box.got[-1]
    assert taken["References"] == last["References"] == box.got[0]["Message-ID"]
    plain, html = (last.get_body((kind,)) for kind in ("plain", "html"))
    assert plain is not None
    assert html is not None
    for words in ("The helpdesk closed the case.", "| Omar Haddad", "Something IT did", "| <b>new</b> licence"):
        assert words in plain.get_content()
    assert "&lt;b&gt;new&lt;/b&gt; licence" in html.get_content()
