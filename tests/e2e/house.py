"""The whole bot, put together as it runs, on a free port of this computer, with Teams played beside it."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import aiohttp

from bot.delivery import Limits
from bot.engine.shelf import Shelf
from bot.server import Parts, listening, parts
from bot.settings import load_settings
from tests.e2e.teams import Connector, Teams, connector


@lru_cache(maxsize=1)
def shipped_shelf() -> Shelf:
    """The shipped content, read once for all tests."""
    return Shelf()


@dataclass
class House:
    url: str
    parts: Parts
    service: Connector
    teams: Teams
    session: aiohttp.ClientSession
    folder: Path
    """Of its database."""


@asynccontextmanager
async def house(folder: Path, outlives: Connector | None = None, /, **options: Any) -> AsyncIterator[House]:
    """A running bot with its database in that folder. `outlives`: a connector of before. `options`: settings."""
    given = {"database": f"sqlite:///{folder}/unstuck.sqlite3", "port": 0} | options
    settings = load_settings(given)
    async with AsyncExitStack() as stack:
        service = outlives if outlives is not None else await stack.enter_async_context(connector())
        shelf = Shelf(settings.content) if settings.content else shipped_shelf()
        made = await stack.enter_async_context(parts(settings, shelf, limits=Limits()))
        port = await stack.enter_async_context(listening(made.app, settings))
        session = await stack.enter_async_context(aiohttp.ClientSession())
        url = f"http://127.0.0.1:{port}"
        yield House(url, made, service, Teams(url, service, session, made.courier.settle), session, folder)
