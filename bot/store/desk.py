"""The statements of the helpdesk's channel: where it is, and what a turn there starts from."""

from bot.engine.outcome import EventName as E
from bot.helpdesk.acting import AtDesk
from bot.helpdesk.outages import Report
from bot.helpdesk.showing import ASKED
from bot.json import loads
from bot.store.banner import banner_since
from bot.store.cases import case
from bot.store.connection import Connection
from bot.store.epoch import from_ms
from bot.store.state import readable_session
from bot.store.turns import answers, card, open_cards
from bot.turn import ShownCard

CHANNEL = "helpdesk-channel:"
"""Keys of `meta` that say which conversation a channel is, by the id that the settings name."""


def channel(db: Connection, id: str) -> str | None:
    found = db.execute("SELECT value FROM meta WHERE key = ?", (CHANNEL + id,)).fetchone()
    return found[0] if found else None


def remember_channel(db: Connection, id: str, conv: str) -> str:
    """Gives the conversation that counts: the first one that was seen."""
    db.execute("INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT (key) DO NOTHING", (CHANNEL + id, conv))
    return channel(db, id) or conv


def own_chat(db: Connection, tenant: str, person: str) -> str | None:
    """Where somebody's own chat with the bot is. None: there is none, or nothing can be sent there."""
    rows = db.execute(
        "SELECT conv, ref FROM session WHERE tenant = ? AND person = ? AND blocked IS NULL ORDER BY touched_at DESC",
        (tenant, person),
    )
    return next((conv for conv, ref in rows if loads(ref).get("kind") == "personal"), None)


def outages(db: Connection, conv: str) -> tuple[ShownCard, ...]:
    """The cards of outages that go on."""
    return tuple(each for each in open_cards(db, conv) if "outage" in each.body)


def reports(db: Connection, since: int) -> tuple[Report, ...]:
    """Who had which problem since then."""
    rows = db.execute(
        "SELECT conv, at, body FROM event WHERE at > ? AND kind IN (?, ?, ?)",
        (since, E.PROBLEM_RECOGNISED.value, E.NEW_CODE_REPORTED.value, E.DIALOG_STARTED.value),
    )
    found = ((loads(body).get("problem"), conv, at) for conv, at, body in rows)
    return tuple(Report(problem, conv, from_ms(at)) for problem, conv, at in found if problem)


def at_desk(db: Connection, conv: str, keys: tuple[str, ...], number: int, token: str, problem: str) -> AtDesk:
    row = db.execute("SELECT version, state FROM session WHERE conv = ?", (conv,)).fetchone()
    pressed = card(db, conv, token) if token else None
    about_outage = bool(problem) or (pressed is not None and "outage" in pressed.body)
    shown = outages(db, conv) if about_outage else ()
    if problem:
        pressed = next((each for each in shown if each.body["outage"] == problem), None)
    found = case(db, number or (pressed.body.get("case", 0) if pressed is not None else 0))
    shows = card(db, conv, found.card) if found is not None and found.card else pressed
    return AtDesk(
        version=row[0] if row else 0,
        session=readable_session(row[1]) if row else None,
        answered=bool(answers(db, conv, keys)),
        case=found,
        card=shows,
        banner=banner_since(db) if about_outage else 0,
        outages=shown,
        question=question_below(db, shows) if shows is not None else None,
    )


def question_below(db: Connection, shown: ShownCard) -> ShownCard | None:
    """The message that asks which step fixed it, posted below a case's card, where one was and isn't over."""
    asked = shown.body.get(ASKED)
    return card(db, shown.conv, asked) if asked else None
