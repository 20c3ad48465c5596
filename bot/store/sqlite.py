"""The store in a SQLite file: for one process, and for trying it out.

Writes go through one thread and share commits (`writer.py`), with a write-ahead log that is flushed at each commit, so
that what was answered survives a power cut. Reads are done in the caller's thread: they are a few look-ups by key from
a snapshot that the writer never blocks, and take less time than handing them to another thread would.
"""

import sqlite3
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from bot.delivery import Agenda, Result, Row
from bot.engine.model import Session
from bot.helpdesk.cases import Case
from bot.store import cases, forget, migrate, outbox, records, turns
from bot.store.epoch import to_ms
from bot.store.errors import (
    DatabaseNewer,
    DatabaseOlder,
    DatabaseUnreadable,
    DatabaseUnwritable,
)
from bot.store.lock import LockFile
from bot.store.writer import Writer
from bot.turn import Commit, Delivery, Loaded, StoreUnavailable

T = TypeVar("T")
WAIT_FOR_OTHERS_MS = 2000
"""How long a commit waits for another process (a command of the operator) to finish its own."""


class SqliteStore:
    """Sessions, events, timers, outbox, cards, cases, gaps and the banner, in one file.

    Every call is one whole transaction, and raises `StoreUnavailable` when the database can't do it now.
    """

    def __init__(self, path: Path, *, alone: bool = True) -> None:
        """Open the file, and make it if it isn't there. `alone`: this process sends; there can be one. Raises a
        `DatabaseProblem`."""
        self.path = path
        self._lock = _take_lock(path) if alone else None
        try:
            writing = _open(path)
            _bring_up_to_date(writing, path, may_change=alone)
            self._reading = _open(path)
            self._reading.execute("PRAGMA query_only = ON")
        except BaseException:
            self._release()
            raise
        self._writer = Writer(writing)

    def close(self) -> None:
        """Finish what waits, and close. After it every call raises `StoreUnavailable`."""
        self._writer.stop()
        self._reading.close()
        self._release()

    def _release(self) -> None:
        if self._lock is not None:
            self._lock.release()

    def _read(self, look: Callable[[sqlite3.Connection], T]) -> T:
        """From one snapshot."""
        db = self._reading
        try:
            db.execute("BEGIN")
            try:
                return look(db)
            finally:
                db.execute("COMMIT")
        except sqlite3.Error as error:
            raise StoreUnavailable(f"the database said: {type(error).__name__}") from error

    # --- turns (bot.turn.Store)

    async def load(self, conv: str, keys: tuple[str, ...], token: str | None, reply_to: str = "") -> Loaded:
        return self._read(lambda db: turns.load(db, conv, keys, token, reply_to))

    async def commit(self, commit: Commit) -> None:
        await self._writer.write(lambda db: turns.commit(db, commit))

    async def enqueue(self, conv: str, key: str, delivery: Delivery, at: datetime) -> None:
        await self._writer.write(lambda db: turns.enqueue(db, conv, key, delivery, to_ms(at)))

    # --- delivery (bot.delivery.Outbox)

    async def due(self, now: datetime, most: int) -> tuple[str, ...]:
        return self._read(lambda db: outbox.due(db, now, most))

    async def agenda(self, conv: str, now: datetime) -> Agenda | None:
        return self._read(lambda db: outbox.agenda(db, conv, now))

    async def settle(self, row: Row, result: Result, now: datetime) -> Row | None:
        return await self._writer.write(lambda db: outbox.settle(db, row, result, now))

    # --- cases (bot.helpdesk.cases.Cases)

    async def case(self, number: int) -> Case | None:
        return self._read(lambda db: cases.case(db, number))

    async def cases(self, most: int = 100) -> tuple[Case, ...]:
        """The newest first."""
        return self._read(lambda db: cases.cases(db, most))

    # --- for whoever looks

    async def ready(self) -> None:
        """Write something; raise `StoreUnavailable` if that can't be done."""
        await self._writer.write(lambda db: db.execute("UPDATE meta SET value = value WHERE key = 'schema'"))

    async def session(self, conv: str) -> Session | None:
        return self._read(lambda db: records.session(db, conv))

    async def events(self, conv: str, most: int = 200) -> tuple[records.Happened, ...]:
        """The latest of a conversation, the newest last."""
        return self._read(lambda db: records.events(db, conv, most))

    async def transcript(self, conv: str) -> tuple[records.Shown, ...]:
        """What the bot showed there, as it looks now."""
        return self._read(lambda db: records.transcript(db, conv))

    async def gaps(self, most: int = 100) -> tuple[records.KeptGap, ...]:
        """The newest first."""
        return self._read(lambda db: records.gaps(db, most))

    async def banner(self) -> records.SetBanner | None:
        return self._read(records.banner)

    async def set_banner(self, text: str, now: datetime, *, products: tuple[str, ...] = (), set_by: str = "") -> None:
        await self._writer.write(lambda db: records.set_banner(db, text, products, set_by, to_ms(now)))

    async def clear_banner(self) -> bool:
        """False: there was none."""
        return await self._writer.write(records.clear_banner)

    # --- people and retention

    async def forget(self, tenant: str, person: str) -> int:
        """Delete what is kept about a person. Gives how many conversations there were."""
        found = await self._writer.write(lambda db: forget.forget_person(db, tenant, person))
        await self._writer.outside(lambda db: db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone())
        return found

    async def drop_old(self, now: datetime) -> None:
        """Drop what is kept long enough, some rows at a time."""
        while await self._writer.write(lambda db: forget.drop_old(db, now)):
            continue


def _take_lock(path: Path) -> LockFile:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise DatabaseUnwritable(path, error.strerror or "no folder") from error
    return LockFile(path)


def _open(path: Path) -> sqlite3.Connection:
    """A connection as every part of this program wants it."""
    try:
        # Made here and not by SQLite, so that nobody else on the machine can read it.
        path.touch(mode=0o600)
        db = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    except (OSError, sqlite3.OperationalError) as error:
        raise DatabaseUnwritable(path, _why(error)) from error
    try:
        db.execute(f"PRAGMA busy_timeout = {WAIT_FOR_OTHERS_MS}")
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("PRAGMA synchronous = FULL")
        db.execute("PRAGMA secure_delete = ON")
        db.execute("PRAGMA temp_store = MEMORY")
    except sqlite3.OperationalError as error:
        db.close()
        raise DatabaseUnwritable(path, _why(error)) from error
    except sqlite3.DatabaseError as error:
        db.close()
        raise DatabaseUnreadable(path, _why(error)) from error
    return db


def _bring_up_to_date(db: sqlite3.Connection, path: Path, *, may_change: bool) -> None:
    """Migrate, under SQLite's write lock."""
    try:
        db.execute("BEGIN IMMEDIATE")
        if not may_change:
            _refuse_other_tables(db, path)
        migrate.migrate(db, str(path))
        db.execute("COMMIT")
    except sqlite3.OperationalError as error:
        db.close()
        raise DatabaseUnwritable(path, _why(error)) from error
    except sqlite3.DatabaseError as error:
        db.close()
        raise DatabaseUnreadable(path, _why(error)) from error
    except DatabaseNewer:
        db.close()
        raise


def _refuse_other_tables(db: sqlite3.Connection, path: Path) -> None:
    """A command beside the running bot changes no tables under its feet; an empty file may be filled."""
    db.execute(migrate.META)
    found, known = migrate.found_version(db), max(migrate.migrations())
    if 0 < found < known:
        raise DatabaseOlder(str(path), found, known)


def _why(error: Exception) -> str:
    return (error.strerror if isinstance(error, OSError) else str(error)) or type(error).__name__
