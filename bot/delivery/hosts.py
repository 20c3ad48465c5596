"""What is dead or slow harms only those who are there: for each host a limit, and a breaker.

Five sends in a row that couldn't connect close a host for about half a minute; then one is let through, and its answer
decides.
"""

import asyncio
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

MOST_AT_ONCE = 20
FAILURES = 5
CLOSED_FOR = timedelta(seconds=30)


@dataclass(slots=True)
class _Host:
    room: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(MOST_AT_ONCE))
    failures: int = 0
    closed_until: datetime | None = None


class Hosts:
    def __init__(
        self,
        spread: Callable[[], float] = lambda: random.uniform(0.8, 1.2),  # noqa: S311 - spreads load, guards nothing
    ) -> None:
        self._hosts: dict[str, _Host] = {}
        self._spread = spread

    def room(self, host: str) -> asyncio.Semaphore:
        """To be held while sending there."""
        return self._host(host).room

    def closed_until(self, host: str, now: datetime) -> datetime | None:
        """When to come again; None: send. Whoever is told so first after the time is the probe."""
        found = self._host(host)
        if found.closed_until is None:
            return None
        if now < found.closed_until:
            return found.closed_until
        found.closed_until = now + CLOSED_FOR * self._spread()
        return None

    def failed(self, host: str, now: datetime) -> bool:
        """It couldn't be reached. True: that closed it, and nobody is let through for a while."""
        found = self._host(host)
        found.failures += 1
        if found.failures < FAILURES:
            return False
        was_open = found.closed_until is None
        found.closed_until = now + CLOSED_FOR * self._spread()
        return was_open

    def answered(self, host: str) -> None:
        """It was reached."""
        found = self._host(host)
        found.failures, found.closed_until = 0, None

    def _host(self, host: str) -> _Host:
        return self._hosts.setdefault(host, _Host())
