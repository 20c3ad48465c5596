"""The statements of cases. A case is born and changed in the commit of the turn that says so."""

from datetime import datetime
from typing import Any, Literal

from bot.engine.replies import HandoffNote
from bot.helpdesk.cases import Case, with_news
from bot.json import dumps, loads
from bot.store.codec import decode, encode
from bot.store.connection import Connection
from bot.store.epoch import from_ms, to_ms
from bot.turn import CaseChange, Commit, Delivery, LostRace

NOTE_SCHEMA = 1
_SOLVED = "solved"
"""Under that name the note of a solved case stands beside the one that was sent."""
_KEY = "key"
"""Under that name stands in its note, and in the row that opens it, what its conversation calls it until it has heard
its number."""
_COLUMNS = (
    "number, conv, tenant, person, name, state, note, words, created_at, version, delivered_at, taken_at, closed_at, "
    "taken_by, taken_name, fixed_by, closed_by, closed_name, how, card"
)


def change_case(db: Connection, turn: Commit, now: int) -> Delivery | None:
    """What the turn says of its case. Gives the row for the helpdesk; None where there is nothing to tell it."""
    if turn.case == "open" and turn.note is not None:
        opened = _row(_open_case(db, turn, turn.note, now), "opened")
        key = _key(turn)
        return Delivery(opened.kind, {**opened.body, _KEY: key}) if key else opened
    found = _meant(db, turn)
    if found is None:
        return None
    number, version, state, words, card = found
    match turn.case:
        case "add" if turn.note is not None:
            _change(db, number, version, "words = ?", dumps([*loads(words), turn.note.words]))
            return _row(number, "added")
        case "withdraw":
            _change(db, number, version, "state = 'withdrawn', closed_at = ?", now)
        case "solved":
            _keep_news(db, number, turn.note)
            _change(
                db, number, version, "state = 'closed', fixed_by = ?, closed_at = ?", turn.fixed_by or "person", now
            )
        case _:
            return None
    if state == "waiting":
        _hold_back(db, turn.conv, number)
        # Not delivered, and yet somebody may see its card already.
        return None if card is None else _over(number, turn.case)
    return _over(number, turn.case)


def _meant(db: Connection, turn: Commit) -> tuple[int, int, str, str, str | None] | None:
    """(number, version, state, words, card) of the open case that the turn is about; the newest where it names none.

    The helpdesk may have closed it at this moment, and its conversation not have heard of it: words are added even so.

    One whose number the conversation hasn't heard yet is found by its key; that of an older version, which has none, by
    what it is about.
    """
    rows = db.execute(
        "SELECT number, version, state, words, card, problem, dialog, note FROM handoff_case WHERE conv = ? "
        "AND state IN ('waiting', 'delivered', 'taken', ?) ORDER BY number DESC",
        (turn.conv, "closed" if turn.case == "add" and turn.case_of is not None else "waiting"),
    ).fetchall()
    about = turn.case_of
    if about is not None and about.number:
        rows = [row for row in rows if row[0] == about.number]
    elif about is not None and about.key:
        rows = [row for row in rows if loads(row[7]).get(_KEY) == about.key]
    elif about is not None:
        rows = [row for row in rows if (row[5], row[6]) == (about.problem, about.dialog)] or rows
    return rows[0][:5] if rows else None


def _key(turn: Commit) -> str:
    return turn.case_of.key if turn.case_of is not None else ""


def _keep_news(db: Connection, number: int, now: HandoffNote | None) -> None:
    """Of a solved case: what was done until then. It stands beside the note, which stays as it was sent."""
    if now is not None:
        row = db.execute("SELECT note FROM handoff_case WHERE number = ?", (number,)).fetchone()
        solved = encode(with_news(decode(HandoffNote, loads(row[0])), now))
        kept = dumps({**loads(row[0]), _SOLVED: solved})
        db.execute("UPDATE handoff_case SET note = ? WHERE number = ?", (kept, number))


def _change(db: Connection, number: int, version: int, what: str, *values: object) -> None:
    changed = db.execute(
        f"UPDATE handoff_case SET {what}, version = version + 1 WHERE number = ? AND version = ?",
        (*values, number, version),
    )
    if changed.rowcount != 1:
        # The helpdesk did something with it at the same moment.
        raise LostRace


def change_by_helpdesk(db: Connection, change: CaseChange) -> None:
    """Raises `LostRace` if its person, or somebody else, was faster."""
    _change(
        db,
        change.number,
        change.version,
        "state = ?, card = ?, taken_at = ?, taken_by = ?, taken_name = ?, closed_at = ?, closed_by = ?, "
        "closed_name = ?, fixed_by = ?, how = ?, delivered_at = coalesce(delivered_at, ?)",
        change.state,
        change.card,
        _ms(change.taken),
        change.taken_by,
        change.taken_name,
        _ms(change.closed),
        change.closed_by,
        change.closed_name,
        change.fixed_by,
        change.how,
        # Whoever takes or closes it has it, whatever is still to be written of its way there.
        _ms(change.taken or change.closed),
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
    key = _key(turn)
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
            dumps({"schema": NOTE_SCHEMA, **({_KEY: key} if key else {}), **encode(note)}),
            now,
        ),
    )
    return number


Arrival = Literal["first", "again", "withdrawn", "solved"]
"""What a destination that has got a case is: the first one, a further one, or one that got what its person had ended
before anybody had it."""


def arrived(db: Connection, number: int, now: int) -> Arrival:
    """A destination has it."""
    changed = db.execute(
        "UPDATE handoff_case SET state = 'delivered', delivered_at = ?, version = version + 1 "
        "WHERE number = ? AND state = 'waiting'",
        (now, number),
    )
    if changed.rowcount == 1:
        return "first"
    over = db.execute(
        "SELECT state FROM handoff_case WHERE number = ? AND delivered_at IS NULL AND closed_by IS NULL "
        "AND state IN ('closed', 'withdrawn')",
        (number,),
    ).fetchone()
    if over is None:
        return "again"
    return "withdrawn" if over[0] == "withdrawn" else "solved"


def is_waiting(db: Connection, number: int) -> bool:
    """No destination has it yet."""
    return (
        db.execute("SELECT 1 FROM handoff_case WHERE number = ? AND state = 'waiting'", (number,)).fetchone()
        is not None
    )


def case(db: Connection, number: int) -> Case | None:
    row = db.execute(f"SELECT {_COLUMNS} FROM handoff_case WHERE number = ?", (number,)).fetchone()
    return _case(row) if row else None


def cases(db: Connection, most: int) -> tuple[Case, ...]:
    """The newest first."""
    rows = db.execute(f"SELECT {_COLUMNS} FROM handoff_case ORDER BY number DESC LIMIT ?", (most,))
    return tuple(_case(row) for row in rows)


def _case(row: tuple[Any, ...]) -> Case:
    number, conv, tenant, person, name, state, note, words, created, version, *times_and_names = row
    delivered, taken, closed, taken_by, taken_name, fixed_by, closed_by, closed_name, how, card = times_and_names
    kept = loads(note)
    solved, key = kept.get(_SOLVED), kept.get(_KEY, "")
    return Case(
        number=number,
        conv=conv,
        tenant=tenant,
        person=person,
        name=name,
        state=state,
        note=decode(HandoffNote, kept),
        words=tuple(loads(words)),
        created=from_ms(created),
        version=version,
        delivered=_time(delivered),
        taken=_time(taken),
        closed=_time(closed),
        taken_by=taken_by,
        taken_name=taken_name,
        fixed_by=fixed_by,
        closed_by=closed_by,
        closed_name=closed_name,
        how=how or "",
        card=card,
        solved=decode(HandoffNote, solved) if solved is not None else None,
        key=key,
    )


def _ms(when: datetime | None) -> int | None:
    return None if when is None else to_ms(when)


def _time(ms: int | None) -> datetime | None:
    return None if ms is None else from_ms(ms)
