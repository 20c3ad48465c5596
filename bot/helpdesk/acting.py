"""One turn in the helpdesk's channel: what somebody does there, or what is heard there, as something to commit.

Whoever acts is answered. Where their client shows no answer (one that knows only `Action.Submit`), what they are told
is posted below, and so is the question which step fixed it; that question goes away when it was answered, or is over.
"""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from bot.cards.desk import FIXED_BY, HOW, STEP
from bot.engine import new_session
from bot.engine.edition import Edition
from bot.engine.inputs import Said, Told
from bot.engine.model import Session
from bot.engine.outcome import Event
from bot.engine.outcome import EventName as E
from bot.helpdesk.cases import Case
from bot.helpdesk.desk import Action, Agent, Deed, act
from bot.helpdesk.outages import Move, OutageDesk
from bot.helpdesk.sending import Goal, reply_to
from bot.helpdesk.showing import ASKED, closing, new_card, question_card, redrawn, steps_of
from bot.log import conversation_hash, log
from bot.turn import (
    Answer,
    Arrival,
    BannerChange,
    CaseChange,
    Commit,
    Delivery,
    Json,
    Person,
    ShownCard,
    TokenPressed,
)
from bot.wording import Wording

HELPDESK = "helpdesk"
"""Who the channel's conversation belongs to: no person."""
LANGUAGE = "en"
"""Of the cards in the channel. The note is in English too, whatever the person speaks."""


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
    question: ShownCard | None = None
    """The message that asks which step fixed the case, where one was posted and isn't answered."""


@dataclass(frozen=True, slots=True)
class Acted:
    """What a turn means. `commit` None: there is nothing to write."""

    answer: Answer
    commit: Commit | None = None


class DeskTurn:
    """One turn. Pure but for the tokens of new cards. `goal`: where a step is to be sent, if that was asked for."""

    def __init__(
        self,
        edition: Edition,
        arrival: Arrival,
        found: AtDesk,
        now: datetime,
        new_token: Callable[[], str],
        goal: Goal | None = None,
    ) -> None:
        self._edition = edition
        self._wording: Wording = edition.wordings.in_language(LANGUAGE)
        self._arrival = arrival
        self._found = found
        self._now = now
        self._new_token = new_token
        self._goal = goal
        self._session = _freshened(found.session, arrival)
        self._outages = OutageDesk(edition.content, self._wording, self._session.zone, found.banner, found.outages)

    def take(self) -> Acted:
        arrival = self._arrival
        try:
            match arrival.input:
                case TokenPressed() as pressed:
                    return self._pressed(pressed)
                case Told() as told:
                    return self._told(told)
                case Said() if arrival.of_helpdesk:
                    return self._said()
                case _:
                    return Acted(Answer(), self._commit() if arrival.of_helpdesk else None)
        except Exception:
            # As in a person's turn: nothing that comes in should lead here; if it does, the case is as it was.
            fault = secrets.token_hex(3).upper()
            log.error("turn.failed", turn=fault, conversation=arrival.conv, input=arrival.kind, exc_info=True)
            return Acted(Answer(text=self._wording.line("desk-fault", fault=fault)))

    # --- somebody of the helpdesk writes, or sends a step

    def _said(self) -> Acted:
        if self._goal is None:
            return self._say(self._wording.line("desk-help"))
        reply = reply_to(self._goal, _agent(self._arrival.person), self._wording)
        if not self._arrival.sees_answer:
            posts = tuple(self._below(look) for look in reply.looks)
            return Acted(Answer(), self._commit(deliveries=(*posts, *reply.also), events=reply.events))
        shown = reply.looks[0]
        commit = self._commit(deliveries=reply.also, events=reply.events) if reply.also else None
        return Acted(Answer(shown.get("card"), shown["text"]), commit)

    # --- somebody of the helpdesk presses

    def _pressed(self, pressed: TokenPressed) -> Acted:
        case, card = self._found.case, self._found.card
        agent = _agent(self._arrival.person)
        if self._arrival.of_helpdesk is None:
            return self._say(self._wording.line("desk-who"))
        if not self._arrival.of_helpdesk:
            number = case.number if case is not None else 0
            log.warning("desk.refused", conversation=self._arrival.conv, case=number, reason="not of the helpdesk")
            refused = Event(E.DESK_REFUSED, value=agent.mark, number=number)
            return self._say(self._wording.line("desk-refused"), refused)
        if card is not None and "outage" in card.body:
            return self._moved(self._outages.pressed(pressed.verb, pressed.fields, card, agent, self._now), card)
        if case is None or card is None:
            return self._say(self._wording.line("desk-gone"))
        steps = steps_of(self._edition.content, case)
        deed = act(case, _action(pressed), agent, self._now, dict(steps))
        if deed.says:
            return self._say(self._wording.line(deed.says, case=case.number, name=case.taken_name or ""))
        if deed.asks:
            return self._ask_what_fixed_it(case, card)
        if not deed.changed:
            return self._leave(card)
        log.info("desk.acted", conversation=self._arrival.conv, case=case.number, what=pressed.verb)
        return self._did(deed, card)

    def _ask_what_fixed_it(self, case: Case, card: ShownCard) -> Acted:
        """Before it is closed. Only whoever pressed sees the question, where their client shows what it is answered."""
        content, wording, zone = self._edition.content, self._wording, self._session.zone
        if self._arrival.sees_answer:
            asked = closing(case, card, content, wording, zone)
            return Acted(Answer(asked.adaptive, asked.text))
        _, rows, gone = self._without_question(card)
        question = question_card(self._new_token(), case, card, content, wording, zone)
        post = self._below({"token": question.token})
        known = replace(card, body=card.body | {ASKED: question.token})
        return Acted(Answer(), self._commit(deliveries=(*rows, post), cards=(known, question, *gone)))

    def _leave(self, card: ShownCard) -> Acted:
        """Nothing was changed."""
        known, rows, gone = self._without_question(card)
        commit = self._commit(deliveries=rows, cards=(known, *gone)) if gone else None
        return Acted(Answer(card.body["card"], card.body["text"]), commit)

    def _did(self, deed: Deed, card: ShownCard) -> Acted:
        went_on = {"went_on": deed.went_on} if deed.went_on else {}
        known, gone_rows, gone = self._without_question(replace(card, body=card.body | went_on))
        redrawn = self._redrawn(deed.case, known)
        told = deed.tell
        rows = [Delivery("update", {"token": card.token}), *gone_rows]
        if told is not None:
            rows.append(Delivery("input", {"conv": deed.case.conv, "what": told.what, "values": dict(told.values)}))
        commit = self._commit(
            deliveries=tuple(rows), cards=(redrawn, *gone), case_change=_change(deed.case), events=deed.events
        )
        return Acted(Answer(redrawn.body["card"], redrawn.body["text"]), commit)

    def _without_question(self, card: ShownCard) -> tuple[ShownCard, tuple[Delivery, ...], tuple[ShownCard, ...]]:
        """The case's card when the posted question is over; what takes the question's message away, and its card."""
        question = self._found.question
        if question is None:
            return card, (), ()
        rows = (Delivery("delete", {"id": question.sent_id}),) if question.sent_id else ()
        return replace(card, body=card.body | {ASKED: ""}), rows, (replace(question, frozen=True),)

    # --- what is heard of a case

    def _told(self, told: Told) -> Acted:
        case, card = self._found.case, self._found.card
        if told.what in ("outage", "outage-over", "outage-banner"):
            return self._moved(self._outages.heard(told, card, self._arrival.conv, self._new_token), card)
        if case is None:
            return Acted(Answer())
        if card is None:
            return self._post(case, told.values.get("chat", "")) if case.is_open else Acted(Answer())
        if told.what == "case-opened":
            again = Delivery("post", {"token": card.token})
            return Acted(Answer(), self._commit(deliveries=(again,)) if card.lost else None)
        rows = [Delivery("update", {"token": card.token})]
        gone: tuple[ShownCard, ...] = ()
        if not case.is_open:
            card, gone_rows, gone = self._without_question(card)
            rows += gone_rows
        if case.taken_by and card.sent_id:
            # Nobody is notified of a card that changes. Whoever has the case is told below it.
            news = self._wording.line(f"desk-news-{told.what.removeprefix('case-')}", case=case.number)
            rows.append(Delivery("post", {"text": news, "thread": card.sent_id}))
        return Acted(Answer(), self._commit(deliveries=tuple(rows), cards=(self._redrawn(case, card), *gone)))

    def _post(self, case: Case, chat: str) -> Acted:
        token = self._new_token()
        shown = replace(case, card=token, version=case.version + 1)
        card = self._redrawn(shown, new_card(token, self._arrival.conv, case, chat))
        post = Delivery("post", {"token": token})
        return Acted(Answer(), self._commit(deliveries=(post,), cards=(card,), case_change=_change(shown)))

    def _moved(self, move: Move | None, card: ShownCard | None) -> Acted:
        """What became of an outage's card. Nothing: it looks as it did."""
        if move is None:
            return Acted(Answer(card.body["card"], card.body["text"]) if card is not None else Answer())
        rows = (move.row, *(Delivery("update", {"token": other.token}) for other in move.others))
        cards = (move.card, *move.others)
        commit = self._commit(deliveries=rows, cards=cards, banner=move.banner, events=move.events)
        return Acted(Answer(move.card.body["card"], move.card.body["text"]), commit)

    # --- what both have in common

    def _say(self, text: str, *events: Event) -> Acted:
        """A line for whoever acted."""
        posts = () if self._arrival.sees_answer else (self._below({"text": text}),)
        may_write = self._found.version > 0 or self._arrival.of_helpdesk is True
        commit = self._commit(deliveries=posts, events=events) if may_write and (posts or events) else None
        return Acted(Answer(text=text), commit)

    def _below(self, look: Json) -> Delivery:
        """A message below what was written or pressed."""
        return Delivery("post", look | {"thread": self._arrival.reply_to})

    def _redrawn(self, case: Case, card: ShownCard) -> ShownCard:
        return redrawn(case, card, self._edition.content, self._wording, self._session.zone)

    def _commit(
        self,
        *,
        deliveries: tuple[Delivery, ...] = (),
        cards: tuple[ShownCard, ...] = (),
        case_change: CaseChange | None = None,
        banner: BannerChange | None = None,
        events: tuple[Event, ...] = (),
    ) -> Commit:
        arrival = self._arrival
        tenant = arrival.conv.split("|", 2)[1]
        return Commit(
            conv=arrival.conv,
            person=Person(tenant, HELPDESK),
            address=arrival.address,
            keys=arrival.keys,
            version=self._found.version,
            session=self._session,
            content=self._edition.digest,
            at=self._now,
            deliveries=deliveries,
            cards=cards,
            case_change=case_change,
            banner=banner,
            events=events,
            # Where to answer is taken from people of the helpdesk alone.
            from_person=arrival.from_person and arrival.of_helpdesk is True,
        )


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


def _freshened(session: Session | None, arrival: Arrival) -> Session:
    """The channel's session, with the time zone of whoever of the helpdesk was there last."""
    if session is None:
        return new_session(LANGUAGE, arrival.person.zone)
    return replace(session, zone=arrival.person.zone) if arrival.from_person and arrival.of_helpdesk else session
