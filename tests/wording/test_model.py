"""Titles, pieces, lists and lengths of time."""

from datetime import timedelta

import pytest

from bot.wording import Pattern, Wordings
from bot.wording.plurals import Plurals, rule


def test_a_button_has_its_title_with_the_step_in_it(wordings: Wordings) -> None:
    english = wordings.in_language("en")
    assert english.button("fixed") == "Yes, it's fixed"
    assert english.button("show-step", step=5) == "Show step 5"
    assert "still broken" in english.button_words("broken")
    assert english.button_words("pick:gone") == ()


def test_a_place_without_a_value_is_a_fault_of_the_caller(wordings: Wordings) -> None:
    with pytest.raises(KeyError):
        wordings.in_language("en").button("show-step")


@pytest.mark.parametrize(
    ("tag", "language"),
    [
        pytest.param("de", "de", id="as it is"),
        pytest.param("de-AT", "de", id="a region"),
        pytest.param("DE-ch", "de", id="capitals"),
        pytest.param("fr-FR", "en", id="not there"),
        pytest.param("", "en", id="none"),
    ],
)
def test_a_language_that_isnt_there_is_met_by_its_parent_or_english(
    wordings: Wordings, tag: str, language: str
) -> None:
    assert wordings.in_language(tag).language == language


@pytest.mark.parametrize(
    ("things", "said"),
    [((), ""), (("a",), "a"), (("a", "b"), "a and b"), (("a", "b", "c"), "a, b and c")],
)
def test_several_things_are_one_list(wordings: Wordings, things: tuple[str, ...], said: str) -> None:
    assert wordings.in_language("en").list_of(things) == said


@pytest.mark.parametrize(
    ("time", "said"),
    [
        pytest.param(timedelta(seconds=20), "1 minute", id="never nothing"),
        pytest.param(timedelta(minutes=2), "2 minutes", id="minutes"),
        pytest.param(timedelta(minutes=90), "90 minutes", id="no whole hours"),
        pytest.param(timedelta(hours=1), "1 hour", id="one hour"),
        pytest.param(timedelta(hours=24), "24 hours", id="a day is said in hours"),
        pytest.param(timedelta(hours=48), "2 days", id="two days"),
    ],
)
def test_a_length_of_time_is_said_in_its_own_unit(wordings: Wordings, time: timedelta, said: str) -> None:
    assert wordings.in_language("en").duration(time) == said


def test_a_form_is_chosen_by_the_place_that_it_names() -> None:
    plurals = Plurals({"one": rule("n = 1")})
    pattern = Pattern({"one": "{a} of a step", "other": "{a} of {n} steps"}, "n", plurals)
    assert pattern.fill({"a": 5, "n": 1}) == "5 of a step"
    assert pattern.fill({"a": 1, "n": 5}) == "1 of 5 steps"
    assert pattern.places == {"a", "n"}
