"""A person who sends a hundred messages a second is slowed; nobody else is, and nothing that was answered is lost."""

import asyncio
import sqlite3
import time
from collections import Counter
from pathlib import Path

from tests.e2e.house import house
from tests.e2e.teams import Chat

SECONDS = 2
A_SECOND = 100
MOST_AT_ONCE = 100
"""What passes at once, and what waits."""


def written(chat: Chat, number: int) -> dict[str, object]:
    place = {"id": chat.conversation, "conversationType": "personal"}
    return chat.teams.activity("message", chat.name, place, text=f"hello {number}", id=f"{chat.name} {number}")


async def flood(chat: Chat) -> list[tuple[int, str | None]]:
    """Status and Retry-After of each."""

    async def send(number: int) -> tuple[int, str | None]:
        await asyncio.sleep(number / A_SECOND)
        async with chat.teams.session.post(chat.teams.endpoint, json=written(chat, number)) as response:
            return response.status, response.headers.get("Retry-After")

    return await asyncio.gather(*(send(number) for number in range(SECONDS * A_SECOND)))


async def innocent(chat: Chat, times: int) -> list[float]:
    """How long each message of somebody else takes, in seconds."""
    took = []
    for number in range(times):
        began = time.perf_counter()
        status, _ = await chat.teams.post(written(chat, number))
        took.append(time.perf_counter() - began)
        assert status == 200
        await asyncio.sleep(0.1)
    return took


def kept(folder: Path, chat: Chat) -> int:
    """How many activities of this person the database knows."""
    with sqlite3.connect(folder / "unstuck.sqlite3") as db:
        found = db.execute("SELECT COUNT(*) FROM inbox WHERE key LIKE ?", (f"a:{chat.name} %",)).fetchone()
    return int(found[0])


async def test_who_sends_a_hundred_a_second_is_slowed_and_nobody_else_is(tmp_path: Path) -> None:
    async with house(tmp_path) as bot:
        loud = bot.teams.person("Loud One")
        answered, took = await asyncio.gather(flood(loud), innocent(bot.teams.person("Calm One"), SECONDS * 8))
        statuses = Counter(status for status, _ in answered)
        assert set(statuses) == {200, 429}
        assert statuses[200] <= MOST_AT_ONCE + SECONDS * 10
        assert all(after is not None and int(after) >= 1 for status, after in answered if status == 429)
        assert kept(tmp_path, loud) == statuses[200]
        assert sorted(took)[len(took) // 2] < 0.25


async def test_what_was_refused_may_be_sent_again_and_counts_then(tmp_path: Path) -> None:
    async with house(tmp_path) as bot:
        loud = bot.teams.person("Loud One")
        sent = [written(loud, number) for number in range(MOST_AT_ONCE + 20)]
        statuses = [status for status, _ in await asyncio.gather(*map(bot.teams.post, sent))]
        refused = [activity for activity, status in zip(sent, statuses, strict=True) if status == 429]
        assert refused
        assert (await bot.teams.post(refused[0]))[0] == 200
        assert kept(tmp_path, loud) == statuses.count(200) + 1
