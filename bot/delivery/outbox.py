"""One row of the outbox: send it, and say what became of it.

- Surely not delivered: again after 1 s, 2 s, 4 s ..., at most 5 minutes, half as much more or less; or when the other
  side said to.
- In doubt: at most three times, since each may show the message twice. What may be repeated (an update, a delete, a
  case, which has an id) is repeated.
- A message that is gone can't be updated: it is posted anew. A conversation that is gone, or a person who doesn't want
  us, is left alone until they write.
- Older than a day: given up. A case is never given up; it alarms.
"""

import random
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from bot import metrics
from bot.delivery.hosts import Hosts
from bot.delivery.model import (
    Blocked,
    Busy,
    Desk,
    Doubtful,
    Failed,
    Gone,
    Held,
    Later,
    NotSent,
    Refused,
    Result,
    Row,
    Sender,
    Sent,
    TooLarge,
)
from bot.engine.model import Told
from bot.log import log

FIRST_WAIT_S = 1.0
LONGEST_WAIT_S = 300.0
MOST_DOUBTS = 3
OLDEST = timedelta(hours=24)
ALARM_AFTER = timedelta(minutes=10)
"""A case that hasn't arrived after this long is an error in the log, each time it is tried."""


def backoff(attempts: int, spread: float) -> timedelta:
    """How long to wait after so many attempts. `spread`: 0.5 to 1.5, so that not all come back at once.

    >>> [backoff(n, 1.0).total_seconds() for n in (1, 2, 3, 20)]
    [1.0, 2.0, 4.0, 300.0]
    """
    wait = min(FIRST_WAIT_S * 2 ** min(attempts - 1, 16), LONGEST_WAIT_S)
    return timedelta(seconds=wait * spread)


class Post:
    """Sends rows, each through the channel of its conversation (the first part of its name)."""

    def __init__(
        self,
        senders: Mapping[str, Sender],
        desk: Desk,
        *,
        hosts: Hosts | None = None,
        spread: Callable[[], float] = lambda: random.uniform(0.5, 1.5),  # noqa: S311 - spreads load, guards nothing
    ) -> None:
        self._senders = senders
        self._desk = desk
        self._hosts = hosts or Hosts()
        self._spread = spread

    async def send(self, row: Row, now: datetime) -> Result:
        """Hand the row over. Never raises for what the other side does, nor for a fault on the way there: a row that
        nobody settles would be sent again each second."""
        try:
            result = await (self._case(row, now) if row.kind == "handoff" else self._message(row, now))
        except Exception:
            log.error("delivery.failed", conversation=row.conv, seq=row.seq, kind=row.kind, exc_info=True)
            result = Later(now + backoff(row.attempts + 1, self._spread()), "fault", doubtful=True)
        metrics.sends.labels(row.kind, type(result).__name__.lower()).inc()
        return result

    async def _message(self, row: Row, now: datetime) -> Result:
        if now - row.created > OLDEST:
            return _given_up(row, "too old")
        sender = self._senders.get(row.conv.partition("|")[0])
        if sender is None:
            return Later(now + backoff(row.attempts + 1, self._spread()), "no such channel here")
        host = sender.host(row.address)
        if (opens := self._hosts.closed_until(host, now)) is not None:
            return Later(opens, "unreachable", tried=False)
        try:
            async with self._hosts.room(host):
                message = await _hand_over(sender, row)
        except Busy as busy:
            wait = backoff(row.attempts + 1, self._spread())
            if busy.retry_after is not None:
                wait = max(wait, timedelta(seconds=busy.retry_after))
            return Later(now + wait, str(busy))
        except NotSent as failure:
            self._hosts.failed(host, now)
            return Later(now + backoff(row.attempts + 1, self._spread()), str(failure))
        except Doubtful as doubt:
            if row.kind == "post" and row.doubts + 1 >= MOST_DOUBTS:
                return _given_up(row, str(doubt))
            return Later(now + backoff(row.attempts + 1, self._spread()), str(doubt), doubtful=True)
        except (Blocked, Gone) as held:
            log.info("delivery.blocked", conversation=row.conv, seq=row.seq, why=str(held))
            return Held(str(held) or type(held).__name__.lower())
        except (Refused, TooLarge) as refused:
            return _given_up(row, str(refused))
        self._hosts.answered(host)
        return Sent(message)

    async def _case(self, row: Row, now: datetime) -> Result:
        number, what = row.body["case"], row.body["what"]
        try:
            await self._desk.deliver(number, what, f"case-{number}-{row.seq}")
        except (Busy, NotSent, Doubtful, Blocked, Gone, TooLarge, Refused) as failure:
            wait = backoff(row.attempts + 1, self._spread())
            if isinstance(failure, Busy) and failure.retry_after is not None:
                wait = max(wait, timedelta(seconds=failure.retry_after))
            alarm = log.error if now - row.created > ALARM_AFTER else log.warning
            alarm(
                "case.undelivered",
                case=number,
                why=str(failure),
                attempts=row.attempts + 1,
                next_try=round(wait.total_seconds()),
                hint="The case is kept and listed. It is sent when the destination takes it.",
            )
            delayed = Told("case-delayed", {"number": str(number)})
            return Later(now + wait, str(failure), tell=delayed if row.attempts == 0 and what == "opened" else None)
        if what != "opened":
            return Sent()
        arrived = Told("case-arrived", {"number": str(number), "at": str(int(now.timestamp()))})
        return Sent(tell=arrived, case=number)


def _given_up(row: Row, why: str) -> Failed:
    log.error(
        "delivery.given_up",
        conversation=row.conv,
        seq=row.seq,
        kind=row.kind,
        why=why,
        hint="The next thing that the person sends shows where they are.",
    )
    return Failed(why)


async def _hand_over(sender: Sender, row: Row) -> str | None:
    """Send it. Gives the new message's id; None where there is no new message."""
    match row.kind:
        case "post":
            return await _post(sender, row)
        case "update" if row.message is not None:
            try:
                await sender.update(row.address, row.message, row.body)
            except Gone:
                return await _post(sender, row)
        case "delete":
            try:
                await sender.delete(row.address, row.body["id"])
            except Gone:
                return None
    return None


async def _post(sender: Sender, row: Row) -> str:
    try:
        return await sender.post(row.address, row.body)
    except TooLarge:
        if row.body.get("card") is None:
            raise
        return await sender.post(row.address, {"text": row.body["text"]})
