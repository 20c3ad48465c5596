"""What the benchmarks of growth and of time stand on: sessions that are copied, and rows that are made older."""

from pathlib import Path

from bench.growth import COPIED, add_sessions
from bench.soak import make_older, rows
from bot.turn import now_utc
from tests.databases import execute
from tests.e2e.house import house


async def test_copied_sessions_have_all_that_the_first_ones_have(tmp_path: Path) -> None:
    async with house(tmp_path) as bot:
        for number in range(COPIED):
            await bot.teams.person(f"Person {number}").say("0x8004def7")
    file = tmp_path / "unstuck.sqlite3"
    before = rows(file)
    add_sessions(file, 3 * COPIED)
    assert rows(file) == {name: 3 * count for name, count in before.items()}


async def test_what_was_made_older_is_dropped_by_the_next_clean_but_for_events(tmp_path: Path) -> None:
    async with house(tmp_path) as bot:
        await bot.teams.person().say("0x8004def7")
    file = tmp_path / "unstuck.sqlite3"
    make_older(file)
    async with house(tmp_path) as bot:
        await bot.parts.store.drop_old(now_utc())
    left = rows(file)
    assert left.pop("event") > 0
    assert set(left.values()) == {0}
    assert execute(f"sqlite:///{file}", "SELECT count(*) FROM card") == [(0,)]
