"""Success is heard where it is stated, and nowhere else: sentences of success in frames that take them back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.understanding.model import Answer, Situation
from tests.understanding.grids import NOT_SO, WORKS
from tests.understanding.shipped import read

FAMILIES = [(language, family) for language, families in NOT_SO.items() for family in families]


@pytest.mark.parametrize("language", WORKS)
def test_a_plain_sentence_of_success_is_one(language: str) -> None:
    assert [text for text in WORKS[language] if read(text).label != "answer-yes"] == []


@pytest.mark.parametrize(("language", "family"), FAMILIES)
def test_no_frame_that_takes_success_back_is_heard_as_one(language: str, family: str) -> None:
    texts = [frame.format(works) for frame in NOT_SO[language][family] for works in WORKS[language]]
    heard = [text for text in texts if read(text).label == "answer-yes" or read(text).works]
    assert heard == []


@given(st.data())
def test_two_frames_at_once_are_no_success_either(data: st.DataObject) -> None:
    language = data.draw(st.sampled_from(sorted(WORKS)))
    frames = [frame for family in NOT_SO[language].values() for frame in family]
    inner, outer = data.draw(st.sampled_from(frames)), data.draw(st.sampled_from(frames))
    text = f"{inner.format(data.draw(st.sampled_from(WORKS[language])))}. {outer.format(WORKS[language][0])}"
    assert read(text).answer is not Answer.YES, text


@pytest.mark.parametrize(("language", "family"), FAMILIES)
def test_nobody_has_success_before_anything_was_asked(language: str, family: str) -> None:
    texts = [frame.format(works) for frame in NOT_SO[language][family] for works in WORKS[language]]
    assert [text for text in texts if read(text, Situation()).works] == []


@pytest.mark.parametrize(
    "text",
    [
        "OneDrive runs great, it's the printer that I write about",
        "first problem solved, now there is a second one",
        "the old error is gone, but a new window came up",
        "der alte Fehler ist weg, dafür eine neue Meldung",
        "esse erro sumiu e apareceu outro",
        "I wish it worked",
        "ojalá funcionara",
        "schön wär's",
        "yes, I did that",
    ],
)
def test_what_only_sounds_like_success_is_none(text: str) -> None:
    assert read(text).label != "answer-yes"
