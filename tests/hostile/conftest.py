from collections.abc import AsyncIterator, Iterator

import pytest
import pytest_asyncio

from bot import log
from tests.e2e.house import House, house
from tests.hostile.sending import Heard


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def bot(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[House]:
    """One bot for all of it: what is refused leaves nothing behind."""
    async with house(tmp_path_factory.mktemp("hostile")) as running:
        yield running


@pytest.fixture
def uncalled(bot: House) -> Iterator[None]:
    """Nothing goes out meanwhile."""
    before = len(bot.service.calls)
    yield
    assert len(bot.service.calls) == before


@pytest.fixture
def heard() -> Iterator[Heard]:
    """What is logged meanwhile."""
    lines = Heard()
    log.configure(lines)
    yield lines
    log.configure()
