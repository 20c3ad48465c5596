"""Threads that work on PostgreSQL, each with a connection of its own.

- A transaction that broke before its end was asked for has done nothing: it is done anew on a new connection, so a
  database that was restarted is noticed by nobody. One whose end was asked for may have been done: its caller is told
  that the database is unavailable, and comes again.
- Whoever waits is answered within `ANSWER_WITHIN_S`, also by a database that takes a request and says nothing: then
  the connection is cut under the thread that waits for it.
- Several threads, since the database lets the commits of several connections share a flush of its disk.
"""

import asyncio
import contextlib
import socket
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from queue import SimpleQueue
from typing import Any, TypeVar

import psycopg
from psycopg import errors

from bot.store.connection import Connection, Rows
from bot.turn import StoreUnavailable

T = TypeVar("T")
THREADS = 8
ANSWER_WITHIN_S = 1.8
"""Short of the two seconds after which a sender is told to come again."""
_RECONNECT_EVERY_S = 0.1
_AGAIN = (errors.SerializationFailure, errors.DeadlockDetected)
_TROUBLES = (psycopg.OperationalError, psycopg.InterfaceError, psycopg.InternalError)
"""What happens to a database, and is no fault in a statement of ours."""
_CAUSES = (
    (errors.DiskFull, "the disk of the database is full"),
    (errors.ReadOnlySqlTransaction, "the database may only be read"),
    (errors.TooManyConnections, "the database takes no more connections"),
    (errors.LockNotAvailable, "another process holds this conversation"),
    (psycopg.InternalError, "the database is damaged"),
    (psycopg.OperationalError, "the database can't be reached"),
)
"""In words that an operator can act on; the first that fits."""


@lru_cache(maxsize=512)
def _in_its_words(sql: str) -> bytes:
    """The statement with psycopg's placeholders. (As bytes, which it takes from anywhere; text must be literal.)"""
    return sql.replace("?", "%s").encode()


class Statements:
    """A connection of psycopg as the shared statements want it."""

    def __init__(self, db: "psycopg.Connection[Any]") -> None:
        self._db = db

    def execute(self, sql: str, parameters: Sequence[Any] = (), /) -> Rows:
        return self._db.execute(_in_its_words(sql), parameters)

    def executemany(self, sql: str, parameters: Iterable[Sequence[Any]], /) -> Rows:
        cursor = self._db.cursor()
        rows = list(parameters)
        if len(rows) == 1:
            cursor.execute(_in_its_words(sql), rows[0])
        elif rows:
            cursor.executemany(_in_its_words(sql), rows)
        return cursor


@dataclass(slots=True, eq=False)
class _Job:
    work: Callable[[Connection], Any]
    atomic: bool
    until: float
    """When to give up (monotonic)."""
    future: "asyncio.Future[Any]"
    loop: asyncio.AbstractEventLoop
    connection: "psycopg.Connection[Any] | None" = None
    """The one that it is being done on."""
    given_up: bool = False


class Workers:
    def __init__(self, connect: Callable[[], "psycopg.Connection[Any]"], first: "psycopg.Connection[Any]") -> None:
        """`first`: a connection that is open already. `connect` raises `psycopg.OperationalError`."""
        self._connect = connect
        self._spare: list[psycopg.Connection[Any]] = [first]
        self._waiting: SimpleQueue[_Job | None] = SimpleQueue()
        self._at_work = threading.Lock()
        self._stopped = False
        self._threads = [
            threading.Thread(target=self._run, name=f"store-{number}", daemon=True) for number in range(THREADS)
        ]
        for thread in self._threads:
            thread.start()

    async def do(self, work: Callable[[Connection], T], *, atomic: bool = True, within_s: float = ANSWER_WITHIN_S) -> T:
        """Do it, `atomic`: in one transaction. Raises what `work` raises, or `StoreUnavailable`."""
        if self._stopped:
            raise StoreUnavailable("the store was closed")
        loop = asyncio.get_running_loop()
        job = _Job(work, atomic, time.monotonic() + within_s, loop.create_future(), loop)
        self._waiting.put(job)
        try:
            async with asyncio.timeout(within_s):
                result: T = await job.future
        except TimeoutError:
            self._cut(job)
            raise StoreUnavailable("the database doesn't answer") from None
        return result

    def stop(self) -> None:
        """Finish what waits, and close."""
        if not self._stopped:
            self._stopped = True
            for _ in self._threads:
                self._waiting.put(None)
            for thread in self._threads:
                thread.join()

    def _cut(self, job: _Job) -> None:
        with self._at_work:
            job.given_up = True
            if job.connection is not None:
                with contextlib.suppress(OSError, psycopg.Error):
                    wire = socket.socket(fileno=job.connection.fileno())
                    try:
                        wire.shutdown(socket.SHUT_RDWR)
                    finally:
                        wire.detach()

    # --- in the threads

    def _run(self) -> None:
        db: psycopg.Connection[Any] | None = None
        while (job := self._waiting.get()) is not None:
            db = self._do(job, db)
        if db is not None:
            db.close()
        while self._spare:
            self._spare.pop().close()

    def _do(self, job: _Job, db: "psycopg.Connection[Any] | None") -> "psycopg.Connection[Any] | None":
        """Do it and tell the caller. Gives the connection that can be used on."""
        while not job.given_up:
            try:
                if db is None or db.closed:
                    db = self._spare.pop() if self._spare else self._connect()
            except psycopg.OperationalError as failure:
                db = None
                if time.monotonic() + _RECONNECT_EVERY_S > job.until:
                    _tell(job, failure=_unavailable(failure))
                    break
                time.sleep(_RECONNECT_EVERY_S)
                continue
            if self._attempt(job, db):
                break
        return db

    def _attempt(self, job: _Job, db: "psycopg.Connection[Any]") -> bool:
        """True: the caller was told. False: nothing was done, try again."""
        with self._at_work:
            if job.given_up:
                return True
            job.connection = db
        ending = False
        try:
            if not job.atomic:
                result = job.work(Statements(db))
            else:
                db.execute("BEGIN")
                result = job.work(Statements(db))
                ending = True
                db.execute("COMMIT")
        except _TROUBLES as failure:
            _take_back(db)
            if isinstance(failure, errors.ReadOnlySqlTransaction):
                # This server only follows another one now. The next connection may lead to that.
                db.close()
            if not ending and (db.closed or isinstance(failure, _AGAIN)) and time.monotonic() < job.until:
                return False
            _tell(job, failure=_unavailable(failure))
        except Exception as failure:
            _take_back(db)
            _tell(job, failure=failure)
        else:
            _tell(job, result)
        finally:
            with self._at_work:
                job.connection = None
        return True


def _take_back(db: "psycopg.Connection[Any]") -> None:
    """End the transaction; close what can't do even that."""
    try:
        if not db.closed and db.info.transaction_status != psycopg.pq.TransactionStatus.IDLE:
            db.execute("ROLLBACK")
    except psycopg.Error:
        db.close()


def _unavailable(failure: psycopg.Error) -> StoreUnavailable:
    cause = next((words for kind, words in _CAUSES if isinstance(failure, kind)), "the connection broke")
    unavailable = StoreUnavailable(f"{cause} ({type(failure).__name__})")
    unavailable.__cause__ = failure
    return unavailable


def _tell(job: _Job, result: Any = None, failure: Exception | None = None) -> None:
    def tell() -> None:
        if job.future.done():
            return
        if failure is not None:
            job.future.set_exception(failure)
        else:
            job.future.set_result(result)

    with contextlib.suppress(RuntimeError):  # the caller's loop has ended: there is nobody to tell
        job.loop.call_soon_threadsafe(tell)
