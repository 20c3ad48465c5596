"""Callers with a bad token, or a good one for something else: each is 401 or 403 at once, and nothing happens.

Each cloud has a bot of its own here, and a fourth one may be used by one tenant only.
"""

import base64
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from bot.channel.clouds import CLOUDS
from tests.channel.directory import APP_ID, Directory, directory
from tests.channel.wired import wired
from tests.e2e.house import House, house
from tests.e2e.teams import TENANT
from tests.hostile.sending import Heard, at_once, post
from tests.hostile.table import params

pytestmark = pytest.mark.asyncio(loop_scope="module")

BOTS: Mapping[str, Mapping[str, str]] = {
    "public": {},
    "gov": {"cloud": "gov"},
    "china": {"cloud": "china"},
    "tenants": {"tenants": f"11111111-1111-1111-1111-111111111111, {TENANT.upper()}"},
}


@dataclass
class Doors:
    login: Directory
    houses: Mapping[str, House]

    def token(self, at: str, service_url: str, **changes: Any) -> str:
        """A token of that bot's cloud, which is good but for the changes."""
        issuer = CLOUDS[BOTS[at].get("cloud", "public")].issuer  # type: ignore[index]
        return self.login.token(service_url, **{"iss": issuer} | changes)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def doors(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Doors]:
    async with AsyncExitStack() as stack:
        login = await stack.enter_async_context(directory())
        login.listed = {"k1": ["msteams"], "k2": ["webchat"], "k3": None}
        houses = {}
        for name, settings in BOTS.items():
            given = {
                "app_id": APP_ID,
                "app_secret": "s3cr3t",
                "app_tenant": "contoso",
                "openid_metadata": login.metadata_url,
                "login_url": login.url,
                "service_hosts": "127.0.0.1",
            }
            folder: Path = tmp_path_factory.mktemp(name)
            houses[name] = await stack.enter_async_context(house(folder, **given | dict(settings)))
        yield Doors(login, houses)


def written(header: str, token: str) -> str:
    """A header of the table with the token, or parts of it, in its places."""
    head, body, signature = token.split(".")
    if header == "Bearer {respelt}":
        return f"Bearer {head}.{body}.{respelt(signature)}"
    return header.replace("{token}", token).replace("{head}", head).replace("{body}", body)


def respelt(signature: str) -> str:
    """The same bytes with another last letter: its lowest bits belong to no byte."""
    padding = "=" * (-len(signature) % 4)
    same = (signature[:-1] + letter for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")
    meant = base64.urlsafe_b64decode(signature + padding)
    return next(each for each in same if each != signature and base64.urlsafe_b64decode(each + padding) == meant)


@pytest.mark.parametrize("row", params("tokens.yaml"))
async def test_a_caller_with_one_thing_wrong_is_refused_at_once_with_its_reason(
    doors: Doors, heard: Heard, row: dict[str, Any]
) -> None:
    at = row.get("at", "public")
    bot = doors.houses[at]
    url = row.get("service_url", bot.service.url)
    signing = {name: row[name] for name in ("key", "kid", "alg", "jose", "payload") if name in row}
    token = doors.token(at, url, **signing, **row.get("claims", {}))
    body = json.dumps(wired("message-text", **{"serviceUrl": url} | row.get("activity", {}))).encode()
    headers = [("Authorization", written(each, token)) for each in row.get("headers", ["Bearer {token}"])]
    before = len(bot.service.calls)
    assert await at_once(lambda: post(bot, body, headers)) == row["status"]
    assert {(line["event"], line["reason"]) for line in heard.lines()} == {("caller.refused", row["reason"])}
    assert len(bot.service.calls) == before


@pytest.mark.parametrize("at", BOTS)
async def test_each_bot_lets_in_who_has_a_good_token_of_its_cloud(doors: Doors, at: str) -> None:
    bot = doors.houses[at]
    bot.teams.headers["Authorization"] = f"Bearer {doors.token(at, bot.service.url)}"
    assert "0x8004def7" in await bot.teams.person().say("0x8004def7")


async def test_no_token_is_answered_with_what_is_wanted(doors: Doors) -> None:
    bot = doors.houses["public"]
    async with bot.session.post(bot.teams.endpoint, json={}) as response:
        assert (response.status, response.headers["WWW-Authenticate"]) == (401, "Bearer")
