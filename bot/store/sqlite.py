"""The store in a SQLite file: for one process, and for trying it out.

Writes go through one thread and share commits (`writer.py`), with a write-ahead log that is flushed at each commit, so
that what was answered survives a power cut. Reads are done in the caller's thread: they are a few look-ups by key from
a snapshot that the writer never blocks, and take less time than handing them to another thread would.
"""

import asyncio
import contextlib
import secrets
import sqlite3
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

from bot.store import migrate, restored
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
            if self._lock is not None:
                _settle_in(writing, self._lock)
            self._reading = _open(path)
            self._reading.execute("PRAGMA query_only = ON")
        except BaseException:
            self._release()
            raise
        self._writer = Writer(writing)
        self._marked = 0
        """How many commits there had been when the last mark was made."""

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

    def backup(self, to: Path) -> None:
        """A copy as of this moment, which knows that it is one. Raises `DatabaseUnwritable`."""
        if to.exists():
            raise DatabaseUnwritable(to, "there is something already")
        try:
            with contextlib.closing(sqlite3.connect(self.path, isolation_level=None)) as source:
                source.execute("VACUUM INTO ?", (str(to),))
            with contextlib.closing(sqlite3.connect(to)) as copy, copy:
                restored.write(copy, "backup")
            to.chmod(0o600)
        except (sqlite3.Error, OSError) as error:
            raise DatabaseUnwritable(to, _why(error)) from error

    async def renew(self, convs: Sequence[str]) -> int:
        """One process sends. It leaves a mark, if something was written since the last one."""
        if self._lock is not None and self._writer.commits != self._marked:
            new = secrets.token_hex(8)
            await asyncio.to_thread(self._lock.mark, new, *self._lock.marks[:1])
            await self._writer.write(lambda db: restored.write(db, new))
            self._marked = self._writer.commits
        return 1

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


def _settle_in(db: sqlite3.Connection, lock: LockFile) -> None:
    """The new mark stands in the lock file before it does in the database, beside the one that is there until then."""
    new = secrets.token_hex(8)
    known = lock.marks
    lock.mark(new, *known)
    db.execute("BEGIN IMMEDIATE")
    restored.settle_in(db, known, new)
    db.execute("COMMIT")
    lock.mark(new)


def _refuse_other_tables(db: sqlite3.Connection, path: Path) -> None:
    """A command beside the running bot changes no tables under its feet; an empty file may be filled."""
    db.execute(migrate.META)
    found, known = migrate.found_version(db), max(migrate.migrations())
    if 0 < found < known:
        raise DatabaseOlder(str(path), found, known)


def _why(error: Exception) -> str:
    return (error.strerror if isinstance(error, OSError) else str(error)) or type(error).__name__
