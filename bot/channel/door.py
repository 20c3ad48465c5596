"""Where activities come in. What reads them is made when the first one is there, or at the start.

The libraries that read and check them take a fifth of a start and 25 MB. A bot that Teams can't reach mostly never
meets an activity.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from aiohttp import web

if TYPE_CHECKING:
    from bot.channel.endpoint import Endpoint

PATH: Final = "/api/messages"
MAX_BODY: Final = 256 * 1024
"""Far above what a person types or pastes; a message's limit in Teams is around 100 KB."""


class Door:
    """The route of the endpoint. `make` makes the endpoint, and imports what that needs."""

    def __init__(self, make: "Callable[[], Endpoint]") -> None:
        self._make = make
        self._made: Endpoint | None = None

    def open(self) -> None:
        """Make the endpoint now, and not while the first caller waits."""
        if self._made is None:
            self._made = self._make()

    def add_to(self, app: web.Application) -> None:
        app.router.add_post(PATH, self._handle)

    async def _handle(self, request: web.Request) -> web.Response:
        self.open()
        assert self._made is not None
        return await self._made.handle(request)
