"""Phrases as authors write them: words, stems, gaps."""

import pytest

from bot.understanding.patterns import Patterns, parts
from bot.understanding.words import split


def met(phrase: str, text: str, barriers: tuple[str, ...] = ("not",)) -> bool:
    patterns: Patterns[str] = Patterns()
    patterns.add(phrase, "met")
    words = split(text)
    return bool(patterns.find(words.folded, words.clause_of, frozenset(barriers)))


@pytest.mark.parametrize(
    ("phrase", "text", "is_met"),
    [
        ("cloud icon", "a Cloud Icon there", True),
        ("cloud icon", "a cloud and an icon", False),
        ("synchroni...", "es synchronisiert nicht", True),
        ("synchroni...", "sync", False),
        ("changed ... password", "changed my windows password", True),
        ("changed ... password", "changed password", True),
        ("changed ... password", "changed a b c d password", True),
        ("changed ... password", "changed a b c d e password", False),
        ("changed ... password", "changed it, my password", False),
        ("changed ... password", "changed not the password", False),
        ("nicht öffnen", "nicht oeffnen", True),
        ("nicht öffnen", "NICHT ÖFFNEN", True),
        ("can't sign in", "cant sign-in", True),
        ("mot de passe", "mon mot de passe", True),
    ],
)
def test_a_phrase_meets_what_its_author_would_say_it_means(phrase: str, text: str, is_met: bool) -> None:
    assert met(phrase, text) is is_met


def test_dots_behind_a_word_are_a_stem_and_dots_alone_a_gap() -> None:
    assert parts("Changed ... pass...") == ("changed", "...", "pass...")


def test_all_phrases_are_found_also_those_inside_others() -> None:
    patterns: Patterns[str] = Patterns()
    patterns.add("password", "one")
    patterns.add("new password", "two")
    words = split("a new password")
    found = patterns.find(words.folded, words.clause_of, frozenset())
    assert [(each.start, each.end, each.meaning) for each in found] == [(1, 3, "two"), (2, 3, "one")]
