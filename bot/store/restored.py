"""Whether the database is the one that the bot left, or was restored from a backup.

What waits in a restored database was sent long ago by the one that it was copied from: it is held back, and whoever
writes next sees where they are. A case isn't held back: it has an id by which its receiver knows it. In the table
`meta` stands under `home` which database this is; where it is opened, that is compared with where it lies:

- a SQLite file with the marks in its lock file, which are changed every two seconds in which something was written;
- in PostgreSQL with the server's identity and the number of its table of sessions, which a restored dump makes anew.
"""

from collections.abc import Collection

from bot.log import log
from bot.store.connection import Connection
from bot.store.turns import OPEN, reschedule

HOME = "home"


def settle_in(db: Connection, here: Collection[str], new: str) -> None:
    """Compare, hold back what waits if it was restored, and write down `new`. Inside a transaction."""
    row = db.execute("SELECT value FROM meta WHERE key = ?", (HOME,)).fetchone()
    if row is not None and row[0] not in here:
        held = hold(db)
        log.warning("store.restored", count=held, hint="What waited to be sent is not sent again.")
    write(db, new)


def write(db: Connection, home: str) -> None:
    db.execute(
        "INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
        (HOME, home),
    )


def hold(db: Connection) -> int:
    """Send nothing of what waits. Gives how much that was."""
    waiting = db.execute(f"SELECT DISTINCT conv FROM outbox WHERE {OPEN} AND kind <> 'handoff'").fetchall()
    held = db.execute(f"UPDATE outbox SET failed = 'restored' WHERE {OPEN} AND kind <> 'handoff'").rowcount
    for (conv,) in waiting:
        reschedule(db, conv)
    return held
