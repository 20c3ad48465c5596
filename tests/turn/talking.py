"""What tests of turns, store and delivery share: a person who writes and presses, a channel that keeps what it gets."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import count
from pathlib import Path

from bot.content import load
from bot.delivery import Courier, Desk, Post
from bot.delivery.hosts import Hosts
from bot.engine import Edition, make_edition
from bot.engine.inputs import Joined, Opened, Said, Told
from bot.store import Database, open_store
from bot.turn import Answer, Arrival, Json, Person, ShownCard, TokenPressed, Turns
from bot.wording import load_wordings

LAMPS = Path(__file__).parents[1] / "engine" / "lamp"
START = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
AYLIN = Person("contoso", "aylin", "Aylin Demir", "en", "Europe/Berlin")
CONV = "test|contoso|aylin"


@cache
def lamps() -> Edition:
    loaded = load([LAMPS])
    assert loaded.content is not None, loaded.diagnostics
    return make_edition(loaded.content, load_wordings())


@dataclass
class Clock:
    """Time as the test says it."""

    now: datetime = START

    def __call__(self) -> datetime:
        return self.now

    def wait(self, **how_long: float) -> None:
        self.now += timedelta(**how_long)


@dataclass
class Screen:
    """A channel that keeps what it got. `fails`: what it raises instead, one after the other."""

    log: list[tuple[str, str, Json]] = field(default_factory=list)
    """(`post`, `update` or `delete`; the message's id; the body), in the order of arrival."""
    fails: list[Exception | None] = field(default_factory=list)
    numbers: "count[int]" = field(default_factory=lambda: count(1))

    async def post(self, address: Json, body: Json) -> str:
        self._fail()
        message = f"m{next(self.numbers)}"
        self.log.append(("post", message, body))
        return message

    async def update(self, address: Json, message: str, body: Json) -> None:
        self._fail()
        self.log.append(("update", message, body))

    async def delete(self, address: Json, message: str) -> None:
        self._fail()
        self.log.append(("delete", message, {}))

    def host(self, address: Json) -> str:
        return str(address.get("serviceUrl", "screen"))

    def _fail(self) -> None:
        failure = self.fails.pop(0) if self.fails else None
        if failure is not None:
            raise failure

    def texts(self) -> list[str]:
        return [body["text"] for kind, _, body in self.log if kind == "post"]


class NobodyThere:
    """A helpdesk without a destination."""

    only_lists = True
    names: Sequence[str] = ()

    async def route(self, case: int) -> Sequence[str]:
        return self.names

    async def deliver(self, case: int, what: str, id: str, to: str) -> None:
        return None

    def opens(self, now: datetime) -> datetime | None:
        return None


class OneThere(NobodyThere):
    """A helpdesk with one destination."""

    only_lists = False
    names: Sequence[str] = ("desk",)


@dataclass
class Talk:
    """One person's conversation through turns, store and delivery."""

    store: Database
    turns: Turns
    courier: Courier
    screen: Screen
    clock: Clock
    conv: str = CONV
    person: Person = AYLIN
    numbers: "count[int]" = field(default_factory=lambda: count(1))

    async def say(self, text: str, id: str = "") -> Answer:
        return await self._take(self.arrival_of_words(text, id))

    async def hand_in(self, given: Opened | Joined | Told, id: str = "") -> Answer:
        return await self._take(self._arrival(given, (self._key(id),)))

    async def press(self, verb: str, token: str | None = None, *, id: str = "", on: str = "") -> Answer:
        """Press a button of the newest card, or of that one. `on`: the message that the client says it was on."""
        token = token or (await self.newest()).token
        return await self._take(replace(self.arrival_of_press(token, verb, id), reply_to=on))

    def arrival_of_words(self, text: str, id: str = "") -> Arrival:
        return self._arrival(Said(text), (self._key(id),))

    def arrival_of_press(self, token: str, verb: str, id: str = "") -> Arrival:
        return self._arrival(TokenPressed(token, verb), (self._key(id), f"b:{token}:{verb}"))

    def _key(self, id: str) -> str:
        return f"a:{id or next(self.numbers)}"

    def _arrival(self, given: Said | Opened | Joined | Told | TokenPressed, keys: tuple[str, ...]) -> Arrival:
        return Arrival(self.conv, self.person, {"serviceUrl": "here"}, given, keys)

    async def _take(self, arrival: Arrival) -> Answer:
        answer = await self.turns.take(arrival)
        await self.courier.settle()
        return answer

    async def newest(self) -> ShownCard:
        """The card that asks."""
        return (await self.open_cards())[-1]

    async def open_cards(self) -> tuple[ShownCard, ...]:
        return (await self.store.load(self.conv, (), None)).open_cards

    async def walk_to_a_step(self) -> None:
        """To the first step that does something."""
        await self.say("0x80fe0001")
        await self.press("start")
        await self.press("pick:off")

    async def look(self) -> None:
        """What happens each second."""
        await self.courier.look()
        await self.courier.settle()


@dataclass
class Talks:
    """Makes conversations on one database: a second one is what is there after the first process died."""

    database: str
    opened: list[Database] = field(default_factory=list)

    def __call__(self, *, screen: Screen | None = None, desk: Desk | None = None, clock: Clock | None = None) -> Talk:
        screen, clock = screen or Screen(), clock or Clock()
        store = open_store(self.database)
        self.opened.append(store)
        turns = Turns(store, lamps, clock=clock)
        post = Post({"test": screen}, desk or NobodyThere(), hosts=Hosts(lambda: 1.0), spread=lambda: 1.0)
        return Talk(store, turns, Courier(store, post, turns, clock=clock), screen, clock)

    def close(self) -> None:
        for store in self.opened:
            store.close()


def offers(card: ShownCard) -> Mapping[str, str]:
    found: Mapping[str, str] = card.body["offers"]
    return found
