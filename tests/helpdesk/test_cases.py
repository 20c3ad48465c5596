"""The news of a case stand beside its note, and change nothing of what was sent."""

from dataclasses import replace

from bot.engine.replies import Tried
from bot.helpdesk.cases import message, with_news
from tests.helpdesk.test_destinations import CASE, NOTE

QUIT = NOTE.tried[0]
RESET = Tried(3, "Reset OneDrive", "fixed", step="onedrive-sign-in#reset", says="fixed it")


def test_what_was_done_since_the_note_is_added_and_what_is_known_anew_takes_the_old_ones_place() -> None:
    told = replace(NOTE, tried=(replace(QUIT, result="open"),), untried=("Reset OneDrive", "Unlink this PC"))
    news = replace(NOTE, title="Other", tried=(RESET, replace(QUIT, result="broken")), facts=(("Whose PC", "own"),))
    made = with_news(told, news)
    assert {each.title: each.result for each in made.tried} == {"Quit OneDrive": "broken", "Reset OneDrive": "fixed"}
    assert made.untried == ("Unlink this PC",)
    assert made.facts == (("Whose PC", "own"),)
    assert made.title == NOTE.title


def test_a_talk_that_began_anew_keeps_what_was_told_of_the_steps_before() -> None:
    assert with_news(NOTE, replace(NOTE, tried=(), facts=(), read=())) == NOTE


def test_the_message_of_a_solved_case_tells_the_step_and_that_of_its_birth_stays_as_it_was() -> None:
    case = replace(CASE, state="closed", fixed_by=RESET.step, solved=with_news(NOTE, replace(NOTE, tried=(RESET,))))
    told = message(case, "solved", "y").data
    assert told["fixed_by_step"] == {"number": 3, "title": "Reset OneDrive"}
    assert told["tried"][-1]["result"] == "fixed"
    assert message(case, "opened", "x").data == message(CASE, "opened", "x").data
