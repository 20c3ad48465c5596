"""What became of each step that somebody was shown, read off the events of their conversation.

- A step counts once in a walk, with its last answer: who goes back and answers otherwise is counted as answering
  otherwise. A new start of a dialog is a new walk.
- A step is shown when its card or the question about its risk is. Its time runs from then to the answer.
- Somebody left at a step that has no answer when nothing came from them for `LEFT_AFTER`. Before that it is open: too
  early to say. An answer counts whenever it comes. Silence is never a success.
- What the bot, the helpdesk or the operator did is no sign of life from the person.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final, Literal, Protocol

from bot.engine.outcome import EventName as E

LEFT_AFTER: Final = timedelta(days=3)
"""Long enough for a weekend."""
_LEFT_AFTER_MS: Final = int(LEFT_AFTER.total_seconds() * 1000)

Fate = Literal[
    "fixed",
    "still",
    "nothing-there",
    "cant",
    "skipped",
    "refused",
    "answered",
    "handed-over",
    "moved-on",
    "left",
    "open",
]
"""`answered`: a question, or a reading was pasted. `handed-over`: the helpdesk was asked instead. `moved-on`: something
else came before an answer. `open`: it is too early to say."""
End = Literal["fixed", "handed-over", "left", "open", "elsewhere"]
Kept = Literal["", "held", "again"]

_FATES: Final[dict[str, Fate]] = {
    E.STEP_FIXED: "fixed",
    E.STEP_FAILED: "still",
    E.NOTHING_THERE: "nothing-there",
    E.STEP_NOT_POSSIBLE: "cant",
    E.STEP_SKIPPED: "skipped",
    E.RISK_REFUSED: "refused",
    E.QUESTION_ANSWERED: "answered",
    E.READING_READ: "answered",
}
_NOT_THEIRS: Final = frozenset(
    {
        E.LEFT_ASKED,
        E.CASE_ARRIVED,
        E.CASE_TAKEN,
        E.CASE_GIVEN_BACK,
        E.CASE_CLOSED,
        E.DESK_REFUSED,
        E.STEP_SENT,
        E.OUTAGE_SEEN,
        E.BANNER_PUT_UP,
        E.BANNER_TAKEN_DOWN,
        "DeliveryFailed",
    }
)


class Happening(Protocol):
    """An event as it was kept."""

    @property
    def at(self) -> int:
        """Epoch ms."""

    @property
    def name(self) -> str: ...

    @property
    def problem(self) -> str: ...

    @property
    def dialog(self) -> str: ...

    @property
    def step(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Visit:
    """A step that was shown. `minutes`: from its card to the answer; None: there is none. `kept`: what was said a day
    after it had fixed it."""

    step: str
    fate: Fate
    minutes: float | None = None
    kept: Kept = ""


@dataclass(frozen=True, slots=True)
class Walked:
    """One walk through a dialog. `started`: epoch ms. `minutes`: until it was fixed; None: it wasn't."""

    problem: str
    dialog: str
    started: int
    end: End
    visits: tuple[Visit, ...]
    minutes: float | None = None
    kept: Kept = ""


@dataclass(slots=True, eq=False)
class _Open:
    """A step while its walk is read."""

    step: str
    since: int
    fate: Fate | None = None
    answered: int = 0
    left: bool = False
    kept: Kept = ""


@dataclass(slots=True, eq=False)
class _Walk:
    problem: str
    dialog: str
    started: int
    visits: dict[str, _Open] = field(default_factory=dict)
    fixed: int = 0
    fixed_by: str = ""
    handed_over: bool = False
    kept: Kept = ""


def walks(events: Iterable[Happening], now: int) -> list[Walked]:
    """The walks of one conversation, whose events come in their order. `now`: epoch ms."""
    read = _Reading()
    for event in events:
        if event.name not in _NOT_THEIRS:
            read.hear(event)
    return read.finish(now)


class _Reading:
    """A conversation while it is read."""

    def __init__(self) -> None:
        self._walks: dict[str, _Walk] = {}
        self._done: list[_Walk] = []
        self._at: tuple[_Walk, _Open] | None = None
        """The step that waits for an answer."""
        self._last = 0
        self._latest: _Walk | None = None
        """The walk that the last word was about."""

    def hear(self, event: Happening) -> None:
        if self._at is not None and event.at - self._last > _LEFT_AFTER_MS:
            self._at[1].left = True
        self._last = event.at
        if event.name == E.DIALOG_STARTED:
            self._latest = self._start(event)
        elif event.dialog:
            self._latest = walk = self._walks.get(event.dialog) or self._start(event)
            self._in_walk(walk, event)

    def _start(self, event: Happening) -> _Walk:
        before = self._walks.pop(event.dialog, None)
        if before is not None:
            self._done.append(before)
        walk = self._walks[event.dialog] = _Walk(event.problem, event.dialog, event.at)
        return walk

    def _in_walk(self, walk: _Walk, event: Happening) -> None:
        name, step = event.name, event.step
        if name in (E.STEP_SHOWN, E.RISK_ASKED):
            self._show(walk, event)
        elif (fate := _FATES.get(name)) is not None:
            if step:
                self._answer(walk, event, fate)
        elif name == E.FIXED:
            walk.fixed, walk.fixed_by, walk.kept = event.at, step, ""
            self._at = None
        elif name == E.NOTE_SENT:
            walk.handed_over = True
            if self._at is not None and self._at[0] is walk:
                self._at[1].fate, self._at[1].answered = "handed-over", 0
                self._at = None
        elif name in (E.HELD, E.CAME_AGAIN):
            walk.kept = "held" if name == E.HELD else "again"
            if (by := walk.visits.get(walk.fixed_by)) is not None:
                by.kept = walk.kept

    def _show(self, walk: _Walk, event: Happening) -> None:
        visit = walk.visits.get(event.step)
        if visit is None:
            visit = walk.visits[event.step] = _Open(event.step, event.at)
        elif visit.fate is not None:
            visit.since, visit.fate, visit.left, visit.kept = event.at, None, False, ""
        self._at = (walk, visit)

    def _answer(self, walk: _Walk, event: Happening, fate: Fate) -> None:
        visit = walk.visits.get(event.step)
        if visit is None:
            # Its card was shown before what is read here begins: how long it took isn't known.
            visit = walk.visits[event.step] = _Open(event.step, 0)
        visit.fate, visit.answered = fate, event.at if visit.since else 0
        if self._at is not None and self._at[1] is visit:
            self._at = None

    def finish(self, now: int) -> list[Walked]:
        silent = now - self._last > _LEFT_AFTER_MS
        if self._at is not None and silent:
            self._at[1].left = True
        waits = self._at[1] if self._at is not None else None
        last: End = "left" if silent else "open"
        every = (*self._done, *self._walks.values())
        return [_told(walk, waits, last if walk is self._latest else "elsewhere") for walk in every]


def _told(walk: _Walk, waits: _Open | None, end: End) -> Walked:
    """`end`: of a walk that nothing ended."""
    visits = tuple(_visit(each, is_last=each is waits) for each in walk.visits.values())
    fixed = walk.fixed and walk.kept != "again"
    if fixed:
        end = "fixed"
    elif walk.handed_over:
        end = "handed-over"
    elif any(each.fate == "left" for each in visits):
        end = "left"
    minutes = (walk.fixed - walk.started) / 60_000 if fixed else None
    return Walked(walk.problem, walk.dialog, walk.started, end, visits, minutes, walk.kept)


def _visit(visit: _Open, *, is_last: bool) -> Visit:
    if visit.fate is not None:
        minutes = (visit.answered - visit.since) / 60_000 if visit.answered else None
        return Visit(visit.step, visit.fate, minutes, visit.kept)
    return Visit(visit.step, "left" if visit.left else "open" if is_last else "moved-on")
