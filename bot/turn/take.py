"""One turn: load, advance, draw, commit.

The rules:

- **One activity is one turn.** Each arrival has keys that are committed with it; who brings one of them again gets the
  first answer. A press has a second key, its card and verb (`b:`), since Teams repeats presses under new ids.
- **A button that leaves the card counts once; one that keeps it may be pressed again.** *Explain* and its like leave
  the card as it is, so a press of the same one is an ordinary turn; only within `REPEAT_S` it is taken for the repeat
  that Teams sends about 30 s later. That is a `k:` key with the time in it, in place of the `b:` key.
- **A lost race is computed again**, since the engine is pure. Turns of one conversation wait for each other inside a
  process, which saves races; correctness never rests on it.
- **Draw before commit**: what can't be drawn is never saved. Nothing is answered before the commit.
- **One card asks.** What is asked anew freezes the cards before it; an explanation beside the open question only
  replaces the explanation before it.
- **A stored session that can't be read** is put aside; the person is told that their place is gone, and starts anew.
- **A fault of ours keeps the session.** It is logged with a number that the person sees too, and the turn is committed
  as one in which only that was said, so that a repeat doesn't fail again.

What a turn means for the outside (posts, updates, a case) is rows of the outbox in the same commit; `bot.delivery`
sends them.
"""

import asyncio
import secrets
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from bot import metrics
from bot.engine import advance, new_session
from bot.engine.edition import Edition
from bot.engine.inputs import CardRef, Due, Input, Pressed, Told
from bot.engine.model import AtGate, AtStep, Session
from bot.engine.outcome import Outcome
from bot.engine.replies import Offer, Say
from bot.log import log
from bot.turn.model import (
    AlreadyAnswered,
    Answer,
    Arrival,
    Commit,
    Delivery,
    Helpdesk,
    Loaded,
    LostRace,
    ShownCard,
    Store,
    StoreUnavailable,
    TokenPressed,
)
from bot.turn.showing import Drawn, show
from bot.wording import Wording

REPEAT_S = 40
"""Teams sends an unanswered press again after about 30 s, under a new id (botbuilder-dotnet#5005)."""
MOST_RACES = 50
NOT_AHEAD = timedelta(0)


def now_utc() -> datetime:
    return datetime.now(UTC)


def new_card_token() -> str:
    """Sixteen characters nobody can guess."""
    return secrets.token_urlsafe(12)


async def take_turn(
    store: Store,
    edition: Edition,
    arrival: Arrival,
    now: datetime,
    *,
    new_token: Callable[[], str] = new_card_token,
    ahead: timedelta = NOT_AHEAD,
) -> Answer:
    """Do what arrived, once. Raises `StoreUnavailable` when it couldn't be committed: the sender comes again.

    `ahead`: so much later it is in this talk than everywhere else. What is kept and sent has the time of everywhere.
    """
    began = time.perf_counter()
    token = arrival.input.token if isinstance(arrival.input, TokenPressed) else None
    keys = _keys_to_look_up(arrival, now)
    for _ in range(MOST_RACES):
        loaded = await store.load(arrival.conv, keys, token, arrival.reply_to)
        if loaded.answered:
            if loaded.copied:
                copy = Delivery("delete", {"id": arrival.reply_to})
                await store.enqueue(arrival.conv, f"d:{arrival.reply_to}", copy, now)
            return _repeated(loaded)
        if loaded.session is None and not loaded.damaged and not arrival.from_person:
            return Answer()
        computed = _compute(edition, arrival, loaded, now, new_token, ahead)
        try:
            await store.commit(computed.commit)
        except LostRace:
            continue
        except AlreadyAnswered:
            if arrival.input == "due":
                return Answer(duplicate=True)
            continue
        if loaded.damaged:
            hint = "The person was told, and starts anew. What was stored stands in the table damaged_session."
            log.error("session.damaged", conversation=arrival.conv, version=loaded.version, hint=hint)
        _log(arrival, computed.commit, began)
        return computed.answer
    raise StoreUnavailable(f"lost {MOST_RACES} races of one conversation")


def _log(arrival: Arrival, commit: Commit, began: float) -> None:
    log.info(
        "turn.taken",
        conversation=arrival.conv,
        input=arrival.kind,
        version=commit.version + 1,
        step=getattr(commit.session.open, "step", None),
        replies=sum(delivery.kind == "post" for delivery in commit.deliveries),
        ms=round((time.perf_counter() - began) * 1000, 1),
    )


def _repeated(loaded: Loaded) -> Answer:
    """What was answered then: the pressed card, as it looks since."""
    if loaded.answer is None or loaded.card is None:
        return Answer(duplicate=True)
    return Answer(loaded.card.body["card"], loaded.card.body["text"], duplicate=True)


def _keys_to_look_up(arrival: Arrival, now: datetime) -> tuple[str, ...]:
    """The arrival's keys, and those of a press a moment ago that kept its card."""
    moment = int(now.timestamp()) // REPEAT_S
    kept = (f"k:{key[2:]}:{each}" for key in arrival.keys if key.startswith("b:") for each in (moment, moment - 1))
    return (*arrival.keys, *kept)


def _keys_to_commit(arrival: Arrival, now: datetime, kept: bool) -> tuple[str, ...]:
    if not kept:
        return arrival.keys
    moment = int(now.timestamp()) // REPEAT_S
    return tuple(f"k:{key[2:]}:{moment}" if key.startswith("b:") else key for key in arrival.keys)


@dataclass(frozen=True, slots=True)
class _Computed:
    commit: Commit
    answer: Answer


def _compute(
    edition: Edition,
    arrival: Arrival,
    loaded: Loaded,
    now: datetime,
    new_token: Callable[[], str],
    ahead: timedelta,
) -> _Computed:
    session = _freshened(loaded.session, arrival)
    wording = edition.wordings.in_language(edition.spoken(session.language))
    try:
        given = _input(arrival, loaded)
        outcome = advance(edition, session, given, now + ahead, client=arrival.client, banner=loaded.banner)
        if loaded.damaged:
            outcome = replace(outcome, replies=(Say("place-lost"), *outcome.replies))
        timers = tuple(replace(timer, due=timer.due - ahead) for timer in outcome.timers)
        outcome = replace(outcome, timers=timers)
        drawn = show(outcome, loaded, arrival.conv, wording, new_token)
    except Exception:
        # The one catch-all. Nothing that a person can send should come here; if it does, their place is kept.
        number = secrets.token_hex(3).upper()
        log.error("turn.failed", turn=number, conversation=arrival.conv, input=arrival.kind, exc_info=True)
        outcome = _fault(session, wording, number, said=arrival.from_person)
        drawn = show(outcome, loaded, arrival.conv, wording, new_token)
    return _Computed(_commit(edition, arrival, loaded, outcome, drawn, now), _answer(outcome, loaded, drawn))


def _commit(
    edition: Edition, arrival: Arrival, loaded: Loaded, outcome: Outcome, drawn: Drawn, now: datetime
) -> Commit:
    pressed = loaded.card
    kept = pressed is not None and not pressed.frozen and pressed.token not in drawn.cards
    copy = (Delivery("delete", {"id": arrival.reply_to}),) if loaded.copied else ()
    return Commit(
        conv=arrival.conv,
        person=arrival.person,
        address=arrival.address,
        keys=_keys_to_commit(arrival, now, kept),
        version=loaded.version,
        session=outcome.session,
        content=edition.digest,
        at=now,
        answer={"token": pressed.token} if pressed else None,
        events=outcome.events,
        deliveries=(*drawn.deliveries, *copy, *_news_of_case(arrival)),
        timers=outcome.timers,
        cancel=outcome.cancel,
        cards=tuple(drawn.cards.values()),
        gaps=outcome.gaps,
        note=outcome.note,
        case=outcome.case,
        case_of=outcome.case_of,
        fixed_by=outcome.fixed_by,
        from_person=arrival.from_person,
        damaged=loaded.damaged,
        fired=arrival.fired,
    )


def _news_of_case(arrival: Arrival) -> tuple[Delivery, ...]:
    """What the helpdesk did with a case in its channel goes on from here to its other destinations: in the case's own
    conversation, so that it stands in one order with all else that they hear of it."""
    match arrival.input:
        case Told("case-taken" | "case-given-back" | "case-closed" as what, values) if values["number"].isdecimal():
            news = {"case": int(values["number"]), "what": what.removeprefix("case-").replace("-", "_")}
            return (Delivery("handoff", news),)
        case _:
            return ()


def _answer(outcome: Outcome, loaded: Loaded, drawn: Drawn) -> Answer:
    """The pressed card as it looks now: frozen, or as it was when nothing was decided with it."""
    if loaded.card is None:
        return Answer(understood=outcome.understood)
    card = drawn.cards.get(loaded.card.token, loaded.card)
    return Answer(card.body["card"], card.body["text"])


def _freshened(session: Session | None, arrival: Arrival) -> Session:
    """The session, in the language and the time zone that the person has now."""
    person = arrival.person
    if session is None:
        return new_session(person.language, person.zone)
    if arrival.from_person and (session.language, session.zone) != (person.language, person.zone):
        return replace(session, language=person.language, zone=person.zone)
    return session


def _input(arrival: Arrival, loaded: Loaded) -> Input:
    match arrival.input:
        case "due":
            return Due(arrival.timer)
        case TokenPressed(verb=verb, fields=fields):
            card = loaded.card
            known = card is not None and verb in card.body["offers"]
            return Pressed(verb, _reference(card) if card is not None and known else None, fields)
        case given:
            return given


def _reference(card: ShownCard) -> CardRef:
    body = card.body
    return CardRef(body["revision"], body["step"], body["number"], tuple(body["offers"]), body.get("case", 0))


def _fault(session: Session, wording: Wording, number: str, *, said: bool) -> Outcome:
    """Nothing happened but this: it was my fault. Unasked (a timer, a word from elsewhere) nothing is said."""
    buttons = tuple(
        Offer(verb, wording.button(verb), primary=verb == "again", words=wording.button_words(verb))
        for verb in ("again", "person")
    )
    match session.open:
        case AtStep(number=step, total=total) | AtGate(number=step, total=total):
            say = Say("fault-at-step", {"fault": number, "number": step, "total": total}, buttons)
        case _:
            say = Say("fault", {"fault": number}, buttons)
    return Outcome(session, replies=(say,) if said else (), keeps_card=True)


class Turns:
    """Where everything that arrives goes: Teams, the playground, the terminal, timers, other conversations.

    `edition` gives the present edition, so that a reload is seen by the next turn. `wake` is told which conversation
    has something to send.
    """

    def __init__(
        self,
        store: Store,
        edition: Callable[[], Edition],
        *,
        wake: Callable[[str], None] = lambda conv: None,
        clock: Callable[[], datetime] = now_utc,
        new_token: Callable[[], str] = new_card_token,
        helpdesk: Helpdesk | None = None,
    ) -> None:
        """`helpdesk`: takes the turns of its own conversation."""
        self.wake = wake
        self.ahead: Callable[[Arrival], timedelta] = lambda arrival: NOT_AHEAD
        """How much later it is in the talk that something arrived in, for a channel where time can be tried."""
        self._helpdesk = helpdesk
        self._store = store
        self._edition = edition
        self._clock = clock
        self._new_token = new_token
        self._locks: dict[str, tuple[asyncio.Lock, int]] = {}

    async def take(self, arrival: Arrival) -> Answer:
        """One turn, after those of this conversation that came before. Raises `StoreUnavailable`."""
        began = time.perf_counter()
        outcome = "failed"
        try:
            async with self._alone(arrival.conv):
                if self._helpdesk is not None and self._helpdesk.takes(arrival.conv):
                    answer = await self._helpdesk.take(arrival, self._clock())
                else:
                    answer = await take_turn(
                        self._store,
                        self._edition(),
                        arrival,
                        self._clock(),
                        new_token=self._new_token,
                        ahead=self.ahead(arrival),
                    )
            outcome = "repeated" if answer.duplicate else "done"
        except StoreUnavailable as unavailable:
            outcome = "unavailable"
            log.warning("turn.unavailable", conversation=arrival.conv, input=arrival.kind, why=str(unavailable))
            raise
        finally:
            metrics.turns.labels(arrival.kind, outcome).inc()
            metrics.turn_seconds.observe(time.perf_counter() - began)
        self.wake(arrival.conv)
        return answer

    @asynccontextmanager
    async def _alone(self, conv: str) -> AsyncIterator[None]:
        lock, waiting = self._locks.get(conv, (asyncio.Lock(), 0))
        self._locks[conv] = (lock, waiting + 1)
        try:
            async with lock:
                yield
        finally:
            lock, waiting = self._locks[conv]
            if waiting == 1:
                del self._locks[conv]
            else:
                self._locks[conv] = (lock, waiting - 1)
