import ast
import io
import json
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.log import FACTS, Thinning, configure, conversation_hash, log, use_key


class Lines(io.StringIO):
    def read_all(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.getvalue().splitlines()]


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def lines() -> Iterator[Lines]:
    stream = Lines()
    configure(stream)
    use_key(b"k" * 32)
    yield stream
    configure()


class FullDisk(io.StringIO):
    def write(self, text: str) -> int:
        raise OSError(28, "No space left on device")


def test_a_line_that_cannot_be_written_hinders_nothing() -> None:
    configure(FullDisk())
    log.error("turn.failed")
    configure()


def test_a_trouble_that_lasts_is_told_at_growing_distances_with_how_many_more_there_were() -> None:
    thinning = Thinning()
    told = {second: thinning.passes("delivery.waiting the disk is full", float(second)) for second in range(200)}
    assert {second: more for second, more in told.items() if more is not None} == {0: 0, 10: 9, 30: 19, 70: 39, 150: 79}
    assert thinning.passes("delivery.waiting something else", 200.0) == 0
    assert thinning.passes("delivery.waiting the disk is full", 400.0) == 0, "it was over for more than a minute"


def test_of_many_lines_of_one_trouble_one_is_written(lines: Lines) -> None:
    for _ in range(5):
        log.warning("delivery.waiting", why="the disk is full")
        log.warning("turn.unavailable", why="the disk is full")
    assert [line["event"] for line in lines.read_all()] == ["delivery.waiting"] + ["turn.unavailable"] * 5


def test_a_line_is_one_json_object_with_an_event_and_facts(lines: Lines) -> None:
    log.warning("connector.unreachable", host="smba.example.com", tries=3)
    (line,) = lines.read_all()
    assert (line["level"], line["event"], line["host"], line["tries"]) == (
        "warning",
        "connector.unreachable",
        "smba.example.com",
        3,
    )


def test_what_is_not_on_the_list_is_named_and_never_shown(lines: Lines) -> None:
    log.info("turn.taken", text="canary words", name="Aylin canary", url="https://canary", ms=3)
    assert "canary" not in lines.getvalue()
    (line,) = lines.read_all()
    assert line["left_out"] == ["name", "text", "url"]
    assert line["ms"] == 3


def test_a_conversation_becomes_the_same_hash_each_time_and_says_nothing(lines: Lines) -> None:
    log.info("turn.taken", conversation="msteams|t|a:canary")
    log.info("turn.taken", conversation="msteams|t|a:canary")
    first, second = lines.read_all()
    assert first["conversation"] == second["conversation"] == conversation_hash("msteams|t|a:canary")
    assert first["conversation"].startswith("c:")
    assert "canary" not in lines.getvalue()


def test_the_key_decides_the_hash(lines: Lines) -> None:
    before = conversation_hash("a")
    use_key(b"other")
    assert conversation_hash("a") != before


def test_an_exception_keeps_its_class_and_place_and_loses_its_words(lines: Lines) -> None:
    try:
        int("canary")
    except ValueError:
        log.error("turn.failed", exc_info=True)
    (line,) = lines.read_all()
    assert line["error"] == "ValueError"
    assert "test_log.py:" in line["raised_at"]
    assert "canary" not in lines.getvalue()


def test_no_fact_can_forge_a_line_or_steer_a_terminal(lines: Lines) -> None:
    log.info("request.refused", field='x"\n{"event": "forged"}\x1b[31m')
    assert len(lines.read_all()) == 1
    assert "\x1b" not in lines.getvalue()


def test_a_fact_that_is_too_long_is_cut(lines: Lines) -> None:
    log.info("request.refused", field="x" * 5000)
    assert len(lines.read_all()[0]["field"]) == 200


def test_a_library_is_heard_without_its_words(lines: Lines) -> None:
    logging.getLogger("aiohttp.server").error("canary %s", "words")
    (line,) = lines.read_all()
    assert (line["event"], line["library"]) == ("library.spoke", "aiohttp.server")
    assert "canary" not in lines.getvalue()


def test_a_terminal_gets_one_readable_line_with_the_hint_below() -> None:
    stream = Terminal()
    configure(stream)
    log.warning("connector.unreachable", host="smba.example.com", tries=3, hint="Replies are kept.")
    configure()
    assert stream.getvalue() == (
        'warning connector.unreachable host=smba.example.com tries=3\n        hint="Replies are kept."\n'
    )


def test_every_fact_that_the_bot_logs_is_on_the_list() -> None:
    logged: dict[str, str] = {}
    for file in (Path(__file__).parents[1] / "bot").rglob("*.py"):
        for call in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute):
                of = call.func.value
                if isinstance(of, ast.Name) and of.id == "log" and call.func.attr in ("info", "warning", "error"):
                    logged |= {keyword.arg: file.name for keyword in call.keywords if keyword.arg}
    assert logged
    assert {fact: file for fact, file in logged.items() if fact not in FACTS | {"exc_info"}} == {}
