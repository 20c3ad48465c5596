"""The numbers tell the truth about people whose truth is known."""

import random
from dataclasses import replace

from bot.statistics.numbers import Tally, wilson
from bot.statistics.walks import walks
from tests.statistics.population import DIALOG, NOW_MS, People, Truth

STEPS = (
    Truth("lamp#plug", minutes=1, helps=0.4, leaves=0.05),
    Truth("lamp#bulb", minutes=4, helps=0.25, cant=0.2, leaves=0.1),
    Truth("lamp#fuse", minutes=8, helps=0.1),
)


def tallied(people: People, count: int) -> Tally:
    tally = Tally()
    for talk in people.talks(count):
        for walked in walks(talk, NOW_MS):
            tally.add(walked)
    return tally


def test_the_interval_covers_the_true_share_as_often_as_it_says() -> None:
    """95 of 100, for large and small shares, and also where few were counted."""
    dice = random.Random(11)
    for share, of in ((0.5, 40), (0.1, 60), (0.02, 300), (0.9, 25)):
        covered = 0
        for _ in range(2000):
            low, high = wilson(sum(dice.random() < share for _ in range(of)), of)
            covered += low <= share <= high
        assert 0.92 <= covered / 2000 <= 0.99, (share, of)


def test_of_simulated_people_the_true_share_of_each_step_is_covered() -> None:
    """60 populations with 3 steps each: all but about 9 intervals hold the truth."""
    missed = 0
    for seed in range(60):
        steps = tallied(People(STEPS, seed=seed), 300).steps(DIALOG)
        for truth in STEPS:
            low, high = steps[truth.key].interval
            missed += not low <= (1 - truth.leaves) * (1 - truth.cant) * truth.helps <= high
    assert missed <= 18


def test_every_showing_has_one_fate() -> None:
    tally = tallied(People(STEPS), 2000)
    steps = tally.steps(DIALOG)
    assert steps["lamp#plug"].shown == 2000
    went_on = steps["lamp#plug"].shown - steps["lamp#plug"]["fixed"] - steps["lamp#plug"]["left"]
    assert steps["lamp#bulb"].shown == went_on
    assert abs(steps["lamp#bulb"].leaving - 0.1) < 0.03
    whole = tally.dialogs()[DIALOG]
    assert whole.walks == 2000
    assert whole.ends["fixed"] == sum(each["fixed"] for each in steps.values())
    assert whole.ends["left"] == sum(each["left"] for each in steps.values())


def test_the_median_of_the_minutes_is_what_they_took() -> None:
    steps = tallied(People(STEPS), 2000).steps(DIALOG)
    for truth in STEPS:
        median = steps[truth.key].minutes
        assert median is not None
        assert abs(median - truth.minutes) < truth.minutes * 0.1


def test_a_borrowed_step_is_counted_by_dialog_and_where_it_is_written() -> None:
    tally = Tally()
    for name in ("lamp", "torch"):
        for talk in People(STEPS).talks(50):
            for walked in walks([replace(each, dialog=name) for each in talk], NOW_MS):
                tally.add(walked)
    assert tally.steps("torch")["lamp#plug"].shown == 50
    assert tally.written()["lamp#plug"].shown == 100
