"""The statements of cases. A case is born and changed in the commit of the turn that says so."""

from datetime import datetime
from typing import Any

from bot.engine.replies import HandoffNote
from bot.helpdesk.cases import Case
from bot.store.codec import decode, encode
from bot.store.connection import Connection
from bot.store.epoch import from_ms
from bot.store.json import dumps, loads
from bot.turn import Commit, Delivery

NOTE_SCHEMA = 1
_COLUMNS = (
    "number, conv, tenant, person, name, state, note, words, created_at, version, delivered_at, taken_at, closed_at, "
    "taken_by, taken_name, fixed_by"
)


def change_case(db: Connection, turn: Commit, now: int) -> Delivery | None:
    """What the turn says of its case. Gives the row for the helpdesk; None where there is nothing to tell it."""
    if turn.case == "open" and turn.note is not None:
        return _row(_open_case(db, turn, turn.note, now), "opened")
    found = db.execute(
        "SELECT number, version, state, words FROM handoff_case WHERE conv = ? "
        "AND state IN ('waiting', 'delivered', 'taken') ORDER BY number DESC LIMIT 1",
        (turn.conv,),
    ).fetchone()
    if found is None:
        return None
    number, version, state, words = found
    match turn.case:
        case "add" if turn.note is not None:
            _change(db, number, version, "words = ?", dumps([*loads(words), turn.note.words]))
            return _row(number, "added")
        case "withdraw":
            _change(db, number, version, "state = 'withdrawn', closed_at = ?", now)
        case "solved":
            _change(db, number, version, "state = 'closed', fixed_by = 'person', closed_at = ?", now)
        case _:
            return None
    if state == "waiting":
        _hold_back(db, turn.conv, number)
        return None
    return _over(number, turn.case)


def _change(db: Connection, number: int, version: int, what: str, value: object) -> None:
    db.execute(
        f"UPDATE handoff_case SET {what}, version = version + 1 WHERE number = ? AND version = ?",
        (value, number, version),
    )


def _hold_back(db: Connection, conv: str, number: int) -> None:
    """It hasn't arrived, and needn't any more."""
    rows = db.execute(
        "SELECT seq, body FROM outbox WHERE conv = ? AND kind = 'handoff' AND sent_at IS NULL AND failed IS NULL",
        (conv,),
    ).fetchall()
    for seq, body in rows:
        if loads(body)["case"] == number:
            db.execute("UPDATE outbox SET failed = 'not needed' WHERE conv = ? AND seq = ?", (conv, seq))


def _over(number: int, how: str) -> Delivery:
    return _row(number, "withdrawn" if how == "withdraw" else "solved")


def _row(number: int, what: str) -> Delivery:
    return Delivery("handoff", {"case": number, "what": what})


def _open_case(db: Connection, turn: Commit, note: HandoffNote, now: int) -> int:
    given = db.execute(
        "UPDATE meta SET value = CAST(CAST(value AS BIGINT) + 1 AS TEXT) WHERE key = 'case-number' RETURNING value"
    ).fetchone()
    number = int(given[0])
    who = (turn.person.tenant, turn.person.id, turn.person.name)
    db.execute(
        "INSERT INTO handoff_case (number, conv, tenant, person, name, version, state, problem, dialog, step, note, "
        "words, created_at) VALUES (?, ?, ?, ?, ?, 1, 'waiting', ?, ?, ?, ?, '[]', ?)",
        (
            number,
            turn.conv,
            *who,
            note.problem,
            note.dialog,
            note.step,
            dumps({"schema": NOTE_SCHEMA, **encode(note)}),
            now,
        ),
    )
    return number


def arrived(db: Connection, number: int, now: int) -> Delivery | None:
    """The helpdesk has it. If it was over before it arrived, gives the row that tells the helpdesk so."""
    changed = db.execute(
        "UPDATE handoff_case SET state = 'delivered', delivered_at = ?, version = version + 1 "
        "WHERE number = ? AND state = 'waiting'",
        (now, number),
    )
    if changed.rowcount == 1:
        return None
    found = db.execute("SELECT state FROM handoff_case WHERE number = ?", (number,)).fetchone()
    return None if found is None else _over(number, "withdraw" if found[0] == "withdrawn" else "solved")


def case(db: Connection, number: int) -> Case | None:
    row = db.execute(f"SELECT {_COLUMNS} FROM handoff_case WHERE number = ?", (number,)).fetchone()
    return _case(row) if row else None


def cases(db: Connection, most: int) -> tuple[Case, ...]:
    """The newest first."""
    rows = db.execute(f"SELECT {_COLUMNS} FROM handoff_case ORDER BY number DESC LIMIT ?", (most,))
    return tuple(_case(row) for row in rows)


def _case(row: tuple[Any, ...]) -> Case:
    number, conv, tenant, person, name, state, note, words, created, version, *times_and_names = row
    delivered, taken, closed, taken_by, taken_name, fixed_by = times_and_names
    return Case(
        number=number,
        conv=conv,
        tenant=tenant,
        person=person,
        name=name,
        state=state,
        note=decode(HandoffNote, loads(note)),
        words=tuple(loads(words)),
        created=from_ms(created),
        version=version,
        delivered=_time(delivered),
        taken=_time(taken),
        closed=_time(closed),
        taken_by=taken_by,
        taken_name=taken_name,
        fixed_by=fixed_by,
    )


def _time(ms: int | None) -> datetime | None:
    return None if ms is None else from_ms(ms)
