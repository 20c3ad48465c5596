"""Where sessions, events, timers, deliveries and cases are kept: one contract, opened by an address."""

from pathlib import Path

from bot.store.database import Database
from bot.store.errors import (
    DatabaseBusy,
    DatabaseNewer,
    DatabaseOlder,
    DatabaseProblem,
    DatabaseUnreachable,
    DatabaseUnreadable,
    DatabaseUnsupported,
    DatabaseUnwritable,
)
from bot.store.records import Happened, KeptGap, SetBanner, Shown
from bot.store.sqlite import SqliteStore

__all__ = [
    "Database",
    "DatabaseBusy",
    "DatabaseNewer",
    "DatabaseOlder",
    "DatabaseProblem",
    "DatabaseUnreachable",
    "DatabaseUnreadable",
    "DatabaseUnsupported",
    "DatabaseUnwritable",
    "Happened",
    "KeptGap",
    "SetBanner",
    "Shown",
    "SqliteStore",
    "open_store",
]


def open_store(address: str, *, alone: bool = True) -> Database:
    """Open the database of an address: `sqlite:///relative/path`, `sqlite:////absolute/path`, a plain path, or
    `postgresql://user:password@host/database`.

    `alone`: this process is the bot (with SQLite the only one). A command beside it passes False. Raises a
    `DatabaseProblem`, whose text is one line that says what to do.
    """
    kind, separator, rest = address.partition(":")
    if separator and kind in ("postgresql", "postgres"):
        return _open_postgres(address, alone=alone)
    if separator and kind == "sqlite":
        return SqliteStore(Path(rest.removeprefix("///")).expanduser(), alone=alone)
    if "://" in address:
        raise DatabaseUnsupported(
            f"I don't know databases of the kind {kind}. Use sqlite:///unstuck.db, or postgresql://user@host/unstuck."
        )
    return SqliteStore(Path(address).expanduser(), alone=alone)


def _open_postgres(address: str, *, alone: bool) -> Database:
    try:
        from bot.store.postgres import PostgresStore
    except ImportError:
        raise DatabaseUnsupported(
            "This installation can't talk to PostgreSQL: its driver is missing. Install it with "
            "`pip install 'unstuck[postgres]'`."
        ) from None
    return PostgresStore(address, alone=alone)
