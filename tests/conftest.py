"""What every test may ask for: a database of each kind.

Where no PostgreSQL can be started, its tests are left out, with what to do about it; on a build server (`CI=true`) that
is a failure.
"""

import gc
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from tests import postgres

LONG = (
    "tests/torture/",
    "tests/e2e/",
    "tests/deploy/",
    "tests/delivery/test_kill",
    "tests/hostile/",
    "tests/authoring/test_paths",
    "tests/editor/",
    "tests/test_server",
    "tests/store/test_contract",
    "tests/store/test_sqlite.py::test_of_six_starts",
    "tests/store/test_sqlite.py::test_the_lock_ends",
    "tests/store/test_sqlite.py::test_a_second_process",
    "tests/store/test_sqlite.py::test_a_start_that_is_killed",
    "tests/test_front_door.py::test_without_a_browser",
)
"""Tests that start programs, kill them, send a flood or walk every way: left out of the quick loop only."""


ALONE = (
    "tests/torture/",
    "tests/e2e/",
    "tests/deploy/",
    "tests/delivery/test_kill",
    "tests/hostile/",
    "tests/test_server",
    "tests/browser/",
    "tests/editor/",
    "tests/bench/",
)
"""Tests that kill programs, watch the clock or install something once: nothing else may run beside them."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.nodeid.startswith(LONG):
            item.add_marker(pytest.mark.long)
        if item.nodeid.startswith(ALONE):
            item.add_marker(pytest.mark.alone)


def pytest_collection() -> None:
    gc.disable()


def pytest_collection_finish() -> None:
    """What was imported stays: the collector needn't look at it while it grows, nor again while the tests run."""
    gc.freeze()
    gc.enable()


@pytest.fixture(scope="session")
def postgres_address() -> Iterator[str]:
    """A database that is ours alone, on a server that isn't killed."""
    given = os.environ.get(postgres.VARIABLE)
    if given:
        yield given
        return
    with postgres.server() as server:
        if server is None:
            postgres.leave_out()
        assert server is not None
        yield server.create("unstuck_tests")


def emptied(address: str) -> str:
    """The database without anything in it."""
    with psycopg.connect(address, autocommit=True) as db:
        db.execute("SET client_min_messages = 'error'")
        db.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() "
            "AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
        )
        db.execute("DROP SCHEMA public CASCADE")
        db.execute("CREATE SCHEMA public")
    return address


@pytest.fixture
def empty_postgres(postgres_address: str) -> str:
    return emptied(postgres_address)


@pytest.fixture(
    params=[pytest.param("sqlite"), pytest.param("postgresql", marks=pytest.mark.postgres)],
)
def database(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty database, of each kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/t.db"
    find: Callable[[str], str] = request.getfixturevalue
    return find("empty_postgres")
