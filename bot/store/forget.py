"""What isn't kept: a person who asks to be forgotten, and everything that is old.

- Keys of what came in: 7 days. What was sent: 24 hours; what couldn't be sent: 7 days. Sessions without a word for 180
  days, with all that hangs on them. Events, which hold no text: 400 days.
- Sessions that couldn't be read: 30 days. What nothing matched: 400 days.
- The helpdesk's channel stays, however long nobody presses there: cases go to it.
- Cards that were answered: 200 turns of their conversation (`bot.store.turns`).
- Forgetting a person deletes their sessions, keys, deliveries, timers, cards, cases and gaps, and their cases' cards in
  the helpdesk's channel. Their events stay for the numbers, under a conversation that nobody has.
"""

import re
import secrets
from datetime import datetime, timedelta
from typing import Any

from bot.cards.adaptive import escape
from bot.json import dumps, loads
from bot.store.connection import Connection
from bot.store.desk import CHANNEL, question_below
from bot.store.epoch import to_ms
from bot.store.turns import add_row, card, reschedule
from bot.turn import Delivery, now_utc

KEYS = timedelta(days=7)
SENT = timedelta(hours=24)
FAILED = timedelta(days=7)
SESSIONS = timedelta(days=180)
EVENTS = timedelta(days=400)
GAPS = timedelta(days=400)
DAMAGED = timedelta(days=30)
AT_ONCE = 500
"""Rows a transaction, so that no turn waits long."""

_OF_A_CONVERSATION = ("session", "inbox", "outbox", "timer", "card", "damaged_session")


def forget_person(db: Connection, person: str, tenant: str | None = None) -> int:
    """`tenant`: only there. Gives how many conversations there were."""
    whose, who = ("person = ?", (person,)) if tenant is None else ("person = ? AND tenant = ?", (person, tenant))
    found = db.execute(
        f"SELECT conv FROM session WHERE {whose} UNION SELECT conv FROM handoff_case WHERE {whose} UNION "
        f"SELECT conv FROM gap WHERE {whose}",
        who * 3,
    ).fetchall()
    for (conv,) in found:
        _forget_conversation(db, conv)
        _forget_words_from(db, conv)
    _forget_cards_of_cases(db, whose, who, take_back=True)
    for table in ("handoff_case", "gap"):
        db.execute(f"DELETE FROM {table} WHERE {whose}", who)
    # Somebody of the helpdesk: the cases that they worked on are other people's.
    for who_did in ("taken", "closed"):
        _forget_name(db, who_did, person)
        db.execute(f"UPDATE handoff_case SET {who_did}_by = '', {who_did}_name = '' WHERE {who_did}_by = ?", (person,))
    db.execute("UPDATE banner SET set_by = '' WHERE set_by = ?", (person,))
    return len(found)


def _forget_conversation(db: Connection, conv: str) -> None:
    for table in _OF_A_CONVERSATION:
        db.execute(f"DELETE FROM {table} WHERE conv = ?", (conv,))
    db.execute("UPDATE event SET conv = ? WHERE conv = ?", (f"forgotten|{secrets.token_hex(16)}", conv))


def _forget_words_from(db: Connection, conv: str) -> None:
    """What other conversations keep of it: the keys of words from there, and rows that bring it some."""
    for table, column, start in (("inbox", "key", f"m:{conv}/"), ("outbox", "body", dumps({"conv": conv})[:-1])):
        db.execute(f"DELETE FROM {table} WHERE substr({column}, 1, ?) = ?", (len(start), start))


def _forget_cards_of_cases(db: Connection, whose: str, who: tuple[str, ...], *, take_back: bool) -> None:
    """What is kept of their cases' cards in the helpdesk's channel; `take_back`: and the messages there."""
    rows = db.execute(
        "SELECT token, conv FROM card WHERE token IN "
        f"(SELECT card FROM handoff_case WHERE card IS NOT NULL AND {whose})",
        who,
    ).fetchall()
    cards = [found for token, conv in rows if (found := card(db, conv, token)) is not None]
    cards += [asked for each in cards if (asked := question_below(db, each)) is not None]
    for each in cards:
        db.execute("DELETE FROM card WHERE token = ?", (each.token,))
        start = dumps({"token": each.token})[:-1]
        db.execute("DELETE FROM outbox WHERE conv = ? AND substr(body, 1, ?) = ?", (each.conv, len(start), start))
        if take_back and each.sent_id is not None:
            add_row(db, each.conv, Delivery("delete", {"id": each.sent_id}), to_ms(now_utc()))
            reschedule(db, each.conv)


def _forget_name(db: Connection, who_did: str, person: str) -> None:
    """The name of somebody of the helpdesk, where it was said that they took or closed a case."""
    cases = db.execute(
        f"SELECT conv, card, {who_did}_name FROM handoff_case WHERE {who_did}_by = ?", (person,)
    ).fetchall()
    for conv, token, name in cases:
        if not name:
            continue
        cards = db.execute("SELECT token, conv, body FROM card WHERE conv = ? OR token = ?", (conv, token)).fetchall()
        for shown, _, body in cards:
            db.execute("UPDATE card SET body = ? WHERE token = ?", (dumps(_without(loads(body), name)), shown))
        for table, column, key in (
            ("session", "state", "taken_by"),
            ("session", "state", "sent_by"),
            ("handoff_case", "note", "sender"),
        ):
            known, nobody = (f'"{key}":{dumps(given)}' for given in (name, ""))
            db.execute(f"UPDATE {table} SET {column} = replace({column}, ?, ?) WHERE conv = ?", (known, nobody, conv))
        for place in {conv, *(where for _, where, _ in cards)}:
            db.execute(
                "DELETE FROM outbox WHERE conv = ? AND sent_at IS NOT NULL AND replace(body, ?, '') <> body",
                (place, dumps(name)[1:-1]),
            )


def _without(value: Any, name: str) -> Any:
    """Every text in it without that name, also as it stands in Markdown."""
    match value:
        case str():
            forms = "|".join(re.escape(form) for form in (name, escape(name)))
            return re.sub(rf"(?<!\w)(?:{forms})(?!\w)", "?", value)
        case list():
            return [_without(each, name) for each in value]
        case dict():
            return {key: _without(each, name) for key, each in value.items()}
        case _:
            return value


def drop_old(db: Connection, at: datetime) -> bool:
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
        (
            "DELETE FROM damaged_session WHERE (conv, version) IN "
            "(SELECT conv, version FROM damaged_session WHERE at < ? LIMIT ?)",
            DAMAGED,
        ),
        (
            "DELETE FROM gap WHERE (conv, version, n) IN (SELECT conv, version, n FROM gap WHERE at < ? LIMIT ?)",
            GAPS,
        ),
    )
    dropped = [db.execute(sql, (to_ms(at - age), AT_ONCE)).rowcount for sql, age in lots]
    silent = db.execute(
        "SELECT conv FROM session WHERE touched_at < ? AND conv NOT IN "
        "(SELECT value FROM meta WHERE substr(key, 1, ?) = ?) LIMIT ?",
        (to_ms(at - SESSIONS), len(CHANNEL), CHANNEL, AT_ONCE),
    ).fetchall()
    for (conv,) in silent:
        _forget_conversation(db, conv)
        _forget_cards_of_cases(db, "conv = ?", (conv,), take_back=False)
        db.execute("DELETE FROM handoff_case WHERE conv = ?", (conv,))
    return AT_ONCE in (*dropped, len(silent))
