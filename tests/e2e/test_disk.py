"""A disk on which nothing can be written any more: it is told, nothing is lost, and it goes on by itself."""

import json
import resource
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.test_server import Running, fetch, running, wait_for

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="no such limit there")
ROOM_LEFT = 60_000
"""Bytes that a file may have: less than the database has, more than the log."""


def limit(bot: Running, size: int) -> None:
    _, hard = resource.prlimit(bot.process.pid, resource.RLIMIT_FSIZE)
    resource.prlimit(bot.process.pid, resource.RLIMIT_FSIZE, (size, hard))


def write(bot: Running, id: str) -> int:
    """Somebody writes, as Teams sends it; what it is answered with."""
    body: dict[str, Any] = {
        "type": "message",
        "id": id,
        "channelId": "msteams",
        "text": "0x8004def7",
        "serviceUrl": "http://127.0.0.1:9/",
        "from": {"id": "29:aylin", "name": "Aylin Demir", "aadObjectId": "aylin"},
        "recipient": {"id": "28:bot", "name": "Unstuck"},
        "conversation": {"id": "a:1", "conversationType": "personal"},
        "channelData": {"tenant": {"id": "contoso"}},
    }
    return fetch(f"{bot.url}/api/messages", json.dumps(body).encode(), **{"Content-Type": "application/json"})[0]


def test_on_a_full_disk_it_is_not_ready_says_why_and_goes_on_by_itself(tmp_path: Path) -> None:
    with running(tmp_path) as bot:
        assert write(bot, "1") == 200
        limit(bot, ROOM_LEFT)
        status, told = bot.get("/readyz")
        assert status == 503
        assert "disk" in told
        assert write(bot, "2") == 503
        assert "disk" in wait_for(bot, "turn.unavailable")["why"]
        limit(bot, resource.RLIM_INFINITY)
        assert bot.get("/readyz") == (200, "ready\n")
        assert write(bot, "2") == 200
        assert write(bot, "1") == 200
        turns = [line for line in bot.log() if line["event"] == "turn.taken"]
        assert [line["version"] for line in turns] == [1, 2], "what was answered before is there, once"
        assert bot.stop() == 0
        assert "Traceback" not in bot.errors()
