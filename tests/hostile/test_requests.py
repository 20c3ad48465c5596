"""Rubbish at the endpoint: each is answered 4xx at once, or calmly, calls nobody, and leaves the bot as it was."""

import asyncio
import gzip
import itertools
import json
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.e2e.house import House
from tests.hostile.sending import HEAD, at_once, good, post, raw
from tests.hostile.table import as_bytes, params, rows

pytestmark = pytest.mark.asyncio(loop_scope="module")

_NUMBERS = itertools.count(1)
TABLES = ("bodies.yaml", "headers.yaml", "fields.yaml", "hosts.yaml", "wire.yaml", "texts.yaml")


async def test_the_table_is_as_large_as_promised() -> None:
    names = [row["what"] for table in TABLES for row in rows(table)]
    assert len(names) >= 200
    assert len(rows("tokens.yaml")) >= 100


@pytest.mark.usefixtures("uncalled")
@pytest.mark.parametrize("row", params("bodies.yaml"))
async def test_a_body_that_is_no_activity_is_4xx_at_once(bot: House, row: dict[str, Any]) -> None:
    body = as_bytes(row["body"], row.get("encoding", "utf-8"))
    assert await at_once(lambda: post(bot, body)) == row.get("status", 400)


@pytest.mark.usefixtures("uncalled")
@pytest.mark.parametrize("row", params("headers.yaml"))
async def test_headers_that_do_not_fit_are_4xx_at_once(bot: House, row: dict[str, Any]) -> None:
    body = json.dumps(good(bot)).encode()
    assert await at_once(lambda: post(bot, body, row["headers"].items())) == row["status"]


@pytest.mark.usefixtures("uncalled")
@pytest.mark.parametrize("row", params("fields.yaml"))
async def test_an_activity_with_a_wrong_field_is_400_and_names_it(bot: House, row: dict[str, Any]) -> None:
    status, answer = await at_once(lambda: bot.teams.post(good(bot, **row["change"])))
    assert (status, answer["error"]["code"]) == (400, "not-an-activity")
    assert answer["error"]["field"].split(".")[0] in row.get("names", row["change"])


@pytest.mark.usefixtures("uncalled")
@pytest.mark.parametrize("row", params("hosts.yaml"))
async def test_a_service_url_elsewhere_is_refused_and_never_called(bot: House, row: dict[str, Any]) -> None:
    status, _ = await at_once(lambda: bot.teams.post(good(bot, serviceUrl=row["url"])))
    assert status == 403


@pytest.mark.usefixtures("uncalled")
@pytest.mark.parametrize("row", params("wire.yaml"))
async def test_broken_http_is_4xx_at_once(bot: House, row: dict[str, Any]) -> None:
    sent = row["send"] if isinstance(row["send"], bytes) else row["send"].replace("{head}", HEAD).encode("latin-1")
    answer = await at_once(lambda: raw(bot, sent))
    assert int(answer.split(b" ")[1]) in row["status"]


@pytest.mark.parametrize("row", params("texts.yaml"))
async def test_odd_input_of_a_person_gets_a_polite_answer(bot: House, row: dict[str, Any]) -> None:
    place = f"a:{next(_NUMBERS)}"
    status, _ = await bot.teams.post(good(bot, **{"id": place, "conversation": {"id": place}} | row["change"]))
    assert status == 200
    await bot.teams.settled()
    said = [message.words for message in bot.service.chat(place)]
    assert len(said) == 1
    assert "my fault" not in said[0]
    assert "<script>" not in said[0]


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "SUBSCRIBE"])
async def test_only_post_is_allowed(bot: House, method: str) -> None:
    async with bot.session.request(method, bot.teams.endpoint) as response:
        assert response.status == 405
        assert "POST" in response.headers["Allow"]


@pytest.mark.parametrize(
    "path", ["/api", "/api/messages/", "/api/messages/x", "/api//messages", "/.env", "/%2e%2e/etc"]
)
async def test_another_address_is_not_there(bot: House, path: str) -> None:
    async with bot.session.post(bot.url + path, data=b"{}", headers={"Content-Type": "application/json"}) as response:
        assert response.status == 404


async def test_a_small_body_that_becomes_a_large_one_is_not_unpacked(bot: House) -> None:
    bomb = gzip.compress(b" " * 100_000_000)
    assert await at_once(lambda: post(bot, bomb, [("Content-Encoding", "gzip")])) == 415


async def test_chunks_without_end_are_cut_off_at_the_limit(bot: House) -> None:
    chunk = b"8000\r\n" + b"x" * 0x8000 + b"\r\n"
    answer = await raw(bot, HEAD.encode() + b"Transfer-Encoding: chunked\r\n\r\n", *([chunk] * 10))
    assert answer.startswith(b"HTTP/1.1 413")


async def test_a_body_that_never_ends_is_408_and_holds_up_nobody(bot: House) -> None:
    unfinished = HEAD.encode() + b"Content-Length: 100\r\n\r\n{"
    waiting = [asyncio.create_task(raw(bot, unfinished, within_s=8.0)) for _ in range(30)]
    await asyncio.sleep(0)
    assert "0x8004def7" in await bot.teams.person().say("0x8004def7")
    assert all(answer.startswith(b"HTTP/1.1 408") for answer in await asyncio.gather(*waiting))


async def test_somebody_who_leaves_in_the_middle_harms_nobody(bot: House) -> None:
    address = urlsplit(bot.url)
    for _ in range(20):
        _, writer = await asyncio.open_connection(address.hostname, address.port)
        writer.write(HEAD.encode() + b"Content-Length: 100\r\n\r\n{")
        await writer.drain()
        writer.close()
    assert "0x8004def7" in await bot.teams.person().say("0x8004def7")
