"""One row of the outbox: send it, and say what became of it.

- Surely not delivered: again after 1 s, 2 s, 4 s ..., at most 5 minutes, half as much more or less; or when the other
  side said to.
- In doubt: at most three times, since each may show the message twice. What may be repeated (an update, a delete, a
  case, which has an id) is repeated.
- A message that is gone can't be updated: it is posted anew. A conversation that is gone, or a person who doesn't want
  us, is left alone until they write.
- A conversation that is at its channel's limit waits. Each host and each tenant has so much room and no more. A host
  that can't be reached is left alone for a while, and so is a destination of cases.
- Older than a day: given up. A case is never given up; it alarms. It goes to each of its destinations in a row of its
  own, so that none of them is waited for by another, and none gets it twice because of another.
"""

import random
from collections.abc import Callable, Mapping, Sequence
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
    SendFailed,
    Sent,
    Split,
    TooLarge,
)
from bot.delivery.pace import Limits, TenantPace
from bot.engine.inputs import Told
from bot.log import log

FIRST_WAIT_S = 1.0
LONGEST_WAIT_S = 300.0
MOST_DOUBTS = 3
OLDEST = timedelta(hours=24)
_NO_LIMITS = Limits()
_TRIED_AGAIN = "What is for it waits. It is tried again about every half minute until it answers."
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
        limits: Mapping[str, Limits] | None = None,
        hosts: Hosts | None = None,
        spread: Callable[[], float] = lambda: random.uniform(0.5, 1.5),  # noqa: S311 - spreads load, guards nothing
    ) -> None:
        """`limits`: what a channel takes, where it doesn't take everything."""
        self.pace = TenantPace()
        self._senders = senders
        self._desk = desk
        self._limits = limits or {}
        self._hosts = hosts or Hosts()
        self._spread = spread

    async def send(
        self,
        row: Row,
        clock: Callable[[], datetime],
        sent: Sequence[datetime] = (),
        holds: Callable[[str], bool] = lambda conv: True,
    ) -> Result | None:
        """Hand the row over. Never raises for what the other side does, nor for a fault on the way there: a row that
        nobody settles would be sent again each second.

        `sent`: when others went there in the last hour. `holds`: asked at the last moment whether the conversation is
        still ours; None: it isn't, and nothing was sent.
        """
        result: Result | None
        try:
            if row.kind == "handoff":
                result = await self._case(row, clock) if holds(row.conv) else None
            else:
                result = await self._message(row, clock, sent, holds)
        except Exception:
            log.error("delivery.failed", conversation=row.conv, seq=row.seq, kind=row.kind, exc_info=True)
            result = Later(clock() + self._wait(row), "fault", doubtful=True)
        outcome = type(result).__name__.lower() if result is not None else "passed_on"
        metrics.sends.labels(row.kind, outcome).inc()
        return result

    async def _message(
        self, row: Row, clock: Callable[[], datetime], sent: Sequence[datetime], holds: Callable[[str], bool]
    ) -> Result | None:
        now = clock()
        channel, tenant, _ = row.conv.split("|", 2)
        if now - row.created > OLDEST:
            return _given_up(row, "too old")
        sender = self._senders.get(channel)
        if sender is None:
            return Later(now + self._wait(row), "no such channel here")
        limits = self._limits.get(channel, _NO_LIMITS)
        if (free := limits.free_at(sent, now)) is not None:
            return Later(free, "limit", tried=False)
        host = sender.host(row.address)
        try:
            async with self._hosts.room(host):
                if (opens := self._hosts.closed_until(host, clock())) is not None:
                    return Later(opens, "unreachable", tried=False)
                async with self.pace.room(tenant, limits.in_tenant):
                    if not holds(row.conv):
                        return None
                    message = await _hand_over(sender, row)
        except NotSent as failure:
            if self._hosts.failed(host, clock()):
                log.warning("connector.unreachable", host=host, why=str(failure), hint=_TRIED_AGAIN)
            return Later(clock() + self._wait(row), str(failure))
        except Doubtful as doubt:
            if row.kind == "post" and row.doubts + 1 >= MOST_DOUBTS:
                return _given_up(row, str(doubt))
            return Later(clock() + self._wait(row), str(doubt), doubtful=True)
        except SendFailed as answer:
            self._hosts.answered(host)
            return self._answered(row, answer, clock())
        self._hosts.answered(host)
        return Sent(message)

    def _answered(self, row: Row, answer: SendFailed, now: datetime) -> Result:
        match answer:
            case Busy(retry_after=retry_after):
                return Later(now + self._wait(row, retry_after), str(answer))
            case Blocked() | Gone():
                log.info("delivery.blocked", conversation=row.conv, seq=row.seq, why=str(answer))
                return Held(str(answer) or type(answer).__name__.lower())
            case _:
                return _given_up(row, str(answer))

    def _wait(self, row: Row, asked_for: float | None = None) -> timedelta:
        """How long until the next try, at least as long as the other side asked for."""
        wait = backoff(row.attempts + 1, self._spread())
        return wait if asked_for is None else max(wait, timedelta(seconds=asked_for))

    async def _case(self, row: Row, clock: Callable[[], datetime]) -> Result:
        number, what, to = row.body["case"], row.body["what"], row.body.get("to")
        if to is None or to not in self._desk.names:
            return await self._routed(row, to, clock)
        place = f"desk {to}"
        try:
            async with self._hosts.room(place):
                if (opens := self._hosts.closed_until(place, clock())) is not None:
                    return self._delayed(row, opens, "unreachable", tried=row.attempts == 0)
                await self._desk.deliver(number, what, f"case-{number}-{row.body.get('of', row.seq)}", to)
        except (Busy, NotSent, Doubtful, Blocked, Gone, TooLarge, Refused) as failure:
            now = clock()
            if not isinstance(failure, NotSent | Doubtful):
                self._hosts.answered(place)
            elif self._hosts.failed(place, now):
                log.error("helpdesk.unreachable", to=to, why=str(failure), hint=_TRIED_AGAIN)
            wait = self._wait(row, failure.retry_after if isinstance(failure, Busy) else None)
            alarm = log.error if now - row.created > ALARM_AFTER else log.warning
            alarm(
                "case.undelivered",
                case=number,
                to=to,
                why=str(failure),
                attempts=row.attempts + 1,
                next_try=round(wait.total_seconds()),
                hint="The case is kept and listed. It is sent when the destination takes it.",
            )
            return self._delayed(row, now + wait, str(failure))
        self._hosts.answered(place)
        return self._brought(row, clock())

    def _delayed(self, row: Row, due: datetime, why: str, *, tried: bool = True) -> Later:
        """The first time that a new case has to wait, its person is told."""
        delayed = Told("case-delayed", _named(row))
        is_news = row.attempts == 0 and row.body["what"] == "opened"
        return Later(due, why, tried=tried, tell=delayed if is_news else None)

    async def _routed(self, row: Row, lost: str | None, clock: Callable[[], datetime]) -> Result:
        """A row that names no destination, or one that isn't there any more, goes where its case goes now."""
        number = row.body["case"]
        to = tuple(await self._desk.route(number))
        if lost is not None:
            log.error(
                "case.rerouted",
                case=number,
                to=lost,
                now=", ".join(to) or "nowhere",
                hint="No destination has that name any more. The case goes where such cases go now.",
            )
        return Split(to, lost) if to else self._brought(row, clock())

    def _brought(self, row: Row, now: datetime) -> Sent:
        if row.body["what"] != "opened":
            return Sent()
        values = {**_named(row), "at": str(int(now.timestamp()))}
        if self._desk.only_lists:
            values["listed"] = "yes"
        elif (opens := self._desk.opens(now)) is not None:
            values["opens"] = str(int(opens.timestamp()))
        return Sent(tell=Told("case-arrived", values), case=row.body["case"])


def _named(row: Row) -> dict[str, str]:
    """The case of a row as its conversation knows it: by its number, and by what it is called until that is heard."""
    return {"number": str(row.body["case"]), **({"key": row.body["key"]} if "key" in row.body else {})}


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
