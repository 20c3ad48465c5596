"""One process sends for a SQLite file: it holds the lock file beside it. The system frees it when the process dies."""

import os
import sys
from pathlib import Path
from typing import BinaryIO

from bot.store.errors import DatabaseBusy, DatabaseUnwritable

if sys.platform == "win32":
    import msvcrt

    def _try(file: BinaryIO) -> None:
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _try(file: BinaryIO) -> None:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


class LockFile:
    """`<database>.lock`, with the process id of its holder for the one who is turned away."""

    def __init__(self, database: Path) -> None:
        """Take it, or raise `DatabaseBusy` or `DatabaseUnwritable`."""
        path = database.with_name(database.name + ".lock")
        try:
            self._file = path.open("a+b")
        except OSError as error:
            raise DatabaseUnwritable(database, error.strerror or "no lock file") from error
        try:
            _try(self._file)
        except OSError as error:
            self._file.seek(0)
            holder = self._file.read(20).decode("ascii", "replace").strip()
            self._file.close()
            raise DatabaseBusy(database, f"process {holder}" if holder else "") from error
        self._file.truncate(0)
        self._file.write(str(os.getpid()).encode())
        self._file.flush()

    def release(self) -> None:
        self._file.close()
