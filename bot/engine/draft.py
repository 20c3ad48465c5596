"""A turn while it is being put together.

`Draft` is the one thing in the engine that changes: handlers write the next session, the replies and the events into
it, and `finish` makes the frozen `Outcome` of it. It is made anew for each turn and never leaves the engine.
"""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from bot.content.model import Content
from bot.engine.edition import Edition
from bot.engine.model import (
    AtFact,
    AtGate,
    AtStep,
    Fixed,
    Known,
    Leftover,
    Mark,
    Noting,
    Open,
    OpenCase,
    Resuming,
    Session,
    Waiting,
    Walk,
)
from bot.engine.offers import offers
from bot.engine.outcome import Banner, CaseAction, Event, EventName, Gap, Outcome, Timer
from bot.engine.replies import HandoffNote, Offer, Reply
from bot.understanding.model import Understanding
from bot.wording import Wording

ABOUT_STEP = (AtStep, AtGate, AtFact, Leftover, Resuming)
"""What is open while a dialog goes on by itself."""
_KEPT = (*ABOUT_STEP, Noting, Waiting, Fixed)
"""What comes back after a question that interrupts it."""
MOST_PLACES = 60
"""So many of the latest answers can be taken back. Older ones stay on the trail, without their place."""


@dataclass(slots=True)
class Draft:
    """The outcome so far. `given` is the session as it was before the turn."""

    edition: Edition
    given: Session
    now: datetime
    banner: Banner | None = None
    session: Session = field(init=False)
    content: Content = field(init=False)
    wording: Wording = field(init=False)
    replies: list[Reply] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    timers: dict[str, Timer] = field(default_factory=dict)
    cancelled: set[str] = field(default_factory=set)
    gaps: list[Gap] = field(default_factory=list)
    chose: str = ""
    note: HandoffNote | None = None
    case: CaseAction | None = None
    case_of: OpenCase | None = None
    fixed_by: str = ""
    pressed_case: int = 0
    """The number of the case that the pressed card is about."""
    understood: Understanding | None = None
    _choices: tuple[Session, tuple[Offer, ...]] | None = None

    def __post_init__(self) -> None:
        self.session = self.given
        language = self.edition.spoken(self.given.language)
        self.content = self.edition.content.in_language(language)
        self.wording = self.edition.wordings.in_language(language)

    @property
    def at(self) -> int:
        """Now, in epoch seconds."""
        return int(self.now.timestamp())

    @property
    def walk(self) -> Walk | None:
        """The open walk."""
        return self.session.walk

    @property
    def problem(self) -> str | None:
        """What the open walk is for. None: nothing is walked, or its dialog is for no problem."""
        return self.walk.problem if self.walk is not None else None

    @property
    def open(self) -> Open:
        return self.session.open

    def choices(self) -> tuple[Offer, ...]:
        """What is offered now. Computed once for each session that the turn comes to."""
        if self._choices is None or self._choices[0] is not self.session:
            self._choices = self.session, offers(self.content, self.wording, self.session)
        return self._choices[1]

    def banner_for(self, problem: str | None) -> Banner | None:
        """The operator's banner, if it is about this problem."""
        found = self.content.problems.get(problem or "")
        if self.banner is None or not self.banner.products:
            return self.banner
        return self.banner if found is not None and found.product in self.banner.products else None

    def set_walk(self, walk: Walk) -> None:
        """Put a walk in the place of the open one."""
        self.session = replace(self.session, walks=(walk, *self.session.walks[1:]))

    def set_open(self, new: Open, *, over: bool = False, walk: Walk | None = None) -> None:
        """Another question is open. `over`: it interrupts, and what is open now comes back after it. `walk`: in the
        place of the open one."""
        session = self.session
        under = session.under if over else None
        if over and under is None and isinstance(self.open, _KEPT):
            under = self.open
        walks = (walk, *session.walks[1:]) if walk is not None else session.walks
        self.session = replace(session, open=new, under=under, walks=walks, revision=session.revision + 1)

    def exchange(self, new: Open) -> None:
        """Another question in the place of the open one: what lies under it stays."""
        self.session = replace(self.session, open=new, revision=self.session.revision + 1)

    def ask_anew(self) -> None:
        """The same question as a new card."""
        self.exchange(self.open)

    def asked_beside(self, *verbs: str) -> None:
        """Something was asked that leaves the open question as it is. `verbs`: what a yes to it means."""
        self.session = replace(self.session, beside=verbs)

    def mark(self, mark: Mark) -> None:
        """Put an answer on the trail, with the place it was given at."""
        trail = self.session.trail
        if len(trail) >= MOST_PLACES and trail[-MOST_PLACES].before:
            oldest = replace(trail[-MOST_PLACES], before=())
            trail = (*trail[:-MOST_PLACES], oldest, *trail[len(trail) - MOST_PLACES + 1 :])
        new = replace(mark, at=self.at, before=self.session.walks)
        self.session = replace(self.session, trail=(*trail, new))

    def leave_step(self) -> None:
        """The open step is left before it was answered: the note says so, unless it is answered later."""
        for what in (self.open, self.session.under):
            if isinstance(what, AtStep):
                unfinished = {**self.session.unfinished, what.step: what.number}
                self.session = replace(self.session, unfinished=unfinished)
                return

    def know(self, fact: str, known: Known) -> None:
        """A fact that comes from elsewhere than an answer."""
        self.session = replace(self.session, facts={**self.session.facts, fact: known})

    def happened(self, name: EventName, *, step: str = "", value: str = "", number: int = 0, problem: str = "") -> None:
        walk = self.walk
        self.events.append(
            Event(
                name,
                problem=problem or self.problem or "",
                dialog=walk.dialog if walk else "",
                step=step,
                value=value,
                number=number,
            )
        )

    def reply(self, reply: Reply) -> None:
        self.replies.append(reply)

    def remind(self, timer: Timer) -> None:
        self.timers[timer.id] = timer
        self.cancelled.discard(timer.id)

    def forget(self, timer: str) -> None:
        self.timers.pop(timer, None)
        self.cancelled.add(timer)

    def later(self, seconds: int) -> datetime:
        return self.now + timedelta(seconds=seconds)

    def finish(self) -> Outcome:
        return Outcome(
            session=self.session,
            replies=tuple(self.replies),
            events=tuple(self.events),
            timers=tuple(self.timers.values()),
            cancel=tuple(sorted(self.cancelled)),
            keeps_card=self.session.revision == self.given.revision,
            chose=self.chose,
            note=self.note,
            case=self.case,
            case_of=self.case_of,
            fixed_by=self.fixed_by,
            gaps=tuple(self.gaps),
            understood=self.understood,
        )
