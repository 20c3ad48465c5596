"""The statements that change the operator's banner."""

from bot.json import dumps
from bot.store.connection import Connection


def set_banner(db: Connection, text: str, products: tuple[str, ...], set_by: str, now: int) -> None:
    db.execute("DELETE FROM banner WHERE id = 'all'")
    db.execute(
        "INSERT INTO banner (id, text, products, set_by, since) VALUES ('all', ?, ?, ?, ?)",
        (text, dumps(products), set_by, now),
    )


def clear_banner(db: Connection, now: int) -> bool:
    """Who waits for the end hears of it now. Should a turn set its timer at this moment, it looks again by itself."""
    taken = db.execute("DELETE FROM banner WHERE id = 'all'").rowcount == 1
    db.execute(
        "UPDATE session SET due_at = ? WHERE conv IN (SELECT conv FROM timer WHERE id = 'banner') "
        "AND (due_at IS NULL OR due_at > ?)",
        (now, now),
    )
    db.execute("UPDATE timer SET due_at = ? WHERE id = 'banner'", (now,))
    return taken
