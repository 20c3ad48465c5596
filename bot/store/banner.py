"""The statements of the operator's banner. Whoever put one up knows it again by the time it stands since."""

from bot.json import dumps
from bot.store.connection import Connection


def set_banner(db: Connection, text: str, products: tuple[str, ...], set_by: str, now: int) -> None:
    before = db.execute("DELETE FROM banner WHERE id = 'all' RETURNING products").fetchone()
    db.execute(
        "INSERT INTO banner (id, text, products, set_by, since) VALUES ('all', ?, ?, ?, ?)",
        (text, dumps(products), set_by, now),
    )
    if before is not None and before[0] != dumps(products):
        # For some of those who wait, theirs may be over.
        _wake(db, now)


def clear_banner(db: Connection, now: int, of: int = 0) -> bool:
    """`of`: only the one that stands since then; 0: whichever stands. Who waits for the end hears of it now."""
    taken = db.execute("DELETE FROM banner WHERE id = 'all' AND (? = 0 OR since = ?)", (of, of)).rowcount == 1
    if taken:
        _wake(db, now)
    return taken


def banner_since(db: Connection) -> int:
    """Epoch ms; 0: there is none."""
    row = db.execute("SELECT since FROM banner WHERE id = 'all'").fetchone()
    return row[0] if row is not None else 0


def _wake(db: Connection, now: int) -> None:
    """Everybody who waits looks now. Should a turn set its timer at this moment, it looks again by itself."""
    db.execute(
        "UPDATE session SET due_at = ? WHERE conv IN (SELECT conv FROM timer WHERE id = 'banner') "
        "AND (due_at IS NULL OR due_at > ?)",
        (now, now),
    )
    db.execute("UPDATE timer SET due_at = ? WHERE id = 'banner'", (now,))
