"""The store in a SQLite file: for one process, and for trying it out.

Writes share commits (`writer.py`), with a write-ahead log that is flushed at each commit, so that what was answered
survives a power cut. Reads are a few look-ups by key from a snapshot that the writer never blocks, and take less time
than handing them to another thread would. So both are done in the loop; a thread waits for the disk.
"""

import asyncio
import contextlib
import secrets
import sqlite3
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

from bot.store import migrate, restored
from bot.store.causes import DAMAGED, StoreDamaged, is_trouble, unavailable
from bot.store.connection import Connection
from bot.store.database import Database
from bot.store.errors import (
    DatabaseDamaged,
    DatabaseOlder,
    DatabaseProblem,
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
            try:
                _bring_up_to_date(writing, path, may_change=alone)
                if self._lock is not None:
                    _settle_in(writing, path, self._lock)
                self._reading = _open(path)
                self._reading.execute("PRAGMA query_only = ON")
            except BaseException:
                writing.close()
                raise
        except BaseException:
            self._release()
            raise
        self._writer = Writer(writing, WAIT_FOR_OTHERS_MS)
        self._marked = 0
        """How many commits there had been when the last mark was made."""
        self._damaged = False
        """Somebody came upon a damaged place. Others may still be whole, so what can be done is done."""
        self._closed = False

    def close(self) -> None:
        self._closed = True
        self._writer.stop()
        self._reading.close()
        self._release()

    def _release(self) -> None:
        if self._lock is not None:
            self._lock.release()

    async def _read(self, look: Callable[[Connection], T]) -> T:
        """From one snapshot, in the caller's thread."""
        if self._closed:
            raise StoreUnavailable("the store was closed")
        db = self._reading
        try:
            db.execute("BEGIN")
            try:
                return look(db)
            finally:
                if db.in_transaction:
                    db.execute("COMMIT")
        except sqlite3.Error as error:
            if not is_trouble(error):
                raise
            told = unavailable(error)
            self._damaged |= isinstance(told, StoreDamaged)
            raise told from error

    async def _write(self, work: Callable[[Connection], T], *, apart: bool = False) -> T:
        try:
            return await self._writer.write(work, apart=apart)
        except StoreDamaged:
            self._damaged = True
            raise

    async def _maintain(self, work: Callable[[Connection], T]) -> T:
        return await self._write(work, apart=True)

    async def ready(self) -> None:
        if self._damaged:
            raise StoreDamaged(DAMAGED)
        await super().ready()

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
            try:
                await asyncio.to_thread(self._lock.mark, new, *self._lock.marks[:1])
            except OSError as error:
                raise StoreUnavailable("the lock file can't be written; is the disk full?") from error
            await self._write(lambda db: restored.write(db, new))
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
    db: sqlite3.Connection | None = None
    try:
        # Made here and not by SQLite, so that nobody else on the machine can read it.
        path.touch(mode=0o600)
        db = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        db.execute(f"PRAGMA busy_timeout = {WAIT_FOR_OTHERS_MS}")
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("PRAGMA synchronous = FULL")
        db.execute("PRAGMA secure_delete = ON")
        db.execute("PRAGMA temp_store = MEMORY")
    except (OSError, sqlite3.Error) as error:
        if db is not None:
            db.close()
        raise _problem(path, error) from error
    return db


def _problem(path: Path, error: OSError | sqlite3.Error) -> DatabaseProblem:
    """What a failure means for somebody who wants to open the file."""
    if isinstance(error, OSError | sqlite3.OperationalError):
        return DatabaseUnwritable(path, _why(error))
    if getattr(error, "sqlite_errorcode", 0) == sqlite3.SQLITE_NOTADB:
        return DatabaseUnreadable(path, _why(error))
    return DatabaseDamaged(path)


def _bring_up_to_date(db: sqlite3.Connection, path: Path, *, may_change: bool) -> None:
    """Look whether it is whole, and migrate, under SQLite's write lock."""
    try:
        if db.execute("PRAGMA quick_check(1)").fetchone() != ("ok",):
            raise DatabaseDamaged(path)
        db.execute("BEGIN IMMEDIATE")
        if not may_change:
            _refuse_other_tables(db, path)
        migrate.migrate(db, str(path))
        db.execute("COMMIT")
    except sqlite3.Error as error:
        raise _problem(path, error) from error


def _settle_in(db: sqlite3.Connection, path: Path, lock: LockFile) -> None:
    """The new mark stands in the lock file before it does in the database, beside the one that is there until then."""
    new = secrets.token_hex(8)
    known = lock.marks
    try:
        lock.mark(new, *known)
        db.execute("BEGIN IMMEDIATE")
        restored.settle_in(db, known, new)
        db.execute("COMMIT")
        lock.mark(new)
    except (OSError, sqlite3.Error) as error:
        raise _problem(path, error) from error


def _refuse_other_tables(db: sqlite3.Connection, path: Path) -> None:
    """A command beside the running bot changes no tables under its feet; an empty file may be filled."""
    db.execute(migrate.META)
    found, known = migrate.found_version(db, str(path)), max(migrate.migrations())
    if 0 < found < known:
        raise DatabaseOlder(str(path), found, known)


def _why(error: Exception) -> str:
    return (error.strerror if isinstance(error, OSError) else str(error)) or type(error).__name__
