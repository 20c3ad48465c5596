"""Session <-> JSON, lifted from version to version.

A stored session says its `schema`. One that is older is lifted step by step by the pure functions in `LIFTS`; each
version has a frozen example in `tests/store/frozen`. One that is newer (this program runs beside its successor, or was
put back) is read as far as it is known: new fields are passed over, and a question of a kind that is new counts as no
question, so that the person's place, trail and facts stand. One that can't be read at all is `DamagedSession`.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from bot.engine.model import Idle, Session
from bot.json import dumps, loads
from bot.store.codec import UnknownKind, decode, encode

Json = dict[str, Any]

SCHEMA = 2
"""The version that this program writes."""


def _cases_beside_the_question(old: Json) -> Json:
    """1 -> 2: a case no longer is the open question, but stands beside it; so do the words for a note.

    A program of version 1 passes over the cases of version 2 and doesn't write them back: to it, only the case whose
    card is open is there. Its card is the same in both, so that one comes back with the next lift.
    """
    walk: Json = next(iter(old.get("walks", ())), {})
    cases: list[Json] = []
    words = ""
    for where in ("open", "under"):
        match old.get(where):
            case {"kind": "waiting", **rest}:
                about = {name: walk[name] for name in ("problem", "dialog") if walk.get(name)}
                taken = {"taken_by": rest["taken_by"]} if rest.get("taken_by") else {}
                cases.append({"number": rest.get("number", 0), **about, **taken})
            case {"kind": "noting", "words": str(written)}:
                words = written
    return {**old, "cases": cases, "words": words}


LIFTS: Mapping[int, Callable[[Json], Json]] = {1: _cases_beside_the_question}
"""Version -> what makes the next version of it."""


class DamagedSession(Exception):
    """What was stored is no session: cut off, or written by something else."""


def dump_session(session: Session) -> str:
    return dumps({"schema": SCHEMA, **encode(session)})


def load_session(text: str) -> Session:
    """Raises `DamagedSession`."""
    try:
        return _session(lift(loads(text)))
    except (ValueError, TypeError, LookupError, AttributeError, RecursionError) as error:
        raise DamagedSession(type(error).__name__) from error


def readable_session(text: str) -> Session | None:
    """None: it is damaged."""
    try:
        return load_session(text)
    except DamagedSession:
        return None


def _session(state: Json) -> Session:
    try:
        return decode(Session, state)
    except UnknownKind:
        known = decode(Session, {key: value for key, value in state.items() if key not in ("open", "under")})
        return replace(known, open=Idle(), under=None)


def lift(state: Json, lifts: Mapping[int, Callable[[Json], Json]] = LIFTS, to: int = SCHEMA) -> Json:
    """The state in the form of version `to`. What is newer is given back as it is."""
    for version in range(state.get("schema", 1), to):
        state = {**lifts[version](state), "schema": version + 1}
    return state
