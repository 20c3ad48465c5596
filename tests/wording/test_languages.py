"""What holds for every text that the bot says, in every language."""

import re
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import pytest

from bot.wording import Pattern, Wording, Wordings
from bot.wording.commands import commands_in, is_command

EMOJI = re.compile("[\U0001f000-\U0001faff\u2600-\u27bf]")
WORDS_IN_A_SENTENCE = 20


def texts(wording: Wording) -> Iterator[tuple[str, str]]:
    """Every text of a language with a name for it."""

    def forms(name: str, pattern: Pattern | None) -> Iterator[tuple[str, str]]:
        if pattern is not None:
            yield from ((f"{name}.{form}", text) for form, text in pattern.forms.items())

    for verb, button in wording.buttons.items():
        yield from forms(f"buttons.{verb}", button.title)
    for key, saying in wording.sayings.items():
        for part in ("where", "title", "summary", "list", "box", "command", "field", "aside"):
            yield from forms(f"sayings.{key}.{part}", getattr(saying, part))
        for text in (*saying.text, *saying.bullets):
            yield from forms(f"sayings.{key}.text", text)
    for key, line in wording.lines.items():
        yield from forms(f"lines.{key}", line)


@pytest.mark.parametrize("language", ["en", "de"])
def test_nothing_shouts_or_winks(wordings: Wordings, language: str) -> None:
    assert not [(name, text) for name, text in texts(wordings.languages[language]) if "!" in text or EMOJI.search(text)]


@pytest.mark.parametrize("language", ["en", "de"])
def test_sentences_are_short(wordings: Wordings, language: str) -> None:
    long = [
        (name, sentence)
        for name, text in texts(wordings.languages[language])
        for sentence in re.split(r"[.:;?]\s", text)
        if len(sentence.split()) > WORDS_IN_A_SENTENCE
    ]
    assert not long


def test_nobody_is_blamed_and_nobody_is_praised(wordings: Wordings) -> None:
    unkind = re.compile(r"\b(invalid|you must|failed|well done|illegal|simply|just|sorry)\b", re.IGNORECASE)
    assert not [(name, text) for name, text in texts(wordings.in_language("en")) if unkind.search(text)]


@pytest.mark.parametrize("language", ["en", "de"])
def test_every_button_can_be_typed_and_no_two_have_the_same_title(wordings: Wordings, language: str) -> None:
    buttons = wordings.languages[language].buttons
    assert all(button.words for button in buttons.values())
    titles = [button.title.forms["other"] for verb, button in buttons.items() if verb != "code"]
    assert len(titles) == len(set(titles))


@pytest.mark.parametrize(
    ("typed", "alone"),
    [
        pytest.param("dsregcmd /status", True, id="a slash"),
        pytest.param(r"C:\Windows", True, id="a path"),
        pytest.param("%appdata%", True, id="a variable"),
        pytest.param("winget --version", True, id="a long switch"),
        pytest.param("ping -n 1 example.com", True, id="a short switch"),
        pytest.param("OneDrive", False, id="a name"),
        pytest.param("control panel", False, id="two words"),
        pytest.param("Wi-Fi", False, id="a hyphen"),
    ],
)
def test_what_nobody_types_without_a_slip_stands_alone(typed: str, alone: bool) -> None:
    assert is_command(typed) is alone


def test_the_commands_of_texts_come_in_order_and_once() -> None:
    lines = ["Type `cmd`, then `a /x`.", "Or `b /y`, or again `a /x`."]
    assert commands_in(lines) == ("a /x", "b /y")


def test_everything_in_the_files_is_said_somewhere(wordings: Wordings) -> None:
    source = "".join(file.read_text("utf-8") for file in Path(str(files("bot"))).rglob("*.py"))

    def is_used(key: str) -> bool:
        """By its name, or by a name that is put together: `f"result-{...}"`, and `-why` behind it."""
        stem = re.sub("-(why|untimed)$", "", key)
        starts = [stem[: at.end()] for at in re.finditer("-", stem)]
        named = any(quote + name + quote in source for name in (key, stem) for quote in "\"'")
        return named or any(f'f"{start}{{' in source for start in starts)

    english = wordings.in_language("en")
    assert not [key for key in (*english.sayings, *english.lines) if not is_used(key)]
