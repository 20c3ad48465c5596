"""The nouns of delivery: rows that wait, what became of them, and the three protocols it stands on.

`Sender` is a channel's way out. `Desk` is where cases go. `Outbox` is what delivery needs of a database. A sender and a
desk raise one of the exceptions here; each says what to do about it.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.engine.inputs import Told
from bot.turn import DeliveryKind, Json, Person

Lane = str
"""Rows of one lane of a conversation go out one after the other: `chat`, `inner`, `desk`, and `desk:<name>` for each
destination of cases. A helpdesk that is down doesn't hold back the chat, nor one destination the others."""

LANES: Mapping[DeliveryKind, Lane] = {
    "post": "chat",
    "update": "chat",
    "delete": "chat",
    "handoff": "desk",
    "input": "inner",
}


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the outbox whose turn has come.

    `body` is complete: of a post `{"card", "text", "summary"}` (and `"token"` where it has buttons) or `{"text"}`; of
    an update the same, with the message's id in `message`; of a delete `{"id"}`; of a handoff `{"case", "what"}`, and
    `"to"` and `"of"` where it goes to one destination (`of`: the row that it was split off); of an
    input `{"conv", "what", "values"}`. A `card` of None is sent as its text.
    """

    conv: str
    seq: int
    kind: DeliveryKind
    body: Json
    address: Json
    created: datetime
    attempts: int = 0
    doubts: int = 0
    message: str | None = None
    """The channel's id of the message that an update is about. None: it was never sent."""

    @property
    def lane(self) -> Lane:
        lane, to = LANES[self.kind], self.body.get("to") if self.kind == "handoff" else None
        return f"{lane}:{to}" if to is not None else lane


@dataclass(frozen=True, slots=True)
class Sent:
    """It's there. `message`: the id that the channel gave it. `tell`: what the conversation hears of it."""

    message: str | None = None
    tell: Told | None = None
    case: int | None = None
    """The case that has arrived with it."""


@dataclass(frozen=True, slots=True)
class Later:
    """Try again at `due`. `doubtful`: it may have arrived all the same. `tried`: it counts as an attempt."""

    due: datetime
    why: str
    doubtful: bool = False
    tried: bool = True
    tell: Told | None = None
    """What the conversation hears of it, as long as no other destination has the case."""


@dataclass(frozen=True, slots=True)
class Split:
    """It goes to each of these destinations, in a row of its own, but for those that have one already. `lost`: the
    destination of this row that isn't there any more."""

    to: tuple[str, ...]
    lost: str | None = None


@dataclass(frozen=True, slots=True)
class Held:
    """Nothing can be sent to this conversation until the person writes."""

    why: str


@dataclass(frozen=True, slots=True)
class Failed:
    """Given up. What the person sends next shows where they are."""

    why: str


Result = Sent | Later | Split | Held | Failed


@dataclass(frozen=True, slots=True)
class DueTimer:
    id: str
    due: datetime

    @property
    def key(self) -> str:
        return f"t:{self.id}@{int(self.due.timestamp() * 1000)}"


@dataclass(frozen=True, slots=True)
class Agenda:
    """What a conversation has to do now: the first row of each lane, if it is due, and its timers."""

    conv: str
    person: Person
    address: Json
    rows: tuple[Row, ...] = ()
    timers: tuple[DueTimer, ...] = ()
    sent: tuple[datetime, ...] = ()
    """When the chat was sent something in the last hour, the newest last; told where a row of the chat is due."""


class Outbox(Protocol):
    """What delivery needs of a database: a whole transaction a call. All raise `StoreUnavailable`.

    One process at a time sends for a conversation. Where several share a database, that is a lease: it is taken with a
    turn or by looking for what is due, renewed while there is something in hand, and given back by what leaves nothing
    to do.
    """

    async def due(self, now: datetime, most: int) -> Sequence[str]:
        """Conversations that have something to do, those that wait longest first; they are this process's now."""
        ...

    async def agenda(self, conv: str, now: datetime) -> Agenda | None:
        """None: nobody knows that conversation, or another process sends for it."""
        ...

    async def whom(self, conv: str) -> Agenda | None:
        """Who it is and where they are, with nothing to do. None: nobody knows that conversation."""
        ...

    async def settle(self, row: Row, result: Result, now: datetime) -> Row | None:
        """Write down what became of a row. Gives the next one of its lane, if it is due and this process's."""
        ...

    def holds(self, conv: str) -> bool:
        """This process is surely the one that sends for it now."""
        ...

    async def renew(self, convs: Sequence[str]) -> int:
        """Keep these, which are in hand. Gives how many processes share the database."""
        ...

    async def give_back(self, but: Collection[str]) -> None:
        """Whoever is there may send for all that were this process's, but for these, which are in hand."""
        ...


class Sender(Protocol):
    """A channel's way out. Each method raises one of the exceptions below."""

    async def post(self, address: Json, body: Json) -> str:
        """Show a card or a text. Gives the message's id."""
        ...

    async def update(self, address: Json, message: str, body: Json) -> None: ...

    async def delete(self, address: Json, message: str) -> None: ...

    def host(self, address: Json) -> str:
        """Whom it goes to: what is dead or slow there harms only conversations there."""
        ...


class Desk(Protocol):
    """The helpdesk, as far as it gets cases."""

    @property
    def only_lists(self) -> bool:
        """Nobody is told of a case: it only stands in a list, which somebody has to read."""
        ...

    @property
    def names(self) -> Collection[str]:
        """Of every destination that there is now."""
        ...

    async def route(self, case: int) -> Sequence[str]:
        """The destinations that get the case. Empty: there is nobody to bring it to."""
        ...

    async def deliver(self, case: int, what: str, id: str, to: str) -> None:
        """Bring the case to one destination. `what`: `opened`, `added`, `withdrawn`, `solved`. `id` stays the same when
        repeated. Raises the exceptions below."""
        ...

    def opens(self, now: datetime) -> datetime | None:
        """When somebody looks at cases next. None: somebody is there now."""
        ...


class SendFailed(Exception):
    """It wasn't delivered, or nobody knows. `str()` is a word for the log, never an address or a text."""


class Busy(SendFailed):
    """Surely not delivered: too many at once. `retry_after`: seconds that were asked for."""

    def __init__(self, why: str = "busy", retry_after: float | None = None) -> None:
        super().__init__(why)
        self.retry_after = retry_after


class NotSent(SendFailed):
    """Surely not delivered: refused, no such host, no TLS."""


class Doubtful(SendFailed):
    """It may have arrived: no answer, or one that says nothing."""


class Blocked(SendFailed):
    """The person doesn't want it, or took the app away: nothing more until they write."""


class Gone(SendFailed):
    """There is no such message (update, delete), or no such conversation (post)."""


class TooLarge(SendFailed):
    """The channel takes less in one message."""


class Refused(SendFailed):
    """It won't be taken however often it is sent."""
