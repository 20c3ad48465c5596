"""Texts taken apart: folding, words, clauses, sentences, quotation marks."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.understanding.words import fold, plain_words, shortened, split
from tests.understanding.shipped import lexicon, read


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Kennwort GEÄNDERT", "kennwort geandert"),
        ("ça n’a pas changé", "ca n'a pas change"),
        ("zablokował", "zablokowal"),
        ("Straße", "strasse"),
        ("não", "nao"),
        ("𝓔𝓻𝓻𝓸𝓻", "error"),
    ],
)
def test_case_accents_and_curly_apostrophes_are_folded(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(st.text(), st.text())
def test_a_text_folds_as_its_parts_do_and_to_what_has_no_case_and_no_accents(one: str, two: str) -> None:
    folded = fold(one + two)
    assert folded == fold(one) + fold(two)
    assert folded == folded.casefold()
    assert not any(map(unicodedata.combining, folded))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("don't", ["dont"]),
        ("l'antivirus", ["l", "antivirus"]),
        ("n'arrive qu'un", ["n", "arrive", "qu", "un"]),
        ("sign-in", ["sign", "in"]),
        ("k.A.", ["ka"]),
        ("it works 👍🏽", ["it", "works", "👍"]),
        ("🤷‍♂️", ["🤷"]),
        ("+1", ["+1"]),
    ],
)
def test_words_are_cut_as_people_mean_them(text: str, words: list[str]) -> None:
    assert split(text).folded == words


def test_clauses_end_at_a_pause_and_sentences_at_a_stop() -> None:
    words = split("no, it's broken. Really?")
    assert [(clause.start, clause.end, clause.sentence) for clause in words.clauses] == [
        (0, 1, 0),
        (1, 3, 0),
        (3, 4, 1),
    ]
    assert [clause.asks for clause in words.clauses] == [False, False, True]


def test_a_short_question_behind_a_comma_asks_about_the_whole_sentence() -> None:
    assert all(clause.asks for clause in split("it works now, right?").clauses)
    assert [clause.asks for clause in split("it works now, can I close this?").clauses] == [False, True]


def test_what_stands_in_quotation_marks_is_marked_and_a_lone_inch_sign_marks_nothing() -> None:
    assert split('it says "all fixed" but').quoted == [False, False, True, True, False]
    assert not any(split('my 17" screen works').quoted)


@pytest.mark.parametrize(("word", "meant"), [("yesss", "yes"), ("nooo", "no"), ("yess", "yes"), ("helllp", "help")])
def test_repeated_letters_are_shortened(word: str, meant: str) -> None:
    assert meant in shortened(word)


@given(st.text(max_size=300))
def test_any_text_can_be_taken_apart_and_every_word_is_in_one_clause(text: str) -> None:
    words = split(text)
    assert len(words.folded) == len(words.raw) == len(words.quoted) == len(words.clause_of)
    assert [at for clause in words.clauses for at in range(clause.start, clause.end)] == list(range(len(words)))


@given(st.text("abc' -.,", max_size=60))
def test_the_words_of_a_phrase_are_the_words_of_the_text(text: str) -> None:
    assert plain_words(text.replace("'", "").replace(".", " ")) == split(text.replace("'", "").replace(".", " ")).folded


@pytest.mark.parametrize(
    ("written", "meant", "text"),
    [
        ("cannae", "can't", "I {} sign in to OneDrive"),
        ("didnae", "didn't", "it {} help"),
        ("isnae", "isn't", "OneDrive {} running"),
        ("msg", "message", "another {}, but the old one is gone"),
        ("gimme", "give me", "{} the link"),
        ("nxt", "next", "{}"),
        ("agn", "again", "it works {}"),
    ],
)
def test_a_word_in_dialect_or_as_phones_write_it_means_what_the_word_means(written: str, meant: str, text: str) -> None:
    in_dialect, plain = read(text.format(written)), read(text.format(meant))
    assert (in_dialect.label, in_dialect.answer) == (plain.label, plain.answer)


def test_a_respelling_stands_for_another_word() -> None:
    for hears in lexicon().languages:
        for word, spelled in hears.respelled.items():
            assert word not in spelled, hears.language
