"""Conversations for the tests of this room."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.turn.talking import Talks


@pytest.fixture
def talks(tmp_path: Path) -> Iterator[Talks]:
    made = Talks(tmp_path / "t.db")
    yield made
    made.close()
