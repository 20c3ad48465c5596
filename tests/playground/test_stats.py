"""The statistics in the browser: the same numbers, in the same words, as in the terminal."""

import asyncio
import html
import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.cli import main
from bot.engine.shelf import Shelf
from bot.playground.gate import COOKIE
from tests.playground.visiting import Page, Site, Visitor, site
from tests.statistics.population import BEGIN_MS, People, Truth, keep

STEPS = (
    Truth("lamp#clock", minutes=4, helps=0.1),
    Truth("lamp#other-way", minutes=1, helps=0.6),
    Truth("lamp#restart-pc", minutes=5, helps=0.2, leaves=0.4, cant=0.1),
)
DAYS_AGO = 20


@pytest.fixture
async def here(tmp_path: Path) -> AsyncIterator[Site]:
    async with site(tmp_path, shelf=Shelf(())) as made:
        yield made


@pytest.fixture
async def visitor(here: Site, tmp_path: Path) -> AsyncIterator[Visitor]:
    """Three hundred people went through one list twenty days ago."""
    begun = int((datetime.now(UTC) - timedelta(days=DAYS_AGO)).timestamp() * 1000)
    keep(tmp_path / "playground.sqlite3", People(STEPS).talks(300), "onedrive-network", begun - BEGIN_MS)
    async with here.visitor() as made:
        yield made


async def stats(visitor: Visitor, query: str = "") -> str:
    async with visitor.session.get(f"{visitor.url}/stats{query}") as answer:
        assert answer.status == 200
        return await answer.text()


def rows(page: str) -> list[list[str]]:
    """The cells of the page's table, each row from left to right."""
    (table,) = re.findall(r"<table>.*?</table>", page, re.DOTALL)
    cells = (re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL) for row in re.split(r"<tr[^>]*>", table)[1:])
    return [[_plain(cell) for cell in each] for each in cells]


def words(page: str) -> str:
    return _plain(page.partition("<main")[2])


def _plain(marked: str) -> str:
    return html.unescape(" ".join(re.sub(r"<[^>]*>", " ", marked).split()))


async def in_terminal(folder: Path, *arguments: str) -> str:
    asked = ["stats", *arguments, "--database", f"sqlite:///{folder / 'playground.sqlite3'}"]
    done = await asyncio.to_thread(CliRunner().invoke, main, asked)
    assert done.exit_code == 0, done.output
    return done.output


async def test_the_table_of_a_dialog_is_that_of_the_terminal(visitor: Visitor, tmp_path: Path) -> None:
    page = await stats(visitor, "?dialog=onedrive-network")
    told = (await in_terminal(tmp_path, "onedrive-network")).splitlines()
    at = next(number for number, line in enumerate(told) if line.startswith("step"))
    in_columns = [re.split(r" {2,}", line.strip()) for line in told[at : at + 1 + len(STEPS)]]
    without_gaps = [[cell for cell in row if cell] for row in rows(page)]
    assert without_gaps == in_columns
    assert [row[0] for row in without_gaps] == ["step", "clock", "other-way", "restart-pc"]
    shown = words(page)
    for line in told[2:at]:
        assert line in shown
    for line in told[at + 1 + len(STEPS) :]:
        assert re.sub(r"^ *(now|then) +", "", line).strip() in shown


async def test_all_dialogs_lead_to_their_own_page_for_the_same_days(visitor: Visitor, tmp_path: Path) -> None:
    page = await stats(visitor)
    told = (await in_terminal(tmp_path)).splitlines()
    assert [[cell for cell in row if cell] for row in rows(page)] == [
        re.split(r" {2,}", line.strip()) for line in told[1:3]
    ]
    (link,) = re.findall(r'<th scope="row"><a href="([^"]*)"', page)
    assert "What became of each step" in await stats(visitor, html.unescape(link).removeprefix("/stats"))


async def test_the_list_is_coloured_and_says_so_in_words(visitor: Visitor) -> None:
    page = await stats(visitor, "?dialog=onedrive-network")
    listed = page.partition('<ol class="counted">')[2]
    lines = {name: each for each, name in re.findall(r"(<li.*?<code>(.*?)</code>.*?</li>)", listed, re.DOTALL)}
    assert 'class="helps"' in lines["other-way"]
    assert "helps many" in lines["other-way"]
    assert 'class="leave"' in lines["restart-pc"]
    assert "many leave here" in lines["restart-pc"]
    assert "class=" not in lines["clock"].partition(">")[0]
    assert re.search(r"shown \d+ times, fixed \d+ % \(\d+ to \d+\), left here", lines["clock"])
    assert "shown" not in lines["network-by-it"], "nobody was counted at what IT does"


async def test_an_order_that_may_be_faster_comes_with_the_warning_about_survivors(visitor: Visitor) -> None:
    shown = words(await stats(visitor, "?dialog=onedrive-network"))
    assert "This order may be faster. Nothing is changed: it is for you to judge." in shown
    assert "a later step was only shown to those whom the earlier ones didn't help" in shown


async def test_only_the_days_that_are_chosen_count_the_last_one_included(visitor: Visitor) -> None:
    begun = (datetime.now(UTC) - timedelta(days=DAYS_AGO)).date()
    day = timedelta(days=1)
    whole = await stats(visitor, f"?since={begun - day}&until={begun + day}")
    assert rows(whole)[1][:2] == ["onedrive-network", "300"]
    assert "Nobody was walked through a dialog" in words(await stats(visitor, f"?until={begun - day}"))
    assert "Nobody was walked through a dialog" in words(await stats(visitor, f"?since={begun + 2 * day}"))
    assert "Nobody was walked through it" in words(
        await stats(visitor, f"?dialog=onedrive-network&until={begun - day}")
    )


async def test_the_terminal_ends_at_the_same_evening(visitor: Visitor, tmp_path: Path) -> None:
    begun = (datetime.now(UTC) - timedelta(days=DAYS_AGO)).date()
    told = await in_terminal(tmp_path, "--until", str(begun + timedelta(days=1)))
    assert told.splitlines()[0].endswith(f"until {begun + timedelta(days=1)}")
    assert "onedrive-network" in told
    assert "Nobody" in await in_terminal(tmp_path, "--until", str(begun - timedelta(days=1)))


async def test_what_came_of_a_walk_later_counts_where_it_was_begun(here: Site, tmp_path: Path) -> None:
    begun = int(datetime(2026, 10, 10, 23, 59, tzinfo=UTC).timestamp() * 1000)
    keep(
        tmp_path / "playground.sqlite3",
        People((Truth("lamp#clock", 60, helps=1.0),)).talks(1),
        "onedrive-network",
        begun - BEGIN_MS,
    )
    async with here.visitor() as visitor:
        page = await stats(visitor, "?since=2026-10-10&until=2026-10-10")
        assert "fixed 100 %" in words(
            await stats(visitor, "?dialog=onedrive-network&since=2026-10-10&until=2026-10-10")
        )
        assert rows(page)[1][:2] == ["onedrive-network", "1"]


@pytest.mark.parametrize(
    ("query", "status", "says"),
    [
        ("?dialog=onedrive-netwrk", 404, 'did you mean "onedrive-network"?'),
        ("?dialog=<b>", 404, "Choose one from the list"),
        ("?since=soon", 400, "Write a day as 2026-11-01"),
        ("?until=2026-13-01", 400, "Write a day as 2026-11-01"),
        ("?since=0001-01-01", 400, "Write a day as 2026-11-01"),
        ("?until=9999-12-31", 400, "Write a day as 2026-11-01"),
        ("?since=2026-11-02&until=2026-11-01", 400, "The first day has to come before the last one"),
    ],
)
async def test_what_cant_be_shown_is_said_with_what_to_do(visitor: Visitor, query: str, status: int, says: str) -> None:
    async with visitor.session.get(f"{visitor.url}/stats{query}") as answer:
        assert answer.status == status
        told = await answer.text()
        assert says in html.unescape(told)
        assert "<b>" not in told


async def test_looking_starts_no_talk_and_another_page_goes_through_the_door(visitor: Visitor) -> None:
    async with visitor.session.get(f"{visitor.url}/stats") as answer:
        assert COOKIE not in answer.cookies
    foreign = {"Sec-Fetch-Site": "cross-site"}
    async with visitor.session.get(f"{visitor.url}/stats?dialog=onedrive-network", headers=foreign) as answer:
        assert 'content="0; url=/stats?dialog=onedrive-network"' in await answer.text()


async def test_the_talk_leads_to_the_numbers_of_its_dialog(visitor: Visitor) -> None:
    page: Page = await visitor.say("0x8004def7")
    assert '<a href="/stats?dialog=onedrive-sign-in">' in page.html
    assert '<a href="/stats">' in page.html
