"""Never faster than a channel allows: so many in a conversation, so many in a tenant.

What was sent in a conversation is read from the database, so it counts whoever sent it; a conversation that is at its
limit waits, and holds no place meanwhile. A tenant's limit is shared out: each of the processes that are there keeps to
its part. A send counts from its end, since it may have arrived at any moment until then.
"""

import asyncio
import time
from collections import deque
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class Limits:
    """What a channel takes. Empty: as much as there is."""

    in_conversation: tuple[tuple[timedelta, int], ...] = ()
    """So many within so long."""
    in_tenant: int | None = None
    """So many in a second."""

    def free_at(self, sent: Sequence[datetime], now: datetime) -> datetime | None:
        """When the next one may be sent in a conversation; None: now. `sent`: when others were, the newest last."""
        waits = [sent[-most] + within for within, most in self.in_conversation if len(sent) >= most]
        latest = max(waits, default=now)
        return latest if latest > now else None


@dataclass(slots=True)
class _Tenant:
    in_hand: int = 0
    ended: "deque[float]" = field(default_factory=deque)
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)


class TenantPace:
    """The tenants' limit, as far as it is this process's. In real time: nothing is written down for it."""

    def __init__(self) -> None:
        self.processes = 1
        """How many share the limit."""
        self._tenants: dict[str, _Tenant] = {}

    @asynccontextmanager
    async def room(self, tenant: str, most: int | None) -> AsyncIterator[None]:
        """To be held while something is sent there. First come, first served."""
        if most is None:
            yield
            return
        found = self._tenants.setdefault(tenant, _Tenant())
        async with found.turn:
            wait = self._wait(found, most)
            while wait > 0:
                await asyncio.sleep(wait)
                wait = self._wait(found, most)
            found.in_hand += 1
        try:
            yield
        finally:
            found.in_hand -= 1
            found.ended.append(time.monotonic())

    def _wait(self, tenant: _Tenant, most: int) -> float:
        """Seconds until there may be room; a moment where all of it is in hand."""
        now = time.monotonic()
        while tenant.ended and tenant.ended[0] <= now - 1:
            tenant.ended.popleft()
        if tenant.in_hand + len(tenant.ended) < max(1, most // self.processes):
            return 0.0
        return tenant.ended[0] + 1 - now if tenant.ended else 0.02
