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
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from bot.cards.desk import FIXED_BY, HOW, STEP, VERSION
from bot.engine import new_session
from bot.engine.edition import Edition
from bot.engine.inputs import Said, Told
from bot.engine.model import Session
from bot.engine.outcome import Event
from bot.engine.outcome import EventName as E
from bot.helpdesk.cases import Case
from bot.helpdesk.desk import Action, Agent, Deed, act
from bot.helpdesk.outages import Move, OutageDesk
from bot.helpdesk.sending import Goal, Reply, Sending, read_sending, reply_to
from bot.helpdesk.showing import closing, new_card, redrawn, steps_of
from bot.log import conversation_hash, log
from bot.turn import (
    AlreadyAnswered,
    Answer,
    Arrival,
    BannerChange,
    CaseChange,
    Commit,
    Delivery,
    LostRace,
    Person,
    ShownCard,
    Store,
    StoreUnavailable,
    TokenPressed,
    new_card_token,
)
from bot.wording import Wording

HELPDESK = "helpdesk"
"""Who the channel's conversation belongs to: no person."""
LANGUAGE = "en"
"""Of the cards in the channel. The note is in English too, whatever the person speaks."""
_CHANGES = ("take", "give-back", "continue", "close-now", "put-up-banner", "take-down-banner")
_MOST_RACES = 50


@dataclass(frozen=True, slots=True)
class AtDesk:
    """What a turn in the channel starts from. `session` None, `version` 0: the channel isn't known yet."""

    version: int
    session: Session | None
    answered: bool
    """One of the keys was seen before."""
    case: Case | None
    card: ShownCard | None
    """The one that shows the case, or the outage."""
    banner: int = 0
    """Where it is about an outage: since when the banner stands that is up now, epoch ms; 0: none is."""
    outages: tuple[ShownCard, ...] = ()
    """Where it is about an outage: the cards of all that go on."""


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


@dataclass(frozen=True, slots=True)
class _Turn:
    """What a turn means. `commit` None: there is nothing to write."""

    answer: Answer
    commit: Commit | None = None


class DeskTurns:
    """Takes the turns of the helpdesk's channel."""

    def __init__(
        self,
        channel: str,
        store: DeskStore,
        edition: Callable[[], Edition],
        link: Callable[[str, str | None], str],
        *,
        new_token: Callable[[], str] = new_card_token,
    ) -> None:
        """`channel`: its id, as the settings name it. `link`: the address that leads to a dialog or a step."""
        self._channel = channel
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
        for _ in range(_MOST_RACES):
            token = pressed.token if pressed is not None else ""
            found = await self._store.at_desk(arrival.conv, arrival.keys, number, token, problem)
            if found.answered:
                seen = found.card if pressed is not None and arrival.of_helpdesk else None
                return Answer(seen.body["card"] if seen is not None else None, duplicate=True)
            if found.version == 0 and not arrival.from_person:
                return Answer()
            goal = await self._goal(arrival, sending, found) if sending is not None else None
            computed = self._compute(_Desk(edition, arrival, found, now, self._new_token, goal))
            if computed.commit is None:
                return computed.answer
            try:
                await self._store.commit(computed.commit)
            except (LostRace, AlreadyAnswered):
                continue
            return computed.answer
        raise StoreUnavailable(f"lost {_MOST_RACES} races of the helpdesk's channel")

    async def _goal(self, arrival: Arrival, sending: Sending, found: AtDesk) -> Goal:
        """Where a step is sent to."""
        if sending.person is None:
            case = found.case
            return Goal(sending, case.conv if case is not None else None, case.name if case is not None else "")
        chat = await self._store.own_chat(arrival.conv.split("|", 2)[1], sending.person.id)
        link = self._link(sending.dialog, sending.step) if sending.dialog else ""
        return Goal(sending, chat, sending.person.name, link)

    def _compute(self, at: "_Desk") -> _Turn:
        arrival = at.arrival
        try:
            return at.turn()
        except Exception:
            # As in a person's turn: nothing that comes in should lead here; if it does, the case is as it was.
            fault = secrets.token_hex(3).upper()
            log.error("turn.failed", turn=fault, conversation=arrival.conv, input=arrival.kind, exc_info=True)
            return _Turn(Answer(text=at.wording.line("desk-fault", fault=fault)))


class _Desk:
    """One turn. Pure but for the tokens of new cards."""

    def __init__(
        self,
        edition: Edition,
        arrival: Arrival,
        found: AtDesk,
        now: datetime,
        new_token: Callable[[], str],
        goal: Goal | None = None,
    ) -> None:
        self.edition = edition
        self.wording: Wording = edition.wordings.in_language(LANGUAGE)
        self.arrival = arrival
        self.found = found
        self.now = now
        self.new_token = new_token
        self.goal = goal
        self.session = _freshened(found.session, arrival)
        self.outages = OutageDesk(edition.content, self.wording, self.session.zone, found.banner, found.outages)

    def turn(self) -> _Turn:
        match self.arrival.input:
            case TokenPressed() as pressed:
                return self._pressed(pressed)
            case Told() as told:
                return self._told(told)
            case Said() if self.arrival.of_helpdesk:
                return self._said()
            case _:
                return _Turn(Answer(), self._commit() if self.arrival.of_helpdesk else None)

    # --- somebody of the helpdesk writes

    def _said(self) -> _Turn:
        if self.goal is None:
            reply = Reply(({"text": self.wording.line("desk-help")},))
        else:
            reply = reply_to(self.goal, _agent(self.arrival.person), self.wording)
        # Below what was written.
        posts = tuple(Delivery("post", post | {"thread": self.arrival.reply_to}) for post in reply.posts)
        return _Turn(Answer(), self._commit(deliveries=(*posts, *reply.also), events=reply.events))

    # --- somebody of the helpdesk presses

    def _pressed(self, pressed: TokenPressed) -> _Turn:
        case, card = self.found.case, self.found.card
        agent = _agent(self.arrival.person)
        if self.arrival.of_helpdesk is None:
            return _Turn(Answer(text=self.wording.line("desk-who")))
        if not self.arrival.of_helpdesk:
            number = case.number if case is not None else 0
            log.warning("desk.refused", conversation=self.arrival.conv, case=number, reason="not of the helpdesk")
            refused = Event(E.DESK_REFUSED, value=agent.mark, number=number)
            commit = self._commit(events=(refused,)) if self.found.version else None
            return _Turn(Answer(text=self.wording.line("desk-refused")), commit)
        if card is not None and "outage" in card.body:
            return self._moved(self.outages.pressed(pressed.verb, pressed.fields, card, agent, self.now), card)
        if case is None or card is None:
            return _Turn(Answer(text=self.wording.line("desk-gone")))
        steps = steps_of(self.edition.content, case)
        deed = act(case, _action(pressed), agent, self.now, dict(steps))
        if deed.says:
            said = self.wording.line(deed.says, case=case.number, name=case.taken_name or "")
            return _Turn(Answer(text=said))
        if deed.asks:
            asked = closing(case, card, self.edition.content, self.wording, self.session.zone)
            return _Turn(Answer(asked.adaptive, asked.text))
        if not deed.changed:
            return _Turn(Answer(card.body["card"], card.body["text"]))
        log.info("desk.acted", conversation=self.arrival.conv, case=case.number, what=pressed.verb)
        return self._did(deed, card)

    def _did(self, deed: Deed, card: ShownCard) -> _Turn:
        went_on = {"went_on": deed.went_on} if deed.went_on else {}
        redrawn = self._redrawn(deed.case, replace(card, body=card.body | went_on))
        told = deed.tell
        rows = [Delivery("update", {"token": card.token})]
        if told is not None:
            rows.append(Delivery("input", {"conv": deed.case.conv, "what": told.what, "values": dict(told.values)}))
        commit = self._commit(
            deliveries=tuple(rows), cards=(redrawn,), case_change=_change(deed.case), events=deed.events
        )
        return _Turn(Answer(redrawn.body["card"], redrawn.body["text"]), commit)

    # --- what is heard of a case

    def _told(self, told: Told) -> _Turn:
        case, card = self.found.case, self.found.card
        if told.what in ("outage", "outage-over", "outage-banner"):
            return self._moved(self.outages.heard(told, card, self.arrival.conv, self.new_token), card)
        if case is None:
            return _Turn(Answer())
        if card is None:
            return self._post(case, told.values.get("chat", "")) if case.is_open else _Turn(Answer())
        if told.what == "case-opened":
            again = Delivery("post", {"token": card.token})
            return _Turn(Answer(), self._commit(deliveries=(again,)) if card.lost else None)
        rows = [Delivery("update", {"token": card.token})]
        if case.taken_by and card.sent_id:
            # Nobody is notified of a card that changes. Whoever has the case is told below it.
            news = self.wording.line(f"desk-news-{told.what.removeprefix('case-')}", case=case.number)
            rows.append(Delivery("post", {"text": news, "thread": card.sent_id}))
        return _Turn(Answer(), self._commit(deliveries=tuple(rows), cards=(self._redrawn(case, card),)))

    def _post(self, case: Case, chat: str) -> _Turn:
        token = self.new_token()
        shown = replace(case, card=token, version=case.version + 1)
        card = self._redrawn(shown, new_card(token, self.arrival.conv, case, chat))
        post = Delivery("post", {"token": token})
        return _Turn(Answer(), self._commit(deliveries=(post,), cards=(card,), case_change=_change(shown)))

    def _moved(self, move: Move | None, card: ShownCard | None) -> _Turn:
        """What became of an outage's card. Nothing: it looks as it did."""
        if move is None:
            return _Turn(Answer(card.body["card"], card.body["text"]) if card is not None else Answer())
        rows = (move.row, *(Delivery("update", {"token": other.token}) for other in move.others))
        cards = (move.card, *move.others)
        commit = self._commit(deliveries=rows, cards=cards, banner=move.banner, events=move.events)
        return _Turn(Answer(move.card.body["card"], move.card.body["text"]), commit)

    def _redrawn(self, case: Case, card: ShownCard) -> ShownCard:
        return redrawn(case, card, self.edition.content, self.wording, self.session.zone)

    def _commit(
        self,
        *,
        deliveries: tuple[Delivery, ...] = (),
        cards: tuple[ShownCard, ...] = (),
        case_change: CaseChange | None = None,
        banner: BannerChange | None = None,
        events: tuple[Event, ...] = (),
    ) -> Commit:
        arrival = self.arrival
        tenant = arrival.conv.split("|", 2)[1]
        return Commit(
            conv=arrival.conv,
            person=Person(tenant, HELPDESK),
            address=arrival.address,
            keys=arrival.keys,
            version=self.found.version,
            session=self.session,
            content=self.edition.digest,
            at=self.now,
            deliveries=deliveries,
            cards=cards,
            case_change=case_change,
            banner=banner,
            events=events,
            # Where to answer is taken from people of the helpdesk alone.
            from_person=arrival.from_person and arrival.of_helpdesk is True,
        )


def _sending(arrival: Arrival, edition: Edition) -> Sending | None:
    given = arrival.input
    if not isinstance(given, Said) or not arrival.of_helpdesk:
        return None
    return read_sending(given.text, arrival.named, edition.content)


def _change(case: Case) -> CaseChange:
    """The case as it is now, with the version that was read."""
    return CaseChange(
        number=case.number,
        version=case.version - 1,
        state=case.state,
        card=case.card,
        taken=case.taken,
        taken_by=case.taken_by,
        taken_name=case.taken_name,
        closed=case.closed,
        closed_by=case.closed_by,
        closed_name=case.closed_name,
        fixed_by=case.fixed_by,
        how=case.how,
    )


def _agent(person: Person) -> Agent:
    return Agent(person.id, person.name, conversation_hash(person.id))


def _action(pressed: TokenPressed) -> Action:
    fields = pressed.fields
    return Action(pressed.verb, fields.get(STEP, ""), fields.get(FIXED_BY, ""), fields.get(HOW, ""))


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


def _freshened(session: Session | None, arrival: Arrival) -> Session:
    """The channel's session, with the time zone of whoever of the helpdesk was there last."""
    if session is None:
        return new_session(LANGUAGE, arrival.person.zone)
    return replace(session, zone=arrival.person.zone) if arrival.from_person and arrival.of_helpdesk else session


def _number(values: Mapping[str, str]) -> int:
    text = values.get("number", "")
    return int(text) if text.isascii() and text.isdigit() else 0
