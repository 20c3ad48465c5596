"""Facts that somebody sets to see what comes: they decide like told ones, and can be taken back."""

import pytest

from bot.engine.facts import fact_value
from bot.engine.inputs import Told
from bot.engine.model import AtFact, AtGate
from tests.engine.person import Person
from tests.engine.test_advance import at_switch


def suppose(person: Person, **facts: str) -> Person:
    return person.hands_in(Told("supposed", facts))


def test_what_is_supposed_decides_what_comes() -> None:
    person = suppose(at_switch(), place="floor")
    assert person.presses("broken").step == "floor-lamp"


def test_what_is_being_asked_is_answered_by_it() -> None:
    person = at_switch().presses("broken")
    assert isinstance(person.session.open, AtFact)
    assert suppose(person, place="desk").step == "desk-lamp"


def test_a_step_that_is_for_somebody_else_now_is_left() -> None:
    person = suppose(at_switch(), place="desk").presses("broken")
    assert suppose(person, place="floor").step == "floor-lamp"


def test_an_answer_that_is_taken_back_is_asked_again_where_the_next_step_needs_it() -> None:
    person = at_switch().presses("broken").presses("pick:desk")
    assert suppose(person, place="").step == "desk-lamp"
    assert fact_value(person.edition.content, person.session, "place") is None
    assert isinstance(person.presses("broken").session.open, AtFact)


def test_a_risk_is_still_asked_about() -> None:
    person = suppose(at_switch(), place="desk").presses("broken").presses("broken")
    assert isinstance(suppose(person, place="floor").session.open, AtGate)


@pytest.mark.parametrize("facts", [{"place": "moon"}, {"nothing": "desk"}, {}])
def test_what_there_isnt_changes_nothing(facts: dict[str, str]) -> None:
    person = at_switch()
    before = person.session
    suppose(person, **facts)
    assert person.session.facts == before.facts
    assert person.session.open == before.open
    assert person.last.replies == ()


def test_with_nothing_open_nothing_is_said() -> None:
    person = suppose(Person(), place="desk")
    assert person.last.replies == ()
    assert fact_value(person.edition.content, person.session, "place") == "desk"
