"""A channel that can't be reached for an hour, with the bot started anew in the middle: nothing lost, nothing twice."""

import asyncio
import io
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from bot import log
from bot.delivery import Courier, NotSent, Post
from bot.engine import new_session
from bot.engine.inputs import Said
from bot.helpdesk.acting import HELPDESK
from bot.helpdesk.cases import CaseDesk
from bot.helpdesk.channel import Channel
from bot.helpdesk.turns import DeskTurns
from bot.store import Database, open_store
from bot.turn import Arrival, Json, Person, TokenPressed, Turns
from tests.helpdesk.chats import NobodysChats
from tests.store.test_contract import turn
from tests.turn.talking import AYLIN, Clock, Screen, lamps

DESK = "19:desk@thread.tacv2"
ROOM = f"msteams|contoso|{DESK}"
CHAT = "msteams|contoso|a:aylin"
PLACE: Json = {"service_url": "here", "conversation": DESK, "kind": "channel"}


@dataclass
class Teams(Screen):
    """Both conversations in one service. `down`: places that take nothing now."""

    down: set[str] = field(default_factory=set)
    shown: list[tuple[str, str]] = field(default_factory=list)

    async def post(self, address: Json, body: Json) -> str:
        self._reach(address)
        self.shown.append((address["conversation"], body["text"]))
        return await super().post(address, body)

    async def update(self, address: Json, message: str, body: Json) -> None:
        self._reach(address)
        await super().update(address, message, body)

    def host(self, address: Json) -> str:
        return str(address["conversation"])

    def _reach(self, address: Json) -> None:
        if address["conversation"] in self.down:
            raise NotSent("unreachable")

    def in_(self, conversation: str) -> list[str]:
        return [text for place, text in self.shown if place == conversation]


@dataclass
class Bot:
    store: Database
    turns: Turns
    courier: Courier

    async def look(self) -> None:
        """Until nothing is due any more."""
        for _ in range(4):
            await self.courier.look()
            await self.courier.settle()


@contextmanager
def running(database: str, teams: Teams, clock: Clock, patience_s: float = 2.0) -> Iterator[Bot]:
    async def nobody(address: Json) -> str:
        return ""

    store = open_store(database)
    desk_turns = DeskTurns(DESK, store, lamps, lambda dialog, step: "https://help.contoso.com", NobodysChats())
    turns = Turns(store, lamps, clock=clock, helpdesk=desk_turns)
    channel = Channel(DESK, store, turns.take, nobody, patience_s=patience_s)
    desk = CaseDesk(store, {"channel": channel})
    post = Post({"msteams": teams}, desk, spread=lambda: 1.0)
    yield Bot(store, turns, Courier(store, post, turns, clock=clock))
    store.close()


async def says(bot: Bot, clock: Clock, text: str) -> None:
    address = {"service_url": "here", "conversation": "a:aylin", "kind": "personal"}
    await bot.turns.take(Arrival(CHAT, AYLIN, address, Said(text), (f"a:{text}@{clock.now}",)))
    await bot.courier.settle()


async def test_an_hour_without_the_channel_loses_nothing_shows_nothing_twice_and_raises_the_alarm(
    tmp_path: Path,
) -> None:
    database, teams, clock, lines = f"sqlite:///{tmp_path}/t.db", Teams(down={DESK}), Clock(), io.StringIO()
    log.configure(lines)
    try:
        with running(database, teams, clock, 0) as bot:
            first = turn("a:1", conv=ROOM, person=Person("contoso", HELPDESK), address=PLACE, session=new_session())
            await bot.store.commit(first)
            await bot.store.remember_channel(DESK, ROOM)
            for text in ("0x80fe0001", "start", "person", "send", "add: it is dark in here"):
                await says(bot, clock, text)
            for _ in range(30):
                clock.wait(minutes=1)
                await bot.look()
        with running(database, teams, clock, 0) as bot:
            for _ in range(30):
                clock.wait(minutes=1)
                await bot.look()
            assert teams.in_(DESK) == []
            chat = "\n".join(teams.in_("a:aylin"))
            assert chat.count("The helpdesk doesn't have it yet") == 1
            assert "Sent to the helpdesk" not in chat

            teams.down.clear()
            for _ in range(8):
                clock.wait(minutes=1)
                await bot.look()
            (card,) = teams.in_(DESK)
            assert card.startswith("Case 1001, waiting since")
            assert "\n".join(teams.in_("a:aylin")).count("Sent to the helpdesk") == 1
            looks = [body["text"] for kind, _, body in teams.log if kind == "update" and "Case 1001" in body["text"]]
            assert "it is dark in here" in (looks or [card])[-1]
    finally:
        log.configure()
    events = [json.loads(line) for line in lines.getvalue().splitlines()]
    alarms = [line for line in events if line["event"] == "case.undelivered" and line["level"] == "error"]
    assert alarms
    assert "dark in here" not in lines.getvalue()


async def test_people_who_act_at_the_same_moment_are_all_heard(tmp_path: Path) -> None:
    """The person adds something while two of the helpdesk take the case."""
    database, teams, clock = f"sqlite:///{tmp_path}/t.db", Teams(), Clock()
    with running(database, teams, clock) as bot:
        first = turn("a:1", conv=ROOM, person=Person("contoso", HELPDESK), address=PLACE, session=new_session())
        await bot.store.commit(first)
        await bot.store.remember_channel(DESK, ROOM)
        for text in ("0x80fe0001", "start", "person", "send"):
            await says(bot, clock, text)
        await bot.look()
        case = await bot.store.case(1001)
        assert case is not None
        assert case.card is not None
        press = TokenPressed(case.card, "take", {"v": str(case.version)})
        takes = (
            Arrival(ROOM, Person("contoso", name, name), PLACE, press, (f"a:{name}",), of_helpdesk=True)
            for name in ("dana", "omar")
        )
        await asyncio.gather(*(bot.turns.take(each) for each in takes), says(bot, clock, "add: one more thing"))
        await bot.look()
        case = await bot.store.case(1001)
        assert case is not None
        assert (case.state, case.words) == ("taken", ("one more thing",))
        assert "\n".join(teams.in_("a:aylin")).count("has taken your case") == 1
        assert "one more thing" in [body["text"] for kind, _, body in teams.log if kind == "update"][-1]
