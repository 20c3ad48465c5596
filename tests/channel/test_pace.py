import pytest

from bot.channel.pace import BURST, LONGEST_WAIT_S, PER_S, Pace, TooFast


def taken(pace: Pace, person: str, times: list[float]) -> list[float | None]:
    """When each request goes on, or None where it is refused."""
    found: list[float | None] = []
    for at in times:
        try:
            found.append(at + pace.wait_s(person, at))
        except TooFast:
            found.append(None)
    return found


def test_what_a_person_can_type_or_press_never_waits() -> None:
    times = [number * 0.2 for number in range(2000)]
    assert taken(Pace(), "a", times) == pytest.approx(times)


def test_a_burst_goes_through_at_once() -> None:
    assert taken(Pace(), "a", [0.0] * BURST) == [0.0] * BURST


def test_a_hundred_a_second_become_ten_a_second_in_the_order_they_came() -> None:
    times = [number / 100 for number in range(2000)]
    went = [at for at in taken(Pace(), "a", times) if at is not None]
    assert went == sorted(went)
    steady = [at for at in went if 5 <= at < 15]
    assert len(steady) == pytest.approx(10 * PER_S, abs=1)
    waited = [after - at for at, after in zip(times, taken(Pace(), "a", times), strict=True) if after is not None]
    assert max(waited) <= LONGEST_WAIT_S + 0.001


def test_a_refused_one_is_told_when_to_come_again_and_is_taken_then() -> None:
    pace = Pace()
    taken(pace, "a", [0.0] * 1000)
    with pytest.raises(TooFast) as refused:
        pace.wait_s("a", 0.0)
    assert refused.value.retry_after_s >= 1
    assert pace.wait_s("a", float(refused.value.retry_after_s)) <= LONGEST_WAIT_S


def test_somebody_who_was_refused_for_long_is_free_again_when_they_stop() -> None:
    pace = Pace()
    taken(pace, "a", [number / 1000 for number in range(10_000)])
    later = 10 + LONGEST_WAIT_S + BURST / PER_S
    assert taken(pace, "a", [later] * BURST) == pytest.approx([later] * BURST)


def test_nobody_waits_for_anybody_else() -> None:
    pace = Pace()
    taken(pace, "a", [0.0] * 1000)
    assert pace.wait_s("b", 0.0) == 0


def test_people_who_are_through_are_forgotten() -> None:
    pace = Pace()
    for number in range(100_000):
        pace.wait_s(f"person {number}", number / 1000)
    assert len(pace._even) < 10_000
