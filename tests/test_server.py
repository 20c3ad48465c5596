"""The real program: how it starts, what hinders it, how it stops."""

import json
import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from bot.server import CannotStart, serve
from bot.settings import load_settings
from bot.store import open_store
from tests.e2e.house import shipped_shelf

WITHIN_S = 30


class Running:
    """A started `unstuck run`."""

    def __init__(self, folder: Path, *args: str, **settings: str) -> None:
        environment = {name: value for name, value in os.environ.items() if not name.startswith("UNSTUCK_")}
        self._errors = (folder / "log.jsonl").open("w+", encoding="utf-8")
        self.process = subprocess.Popen(
            [sys.executable, "-m", "bot.cli", "run", *args],
            cwd=Path(__file__).parents[1],
            env=environment | settings,
            stdout=subprocess.PIPE,
            stderr=self._errors,
            text=True,
        )
        assert self.process.stdout is not None
        self.ready = self.process.stdout.readline()

    @property
    def url(self) -> str:
        found = re.search(r"http://[\w.:\[\]]+", self.ready)
        assert found, (self.ready, self.log())
        return found[0]

    def get(self, path: str) -> tuple[int, str]:
        return fetch(self.url + path)

    def log(self) -> list[dict[str, Any]]:
        self._errors.seek(0)
        return [json.loads(line) for line in self._errors.read().splitlines() if line.startswith("{")]

    def errors(self) -> str:
        self._errors.seek(0)
        return self._errors.read()

    def stop(self, told: signal.Signals = signal.SIGTERM) -> int:
        if self.process.poll() is None:
            self.process.send_signal(told)
        code = self.process.wait(timeout=WITHIN_S)
        assert self.process.stdout is not None
        self.process.stdout.close()
        return code

    def close(self) -> None:
        self.stop(signal.SIGKILL)
        self._errors.close()


def fetch(url: str, body: bytes | None = None, **headers: str) -> tuple[int, str]:
    try:
        with urlopen(Request(url, data=body, headers=headers), timeout=WITHIN_S) as response:
            return response.status, response.read().decode()
    except HTTPError as error:
        with error:
            return error.code, error.read().decode()


@contextmanager
def running(folder: Path, *args: str, **settings: str) -> Iterator[Running]:
    given = ("--port", "0", "--database", f"sqlite:///{folder}/unstuck.sqlite3")
    started = Running(folder, *given, *args, **settings)
    try:
        yield started
    finally:
        started.close()


def test_it_says_where_to_go_answers_and_stops_when_told(tmp_path: Path) -> None:
    with running(tmp_path) as bot:
        assert "Open http://127.0.0.1:" in bot.ready
        assert bot.get("/healthz") == (200, "ok\n")
        assert bot.get("/readyz") == (200, "ready\n")
        assert "unstuck_turns_total" in bot.get("/metrics")[1]
        assert 'unstuck_waiting{kind="handoff"} 0.0' in bot.get("/metrics")[1]
        assert bot.get("/")[0] == 200
        assert bot.stop() == 0
        assert [line["event"] for line in bot.log()][-2:] == ["bot.stopping", "bot.stopped"]


def test_ctrl_c_stops_it_as_well_and_without_a_trace(tmp_path: Path) -> None:
    with running(tmp_path) as bot:
        assert bot.stop(signal.SIGINT) == 0
        assert "Traceback" not in bot.errors()


def test_with_an_app_id_there_is_the_endpoint_and_no_playground(tmp_path: Path) -> None:
    settings = {
        "UNSTUCK_APP_ID": "app",
        "UNSTUCK_APP_SECRET": "canary-secret",
        "UNSTUCK_OPENID_METADATA": "http://127.0.0.1:1/",
        "UNSTUCK_PROT": "80",
    }
    with running(tmp_path, **settings) as bot:
        assert "/api/messages" in bot.ready
        for path in ("/", "/playground/again", "/playground/kept.yaml", "/playground/changes"):
            assert bot.get(path)[0] == 404
        assert fetch(f"{bot.url}/api/messages", b"{}", **{"Content-Type": "application/json"})[0] == 401
        bot.stop()
        assert "canary" not in bot.errors() + bot.ready
        assert [line["setting"] for line in bot.log() if line["event"] == "setting.unknown"] == ["UNSTUCK_PROT"]


def test_a_busy_port_is_one_line_that_says_what_to_do_and_an_exit_code(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with running(tmp_path, "--port", str(port)) as bot:
            assert bot.ready == ""
            assert bot.stop() == 1
            (line,) = bot.errors().splitlines()
    assert f"Port {port} is in use" in line
    assert "--port" in line


async def refusal(folder: Path, **options: object) -> str:
    """What is said by a start that can't be."""
    given = {"port": 0, "database": f"sqlite:///{folder}/unstuck.sqlite3"} | options
    with pytest.raises(CannotStart) as cannot:
        await serve(load_settings(given), shipped_shelf(), lambda line: None)
    assert "\n" not in str(cannot.value)
    return str(cannot.value)


async def test_an_address_of_another_computer_is_one_line_that_says_what_to_do(tmp_path: Path) -> None:
    options = {"app_id": "a", "app_secret": "s", "openid_metadata": "http://127.0.0.1:1/"}
    assert "--host 127.0.0.1" in await refusal(tmp_path, host="192.0.2.1", **options)


async def test_a_database_that_cannot_be_written_is_one_line_that_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    assert "--database" in await refusal(tmp_path, database=f"sqlite:///{tmp_path}/file/x.sqlite3")


async def test_a_file_that_is_no_database_is_one_line_that_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("shopping list\n" * 500, encoding="utf-8")
    assert "isn't a database" in await refusal(tmp_path, database=str(tmp_path / "notes.txt"))


async def test_another_kind_of_database_is_one_line_that_says_what_to_do(tmp_path: Path) -> None:
    assert "sqlite:///" in await refusal(tmp_path, database="mysql://localhost/unstuck")


async def test_a_database_of_a_newer_program_is_one_line_that_says_what_to_do(tmp_path: Path) -> None:
    open_store(f"sqlite:///{tmp_path}/unstuck.sqlite3").close()
    with sqlite3.connect(tmp_path / "unstuck.sqlite3") as db:
        db.execute("UPDATE meta SET value = '9999' WHERE key = 'schema'")
    assert "newer Unstuck" in await refusal(tmp_path)


async def test_a_second_program_at_one_database_is_one_line_that_says_what_to_do(tmp_path: Path) -> None:
    store = open_store(f"sqlite:///{tmp_path}/unstuck.sqlite3")
    try:
        assert "in use by another process" in await refusal(tmp_path)
    finally:
        store.close()


def wait_for(bot: Running, event: str) -> dict[str, Any]:
    until = time.monotonic() + WITHIN_S
    while time.monotonic() < until:
        for line in bot.log():
            if line["event"] == event:
                return line
        time.sleep(0.05)
    raise AssertionError(f"no {event} in {bot.log()}")


def test_new_content_is_taken_when_told_and_a_faulty_one_is_not(tmp_path: Path) -> None:
    content = tmp_path / "content"
    (content / "dialogs").mkdir(parents=True)
    with running(tmp_path, "--content", str(content)) as bot:
        before = wait_for(bot, "bot.started")["content"]
        (content / "dialogs" / "facts.yaml").write_text("facts: 7\n", encoding="utf-8")
        bot.process.send_signal(signal.SIGHUP)
        assert wait_for(bot, "content.kept")["content"] == before
        fault = wait_for(bot, "content.fault")
        assert fault["place"].endswith("dialogs/facts.yaml:1:8")
        assert "facts" in fault["what"]
        assert "(field/type)" in fault["what"]
        assert bot.get("/go/onedrive-sign-in")[0] == 200
        own = "facts:\n  shift: {name: The shift, ask: Which shift is yours?, options: {day: Day, night: Night}}\n"
        (content / "dialogs" / "facts.yaml").write_text(own, encoding="utf-8")
        bot.process.send_signal(signal.SIGHUP)
        assert wait_for(bot, "content.loaded")["content"] != before
        assert bot.stop() == 0
