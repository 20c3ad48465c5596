"""The garbage collector stays away while much is made that stays, and comes back afterwards."""

import gc

import pytest

from bot.collector import starting, without_collector


def test_the_collector_is_away_meanwhile_and_back_afterwards() -> None:
    with without_collector():
        assert not gc.isenabled()
        with without_collector():
            pass
        assert not gc.isenabled()
    assert gc.isenabled()


def test_it_comes_back_also_where_the_work_failed() -> None:
    with pytest.raises(ValueError), starting():
        raise ValueError
    assert gc.isenabled()


def test_what_a_start_makes_is_never_looked_at_again() -> None:
    before = gc.get_freeze_count()
    with starting():
        made = [[number] for number in range(1000)]
    assert gc.get_freeze_count() >= before + len(made)
