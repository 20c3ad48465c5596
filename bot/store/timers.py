"""A conversation's timers, for whoever tries what comes later: what waits, and to bring it nearer."""

from bot.delivery import DueTimer
from bot.json import dumps
from bot.store.connection import Connection
from bot.store.epoch import from_ms
from bot.store.turns import reschedule
from bot.turn import Json


def timers(db: Connection, conv: str) -> tuple[DueTimer, ...]:
    """The next one first."""
    rows = db.execute("SELECT id, due_at FROM timer WHERE conv = ? ORDER BY due_at, id", (conv,)).fetchall()
    return tuple(DueTimer(id, from_ms(due)) for id, due in rows)


def bring_nearer(db: Connection, conv: str, by_ms: int, address: Json) -> None:
    """All timers of a conversation are due that much earlier, and are handed back with that address."""
    db.execute("UPDATE timer SET due_at = due_at - ? WHERE conv = ?", (by_ms, conv))
    db.execute("UPDATE session SET ref = ? WHERE conv = ?", (dumps(address), conv))
    reschedule(db, conv)
