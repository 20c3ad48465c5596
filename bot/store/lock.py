"""One process sends for a SQLite file: it holds the lock file beside it. The system frees it when the process dies.

In the file stand the process id, for the one who is turned away, and marks, by which a database that was put back from
a backup is told from the one that was left here (`restored.py`).
"""

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
    """`<database>.lock`."""

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
            holder = self._file.readline(20).decode("ascii", "replace").strip()
            self._file.close()
            raise DatabaseBusy(database, f"process {holder}" if holder else "") from error
        self._file.seek(0)
        lines = self._file.read(1000).decode("ascii", "replace").splitlines()
        self.marks: tuple[str, ...] = tuple(lines[1].split()) if len(lines) > 1 else ()
        self.mark(*self.marks)

    def mark(self, *marks: str) -> None:
        """Write these down for good; a power cut leaves them, or those of before."""
        self._file.seek(0)
        self._file.truncate()
        self._file.write(f"{os.getpid()}\n{' '.join(marks)}\n".encode())
        self._file.flush()
        os.fsync(self._file.fileno())
        self.marks = marks

    def release(self) -> None:
        self._file.close()
