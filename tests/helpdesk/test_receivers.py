"""The example receivers of the documentation take what the webhook really sends, each case once."""

import asyncio
import importlib
import json
import os
import socket
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bot.delivery import Doubtful, Refused
from bot.engine.replies import CameBy
from bot.helpdesk.cases import CaseMessage, message
from bot.helpdesk.destinations import Webhook, secret_key, sign
from tests.helpdesk.test_destinations import CASE, NOTE, SECRET

FOLDER = Path(__file__).parents[2] / "docs" / "receivers"
SYSTEMS = ("servicenow", "jira", "zendesk")
TYPED = "<b>bold</b> *star* {noformat} [x|https://example.com]"
ANSWERS = {
    "servicenow": {"result": {"sys_id": "abc123"}},
    "jira": {"key": "IT-7"},
    "zendesk": {"ticket": {"id": 35}},
}


@pytest.fixture(autouse=True)
def receivers(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.syspath_prepend(str(FOLDER))
    yield
    for name in ("receiver", *SYSTEMS):
        sys.modules.pop(name, None)


class Service:
    """The ticket system's side: keeps each call and answers as it does."""

    def __init__(self, name: str) -> None:
        self.answer = ANSWERS[name]
        self.calls: list[Any] = []
        self.down = False

    def send(self, call: Any) -> Any:
        if self.down:
            raise importlib.import_module("receiver").NotTaken("down")
        self.calls.append(call)
        return self.answer


def system(name: str, service: Service) -> Any:
    module = importlib.import_module(name)
    match name:
        case "servicenow":
            return module.ServiceNow("contoso.service-now.com", "u", "p", service.send)
        case "jira":
            return module.Jira("contoso.atlassian.net", "u", "t", "IT", "Task", service.send)
        case _:
            return module.Zendesk("contoso.zendesk.com", "u@contoso.com", "t", service.send)


def told(what: str, id: str) -> dict[str, Any]:
    made: CaseMessage = message(replace(CASE, note=replace(NOTE, words=TYPED), words=(TYPED,)), what, id)
    body: dict[str, Any] = json.loads(made.body(datetime.now(UTC)))
    return body


@pytest.mark.parametrize("name", SYSTEMS)
def test_a_case_becomes_one_ticket_and_what_follows_becomes_notes_on_it(name: str, tmp_path: Path) -> None:
    receiver = importlib.import_module("receiver")
    service, book = Service(name), receiver.Book(str(tmp_path / "book"))
    made = system(name, service)
    for _ in range(3):
        receiver.handle(made, book, "case-1001-5", told("opened", "case-1001-5"))
    for what in ("added", "withdrawn", "withdrawn", "solved"):
        receiver.handle(made, book, f"case-1001-{what}", told(what, "x"))
    opened, *notes = service.calls
    assert opened.method == "POST"
    assert "1001" in json.dumps(opened.body)
    assert len(notes) == 3
    ticket = {"servicenow": "abc123", "jira": "IT-7", "zendesk": "35"}[name]
    assert all(ticket in note.path for note in notes)


@pytest.mark.parametrize(
    ("what", "says"),
    [
        ("taken", "Taken by Dana Novak (aad-dana)."),
        ("given_back", "Given back: it waits for somebody."),
        (
            "closed",
            "Closed by Dana Novak (aad-dana).\nWhat fixed it: step 1, Quit OneDrive\nWhat they did: new licence",
        ),
        ("something_new", "Something changed (case.something_new). The case is closed now."),
    ],
)
def test_what_the_helpdesk_did_in_its_channel_is_told_in_words(what: str, says: str) -> None:
    receiver = importlib.import_module("receiver")
    closed = replace(CASE, state="closed", how="new licence", fixed_by="onedrive-sign-in#quit")
    case = replace(closed, taken_by="aad-dana", taken_name="Dana Novak", closed_by="aad-dana", closed_name="Dana Novak")
    made = message(case, what, "x")
    assert receiver.news(made.type, made.data) == says
    nobody = message(replace(CASE, state="closed", fixed_by="no"), what, "x")
    assert "None" not in receiver.news(nobody.type, nobody.data), "who was forgotten is nobody"


@pytest.mark.parametrize("name", SYSTEMS)
def test_the_ticket_holds_the_story_and_nothing_typed_is_read_as_markup(name: str, tmp_path: Path) -> None:
    receiver = importlib.import_module("receiver")
    service = Service(name)
    receiver.handle(system(name, service), receiver.Book(":memory:"), "x", told("opened", "x"))
    body = service.calls[0].body
    match name:
        case "servicenow":
            text = body["description"]
        case "jira":
            parts = [part for line in body["fields"]["description"]["content"] for part in line["content"]]
            assert {part["type"] for part in parts} == {"text"}
            text = "\n".join(part["text"] for part in parts)
        case _:
            text = body["ticket"]["comment"]["html_body"]
            assert "<b>" not in text
            assert body["ticket"]["comment"]["public"] is False
            text = text.replace("&lt;", "<").replace("&gt;", ">")
    for words in ("Aylin Demir", TYPED, "Quit OneDrive", "Check the licence", "Look it up.", "Whose PC: company"):
        assert words in text


def test_what_the_ticket_system_doesnt_take_is_handed_on_the_next_time() -> None:
    receiver = importlib.import_module("receiver")
    service, book = Service("jira"), receiver.Book(":memory:")
    service.down = True
    with pytest.raises(receiver.NotTaken):
        receiver.handle(system("jira", service), book, "x", told("opened", "x"))
    service.down = False
    receiver.handle(system("jira", service), book, "x", told("opened", "x"))
    assert len(service.calls) == 1


@pytest.mark.parametrize("secret", [SECRET, "plain words"])
def test_a_signature_holds_for_what_was_signed_and_for_nothing_else(secret: str) -> None:
    receiver = importlib.import_module("receiver")
    stamp = str(int(time.time()))
    headers = {
        "webhook-id": "x",
        "webhook-timestamp": stamp,
        "webhook-signature": "v1,AAAA " + sign(secret_key(secret), "x", stamp, b"{}"),
    }
    assert receiver.verify(secret, headers, b"{}", time.time()) == "x"
    for other in (
        headers | {"webhook-id": "y"},
        headers | {"webhook-timestamp": str(int(stamp) - 1)},
        headers | {"webhook-signature": "v1,AAAA"},
        {},
    ):
        with pytest.raises(receiver.Forged):
            receiver.verify(secret, other, b"{}", time.time())
    with pytest.raises(receiver.Forged):
        receiver.verify(secret, headers, b"{ }", time.time())
    with pytest.raises(receiver.Forged):
        receiver.verify(secret, headers, b"{}", time.time() + 600)


async def test_the_script_itself_answers_the_webhook(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    environment = {
        "PATH": os.environ["PATH"],
        "RECEIVER_SECRET": SECRET,
        "RECEIVER_PORT": str(port),
        "RECEIVER_BOOK": str(tmp_path / "book"),
        # Nobody answers there: what it is given can't be handed on.
        "SERVICENOW_HOST": "127.0.0.1:9",
        "SERVICENOW_USER": "u",
        "SERVICENOW_PASSWORD": "p",
    }
    running = await asyncio.create_subprocess_exec(
        sys.executable, str(FOLDER / "servicenow.py"), env=environment, stderr=asyncio.subprocess.DEVNULL
    )
    try:
        async with asyncio.timeout(20):
            while True:
                try:
                    _, writer = await asyncio.open_connection("127.0.0.1", port)
                    writer.close()
                    break
                except OSError:
                    await asyncio.sleep(0.05)
        async with aiohttp.ClientSession() as session:
            url = f"http://127.0.0.1:{port}/"
            with pytest.raises(Doubtful, match="502"):
                await Webhook(session, url, SECRET).send(message(CASE, "opened", "x"))
            with pytest.raises(Refused, match="401"):
                await Webhook(session, url, "another secret").send(message(CASE, "opened", "x"))
    finally:
        running.kill()
        await running.wait()


def solved(fixed_by: str) -> dict[str, Any]:
    tried = replace(NOTE.tried[0], result="fixed", early=False, says="fixed it")
    case = replace(CASE, state="closed", fixed_by=fixed_by, solved=replace(NOTE, tried=(tried,)))
    body: dict[str, Any] = json.loads(message(case, "solved", "y").body(datetime.now(UTC)))
    return body


def test_the_story_says_what_wasnt_tried_which_other_cases_there_are_and_the_way_back() -> None:
    receiver = importlib.import_module("receiver")
    passed = ("Reset OneDrive",)
    note = replace(NOTE, untried=passed, passed_over=passed, other_cases=(1000,), link=CameBy("Dana Novak"))
    text = receiver.story(message(replace(CASE, note=note), "opened", "x").data)
    for line in (
        "- step 1, Quit OneDrive: no change, checked early",
        "Not tried:\n- Reset OneDrive (passed over by a link)",
        "Other open cases of this person: case 1000",
        "To send them back there: start onedrive-sign-in#reset",
        "Came by a link, sent by Dana Novak",
    ):
        assert line in text


def test_a_solved_case_says_which_step_did_it_and_claims_none_where_none_was_named() -> None:
    receiver = importlib.import_module("receiver")
    assert receiver.news("case.solved", solved("onedrive-sign-in#quit")["data"]) == (
        "The person says that it works now: step 1, Quit OneDrive, did it."
    )
    assert receiver.news("case.solved", solved("person")["data"]).endswith("They named no step.")


@pytest.mark.parametrize("name", SYSTEMS)
def test_a_ticket_always_has_a_title(name: str) -> None:
    receiver = importlib.import_module("receiver")
    service = Service(name)
    nameless = message(replace(CASE, note=replace(NOTE, title="")), "opened", "x")
    receiver.handle(system(name, service), receiver.Book(":memory:"), "x", json.loads(nameless.body(datetime.now(UTC))))
    assert "Unstuck case 1001: Asks for a person, no problem was named" in json.dumps(service.calls[0].body)
