"""`unstuck banner` is set and cleared beside the running bot, and people hear of both."""

import asyncio
from pathlib import Path

from click.testing import CliRunner

from bot.cli.lazy import main
from tests.e2e.house import house
from tests.e2e.test_breaks import until


def command(folder: Path, *args: str) -> str:
    done = CliRunner().invoke(main, ["banner", *args, "--database", f"sqlite:///{folder}/unstuck.sqlite3"])
    assert done.exit_code == 0, done.output
    return done.output


async def test_a_banner_that_is_set_beside_the_bot_stands_before_every_start_until_it_is_cleared(
    tmp_path: Path,
) -> None:
    async with house(tmp_path) as bot:
        middle = bot.teams.person("Ben Weber")
        await middle.say("0x8004def7")
        await middle.press("start")
        told = await asyncio.to_thread(command, tmp_path, "set", "Since 9:40 many people\ncan't sign in.")
        assert "It stands before every start now" in told
        assert "Since 9:40 many people can't sign in." in await asyncio.to_thread(command, tmp_path, "show")

        chat = bot.teams.person()
        await chat.say("0x8004def7")
        assert "Since 9:40 many people can't sign in." in chat.words
        await chat.press("tell-me")
        await middle.press(next(verb for verb in middle.buttons() if verb.startswith("pick:")))
        assert "IT knows about this" in middle.messages[-2].words
        await middle.say("back")
        assert "IT knows about this" not in middle.messages[-2].words

        await asyncio.to_thread(command, tmp_path, "clear")
        for each in (chat, middle):
            await until(lambda each=each: "It's over" in each.words)  # type: ignore[misc]
        await bot.parts.courier.look()
        await bot.parts.courier.settle()
        assert sum("It's over" in message.words for message in chat.messages) == 1
        assert "There is none." in await asyncio.to_thread(command, tmp_path, "clear")


def test_a_banner_without_words_is_refused(tmp_path: Path) -> None:
    done = CliRunner().invoke(main, ["banner", "set", "  ", "--database", f"sqlite:///{tmp_path}/x.sqlite3"])
    assert done.exit_code == 1
    assert "A banner has 1 to 500 characters" in done.output
