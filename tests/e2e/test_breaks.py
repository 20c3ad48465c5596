"""What breaks harms nobody: a start anew, a service that is dead, a text that must not be seen anywhere."""

import asyncio
import io
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from bot import log
from tests.e2e.house import House, house
from tests.e2e.teams import Failure, connector


async def test_a_bot_that_is_started_anew_goes_on_at_the_same_step_with_the_same_card(tmp_path: Path) -> None:
    async with connector() as service:
        async with house(tmp_path, service) as bot:
            chat = bot.teams.person()
            await chat.say("0x8004def7")
            await chat.press("start")
            step = chat.live
        async with house(tmp_path, service) as bot:
            chat = bot.teams.person()
            assert chat.live is step
            await chat.press("unsure" if "broken" not in chat.buttons() else "broken")
            assert "Step 2 of" in chat.words


async def test_what_was_not_sent_before_the_end_is_sent_after_the_next_start(tmp_path: Path) -> None:
    async with connector() as service:
        async with house(tmp_path, service) as bot:
            chat = bot.teams.person()
            service.failures.append(Failure(429, headers={"Retry-After": "0"}))
            await chat.say("0x8004def7")
            assert chat.messages == []
        async with house(tmp_path, service) as bot:
            chat = bot.teams.person()
            await until(lambda: bool(chat.messages))
            assert "0x8004def7" in chat.words
            assert len(chat.messages) == 1


async def until(holds: Callable[[], bool], within_s: float = 15.0) -> None:
    async with asyncio.timeout(within_s):
        while not holds():
            await asyncio.sleep(0.02)


@asynccontextmanager
async def hole() -> AsyncIterator[str]:
    """A service that takes every request and never answers."""

    waiting: list[asyncio.StreamWriter] = []

    async def take(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        waiting.append(writer)
        await reader.read()

    server = await asyncio.start_server(take, "127.0.0.1", 0)
    async with server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/"
        for writer in waiting:
            writer.close()


async def test_a_service_that_never_answers_holds_up_nobody_elsewhere(bot: House) -> None:
    async with hole() as dead:
        for number in range(12):
            chat = bot.teams.person(f"Stuck {number}")
            place = {"id": chat.conversation, "conversationType": "personal"}
            activity = bot.teams.activity("message", chat.name, place, text="0x8004def7", serviceUrl=dead)
            assert (await bot.teams.post(activity))[0] == 200
        innocent = bot.teams.person("Innocent")
        place = {"id": innocent.conversation, "conversationType": "personal"}
        began = asyncio.get_running_loop().time()
        await bot.teams.post(bot.teams.activity("message", innocent.name, place, text="0x8004def7"))
        await until(lambda: bool(innocent.messages))
        assert asyncio.get_running_loop().time() - began < 2


CANARY = "canary-7f3a"


async def test_a_password_is_kept_nowhere(tmp_path: Path) -> None:
    lines = io.StringIO()
    log.configure(lines)
    try:
        async with house(tmp_path) as bot:
            chat = bot.teams.person()
            await chat.say("0x8004def7, my password is Hunter2-canary!")
            await chat.say("password: Hunter2-canary!")
            assert "Hunter2" not in "".join(message.words for message in chat.messages)
    finally:
        log.configure()
    assert "Hunter2" not in lines.getvalue()
    for file in tmp_path.iterdir():
        assert b"Hunter2" not in file.read_bytes(), file.name


async def test_the_text_of_a_message_is_not_kept(tmp_path: Path) -> None:
    async with house(tmp_path) as bot:
        await bot.teams.person().say(f"OneDrive says 0x8004def7 {CANARY}")
    with sqlite3.connect(tmp_path / "unstuck.sqlite3") as db:
        dump = "\n".join(db.iterdump())
    assert "0x8004def7" in dump
    assert CANARY not in dump
