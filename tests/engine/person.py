"""Somebody who talks to the engine: presses what is offered, types, pastes, waits. Real content, no channel."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

from bot.cards.draw import draw
from bot.content.load import load
from bot.engine import Edition, Input, Outcome, advance, make_edition, new_session
from bot.engine.inputs import CardRef, Due, Opened, Pressed, Said, Told
from bot.engine.model import AtGate, AtStep, Session
from bot.engine.outcome import Banner
from bot.engine.replies import Offer, Reply
from bot.wording import load_wordings

LAMP = Path(__file__).parent / "lamp"
MORNING = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


@cache
def lamp_edition() -> Edition:
    loaded = load([LAMP])
    assert loaded.content is not None, "\n".join(f"{each.place} {each.message}" for each in loaded.diagnostics)
    return make_edition(loaded.content, load_wordings())


class Person:
    """A talk so far. Buttons are pressed on the newest card that has them."""

    def __init__(self, edition: Edition | None = None, session: Session | None = None, now: datetime = MORNING) -> None:
        self.edition = edition or lamp_edition()
        self.session = session or new_session()
        self.now = now
        self.cards: list[tuple[CardRef, tuple[Offer, ...]]] = []
        self.last = Outcome(self.session)
        self.timers: dict[str, datetime] = {}
        self.banner: Banner | None = None

    def hands_in(self, given: Input, client: dict[str, str] | None = None) -> "Person":
        self.last = advance(self.edition, self.session, given, self.now, client=client, banner=self.banner)
        self.session = self.last.session
        for timer in self.last.cancel:
            self.timers.pop(timer, None)
        self.timers |= {timer.id: timer.due for timer in self.last.timers}
        for reply in self.last.replies:
            choices = getattr(reply, "offers", ())
            if choices:
                self.cards.append((self._ref(reply, choices), choices))
        return self

    def _ref(self, reply: Reply, choices: tuple[Offer, ...]) -> CardRef:
        step = getattr(reply, "step", None)
        verbs = tuple(each.verb for each in choices)
        number, case = getattr(reply, "number", 0), getattr(reply, "values", {}).get("case", 0)
        return CardRef(self.session.revision, step.key if step else None, number, verbs, case)

    def says(self, text: str, pictures: int = 0) -> "Person":
        return self.hands_in(Said(text, pictures=pictures))

    def presses(self, verb: str, card: int = -1, fields: dict[str, str] | None = None) -> "Person":
        ref = self.cards[card][0]
        assert verb in ref.verbs, f"{verb} isn't offered, only {ref.verbs}"
        return self.hands_in(Pressed(verb, ref, fields or {}))

    def opens(self, dialog: str, step: str | None = None) -> "Person":
        return self.hands_in(Opened(dialog, step))

    def hears_of(self, what: str, **values: str) -> "Person":
        return self.hands_in(Told(what, values))

    def waits(self, **time: int) -> "Person":
        """Time goes by; timers that are due fire, once."""
        self.now += timedelta(**time)
        replies: list[Reply] = []
        for timer, due in sorted(self.timers.items(), key=lambda each: each[1]):
            if due <= self.now:
                del self.timers[timer]
                replies += self.hands_in(Due(timer)).last.replies
        self.last = replace(self.last, replies=tuple(replies))
        return self

    @property
    def text(self) -> str:
        """What the bot answered, in its plain form."""
        wording = self.edition.wordings.in_language(self.edition.spoken(self.session.language))
        return "\n".join(draw(reply, wording, None).text for reply in self.last.replies)

    @property
    def step(self) -> str:
        """The open step's id, with a `?` while its risk is asked about; "" where none is open."""
        match self.session.open:
            case AtStep(step=step):
                return step.split("#")[1]
            case AtGate(step=step):
                return step.split("#")[1] + "?"
            case _:
                return ""

    @property
    def buttons(self) -> tuple[str, ...]:
        """The verbs of the newest card."""
        return self.cards[-1][0].verbs

    @property
    def happened(self) -> list[str]:
        return [event.name.value for event in self.last.events]
