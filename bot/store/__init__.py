"""Where sessions, events, timers, deliveries and cases are kept: one contract, opened by an address."""

from pathlib import Path

from bot.store.errors import (
    DatabaseBusy,
    DatabaseNewer,
    DatabaseOlder,
    DatabaseProblem,
    DatabaseUnreadable,
    DatabaseUnsupported,
    DatabaseUnwritable,
)
from bot.store.records import Happened, KeptGap, SetBanner, Shown
from bot.store.sqlite import SqliteStore

__all__ = [
    "DatabaseBusy",
    "DatabaseNewer",
    "DatabaseOlder",
    "DatabaseProblem",
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


def open_store(address: str, *, alone: bool = True) -> SqliteStore:
    """Open the database of an address: `sqlite:///relative/path`, `sqlite:////absolute/path`, or a plain path.

    `alone`: this process is the bot, and the only one. A command beside it passes False. Raises a `DatabaseProblem`,
    whose text is one line that says what to do.
    """
    kind, separator, rest = address.partition(":")
    if separator and kind in ("postgresql", "postgres"):
        raise DatabaseUnsupported(
            "This installation can't talk to PostgreSQL: it comes with the extra `postgres`. "
            "Use sqlite:///unstuck.db until then."
        )
    if separator and kind == "sqlite":
        return SqliteStore(Path(rest.removeprefix("///")).expanduser(), alone=alone)
    if "://" in address:
        raise DatabaseUnsupported(f"I don't know databases of the kind {kind}. Use sqlite:///unstuck.db.")
    return SqliteStore(Path(address).expanduser(), alone=alone)
