"""Never faster than a channel allows: so many in a conversation, so many in a tenant.

What was sent in a conversation is read from the database, so it counts whoever sent it; a conversation that is at its
limit waits, and holds no place meanwhile. A send counts from its end, since it may have arrived at any moment until
then.

A tenant's limit is shared out: nine tenths among the processes that are known to be there, the last tenth for one that
has come just now, until all others have heard of it. They hear of it when they renew what they hold, and who can't
renew that starts no send. So it holds in sum, at every moment.
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


NEW_FOR_S = 5.0
"""How long a process counts as new: longer than another one may go without renewing (`bot.store.lanes.SURE_S`)."""


class TenantPace:
    """The tenants' limit, as far as it is this process's. In real time: nothing is written down for it."""

    def __init__(self) -> None:
        self._processes = 0
        self._new_until = 0.0
        self._tenants: dict[str, _Tenant] = {}

    def shared_by(self, processes: int) -> None:
        """So many share the limit now, this one among them."""
        if not self._processes and processes > 1:
            self._new_until = time.monotonic() + NEW_FOR_S
        self._processes = processes

    def share(self, most: int) -> int:
        """What this process may send in a second of a limit for all; at least one."""
        reserve = max(1, most // 10)
        if not self._processes or time.monotonic() < self._new_until:
            return reserve
        return max(1, (most - reserve) // self._processes)

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
        if tenant.in_hand + len(tenant.ended) < self.share(most):
            return 0.0
        return tenant.ended[0] + 1 - now if tenant.ended else 0.02
