"""Who sends for a conversation: one task at a time for each of its lanes, row after row.

- A turn wakes its conversation after its commit. Besides, once a second everything that is due is looked for. That rule
  is also the recovery: whatever died, somebody comes by, and nothing special happens at a start.
- The first row of a lane holds back those behind it until it is sent, or given up.
- Inside a process a lane is a lock in memory. Where several share a database, a conversation is one process's for as
  long as it renews that (`Outbox`); who isn't sure any more starts no send.
- What became of a row is written down before anything else is done, also if the database has to be waited for: a row
  that was sent and isn't marked would be sent again.
- Stopping: the talks in hand get what is due there, for a moment, since nobody else looks at them sooner. After that no
  new row is begun, those in hand are finished, and everything is handed to the others.
"""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime

from bot import metrics
from bot.delivery.model import Agenda, Failed, Lane, Later, Outbox, Result, Row, Sent
from bot.delivery.outbox import Post, backoff
from bot.delivery.timers import due_arrival, told_arrival
from bot.log import log
from bot.turn import StoreUnavailable, Turns, now_utc

LOOK_EVERY_S = 1.0
RENEW_EVERY_S = 2.0
SETTLE_AGAIN_S = 0.1
MOST_AT_A_LOOK = 256
FINISH_WITHIN_S = 1.0
STOP_WITHIN_S = 10.0


class Courier:
    """Delivers what was committed, and hands what is due back to `turns`."""

    def __init__(self, outbox: Outbox, post: Post, turns: Turns, *, clock: Callable[[], datetime] = now_utc) -> None:
        self._outbox = outbox
        self._post = post
        self._turns = turns
        self._clock = clock
        self._attending: dict[str, asyncio.Task[None]] = {}
        self._woken: set[str] = set()
        self._busy: dict[tuple[str, Lane], asyncio.Task[None]] = {}
        self._leaving = False
        self._stopping = False
        self._hindered: set[str] = set()
        """What of the standing work the database didn't let be done the last time."""
        turns.wake = self.wake

    def wake(self, conv: str) -> None:
        """There may be something to do for this conversation."""
        if self._stopping:
            return
        if conv in self._attending:
            self._woken.add(conv)
        else:
            self._attending[conv] = asyncio.create_task(self._attend(conv))

    async def run(self) -> None:
        """Look once a second and keep what is in hand, until cancelled."""
        async with asyncio.TaskGroup() as beside:
            beside.create_task(self._keep_renewing())
            while True:
                await self.look()
                await asyncio.sleep(LOOK_EVERY_S)

    async def _keep_renewing(self) -> None:
        while True:
            with self._standing_work("keep", "What is in hand may pass to another process."):
                self._post.pace.shared_by(await self._outbox.renew(self._in_hand()))
            await asyncio.sleep(RENEW_EVERY_S)

    def _in_hand(self) -> tuple[str, ...]:
        return tuple({*self._attending, *(conv for conv, _ in self._busy)})

    async def look(self) -> None:
        """Wake every conversation that has something due."""
        if self._leaving:
            return
        with self._standing_work("look", "It is looked again each second."):
            # Those in hand are due too: they mustn't take the place of others.
            for conv in await self._outbox.due(self._clock(), MOST_AT_A_LOOK + len(self._attending)):
                self.wake(conv)

    @contextmanager
    def _standing_work(self, work: str, hint: str) -> Iterator[None]:
        """What is done again and again: no trouble ends it, and that it goes on is told once."""
        try:
            yield
        except StoreUnavailable as unavailable:
            self._hindered.add(work)
            log.warning("delivery.waiting", why=str(unavailable), hint=hint)
        except Exception:
            # Nobody else would do it again: this must go on.
            log.error("delivery.failed", exc_info=True)
        else:
            if work in self._hindered:
                self._hindered.discard(work)
                if not self._hindered:
                    log.info("delivery.resumed")

    async def settle(self) -> None:
        """Wait until nothing is in hand and nobody was woken."""
        while tasks := (*self._attending.values(), *self._busy.values()):
            await asyncio.wait(tasks)

    async def stop(self, finish_within_s: float = FINISH_WITHIN_S) -> None:
        """Finish what is due in the talks in hand, for so long; then begin nothing more, finish what is in hand."""
        self._leaving = True
        with suppress(TimeoutError):
            async with asyncio.timeout(finish_within_s):
                await self.settle()
        self._stopping = True
        try:
            async with asyncio.timeout(STOP_WITHIN_S):
                await self._give_back()
                await self.settle()
        except TimeoutError:
            for task in (*self._attending.values(), *self._busy.values()):
                task.cancel()

    async def _give_back(self) -> None:
        try:
            await self._outbox.give_back(self._in_hand())
        except StoreUnavailable as unavailable:
            log.warning("delivery.waiting", why=str(unavailable), hint="Other processes go on in some seconds.")

    async def _attend(self, conv: str) -> None:
        try:
            while True:
                self._woken.discard(conv)
                await self._do(conv)
                if conv not in self._woken or self._stopping:
                    break
        except StoreUnavailable as unavailable:
            log.warning("delivery.waiting", conversation=conv, why=str(unavailable))
        except Exception:
            log.error("delivery.failed", conversation=conv, exc_info=True)
        finally:
            del self._attending[conv]

    async def _do(self, conv: str) -> None:
        """Everything that is due now. Only this starts a conversation's lanes, and there is one of it at a time."""
        now = self._clock()
        # Asked before the rows are read: a lane that ends meanwhile may have sent the row that we are about to read.
        busy = {lane for where, lane in self._busy if where == conv}
        agenda = await self._outbox.agenda(conv, now)
        if agenda is None:
            return
        for row in agenda.rows:
            if row.lane != "chat" and row.lane not in busy:
                self._begin(row)
        for row in agenda.rows:
            if row.lane == "chat":
                await self._walk(row, [*agenda.sent])
        for timer in agenda.timers:
            if not self._stopping:
                await self._turns.take(due_arrival(agenda, timer))

    def _begin(self, row: Row) -> None:
        key = (row.conv, row.lane)

        async def walk() -> None:
            try:
                await self._walk(row, [])
            except StoreUnavailable as unavailable:
                log.warning("delivery.waiting", conversation=row.conv, why=str(unavailable))
            except Exception:
                log.error("delivery.failed", conversation=row.conv, kind=row.kind, exc_info=True)
            finally:
                del self._busy[key]
                # What came in while the lane was ending is found by this.
                self.wake(row.conv)

        self._busy[key] = asyncio.create_task(walk())

    async def _walk(self, first: Row, sent: list[datetime]) -> None:
        """Send a lane's rows until one has to wait. `sent`: when the chat was sent something lately."""
        row: Row | None = first
        while row is not None and not self._stopping:
            result: Result | None
            if row.kind == "input":
                result = await self._tell(row)
            else:
                result = await self._post.send(row, self._clock, sent, self._outbox.holds)
            if result is None:
                return
            now = self._clock()
            if isinstance(result, Sent):
                sent.append(now)
                metrics.send_seconds.labels(row.kind).observe(max(0.0, (now - row.created).total_seconds()))
            row = await self._settle(row, result)

    async def _settle(self, row: Row, result: Result) -> Row | None:
        while True:
            try:
                next_row = await self._outbox.settle(row, result, self._clock())
                break
            except StoreUnavailable as unavailable:
                log.warning("delivery.unsettled", conversation=row.conv, seq=row.seq, why=str(unavailable))
                await asyncio.sleep(SETTLE_AGAIN_S)
        if isinstance(result, Sent | Later) and result.tell is not None:
            self.wake(row.conv)
        return next_row

    async def _tell(self, row: Row) -> Result:
        """A turn in the conversation that the row is addressed to. Its key makes it one, however often it comes."""
        now = self._clock()
        there: Agenda | None = await self._outbox.whom(row.body["conv"])
        if there is None:
            return Failed("nobody is there any more")
        try:
            await self._turns.take(told_arrival(there, row))
        except StoreUnavailable:
            return Later(now + backoff(row.attempts + 1, 1.0), "database")
        return Sent()
