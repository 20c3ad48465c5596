"""The statements of the operator's banner. Whoever put one up knows it again by the time it stands since."""

from dataclasses import dataclass
from datetime import datetime

from bot.engine.outcome import Banner
from bot.json import dumps, loads
from bot.store.connection import Connection
from bot.store.epoch import from_ms


@dataclass(frozen=True, slots=True)
class SetBanner:
    text: str
    products: tuple[str, ...]
    set_by: str
    since: datetime


def _standing(db: Connection) -> tuple[str, tuple[str, ...], str, int] | None:
    """(text, products, set_by, since in epoch ms) of the banner that is up."""
    row = db.execute("SELECT text, products, set_by, since FROM banner WHERE id = 'all'").fetchone()
    return None if row is None else (row[0], tuple(loads(row[1])), row[2], row[3])


def banner(db: Connection) -> Banner | None:
    """As a turn takes it."""
    found = _standing(db)
    return Banner(found[0], found[3] // 1000, found[1]) if found is not None else None


def banner_as_set(db: Connection) -> SetBanner | None:
    """As whoever put it up set it."""
    found = _standing(db)
    return SetBanner(found[0], found[1], found[2], from_ms(found[3])) if found is not None else None


def banner_since(db: Connection) -> int:
    """Epoch ms; 0: there is none."""
    found = _standing(db)
    return found[3] if found is not None else 0


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


def _wake(db: Connection, now: int) -> None:
    """Everybody who waits looks now. Should a turn set its timer at this moment, it looks again by itself."""
    db.execute(
        "UPDATE session SET due_at = ? WHERE conv IN (SELECT conv FROM timer WHERE id = 'banner') "
        "AND (due_at IS NULL OR due_at > ?)",
        (now, now),
    )
    db.execute("UPDATE timer SET due_at = ? WHERE id = 'banner'", (now,))
