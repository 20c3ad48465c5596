"""What is said beside an answer, and answers to cards that only pause a step."""

import pytest

from bot.engine.inputs import Said
from bot.engine.model import Idle, Noting, Reasoning, Starting, Stopped
from bot.engine.replies import Explain, Gate, Preview, ShowStep, Start
from tests.engine.person import Person
from tests.engine.test_advance import at_switch, started


def at_gate() -> Person:
    return at_switch().presses("broken").presses("pick:desk").presses("broken")


def settling() -> Person:
    return at_gate().presses("confirm").presses("broken")


# --- words at the open note ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "said",
    [
        "I need it for a meeting at three",
        "my lamp flickers too",
        "it still doesn't work and my boss is angry",
    ],
)
def test_free_words_at_the_note_are_for_the_note(said: str) -> None:
    person = at_switch().says("person").says(said)
    assert isinstance(person.session.open, Noting)
    assert isinstance(person.last.replies[-1], Preview)
    assert said in person.text
    assert person.session.words == said


def test_what_has_a_meaning_at_the_note_keeps_it() -> None:
    assert isinstance(at_switch().says("person").says("0x80fe0123").session.open, Starting)
    assert at_switch().says("person").says("start lamp-on#look").step == "look"
    assert at_switch().says("person").says("no").step == "switch-on"
    assert at_switch().says("person").says("yes").last.case == "open"
    assert at_switch().says("person").says("where was I").step == "switch-on"


# --- cards that pause ------------------------------------------------------------------------------------------------


def test_a_stopped_step_still_hears_that_it_does_not_work_and_that_it_cannot_be_done() -> None:
    assert at_switch().says("stop").says("still broken").session.open.kind == "at-fact"
    assert isinstance(at_switch().says("stop").says("I can't do this").session.open, Reasoning)
    assert isinstance(at_switch().says("stop").says("no").session.open, Stopped)


def test_a_step_that_needs_time_hears_that_it_cannot_be_done() -> None:
    person = settling()
    before = person.session.open.kind
    person.says("I can't do this")
    assert (before, person.session.open.kind) == ("settling", "reasoning")
    assert person.presses("reason-find").session.trail[-1].kind == "cant"


def test_still_broken_is_no_answer_to_whether_a_sentence_is_true() -> None:
    person = at_gate().says("still broken")
    assert person.step == "new-bulb?"
    assert not any(mark.kind == "refused" for mark in person.session.trail)


def test_after_a_reason_the_next_card_begins_with_a_kind_word() -> None:
    person = at_gate().presses("confirm").presses("cant").presses("reason-rather")
    card = person.last.replies[-1]
    assert isinstance(card, ShowStep)
    assert card.lead == "reason-noted"
    person = at_switch().presses("broken").presses("pick:desk").presses("cant").presses("reason-time")
    assert isinstance(person.last.replies[-1], Gate)
    assert "at the end" in person.text


def test_after_a_stop_the_same_problem_goes_on_where_it_was() -> None:
    for said in ("0x80fe0001", "my lamp is dark"):
        assert at_switch().says("stop").says(said).step == "switch-on"
    assert isinstance(at_switch().says("stop").says("0x80fe0123").session.open, Starting)


# --- beside the open step --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("said", ["I have to restart my PC", "one moment", "the window says Access is denied"])
def test_what_is_said_in_passing_answers_nothing(said: str) -> None:
    person = at_switch()
    before = person.session.open
    person.says(said)
    assert (person.session.open, person.last.keeps_card) == (before, True)
    assert person.session.trail[-1].kind == "option"
    assert "didn't get" not in person.text
    assert "Step 2" in person.text


def test_done_is_asked_whether_it_helped() -> None:
    person = at_switch().says("done")
    assert "did it help" in person.text
    assert person.presses("fixed").session.open.kind == "fixed"


def test_how_long_it_takes_is_told_with_what_is_left() -> None:
    person = at_switch().presses("broken").presses("pick:desk").says("how long will this take?")
    assert "about 1 minute" in person.text
    assert "2 more steps" in person.text
    assert "6 minutes" in person.text


def test_a_window_that_says_something_can_be_answered_with_cannot() -> None:
    person = at_switch().says("the window says Access is denied").presses("cant")
    assert isinstance(person.session.open, Reasoning)


@pytest.mark.parametrize("given", [Said(""), Said("", pictures=1), Said("", files=1), Said("my password is Hunter2!x")])
def test_what_says_nothing_at_a_step_is_answered_with_the_way_to_the_step(given: Said) -> None:
    person = at_switch().hands_in(given)
    assert "We are still at this step" in person.text
    assert person.presses("show-step").step == "switch-on"


def test_explain_never_says_what_the_card_says_already() -> None:
    person = started().says("explain")
    said = person.last.replies[-1]
    assert isinstance(said, Explain)
    assert "only switched off" not in said.text
    assert {"safe", "where", "person"} <= {each.verb for each in said.offers}


# --- another code ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("said", "now"), [("yes, but now it says 0x80fe0123", True), ("what about 0x80fe0123", False)])
def test_that_it_stands_there_now_is_only_said_after_the_person_did(said: str, now: bool) -> None:
    person = at_switch().says(said)
    card = person.last.replies[-1]
    assert isinstance(card, Start)
    assert card.now is now
    assert ("Now it says" in person.text) is now


# --- nothing is open -------------------------------------------------------------------------------------------------


def test_hello_is_met_with_the_whole_card_once_and_then_shortly() -> None:
    person = Person().says("hi")
    assert "Hello, I'm Unstuck" in person.text
    for said in ("hi", "hello", "???"):
        assert "I'm here" in person.says(said).text
        assert isinstance(person.session.open, Idle)
        assert not person.last.gaps
    assert "Hello, I'm Unstuck" in person.waits(days=1).says("hi").text


def test_what_nobody_understands_is_answered_in_full_once_and_then_shortly() -> None:
    person = Person().says("no")
    assert "outside what I know" in person.text
    for said in ("no", "blorb", "hi"):
        assert "outside" not in person.says(said).text
        assert "person" in person.buttons
