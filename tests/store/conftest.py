"""A store for the tests of this room, on each kind of database."""

from collections.abc import Iterator

import pytest

from bot.store import Database, open_store


@pytest.fixture
def store(database: str) -> Iterator[Database]:
    made = open_store(database)
    yield made
    made.close()
