"""Turns of a person at the playground, and what is remembered of them: what everything on its page stands on.

Time can be tried: in one talk it may be later than everywhere else. So much later its turns are computed; what is kept
and sent has the time of everywhere, and timers come when it is their time in the talk. How much that is stands in the
talk's own address, so it outlives the program and touches no other talk.
"""

import math
from collections.abc import AsyncIterator, Callable, Sequence
from datetime import datetime, timedelta
from typing import Final, Literal, Protocol

from bot.authoring.keeping import Move
from bot.content.spelling import duration
from bot.delivery import Agenda, DueTimer
from bot.engine.inputs import Joined, Opened, Said, Told
from bot.engine.model import Noting, Session
from bot.helpdesk.cases import Case
from bot.playground.gate import Visitor
from bot.playground.talks import CHANNEL, Talk, Talks
from bot.statistics.walks import Happening
from bot.store import Happened, Shown
from bot.turn import Answer, Arrival, Json, Loaded, Person, TokenPressed, Turns

MOST_FIRED: Final = 50
"""So many timers fire at most while time passes: none sets itself anew for ever."""


class Archive(Protocol):
    """What the pages read of a store. Every call raises `StoreUnavailable`."""

    async def session(self, conv: str) -> Session | None: ...

    async def transcript(self, conv: str) -> tuple[Shown, ...]: ...

    async def events(self, conv: str, most: int = ...) -> tuple[Happened, ...]: ...

    async def cases(self, most: int = ...) -> tuple[Case, ...]: ...

    async def load(self, conv: str, keys: tuple[str, ...], token: str | None) -> Loaded: ...

    async def whom(self, conv: str) -> Agenda | None: ...

    async def timers(self, conv: str) -> tuple[DueTimer, ...]: ...

    def histories(self, since: datetime) -> AsyncIterator[Sequence[Happening]]: ...

    async def bring_nearer(self, conv: str, by: timedelta, address: Json) -> None: ...


class Visits:
    """What somebody does in a talk, as turns."""

    def __init__(self, turns: Turns, archive: Archive, clock: Callable[[], datetime]) -> None:
        self.talks = Talks()
        self.archive = archive
        self.clock = clock
        self._turns = turns
        turns.ahead = _ahead

    async def talk(self, visitor: Visitor) -> Talk:
        """What is remembered of a talk; for one that isn't, it begins now."""
        known = self.talks.get(visitor.talk)
        if known is not None:
            return known
        last, there = await self.last(visitor), await self.archive.whom(conversation(visitor))
        talk = self.talks.begin(visitor.talk, last)
        talk.record.is_whole = last == 0
        if there is not None:
            talk.ahead = timedelta(seconds=there.address.get("ahead", 0))
        return talk

    async def last(self, visitor: Visitor) -> int:
        """The number of the bot's last message."""
        shown = await self.archive.transcript(conversation(visitor))
        return shown[-1].seq if shown else 0

    async def join(self, visitor: Visitor) -> None:
        await self._turns.take(await self._arrival(visitor, Joined(), "a:joined"))

    async def say(self, visitor: Visitor, text: str, once: str) -> None:
        """`once`: what makes it one message, however often it is sent."""
        talk = await self.talk(visitor)
        after, at = await self.last(visitor), self.clock()
        answer = await self._take(visitor, Said(text), f"a:{once}")
        if not answer.duplicate:
            talk.add(after, at, text, answer.understood)
            await self._did(visitor, Move("you", talk.typed[-1].text), at)

    async def press(self, visitor: Visitor, token: str, verb: str, fields: dict[str, str]) -> None:
        at = self.clock()
        answer = await self._take(visitor, TokenPressed(token, verb, fields), f"b:{token}:{verb}")
        if not answer.duplicate:
            await self._did(visitor, Move("press", verb), at)

    async def open(self, visitor: Visitor, target: str, once: str) -> None:
        """As a link does. `target`: `dialog` or `dialog#step`."""
        dialog, _, step = target.partition("#")
        at = self.clock()
        answer = await self._take(visitor, Opened(dialog, step or None), f"a:{once}")
        if not answer.duplicate:
            await self._did(visitor, Move("open", target), at)

    async def suppose(self, visitor: Visitor, facts: dict[str, str], once: str) -> None:
        """Facts that are set from outside: id -> value, or empty where it isn't known."""
        at = self.clock()
        answer = await self._take(visitor, Told("supposed", facts), f"a:{once}")
        if not answer.duplicate:
            for fact, value in facts.items():
                await self._did(visitor, Move("given", f"{fact}={value}"), at)

    async def wait(self, visitor: Visitor, by: timedelta, move: Move, words: str) -> None:
        """Let time pass in this talk. Timers that are due on the way fire at their time."""
        talk, conv = await self.talk(visitor), conversation(visitor)
        talk.pass_time(await self.last(visitor), self.clock(), words)
        at, left = self.clock(), by
        for _ in range(MOST_FIRED):
            timer = next(iter(await self.archive.timers(conv)), None)
            until = _whole(timer.due - self.clock()) if timer is not None else left
            is_due = timer is not None and until <= left
            passed = until if is_due else left
            talk.ahead += passed
            left -= passed
            await self.archive.bring_nearer(conv, passed, self._address(visitor, talk))
            if not is_due:
                break
            await self._fire(visitor)
        await self._did(visitor, move, at)

    async def _fire(self, visitor: Visitor) -> None:
        """The next timer, which is due now. Whoever brings it first, it is one turn."""
        timer = next(iter(await self.archive.timers(conversation(visitor))), None)
        if timer is not None and timer.due <= self.clock():
            await self._turns.take(await self._arrival(visitor, "due", timer.key, timer.id))

    async def replay(self, visitor: Visitor, moves: Sequence[Move]) -> int:
        """Do in a new talk what was done in another one; gives how much of it was done. What can't be pressed ends it,
        and so does what would send a note to the helpdesk."""
        for number, move in enumerate(moves):
            match move.act:
                case "you":
                    if await self._note_is_open(visitor):
                        return number
                    await self.say(visitor, move.given, f"again-{number}")
                case "open":
                    await self.open(visitor, move.given, f"again-{number}")
                case "wait":
                    await self.wait(visitor, waited(move.given), move, f"{move.given} later")
                case "given":
                    fact, _, value = move.given.partition("=")
                    await self.suppose(visitor, {fact: value}, f"again-{number}")
                case "press":
                    cards = (await self.archive.load(conversation(visitor), (), None)).open_cards
                    card = next((each for each in reversed(cards) if move.given in each.body["offers"]), None)
                    if card is None or move.given == "send":
                        return number
                    await self.press(visitor, card.token, move.given, {})
        return len(moves)

    async def _note_is_open(self, visitor: Visitor) -> bool:
        """A word may send it."""
        session = await self.archive.session(conversation(visitor))
        return session is not None and isinstance(session.open, Noting)

    # --- one turn

    async def _take(self, visitor: Visitor, given: Said | TokenPressed | Opened | Told, key: str) -> Answer:
        return await self._turns.take(await self._arrival(visitor, given, key))

    async def _did(self, visitor: Visitor, move: Move, at: datetime) -> None:
        talk = await self.talk(visitor)
        timers = await self.archive.timers(conversation(visitor))
        talk.record.did(move, at, timers=[timer.id for timer in timers])
        talk.change()

    async def _arrival(
        self,
        visitor: Visitor,
        given: Said | TokenPressed | Opened | Joined | Told | Literal["due"],
        key: str,
        timer: str = "",
    ) -> Arrival:
        talk = await self.talk(visitor)
        person = Person(
            tenant=CHANNEL,
            id=visitor.talk,
            name="Somebody at the playground",
            language=talk.held_language or talk.language,
            zone=talk.zone,
        )
        return Arrival(conversation(visitor), person, self._address(visitor, talk), given, (key,), timer=timer)

    def _address(self, visitor: Visitor, talk: Talk) -> Json:
        ahead = int(talk.ahead.total_seconds())
        return {"talk": visitor.talk, "ahead": ahead} if ahead else {"talk": visitor.talk}


def waited(text: str) -> timedelta:
    """A time as it is written. Raises `ValueError` for what is none."""
    time = duration(text)
    if time is None:
        raise ValueError("no such time")
    return time


def _whole(time: timedelta) -> timedelta:
    """In whole seconds, as a talk's address holds them; never less, so that what is due then is due."""
    return timedelta(seconds=max(0, math.ceil(time.total_seconds())))


def conversation(visitor: Visitor) -> str:
    """The name of a visitor's talk in the database."""
    return f"{CHANNEL}|{CHANNEL}|{visitor.talk}"


def _ahead(arrival: Arrival) -> timedelta:
    """How much later it is in the talk of an arrival. Only our own talks have a time of their own."""
    is_ours = arrival.conv.startswith(f"{CHANNEL}|")
    return timedelta(seconds=arrival.address.get("ahead", 0)) if is_ours else timedelta(0)
