"""Numbered migrations: `migrations/NNNN_name.sql`, each applied once, all that are missing in one transaction.

The files hold plain statements, each ended by `;`, with `--` for comments and no `;` inside either: the same text runs
on SQLite and PostgreSQL. A release only adds; the next one may take away what it no longer needs. So a program runs on
tables that are one version newer than it knows, and refuses those that are newer still.
"""

import re
from collections.abc import Mapping, Sequence
from importlib import resources

from bot.store.connection import Connection
from bot.store.errors import DatabaseNewer, DatabaseVersionUnknown

META = "CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value TEXT NOT NULL)"


def migrations() -> dict[int, tuple[str, ...]]:
    """Version -> its statements, in order."""
    folder = resources.files("bot.store") / "migrations"
    files = sorted((each.name, each.read_text("utf-8")) for each in folder.iterdir() if each.name.endswith(".sql"))
    return {int(name[:4]): statements(text) for name, text in files}


def statements(text: str) -> tuple[str, ...]:
    bare = re.sub(r"--[^\n]*", "", text)
    return tuple(stripped for each in bare.split(";") if (stripped := each.strip()))


def found_version(db: Connection, where: str) -> int:
    """The version of the tables. The table `meta` must be there. Raises `DatabaseVersionUnknown`."""
    row = db.execute("SELECT value FROM meta WHERE key = 'schema'").fetchone()
    if row is None:
        return 0
    if not re.fullmatch("[0-9]{1,6}", str(row[0])):
        raise DatabaseVersionUnknown(where, str(row[0]))
    return int(row[0])


def migrate(db: Connection, where: str, known: Mapping[int, Sequence[str]] | None = None) -> int:
    """Bring the tables up to date inside the caller's transaction. Gives the version; raises
    `DatabaseNewer` or `DatabaseVersionUnknown`."""
    steps = migrations() if known is None else known
    newest = max(steps)
    db.execute(META)
    found = found_version(db, where)
    if found > newest + 1:
        raise DatabaseNewer(where, found, newest)
    for version in sorted(steps):
        if version > found:
            for statement in steps[version]:
                db.execute(statement)
    if found < newest:
        db.execute("DELETE FROM meta WHERE key = 'schema'")
        db.execute("INSERT INTO meta (key, value) VALUES ('schema', ?)", (str(newest),))
    return max(found, newest)
