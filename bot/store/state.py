"""Session <-> JSON, lifted from version to version.

A stored session says its `schema`. One that is older is lifted step by step by the pure functions in `LIFTS`; each
version has a frozen example in `tests/store/frozen`. One that is newer (this program runs beside its successor, or was
put back) is read as far as it is known: new fields are passed over, and a question of a kind that is new counts as no
question, so that the person's place, trail and facts stand.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from bot.engine.model import Idle, Session
from bot.store.codec import UnknownKind, decode, encode
from bot.store.json import dumps, loads

Json = dict[str, Any]

SCHEMA = 1
"""The version that this program writes."""

LIFTS: Mapping[int, Callable[[Json], Json]] = {}
"""Version -> what makes the next version of it."""


def dump_session(session: Session) -> str:
    return dumps({"schema": SCHEMA, **encode(session)})


def load_session(text: str) -> Session:
    state = lift(loads(text))
    try:
        session = decode(Session, state)
    except UnknownKind:
        session = decode(Session, {key: value for key, value in state.items() if key not in ("open", "under")})
        session = replace(session, open=Idle(), under=None)
    return session


def lift(state: Json, lifts: Mapping[int, Callable[[Json], Json]] = LIFTS, to: int = SCHEMA) -> Json:
    """The state in the form of version `to`. What is newer is given back as it is."""
    for version in range(state.get("schema", 1), to):
        state = {**lifts[version](state), "schema": version + 1}
    return state
