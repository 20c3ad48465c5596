from collections.abc import AsyncIterator
from dataclasses import dataclass
from email.utils import formatdate
from time import time
from typing import Any

import aiohttp
import pytest

from bot.channel.clouds import ServiceHosts
from bot.channel.connector import Connector, TeamsSender, new_session, retry_after
from bot.channel.own_token import OwnToken, make_own_token
from bot.delivery import Blocked, Busy, Doubtful, Gone, NotSent, Refused, SendFailed, TooLarge
from bot.settings import load_settings
from tests.channel.directory import APP_ID, Directory, directory
from tests.e2e.teams import Connector as Service
from tests.e2e.teams import Failure
from tests.e2e.teams import connector as running_service

CARD = {"card": {"type": "AdaptiveCard", "body": []}, "text": "plain", "summary": "Step 1", "token": "Kq3v"}
LOCAL = ServiceHosts(frozenset(), loopback_only=True)


@dataclass
class Line:
    service: Service
    session: aiohttp.ClientSession
    sender: TeamsSender
    address: dict[str, Any]

    def with_token(self, token: OwnToken | None, hosts: ServiceHosts = LOCAL) -> TeamsSender:
        return TeamsSender(Connector(self.session, hosts, token))


@pytest.fixture
async def line() -> AsyncIterator[Line]:
    async with running_service() as service, new_session() as session:
        address = {"service_url": service.url, "conversation": "19:x/y;messageid=1", "bot": "28:b", "user": "29:u"}
        yield Line(service, session, TeamsSender(Connector(session, LOCAL, None)), address)


@pytest.fixture
async def login() -> AsyncIterator[Directory]:
    async with directory() as service:
        yield service


def own_token(login: Directory, session: aiohttp.ClientSession) -> OwnToken | None:
    settings = {"app_id": APP_ID, "app_secret": "s", "app_tenant": "t", "login_url": login.url}
    return make_own_token(load_settings(settings), session)


async def test_a_card_is_posted_updated_and_deleted_where_it_belongs(line: Line) -> None:
    message = await line.sender.post(line.address, CARD)
    (shown,) = line.service.chat("19:x/y;messageid=1")
    assert (shown.id, shown.card, shown.activity["summary"]) == (
        message,
        {"type": "AdaptiveCard", "body": []},
        "Step 1",
    )
    assert "text" not in shown.activity
    await line.sender.update(line.address, message, {"card": {"type": "AdaptiveCard", "body": [1]}, "text": "x"})
    assert shown.card == {"type": "AdaptiveCard", "body": [1]}
    await line.sender.delete(line.address, message)
    assert line.service.chat("19:x/y;messageid=1") == []


async def test_a_text_is_sent_as_a_text(line: Line) -> None:
    await line.sender.post(line.address, {"text": "dsregcmd /status"})
    (shown,) = line.service.chat("19:x/y;messageid=1")
    assert (shown.activity["text"], shown.card) == ("dsregcmd /status", None)


@pytest.mark.parametrize(
    ("status", "code", "failure"),
    [
        (400, "BadSyntax", Refused),
        (400, "MessageSizeTooBig", TooLarge),
        (403, "MessageWritesBlocked", Blocked),
        (403, "ConversationBlockedByUser", Blocked),
        (403, "BotDisabledByAdmin", Blocked),
        (403, "BotNotInConversationRoster", Blocked),
        (403, "", Blocked),
        (404, "ConversationNotFound", Gone),
        (405, "", Refused),
        (408, "", Doubtful),
        (412, "", Busy),
        (413, "MessageSizeTooBig", TooLarge),
        (429, "", Busy),
        (500, "ServiceError", Refused),  # not retried
        (501, "", Refused),
        (502, "", Doubtful),
        (503, "", Doubtful),
        (504, "", Doubtful),
        (302, "", Refused),  # the token would go elsewhere
    ],
)
async def test_each_answer_of_the_service_says_what_to_do(
    line: Line, status: int, code: str, failure: type[SendFailed]
) -> None:
    line.service.failures.append(Failure(status, code, {"Location": line.service.url} if status == 302 else {}))
    with pytest.raises(failure) as failed:
        await line.sender.post(line.address, CARD)
    assert type(failed.value) is failure
    assert str(failed.value) == (f"{status}-{code}" if code else str(status))
    assert len(line.service.calls) == 1


async def test_how_long_to_wait_is_obeyed_as_seconds_and_as_a_date(line: Line) -> None:
    for header, low, high in (("7", 7, 7), (formatdate(time() + 60, usegmt=True), 50, 61), ("soon", None, None)):
        line.service.failures.append(Failure(429, headers={"Retry-After": header}))
        with pytest.raises(Busy) as busy:
            await line.sender.post(line.address, CARD)
        waits = busy.value.retry_after
        assert waits is None if low is None or high is None else waits is not None and low <= waits <= high
    assert retry_after("999999") == 3600
    assert retry_after(formatdate(time() - 60, usegmt=True)) == 0


async def test_an_update_of_a_message_that_is_gone_is_told_as_gone(line: Line) -> None:
    with pytest.raises(Gone):
        await line.sender.update(line.address, "m99", CARD)


async def test_a_host_that_is_not_there_is_surely_not_reached(line: Line) -> None:
    for url in ("http://127.0.0.1:1/", "http://localhost:1/"):
        with pytest.raises(NotSent):
            await line.sender.post({**line.address, "service_url": url}, CARD)


async def test_an_answer_that_breaks_off_leaves_a_doubt(line: Line) -> None:
    import asyncio

    async def hang_up(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.close()

    server = await asyncio.start_server(hang_up, "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        with pytest.raises(Doubtful):
            await line.sender.post({**line.address, "service_url": f"http://127.0.0.1:{port}/"}, CARD)


async def test_an_answer_that_is_no_json_is_taken_for_what_its_status_says(line: Line) -> None:
    line.service.failures.append(Failure(200, does=False))
    assert await line.sender.post(line.address, CARD) == ""


async def test_our_token_goes_with_each_call_and_is_renewed_once_when_refused(line: Line, login: Directory) -> None:
    sender = line.with_token(own_token(login, line.session))
    await sender.post(line.address, CARD)
    line.service.failures.append(Failure(401))
    await sender.post(line.address, CARD)
    assert line.service.tokens == ["Bearer own-1", "Bearer own-1", "Bearer own-2"]
    line.service.failures += [Failure(401), Failure(401)]
    with pytest.raises(Busy):
        await sender.post(line.address, CARD)


async def test_without_a_token_nothing_is_sent(line: Line, login: Directory) -> None:
    login.down = True
    with pytest.raises(Busy):
        await line.with_token(own_token(login, line.session)).post(line.address, CARD)
    assert line.service.calls == []


async def test_a_host_that_is_not_listed_gets_neither_call_nor_token(line: Line, login: Directory) -> None:
    sender = line.with_token(own_token(login, line.session), ServiceHosts(frozenset({"smba.trafficmanager.net"})))
    with pytest.raises(Refused):
        await sender.post(line.address, CARD)
    assert line.service.calls == []


async def test_a_path_cannot_be_left_through_an_id(line: Line) -> None:
    address = {**line.address, "conversation": "../../admin?x=1#"}
    await line.sender.post(address, CARD)
    assert list(line.service.chats) == ["../../admin?x=1#"]
