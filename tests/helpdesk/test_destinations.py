"""A case reaches a webhook, signed, or a file; and what goes wrong is told as what it is."""

import base64
import hashlib
import hmac
import json
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.delivery import Busy, Doubtful, NotSent, Refused, SendFailed
from bot.engine.replies import ForIT, HandoffNote, Tried
from bot.helpdesk.cases import Case, CaseDesk, message
from bot.helpdesk.destinations import JsonLines, Webhook, secret_key

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
SECRET = "whsec_" + base64.b64encode(b"nobody knows this").decode()
NOTE = HandoffNote(
    problem="onedrive-0x8004def7",
    title="OneDrive 0x8004def7",
    codes=("0x8004def7",),
    product="OneDrive",
    tried=(
        Tried(1, "Quit OneDrive", "broken", step="onedrive-sign-in#quit", early=True, says="no change, checked early"),
    ),
    facts=(("Whose PC", "company"),),
    read=(("Joined", "yes"),),
    for_it=(ForIT("onedrive-sign-in#licence", "Check the licence", ("Look it up.",)),),
    says=("Reconnect the account.",),
    dialog="onedrive-sign-in",
    step="onedrive-sign-in#reset",
    words="I need it at 3",
)
CASE = Case(1001, "test|contoso|a", "contoso", "aylin", "Aylin Demir", "waiting", NOTE, ("still here",), NOW)


class Receiver:
    """A helpdesk's web server. `status`: what it answers next."""

    def __init__(self) -> None:
        self.status = 200
        self.got: list[tuple[dict[str, str], bytes]] = []

    async def take(self, request: web.Request) -> web.Response:
        self.got.append(({name.lower(): value for name, value in request.headers.items()}, await request.read()))
        return web.Response(status=self.status, headers={"retry-after": "7", "location": "/elsewhere"})


@pytest.fixture
async def receiver() -> AsyncIterator[tuple[Receiver, Webhook]]:
    made = Receiver()
    app = web.Application()
    app.router.add_post("/cases", made.take)
    async with TestServer(app) as server, aiohttp.ClientSession() as session:
        yield made, Webhook(session, str(server.make_url("/cases")), SECRET, lambda: NOW)


async def test_a_webhook_gets_the_whole_story_with_a_signature_that_holds(receiver: tuple[Receiver, Webhook]) -> None:
    there, webhook = receiver
    await webhook.send(message(CASE, "opened", "case-1001-5"))

    ((headers, body),) = there.got
    told = json.loads(body)
    assert (told["type"], told["timestamp"]) == ("case.opened", NOW.isoformat())
    assert told["data"]["number"] == 1001
    assert told["data"]["tried"][0]["step"] == "onedrive-sign-in#quit"
    assert told["data"]["words"] == ["I need it at 3"], "what came later has a message of its own"
    assert headers["webhook-id"] == "case-1001-5"
    signed = b".".join((b"case-1001-5", headers["webhook-timestamp"].encode(), body))
    expected = base64.b64encode(hmac.new(b"nobody knows this", signed, hashlib.sha256).digest()).decode()
    assert headers["webhook-signature"] == f"v1,{expected}"


def test_what_is_told_of_a_birth_stays_the_same_however_late_it_is_sent() -> None:
    later = replace(CASE, state="closed", fixed_by="onedrive-sign-in#quit", words=("one more", "and one more"))
    assert message(later, "opened", "x").body(NOW) == message(CASE, "opened", "x").body(NOW)
    assert message(later, "solved", "x").data["words"] == ["I need it at 3", "one more", "and one more"]


ANSWERS: list[tuple[int, type[SendFailed]]] = [
    (302, Refused),
    (400, Refused),
    (401, Refused),
    (404, Refused),
    (408, Doubtful),
    (429, Busy),
    (500, Doubtful),
    (503, Doubtful),
]


@pytest.mark.parametrize(("status", "failure"), ANSWERS)
async def test_each_answer_is_told_as_what_it_is(
    receiver: tuple[Receiver, Webhook], status: int, failure: type[SendFailed]
) -> None:
    there, webhook = receiver
    there.status = status
    with pytest.raises(failure) as told:
        await webhook.send(message(CASE, "opened", "x"))
    assert "http" not in str(told.value), "an address may hold a secret"
    assert len(there.got) == 1, "a redirect isn't followed"
    if isinstance(told.value, Busy):
        assert told.value.retry_after == 7


async def test_a_webhook_that_is_down_surely_got_nothing() -> None:
    async with aiohttp.ClientSession() as session:
        with pytest.raises(NotSent):
            await Webhook(session, "http://127.0.0.1:9/cases", "secret").send(message(CASE, "opened", "x"))


def test_a_message_tells_in_words_what_happened_and_what_did_not() -> None:
    note = replace(NOTE, untried=("Reset OneDrive",), other_cases=(1000, 0))
    told = message(replace(CASE, note=note, fixed_by="onedrive-sign-in#quit"), "solved", "x").data
    assert told["tried"][0] | {"early": True, "says": "no change, checked early"} == told["tried"][0]
    assert (told["untried"], told["other_cases"]) == (["Reset OneDrive"], [1000])
    assert told["fixed_by"] == "onedrive-sign-in#quit"


async def test_a_file_gets_one_line_for_each_message(tmp_path: Path) -> None:
    lines = JsonLines(tmp_path / "cases.jsonl", lambda: NOW)
    await lines.send(message(CASE, "opened", "case-1001-5"))
    await lines.send(message(replace(CASE, state="withdrawn"), "withdrawn", "case-1001-9"))
    first, second = map(json.loads, (tmp_path / "cases.jsonl").read_text().splitlines())
    assert (first["id"], first["type"], first["data"]["person"]["name"]) == (
        "case-1001-5",
        "case.opened",
        "Aylin Demir",
    )
    assert (second["type"], second["data"]["state"]) == ("case.withdrawn", "withdrawn")


async def test_a_file_that_cannot_be_written_is_tried_again(tmp_path: Path) -> None:
    with pytest.raises(NotSent):
        await JsonLines(tmp_path / "nowhere" / "cases.jsonl").send(message(CASE, "opened", "x"))


def test_a_secret_is_base64_after_its_mark_else_as_it_stands() -> None:
    assert secret_key(SECRET) == b"nobody knows this"
    assert secret_key("plain words") == b"plain words"
    with pytest.raises(ValueError, match="base64"):
        secret_key("whsec_not base64 at all!")


class OneCase:
    async def case(self, number: int) -> Case | None:
        return CASE if number == 1001 else None


async def test_a_case_goes_to_every_destination_and_a_forgotten_one_nowhere(tmp_path: Path) -> None:
    files = {"a": tmp_path / "a", "b": tmp_path / "b"}
    desk = CaseDesk(OneCase(), {name: JsonLines(path) for name, path in files.items()})
    assert list(await desk.route(1001)) == ["a", "b"]
    assert list(await desk.route(1002)) == []
    for name in files:
        await desk.deliver(1001, "opened", "x", name)
        await desk.deliver(1002, "opened", "y", name)
    assert [len(path.read_text().splitlines()) for path in files.values()] == [1, 1]


async def test_a_route_to_somebody_who_isnt_there_swallows_no_case(tmp_path: Path) -> None:
    files = {name: JsonLines(tmp_path / name) for name in ("a", "b")}
    assert list(await CaseDesk(OneCase(), files, route=lambda note: ("b", "gone")).route(1001)) == ["b"]
    assert list(await CaseDesk(OneCase(), files, route=lambda note: ("gone",)).route(1001)) == ["a", "b"]


async def test_without_a_destination_it_is_enough_that_a_case_is_listed() -> None:
    desk = CaseDesk(OneCase())
    assert desk.only_lists
    assert list(await desk.route(1001)) == []


async def test_a_new_file_of_cases_is_for_its_owner_only(tmp_path: Path) -> None:
    await JsonLines(tmp_path / "cases.jsonl").send(message(CASE, "opened", "x"))
    assert (tmp_path / "cases.jsonl").stat().st_mode & 0o077 == 0
