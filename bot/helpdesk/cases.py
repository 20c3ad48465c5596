"""A case: the handoff note with a number and a state of its own.

It is born in the turn that sends the note, in the same commit, and changes by compare-and-set on its `version` as a
session does. `waiting`: stored, on its way. `delivered`: the helpdesk has it. `taken`: somebody works on it. `closed`
and `withdrawn`: over.
"""

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal, Protocol

from bot.engine.replies import HandoffNote, Tried

NO_PROBLEM = "Asks for a person, no problem was named"
"""The title of a case that has no other."""
CaseState = Literal["waiting", "delivered", "taken", "closed", "withdrawn"]


@dataclass(frozen=True, slots=True)
class Case:
    number: int
    conv: str
    tenant: str
    person: str
    name: str
    """The person's, as the directory shows it."""
    state: CaseState
    note: HandoffNote
    words: tuple[str, ...]
    """What the person added after it was sent."""
    created: datetime
    version: int = 1
    delivered: datetime | None = None
    taken: datetime | None = None
    closed: datetime | None = None
    taken_by: str | None = None
    """Who works on it, by directory id."""
    taken_name: str | None = None
    fixed_by: str | None = None
    """The step that fixed it; `person` where somebody said only that it works. Of one that the helpdesk closed also
    `it` (something that IT did) or `no` (it isn't fixed)."""
    closed_by: str | None = None
    """Who of the helpdesk closed it, by directory id. None: the person did."""
    closed_name: str | None = None
    how: str = ""
    """What they did, in their words."""
    card: str | None = None
    """The token of the card that shows it in the helpdesk's channel."""
    solved: HandoffNote | None = None
    """The note with what was done until its person said that it works."""
    key: str = ""
    """What its conversation calls it until it has heard its number."""

    @property
    def latest(self) -> HandoffNote:
        """The story as far as it is known."""
        return self.solved or self.note

    @property
    def is_open(self) -> bool:
        return self.state in ("waiting", "delivered", "taken")


def with_news(told: HandoffNote, now: HandoffNote) -> HandoffNote:
    """The note of a case with what was done and learnt since it was sent. What it is about stays as it was.

    A talk that began anew since knows nothing of the steps before it: what was told of them stays too.
    """
    newer = {each.step: each for each in now.tried}
    tried = [newer.pop(each.step, each) for each in told.tried]
    shown = {each.title for each in (*tried, *newer.values())}
    return replace(
        told,
        tried=(*tried, *newer.values()),
        untried=tuple(each for each in told.untried if each not in shown),
        facts=tuple({**dict(told.facts), **dict(now.facts)}.items()),
        read=tuple({**dict(told.read), **dict(now.read)}.items()),
    )


def solved_by(case: Case) -> Tried | None:
    """The step that its person said did it, as they saw it. None: they said of none."""
    return next((each for each in case.latest.tried if each.step and each.step == case.fixed_by), None)


@dataclass(frozen=True, slots=True)
class CaseMessage:
    """`id`: of this message, the same when it is repeated. `type`: `case.opened`. `data`: JSON."""

    id: str
    type: str
    data: dict[str, Any]

    def body(self, at: datetime) -> bytes:
        told = {"type": self.type, "timestamp": at.isoformat(), "data": self.data}
        return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()


class Destination(Protocol):
    async def send(self, message: CaseMessage) -> None:
        """Bring it there, or raise one of delivery's exceptions."""
        ...


class Cases(Protocol):
    """What the helpdesk needs of a database."""

    async def case(self, number: int) -> Case | None: ...


class CaseDesk:
    """Brings a case to its destinations. Without any it is there as soon as it is stored: it is listed.

    `route`: the names of those that get a case; None: all. `opens`: when somebody looks at cases next; None: now.
    """

    def __init__(
        self,
        cases: Cases,
        destinations: Mapping[str, Destination] | None = None,
        *,
        route: Callable[[HandoffNote], Sequence[str] | None] = lambda note: None,
        opens: Callable[[datetime], datetime | None] = lambda now: None,
    ) -> None:
        self._cases = cases
        self._destinations = destinations or {}
        self._route = route
        self._opens = opens

    @property
    def only_lists(self) -> bool:
        """Nobody is told of a case: it only stands in the list."""
        return not self._destinations

    @property
    def names(self) -> Collection[str]:
        return self._destinations.keys()

    async def route(self, case: int) -> Sequence[str]:
        found = await self._cases.case(case)
        if found is None:
            # Its person was forgotten meanwhile: there is nothing left to bring.
            return ()
        wanted = [name for name in self._route(found.note) or () if name in self._destinations]
        # A route that leads to nobody who is there must not swallow a case.
        return wanted or [*self._destinations]

    async def deliver(self, case: int, what: str, id: str, to: str) -> None:
        found = await self._cases.case(case)
        if found is not None:
            await self._destinations[to].send(message(found, what, id))

    def opens(self, now: datetime) -> datetime | None:
        return self._opens(now)


def message(case: Case, what: str, id: str) -> CaseMessage:
    """The case as others read it: `case.opened` and the whole story, in words that need no other table.

    What is told of a birth stays the same however late it arrives: a receiver may keep the first copy of an id. What
    came to the case meanwhile has messages of its own.
    """
    born = what == "opened"
    note = case.note if born else case.latest
    did_it = None if born else solved_by(case)
    return CaseMessage(
        id=id,
        type=f"case.{what}",
        data={
            "number": case.number,
            "state": "waiting" if born else case.state,
            "created": case.created.isoformat(),
            "person": {"tenant": case.tenant, "id": case.person, "name": case.name},
            "problem": {
                "id": note.problem,
                "title": note.title or NO_PROBLEM,
                "codes": list(note.codes),
                "product": note.product,
            },
            "link": {"sent_by": note.link.sender or None} if note.link is not None else None,
            "tried": [
                {
                    "number": tried.number,
                    "step": tried.step,
                    "title": tried.title,
                    "result": tried.result,
                    "value": tried.value,
                    "early": tried.early,
                    "says": tried.says,
                }
                for tried in note.tried
            ],
            "untried": list(note.untried),
            "passed_over": list(note.passed_over),
            "facts": [{"name": name, "value": value} for name, value in note.facts],
            "read": [{"name": name, "value": value} for name, value in note.read],
            "for_it": [{"step": todo.step, "title": todo.title, "lines": list(todo.lines)} for todo in note.for_it],
            "says": list(note.says),
            "dialog": note.dialog,
            "step": note.step,
            "taken_by": None if born else _agent(case.taken_by, case.taken_name),
            "closed_by": None if born else _agent(case.closed_by, case.closed_name),
            "how": "" if born else case.how,
            "fixed_by": None if born else case.fixed_by,
            "fixed_by_step": {"number": did_it.number, "title": did_it.title} if did_it is not None else None,
            "other_cases": [number for number in note.other_cases if number],
            "words": [words for words in (note.words, *(() if born else case.words)) if words],
        },
    )


def _agent(id: str | None, name: str | None) -> dict[str, str] | None:
    """Somebody of the helpdesk. None: nobody, or somebody who was forgotten since."""
    return {"id": id, "name": name or ""} if id else None
