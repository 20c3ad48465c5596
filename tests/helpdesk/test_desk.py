"""What somebody of the helpdesk may do with a case as it is now, and what comes of it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.engine.outcome import EventName
from bot.helpdesk.cases import Case, CaseState
from bot.helpdesk.desk import Action, Agent, Deed, act
from tests.helpdesk.test_destinations import CASE, NOW

DANA = Agent("dana", "Dana Novak", "c:1")
OMAR = Agent("omar", "Omar Haddad", "c:2")
STEPS = ("onedrive-sign-in#quit", "onedrive-sign-in#reset")
WAITS = replace(CASE, state="delivered", card="tok")
TAKEN = act(WAITS, Action("take"), DANA, NOW, STEPS).case


def did(case: Case, verb: str, agent: Agent = DANA, **fields: str) -> Deed:
    return act(case, Action(verb, **fields), agent, NOW + timedelta(minutes=4), STEPS)


def test_who_takes_a_case_has_it_and_its_person_hears_who_it_is() -> None:
    deed = did(WAITS, "take")
    assert (deed.case.state, deed.case.taken_by, deed.case.taken_name) == ("taken", "dana", "Dana Novak")
    assert deed.case.version == WAITS.version + 1
    assert deed.tell is not None
    assert (deed.tell.what, deed.tell.values["number"], deed.tell.values["by"]) == ("case-taken", "1001", "Dana Novak")


def test_the_second_who_takes_it_is_told_that_somebody_has_it() -> None:
    deed = did(TAKEN, "take", OMAR)
    assert (deed.says, deed.changed, deed.case) == ("desk-has-it", False, TAKEN)


def test_taking_it_twice_is_taking_it_once() -> None:
    assert did(TAKEN, "take") == Deed(TAKEN)


def test_a_case_goes_on_only_in_the_hands_of_who_has_it() -> None:
    for verb in ("continue", "close", "close-now"):
        assert did(TAKEN, verb, OMAR, step=STEPS[0], fixed_by="it").says == "desk-not-yours"
        assert did(WAITS, verb, step=STEPS[0], fixed_by="it").says == "desk-nobody-has-it"


def test_anybody_may_give_it_back_and_then_it_waits_again() -> None:
    deed = did(TAKEN, "give-back", OMAR)
    assert (deed.case.state, deed.case.taken_by, deed.case.taken_name, deed.case.taken) == (
        "delivered",
        None,
        None,
        None,
    )
    assert deed.tell is not None
    assert deed.tell.what == "case-given-back"
    assert did(deed.case, "take", OMAR).case.taken_by == "omar"


def test_the_chat_goes_on_at_a_step_of_the_dialog_and_at_no_other() -> None:
    deed = did(TAKEN, "continue", step="onedrive-sign-in#reset")
    assert deed.tell is not None
    assert dict(deed.tell.values) == {"dialog": "onedrive-sign-in", "step": "reset", "by": "Dana Novak"}
    assert deed.went_on == "onedrive-sign-in#reset"
    assert did(TAKEN, "continue", step="elsewhere#evil").says == "desk-no-step"
    assert did(TAKEN, "continue").says == "desk-no-step"


def test_before_it_is_closed_it_is_asked_what_fixed_it() -> None:
    assert did(TAKEN, "close").asks
    assert did(TAKEN, "close-now").asks
    assert did(TAKEN, "close-now", fixed_by="somebody's own words").asks
    assert did(TAKEN, "not-yet") == Deed(TAKEN)


@pytest.mark.parametrize("fixed_by", [*STEPS, "it", "no"])
def test_a_case_is_closed_with_what_fixed_it(fixed_by: str) -> None:
    deed = did(TAKEN, "close-now", fixed_by=fixed_by, how=" reset the account ")
    assert (deed.case.state, deed.case.fixed_by, deed.case.how) == ("closed", fixed_by, "reset the account")
    assert (deed.case.closed_by, deed.case.closed_name, deed.case.closed) == (
        "dana",
        "Dana Novak",
        NOW + timedelta(minutes=4),
    )
    assert deed.tell is not None
    assert deed.tell.what == "case-closed"
    (event,) = deed.events
    assert event.step == (fixed_by if "#" in fixed_by else "")


@pytest.mark.parametrize("state", ["closed", "withdrawn"])
@pytest.mark.parametrize("verb", ["take", "give-back", "continue", "close", "close-now", "not-yet", "nonsense"])
def test_with_a_case_that_is_over_nothing_can_be_done(state: CaseState, verb: str) -> None:
    over = replace(TAKEN, state=state)
    assert did(over, verb, step=STEPS[0], fixed_by="it") == Deed(over, says="desk-over")


def test_each_act_leaves_an_event_with_the_case_and_a_mark_in_place_of_a_name() -> None:
    deeds = (
        did(WAITS, "take"),
        did(TAKEN, "give-back"),
        did(TAKEN, "continue", step=STEPS[0]),
        did(TAKEN, "close-now", fixed_by="it"),
    )
    events = [event for deed in deeds for event in deed.events]
    assert [event.name for event in events] == [
        EventName.CASE_TAKEN,
        EventName.CASE_GIVEN_BACK,
        EventName.CASE_CONTINUED,
        EventName.CASE_CLOSED,
    ]
    assert {(event.number, event.value) for event in events} == {(1001, "c:1")}
