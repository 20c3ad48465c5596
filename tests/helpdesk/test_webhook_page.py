"""What the page for the helpdesk says of the webhook is what a receiver gets."""

import json
import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.helpdesk.cases import message
from bot.helpdesk.destinations import Webhook
from tests.helpdesk.test_destinations import CASE, NOW, SECRET, Receiver

PAGE = (Path(__file__).parents[2] / "docs" / "helpdesk.md").read_text(encoding="utf-8")
CHAPTER = PAGE.partition("## The webhook")[2]


def block(language: str) -> str:
    found = re.search(rf"```{language}\n(.*?)```", CHAPTER, re.DOTALL)
    assert found is not None
    return found[1]


def check_of_the_page() -> Callable[[dict[str, str], bytes, str], bool]:
    """The function that the page offers for copying."""
    names: dict[str, Any] = {}
    exec(compile(block("python"), "helpdesk.md", "exec"), names)
    function: Callable[[dict[str, str], bytes, str], bool] = names["is_from_unstuck"]
    return function


def test_the_body_on_the_page_is_what_is_sent() -> None:
    assert json.loads(block("json")) == json.loads(message(CASE, "opened", "case-1001-5").body(NOW))


@pytest.mark.parametrize("secret", [SECRET, "plain words", ""])
async def test_the_check_on_the_page_knows_what_is_ours_from_what_is_not(secret: str) -> None:
    receiver = Receiver()
    app = web.Application()
    app.router.add_post("/cases", receiver.take)
    async with TestServer(app) as server, aiohttp.ClientSession() as session:
        url = str(server.make_url("/cases"))
        await Webhook(session, url, secret, lambda: datetime.now(UTC)).send(message(CASE, "opened", "case-1001-5"))
        await Webhook(session, url, secret, lambda: NOW.replace(year=2001)).send(message(CASE, "opened", "old"))
    (headers, body), (old_headers, old_body) = receiver.got
    is_ours = check_of_the_page()
    assert is_ours(headers, body, secret)
    assert not is_ours(headers, body + b" ", secret)
    assert not is_ours(headers | {"webhook-id": "case-1002-5"}, body, secret)
    assert not is_ours(headers, body, "another secret")
    assert not is_ours(old_headers, old_body, secret), "somebody sends an old one again"
    named = set(re.findall(r"^\| `([a-z-]+)` \|", CHAPTER, re.MULTILINE))
    assert {name for name in headers if name.startswith(("webhook-", "content-type"))} <= named


def test_every_type_and_state_stands_on_the_page() -> None:
    for what in ("opened", "added", "withdrawn", "solved"):
        assert f"| `case.{what}` |" in CHAPTER
