"""The program as people start it: `unstuck run`, in a process of its own."""

import re
import signal
import subprocess
import sys
from pathlib import Path
from types import TracebackType
from typing import Self


class Program:
    """Runs while it is entered. It can be killed and started again on the same port and the same database."""

    def __init__(self, folder: Path, *options: str) -> None:
        """`folder`: where its database and its log are; `options`: further ones of `unstuck run`."""
        self._folder = folder
        self._options = options
        self._port = 0
        self._process: subprocess.Popen[str] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._port}"

    def start(self) -> None:
        command = [sys.executable, "-m", "bot.cli", "run", "--port", str(self._port)]
        command += ["--database", f"sqlite:///{self._folder / 'unstuck.sqlite3'}"]
        command += self._options
        log = (self._folder / "log.jsonl").open("a")
        with log:
            self._process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=log, text=True)
        assert self._process.stdout is not None
        said = self._process.stdout.readline()
        found = re.search(r"http://127\.0\.0\.1:(\d+)/", said)
        assert found is not None, (said, (self._folder / "log.jsonl").read_text())
        self._port = int(found[1])

    def kill(self) -> None:
        """As a power cut does it."""
        self._end(signal.SIGKILL)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end(signal.SIGTERM)

    def _end(self, how: signal.Signals) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        process.send_signal(how)
        process.wait(timeout=20)
        if process.stdout is not None:
            process.stdout.close()
