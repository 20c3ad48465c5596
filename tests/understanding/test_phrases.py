"""Likeness of words and phrases."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.understanding.phrases import Phrases, Spelling

WORDS = Spelling(["password", "onedrive", "synchronisation", "works", "cloud", "mail2go"])
PHRASES = Phrases(
    [
        ("sign-in", "I can't sign in to OneDrive"),
        ("sign-in", "OneDrive keeps asking for my password"),
        ("files", "My OneDrive files don't open"),
        ("camera", "The camera in Teams is black"),
    ]
)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("pasword", "password"),
        ("passwrod", "password"),
        ("onedrvie", "onedrive"),
        ("synchronizaton", "synchronisation"),
        ("words", "works"),
        ("work", None),
        ("clod", None),
        ("assword", None),
        ("mail3go", None),
        ("password", None),
        ("pazzworf", None),
    ],
    ids=str,
)
def test_one_slip_is_mended_from_five_letters_on_and_never_in_a_word_with_a_digit(
    typed: str, meant: str | None
) -> None:
    assert WORDS.mend(typed) == meant


def test_the_nearest_phrase_of_each_owner_comes_best_first() -> None:
    found = PHRASES.nearest(["cant", "sign", "in", "onedrive"], limit=4)
    assert [like.owner for like in found][:2] == ["sign-in", "files"]
    assert found[0].phrase == "I can't sign in to OneDrive"
    assert found[0].score > found[1].score


def test_the_order_of_the_words_is_free_and_a_typo_is_met() -> None:
    assert PHRASES.nearest(["black", "the", "camrea", "is", "in", "teams"], limit=1)[0].score == 100.0


def test_nothing_shared_means_nothing_found() -> None:
    assert PHRASES.nearest(["weather", "tomorrow"], limit=4) == []
    assert PHRASES.nearest([], limit=4) == []
    assert Phrases([]).nearest(["a"], limit=4) == []


@given(
    st.lists(st.sampled_from(["sign", "in", "onedrive", "files", "camera", "black", "my", "the", "zzz"]), max_size=12)
)
def test_scores_are_sorted_and_owners_are_named_once(words: list[str]) -> None:
    found = PHRASES.nearest(words, limit=3)
    assert [like.score for like in found] == sorted((like.score for like in found), reverse=True)
    assert len({like.owner for like in found}) == len(found) <= 3
