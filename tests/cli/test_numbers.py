"""`unstuck stats`, `gaps`, `show --stats` and `new problem --from`: read from a real talk, on either database."""

import asyncio
import json
import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.cli import main
from bot.store import open_store
from tests.turn.talking import Clock, Talks


def unstuck(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, [str(each) for each in arguments])


async def beside(*arguments: str | Path) -> Result:
    """The same beside the bot, which goes on meanwhile."""
    return await asyncio.to_thread(unstuck, *arguments)


@pytest.fixture
def talks(database: str) -> Iterator[Talks]:
    made = Talks(database)
    yield made
    made.close()


async def one_is_helped_and_one_leaves(talks: Talks) -> None:
    """Two weeks ago, through the real bot."""
    begin = datetime.now(UTC) - timedelta(days=14)
    talk = talks(clock=Clock(begin))
    await talk.walk_to_a_step()
    talk.clock.wait(minutes=6)
    await talk.press("fixed")
    talk.conv = "test|contoso|ben"
    await talk.walk_to_a_step()
    talk.conv = "test|contoso|cem"
    await talk.say("the radiator is cold tonight")
    await talk.say("0x80fe0999")


async def test_the_numbers_are_those_of_the_talks_while_the_bot_runs(talks: Talks, database: str) -> None:
    await one_is_helped_and_one_leaves(talks)
    events = [
        event async for history in talks.opened[0].histories(datetime(2020, 1, 1, tzinfo=UTC)) for event in history
    ]
    steps = [event.step for event in events if event.name == "StepShown" and event.step]
    told = json.loads(await stats(database, "--format", "json"))
    ((dialog, numbers),) = told["dialogs"].items()
    assert numbers["walks"] == 2
    assert numbers["ends"] == {"fixed": 1, "left": 1}
    assert set(numbers["steps"]) == set(steps)
    assert [each["fates"] for each in numbers["steps"].values()] == [{"answered": 2}, {"fixed": 1, "left": 1}]
    assert numbers["minutes"] == 6
    assert dialog in await stats(database)


async def stats(database: str, *more: str) -> str:
    done = await beside("stats", "--database", database, *more)
    assert done.exit_code == 0, done.output
    return done.stdout


async def test_old_events_are_left_out(talks: Talks, database: str) -> None:
    await one_is_helped_and_one_leaves(talks)
    assert "Nobody was walked through a dialog in that time." in await stats(database, "--since", "2d")


async def test_gaps_are_listed_ignored_merged_and_made_a_problem(talks: Talks, database: str, tmp_path: Path) -> None:
    await one_is_helped_and_one_leaves(talks)
    ours = tmp_path / "ours"
    ours.mkdir()
    base = ("--content", ours, "--database", database)
    found = json.loads((await beside("gaps", "--format", "json", *base)).stdout)
    assert [(each["code"], each["texts"]) for each in found] == [
        ("0x80fe0999", []),
        ("", ["the radiator is cold tonight"]),
    ]
    id = found[1]["id"]
    made = await beside("new", "problem", "--from", id, *base)
    assert made.exit_code == 0, made.output
    (problem,) = (ours / "knowledge" / "ours").glob("*.yaml")
    assert "  - the radiator is cold tonight\n" in problem.read_text("utf-8")
    coded = await beside("new", "problem", "The lamp hums", "--from", "0x80fe0999", *base)
    assert coded.exit_code == 0, coded.output
    assert "codes:\n  - '0x80fe0999'" in (ours / "knowledge" / "ours" / "the-lamp-hums.yaml").read_text("utf-8")
    checked = await beside("check", "--content", ours)
    assert checked.exit_code == 0, checked.output
    assert (await beside("gaps", "ignore", id, *base)).exit_code == 0
    left = json.loads((await beside("gaps", "--format", "json", *base)).stdout)
    assert [each["code"] for each in left] == ["0x80fe0999"]
    refused = await beside("gaps", "merge", id, "0x80fe0999", *base)
    assert "Each code is a group of its own" in refused.output


async def test_only_the_gaps_of_a_language(talks: Talks, database: str) -> None:
    await one_is_helped_and_one_leaves(talks)
    assert "Nothing is unanswered" in (await beside("gaps", "--language", "de", "--database", database)).output
    assert "radiator is cold" in (await beside("gaps", "--language", "en", "--database", database)).output


def test_a_database_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    file = tmp_path / "none.db"
    done = unstuck("stats", "--database", f"sqlite:///{file}")
    assert done.exit_code == 1
    assert "There is no database at" in done.output
    assert not file.exists()


@pytest.mark.parametrize("since", ["soon", "30", "5y", "2026-13-01"])
def test_a_time_that_is_none_is_refused_with_examples(since: str, tmp_path: Path) -> None:
    done = unstuck("stats", "--since", since)
    assert done.exit_code == 2
    assert "Write 30d, 6w, 12h or a day such as 2026-11-01" in " ".join(done.output.split())


def test_the_picture_of_a_dialog_has_its_numbers_in_words_and_in_colour(tmp_path: Path) -> None:
    database = f"sqlite:///{tmp_path}/t.db"
    open_store(database).close()
    _insert(tmp_path / "t.db", shown=50, fixed=40)
    told = unstuck("show", "onedrive-network", "--stats", "--database", database)
    assert "shown 50 times, fixed 80 % (67 to 89), left here 20 %" in told.output
    svg = unstuck("show", "onedrive-network", "--stats", "--database", database, "--format", "svg").output
    assert 'class="leave"' in svg
    assert "shown 50 times" in svg
    mermaid = unstuck("show", "onedrive-network", "--stats", "--database", database, "--format", "mermaid").output
    assert "classDef leave" in mermaid


def _insert(file: Path, shown: int, fixed: int) -> None:
    at = int((datetime.now(UTC) - timedelta(days=9)).timestamp() * 1000)
    body = json.dumps({"dialog": "onedrive-network", "step": "onedrive-network#clock"})
    rows = [(f"c{n}", 1, 0, at, "d", "StepShown", body) for n in range(shown)]
    rows += [(f"c{n}", 2, 0, at + 60_000, "d", "StepFixed", body) for n in range(fixed)]
    with sqlite3.connect(file) as db:
        db.executemany(
            "INSERT INTO event (conv, version, n, at, content, kind, body) VALUES (?, ?, ?, ?, ?, ?, ?)", rows
        )
    db.close()


async def test_the_report_of_a_week_is_text_or_a_page(talks: Talks, database: str) -> None:
    await one_is_helped_and_one_leaves(talks)
    year, week, _ = (datetime.now(UTC) - timedelta(days=14)).isocalendar()
    told = await beside("report", "--week", f"{year}-W{week}", "--database", database)
    assert told.exit_code == 0, told.output
    assert [line.split()[-2:] for line in told.output.splitlines() if "Problems that were worked on" in line] == [
        ["2", "0"]
    ]
    assert "the radiator is cold tonight" in told.output
    page = await beside("report", "--week", f"{year}-W{week}", "--format", "html", "--database", database)
    assert page.stdout.startswith("<!doctype html>")
