"""Who leaves in the middle is asked once, the next working day; who doesn't isn't."""

from datetime import UTC, datetime

import pytest

from bot.engine.left import next_working_day
from bot.engine.model import Back
from bot.engine.outcome import Banner
from tests.engine.person import MORNING, Person
from tests.engine.test_advance import at_switch

FRIDAY = datetime(2026, 11, 27, 15, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("now", "zone", "due"),
    [
        ("2026-11-25T09:00", "Europe/Berlin", "2026-11-26T09:00"),
        ("2026-11-27T15:00", "Europe/Berlin", "2026-11-30T09:00"),
        ("2026-11-28T15:00", "UTC", "2026-11-30T10:00"),
        ("2026-11-25T23:30", "Asia/Tokyo", "2026-11-27T01:00"),
        ("2026-03-28T12:00", "Europe/Berlin", "2026-03-30T08:00"),
        ("2026-11-25T09:00", "No/Such", "2026-11-26T10:00"),
    ],
)
def test_the_next_working_day_is_the_persons_own_at_ten(now: str, zone: str, due: str) -> None:
    at = datetime.fromisoformat(now).replace(tzinfo=UTC)
    assert next_working_day(at, zone) == datetime.fromisoformat(due).replace(tzinfo=UTC)


def test_who_left_at_a_step_is_asked_once_the_next_working_day() -> None:
    person = at_switch()
    step = person.step
    assert person.waits(hours=20).text == ""
    text = person.waits(hours=6).text
    assert "Shall we go on at step 2?" in text
    assert "I ask only this once." in text
    assert person.happened == ["LeftAsked"] or isinstance(person.session.open, Back)
    assert person.waits(days=9).text == ""
    assert person.presses("go-on").step == step
    assert person.waits(days=9).text == "", "never a second time for the same steps"


def test_over_the_weekend_nobody_is_asked() -> None:
    person = at_switch()
    person.now = FRIDAY
    person.says("where was i")
    assert person.waits(days=2).text == ""
    assert "Shall we go on" in person.waits(days=1).text


def test_each_turn_moves_it() -> None:
    person = at_switch()
    person.now = MORNING.replace(hour=23, day=25)
    person.says("where was i")
    assert person.waits(hours=6).text == "", "the morning that it was for at first"
    person.says("where was i")
    assert person.waits(hours=12).text == ""


@pytest.mark.parametrize("leaves", ["stop", "person", "it works"])
def test_who_stopped_was_handed_over_or_is_done_is_not_asked(leaves: str) -> None:
    person = at_switch().says(leaves)
    if leaves == "person":
        person.presses("send")
    person.waits(days=4)
    assert "Shall we go on" not in person.text


def test_whose_case_the_helpdesk_has_is_not_asked_also_if_they_went_back_to_the_steps() -> None:
    person = at_switch().says("person").presses("send").hears_of("case-arrived", number="7").presses("back-to-steps")
    assert person.step
    assert person.waits(days=4).text == ""


def test_nobody_is_asked_while_the_operator_says_to_wait() -> None:
    person = at_switch()
    person.banner = Banner("Please wait.", 1_700_000_000)
    assert person.waits(days=1, hours=2).text == ""
    person.banner = None
    assert "Shall we go on" in person.waits(days=1).text


def test_new_steps_may_be_asked_about_anew() -> None:
    person = at_switch().waits(days=1, hours=2).presses("new")
    person.says("0x80fe0123").presses("start")
    assert "Shall we go on" in person.waits(days=4).text


def test_a_question_that_interrupts_a_step_is_in_the_middle_too() -> None:
    person = at_switch().presses("cant")
    assert "Shall we go on at step" in person.waits(days=1, hours=2).text


def test_somebody_with_nothing_open_is_left_alone() -> None:
    assert Person().says("0x80fe0001").waits(days=3).text == ""
