"""What is said at a question with options: a look mends nothing, and what comes near is asked about."""

import pytest

from bot.engine.model import AtStep, Fixed, Resuming
from tests.engine.person import Person
from tests.engine.shipped import edition
from tests.engine.test_advance import started


def at_room() -> Person:
    """At the shipped question whether there is room left."""
    person = Person(edition()).says("0x8004def7").presses("start")
    return person.says("my files are all there")


@pytest.mark.parametrize("text", ["it works", "it works again", "everything works now"])
def test_at_a_look_it_works_asks_about_the_problem_itself(text: str) -> None:
    person = started().says(text)
    assert person.session.open == Resuming(looked=True)
    assert "Is the problem itself gone?" in person.text


def test_no_look_is_said_to_have_fixed_it() -> None:
    person = started().says("it works").says("yes")
    assert person.session.open == Fixed(None, 0, person.session.touched)
    assert "did it" not in person.text


def test_a_look_comes_back_where_the_problem_is_still_there() -> None:
    person = started().says("it works").presses("broken")
    assert person.step == "look"
    assert person.says("it is on").step != "look"


@pytest.mark.parametrize("text", ["done", "still broken"])
def test_what_answers_a_check_is_met_with_the_question_at_a_look(text: str) -> None:
    person = started().says(text)
    assert isinstance(person.session.open, AtStep)
    assert "It is off" in person.text
    assert person.session.trail == ()


def test_an_option_that_comes_near_can_be_pressed() -> None:
    person: Person = at_room().says("is it full?")
    assert "Did you mean this?" in person.text
    assert person.buttons == ("pick:full", "where")
    assert person.presses("pick:full").step == "free-space?"


def test_after_a_look_that_seemed_to_do_it_the_look_is_shown_again() -> None:
    person = started().says("it works").says("yes").presses("back-again")
    assert person.step == "look"
    assert "had helped" not in person.text
