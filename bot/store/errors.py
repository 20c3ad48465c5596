"""Why a store can't be opened: each with one line that says what to do."""

from pathlib import Path


class DatabaseProblem(Exception):
    """The database can't be used. `str()` is one line for the operator."""


class DatabaseUnsupported(DatabaseProblem):
    """The address names a kind of database that this installation can't talk to."""


class DatabaseUnwritable(DatabaseProblem):
    def __init__(self, path: Path, why: str) -> None:
        super().__init__(
            f"I can't write the database {path} ({why}). Choose another place with --database, "
            "or give this user the right to write there."
        )


class DatabaseUnreadable(DatabaseProblem):
    def __init__(self, path: Path, why: str) -> None:
        super().__init__(
            f"{path} isn't a database that I can read ({why}). Restore a backup, or move the file away to start afresh."
        )


class DatabaseDamaged(DatabaseProblem):
    def __init__(self, path: Path) -> None:
        super().__init__(
            f"The database {path} is damaged: something in it isn't what was written. Put a backup in its place, or "
            "move the file away to start afresh."
        )


class DatabaseVersionUnknown(DatabaseProblem):
    def __init__(self, where: str, found: str) -> None:
        super().__init__(
            f"The database {where} says that its tables are of version {found[:20]!r}, and that is no number. Restore "
            "a backup, or use another database."
        )


class DatabaseUnreachable(DatabaseProblem):
    def __init__(self, where: str, why: str) -> None:
        super().__init__(
            f"I can't use the database {where} ({why}). Is the server running, and are the user and the password in "
            "--database right? `unstuck doctor` tries it too."
        )


class DatabaseBusy(DatabaseProblem):
    def __init__(self, path: Path, holder: str) -> None:
        super().__init__(
            f"The database {path} is in use by another process{f' ({holder})' if holder else ''}. Stop that one first, "
            "or choose another file with --database."
        )


class DatabaseNewer(DatabaseProblem):
    def __init__(self, where: str, found: int, known: int) -> None:
        super().__init__(
            f"The database {where} was written by a newer Unstuck (its tables are version {found}, this program knows "
            f"{known}). Install the newer program again, or restore a backup from before the upgrade."
        )


class DatabaseOlder(DatabaseProblem):
    def __init__(self, where: str, found: int, known: int) -> None:
        super().__init__(
            f"The database {where} has tables of version {found}, this program needs {known}. Start the bot once "
            "with `unstuck run`: it brings them up to date."
        )
