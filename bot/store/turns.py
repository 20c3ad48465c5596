"""The statements of a turn: what it starts from, and its one transaction.

Written for a connection that is inside a transaction, in the SQL that SQLite and PostgreSQL share.
"""

from collections.abc import Iterable

from bot.engine.outcome import Event, Gap, Timer
from bot.json import dumps, loads
from bot.store.banner import banner, clear_banner, set_banner
from bot.store.cases import change_by_helpdesk, change_case
from bot.store.codec import encode
from bot.store.connection import Connection
from bot.store.epoch import to_ms
from bot.store.state import dump_session, readable_session
from bot.turn import AlreadyAnswered, Commit, Delivery, Loaded, LostRace, ShownCard

OPEN = "sent_at IS NULL AND failed IS NULL"
LANE = "CASE kind WHEN 'handoff' THEN 'desk' || COALESCE(':' || dest, '') WHEN 'input' THEN 'inner' ELSE 'chat' END"
"""Rows of one lane wait for each other. A helpdesk that is down doesn't hold back the chat, nor one destination the
others."""


KEEP_CARDS = 200
"""Turns for which a card that was answered is remembered. Who presses it until then is told where they are."""
_TIDY_EVERY = 50


# --- reading ---------------------------------------------------------------------------------------------------------


def load(db: Connection, conv: str, keys: tuple[str, ...], token: str | None, reply_to: str) -> Loaded:
    row = db.execute("SELECT version, state FROM session WHERE conv = ?", (conv,)).fetchone()
    answered = answers(db, conv, keys)
    still_open = open_cards(db, conv)
    pressed = None
    if token:
        pressed = next((each for each in still_open if each.token == token), None) or card(db, conv, token)
    session = readable_session(row[1]) if row else None
    return Loaded(
        session=session,
        version=row[0] if row else 0,
        damaged=row is not None and session is None,
        answered=bool(answered),
        answer=next((loads(answer) for (answer,) in answered if answer), None),
        card=pressed,
        open_cards=still_open,
        banner=banner(db),
        copied=pressed is not None and _is_copy(db, pressed, reply_to),
    )


def answers(db: Connection, conv: str, keys: tuple[str, ...]) -> list[tuple[str | None]]:
    """What was answered to those keys that are known."""
    if not keys:
        return []
    marks = ",".join("?" * len(keys))
    return db.execute(f"SELECT answer FROM inbox WHERE conv = ? AND key IN ({marks})", (conv, *keys)).fetchall()


_CARDS = (
    "SELECT c.token, c.conv, c.body, c.sent_id, c.frozen, o.failed FROM card c "
    "LEFT JOIN outbox o ON o.conv = c.conv AND o.seq = c.seq"
)


def card(db: Connection, conv: str, token: str) -> ShownCard | None:
    """A card of this conversation, also one that was answered before."""
    row = db.execute(f"{_CARDS} WHERE c.token = ? AND c.conv = ?", (token, conv)).fetchone()
    return _card(*row) if row else None


def open_cards(db: Connection, conv: str) -> tuple[ShownCard, ...]:
    """Those that can still be answered, in the order that they were sent in."""
    rows = db.execute(f"{_CARDS} WHERE c.conv = ? AND c.frozen = 0 ORDER BY c.seq", (conv,))
    return tuple(_card(*row) for row in rows)


def _card(token: str, conv: str, body: str, sent_id: str | None, frozen: int, failed: str | None) -> ShownCard:
    return ShownCard(token, conv, loads(body), sent_id, frozen=bool(frozen), lost=failed is not None)


def _is_copy(db: Connection, card: ShownCard, reply_to: str) -> bool:
    """Pressed on a message that we don't remember sending, while we do remember another one for this card.

    Teams sometimes names a wrong message of ours there (msteams-docs#6139): such a one is remembered, at least as long
    as the rows of what was sent are kept; after that nothing is taken for a copy.
    """
    if not reply_to or card.sent_id is None or reply_to == card.sent_id:
        return False
    kept = "SELECT 1 FROM outbox o JOIN card c ON o.conv = c.conv AND o.seq = c.seq WHERE c.token = ?"
    if db.execute(kept, (card.token,)).fetchone() is None:
        return False
    ours = "SELECT 1 FROM {} WHERE conv = ? AND sent_id = ?"
    return not any(db.execute(ours.format(each), (card.conv, reply_to)).fetchone() for each in ("outbox", "card"))


# --- writing ---------------------------------------------------------------------------------------------------------


def commit(db: Connection, turn: Commit) -> None:
    """All of a turn. Raises `AlreadyAnswered` or `LostRace`; the caller takes back what was written until then."""
    now = to_ms(turn.at)
    version = turn.version + 1
    _remember_keys(db, turn, now)
    if turn.fired is not None:
        _take_timer(db, turn.conv, *turn.fired)
    if turn.damaged:
        _put_aside(db, turn.conv, turn.version, now)
    last = _write_session(db, turn, now)
    write_events(db, turn.conv, version, now, turn.content, turn.events)
    deliveries = list(turn.deliveries)
    if turn.case is not None and (row := change_case(db, turn, now)) is not None:
        deliveries.append(row)
    if turn.case_change is not None:
        change_by_helpdesk(db, turn.case_change)
    if turn.banner is not None and turn.banner.text:
        set_banner(db, turn.banner.text, turn.banner.products, turn.banner.set_by, now)
    elif turn.banner is not None:
        clear_banner(db, now, turn.banner.of)
    seqs = _write_outbox(db, turn, deliveries, last, now)
    _write_cards(db, turn, version, seqs)
    _write_timers(db, turn.conv, turn.cancel, turn.timers)
    _write_gaps(db, turn, version, now)
    if version % _TIDY_EVERY == 0:
        _drop_old_cards(db, turn.conv, version - KEEP_CARDS)
    if deliveries and not _has_open_rows(db, turn.conv, last):
        db.execute("UPDATE session SET due_at = ? WHERE conv = ?", (now, turn.conv))
    elif turn.from_person or turn.timers or turn.cancel or turn.fired:
        reschedule(db, turn.conv)


def enqueue(db: Connection, conv: str, key: str, delivery: Delivery, now: int) -> None:
    """One row more, without a turn; nothing if the key is known or the conversation isn't."""
    new = db.execute(
        "INSERT INTO inbox (conv, key, at, answer) VALUES (?, ?, ?, NULL) ON CONFLICT (conv, key) DO NOTHING",
        (conv, key, now),
    )
    if new.rowcount == 1:
        add_row(db, conv, delivery, now)
        reschedule(db, conv)


def add_row(db: Connection, conv: str, delivery: Delivery, now: int) -> None:
    """A row of the outbox with the next number of its conversation."""
    given = db.execute("UPDATE session SET out_seq = out_seq + 1 WHERE conv = ? RETURNING out_seq", (conv,)).fetchone()
    if given is not None:
        db.execute(
            "INSERT INTO outbox (conv, seq, kind, dest, body, created_at, due_at) VALUES (?, ?, ?, ?, ?, ?, ?)",
            (conv, given[0], delivery.kind, delivery.body.get("to"), dumps(delivery.body), now, now),
        )


def reschedule(db: Connection, conv: str) -> tuple[int | None, str, str | None] | None:
    """Say when there is something to do next: for the first open row of each lane, and for the timers.

    A conversation that is blocked waits for the person; what goes elsewhere from it doesn't. Gives when that is (epoch
    ms; None: nothing), where to answer, and why nothing can be sent there; None where nobody is there any more.
    """
    found = db.execute(
        "UPDATE session SET due_at = (SELECT min(due_at) FROM ("
        "SELECT o.due_at FROM outbox o WHERE o.conv = ? AND o.seq IN (SELECT min(seq) FROM outbox "
        f"WHERE conv = ? AND {OPEN} GROUP BY {LANE}) AND (o.kind IN ('handoff', 'input') OR EXISTS "
        "(SELECT 1 FROM session b WHERE b.conv = ? AND b.blocked IS NULL)) "
        "UNION ALL SELECT t.due_at FROM timer t WHERE t.conv = ?) AS open_things) WHERE conv = ? "
        "RETURNING due_at, ref, blocked",
        (conv,) * 5,
    ).fetchone()
    return None if found is None else (found[0], found[1], found[2])


def _has_open_rows(db: Connection, conv: str, up_to: int) -> bool:
    """Something waits already: then what is due next isn't simply this turn's first row."""
    sql = f"SELECT 1 FROM outbox WHERE conv = ? AND seq <= ? AND {OPEN} LIMIT 1"
    return db.execute(sql, (conv, up_to)).fetchone() is not None


def write_events(
    db: Connection, conv: str, version: int, now: int, content: str, events: Iterable[Event], first: int = 0
) -> None:
    db.executemany(
        "INSERT INTO event (conv, version, n, at, content, kind, body) VALUES (?, ?, ?, ?, ?, ?, ?)",
        [
            (conv, version, n, now, content, event.name.value, dumps(_without_name(event)))
            for n, event in enumerate(events, first)
        ],
    )


def _without_name(event: Event) -> object:
    return {key: value for key, value in encode(event).items() if key != "name"}


def _remember_keys(db: Connection, turn: Commit, now: int) -> None:
    answer = dumps(turn.answer) if turn.answer is not None else None
    for key in turn.keys:
        new = db.execute(
            "INSERT INTO inbox (conv, key, at, answer) VALUES (?, ?, ?, ?) ON CONFLICT (conv, key) DO NOTHING",
            (turn.conv, key, now, answer),
        )
        if new.rowcount != 1:
            raise AlreadyAnswered


def _take_timer(db: Connection, conv: str, timer: str, due: int) -> None:
    gone = db.execute("DELETE FROM timer WHERE conv = ? AND id = ? AND due_at = ?", (conv, timer, due))
    if gone.rowcount != 1:
        raise AlreadyAnswered


def _put_aside(db: Connection, conv: str, version: int, now: int) -> None:
    db.execute(
        "INSERT INTO damaged_session (conv, version, at, state) SELECT conv, version, ?, state FROM session "
        "WHERE conv = ? AND version = ? ON CONFLICT (conv, version) DO NOTHING",
        (now, conv, version),
    )


def _write_session(db: Connection, turn: Commit, now: int) -> int:
    """The new session, if nobody was faster. Gives the outbox number before this turn's first row."""
    person = turn.person
    rows = len(turn.deliveries) + (turn.case is not None)
    state = dump_session(turn.session)
    if turn.version == 0:
        made = db.execute(
            "INSERT INTO session (conv, tenant, person, name, ref, version, state, content, out_seq, touched_at) "
            "VALUES (?, ?, ?, ?, ?, 1, ?, ?, ?, ?) ON CONFLICT (conv) DO NOTHING",
            (turn.conv, person.tenant, person.id, person.name, dumps(turn.address), state, turn.content, rows, now),
        )
        if made.rowcount != 1:
            raise LostRace
        return 0
    if turn.from_person:
        sql = (
            "UPDATE session SET tenant = ?, person = ?, name = ?, ref = ?, blocked = NULL, touched_at = ?, "
            "version = version + 1, state = ?, content = ?, out_seq = out_seq + ? WHERE conv = ? AND version = ? "
            "RETURNING out_seq"
        )
        who: tuple[object, ...] = (person.tenant, person.id, person.name, dumps(turn.address), now)
    else:
        sql = (
            "UPDATE session SET version = version + 1, state = ?, content = ?, out_seq = out_seq + ? "
            "WHERE conv = ? AND version = ? RETURNING out_seq"
        )
        who = ()
    given = db.execute(sql, (*who, state, turn.content, rows, turn.conv, turn.version)).fetchone()
    if given is None:
        raise LostRace
    last: int = given[0]
    return last - rows


def _write_outbox(db: Connection, turn: Commit, deliveries: list[Delivery], last: int, now: int) -> dict[str, int]:
    """The rows; gives the number of the post of each card. What a card looks like stands with the card alone."""
    cards = {card.token for card in turn.cards}
    rows, seqs = [], {}
    for seq, delivery in enumerate(deliveries, last + 1):
        body = delivery.body
        token = body.get("token")
        if token and token in cards:
            body = {name: body[name] for name in ("token", "thread") if name in body}
        if token and delivery.kind == "post":
            seqs[token] = seq
        rows.append((turn.conv, seq, delivery.kind, dumps(body), now, now))
    db.executemany("INSERT INTO outbox (conv, seq, kind, body, created_at, due_at) VALUES (?, ?, ?, ?, ?, ?)", rows)
    return seqs


def _write_cards(db: Connection, turn: Commit, version: int, seqs: dict[str, int]) -> None:
    changed = {card.token for card in turn.cards if card.token not in seqs}
    for card in turn.cards:
        if card.token in changed:
            db.execute(
                "UPDATE card SET body = ?, frozen = ? WHERE token = ? AND conv = ?",
                (dumps(card.body), int(card.frozen), card.token, turn.conv),
            )
        else:
            db.execute(
                "INSERT INTO card (token, conv, version, seq, body, frozen) VALUES (?, ?, ?, ?, ?, ?)",
                (card.token, turn.conv, version, seqs[card.token], dumps(card.body), int(card.frozen)),
            )
    for token in seqs.keys() - {card.token for card in turn.cards}:
        db.execute("UPDATE card SET seq = ? WHERE token = ? AND conv = ?", (seqs[token], token, turn.conv))


def _drop_old_cards(db: Connection, conv: str, before: int) -> None:
    """A button of such a card is answered like one that is no longer in use."""
    db.execute("DELETE FROM card WHERE conv = ? AND frozen = 1 AND version < ?", (conv, before))


def _write_timers(db: Connection, conv: str, cancelled: Iterable[str], timers: Iterable[Timer]) -> None:
    for timer in cancelled:
        db.execute("DELETE FROM timer WHERE conv = ? AND id = ?", (conv, timer))
    for each in timers:
        db.execute(
            "INSERT INTO timer (conv, id, due_at, body) VALUES (?, ?, ?, '{}') "
            "ON CONFLICT (conv, id) DO UPDATE SET due_at = excluded.due_at",
            (conv, each.id, to_ms(each.due)),
        )


def _write_gaps(db: Connection, turn: Commit, version: int, now: int) -> None:
    def row(n: int, gap: Gap) -> tuple[object, ...]:
        who = (turn.person.tenant, turn.person.id, turn.session.language)
        return (turn.conv, version, n, now, *who, turn.content, gap.text, gap.code)

    db.executemany(
        "INSERT INTO gap (conv, version, n, at, tenant, person, language, content, text, code) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [row(n, gap) for n, gap in enumerate(turn.gaps)],
    )
