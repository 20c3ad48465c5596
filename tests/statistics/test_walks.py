"""What became of each step is read off the events as people meant it."""

from datetime import timedelta

from bot.engine.outcome import EventName as E
from bot.statistics.walks import LEFT_AFTER, Walked, walks
from tests.statistics.population import BEGIN_MS, NOW_MS, Happened

MINUTE = 60_000
DAY = 24 * 60 * MINUTE


def happened(*told: tuple[float, str, str] | tuple[float, str, str, str]) -> list[Happened]:
    """(minutes since the beginning, event, step[, dialog])"""
    return [
        Happened(BEGIN_MS + int(at * MINUTE), name, step=step, dialog=rest[0] if rest else "lamp")
        for at, name, step, *rest in told
    ]


def read(*told: tuple[float, str, str] | tuple[float, str, str, str], now: int = NOW_MS) -> list[Walked]:
    return walks(happened(*told), now)


def fates(walked: Walked) -> dict[str, str]:
    return {visit.step: visit.fate for visit in walked.visits}


START = (0, E.DIALOG_STARTED, "")


def test_each_answer_is_counted_at_its_step_with_the_time_that_it_took() -> None:
    (walked,) = read(
        START,
        (0, E.STEP_SHOWN, "a"),
        (2, E.STEP_FAILED, "a"),
        (2, E.STEP_SHOWN, "b"),
        (5, E.STEP_FIXED, "b"),
        (5, E.FIXED, "b"),
    )
    assert fates(walked) == {"a": "still", "b": "fixed"}
    assert [visit.minutes for visit in walked.visits] == [2, 3]
    assert (walked.end, walked.minutes) == ("fixed", 5)


def test_who_goes_back_and_answers_otherwise_is_counted_once_with_the_last_answer() -> None:
    (walked,) = read(
        START,
        (0, E.STEP_SHOWN, "a"),
        (2, E.STEP_FAILED, "a"),
        (2, E.STEP_SHOWN, "b"),
        (3, E.WENT_BACK, "a"),
        (3, E.STEP_SHOWN, "a"),
        (4, E.STEP_FIXED, "a"),
        (4, E.FIXED, "a"),
    )
    assert fates(walked) == {"a": "fixed", "b": "moved-on"}


def test_a_new_start_is_a_new_walk() -> None:
    first, second = read(
        START, (0, E.STEP_SHOWN, "a"), (1, E.STEP_FAILED, "a"), (5, E.DIALOG_STARTED, ""), (5, E.STEP_SHOWN, "a")
    )
    assert (fates(first), fates(second)) == ({"a": "still"}, {"a": "left"})


def test_a_risk_that_is_refused_was_shown_and_its_time_runs_from_the_question() -> None:
    (refused,) = read(START, (0, E.RISK_ASKED, "a"), (1, E.RISK_REFUSED, "a"))
    assert fates(refused) == {"a": "refused"}
    (confirmed,) = read(
        START, (0, E.RISK_ASKED, "a"), (1, E.RISK_CONFIRMED, "a"), (1, E.STEP_SHOWN, "a"), (4, E.STEP_FAILED, "a")
    )
    assert [(visit.fate, visit.minutes) for visit in confirmed.visits] == [("still", 4)]


def test_silence_is_leaving_after_three_days_and_before_that_it_is_too_early_to_say() -> None:
    told = (START, (0.0, E.STEP_SHOWN, "a"))
    just_before = BEGIN_MS + int(LEFT_AFTER / timedelta(milliseconds=1))
    assert [fates(each)["a"] for each in read(*told, now=just_before)] == ["open"]
    assert [(fates(each)["a"], each.end) for each in read(*told, now=just_before + 1)] == [("left", "left")]


def test_who_leaves_between_two_steps_has_left_the_walk_and_no_step() -> None:
    told = (START, (0.0, E.STEP_SHOWN, "a"), (2.0, E.STEP_FAILED, "a"), (2.0, E.FACT_ASKED, ""))
    assert [(fates(each), each.end) for each in read(*told)] == [({"a": "still"}, "left")]
    assert [each.end for each in read(*told, now=BEGIN_MS + DAY)] == ["open"]


def test_a_dialog_that_went_on_into_the_next_one_ended_elsewhere() -> None:
    first, second = read(
        START,
        (0, E.STEP_SHOWN, "a"),
        (1, E.STEP_FAILED, "a"),
        (1, E.DIALOG_ENDED, ""),
        (1, E.DIALOG_STARTED, "", "radio"),
        (1, E.STEP_SHOWN, "r", "radio"),
        (2, E.STEP_FIXED, "r", "radio"),
        (2, E.FIXED, "r", "radio"),
    )
    assert (first.end, second.end) == ("elsewhere", "fixed")


def test_what_the_bot_does_by_itself_is_no_sign_of_life() -> None:
    (walked,) = read(START, (0, E.STEP_SHOWN, "a"), (24 * 60, E.LEFT_ASKED, ""), now=BEGIN_MS + 3 * DAY + 60 * MINUTE)
    assert fates(walked) == {"a": "left"}


def test_an_answer_counts_whenever_it_comes() -> None:
    (walked,) = read(START, (0, E.STEP_SHOWN, "a"), (6 * 24 * 60, E.CAME_BACK, ""), (6 * 24 * 60, E.STEP_FIXED, "a"))
    assert fates(walked) == {"a": "fixed"}


def test_who_comes_back_after_days_with_something_else_had_left_there() -> None:
    first, other = read(
        START,
        (0, E.STEP_SHOWN, "a"),
        (6 * 24 * 60, E.DIALOG_STARTED, "", "radio"),
        (6 * 24 * 60, E.STEP_SHOWN, "r", "radio"),
        (6 * 24 * 60 + 1, E.STEP_FIXED, "r", "radio"),
        (6 * 24 * 60 + 1, E.FIXED, "r", "radio"),
    )
    assert (fates(first), first.end, other.end) == ({"a": "left"}, "left", "fixed")


def test_who_asks_for_a_person_at_a_step_is_counted_there() -> None:
    (walked,) = read(START, (0, E.STEP_SHOWN, "a"), (1, E.NOTE_SHOWN, ""), (2, E.NOTE_SENT, ""))
    assert (fates(walked), walked.end) == ({"a": "handed-over"}, "handed-over")


def test_what_was_said_a_day_later_belongs_to_the_step_that_fixed_it() -> None:
    fixed = (START, (0.0, E.STEP_SHOWN, "a"), (1.0, E.STEP_FIXED, "a"), (1.0, E.FIXED, "a"))
    (held,) = read(*fixed, (25 * 60, E.HELD, ""))
    assert ([visit.kept for visit in held.visits], held.kept, held.end) == (["held"], "held", "fixed")
    (again,) = read(*fixed, (25 * 60, E.CAME_AGAIN, ""), (25 * 60, E.STEP_SHOWN, "b"))
    assert ([visit.kept for visit in again.visits], again.kept, again.end) == (["again", ""], "again", "left")


def test_an_answer_whose_card_was_shown_before_the_time_that_is_read_has_no_minutes() -> None:
    (walked,) = read((0, E.STEP_FAILED, "a"))
    assert [(visit.fate, visit.minutes) for visit in walked.visits] == [("still", None)]
