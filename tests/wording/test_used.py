"""Every key of the wording is said somewhere: what nobody says would be translated and read in vain."""

import ast
import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

import bot
from bot.wording import Wordings

ONLY_HOW_IT_LOOKS = "cards/adaptive.py"
"""Names buttons for their colour: it says none."""
ANY = "*"
"""Stands in a built key for what is filled in."""


@cache
def literals() -> frozenset[str]:
    """Every text in the program's code that may be a key. Of one that is filled in: `result-*`."""
    found: set[str] = set()
    for file in Path(bot.__file__).parent.rglob("*.py"):
        if not file.as_posix().endswith(ONLY_HOW_IT_LOOKS):
            found.update(literals_in(file.read_text("utf-8")))
    return frozenset(found)


def literals_in(code: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(code)):
        match node:
            case ast.Constant(value=str(text)):
                yield text
            case ast.JoinedStr(values=parts):
                yield "".join(str(part.value) if isinstance(part, ast.Constant) else ANY for part in parts)
            case _:
                pass


def unsaid(keys: Iterable[str], said: frozenset[str]) -> list[str]:
    """The keys that stand in no text of the code, whole, filled in, or with an ending put to one that does."""
    built = [
        re.compile(".+".join(re.escape(part) for part in text.split(ANY)))
        for text in said
        if re.fullmatch(r"[a-z]{2,}(-[a-z]+)*-\*(-[a-z]+)*", text)
    ]
    endings = tuple(text for text in said if re.fullmatch(r"(-[a-z]+)+", text))

    def is_said(key: str) -> bool:
        return key in said or any(pattern.fullmatch(key) for pattern in built)

    return [
        key
        for key in keys
        if not is_said(key) and not any(key.endswith(each) and is_said(key.removesuffix(each)) for each in endings)
    ]


def test_every_button_saying_and_line_is_used(wordings: Wordings) -> None:
    english = wordings.in_language("en")
    for held in (english.buttons, english.sayings, english.lines):
        assert unsaid(held, literals()) == []


def test_a_key_that_nobody_says_is_found() -> None:
    said = frozenset(literals_in('line("a-b")\nline(f"result-{kind}")\nkey += "-untimed"\n'))
    assert unsaid(("a-b", "result-open", "a-b-untimed"), said) == []
    assert unsaid(("b", "result", "outcome-open", "b-untimed", "nocode"), said) == [
        "b",
        "result",
        "outcome-open",
        "b-untimed",
        "nocode",
    ]
