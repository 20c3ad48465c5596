"""The store in PostgreSQL: for several processes at once, none of which needs to see the same person twice.

Transactions are done by threads (`workers.py`). Who sends for a conversation is a lease (`lanes.py`). Reads are single
statements without a transaction around them: what a turn read is checked again by its commit (the session's version
and the keys), and what a lane reads is changed by nobody else.
"""

import contextlib
import secrets
import time
from collections.abc import Callable, Collection, Sequence
from datetime import datetime
from typing import Any, Final, TypeVar
from urllib.parse import urlsplit

import psycopg

from bot.delivery import Agenda, Result, Row
from bot.store import lanes, migrate, outbox, restored, turns
from bot.store.connection import Connection
from bot.store.database import Database
from bot.store.epoch import to_ms
from bot.store.errors import DatabaseOlder, DatabaseUnreachable
from bot.store.workers import Statements, Workers
from bot.turn import Commit, Delivery

T = TypeVar("T")
_LOCK: Final = 0x756E7374
"""The advisory lock of whoever brings the tables up to date ("unst")."""
_MIGRATE_WITHIN_S: Final = 60.0
_MAINTAIN_WITHIN_S: Final = 60.0
_HOME: Final = (
    "SELECT CASE WHEN has_function_privilege('pg_control_system()', 'execute') "
    "THEN (SELECT CAST(system_identifier AS TEXT) FROM pg_control_system()) ELSE '' END "
    "|| '/' || CAST(CAST(CAST('session' AS regclass) AS oid) AS TEXT)"
)
_WIRE: Final[dict[str, Any]] = {
    "connect_timeout": 2,
    "application_name": "unstuck",
    # A database whose machine is gone is noticed after some seconds, also in the middle of a wait.
    "keepalives_idle": 2,
    "keepalives_interval": 1,
    "keepalives_count": 3,
    "tcp_user_timeout": 4000,
}
_SESSION: Final = (
    # What was answered must survive a crash of the database, whatever its default is. So must what was sent: else it
    # is sent again, after newer messages.
    "SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off'",
    # A process that is stopped in the middle of a transaction mustn't stop others.
    "SET idle_in_transaction_session_timeout = '3s'",
    "SET lock_timeout = '1500ms'",
    # The other side of a broken connection lets go of its locks.
    "SET tcp_keepalives_idle = 2",
    "SET tcp_keepalives_interval = 1",
    "SET tcp_keepalives_count = 3",
)


class PostgresStore(Database):
    """The store in a database that others may use at the same time."""

    def __init__(self, address: str, *, alone: bool = True) -> None:
        """Connect, and bring the tables up to date. `alone`: this process is a bot, and sends; False: a command
        beside it. Raises a `DatabaseProblem`."""
        self._address = address
        self._owner = secrets.token_hex(8)
        self._held: dict[str, float] = {}
        """Conversations whose lane is ours, and until when we may be sure of it (monotonic)."""
        try:
            first = self._connect()
        except (psycopg.Error, ValueError) as error:
            raise DatabaseUnreachable(_where(address), _why(error)) from None
        try:
            _bring_up_to_date(first, _where(address), may_change=alone)
        except psycopg.Error as error:
            first.close()
            raise DatabaseUnreachable(_where(address), _why(error)) from None
        except BaseException:
            first.close()
            raise
        self._workers = Workers(self._connect, first)

    def close(self) -> None:
        """Others send for what was ours from now on."""
        self._workers.stop()
        with contextlib.suppress(psycopg.Error), self._connect() as db:
            lanes.give_back(Statements(db), self._owner, tuple(self._held))
            lanes.leave(Statements(db), self._owner)

    def _connect(self) -> "psycopg.Connection[Any]":
        db = psycopg.connect(self._address, autocommit=True, **_WIRE)
        try:
            for statement in _SESSION:
                db.execute(statement.encode())
        except BaseException:
            db.close()
            raise
        return db

    async def _read(self, look: Callable[[Connection], T]) -> T:
        return await self._workers.do(look, atomic=False)

    async def _write(self, work: Callable[[Connection], T]) -> T:
        return await self._workers.do(work)

    async def _maintain(self, work: Callable[[Connection], T]) -> T:
        return await self._workers.do(work, within_s=_MAINTAIN_WITHIN_S)

    async def _wipe(self) -> None:
        """Free the room of deleted rows now. What is in the write-ahead log and in backups is the server's."""
        await self._workers.do(_vacuum, atomic=False, within_s=_MAINTAIN_WITHIN_S)

    async def drop_old(self, now: datetime) -> None:
        await self._write(lanes.drop_dead_processes)
        await super().drop_old(now)

    # --- what leaves something to send takes the lane

    async def commit(self, commit: Commit) -> None:
        await self._follow(commit.conv, commit.at, lambda db: turns.commit(db, commit))

    async def enqueue(self, conv: str, key: str, delivery: Delivery, at: datetime) -> None:
        def work(db: Connection) -> None:
            lanes.lock(db, conv)
            turns.enqueue(db, conv, key, delivery, to_ms(at))

        await self._follow(conv, at, work)

    async def settle(self, row: Row, result: Result, now: datetime) -> Row | None:
        def work(db: Connection) -> Row | None:
            lanes.lock(db, row.conv)
            return outbox.settle(db, row, result, now)

        next_row = await self._follow(row.conv, now, work)
        return next_row if self.holds(row.conv) else None

    async def _follow(self, conv: str, at: datetime, work: Callable[[Connection], T]) -> T:
        began = time.monotonic()

        def follow(db: Connection) -> tuple[T, bool]:
            done = work(db)
            return done, lanes.follow(db, self._owner, conv, to_ms(at))

        done, ours = await self._write(follow)
        self._note(conv, began, ours)
        return done

    def _note(self, conv: str, began: float, ours: bool) -> None:
        if ours:
            self._held[conv] = began + lanes.SURE_S
        else:
            self._held.pop(conv, None)

    # --- delivery

    async def due(self, now: datetime, most: int) -> tuple[str, ...]:
        began = time.monotonic()
        found = await self._write(lambda db: lanes.claim(db, self._owner, to_ms(now), most))
        for conv in found:
            self._note(conv, began, ours=True)
        return found

    async def agenda(self, conv: str, now: datetime) -> Agenda | None:
        if not self.holds(conv):
            return None
        return await self._read(
            lambda db: outbox.agenda(db, conv, now) if lanes.is_ours(db, self._owner, conv) else None
        )

    def holds(self, conv: str) -> bool:
        return time.monotonic() < self._held.get(conv, 0.0)

    async def renew(self, convs: Sequence[str]) -> int:
        began = time.monotonic()

        def work(db: Connection) -> tuple[tuple[str, ...], int]:
            return (lanes.renew(db, self._owner, convs) if convs else ()), lanes.report(db, self._owner)

        kept, processes = await self._write(work)
        for conv in convs:
            self._note(conv, began, conv in kept)
        for conv in [conv for conv, until in self._held.items() if until < began]:
            del self._held[conv]
        return processes

    async def give_back(self, but: Collection[str]) -> None:
        convs = [conv for conv in self._held if conv not in but]
        for conv in convs:
            del self._held[conv]
        await self._write(lambda db: lanes.give_back(db, self._owner, convs))


def _vacuum(db: Connection) -> None:
    for table in ("session", "inbox", "outbox", "timer", "card", "handoff_case", "gap", "event", "damaged_session"):
        db.execute(f"VACUUM {table}")


def _bring_up_to_date(db: "psycopg.Connection[Any]", where: str, *, may_change: bool) -> None:
    """Migrate in one transaction, one process at a time; whoever dies at it leaves everything as it was."""
    statements = Statements(db)
    with db.transaction():
        db.execute(f"SET LOCAL lock_timeout = '{int(_MIGRATE_WITHIN_S)}s'".encode())
        db.execute("SELECT pg_advisory_xact_lock(%s)", (_LOCK,))
        if not may_change:
            statements.execute(migrate.META)
            found, known = migrate.found_version(statements, where), max(migrate.migrations())
            if 0 < found < known:
                raise DatabaseOlder(where, found, known)
        migrate.migrate(statements, where)
        if may_change:
            home = statements.execute(_HOME).fetchone()[0]
            restored.settle_in(statements, (home,), home)


def _where(address: str) -> str:
    """The address without who signs in with what."""
    try:
        parts = urlsplit(address)
        return f"{parts.hostname or 'local'}{parts.path}"
    except ValueError:
        return "that address"


def _why(error: Exception) -> str:
    """The first line of what the server said; it never holds the password."""
    said = str(error).strip().splitlines()
    return said[0][:200].rstrip(".") if said else type(error).__name__
