"""The real program in a process of its own: started, killed, told to stop, frozen."""

import asyncio
import os
import signal
import socket
import sys
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

ROOT = Path(__file__).parents[2]
WITHIN_S = 60


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@dataclass
class Program:
    """`unstuck run`. `source`: the folder with the package `bot` (another one is another version)."""

    database: str
    log: Path
    source: Path = ROOT
    port: int = field(default_factory=free_port)
    process: asyncio.subprocess.Process | None = None
    ready_at: float = 0.0
    """When it last said that it is ready (monotonic)."""
    _errors: BinaryIO | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/api/messages"

    @property
    def runs(self) -> bool:
        return self.process is not None and self.process.returncode is None

    async def start(self) -> None:
        """Start it, and wait until it is ready."""
        environment = {name: value for name, value in os.environ.items() if not name.startswith("UNSTUCK_")}
        environment |= {"UNSTUCK_DATABASE": self.database, "PYTHONPATH": str(self.source)}
        self._errors = self.log.open("ab")
        command = (sys.executable, "-m", "bot.cli", "run", "--port", str(self.port))
        self.process = await asyncio.create_subprocess_exec(
            *command, cwd=self.source, env=environment, stdout=asyncio.subprocess.PIPE, stderr=self._errors
        )
        assert self.process.stdout is not None
        async with asyncio.timeout(WITHIN_S):
            line = await self.process.stdout.readline()
        if b"ready" not in line:
            raise RuntimeError(self.log.read_text(errors="replace")[-2000:])
        self.ready_at = time.monotonic()

    def tell(self, what: signal.Signals) -> None:
        assert self.process is not None
        self.process.send_signal(what)

    async def end(self, how: signal.Signals = signal.SIGTERM) -> int:
        """Tell it, and wait until it has ended. Gives its code."""
        assert self.process is not None
        if self.process.returncode is None:
            self.process.send_signal(how)
        async with asyncio.timeout(WITHIN_S):
            code = await self.process.wait()
        if self._errors is not None:
            self._errors.close()
            self._errors = None
        return code


async def end_all(programs: Iterable[Program]) -> None:
    for program in programs:
        if program.runs:
            program.tell(signal.SIGCONT)
            await program.end(signal.SIGKILL)
