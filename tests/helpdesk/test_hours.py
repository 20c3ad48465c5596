"""Whoever hands over at night is told the hour at which somebody looks."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.helpdesk.hours import BadHours, next_open, parse_holidays, parse_hours

BERLIN = ZoneInfo("Europe/Berlin")
OFFICE = "Mon-Fri 08:00-17:00 Europe/Berlin"
ALL = f"{OFFICE}; Sat 09:00-12:00 Europe/Berlin"
TUESDAY = datetime(2026, 11, 24, 0, 0, tzinfo=BERLIN)


@pytest.mark.parametrize(
    ("hours", "now", "opens"),
    [
        (OFFICE, TUESDAY.replace(hour=8), None),
        (OFFICE, TUESDAY.replace(hour=16, minute=59, second=59), None),
        (OFFICE, TUESDAY.replace(hour=17), TUESDAY.replace(day=25, hour=8)),
        (OFFICE, TUESDAY.replace(hour=7, minute=59), TUESDAY.replace(hour=8)),
        (OFFICE, TUESDAY.replace(day=27, hour=18), TUESDAY.replace(day=30, hour=8)),
        (ALL, TUESDAY.replace(day=27, hour=18), TUESDAY.replace(day=28, hour=9)),
        (ALL, TUESDAY.replace(day=28, hour=12), TUESDAY.replace(day=30, hour=8)),
        ("Mon 08:00-12:00 UTC; Mon 12:00-17:00 UTC", datetime(2026, 11, 23, 12, tzinfo=UTC), None),
        ("Fri-Mon 10:00-11:00 UTC", datetime(2026, 11, 24, 12, tzinfo=UTC), datetime(2026, 11, 27, 10, tzinfo=UTC)),
        ("Tue 22:00-06:00 Europe/Berlin", TUESDAY.replace(day=25, hour=5), None),
        ("Tue 22:00-06:00 Europe/Berlin", TUESDAY.replace(day=25, hour=6), TUESDAY.replace(day=1, month=12, hour=22)),
        ("Mon-Sun 00:00-24:00 UTC", datetime(2026, 11, 29, 23, 59, tzinfo=UTC), None),
        ("", TUESDAY, None),
    ],
)
def test_the_next_hour_at_which_somebody_looks(hours: str, now: datetime, opens: datetime | None) -> None:
    assert next_open(parse_hours(hours), now.astimezone(UTC)) == opens


def test_the_wall_clock_counts_also_over_the_change_of_the_clocks() -> None:
    for sunday in (datetime(2026, 3, 29, tzinfo=BERLIN), datetime(2026, 10, 25, tzinfo=BERLIN)):
        monday = (sunday + timedelta(days=1)).replace(hour=8)
        assert next_open(parse_hours(OFFICE), sunday) == monday
        assert monday.astimezone(BERLIN).hour == 8


@given(st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC)))
def test_at_the_hour_that_was_told_somebody_is_there_and_not_a_moment_before(now: datetime) -> None:
    hours = parse_hours(ALL)
    opens = next_open(hours, now)
    if opens is None:
        return
    assert now < opens <= now + timedelta(days=4)
    assert next_open(hours, opens) is None
    assert next_open(hours, opens - timedelta(seconds=1)) == opens


@pytest.mark.parametrize(
    "text",
    [
        "always",
        "Mon-Fri 08:00-17:00",
        "Mon-Fri 08:00-17:00 Berlin/Europe",
        "Mon-Fri 08:00-17:00 ../../etc/passwd",
        "Mo-Fr 08:00-17:00 UTC",
        "Mon-Fri 8-17 UTC",
        "Mon-Fri 08:60-17:00 UTC",
        "Mon-Fri 08:00-25:00 UTC",
        "Mon-Fri 24:00-25:00 UTC",
        "24:00",
    ],
)
def test_what_cant_be_read_is_told(text: str) -> None:
    with pytest.raises(BadHours) as told:
        parse_hours(text)
    assert str(told.value)


@pytest.mark.parametrize(
    ("hours", "holidays", "now", "opens"),
    [
        (OFFICE, "2026-11-24", TUESDAY.replace(hour=9), TUESDAY.replace(day=25, hour=8)),
        (OFFICE, "2026-11-24..2026-11-27", TUESDAY.replace(hour=9), TUESDAY.replace(day=30, hour=8)),
        (OFFICE, "2026-11-25", TUESDAY.replace(hour=9), None),
        (OFFICE, "2026-11-23", TUESDAY.replace(hour=9), None),
        ("Mon 08:00-12:00 UTC", "2026-11-30 2026-12-07", TUESDAY, datetime(2026, 12, 14, 8, tzinfo=UTC)),
        ("Tue 22:00-06:00 Europe/Berlin", "2026-11-25", TUESDAY.replace(day=25, hour=5), None),
        (OFFICE, "2026-11-24..2027-11-01", TUESDAY, datetime(2027, 11, 2, 8, tzinfo=BERLIN)),
    ],
)
def test_on_a_holiday_nobody_looks_and_the_next_day_with_somebody_is_told(
    hours: str, holidays: str, now: datetime, opens: datetime | None
) -> None:
    assert next_open(parse_hours(hours, parse_holidays(holidays)), now) == opens


@pytest.mark.parametrize("text", ["25.12.2026", "2026-12-25..", "2026-13-01", "2027-01-01..2026-12-31", "Christmas"])
def test_a_holiday_that_cannot_be_read_is_told_as_it_was_written(text: str) -> None:
    with pytest.raises(BadHours, match=text[:10]):
        parse_holidays(text)
