"""Every way through a dialog, walked on the engine itself: all answers, all facts, each state once.

Two talks are in the same state if everything that can still come is the same for both. So a step that was tried counts
as tried, whether it was still broken or couldn't be done; and a fact that no step further down asks for doesn't count
at all. From each state every button is pressed, and on the way one detour may be made: a step skipped, a step gone
back, a reading pasted. What interrupts (stop, a person, a link, another error, …) is tried at each kind of question,
and at each step with a risk; where the walk ends too (`bot.authoring.interrupting`).

What must never be found: a state without a way out, a circle, a step that comes twice, a risk that wasn't confirmed, in
whatever reply it is shown; an interruption that isn't answered, or after which the open question is lost.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Final, Literal

from bot.authoring.interrupting import confirmed_steps, faults, instructions_in, opened, shape
from bot.content.model import Content, Item
from bot.engine import Edition, advance, new_session, offers
from bot.engine.facts import NOT_ANSWERED, UNSURE, mark_of
from bot.engine.inputs import CardRef, Due, Input, Opened, Pressed, Said
from bot.engine.model import AtGate, AtStep, Session, Settling
from bot.engine.outcome import EventName

Detour = Literal["skip", "back", "reading"]

_NOW: Final = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
_ASIDE: Final = frozenset(
    {"person", "explain", "safe", "copy", "restart", "stop", "where", "show-step", "help", "skip", "back", "add"}
    | {"back-to-steps", "again"}
)
"""Choices that change nothing, or leave the dialog, or are a detour: not followed, but tried as interruptions."""
_END: Final = frozenset({"waiting", "fixed", "idle", "stopped", "holding", "unknown"})
"""What is open when a walk is over."""
_OUT: Final = frozenset({"person", "hand-over", "send", "not-send", "see-note"})
"""Choices that lead to a person, or end the walk."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something that must never happen, and the way that led to it."""

    message: str
    way: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Walked:
    """What was found. `minutes`: of the longest way, by handwork; `steps`: of the way with the most of them."""

    dialog: str
    states: int
    steps: int
    minutes: int
    troubles: tuple[Trouble, ...]
    is_complete: bool = True
    """False: there were too many states to look at each."""

    def told(self) -> str:
        found = f"{self.dialog}: {self.states:,} states, at most {self.steps} steps and {self.minutes} minutes"
        if not self.is_complete:
            found += ", and more states than were looked at"
        lines = [found, *(f"  {trouble.message}: {' > '.join(trouble.way)}" for trouble in self.troubles)]
        return "\n".join(lines)


@dataclass(slots=True)
class _State:
    """One state, with a talk that leads to it."""

    session: Session
    now: datetime
    left: frozenset[Detour]
    parent: "_State | None"
    by: str
    shown: tuple[str, ...] = ()
    """Steps that this turn showed."""
    onward: list["_State"] = field(default_factory=list)


def walk_everything(
    edition: Edition,
    dialog: str,
    *,
    detours: Iterable[Detour] = (),
    pastes: Mapping[str, str] | None = None,
    most: int = 200_000,
) -> Walked:
    """Walk every way through a dialog. `pastes`: name -> text of the readings that may come in between."""
    return _Walker(edition, frozenset(detours), pastes or {}, most).walk(dialog)


class _Walker:
    def __init__(self, edition: Edition, detours: frozenset[Detour], pastes: Mapping[str, str], most: int) -> None:
        self._edition = edition
        self._content = edition.content
        self._wording = edition.wordings.in_language("en")
        self._detours = detours
        self._pastes = pastes
        self._most = most
        self._troubles: dict[str, Trouble] = {}
        self._needs = _Needs(edition.content)
        self._interrupted: set[tuple[str, str]] = set()

    def walk(self, dialog: str) -> Walked:
        first = _State(new_session(), _NOW, self._detours, None, f"open {dialog}")
        begun = self._taken(first, Opened(dialog), first.by, self._detours)
        states = {self._key(begun): begun}
        waiting = [begun]
        while waiting and len(states) < self._most:
            state = waiting.pop()
            self._interrupt(state)
            for given, by, left in self._choices(state):
                after = self._taken(state, given, by, left)
                key = self._key(after)
                if key not in states:
                    states[key] = after
                    waiting.append(after)
                if states[key] is not state:
                    state.onward.append(states[key])
        steps, minutes = self._longest(begun)
        return Walked(dialog, len(states), steps, minutes, tuple(self._troubles.values()), not waiting)

    def _interrupt(self, state: _State) -> None:
        """Once for each kind of question, and for each step with a risk."""
        what = state.session.open
        risky = isinstance(what, AtStep | AtGate) and self._content.steps[what.step].risk is not None
        kind = (what.kind, what.step if risky and isinstance(what, AtStep | AtGate) else "")
        if kind in self._interrupted:
            return
        self._interrupted.add(kind)
        for by, message in faults(self._edition, state.session, state.now):
            self._trouble(message, state, by)

    def _choices(self, state: _State) -> Iterator[tuple[Input, str, frozenset[Detour]]]:
        """What can be done in a state: every button that leads on, and the detours that are left."""
        session = state.session
        what = session.open
        if what.kind in _END:
            return
        open_offers = offers(self._content, self._wording, session)
        verbs = tuple(offer.verb for offer in open_offers)
        if not _OUT & set(verbs):
            self._trouble("no way out", state)
        card = CardRef(session.revision, None, 0, verbs)
        if isinstance(what, Settling) and what.waiting:
            yield Due("settles"), "the time is over", state.left
        reasons = 0
        for verb in verbs:
            base = verb.partition(":")[0]
            is_reason = base.startswith("reason-")
            if base in _ASIDE or (is_reason and reasons):
                continue
            reasons += is_reason
            yield Pressed(verb, card), verb, state.left
        for detour in ("skip", "back"):
            if detour in state.left and detour in verbs:
                yield Pressed(detour, card), detour, state.left - {detour}
        if "reading" in state.left and isinstance(what, AtStep | AtGate):
            for name, text in self._pastes.items():
                yield Said(text), f"paste {name}", state.left - {"reading"}

    def _taken(self, state: _State, given: Input, by: str, left: frozenset[Detour]) -> _State:
        """The state after one turn; what must not happen in it is told."""
        now = state.now
        if isinstance(given, Due) and isinstance(state.session.open, Settling):
            now = max(now, datetime.fromtimestamp(state.session.open.until, UTC)) + timedelta(seconds=1)
        outcome = advance(self._edition, state.session, given, now)
        shown = tuple(event.step for event in outcome.events if event.name is EventName.STEP_SHOWN)
        after = _State(outcome.session, now, left, state, by, shown)
        for step in instructions_in(outcome.replies, state.session):
            self._look_at(step, state, after, by)
        return after

    def _look_at(self, step: str, before: _State, after: _State, by: str) -> None:
        """Whether a step may be shown now."""
        session = before.session
        mark = mark_of(session, step)
        is_open = isinstance(session.open, AtStep | AtGate) and session.open.step == step
        if mark is not None and mark.kind not in ("skipped", "refused") and by != "back" and not is_open:
            self._trouble(f"step {step} comes twice", after)
        if self._content.steps[step].risk is None:
            return
        confirmed = by == "confirm" and isinstance(session.open, AtGate) and session.open.step == step
        if not confirmed and step not in confirmed_steps(session):
            self._trouble(f"the risk of {step} wasn't confirmed", after)

    def _trouble(self, message: str, state: _State, by: str = "") -> None:
        way = [by] if by else []
        at: _State | None = state
        while at is not None and at.parent is not None:
            way.append(at.by)
            at = at.parent
        self._troubles.setdefault(message, Trouble(message, tuple(reversed(way))))

    def _longest(self, first: _State) -> tuple[int, int]:
        """(most steps, most minutes) of all ways; a circle is told."""
        done: dict[int, tuple[int, int]] = {}
        on_way: set[int] = set()
        path: list[tuple[_State, Iterator[_State]]] = [(first, iter(first.onward))]
        on_way.add(id(first))
        while path:
            state, rest = path[-1]
            onward = next(rest, None)
            if onward is None:
                path.pop()
                on_way.discard(id(state))
                behind = [done[id(each)] for each in state.onward if id(each) in done]
                minutes = sum(self._content.steps[step].minutes for step in state.shown)
                steps = max((each[0] for each in behind), default=0) + len(state.shown)
                done[id(state)] = steps, max((each[1] for each in behind), default=0) + minutes
            elif id(onward) in on_way:
                self._trouble("this goes round in a circle", onward)
            elif id(onward) not in done:
                on_way.add(id(onward))
                path.append((onward, iter(onward.onward)))
        return done[id(first)]

    def _key(self, state: _State) -> tuple[Any, ...]:
        """What makes two talks the same from here on."""
        session = state.session
        needs = self._needs.of(session)
        marks: dict[str, str] = {}
        facts: dict[str, str] = {name: known.value for name, known in session.facts.items() if name in needs}
        for mark in session.trail:
            if mark.kind == "fact":
                if mark.what in needs:
                    facts[mark.what] = UNSURE if mark.value == NOT_ANSWERED else mark.value
            elif mark.what in needs or mark.kind == "skipped":
                marks[mark.what] = (
                    "skipped" if mark.kind == "skipped" else f"={mark.value}" if mark.kind == "option" else "done"
                )
        return (
            *(shape(each) for each in opened(session)),
            self._has_settled(state),
            tuple((w.dialog, w.step, w.onward, w.round, w.in_round, w.round_offered, w.target) for w in session.walks),
            frozenset(marks.items()),
            frozenset(facts.items()),
            tuple(each for each in session.told if each in needs),
            session.pasted,
            state.left,
        )

    def _has_settled(self, state: _State) -> bool:
        """Whether the open step has had the time that it takes to act."""
        for what in opened(state.session):
            if isinstance(what, AtStep) and (settles := self._content.steps[what.step].settles) is not None:
                return state.now.timestamp() >= what.shown_at + settles.total_seconds()
        return False


class _Needs:
    """Which facts, questions and steps can still make a difference."""

    def __init__(self, content: Content) -> None:
        self._content = content
        self._cache: dict[tuple[Any, ...], frozenset[str]] = {}

    def of(self, session: Session) -> frozenset[str]:
        """The names and step keys that what can still come looks at."""
        key = tuple((walk.dialog, walk.step, walk.onward, walk.in_round, walk.round) for walk in session.walks)
        if key not in self._cache:
            self._cache[key] = frozenset(self._names(session))
        return self._cache[key]

    def _names(self, session: Session) -> Iterator[str]:
        skipped = {mark.what for mark in session.trail if mark.kind == "skipped"}
        for walk in session.walks:
            dialog = self._content.dialogs[walk.dialog]
            keys = [item.step.key for item in dialog.items]
            at = keys.index(walk.step) if walk.step in keys and not walk.in_round else 0
            yield from _named(dialog.items[at:])
            yield from _named(tuple(item for item in dialog.items if item.step.key in skipped))
            following = [*walk.onward, dialog.then]
            for name in following:
                while name is not None:
                    after = self._content.dialogs[name]
                    yield from _named(after.items)
                    name = after.then


def _named(items: Iterable[Item]) -> Iterator[str]:
    for item in items:
        yield item.step.key
        for condition in item.conditions:
            yield condition.name
