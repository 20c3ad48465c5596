"""The statements of delivery: what is due, and what became of a row."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from bot.delivery import Agenda, DueTimer, Failed, Held, Lane, Later, Result, Row, Sent, Split
from bot.delivery.model import LANES
from bot.engine.inputs import Told
from bot.json import dumps, loads
from bot.store.cases import arrived, is_waiting
from bot.store.connection import Connection
from bot.store.epoch import from_ms, to_ms
from bot.store.turns import LANE, OPEN, add_row, reschedule
from bot.turn import Delivery, Person

_COLUMNS = "o.seq, o.kind, o.body, o.created_at, o.attempts, o.doubts"
_FIRST_OF_LANES = f"SELECT min(seq) FROM outbox WHERE conv = ? AND {OPEN} GROUP BY {LANE}"
_FIRST_OF_LANE = f"SELECT min(seq) FROM outbox WHERE conv = ? AND {OPEN} AND {LANE} = ?"

_LATELY = timedelta(hours=1)
_MOST_LATELY = 1800
"""As far as the longest limit of a channel looks back (TEAMS_LIMITS)."""

DELIVERY_EVENT = "DeliveryFailed"
_AFTER_THE_TURN = 1000
"""Events of a row stand behind those of the turn that was the last one then, by the row's number."""


def due(db: Connection, now: datetime, most: int) -> tuple[str, ...]:
    rows = db.execute("SELECT conv FROM session WHERE due_at <= ? ORDER BY due_at LIMIT ?", (to_ms(now), most))
    return tuple(conv for (conv,) in rows)


def whom(db: Connection, conv: str) -> Agenda | None:
    found = db.execute("SELECT tenant, person, name, ref FROM session WHERE conv = ?", (conv,)).fetchone()
    return Agenda(conv, Person(*found[:3]), loads(found[3])) if found is not None else None


def agenda(db: Connection, conv: str, now: datetime) -> Agenda | None:
    found = db.execute("SELECT tenant, person, name, ref, blocked FROM session WHERE conv = ?", (conv,)).fetchone()
    if found is None:
        return None
    tenant, person, name, ref, blocked = found
    address = loads(ref)
    rows = db.execute(
        f"SELECT {_COLUMNS} FROM outbox o WHERE o.conv = ? AND o.seq IN ({_FIRST_OF_LANES}) AND o.due_at <= ?",
        (conv, conv, to_ms(now)),
    ).fetchall()
    timers = db.execute(
        "SELECT id, due_at FROM timer WHERE conv = ? AND due_at <= ? ORDER BY due_at", (conv, to_ms(now))
    ).fetchall()
    ready = tuple(_row(db, conv, address, row) for row in rows if blocked is None or LANES[row[1]] != "chat")
    return Agenda(
        conv,
        Person(tenant, person, name),
        address,
        ready,
        tuple(DueTimer(id, from_ms(ms)) for id, ms in timers),
        _sent_lately(db, conv, now) if any(row.lane == "chat" for row in ready) else (),
    )


def _sent_lately(db: Connection, conv: str, now: datetime) -> tuple[datetime, ...]:
    rows = db.execute(
        "SELECT sent_at FROM outbox WHERE conv = ? AND sent_at > ? AND kind IN ('post', 'update', 'delete') "
        "ORDER BY seq DESC LIMIT ?",
        (conv, to_ms(now - _LATELY), _MOST_LATELY),
    ).fetchall()
    return tuple(sorted(from_ms(ms) for (ms,) in rows))


def settle(db: Connection, row: Row, result: Result, at: datetime) -> Row | None:
    """One transaction: what became of the row, what the conversation hears of it, and the lane's next row."""
    now = to_ms(at)
    match result:
        case Sent(message=message, tell=tell, case=case):
            _sent(db, row, message, now)
            match arrived(db, case, now) if case is not None else "first":
                case "first":
                    _tell(db, row.conv, tell, now)
                case ("withdrawn" | "solved") as over:
                    told = {"case": case, "what": over, **_place(row)}
                    add_row(db, row.conv, Delivery("handoff", told), now)
                case "again":
                    pass
        case Later(due=due_at, doubtful=doubtful, tried=tried, tell=tell):
            if tell is not None:
                # Its other rows may be settled at this moment: one of them after the other.
                db.execute("UPDATE session SET due_at = due_at WHERE conv = ?", (row.conv,))
            waits = db.execute(
                "UPDATE outbox SET due_at = ?, attempts = attempts + ?, doubts = doubts + ? "
                f"WHERE conv = ? AND seq = ? AND {OPEN}",
                (to_ms(due_at), int(tried), int(doubtful), row.conv, row.seq),
            )
            if waits.rowcount == 1 and (row.kind != "handoff" or _waits_everywhere(db, row)):
                _tell(db, row.conv, tell, now)
        case Split(to=to, lost=lost):
            _split(db, row, to, lost, now)
        case Held(why=why):
            db.execute("UPDATE session SET blocked = ? WHERE conv = ?", (why, row.conv))
        case Failed(why=why):
            given_up = db.execute(
                f"UPDATE outbox SET failed = ? WHERE conv = ? AND seq = ? AND {OPEN}", (why, row.conv, row.seq)
            )
            if given_up.rowcount == 1:
                _write_failure(db, row, why, now)
    return _next(db, row, row.lane, reschedule(db, row.conv), now)


def _sent(db: Connection, row: Row, message: str | None, now: int) -> None:
    """Whoever writes it down first: a process that was stopped for long may find that another has sent it too."""
    sent = db.execute(
        "UPDATE outbox SET sent_at = ?, sent_id = ?, failed = NULL, attempts = attempts + 1 "
        "WHERE conv = ? AND seq = ? AND sent_at IS NULL",
        (now, message, row.conv, row.seq),
    )
    if sent.rowcount == 1 and message is not None and (token := row.body.get("token")):
        db.execute("UPDATE card SET sent_id = ? WHERE token = ? AND conv = ?", (message, token, row.conv))


def _waits_everywhere(db: Connection, row: Row) -> bool:
    """No destination has the case of the row, and none may have it soon: each was tried, or waits behind what was."""
    number = row.body["case"]
    untried = db.execute(
        "SELECT o.body FROM outbox o WHERE o.conv = ? AND o.kind = 'handoff' AND o.attempts = 0 "
        "AND o.sent_at IS NULL AND o.failed IS NULL AND NOT EXISTS (SELECT 1 FROM outbox b WHERE b.conv = o.conv "
        "AND b.kind = 'handoff' AND b.dest = o.dest AND b.seq < o.seq AND b.attempts > 0 "
        "AND b.sent_at IS NULL AND b.failed IS NULL)",
        (row.conv,),
    ).fetchall()
    born = ((body["case"], body["what"]) for body in (loads(text) for (text,) in untried))
    return is_waiting(db, number) and (number, "opened") not in born


def _split(db: Connection, row: Row, to: Sequence[str], lost: str | None, now: int) -> None:
    """A row for each destination that has none for this message yet. This one is done with."""
    done = "sent_at = ?, failed = NULL" if lost is None else "failed = ?"
    value = now if lost is None else "no such destination"
    changed = db.execute(f"UPDATE outbox SET {done} WHERE conv = ? AND seq = ? AND {OPEN}", (value, row.conv, row.seq))
    if changed.rowcount != 1:
        return
    of = row.body.get("of", row.seq)
    rows = db.execute("SELECT dest, body FROM outbox WHERE conv = ? AND dest IS NOT NULL", (row.conv,)).fetchall()
    have = {dest for dest, body in rows if loads(body).get("of") == of}
    for each in to:
        if each not in have:
            add_row(db, row.conv, Delivery("handoff", {**row.body, "to": each, "of": of}), now)


def _place(row: Row) -> dict[str, str]:
    """The destination of a row, if it has one."""
    return {"to": row.body["to"]} if "to" in row.body else {}


def _tell(db: Connection, conv: str, tell: Told | None, now: int) -> None:
    if tell is not None:
        body = {"conv": conv, "what": tell.what, "values": dict(tell.values)}
        add_row(db, conv, Delivery("input", body), now)


def _write_failure(db: Connection, row: Row, why: str, now: int) -> None:
    found = db.execute("SELECT version, content FROM session WHERE conv = ?", (row.conv,)).fetchone()
    if found is not None:
        db.execute(
            "INSERT INTO event (conv, version, n, at, content, kind, body) VALUES (?, ?, ?, ?, ?, ?, ?)",
            (row.conv, found[0], _AFTER_THE_TURN + row.seq, now, found[1], DELIVERY_EVENT, dumps({"value": why})),
        )


def _next(
    db: Connection, row: Row, lane: Lane, scheduled: tuple[int | None, str, str | None] | None, now: int
) -> Row | None:
    """The first open row of the lane, if it is due. Mostly nothing is, and nobody needs to look."""
    if scheduled is None or scheduled[0] is None or scheduled[0] > now:
        return None
    _, address, blocked = scheduled
    if blocked is not None and lane == "chat":
        return None
    ready = db.execute(
        f"SELECT {_COLUMNS} FROM outbox o WHERE o.conv = ? AND o.seq = ({_FIRST_OF_LANE}) AND o.due_at <= ?",
        (row.conv, row.conv, lane, now),
    ).fetchone()
    return _row(db, row.conv, loads(address), ready) if ready else None


def _row(db: Connection, conv: str, address: Any, columns: Sequence[Any]) -> Row:
    seq, kind, text, created, attempts, doubts = columns
    body = loads(text)
    message = None
    if token := body.get("token"):
        card = db.execute("SELECT body, sent_id FROM card WHERE token = ? AND conv = ?", (token, conv)).fetchone()
        if card is not None:
            look = loads(card[0])
            body |= {"card": look["card"], "text": look["text"], "summary": look["summary"]}
            message = card[1]
    return Row(conv, seq, kind, body, address, from_ms(created), attempts, doubts, message)
