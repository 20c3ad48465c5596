"""Who belongs to the helpdesk: those whom the settings name, else the members of the channel's team.

Asked by the verified activity's own ids, never by what a card says. What the service told is kept for some minutes: who
leaves the team loses their say by then.
"""

import asyncio
import time
from collections.abc import Callable, Collection, Mapping
from typing import Any, Final

from bot.channel.activity import thread_of
from bot.channel.connector import Connector
from bot.delivery import SendFailed
from bot.log import log
from bot.turn import Arrival, Json, Person

KEPT_S: Final = 300.0
REFUSED_S: Final = 30.0
_MOST: Final = 2000
_WITHIN_S: Final = 3.0
"""Teams waits five seconds for the answer to a press."""


class Members:
    def __init__(
        self, connector: Connector, named: Collection[str] = (), clock: Callable[[], float] = time.monotonic
    ) -> None:
        """`named`: ids of the directory; empty: whoever is in the team. `clock`: monotonic seconds."""
        self._connector = connector
        self._named = frozenset(id.lower() for id in named)
        self._clock = clock
        self._known: dict[tuple[str, str], tuple[bool, float]] = {}

    async def find(self, arrival: Arrival, user: str, name: str) -> Person:
        """Somebody who was mentioned, by the channel's own id. Without a directory id they are nobody we know."""
        try:
            found = await self._ask(arrival.address, user)
        except (SendFailed, TimeoutError):
            found = None
        id = (found or {}).get("aadObjectId")
        return Person(arrival.person.tenant, id if isinstance(id, str) else user, name[:120])

    async def has(self, arrival: Arrival) -> bool | None:
        """Whether whoever acts belongs to the helpdesk. None: the service doesn't say so now."""
        person = arrival.person
        if self._named:
            return person.id.lower() in self._named
        key = (person.tenant, person.id)
        known = self._known.get(key)
        if known is not None and self._clock() < known[1]:
            return known[0]
        try:
            found = await self._ask(arrival.address, arrival.address["user"])
        except (SendFailed, TimeoutError) as failed:
            hint = "Nobody's act in the channel counts until the service answers."
            log.warning("desk.members_unknown", conversation=arrival.conv, why=str(failed) or "no answer", hint=hint)
            return None
        belongs = found is not None and found.get("aadObjectId", found.get("objectId")) == person.id
        if len(self._known) >= _MOST:
            self._known.clear()
        self._known[key] = (belongs, self._clock() + (KEPT_S if belongs else REFUSED_S))
        return belongs

    async def _ask(self, place: Json, user: str) -> Mapping[str, Any] | None:
        """Somebody of the channel's team. Raises `SendFailed` or `TimeoutError`."""
        team = place.get("team") or thread_of(place["conversation"])
        async with asyncio.timeout(_WITHIN_S):
            return await self._connector.member(place["service_url"], team, user)
