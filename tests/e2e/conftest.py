from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.e2e.house import House, house
from tests.e2e.teams import Teams


@pytest.fixture
async def bot(tmp_path: Path) -> AsyncIterator[House]:
    async with house(tmp_path) as running:
        yield running


@pytest.fixture
def teams(bot: House) -> Teams:
    return bot.teams
