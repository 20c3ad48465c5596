"""What people write, scored: the corpus of the project, our own messages, and traps.

The corpus is tuned on, and so are our own messages; people write other sentences. The floors are there so that a change
for one sentence doesn't cost ten others.
"""

import json
from collections import Counter
from pathlib import Path

import pytest

from bot.understanding.model import About, Code
from tests.understanding.shipped import (
    CORPUS,
    KNOWN_CODES,
    OTHER,
    OWN,
    THIRD,
    WORDS,
    Labelled,
    content,
    index,
    labelled,
    read,
)

pytestmark = pytest.mark.xdist_group("corpus")
"""A message is understood once, however many tests ask about it: see `read`."""
TRAPS = Path(__file__).parent / "traps.jsonl"
LANGUAGES = ("en", "de", "fr", "es", "pl", "pt")


def mistakes(rows: list[Labelled]) -> list[str]:
    return [f"{row.label}, not {found}: {row.text}" for row in rows if (found := read(row.text).label) != row.label]


@pytest.fixture(scope="module")
def corpus() -> list[Labelled]:
    return list(labelled(CORPUS))


@pytest.fixture(scope="module")
def own() -> list[Labelled]:
    return list(labelled(OWN))


@pytest.fixture(scope="module")
def other() -> list[Labelled]:
    return [row for path in (OTHER, THIRD) for row in labelled(path)]


@pytest.mark.parametrize("path", WORDS, ids=lambda path: path.stem)
def test_the_messages_of_three_voices_are_understood(path: Path) -> None:
    rows = list(labelled(path))
    found = [(row, read(row.text).label) for row in rows]
    wrong = [f"{row.label}, not {label}: {row.text}" for row, label in found if label != row.label]
    assert len(wrong) <= 0.03 * len(rows), wrong
    started = [row.text for row, label in found if label in index().problems and label != row.label]
    assert not started
    assert not [row.text for row, label in found if label == "answer-yes" and row.label != label]


def test_the_corpus_is_understood(corpus: list[Labelled]) -> None:
    wrong = mistakes(corpus)
    assert len(wrong) <= 0.02 * len(corpus), wrong


def test_our_own_messages_are_understood_in_every_language(own: list[Labelled]) -> None:
    for language in LANGUAGES:
        rows = [row for row in own if row.lang == language]
        wrong = mistakes(rows)
        assert len(rows) >= 150
        assert len(wrong) <= 0.02 * len(rows), wrong


def test_the_messages_of_other_authors_are_understood(other: list[Labelled]) -> None:
    wrong = mistakes(other)
    assert len(wrong) <= 0.03 * len(other), wrong


def test_problems_are_found_without_a_code_in_every_language(own: list[Labelled], other: list[Labelled]) -> None:
    for language in LANGUAGES:
        told = [row for row in (*own, *other) if row.lang == language and not row.codes]
        told = [row for row in told if row.label in index().problems]
        found = [row for row in told if read(row.text).label == row.label]
        assert len(told) >= 80
        assert len(found) >= 0.97 * len(told), [row.text for row in told if row not in found]


def test_no_dialog_is_offered_that_isnt_the_right_one(
    corpus: list[Labelled], own: list[Labelled], other: list[Labelled]
) -> None:
    rows = (*corpus, *own, *other)
    started = [(row.text, found) for row in rows if (found := read(row.text).label) != row.label]
    assert [text for text, found in started if found in index().problems] == []


def test_fixed_is_never_heard_where_nobody_said_so(
    corpus: list[Labelled], own: list[Labelled], other: list[Labelled]
) -> None:
    rows = (*corpus, *own, *other)
    heard = [row.text for row in rows if row.label != "answer-yes" and read(row.text).label == "answer-yes"]
    assert heard == []


def test_codes_and_denials_are_exact(corpus: list[Labelled], own: list[Labelled]) -> None:
    wrong = [
        (row.text, row.codes, found.codes, row.denied, found.denied)
        for row in (*corpus, *own)
        if tuple(map(str, (found := read(row.text)).codes)) != row.codes
        or {str(code) for code in found.denied} != set(row.denied)
    ]
    assert wrong == []


def test_no_trap_catches_us() -> None:
    rows = [json.loads(line) for line in TRAPS.read_text("utf-8").splitlines()]
    assert Counter(row["lang"] for row in rows).keys() == set(LANGUAGES)
    assert [row["text"] for row in rows if read(row["text"]).label == row["never"]] == []


def test_every_code_that_is_known_without_a_dialog_is_named_as_that() -> None:
    codes = [line.split()[0] for line in KNOWN_CODES.read_text("utf-8").splitlines() if line.startswith("0x")]
    assert codes
    for code in codes:
        understood = read(f"OneDrive can't sign in, {code}")
        assert understood.about is About.OTHER_KNOWN_CODE, code
        assert [key.code for key in understood.known] == [Code(code)]


def test_every_button_can_be_typed_and_never_means_another_problem() -> None:
    for problem in content().problems.values():
        assert read(problem.label).label in (problem.id, "ambiguous", "answer-no"), problem.label


@pytest.mark.parametrize(
    ("typed", "label"),
    [
        ("fixed", "answer-yes"),
        ("still broken", "answer-no"),
        ("not sure", "answer-unsure"),
        ("can't", "answer-cant-do"),
        ("person", "command-human"),
        ("explain", "command-explain"),
        ("is this safe", "command-explain"),
        ("skip", "command-skip"),
        ("back", "command-back"),
        ("start over", "command-restart"),
        ("stop", "command-stop"),
    ],
)
def test_the_words_that_the_bot_itself_names_are_understood(typed: str, label: str) -> None:
    assert read(typed).label == label
