"""The programs that are measured, each in a process of its own: the real one as it ships, and the controls."""

import asyncio
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parents[2]
CONTROLS = Path(__file__).parent / "controls"
_TICKS = os.sysconf("SC_CLK_TCK")
_WITHIN_S = 60.0


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@dataclass
class Program:
    """A process that listens at `port` and prints a line with "ready" when it does."""

    command: tuple[str, ...]
    log: Path
    settings: Mapping[str, str] = field(default_factory=dict)
    port: int = field(default_factory=free_port)
    _process: asyncio.subprocess.Process | None = None

    async def start(self) -> None:
        """Start it, and wait until it is ready."""
        clean = {name: value for name, value in os.environ.items() if not name.startswith("UNSTUCK_")}
        environment = clean | {"PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"} | dict(self.settings)
        with self.log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                *self.command, str(self.port), cwd=ROOT, env=environment, stdout=asyncio.subprocess.PIPE, stderr=log
            )
        assert self._process.stdout is not None
        line = b""
        async with asyncio.timeout(_WITHIN_S):
            while b"ready" not in line:
                if not (line := await self._process.stdout.readline()):
                    raise RuntimeError(f"{self.command} didn't start:\n" + self.log.read_text()[-2000:])

    async def stop(self) -> None:
        if self._process is not None and self._process.returncode is None:
            self._process.send_signal(signal.SIGTERM)
            try:
                async with asyncio.timeout(15):
                    await self._process.wait()
            except TimeoutError:
                self._process.kill()

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    def processor_s(self) -> float:
        """Seconds of processor so far, its own and the kernel's for it."""
        fields = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / _TICKS

    def memory_mb(self) -> float:
        """What of it is in memory (RSS), in MB."""
        pages = int(Path(f"/proc/{self.pid}/statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


@asynccontextmanager
async def running(*programs: Program) -> AsyncIterator[None]:
    """All of them started, and stopped at the end whatever happens."""
    async with AsyncExitStack() as stack:
        for program in programs:
            stack.push_async_callback(program.stop)
            await program.start()
        yield


def product(folder: Path, name: str, database: str, settings: Mapping[str, str]) -> Program:
    """`unstuck run`."""
    given = {"UNSTUCK_DATABASE": database} | dict(settings)
    return Program((sys.executable, "-m", "bot.cli", "run", "--port"), folder / f"{name}.log", given)


def control(folder: Path, name: str, settings: Mapping[str, str], python: str = sys.executable) -> Program:
    """One of the small bots in `controls`."""
    return Program((python, str(CONTROLS / f"{name}.py")), folder / f"{name}.log", settings)
