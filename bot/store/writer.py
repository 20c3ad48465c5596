"""How SQLite is written to: statements in the loop of those who ask for them, what waits for the disk in a thread.

- Everything that waits shares one commit, each job in a savepoint of its own: a job that fails takes back only what it
  did. A caller hears of its job after the commit, never before. With `synchronous=FULL` a commit costs a flush of the
  disk, so while one is flushed the next ones gather.
- SQLite lets go of the interpreter in every statement. In a thread each of them would have to win it back from a busy
  loop, which takes longer than the statement. So only the commit is the thread's, and whatever may take long (`apart`);
  and a batch before which another program has to be waited for.
- The connection is used by one of both at a time: by the loop until it asks for the commit, then by the thread until
  that is done.
"""

import asyncio
import sqlite3
import threading
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from queue import SimpleQueue
from typing import Any, Final, TypeVar

from bot.store.causes import is_trouble, unavailable
from bot.turn import StoreUnavailable

T = TypeVar("T")
MOST_AT_ONCE: Final = 64
"""Jobs a commit: bounds how long the loop, a reader of the write-ahead log and the first job of a batch wait."""


@dataclass(slots=True, eq=False)
class _Job:
    work: Callable[[sqlite3.Connection], Any]
    future: "asyncio.Future[Any]"
    apart: bool = False
    """In the thread, and in no commit with others."""
    bare: bool = False
    """Outside any transaction."""
    result: Any = None
    failure: Exception | None = None

    def tell(self) -> None:
        """What became of it. Somebody who went away meanwhile isn't told."""
        if self.future.done():
            return
        if self.failure is not None:
            self.future.set_exception(self.failure)
        else:
            self.future.set_result(self.result)


class Writer:
    def __init__(self, db: sqlite3.Connection, patience_ms: int) -> None:
        """`db` is the writer's alone from here on; it is closed at the end. `patience_ms`: how long another program
        that writes is waited for."""
        self._db = db
        self._patience_ms = patience_ms
        self._waiting: deque[_Job] = deque()
        self._at_work = False
        """A batch is on its way, or about to be begun."""
        self._loop: asyncio.AbstractEventLoop | None = None
        self._for_thread: SimpleQueue[Callable[[], object] | None] = SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="store-writer", daemon=True)
        self._stopped = False
        self.commits = 0
        """How many there were."""
        # The loop doesn't wait for others who write.
        db.execute("PRAGMA busy_timeout = 0")
        self._thread.start()

    async def write(self, work: Callable[[sqlite3.Connection], T], *, apart: bool = False) -> T:
        """Do it in the next commit; `apart`: it may take long. Raises what `work` raises, or `StoreUnavailable` when it
        couldn't be committed."""
        return await self._hand_in(work, apart=apart)

    async def outside(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Do it outside any transaction (a checkpoint)."""
        return await self._hand_in(work, apart=True, bare=True)

    async def _hand_in(self, work: Callable[[sqlite3.Connection], T], *, apart: bool, bare: bool = False) -> T:
        if self._stopped:
            raise StoreUnavailable("the store was closed")
        loop = asyncio.get_running_loop()
        if loop is not self._loop:
            self._follow(loop)
        job = _Job(work, loop.create_future(), apart, bare)
        self._waiting.append(job)
        if not self._at_work:
            self._at_work = True
            # Not at once: who else is about to hand something in shares the commit.
            loop.call_soon(self._begin)
        result: T = await job.future
        return result

    def stop(self) -> None:
        """Finish what waits, and close. Blocks for some commits at most."""
        if not self._stopped:
            self._stopped = True
            self._wait_for_thread()
            while self._waiting:
                self._whole(self._gather())
            self._for_thread.put(None)
            self._thread.join()
            self._db.close()

    # --- in the loop

    def _follow(self, loop: asyncio.AbstractEventLoop) -> None:
        """The loop of before has ended, and who waited there doesn't any more. What was begun is finished."""
        self._wait_for_thread()
        self._waiting.clear()
        self._at_work = False
        self._loop = loop

    def _wait_for_thread(self) -> None:
        idle = threading.Event()
        self._for_thread.put(idle.set)
        idle.wait()

    def _gather(self) -> list[_Job]:
        """What is done next, together. Something waits."""
        batch = [self._waiting.popleft()]
        if not batch[0].apart:
            while self._waiting and not self._waiting[0].apart and len(batch) < MOST_AT_ONCE:
                batch.append(self._waiting.popleft())
        return batch

    def _begin(self) -> None:
        """Begin the next batch, if something waits."""
        if not self._waiting or self._stopped:
            self._at_work = False
            return
        batch = self._gather()
        if batch[0].apart or not self._is_begun():
            self._for_thread.put(partial(self._whole, batch))
        else:
            self._fill(batch)
            self._for_thread.put(partial(self._finish, batch))

    def _is_begun(self) -> bool:
        """False: another program writes, or there is trouble. The thread waits, or hears what it is."""
        try:
            self._db.execute("BEGIN IMMEDIATE")
        except sqlite3.Error:
            return False
        return True

    def _done(self, batch: list[_Job]) -> None:
        for job in batch:
            job.tell()
        self._begin()

    # --- in the thread, which tells the loop

    def _run(self) -> None:
        while (work := self._for_thread.get()) is not None:
            work()

    def _whole(self, batch: list[_Job]) -> None:
        db = self._db
        db.execute(f"PRAGMA busy_timeout = {self._patience_ms}")
        try:
            if batch[0].bare:
                batch[0].result = batch[0].work(db)
            else:
                db.execute("BEGIN IMMEDIATE")
                self._fill(batch)
        except sqlite3.Error as failure:
            self._take_back(batch, failure)
        except Exception as failure:
            # Of a bare job, whose caller hears of it; those in a savepoint are caught there.
            batch[0].failure = failure
        db.execute("PRAGMA busy_timeout = 0")
        self._finish(batch)

    def _finish(self, batch: list[_Job]) -> None:
        try:
            if self._db.in_transaction:
                self._db.execute("COMMIT")
                self.commits += 1
        except sqlite3.Error as failure:
            self._take_back(batch, failure)
        with suppress(RuntimeError):  # its loop has ended: there is nobody to tell
            batch[0].future.get_loop().call_soon_threadsafe(self._done, batch)

    # --- wherever the connection is now

    def _fill(self, batch: list[_Job]) -> None:
        """Each job in its savepoint."""
        try:
            for job in batch:
                self._do(job)
        except sqlite3.Error as failure:
            # The whole transaction is gone (a full disk).
            self._take_back(batch, failure)

    def _do(self, job: _Job) -> None:
        db = self._db
        db.execute("SAVEPOINT job")
        try:
            job.result = job.work(db)
        except Exception as failure:
            job.failure = unavailable(failure) if is_trouble(failure) else failure
            db.execute("ROLLBACK TO job")
        db.execute("RELEASE job")

    def _take_back(self, batch: list[_Job], failure: sqlite3.Error) -> None:
        if self._db.in_transaction:
            with suppress(sqlite3.Error):
                self._db.execute("ROLLBACK")
        for job in batch:
            job.failure = job.failure or unavailable(failure)
