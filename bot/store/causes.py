"""Why SQLite can't do something now, in words that an operator can act on.

Only a fixed choice of words: what the database itself says may quote a value.
"""

import sqlite3
from typing import Final, TypeGuard

from bot.turn import StoreUnavailable

DAMAGED: Final = "the database file is damaged: stop the bot, put a backup in its place, and start it again"
_CAUSES: Final = {
    sqlite3.SQLITE_FULL: "the disk is full",
    sqlite3.SQLITE_IOERR: "the disk can't be read or written; is it full?",
    sqlite3.SQLITE_BUSY: "another program writes to the database",
    sqlite3.SQLITE_LOCKED: "another program writes to the database",
    sqlite3.SQLITE_READONLY: "the database may only be read",
    sqlite3.SQLITE_CANTOPEN: "the database file can't be opened",
    sqlite3.SQLITE_NOMEM: "there is no memory left",
}
_OF_DAMAGE: Final = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
_PRIMARY: Final = 0xFF
"""The part of an extended result code that says what kind of trouble it is."""


class StoreDamaged(StoreUnavailable):
    """The file holds something that isn't of a database. It doesn't go by itself."""


def is_trouble(failure: Exception) -> TypeGuard[sqlite3.Error]:
    """Something that happens to a database, and no fault in a statement of ours."""
    return isinstance(failure, sqlite3.Error) and not isinstance(
        failure, sqlite3.IntegrityError | sqlite3.ProgrammingError
    )


def unavailable(failure: sqlite3.Error) -> StoreUnavailable:
    code = getattr(failure, "sqlite_errorcode", 0) & _PRIMARY
    made = (
        StoreDamaged(DAMAGED)
        if code in _OF_DAMAGE
        else StoreUnavailable(_CAUSES.get(code, f"the database said: {type(failure).__name__}"))
    )
    made.__cause__ = failure
    return made
