"""Where sessions, events, timers, deliveries and cases are kept: one contract, opened by an address."""

from pathlib import Path

from bot.store.banner import SetBanner
from bot.store.database import Database
from bot.store.errors import (
    DatabaseBusy,
    DatabaseDamaged,
    DatabaseNewer,
    DatabaseOlder,
    DatabaseProblem,
    DatabaseUnreachable,
    DatabaseUnreadable,
    DatabaseUnsupported,
    DatabaseUnwritable,
    DatabaseVersionUnknown,
)
from bot.store.history import CountedGap, Passed
from bot.store.records import Happened, KeptGap, Shown, Waiting
from bot.store.sqlite import SqliteStore

__all__ = [
    "CountedGap",
    "Database",
    "DatabaseBusy",
    "DatabaseDamaged",
    "DatabaseNewer",
    "DatabaseOlder",
    "DatabaseProblem",
    "DatabaseUnreachable",
    "DatabaseUnreadable",
    "DatabaseUnsupported",
    "DatabaseUnwritable",
    "DatabaseVersionUnknown",
    "Happened",
    "KeptGap",
    "Passed",
    "SetBanner",
    "Shown",
    "SqliteStore",
    "Waiting",
    "open_store",
    "sqlite_file",
]


def open_store(address: str, *, alone: bool = True) -> Database:
    """Open the database of an address: `sqlite:///relative/path`, `sqlite:////absolute/path`, a plain path, or
    `postgresql://user:password@host/database`.

    `alone`: this process is the bot (with SQLite the only one). A command beside it passes False. Raises a
    `DatabaseProblem`, whose text is one line that says what to do.
    """
    file = sqlite_file(address)
    if file is not None:
        return SqliteStore(file, alone=alone)
    kind = address.partition(":")[0]
    if kind in ("postgresql", "postgres"):
        return _open_postgres(address, alone=alone)
    raise DatabaseUnsupported(
        f"I don't know databases of the kind {kind}. Use sqlite:///unstuck.sqlite3, or postgresql://user@host/unstuck."
    )


def sqlite_file(address: str) -> Path | None:
    """The file of a SQLite address; None: it is another kind's.

    >>> sqlite_file("sqlite:////var/lib/u.db"), sqlite_file("u.db"), sqlite_file("mysql://h/u")
    (PosixPath('/var/lib/u.db'), PosixPath('u.db'), None)
    """
    kind, separator, rest = address.partition(":")
    if separator and kind == "sqlite":
        return Path(rest.removeprefix("///")).expanduser()
    if "://" in address or kind in ("postgresql", "postgres"):
        return None
    return Path(address).expanduser()


def _open_postgres(address: str, *, alone: bool) -> Database:
    try:
        from bot.store.postgres import PostgresStore
    except ImportError:
        raise DatabaseUnsupported(
            "This installation can't talk to PostgreSQL: its driver is missing. Install it with "
            "`pip install 'unstuck[postgres]'`."
        ) from None
    return PostgresStore(address, alone=alone)
