"""What people say in the middle of anything: stop, a person, where was I, a link, another error, a picture, nothing.

Whatever is open, each of these must be answered; no instructions of a step with a risk may be shown for it; and what
was open must come back by the way that the answer offers. A link to another step of the same dialog is the one that
leads away for good.
"""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, Final

from bot.engine import Edition, Outcome, advance, offers
from bot.engine.inputs import CardRef, Input, Opened, Pressed, Said
from bot.engine.model import AtStep, Open, Session
from bot.engine.replies import Bare, Reply, ShowStep

_TYPED: Final = ("stop", "person", "where", "restart", "help", "explain", "safe")
"""Verbs that are typed at any time: by the first word of their button."""
_WAYS_BACK: Final = ("stay", "no-restart", "back-to-steps", "go-on", "show-step")
"""What an interruption offers to come back, the plainest first."""
_MOST_PRESSES: Final = 3
"""So many presses may lead back: out of a question that was laid over another."""
_COMES_BACK: Final = frozenset({"at-step", "at-gate", "at-fact", "leftover", "resuming", "noting", "waiting", "fixed"})
_NOT_LAID_ASIDE: Final = frozenset({"fixed"})
"""A problem that is over gives way to another one."""
_NOT_COUNTED: Final = frozenset({"number", "total", "shown_at", "until", "at", "codes"})
"""Fields of what is open that don't change what can come."""


@dataclass(frozen=True, slots=True)
class Interruption:
    """`returns`: what was open must come back after it."""

    by: str
    given: Input
    returns: bool


def shape(what: Open) -> tuple[Any, ...]:
    """What is open, without what doesn't change what can come."""
    return (what.kind, *(getattr(what, each.name) for each in fields(what) if each.name not in _NOT_COUNTED))


def opened(session: Session) -> tuple[Open, ...]:
    """What is open, and what lies under it."""
    return (session.open,) if session.under is None else (session.open, session.under)


def instructions_in(replies: tuple[Reply, ...], before: Session) -> Iterator[str]:
    """The keys of the steps whose instructions are shown, as a card or as a bare line to copy."""
    for reply in replies:
        match reply:
            case ShowStep(step=step):
                yield step.key
            case Bare() if isinstance(before.open, AtStep):
                yield before.open.step
            case _:
                pass


def confirmed_steps(session: Session) -> frozenset[str]:
    """Steps whose risk was confirmed and that are still open."""
    return frozenset(each.step for each in opened(session) if isinstance(each, AtStep) and each.confirmed)


def faults(edition: Edition, session: Session, now: datetime) -> Iterator[tuple[str, str]]:
    """(by, message) of everything that an interruption does wrong in this state."""
    for each in _interruptions(edition, session):
        outcome = advance(edition, session, each.given, now)
        for message in unconfirmed(edition, session, outcome):
            yield each.by, message
        if not outcome.replies:
            yield each.by, f"nothing is answered to {each.by}"
        if each.returns and not _comes_back(edition, session, outcome.session, now):
            yield each.by, f"after {each.by} there is no way back to what was open ({session.open.kind})"


def unconfirmed(edition: Edition, before: Session, outcome: Outcome) -> Iterator[str]:
    """What an outcome shows of steps whose risk wasn't confirmed, in whatever reply."""
    for key in instructions_in(outcome.replies, before):
        if edition.content.steps[key].risk is not None and key not in confirmed_steps(before):
            yield f"the risk of {key} wasn't confirmed"


def _interruptions(edition: Edition, session: Session) -> Iterator[Interruption]:
    wording, content = edition.wordings.in_language("en"), edition.content
    kept = bool({each.kind for each in opened(session)} & _COMES_BACK)
    for verb in _TYPED:
        yield Interruption(verb, Said(wording.button_words(verb)[0]), kept)
    for by, given in (("silence", Said("")), ("a picture", Said("", pictures=1)), ("no words", Said("???"))):
        yield Interruption(by, given, kept)
    walked = {walk.dialog for walk in session.walks}
    lays_aside = kept and session.open.kind not in _NOT_LAID_ASIDE
    other = next((each for each in content.problems.values() if each.codes and each.dialog not in walked), None)
    if other is not None:
        yield Interruption("another error", Said(str(other.codes[0])), lays_aside)
        yield Interruption("a link elsewhere", Opened(other.dialog), lays_aside)
    for walk in session.walks[:1]:
        for item in content.dialogs[walk.dialog].items:
            if item.step.risk is not None:
                yield Interruption(f"a link to {item.step.id}", Opened(walk.dialog, item.step.id), False)


def _comes_back(edition: Edition, before: Session, after: Session, now: datetime) -> bool:
    """The same is open again, or what lay under it, after at most some presses of what is offered."""
    wanted = {shape(each) for each in opened(before)}
    for _ in range(_MOST_PRESSES):
        if shape(after.open) in wanted:
            return True
        verbs = tuple(each.verb for each in offers(edition.content, edition.wordings.in_language("en"), after))
        way = next((verb for verb in _WAYS_BACK if verb in verbs), None)
        if way is None:
            return False
        after = advance(edition, after, Pressed(way, CardRef(after.revision, None, 0, verbs)), now).session
    return shape(after.open) in wanted
