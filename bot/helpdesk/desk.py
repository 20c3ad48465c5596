"""What somebody of the helpdesk does with a case: `act(case, action, agent, now) -> Deed`. Pure.

- A case that waits can be taken by anybody of the helpdesk; of two who take it at once the second is told who has it.
- Who has it goes on with it: sends the person's chat to a step, closes the case. Anybody may give it back, since who
  has it may be ill.
- What doesn't fit the case as it is now changes nothing and is answered kindly: an old card, a button that was pressed
  twice, a case that is over.

Who may act at all isn't decided here, and never by what a card says.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime

from bot.cards.desk import BY_IT, NOT_FIXED
from bot.engine.inputs import Told
from bot.engine.outcome import Event
from bot.engine.outcome import EventName as E
from bot.helpdesk.cases import Case

HOW_LENGTH = 500
"""The most that somebody may say of how it was fixed, as the card's field has it."""


@dataclass(frozen=True, slots=True)
class Agent:
    """Somebody of the helpdesk, by directory id. `mark`: a keyed hash of it, for the events."""

    id: str
    name: str
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Action:
    """`verb`: `take`, `give-back`, `continue`, `close` (asks what fixed it), `close-now`, `not-yet` (don't close it).
    `step`: to go on at, by its key. `fixed_by`: what fixed it: a step's key, `it` or `no`. `how`: in their words."""

    verb: str
    step: str = ""
    fixed_by: str = ""
    how: str = ""


@dataclass(frozen=True, slots=True)
class Deed:
    """What came of it. `case`: as it is now, with a new version if it changed. `tell`: what the person hears."""

    case: Case
    changed: bool = False
    says: str = ""
    """A line of the wording for whoever acted, where nothing was done."""
    asks: bool = False
    """Whoever acted is asked what fixed it."""
    went_on: str = ""
    """The step that the person's chat goes on at, by its key."""
    tell: Told | None = None
    events: tuple[Event, ...] = ()


def act(case: Case, action: Action, agent: Agent, now: datetime, steps: Collection[str]) -> Deed:
    """`steps`: the keys of those that the person's chat can go on at."""
    if not case.is_open:
        return Deed(case, says="desk-over")
    has_it = case.state == "taken"
    match action.verb:
        case "take" if not has_it:
            return _take(case, agent, now)
        case "take":
            return Deed(case, says="" if case.taken_by == agent.id else "desk-has-it")
        case "not-yet":
            return Deed(case)
        case _ if not has_it:
            return Deed(case, says="desk-nobody-has-it")
        case "give-back":
            return _give_back(case, agent)
        case _ if case.taken_by != agent.id:
            return Deed(case, says="desk-not-yours")
        case "continue" if action.step in steps:
            return _go_on(case, action.step, agent)
        case "continue":
            return Deed(case, says="desk-no-step")
        case "close-now" if action.fixed_by in (*steps, BY_IT, NOT_FIXED):
            return _close(case, action, agent, now)
        case _:
            return Deed(case, asks=True)


def _named(case: Case) -> dict[str, str]:
    """The case as its conversation knows it, whether its number has come there or not."""
    return {"number": str(case.number), **({"key": case.key} if case.key else {})}


def _take(case: Case, agent: Agent, now: datetime) -> Deed:
    taken = replace(case, state="taken", taken_by=agent.id, taken_name=agent.name, taken=now, version=case.version + 1)
    values = {**_named(case), "by": agent.name, "at": str(int(now.timestamp()))}
    return Deed(taken, changed=True, tell=Told("case-taken", values), events=(_event(E.CASE_TAKEN, case, agent),))


def _give_back(case: Case, agent: Agent) -> Deed:
    waiting = replace(case, state="delivered", taken_by=None, taken_name=None, taken=None, version=case.version + 1)
    told = Told("case-given-back", _named(case))
    return Deed(waiting, changed=True, tell=told, events=(_event(E.CASE_GIVEN_BACK, case, agent),))


def _go_on(case: Case, step: str, agent: Agent) -> Deed:
    written, _, name = step.partition("#")
    told = Told("continue", {"dialog": case.note.dialog or written, "step": name, "by": agent.name})
    event = _event(E.CASE_CONTINUED, case, agent, step)
    return Deed(replace(case, version=case.version + 1), changed=True, went_on=step, tell=told, events=(event,))


def _close(case: Case, action: Action, agent: Agent, now: datetime) -> Deed:
    closed = replace(
        case,
        state="closed",
        closed=now,
        closed_by=agent.id,
        closed_name=agent.name,
        fixed_by=action.fixed_by,
        how=action.how.strip()[:HOW_LENGTH],
        version=case.version + 1,
    )
    event = _event(E.CASE_CLOSED, case, agent, action.fixed_by if "#" in action.fixed_by else "")
    return Deed(closed, changed=True, tell=Told("case-closed", _named(case)), events=(event,))


def _event(name: E, case: Case, agent: Agent, step: str = "") -> Event:
    note = case.note
    return Event(name, note.problem or "", note.dialog or "", step, value=agent.mark, number=case.number)
