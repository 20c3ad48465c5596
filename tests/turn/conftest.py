"""Conversations for the tests of this room."""

from collections.abc import Iterator

import pytest

from tests.turn.talking import Talks


@pytest.fixture
def talks(database: str) -> Iterator[Talks]:
    made = Talks(database)
    yield made
    made.close()
