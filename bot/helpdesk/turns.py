"""A turn in the helpdesk's channel: load, act, draw, commit, as in a person's chat, but with a case in place of a talk.

The rules:

- **The channel is a conversation like every other**: a session row of its own, a lane, cards. Its turns are computed
  again after a lost race, and nothing is answered before the commit.
- **A case has one card there**, from waiting to the line that stays. Whoever presses is answered with it; for all
  others its message is updated.
- **A turn commits the channel and the case.** What the person hears of it is a row for their own conversation.
- **Who acts was looked up** (`Arrival.of_helpdesk`). Others are answered kindly, an event says so, nothing changes.
- **A press counts once.** Its key holds who pressed and which version of the case the card showed, since Teams repeats
  an unanswered press under another id, and two people press the same card.
"""

import hashlib
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from typing import Protocol

from bot.cards.desk import VERSION
from bot.delivery import Agenda
from bot.engine import new_session
from bot.engine.edition import Edition
from bot.engine.inputs import Said, Told
from bot.helpdesk.acting import AtDesk, DeskTurn
from bot.helpdesk.sending import Goal, NotKnownNow, OwnChat, OwnChats, Sending, read_sending
from bot.turn import (
    AlreadyAnswered,
    Answer,
    Arrival,
    Commit,
    LostRace,
    Person,
    Store,
    StoreUnavailable,
    TokenPressed,
    new_card_token,
)

_CHANGES = ("take", "give-back", "continue", "close-now", "put-up-banner", "take-down-banner")
_MOST_RACES = 50


class DeskStore(Store, Protocol):
    """What the helpdesk's channel needs of a database."""

    async def at_desk(
        self, conv: str, keys: tuple[str, ...], number: int = 0, token: str = "", problem: str = ""
    ) -> AtDesk:
        """`number`: of a case; else the case of the card with that token. `problem`: of an outage that goes on."""
        ...

    async def channel(self, id: str) -> str | None:
        """The conversation of the channel that has this id. None: nothing came from there yet."""
        ...

    async def remember_channel(self, id: str, conv: str) -> str:
        """Gives the one that counts: the first that was seen."""
        ...

    async def own_chat(self, tenant: str, person: str) -> str | None:
        """The conversation of somebody's own chat. None: there is none that something can be sent to."""
        ...

    async def whom(self, conv: str) -> Agenda | None:
        """Who it is and where they are. None: nobody knows that conversation."""
        ...


class DeskTurns:
    """Takes the turns of the helpdesk's channel."""

    def __init__(
        self,
        channel: str,
        store: DeskStore,
        edition: Callable[[], Edition],
        link: Callable[[str, str | None], str],
        chats: OwnChats,
        *,
        new_token: Callable[[], str] = new_card_token,
    ) -> None:
        """`channel`: its id, as the settings name it. `link`: the address that leads to a dialog or a step. `chats`:
        of people who are sent something."""
        self._channel = channel
        self._chats = chats
        self._store = store
        self._edition = edition
        self._link = link
        self._new_token = new_token

    def takes(self, conv: str) -> bool:
        return conv.split("|", 2)[-1] == self._channel

    async def take(self, arrival: Arrival, now: datetime) -> Answer:
        """Do what arrived, once. Raises `StoreUnavailable` when it couldn't be committed."""
        pressed = arrival.input if isinstance(arrival.input, TokenPressed) else None
        told = arrival.input.values if isinstance(arrival.input, Told) else {}
        number, problem = _number(told), told.get("problem", "")
        arrival = replace(arrival, keys=_keys(arrival))
        edition = self._edition()
        sending = _sending(arrival, edition)
        number = number or (sending.case if sending is not None else 0)
        goal: Goal | None = None
        for _ in range(_MOST_RACES):
            token = pressed.token if pressed is not None else ""
            found = await self._store.at_desk(arrival.conv, arrival.keys, number, token, problem)
            if sending is not None and goal is None and not (found.answered and not arrival.sees_answer):
                goal = await self._goal(arrival, sending, found, edition, now)
            if found.answered and goal is not None:
                # Nothing is sent again; who waits for an answer gets one as the first time.
                again = DeskTurn(edition, arrival, found, now, self._new_token, goal).take()
                return replace(again.answer, duplicate=True)
            if found.answered:
                seen = found.card if pressed is not None and arrival.of_helpdesk else None
                return Answer(seen.body["card"] if seen is not None else None, duplicate=True)
            if found.version == 0 and not arrival.from_person:
                return Answer()
            acted = DeskTurn(edition, arrival, found, now, self._new_token, goal).take()
            if acted.commit is None:
                return acted.answer
            try:
                await self._store.commit(acted.commit)
            except (LostRace, AlreadyAnswered):
                continue
            return acted.answer
        raise StoreUnavailable(f"lost {_MOST_RACES} races of the helpdesk's channel")

    async def _goal(self, arrival: Arrival, sending: Sending, found: AtDesk, edition: Edition, now: datetime) -> Goal:
        """Where a step is sent to."""
        person, conv = sending.person, None
        if person is not None:
            conv = await self._store.own_chat(arrival.conv.split("|", 2)[1], person.id)
        elif found.case is not None:
            person, conv = Person(found.case.tenant, found.case.person, found.case.name), found.case.conv
        if person is None or not sending.dialog:
            return Goal(sending, conv, person.name if person is not None else "")
        known = await self._store.whom(conv) if conv is not None else None
        name = person.name or (known.person.name if known is not None else "")
        if known is not None and await self._chats.takes(known.address):
            return Goal(sending, conv, name)
        try:
            begun = await self._chats.begin(arrival.address, person)
        except NotKnownNow:
            return Goal(sending, None, name)
        if begun is None:
            return Goal(sending, None, name, self._link(sending.dialog, sending.step))
        await self._settle_in(begun, arrival, edition, now)
        return Goal(sending, begun.conv, begun.person.name or name)

    async def _settle_in(self, chat: OwnChat, arrival: Arrival, edition: Edition, now: datetime) -> None:
        """What is sent to that chat finds it, also where its person never wrote, or had the bot blocked before."""
        loaded = await self._store.load(chat.conv, (), None)
        language, zone = arrival.person.language, arrival.person.zone
        begun = Commit(
            conv=chat.conv,
            person=chat.person,
            address=chat.address,
            keys=(),
            version=loaded.version,
            session=loaded.session or new_session(language, zone),
            content=edition.digest,
            at=now,
            damaged=loaded.damaged,
        )
        # Lost: its person wrote at this moment, and is there.
        with suppress(LostRace):
            await self._store.commit(begun)


def _sending(arrival: Arrival, edition: Edition) -> Sending | None:
    given = arrival.input
    if not isinstance(given, Said) or not arrival.of_helpdesk:
        return None
    return read_sending(given.text, arrival.named, edition.content)


def _keys(arrival: Arrival) -> tuple[str, ...]:
    """The activity's own key, and for a press that changes something what makes it one press."""
    own = tuple(key for key in arrival.keys if not key.startswith("b:"))
    match arrival.input:
        case TokenPressed(token=token, verb=verb, fields=fields) if verb in _CHANGES and arrival.of_helpdesk:
            version = fields.get(VERSION, "")[:12]
            # Who it was, without their id: keys are kept for days.
            who = hashlib.sha256(arrival.person.id.encode()).hexdigest()[:16]
            return (*own, f"b:{token}:{verb}:{version}:{who}")
        case _:
            return own


def _number(values: Mapping[str, str]) -> int:
    text = values.get("number", "")
    return int(text) if text.isascii() and text.isdigit() else 0
