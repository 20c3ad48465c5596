"""What both stores do alike: every call is one whole transaction of statements that SQLite and PostgreSQL share.

A store of a kind says how a transaction is done there, and what is different: who may send.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Sequence
from datetime import datetime
from typing import TypeVar

from bot.delivery import Agenda, Result, Row
from bot.engine.model import Session
from bot.helpdesk.cases import Case
from bot.store import cases, forget, outbox, records, turns
from bot.store.connection import Connection
from bot.store.epoch import to_ms
from bot.turn import Commit, Delivery, Loaded

T = TypeVar("T")


class Database(ABC):
    """Sessions, events, timers, outbox, cards, cases, gaps and the banner.

    Every call raises `StoreUnavailable` when the database can't do it now.
    """

    @abstractmethod
    async def _read(self, look: Callable[[Connection], T]) -> T:
        """What `look` finds."""

    @abstractmethod
    async def _write(self, work: Callable[[Connection], T]) -> T:
        """Do it in one transaction. Raises what `work` raises, and then nothing was written."""

    async def _maintain(self, work: Callable[[Connection], T]) -> T:
        """The same for what nobody waits for, and may take longer."""
        return await self._write(work)

    @abstractmethod
    def close(self) -> None:
        """Finish what waits, and close. After it every call raises `StoreUnavailable`."""

    # --- turns (bot.turn.Store)

    async def load(self, conv: str, keys: tuple[str, ...], token: str | None, reply_to: str = "") -> Loaded:
        return await self._read(lambda db: turns.load(db, conv, keys, token, reply_to))

    async def commit(self, commit: Commit) -> None:
        await self._write(lambda db: turns.commit(db, commit))

    async def enqueue(self, conv: str, key: str, delivery: Delivery, at: datetime) -> None:
        await self._write(lambda db: turns.enqueue(db, conv, key, delivery, to_ms(at)))

    # --- delivery (bot.delivery.Outbox); as it is where one process sends

    async def due(self, now: datetime, most: int) -> tuple[str, ...]:
        return await self._read(lambda db: outbox.due(db, now, most))

    async def agenda(self, conv: str, now: datetime) -> Agenda | None:
        return await self._read(lambda db: outbox.agenda(db, conv, now))

    async def whom(self, conv: str) -> Agenda | None:
        return await self._read(lambda db: outbox.whom(db, conv))

    async def settle(self, row: Row, result: Result, now: datetime) -> Row | None:
        return await self._write(lambda db: outbox.settle(db, row, result, now))

    def holds(self, conv: str) -> bool:
        return True

    async def renew(self, convs: Sequence[str]) -> int:
        return 1

    async def give_back(self, but: Collection[str]) -> None:
        return None

    # --- cases (bot.helpdesk.cases.Cases)

    async def case(self, number: int) -> Case | None:
        return await self._read(lambda db: cases.case(db, number))

    async def cases(self, most: int = 100) -> tuple[Case, ...]:
        """The newest first."""
        return await self._read(lambda db: cases.cases(db, most))

    # --- for whoever looks

    async def ready(self) -> None:
        """Write something; raise `StoreUnavailable` if that can't be done."""
        await self._write(lambda db: db.execute("UPDATE meta SET value = value WHERE key = 'schema'"))

    async def session(self, conv: str) -> Session | None:
        return await self._read(lambda db: records.session(db, conv))

    async def events(self, conv: str, most: int = 200) -> tuple[records.Happened, ...]:
        """The latest of a conversation, the newest last."""
        return await self._read(lambda db: records.events(db, conv, most))

    async def transcript(self, conv: str) -> tuple[records.Shown, ...]:
        """What the bot showed there, as it looks now."""
        return await self._read(lambda db: records.transcript(db, conv))

    async def gaps(self, most: int = 100) -> tuple[records.KeptGap, ...]:
        """The newest first."""
        return await self._read(lambda db: records.gaps(db, most))

    async def banner(self) -> records.SetBanner | None:
        return await self._read(records.banner)

    async def set_banner(self, text: str, now: datetime, *, products: tuple[str, ...] = (), set_by: str = "") -> None:
        await self._write(lambda db: records.set_banner(db, text, products, set_by, to_ms(now)))

    async def clear_banner(self) -> bool:
        """False: there was none."""
        return await self._write(records.clear_banner)

    # --- people and retention

    async def forget(self, person: str, tenant: str | None = None) -> int:
        """Delete what is kept about a person, in that tenant or wherever they are. Gives how many conversations there
        were."""
        found = await self._maintain(lambda db: forget.forget_person(db, person, tenant))
        await self._wipe()
        return found

    @abstractmethod
    async def _wipe(self) -> None:
        """Leave nothing of what was deleted where it was stored, as far as this database can."""

    async def drop_old(self, now: datetime) -> None:
        """Drop what is kept long enough, some rows at a time."""
        while await self._maintain(lambda db: forget.drop_old(db, now)):
            continue
