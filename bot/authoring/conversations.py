"""Plays the talks that authors write as tests, against the pure rooms: no channel, no store, no clock.

A turn is one thing that the person does, and what is expected of the bot afterwards. Buttons are pressed on the newest
card, as people do; time passes only where the talk says `wait`, and timers fire on their way. Where something differs,
the talk stops: what comes after would only confuse.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Final, assert_never

from bot.authoring.samples import Samples
from bot.authoring.standing import standing
from bot.cards import draw
from bot.content.diagnostic import Place
from bot.content.model import ReadingTest, Talk, Turn
from bot.content.spelling import duration, moment
from bot.engine import Edition, advance, new_session
from bot.engine.handoff import make_note
from bot.engine.inputs import CardRef, Due, Input, Opened, Pressed, Said
from bot.engine.model import AtGate, AtStep, Known, Session
from bot.engine.outcome import Event, EventName, Outcome, Timer
from bot.engine.replies import Bare, Gate, HandoffNote, Offer, Preview, Reply, ShowStep
from bot.understanding import read_pasted

_BEGIN: Final = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
"""When a talk without `now` begins: a Tuesday morning."""
_UNSEEN: Final = dict.fromkeys(map(ord, "\u200b\u2066\u2067\u2068\u2069"))
"""Characters that guide a line's direction and its breaks, and that nobody sees."""


@dataclass(frozen=True, slots=True)
class Difference:
    """Where a talk went another way than its author wrote."""

    place: Place
    message: str


@dataclass(frozen=True, slots=True)
class Played:
    """What came of a talk. `reached`: steps, options and exits, as `coverage` names them."""

    name: str
    place: Place
    difference: Difference | None
    transcript: tuple[str, ...]
    reached: frozenset[str] = frozenset()


def play(talk: Talk, edition: Edition, samples: Samples) -> Played:
    """Play one talk to its end, or to where it differs."""
    person = Playing(edition, talk)
    for turn in talk.turns:
        difference = person.does(turn, samples) or person.expects(turn)
        if difference is not None:
            return Played(talk.name, talk.place, difference, tuple(person.transcript), frozenset(person.reached))
    return Played(talk.name, talk.place, None, tuple(person.transcript), frozenset(person.reached))


def play_reading(id: str, test: ReadingTest, edition: Edition, samples: Samples) -> Played:
    """Read one sample, and compare what it told."""
    name = f"{id} reads {test.sample}"
    text = samples.text(test.sample)
    now = moment(test.now) if test.now else None
    if text is None:
        return Played(name, test.place, Difference(test.place, f'there is no sample "{test.sample}"'), ())
    result = read_pasted(text, [edition.content.readings[id]], now or _BEGIN)
    if result is None:
        return Played(name, test.place, Difference(test.place, "the sample isn't recognised as this reading"), ())
    transcript = (f"facts: {_listed(result.facts)}", f"concludes: {result.concludes or 'nothing'}")
    for fact, value in test.facts.items():
        if result.facts.get(fact) != value:
            told = f'"{result.facts[fact]}"' if fact in result.facts else "not told"
            return Played(name, test.place, Difference(test.place, f'`{fact}` is {told}, not "{value}"'), transcript)
    if test.concludes is not None and test.concludes != result.concludes:
        message = f'it concludes "{result.concludes or "nothing"}", not "{test.concludes}"'
        return Played(name, test.place, Difference(test.place, message), transcript)
    reached = frozenset({f"{id}: {result.concludes}"} if result.concludes else ())
    return Played(name, test.place, None, transcript, reached)


def _listed(facts: Mapping[str, str]) -> str:
    return ", ".join(f"{name}: {value}" for name, value in facts.items()) or "none"


@dataclass(slots=True)
class _Shown:
    """A card with buttons."""

    ref: CardRef
    offers: tuple[Offer, ...]


@dataclass(slots=True)
class Playing:
    """A talk that is being played: one person's side of it, and all that has to be remembered for it."""

    edition: Edition
    talk: Talk
    session: Session = field(init=False)
    now: datetime = field(init=False)
    note: HandoffNote | None = None
    """The note that the last turn sent."""
    client: dict[str, str] = field(default_factory=dict)
    timers: dict[str, Timer] = field(default_factory=dict)
    cards: list[_Shown] = field(default_factory=list)
    replies: list[Reply] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    transcript: list[str] = field(default_factory=list)
    reached: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.now = (moment(self.talk.now) if self.talk.now else None) or _BEGIN
        facts = {}
        for name, value in self.talk.given.items():
            if self.edition.content.facts[name].known_from_client:
                self.client[name] = value
            else:
                facts[name] = Known(value, "told")
        self.session = replace(new_session(self.talk.language), facts=facts)

    # --- what the person does ----------------------------------------------------------------------------------------

    def does(self, turn: Turn, samples: Samples) -> Difference | None:
        """Do what a turn says; a difference if that can't be done."""
        if turn.act is None:
            return None
        self.replies, self.events = [], []
        given = turn.given
        self.transcript += _labelled(turn.act, given)
        match turn.act:
            case "you":
                self._hand_in(Said(given))
            case "press":
                return self._press(turn)
            case "open":
                dialog, _, step = given.partition("#")
                self._hand_in(Opened(dialog, step or None))
            case "paste":
                text = samples.text(given)
                if text is None:
                    return Difference(turn.place, f'there is no sample "{given}"')
                self._hand_in(Said(text))
            case "wait":
                self._wait(given)
            case _:
                assert_never(turn.act)
        return None

    def _press(self, turn: Turn) -> Difference | None:
        """Press the button of the newest card that has it."""
        for shown in reversed(self.cards):
            verb = _button(shown.offers, turn.given)
            if verb is not None:
                self._hand_in(Pressed(verb, shown.ref))
                return None
        newest = ", ".join(f'"{offer.title}"' for offer in self.cards[-1].offers) if self.cards else "none"
        return Difference(turn.place, f'there is no button "{turn.given}"; there are {newest}')

    def _wait(self, given: str) -> None:
        """Let time pass. Timers that are due on the way fire at their time."""
        until = self.now + (duration(given) or _BEGIN - _BEGIN)
        while due := [timer for timer in self.timers.values() if timer.due <= until]:
            timer = min(due, key=lambda each: each.due)
            del self.timers[timer.id]
            self.now = max(self.now, timer.due)
            self._hand_in(Due(timer.id))
        self.now = until

    def _hand_in(self, given: Input) -> None:
        outcome = advance(self.edition, self.session, given, self.now, client=self.client)
        self.session, self.note = outcome.session, outcome.note
        for timer in outcome.cancel:
            self.timers.pop(timer, None)
        self.timers |= {timer.id: timer for timer in outcome.timers}
        self.replies += outcome.replies
        self.events += outcome.events
        self.reached |= set(_reached(outcome))
        for reply in outcome.replies:
            self._show(reply)

    def _show(self, reply: Reply) -> None:
        self.transcript += _labelled("bot", self._text(reply))
        if isinstance(reply, Bare) or not reply.offers:
            return
        step, number = (reply.step.key, reply.number) if isinstance(reply, ShowStep | Gate) else (None, 0)
        ref = CardRef(self.session.revision, step, number, tuple(offer.verb for offer in reply.offers))
        self.cards.append(_Shown(ref, reply.offers))

    def said(self) -> tuple[str, ...]:
        """The replies of the last turn, as text."""
        return tuple(map(self._text, self.replies))

    # --- what is expected ---------------------------------------------------------------------------------------------

    def expects(self, turn: Turn) -> Difference | None:
        """The first expectation that isn't met."""
        said = "\n".join(self._seen(reply) for reply in self.replies)
        for text in turn.bot:
            if plain(text) not in plain(said):
                return Difference(turn.place, f'the reply doesn\'t hold "{text}"')
        for text in turn.absent:
            if plain(text) in plain(said):
                return Difference(turn.place, f'the reply holds "{text}"')
        if turn.step is not None and (difference := self._expects_step(turn, turn.step)) is not None:
            return difference
        note = self._note() if turn.note else ""
        for text in turn.note:
            if plain(text) not in plain(note):
                self.transcript += _labelled("note", note)
                return Difference(turn.place, f'the handoff note doesn\'t hold "{text}"')
        happened = [event.name.value for event in self.events]
        for name in turn.happened:
            if name not in happened:
                return Difference(turn.place, f'"{name}" didn\'t happen; it was {", ".join(happened) or "nothing"}')
        return None

    def _expects_step(self, turn: Turn, wanted: str) -> Difference | None:
        at = next((each for each in (self.session.open, self.session.under) if isinstance(each, AtStep | AtGate)), None)
        if at is not None and wanted in (at.step, at.step.partition("#")[2]):
            return None
        where = standing(at or self.session.open, self.edition.content)
        return Difference(turn.place, f'step "{wanted}" should be open, but {where}')

    def _seen(self, reply: Reply) -> str:
        """A reply as text, with the words on its buttons."""
        buttons = () if isinstance(reply, Bare) else tuple(offer.title for offer in reply.offers)
        return "\n".join((self._text(reply), *buttons))

    def _text(self, reply: Reply) -> str:
        return draw(reply, self.edition.wordings.in_language(self.session.language), None).text.translate(_UNSEEN)

    def _note(self) -> str:
        """The handoff note as the helpdesk gets it: what the person sees, and what IT is told to do."""
        note = self.note or make_note(self.edition.content, self.edition.wordings.in_language("en"), self.session)
        return "\n".join((self._text(Preview(note, ())), *(line for each in note.for_it for line in each.lines)))


def _labelled(who: str, text: str) -> list[str]:
    """Lines of a transcript."""
    return [f"{f'{who}:' if at == 0 else '':<7}{line}" for at, line in enumerate(text.strip().splitlines())]


def _button(offers: Sequence[Offer], pressed: str) -> str | None:
    """The verb of a button, by the verb, by what is picked, or by its words."""
    for verb in (pressed, f"pick:{pressed}"):
        if any(offer.verb == verb for offer in offers):
            return verb
    return next((offer.verb for offer in offers if plain(offer.title) == plain(pressed)), None)


def plain(text: str) -> str:
    """A text as it is compared: line breaks, markup and unseen characters don't count."""
    return " ".join(text.translate(_UNSEEN).replace("**", "").replace("`", "").split())


def _reached(outcome: Outcome) -> Iterator[str]:
    """Steps, options and exits of one turn, as `coverage` names them."""
    for event in outcome.events:
        match event.name:
            case EventName.STEP_SHOWN:
                yield event.step
            case EventName.NOTE_SHOWN if event.step:
                yield event.step
            case EventName.QUESTION_ANSWERED:
                yield f"{event.step}={event.value}"
            case EventName.FIXED:
                yield f"{event.dialog}: fixed"
            case EventName.DIALOG_ENDED:
                yield f"{event.dialog}: end"
            case _:
                pass
