"""The one thread that writes to SQLite.

Everything that waits shares one commit, each job in a savepoint of its own: a job that fails takes back only what it
did. A caller hears of its job after the commit, never before. With `synchronous=FULL` a commit costs a flush of the
disk, so while one is flushed the next ones gather.
"""

import asyncio
import sqlite3
import threading
from collections.abc import Callable
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from typing import Any, TypeVar

from bot.store.causes import is_trouble, unavailable
from bot.turn import StoreUnavailable

T = TypeVar("T")
MOST_AT_ONCE = 256
"""Jobs a commit: bounds how long a reader of the write-ahead log and the first job of a batch wait."""


@dataclass(slots=True)
class _Job:
    work: Callable[[sqlite3.Connection], Any]
    future: "asyncio.Future[Any]"
    loop: asyncio.AbstractEventLoop
    alone: bool = False
    """Outside any transaction."""
    result: Any = None
    failure: Exception | None = None

    def tell(self) -> None:
        """In the caller's loop: what became of it. Somebody who went away meanwhile isn't told."""
        if self.future.done():
            return
        if self.failure is not None:
            self.future.set_exception(self.failure)
        else:
            self.future.set_result(self.result)


class Writer:
    def __init__(self, db: sqlite3.Connection) -> None:
        """`db` is the thread's alone from here on; it is closed at the end."""
        self._db = db
        self._waiting: SimpleQueue[_Job | None] = SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="store-writer", daemon=True)
        self._stopped = False
        self.commits = 0
        """How many there were."""
        self._thread.start()

    async def write(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Do it in the next commit. Raises what `work` raises, or `StoreUnavailable` when it couldn't be committed."""
        return await self._hand_in(work)

    async def outside(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Do it in the writer's thread, outside any transaction (a checkpoint)."""
        return await self._hand_in(work, alone=True)

    async def _hand_in(self, work: Callable[[sqlite3.Connection], T], *, alone: bool = False) -> T:
        if self._stopped:
            raise StoreUnavailable("the store was closed")
        loop = asyncio.get_running_loop()
        job = _Job(work, loop.create_future(), loop, alone)
        self._waiting.put(job)
        result: T = await job.future
        return result

    def stop(self) -> None:
        """Finish what waits, and close. Blocks for one commit at most."""
        if not self._stopped:
            self._stopped = True
            self._waiting.put(None)
            self._thread.join()

    def _run(self) -> None:
        going = True
        while going:
            batch, going = self._gather()
            if batch:
                self._commit(batch)
                _tell(batch)
        self._db.close()

    def _gather(self) -> tuple[list[_Job], bool]:
        """What waits, at least one; False when the end was asked for."""
        batch: list[_Job] = []
        next_one = self._waiting.get()
        while next_one is not None:
            batch.append(next_one)
            if len(batch) == MOST_AT_ONCE:
                return batch, True
            try:
                next_one = self._waiting.get_nowait()
            except Empty:
                return batch, True
        return batch, False

    def _commit(self, batch: list[_Job]) -> None:
        db = self._db
        try:
            db.execute("BEGIN IMMEDIATE")
            for job in batch:
                if not job.alone:
                    self._do(job)
            db.execute("COMMIT")
            self.commits += 1
        except sqlite3.Error as failure:
            if db.in_transaction:
                db.execute("ROLLBACK")
            for job in batch:
                job.failure = job.failure or unavailable(failure)
            return
        for job in batch:
            if job.alone:
                try:
                    job.result = job.work(db)
                except sqlite3.Error as failure:
                    job.failure = unavailable(failure)

    def _do(self, job: _Job) -> None:
        """One job in its savepoint. Raises `sqlite3.Error` when the whole transaction is gone (a full disk)."""
        db = self._db
        db.execute("SAVEPOINT job")
        try:
            job.result = job.work(db)
        except Exception as failure:
            job.failure = unavailable(failure) if is_trouble(failure) else failure
            db.execute("ROLLBACK TO job")
        db.execute("RELEASE job")


def _tell(batch: list[_Job]) -> None:
    for loop in {job.loop for job in batch}:
        told = [job for job in batch if job.loop is loop]
        try:
            loop.call_soon_threadsafe(_tell_all, told)
        except RuntimeError:
            # The caller's loop has ended: there is nobody to tell.
            continue


def _tell_all(jobs: list[_Job]) -> None:
    for job in jobs:
        job.tell()
