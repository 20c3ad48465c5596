"""The store in a SQLite file: for one process, and for trying it out.

Writes go through one thread and share commits (`writer.py`), with a write-ahead log that is flushed at each commit, so
that what was answered survives a power cut. Reads are done in the caller's thread: they are a few look-ups by key from
a snapshot that the writer never blocks, and take less time than handing them to another thread would.
"""

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from bot.store import migrate
from bot.store.connection import Connection
from bot.store.database import Database
from bot.store.errors import (
    DatabaseNewer,
    DatabaseOlder,
    DatabaseUnreadable,
    DatabaseUnwritable,
)
from bot.store.lock import LockFile
from bot.store.writer import Writer
from bot.turn import StoreUnavailable

T = TypeVar("T")
WAIT_FOR_OTHERS_MS = 2000
"""How long a commit waits for another process (a command of the operator) to finish its own."""


class SqliteStore(Database):
    """The store in one file. One process sends for it: it holds the lock file."""

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
        self._writer.stop()
        self._reading.close()
        self._release()

    def _release(self) -> None:
        if self._lock is not None:
            self._lock.release()

    async def _read(self, look: Callable[[Connection], T]) -> T:
        """From one snapshot, in the caller's thread."""
        db = self._reading
        try:
            db.execute("BEGIN")
            try:
                return look(db)
            finally:
                db.execute("COMMIT")
        except sqlite3.Error as error:
            raise StoreUnavailable(f"the database said: {type(error).__name__}") from error

    async def _write(self, work: Callable[[Connection], T]) -> T:
        return await self._writer.write(work)

    async def _wipe(self) -> None:
        """The file is overwritten as rows are deleted (`secure_delete`); what is left is the write-ahead log."""
        await self._writer.outside(lambda db: db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone())


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
