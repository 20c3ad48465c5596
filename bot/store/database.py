"""What both stores do alike: every call is one whole transaction of statements that SQLite and PostgreSQL share.

A store of a kind says how a transaction is done there, and what is different: who may send.
"""

import secrets
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Callable, Collection, Sequence
from datetime import datetime, timedelta
from typing import TypeVar

from bot.delivery import Agenda, DueTimer, Result, Row
from bot.engine.model import Session
from bot.helpdesk.acting import AtDesk
from bot.helpdesk.cases import Case
from bot.helpdesk.outages import Report
from bot.store import banner, cases, desk, forget, history, outbox, records, timers, turns
from bot.store.connection import Connection
from bot.store.epoch import to_ms
from bot.turn import Commit, Delivery, Json, Loaded, ShownCard

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

    # --- the helpdesk's channel (bot.helpdesk.turns.DeskStore)

    async def at_desk(
        self, conv: str, keys: tuple[str, ...], number: int = 0, token: str = "", problem: str = ""
    ) -> AtDesk:
        return await self._read(lambda db: desk.at_desk(db, conv, keys, number, token, problem))

    async def outages(self, conv: str) -> tuple[ShownCard, ...]:
        return await self._read(lambda db: desk.outages(db, conv))

    async def reports(self, since: datetime) -> tuple[Report, ...]:
        return await self._read(lambda db: desk.reports(db, to_ms(since)))

    async def channel(self, id: str) -> str | None:
        return await self._read(lambda db: desk.channel(db, id))

    async def remember_channel(self, id: str, conv: str) -> str:
        return await self._write(lambda db: desk.remember_channel(db, id, conv))

    async def own_chat(self, tenant: str, person: str) -> str | None:
        return await self._read(lambda db: desk.own_chat(db, tenant, person))

    # --- for whoever looks

    async def ready(self) -> None:
        """Write something; raise `StoreUnavailable`, which says why, if that can't be done."""
        # Another value each time: what stays the same is written nowhere.
        mark = secrets.token_hex(4)
        await self._write(
            lambda db: db.execute(
                "INSERT INTO meta (key, value) VALUES ('ready', ?) "
                "ON CONFLICT (key) DO UPDATE SET value = excluded.value",
                (mark,),
            )
        )

    async def log_key(self) -> str:
        """The key that conversations are hashed with in the log: as long as the database lasts, and for every process
        on it, the same. Made when it is asked for first."""
        new = secrets.token_hex(32)

        def work(db: Connection) -> str:
            db.execute("INSERT INTO meta (key, value) VALUES ('log-key', ?) ON CONFLICT (key) DO NOTHING", (new,))
            return str(db.execute("SELECT value FROM meta WHERE key = 'log-key'").fetchone()[0])

        return await self._write(work)

    async def session(self, conv: str) -> Session | None:
        return await self._read(lambda db: records.session(db, conv))

    async def events(self, conv: str, most: int = 200) -> tuple[records.Happened, ...]:
        """The latest of a conversation, the newest last."""
        return await self._read(lambda db: records.events(db, conv, most))

    async def transcript(self, conv: str) -> tuple[records.Shown, ...]:
        """What the bot showed there, as it looks now."""
        return await self._read(lambda db: records.transcript(db, conv))

    async def timers(self, conv: str) -> tuple[DueTimer, ...]:
        """What a conversation waits for, the next one first."""
        return await self._read(lambda db: timers.timers(db, conv))

    async def bring_nearer(self, conv: str, by: timedelta, address: Json) -> None:
        """All timers of a conversation are due that much earlier, and are handed back with that address."""
        await self._write(lambda db: timers.bring_nearer(db, conv, int(by.total_seconds() * 1000), address))

    async def gaps(self, most: int = 100) -> tuple[records.KeptGap, ...]:
        """The newest first."""
        return await self._read(lambda db: records.gaps(db, most))

    def histories(self, since: datetime) -> AsyncIterator[list[history.Passed]]:
        """What happened since then in each conversation, one after the other."""
        return history.histories(lambda after: self._read(lambda db: history.page(db, after)), to_ms(since))

    async def gap_counts(self, since: datetime, until: datetime, language: str = "") -> tuple[history.CountedGap, ...]:
        """What nothing matched in that time, the most frequent first. `language`: only that."""
        return await self._read(lambda db: history.gap_counts(db, to_ms(since), to_ms(until), language))

    async def waiting(self) -> tuple[records.Waiting, ...]:
        """What is still to be sent, by kind."""
        return await self._read(records.waiting)

    async def banner_since(self) -> int:
        """Since when the banner stands that is up now, epoch ms; 0: none is."""
        return await self._read(banner.banner_since)

    async def banner(self) -> banner.SetBanner | None:
        return await self._read(banner.banner_as_set)

    async def set_banner(self, text: str, now: datetime, *, products: tuple[str, ...] = (), set_by: str = "") -> None:
        await self._write(lambda db: banner.set_banner(db, text, products, set_by, to_ms(now)))

    async def clear_banner(self, now: datetime) -> bool:
        """False: there was none."""
        return await self._write(lambda db: banner.clear_banner(db, to_ms(now)))

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
