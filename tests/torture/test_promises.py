"""The kill loops, short: what was answered is never lost, replies stay in order, nobody waits long. `make torture` is
the long form, with a table."""

import asyncio
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from tests import postgres
from tests.torture.campaign import Blow, Campaign, Outcome, Plan
from tests.torture.mutants import MUTANTS, of_mutant, run, the_next_version

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there are no such signals there")

PLAN = Plan("postgresql", 6, 1.0, conversations=30, at_once=6)
EVERYTHING: tuple[Blow, ...] = ("kill", "kill", "term", "database", "kill")


@pytest.fixture(scope="module")
def server() -> Iterator[postgres.Server]:
    """One that may be killed, so never one that is somebody's."""
    with postgres.server() as made:
        if made is None:
            postgres.leave_out()
        assert made is not None
        yield made


@pytest.mark.postgres
def test_whatever_is_killed_nothing_is_lost_and_all_stays_in_order(server: postgres.Server, tmp_path: Path) -> None:
    outcome = run(replace(PLAN, blows={blow: EVERYTHING.count(blow) for blow in EVERYTHING}), tmp_path, server)
    assert outcome.sound, outcome
    assert outcome.verdict.turns > 60
    assert outcome.verdict.longest_silence_s <= 8


@pytest.mark.postgres
def test_a_process_that_is_told_to_stop_is_not_noticed(server: postgres.Server, tmp_path: Path) -> None:
    outcome = run(replace(PLAN, seconds=4, blows={"term": 1}, slow_s=0.05), tmp_path, server)
    assert outcome.sound, outcome
    assert outcome.verdict.copies == 0
    assert outcome.verdict.longest_silence_s <= 1


@dataclass(frozen=True)
class Three:
    sqlite: Outcome
    mutant: Outcome
    versions: Outcome


@pytest.fixture(scope="module")
def three(server: postgres.Server, tmp_path_factory: pytest.TempPathFactory) -> Three:
    """Runs that don't say how quick anything is, and so can share the machine."""

    def folder(name: str) -> Path:
        return tmp_path_factory.mktemp(name)

    async def at_the_same_time() -> Three:
        killed = replace(PLAN, kind="sqlite", blows={"kill": 2, "term": 1})
        versions = replace(PLAN, seconds=8, conversations=10, beside=the_next_version(folder("source")))
        runs = (
            Campaign(killed, folder("sqlite"), None).run(),
            of_mutant(MUTANTS[0], folder("mutant"), server).run(),
            Campaign(versions, folder("versions"), server).run(),
        )
        return Three(*await asyncio.gather(*runs))

    return asyncio.run(at_the_same_time())


@pytest.mark.postgres
def test_one_process_on_sqlite_that_is_killed_again_and_again_loses_nothing(three: Three) -> None:
    assert three.sqlite.sound, three.sqlite
    assert three.sqlite.verdict.turns > 30
    assert three.sqlite.verdict.longest_silence_s <= 2, "from when it is ready again"


@pytest.mark.postgres
def test_a_program_without_compare_and_set_is_seen_through(three: Three) -> None:
    """The other mutants are tried by `make torture`."""
    assert not three.mutant.sound, three.mutant


@pytest.mark.postgres
def test_this_version_and_the_next_one_work_on_one_database_at_the_same_time(three: Three) -> None:
    """Each conversation goes to and fro between the two."""
    assert three.versions.sound, three.versions
    assert three.versions.verdict.turns > 20
