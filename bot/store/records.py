"""What is kept, for whoever looks at it: the playground, the helpdesk, the numbers, the operator."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.engine.model import Session
from bot.json import loads
from bot.store.connection import Connection
from bot.store.epoch import from_ms
from bot.store.state import readable_session
from bot.store.turns import OPEN

_EVENT_FIELDS = ("problem", "dialog", "step", "value", "number")


@dataclass(frozen=True, slots=True)
class Happened:
    """An event as it was kept. `name` is one of the engine's, or `DeliveryFailed`."""

    at: datetime
    turn: int
    name: str
    problem: str = ""
    dialog: str = ""
    step: str = ""
    value: str = ""
    number: int = 0
    content: str = ""
    """The digest of the content that was in use."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A message of the bot as it looks now: a card that was updated since stands here in its last form."""

    seq: int
    at: datetime
    text: str
    card: dict[str, Any] | None = None
    token: str = ""
    """Empty: it has no buttons."""
    frozen: bool = False
    sent: bool = False


@dataclass(frozen=True, slots=True)
class KeptGap:
    """What nothing matched, masked."""

    at: datetime
    text: str
    code: str
    language: str
    content: str


def session(db: Connection, conv: str) -> Session | None:
    row = db.execute("SELECT state FROM session WHERE conv = ?", (conv,)).fetchone()
    return readable_session(row[0]) if row else None


def events(db: Connection, conv: str, most: int) -> tuple[Happened, ...]:
    rows = db.execute(
        "SELECT at, version, kind, body, content FROM event WHERE conv = ? ORDER BY version DESC, n DESC LIMIT ?",
        (conv, most),
    ).fetchall()
    return tuple(_happened(*row) for row in reversed(rows))


def _happened(at: int, version: int, kind: str, body: str, content: str) -> Happened:
    told = {name: value for name, value in loads(body).items() if name in _EVENT_FIELDS}
    return Happened(from_ms(at), version, kind, **told, content=content)


def transcript(db: Connection, conv: str) -> tuple[Shown, ...]:
    rows = db.execute(
        "SELECT seq, created_at, body, sent_at FROM outbox WHERE conv = ? AND kind = 'post' AND failed IS NULL "
        "ORDER BY seq",
        (conv,),
    ).fetchall()
    cards = {
        token: (loads(body), bool(frozen))
        for token, body, frozen in db.execute("SELECT token, body, frozen FROM card WHERE conv = ?", (conv,))
    }
    return tuple(_shown(seq, at, loads(body), sent, cards) for seq, at, body, sent in rows)


def _shown(seq: int, at: int, body: dict[str, Any], sent: int | None, cards: dict[str, Any]) -> Shown:
    token = body.get("token", "")
    look, frozen = cards.get(token, (body, False))
    return Shown(seq, from_ms(at), look.get("text", ""), look.get("card"), token, frozen, sent is not None)


def gaps(db: Connection, most: int) -> tuple[KeptGap, ...]:
    """The newest first."""
    rows = db.execute("SELECT at, text, code, language, content FROM gap ORDER BY at DESC LIMIT ?", (most,))
    return tuple(KeptGap(from_ms(at), *rest) for at, *rest in rows)


@dataclass(frozen=True, slots=True)
class Waiting:
    """Rows of one kind that are still to be sent. `kind`: as in the outbox."""

    kind: str
    count: int
    oldest: datetime


def waiting(db: Connection) -> tuple[Waiting, ...]:
    rows = db.execute(
        f"SELECT kind, count(*), min(created_at) FROM outbox WHERE {OPEN} GROUP BY kind ORDER BY kind"
    ).fetchall()
    return tuple(Waiting(kind, count, from_ms(oldest)) for kind, count, oldest in rows)
