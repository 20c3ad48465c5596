"""The whole bot and the commands beside it: a backup that is put back, a person who is forgotten, a dead service."""

import asyncio
import io
import shutil
import statistics
from pathlib import Path

from click.testing import CliRunner

from bot import log
from bot.cli.lazy import main
from tests.e2e.house import House, house
from tests.e2e.teams import Chat, Failure, connector
from tests.e2e.test_breaks import hole, until

CANARY = "canary-7f3a"


def command(*args: str) -> str:
    done = CliRunner().invoke(main, args)
    assert done.exit_code == 0, done.output
    return done.output


async def test_a_bot_that_is_put_back_from_a_backup_sends_nothing_again_and_answers_newer_buttons(
    tmp_path: Path,
) -> None:
    async with connector() as service:
        async with house(tmp_path, service) as bot:
            chat = bot.teams.person()
            await chat.say("0x8004def7")
            service.failures.extend([Failure(429, headers={"Retry-After": "1"})] * 2)
            await chat.press("start")
            await asyncio.to_thread(
                command, "backup", str(tmp_path / "copy"), "--database", f"sqlite:///{tmp_path}/unstuck.sqlite3"
            )
            await until(lambda: len(chat.messages) == 2)
            await chat.say("where was i")
            newer = chat.live
        for left in tmp_path.glob("unstuck.sqlite3-*"):
            left.unlink()
        shutil.copy(tmp_path / "copy", tmp_path / "unstuck.sqlite3")
        shown = len(chat.messages)
        async with house(tmp_path, service) as bot:
            await asyncio.sleep(1.5)
            assert len(service.chat(chat.conversation)) == shown, "nothing old is sent"
            again = bot.teams.person()
            await again.press(next(iter(again.buttons(on=newer))), on=newer)
            await again.say("where was i")
            assert len(again.messages) > shown
            assert "my fault" not in again.words


async def test_of_a_person_who_is_forgotten_nothing_is_left_in_files_and_logs_while_the_bot_runs(
    tmp_path: Path,
) -> None:
    lines = io.StringIO()
    log.configure(lines)
    try:
        async with house(tmp_path) as bot:
            chat = bot.teams.person(f"Name {CANARY}")
            await chat.say(f"it is broken since monday {CANARY}")
            await chat.say("0x8004def7")
            await chat.press("start")
            await chat.press("person")
            await chat.press("send", note=CANARY)
            await bot.teams.person("Somebody Else").say("0x8004def7")
            person = f"aad-name-{CANARY}"
            database = f"sqlite:///{tmp_path}/unstuck.sqlite3"
            assert await asyncio.to_thread(command, "forget", person, "--database", database) == (
                "Deleted: 1 conversation.\n"
            )
            kept = b"".join(file.read_bytes() for file in tmp_path.iterdir())
            assert CANARY.encode() not in kept
            await bot.teams.person("Somebody Else").say("where was i")
            assert "Deleted: 0 conversations." in await asyncio.to_thread(
                command, "forget", "a", "--database", database
            )
            await chat.say("hello")
            assert "my fault" not in chat.words
    finally:
        log.configure()
    assert CANARY not in lines.getvalue()


async def how_long(chat: Chat, times: int) -> list[float]:
    """Seconds from a message to its reply."""
    waits = []
    for _ in range(times):
        shown, began = len(chat.messages), asyncio.get_running_loop().time()
        place = {"id": chat.conversation, "conversationType": "personal"}
        await chat.teams.post(chat.teams.activity("message", chat.name, place, text="0x8004def7"))
        await until(lambda shown=shown: len(chat.messages) > shown)  # type: ignore[misc]
        waits.append(asyncio.get_running_loop().time() - began)
    return waits


async def test_twelve_turns_to_a_dead_service_do_not_slow_an_innocent_person(bot: House) -> None:
    innocent = bot.teams.person("Innocent")
    quiet = await how_long(innocent, 40)
    async with hole() as dead:
        for number in range(12):
            chat = bot.teams.person(f"Stuck {number}")
            place = {"id": chat.conversation, "conversationType": "personal"}
            await bot.teams.post(bot.teams.activity("message", chat.name, place, text="0x8004def7", serviceUrl=dead))
        beside = await how_long(innocent, 40)
    # The middle of many is steady on a busy machine; a share of the dead service's 15 s would show in each of them.
    assert statistics.median(beside) < 2 * statistics.median(quiet) + 0.01
    assert max(beside) < 1
