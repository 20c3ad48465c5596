"""One process sends for a SQLite file: it holds the lock file beside it. The system frees it when the process dies.

In the file stand the process id, for the one who is turned away, and marks, by which a database that was put back from
a backup is told from the one that was left here (`restored.py`).
"""

import os
import sys
from io import FileIO
from pathlib import Path

from bot.store.errors import DatabaseBusy, DatabaseUnwritable

if sys.platform == "win32":
    import msvcrt

    def _try(file: FileIO) -> None:
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _try(file: FileIO) -> None:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


class LockFile:
    """`<database>.lock`."""

    def __init__(self, database: Path) -> None:
        """Take it, or raise `DatabaseBusy` or `DatabaseUnwritable`."""
        path = database.with_name(database.name + ".lock")
        try:
            # Neither emptied nor appended to, and without a buffer that would be written some other time.
            self._file = os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT, 0o666), "r+b", buffering=0)
        except OSError as error:
            raise DatabaseUnwritable(database, error.strerror or "no lock file") from error
        try:
            _try(self._file)
        except OSError as error:
            holder = self._file.readline(20).decode("ascii", "replace").strip()
            self._file.close()
            raise DatabaseBusy(database, f"process {holder}" if holder else "") from error
        lines = self._file.read(1000).decode("ascii", "replace").splitlines()
        self.marks: tuple[str, ...] = tuple(lines[1].split()) if len(lines) > 1 else ()
        try:
            self.mark(*self.marks)
        except OSError as error:
            self._file.close()
            raise DatabaseUnwritable(database, error.strerror or "the lock file") from error

    def mark(self, *marks: str) -> None:
        """Write these down for good; a power cut or a full disk leaves them, or those of before. Raises `OSError`."""
        told = f"{os.getpid()}\n{' '.join(marks)}\n".encode()
        # Over what stands there, which needs no new room; only then what is left of it goes.
        self._file.seek(0)
        self._file.write(told)
        os.fsync(self._file.fileno())
        self._file.truncate(len(told))
        self.marks = marks

    def release(self) -> None:
        self._file.close()
