"""`unstuck talk` killed at random moments of a walk loses no step."""

import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from queue import Queue
from threading import Thread

import pytest

from bot.store import open_store

SCRIPT = (
    "0x8004def7",
    "start",
    "1",
    "i can't do this",
    "where was i",
    "skip",
    "back",
)


class Terminal:
    """A running `unstuck talk`, and what it printed so far."""

    def __init__(self, database: Path) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "bot.cli", "talk", "--database", f"sqlite:///{database}"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            bufsize=1,
        )
        self._lines: Queue[str] = Queue()
        self._reader = Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            self._lines.put(line)

    def says(self) -> str:
        """The next thing that it shows: lines up to an empty one."""
        said: list[str] = []
        while not (said and said[-1] == "\n"):
            line = self._lines.get(timeout=60)
            if said or line != "\n":
                said.append(line)
        return "".join(said).strip()

    def write(self, text: str) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(text + "\n")
        self._process.stdin.flush()

    def kill(self) -> None:
        if self._process.returncode is None:
            self._process.send_signal(signal.SIGKILL)
            self._close()

    def end(self) -> int:
        """Close its input and wait until it is done."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        return self._close()

    def _close(self) -> int:
        code = self._process.wait(timeout=60)
        self._reader.join(timeout=60)
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                stream.close()
        return code


@dataclass(frozen=True)
class Place:
    """Where a person is, without what changes from run to run."""

    open: str
    step: str
    trail: tuple[tuple[str, str], ...]


async def place_in(database: Path) -> Place:
    store = open_store(f"sqlite:///{database}", alone=False)
    try:
        session = await store.session("terminal||me")
    finally:
        store.close()
    assert session is not None
    step = getattr(session.open, "step", "") or ""
    return Place(session.open.kind, step, tuple((mark.kind, mark.what) for mark in session.trail))


@pytest.fixture
def start() -> Iterator[Callable[[Path], Terminal]]:
    """Starts a terminal, and leaves none behind."""
    started: list[Terminal] = []

    def begin(database: Path) -> Terminal:
        terminal = Terminal(database)
        started.append(terminal)
        assert "To leave" in terminal.says()
        return terminal

    yield begin
    for terminal in started:
        terminal.kill()


async def undisturbed(terminal: Terminal, database: Path) -> list[Place]:
    """The places of the script when nothing happens."""
    terminal.says()
    places = [await place_in(database)]
    for line in SCRIPT:
        terminal.write(line)
        terminal.says()
        places.append(await place_in(database))
    assert terminal.end() == 0
    return places


async def test_a_talk_that_is_killed_at_any_moment_goes_on_where_it_was(
    tmp_path: Path, start: Callable[[Path], Terminal]
) -> None:
    calm = tmp_path / "calm.sqlite3"
    expected = await undisturbed(start(calm), calm)
    chance = random.Random(20261124)
    database = tmp_path / "killed.sqlite3"
    terminal = start(database)
    terminal.says()
    for line, before, after in zip(SCRIPT, expected, expected[1:], strict=False):
        assert await place_in(database) == before
        # Until the line has counted: one that was written and not yet kept is written again, as a person would.
        for patience in range(1, 8):
            terminal.write(line)
            time.sleep(chance.uniform(0, 0.02 * patience))
            terminal.kill()
            here = await place_in(database)
            assert here in (before, after)
            terminal = start(database)
            shown = terminal.says()
            assert "my fault" not in shown
            if here == after:
                break
        assert await place_in(database) == after
    assert terminal.end() == 0
