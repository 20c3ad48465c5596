"""Who sends for a conversation where several processes share a database: leases, by the database's clock.

- The turn that leaves something to send takes the lane if it is free, in its own commit. Whoever settles a row keeps
  the lane as long as something is due, and gives it back in the same commit when nothing is. Both lock the session's
  row first, so a reply that is committed meanwhile is seen by one of the two: nobody waits for the next look.
- A lease lasts `LEASE_MS` and is renewed for what is in hand alone: a lane that is renewed without a sender would be
  silence until its process dies.
- Who couldn't renew for `SURE_S` starts no send: it may have been stopped, and others may have gone on.
"""

from collections.abc import Sequence

from bot.store.connection import Connection

LEASE_MS = 6000
SURE_S = 4.0
PROCESS = "process:"
"""Keys of `meta` that say which processes there are, with the time when each was last seen."""
NOW = "CAST(extract(epoch FROM clock_timestamp()) * 1000 AS BIGINT)"
_FREE = f"(lane_owner IS NULL OR lane_until < {NOW})"


def lock(db: Connection, conv: str) -> None:
    """A statement of its own: under READ COMMITTED only the next one sees what was committed while it waited."""
    db.execute("SELECT 1 FROM session WHERE conv = ? FOR UPDATE", (conv,)).fetchone()


def follow(db: Connection, owner: str, conv: str, now: int) -> bool:
    """After a commit that locked the session's row: take, keep or give back its lane. True: it is ours."""
    row = db.execute(
        "UPDATE session SET "
        f"lane_owner = CASE WHEN due_at <= ? THEN CASE WHEN {_FREE} THEN ? ELSE lane_owner END "
        "WHEN lane_owner = ? THEN NULL ELSE lane_owner END, "
        f"lane_until = CASE WHEN due_at <= ? AND (lane_owner = ? OR {_FREE}) THEN {NOW} + {LEASE_MS} "
        "ELSE lane_until END WHERE conv = ? RETURNING lane_owner",
        (now, owner, owner, now, owner, conv),
    ).fetchone()
    return row is not None and row[0] == owner


def claim(db: Connection, owner: str, now: int, most: int) -> tuple[str, ...]:
    """What is due and in nobody else's hands is ours now."""
    rows = db.execute(
        f"UPDATE session SET lane_owner = ?, lane_until = {NOW} + {LEASE_MS} WHERE conv IN (SELECT conv FROM session "
        f"WHERE due_at <= ? AND (lane_owner = ? OR {_FREE}) ORDER BY due_at LIMIT ? FOR UPDATE SKIP LOCKED) "
        "RETURNING conv",
        (owner, now, owner, most),
    )
    return tuple(conv for (conv,) in rows)


def is_ours(db: Connection, owner: str, conv: str) -> bool:
    held = f"SELECT 1 FROM session WHERE conv = ? AND lane_owner = ? AND lane_until >= {NOW}"
    return db.execute(held, (conv, owner)).fetchone() is not None


def renew(db: Connection, owner: str, convs: Sequence[str]) -> tuple[str, ...]:
    """Gives those that are still ours."""
    rows = db.execute(
        f"UPDATE session SET lane_until = {NOW} + {LEASE_MS} WHERE lane_owner = ? AND lane_until >= {NOW} "
        "AND conv = ANY(?) RETURNING conv",
        (owner, list(convs)),
    )
    return tuple(conv for (conv,) in rows)


def give_back(db: Connection, owner: str, convs: Sequence[str]) -> None:
    db.execute("UPDATE session SET lane_owner = NULL WHERE lane_owner = ? AND conv = ANY(?)", (owner, list(convs)))


def leave(db: Connection, owner: str) -> None:
    """This process isn't there any more."""
    db.execute("DELETE FROM meta WHERE key = ?", (PROCESS + owner,))


def report(db: Connection, owner: str) -> int:
    """Say that this process is there. Gives how many are."""
    db.execute(
        f"INSERT INTO meta (key, value) VALUES (?, CAST({NOW} AS TEXT)) "
        "ON CONFLICT (key) DO UPDATE SET value = excluded.value",
        (PROCESS + owner,),
    )
    there = "SELECT count(*) FROM meta WHERE substr(key, 1, ?) = ? AND CAST(value AS BIGINT) > {} - ?"
    found: int = db.execute(there.format(NOW), (len(PROCESS), PROCESS, LEASE_MS)).fetchone()[0]
    return found


def drop_dead_processes(db: Connection) -> None:
    db.execute(
        f"DELETE FROM meta WHERE substr(key, 1, ?) = ? AND CAST(value AS BIGINT) < {NOW} - 86400000",
        (len(PROCESS), PROCESS),
    )
