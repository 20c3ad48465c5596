"""What of a text is for the helpdesk, at the note and at the card of a case."""

import pytest

from bot.engine.model import Noting, Waiting
from tests.engine.person import Person
from tests.engine.test_advance import at_switch


def waiting() -> Person:
    return at_switch().says("person").presses("send").hears_of("case-arrived", number="7")


@pytest.mark.parametrize(
    "words",
    [
        "please call me back, I need the file for 3 pm, my number is 555 1234",
        "can somebody call me on 030 12345",
        "I need a person who speaks Spanish",
        "I'm in room 12, come and see me",
        "bitte rufen Sie mich an unter 030 1234",
    ],
)
def test_at_the_note_the_wish_for_a_person_with_more_words_is_for_the_note(words: str) -> None:
    person = at_switch().says("person").says(words)
    assert isinstance(person.session.open, Noting)
    assert person.session.words == words


@pytest.mark.parametrize("said", ["done", "what's that", "fertig", "a human please"])
def test_what_says_nothing_to_the_helpdesk_stays_out_of_the_note(said: str) -> None:
    assert at_switch().says("person").says(said).session.words == ""


def test_words_in_angle_brackets_stay_in_the_note() -> None:
    person = at_switch().says("person").says("add the file is <Budget 2024> & Ann Smith needs it")
    assert person.session.words == "the file is <Budget 2024> & Ann Smith needs it"


def test_a_person_asked_for_at_the_offer_gets_the_problem_and_the_code() -> None:
    person = Person().says("0x80fe0123").presses("person").presses("send")
    assert person.last.note is not None
    assert person.last.note.codes == ("0x80fe0123",)
    assert person.last.note.problem is not None
    assert person.session.cases[0].problem == person.last.note.problem


def test_a_code_written_at_a_step_is_in_the_note_of_who_asks_for_a_person_at_the_offer() -> None:
    person = at_switch().says("now it says 0x80fe0123").presses("person")
    assert "0x80fe0123" in person.text


def test_words_at_a_case_are_offered_to_be_added() -> None:
    asked = waiting().says("it happens on my laptop too")
    assert asked.last.case is None
    assert "it happens on my laptop too" in asked.text
    added = waiting().says("it happens on my laptop too").presses("add-this")
    assert (added.last.case, added.session.words) == ("add", "")
    assert added.last.note is not None
    assert added.last.note.words == "it happens on my laptop too"
    assert waiting().says("it happens on my laptop too").says("yes").last.case == "add"


def test_words_that_were_not_added_get_into_no_later_note() -> None:
    assert waiting().says("it happens on my laptop too").presses("back-to-steps").session.words == ""
    assert waiting().says("it happens on my laptop too").says("withdraw it").session.words == ""


def test_a_question_at_a_case_is_met_with_where_it_stands() -> None:
    person = waiting().says("when will somebody answer?")
    assert person.session.open == Waiting(7)
    assert "The helpdesk has your case" in person.text


def test_a_case_that_was_taken_back_is_not_said_to_be_sent() -> None:
    person = at_switch().says("person").presses("send").says("withdraw it").hears_of("case-arrived", number="7")
    assert person.last.replies == ()
