"""SECURITY.md says what holds: each test that it names is there, and each time that it names is the program's."""

import ast
import re
from datetime import timedelta
from functools import cache
from pathlib import Path

import pytest

from bot.store import forget

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "SECURITY.md").read_text(encoding="utf-8")
NAMED = re.findall(r"`(tests/[\w/]+\.py)::(test_\w+)`", PAGE)


@cache
def functions_of(file: str) -> frozenset[str]:
    tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
    functions = (node for node in tree.body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))
    return frozenset(function.name for function in functions)


def row(start: str) -> str:
    return next(line for line in PAGE.splitlines() if line.startswith(f"| {start}"))


@pytest.mark.parametrize(("file", "test"), sorted(set(NAMED)))
def test_every_test_that_is_named_is_there(file: str, test: str) -> None:
    assert (ROOT / file).exists()
    assert test in functions_of(file)


def test_every_threat_names_a_test() -> None:
    threats = PAGE.partition("## Threats")[2]
    rows = [line for line in threats.splitlines() if line.startswith("| ")][1:]
    assert len(rows) >= 20
    assert [line for line in rows if "`tests/" not in line] == []


@pytest.mark.parametrize(
    ("start", "kept"),
    [
        ("a talk: ids", forget.SESSIONS),
        ("keys of what came in", forget.KEYS),
        ("what was sent", forget.SENT),
        ("what couldn't be sent", forget.FAILED),
        ("what happened", forget.EVENTS),
        ("a talk that couldn't be read", forget.DAMAGED),
        ("what nothing understood", forget.GAPS),
    ],
)
def test_what_is_stored_is_stored_as_long_as_it_says(start: str, kept: timedelta) -> None:
    said = f"{kept.days} days" if kept.days > 1 else f"{kept // timedelta(hours=1)} hours"
    assert f"| {said}" in row(start)


def test_nobody_is_asked_to_send_mail_or_to_open_an_issue() -> None:
    assert "@" not in PAGE
    assert "Report a vulnerability" in PAGE
