"""What isn't kept: a person who asks to be forgotten, and everything that is old.

- Keys of what came in: 7 days. What was sent: 24 hours; what couldn't be sent: 7 days. Sessions without a word for 180
  days, with all that hangs on them. Events, which hold no text: 400 days.
- Forgetting a person deletes their sessions, keys, deliveries, timers, cards, cases and gaps. Their events stay for the
  numbers, under a conversation that nobody has.
"""

import secrets
import sqlite3
from datetime import datetime, timedelta

from bot.store.epoch import to_ms

KEYS = timedelta(days=7)
SENT = timedelta(hours=24)
FAILED = timedelta(days=7)
SESSIONS = timedelta(days=180)
EVENTS = timedelta(days=400)
AT_ONCE = 500
"""Rows a transaction, so that no turn waits long."""

_OF_A_CONVERSATION = ("session", "inbox", "outbox", "timer", "card")


def forget_person(db: sqlite3.Connection, tenant: str, person: str) -> int:
    """Gives how many conversations there were."""
    who = (tenant, person)
    found = db.execute(
        "SELECT conv FROM session WHERE tenant = ? AND person = ? UNION "
        "SELECT conv FROM handoff_case WHERE tenant = ? AND person = ? UNION "
        "SELECT conv FROM gap WHERE tenant = ? AND person = ?",
        who * 3,
    ).fetchall()
    for (conv,) in found:
        _forget_conversation(db, conv)
    db.execute("DELETE FROM handoff_case WHERE tenant = ? AND person = ?", who)
    db.execute("DELETE FROM gap WHERE tenant = ? AND person = ?", who)
    return len(found)


def _forget_conversation(db: sqlite3.Connection, conv: str) -> None:
    for table in _OF_A_CONVERSATION:
        db.execute(f"DELETE FROM {table} WHERE conv = ?", (conv,))
    db.execute("UPDATE event SET conv = ? WHERE conv = ?", (f"forgotten|{secrets.token_hex(16)}", conv))


def drop_old(db: sqlite3.Connection, at: datetime) -> bool:
    """Drop a first lot of what is old. True: there may be more."""
    lots = (
        ("DELETE FROM inbox WHERE (conv, key) IN (SELECT conv, key FROM inbox WHERE at < ? LIMIT ?)", KEYS),
        ("DELETE FROM outbox WHERE (conv, seq) IN (SELECT conv, seq FROM outbox WHERE sent_at < ? LIMIT ?)", SENT),
        (
            "DELETE FROM outbox WHERE (conv, seq) IN "
            "(SELECT conv, seq FROM outbox WHERE failed IS NOT NULL AND created_at < ? LIMIT ?)",
            FAILED,
        ),
        (
            "DELETE FROM event WHERE (conv, version, n) IN (SELECT conv, version, n FROM event WHERE at < ? LIMIT ?)",
            EVENTS,
        ),
    )
    dropped = [db.execute(sql, (to_ms(at - age), AT_ONCE)).rowcount for sql, age in lots]
    silent = db.execute(
        "SELECT conv FROM session WHERE touched_at < ? LIMIT ?", (to_ms(at - SESSIONS), AT_ONCE)
    ).fetchall()
    for (conv,) in silent:
        _forget_conversation(db, conv)
        db.execute("DELETE FROM handoff_case WHERE conv = ?", (conv,))
    return AT_ONCE in (*dropped, len(silent))
