"""The folders of the content are watched: what an author saves is in use a moment later, or its faults are shown.

Looking at each file's time and size four times a second is all there is to it: it works on every system and every
disk, and the content is some dozens of files. A large folder is looked at less often, so that looking never takes more
than a tenth of the time. One thread looks and sleeps: handing each look to a thread anew costs more than the look.
"""

import asyncio
import contextlib
import os
import threading
import time
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from bot.content.diagnostic import Diagnostic
from bot.content.telling import as_text, visible
from bot.log import log

LOOK_EVERY_S: Final = 0.25
_PARTS: Final = ("knowledge", "dialogs")
_MOST_SHOWN: Final = 20
_Stamps = Mapping[str, tuple[int, int]]
"""Each file's time and size."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong at one place. `told`: the line, and what to write, as `unstuck check` prints it."""

    place: str
    message: str
    told: str


@dataclass(frozen=True, slots=True)
class Watched:
    """What became of the last save. `at`: when it was read; None as long as nothing was saved."""

    at: datetime | None
    faults: tuple[Fault, ...]
    more: int
    """Faults that aren't shown."""


class Watch:
    """Reads the content anew when a file of it was saved. `tell` is called when there is something new to be seen."""

    def __init__(self, tell: Callable[[], None]) -> None:
        self._tell = tell
        self._faults: tuple[Diagnostic, ...] = ()
        self._at: datetime | None = None
        self.reads = 0
        """How often something was read."""

    async def run(self, folders: Sequence[Path], reload: Callable[[], Awaitable[Sequence[Diagnostic]]]) -> None:
        """Until cancelled. `reload` gives the faults of what can't be used."""
        seen, stopped = await asyncio.to_thread(_stamps, folders), threading.Event()
        try:
            while True:
                seen = await asyncio.to_thread(_changed_since, seen, folders, stopped)
                await self._read(reload)
        finally:
            # The thread isn't cancelled with the task that waits for it, and the program's end would wait for it.
            stopped.set()

    async def _read(self, reload: Callable[[], Awaitable[Sequence[Diagnostic]]]) -> None:
        try:
            self._faults = tuple(await reload())
        except Exception:
            # A fault of ours. The next save is looked at all the same.
            log.error("playground.failed", exc_info=True)
            return
        self._at = datetime.now().astimezone()
        self.reads += 1
        self._tell()

    def seen(self) -> Watched:
        shown = self._faults[:_MOST_SHOWN]
        return Watched(self._at, tuple(map(_fault, shown)), len(self._faults) - len(shown))


def _fault(fault: Diagnostic) -> Fault:
    told = as_text(fault).partition("\n")[2]
    return Fault(visible(str(fault.place)), visible(fault.message), told)


def _changed_since(seen: _Stamps, folders: Sequence[Path], stopped: threading.Event) -> _Stamps:
    """Look until the files aren't as they were seen, or until stopped; how they are now."""
    while True:
        began = time.perf_counter()
        now = _stamps(folders)
        looking = time.perf_counter() - began
        if now != seen or stopped.wait(max(LOOK_EVERY_S, looking * 9)):
            return now


def _stamps(folders: Sequence[Path]) -> _Stamps:
    return dict(stamp for folder in folders for part in _PARTS for stamp in _below(folder / part))


def _below(folder: str | Path) -> Iterator[tuple[str, tuple[int, int]]]:
    """The stamps of a folder's files. What goes away while we look isn't there."""
    with contextlib.suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                if not entry.name.startswith("."):
                    yield from _below(entry.path)
            elif entry.name.endswith((".yaml", ".yml", ".txt")):
                with contextlib.suppress(OSError):
                    stat = entry.stat()
                    yield entry.path, (stat.st_mtime_ns, stat.st_size)
