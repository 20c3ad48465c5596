"""The kill loops, short: what was answered is never lost, replies stay in order, nobody waits long. `make torture` is
the long form, with a table."""

import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests import postgres
from tests.torture.campaign import Blow, Plan
from tests.torture.mutants import MUTANTS, Mutant, catches, run

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


def test_one_process_on_sqlite_that_is_killed_again_and_again_loses_nothing(tmp_path: Path) -> None:
    outcome = run(replace(PLAN, kind="sqlite", blows={"kill": 2, "term": 1}), tmp_path, None)
    assert outcome.sound, outcome
    assert outcome.verdict.turns > 30


@pytest.mark.postgres
@pytest.mark.parametrize("mutant", MUTANTS[:1], ids=lambda mutant: mutant.name)
def test_a_program_with_a_fault_built_in_is_seen_through(
    mutant: Mutant, server: postgres.Server, tmp_path: Path
) -> None:
    """All of them are tried by `make torture`."""
    assert catches(mutant, tmp_path, server)
