"""The order that is found is the true one; what may only look so is told."""

from itertools import permutations

from bot.engine.outcome import EventName as E
from bot.statistics.numbers import Tally
from bot.statistics.order import faster_orders, too_few
from bot.statistics.texts import dialog_lines
from bot.statistics.walks import walks
from tests.statistics.population import DIALOG, NOW_MS, Happened, People, Truth, dialog, step


def tallied(people: People, count: int) -> Tally:
    tally = Tally()
    for talk in people.talks(count):
        for walked in walks(talk, NOW_MS):
            tally.add(walked)
    return tally


SLOW_FIRST = (
    Truth("lamp#fuse", minutes=9, helps=0.2),
    Truth("lamp#bulb", minutes=4, helps=0.3),
    Truth("lamp#plug", minutes=1, helps=0.4),
)
THREE = [step(truth.key) for truth in SLOW_FIRST]


def _true_minutes(order: tuple[Truth, ...]) -> float:
    minutes, remaining = 0.0, 1.0
    for truth in order:
        minutes += remaining * truth.minutes
        remaining *= 1 - truth.helps
    return minutes


def test_the_order_that_is_found_is_the_one_that_is_truly_the_fastest() -> None:
    best = min(permutations(SLOW_FIRST), key=_true_minutes)
    (found,) = faster_orders(dialog(*THREE), tallied(People(SLOW_FIRST), 3000).steps(DIALOG))
    assert found.then == tuple(truth.key for truth in best)
    assert abs(found.minutes_now - _true_minutes(SLOW_FIRST)) < 0.5
    assert abs(found.minutes_then - _true_minutes(best)) < 0.5
    assert not found.unsure
    assert found.holds_either_way


def test_an_order_that_is_the_fastest_already_is_left_alone() -> None:
    good = tuple(reversed(SLOW_FIRST))
    assert faster_orders(dialog(*reversed(THREE)), tallied(People(good), 3000).steps(DIALOG)) == ()


def test_a_step_with_a_risk_is_never_overtaken_and_overtakes_nothing() -> None:
    risky = [THREE[0], step("lamp#bulb", risk="you may fall"), THREE[2]]
    assert faster_orders(dialog(*risky), tallied(People(SLOW_FIRST), 3000).steps(DIALOG)) == ()
    last = [THREE[0], THREE[1], step("lamp#plug", risk="you may get a shock")]
    (found,) = faster_orders(dialog(*last), tallied(People(SLOW_FIRST), 3000).steps(DIALOG))
    assert found.then == ("lamp#bulb", "lamp#fuse")


def test_a_step_stays_behind_the_question_that_it_hangs_on() -> None:
    truths = (
        Truth("lamp#fuse", minutes=9, helps=0.1),
        Truth("lamp#look", minutes=0.5),
        Truth("lamp#plug", minutes=1, helps=0.5),
    )
    steps = [step("lamp#fuse"), step("lamp#look", kind="ask"), step("lamp#plug")]
    (found,) = faster_orders(
        dialog(*steps, hanging={"lamp#plug": "lamp#look"}), tallied(People(truths), 3000).steps(DIALOG)
    )
    assert found.then == ("lamp#look", "lamp#plug", "lamp#fuse")


def test_later_steps_that_only_see_survivors_are_warned_about() -> None:
    """Each person has one cause. The second step helps all who are left, and 30 % of everybody: its share lies."""
    truths = (Truth("lamp#common", minutes=2, cause="c"), Truth("lamp#rare", minutes=2, cause="r"))
    people = People(truths, causes={"c": 0.6, "r": 0.3})
    tally = tallied(people, 3000)
    shown = dialog(step("lamp#common"), step("lamp#rare"))
    (found,) = faster_orders(shown, tally.steps(DIALOG))
    assert found.then == ("lamp#rare", "lamp#common")
    assert not found.holds_either_way
    told = "\n".join(dialog_lines(shown, tally))
    assert "only shown to those whom the earlier ones didn't help" in told
    assert "Then this order is slower" in told


def test_where_few_were_counted_nothing_moves() -> None:
    counted = tallied(People(SLOW_FIRST), 25).steps(DIALOG)
    assert faster_orders(dialog(*THREE), counted) == ()
    assert too_few(dialog(*THREE), counted) == ("lamp#fuse", "lamp#bulb", "lamp#plug")


def test_what_chance_may_have_put_so_is_named() -> None:
    near = People((Truth("lamp#a", minutes=2, helps=0.3), Truth("lamp#b", minutes=2, helps=0.4)), seed=1)
    shown = dialog(step("lamp#a"), step("lamp#b"))
    (few,) = faster_orders(shown, tallied(near, 100).steps(DIALOG))
    assert few.unsure == (("lamp#b", "lamp#a"),)
    (many,) = faster_orders(shown, tallied(near, 3000).steps(DIALOG))
    assert many.unsure == ()


def test_where_it_is_too_early_to_say_nothing_is_said_of_how_many_were_fixed() -> None:
    tally = Tally()
    for walked in walks([Happened(NOW_MS - 1, E.DIALOG_STARTED)], NOW_MS):
        tally.add(walked)
    _, ends, *_ = dialog_lines(dialog(*THREE), tally)
    assert ends == "1 walk: still open 1"
