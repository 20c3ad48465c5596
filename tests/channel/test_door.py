"""The endpoint is made when it's needed: at the start, or with the first activity."""

from pathlib import Path

from aiohttp.test_utils import TestClient, TestServer

from bot.channel.door import PATH
from bot.engine.shelf import Shelf
from bot.server import parts
from bot.settings import load_settings
from tests.e2e.teams import Teams


async def test_the_first_activity_is_answered_like_the_second(teams: Teams) -> None:
    first, second = teams.person("Aylin Demir"), teams.person("Dana Novak")
    for each in (first, second):
        await each.say("hello")
    assert first.words == second.words


async def test_a_bot_that_nobody_wrote_to_has_no_endpoint_yet_and_refuses_rubbish_all_the_same(tmp_path: Path) -> None:
    settings = load_settings({"database": f"sqlite:///{tmp_path}/t.db"})
    async with parts(settings, Shelf()) as made, TestClient(TestServer(made.app)) as client:
        for _ in range(2):
            response = await client.post(PATH, data="no json", headers={"Content-Type": "application/json"})
            assert response.status == 400
