"""A case: the handoff note with a number and a state of its own.

It is born in the turn that sends the note, in the same commit, and changes by compare-and-set on its `version` as a
session does. `waiting`: stored, on its way. `delivered`: the helpdesk has it. `taken`: somebody works on it. `closed`
and `withdrawn`: over.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, Protocol

from bot.engine.replies import HandoffNote

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
    """The step that fixed it, as far as somebody said so."""

    @property
    def is_open(self) -> bool:
        return self.state in ("waiting", "delivered", "taken")


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
    """Brings a case to every destination. Without one it is there as soon as it is stored: it is listed."""

    def __init__(self, cases: Cases, destinations: Sequence[Destination] = ()) -> None:
        self._cases = cases
        self._destinations = destinations

    async def deliver(self, case: int, what: str, id: str) -> None:
        found = await self._cases.case(case)
        if found is None:
            # Its person was forgotten meanwhile: there is nothing left to bring.
            return
        for destination in self._destinations:
            await destination.send(message(found, what, id))


def message(case: Case, what: str, id: str) -> CaseMessage:
    """The case as others read it: `case.opened` and the whole story, in words that need no other table."""
    note = case.note
    return CaseMessage(
        id=id,
        type=f"case.{what}",
        data={
            "number": case.number,
            "state": case.state,
            "created": case.created.isoformat(),
            "person": {"tenant": case.tenant, "id": case.person, "name": case.name},
            "problem": {"id": note.problem, "title": note.title, "codes": list(note.codes), "product": note.product},
            "tried": [
                {
                    "number": tried.number,
                    "step": tried.step,
                    "title": tried.title,
                    "result": tried.result,
                    "value": tried.value,
                }
                for tried in note.tried
            ],
            "facts": [{"name": name, "value": value} for name, value in note.facts],
            "read": [{"name": name, "value": value} for name, value in note.read],
            "for_it": [{"step": todo.step, "title": todo.title, "lines": list(todo.lines)} for todo in note.for_it],
            "says": list(note.says),
            "dialog": note.dialog,
            "step": note.step,
            "words": [words for words in (note.words, *case.words) if words],
        },
    )
