"""What is said at a question with options: a look mends nothing, and what comes near is asked about."""

from dataclasses import replace

import pytest

from bot.engine.model import AtStep, Choosing, Fixed, Resuming
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


# --- did you mean this? ----------------------------------------------------------------------------------------------


def asked_whether_it_is_full() -> Person:
    person = at_room().says("is it full?")
    assert person.buttons == ("pick:full", "where")
    return person


@pytest.mark.parametrize("text", ["yes", "yes that one", "that one", "yes please", "exactly", "1", "the first one"])
def test_a_yes_takes_the_one_that_was_asked_about(text: str) -> None:
    assert asked_whether_it_is_full().says(text).session.trail[-1].value == "full"


@pytest.mark.parametrize("text", ["no", "nope", "none of these", "not that"])
def test_a_no_is_none_of_these_and_the_question_is_asked_anew(text: str) -> None:
    before = asked_whether_it_is_full()
    trail = before.session.trail
    after = before.says(text)
    assert after.session.trail == trail
    assert {"pick:room", "pick:full", "unsure"} <= set(after.buttons)


def test_words_that_name_another_option_are_that_option() -> None:
    assert asked_whether_it_is_full().says("there is room").session.trail[-1].value == "room"


@pytest.mark.parametrize("meanwhile", ["explain", "where was I"])
def test_a_yes_that_comes_later_answers_the_question_itself(meanwhile: str) -> None:
    assert asked_whether_it_is_full().says(meanwhile).session.beside == ()


def test_a_yes_to_several_is_asked_which() -> None:
    person = asked_whether_it_is_full()
    person.session = replace(person.session, beside=("pick:room", "pick:full"))
    trail = person.session.trail
    assert person.says("yes").session.trail == trail
    assert person.buttons == ("pick:room", "pick:full", "where")
    assert person.says("the second one").session.trail[-1].value == "full"


def test_a_command_said_with_a_no_is_done() -> None:
    assert asked_whether_it_is_full().says("no, I want to stop").session.open.kind == "stopped"


def test_a_yes_to_the_only_problem_that_is_left_is_that_problem_and_to_several_asks_which() -> None:
    one = Person()
    one.session = replace(one.session, open=Choosing(("lamp-dark",)))
    assert one.says("yes").session.open.kind == "starting"
    several = Person().says("something is odd with my lamp")
    several.session = replace(several.session, open=Choosing(("lamp-dark", "lamp-flicker")))
    assert several.says("yes").session.open.kind == "choosing"
    assert "Which of these is closest?" in several.text
    assert several.says("no").session.open.kind == "unknown"
