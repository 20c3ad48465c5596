"""Days and times as a person says them, seen from their own zone."""

from datetime import UTC, datetime

import pytest

from bot.wording import Wordings

NOW = datetime(2026, 11, 24, 23, 30, tzinfo=UTC)
"""A Tuesday evening in UTC; Wednesday, half past midnight in Berlin."""


@pytest.mark.parametrize(
    ("when", "zone", "said"),
    [
        pytest.param(datetime(2026, 11, 24, 14, 32, tzinfo=UTC), "UTC", "today at 14:32", id="today"),
        pytest.param(
            datetime(2026, 11, 24, 14, 32, tzinfo=UTC), "Europe/Berlin", "yesterday at 15:32", id="zone decides"
        ),
        pytest.param(datetime(2026, 11, 25, 7, 5, tzinfo=UTC), "UTC", "tomorrow at 7:05", id="tomorrow, early"),
        pytest.param(datetime(2026, 11, 27, 9, 0, tzinfo=UTC), "UTC", "on Friday at 9:00", id="later this week"),
        pytest.param(datetime(2026, 11, 19, 9, 0, tzinfo=UTC), "UTC", "last Thursday at 9:00", id="a few days ago"),
        pytest.param(datetime(2026, 12, 1, 9, 0, tzinfo=UTC), "UTC", "on 1 December at 9:00", id="a week ahead"),
        pytest.param(datetime(2027, 1, 2, 9, 0, tzinfo=UTC), "UTC", "on 2 January 2027 at 9:00", id="another year"),
        pytest.param(datetime(2026, 11, 24, 14, 32, tzinfo=UTC), "Mars/Olympus", "today at 14:32", id="no such zone"),
        pytest.param(datetime(2026, 11, 24, 14, 32, tzinfo=UTC), "../etc/passwd", "today at 14:32", id="a path"),
        pytest.param(datetime(2026, 11, 24, 14, 32, tzinfo=UTC), "", "today at 14:32", id="no zone"),
        pytest.param(
            datetime(2026, 3, 29, 0, 30, tzinfo=UTC),
            "Europe/Berlin",
            "on 29 March at 1:30",
            id="before the clocks change",
        ),
        pytest.param(datetime(2026, 3, 29, 1, 30, tzinfo=UTC), "Europe/Berlin", "on 29 March at 3:30", id="after it"),
    ],
)
def test_a_moment_is_said_with_its_day_in_the_persons_zone(
    wordings: Wordings, when: datetime, zone: str, said: str
) -> None:
    assert wordings.in_language("en").moment(when, NOW, zone) == said


def test_another_language_has_its_own_days(wordings: Wordings) -> None:
    german = wordings.in_language("de")
    assert german.moment(datetime(2026, 11, 20, 9, 0, tzinfo=UTC), NOW, "UTC") == "letzten Freitag um 9:00 Uhr"
    assert german.day(datetime(2026, 12, 6, 9, 0, tzinfo=UTC), NOW, "UTC") == "am 6. Dezember"
    assert german.clock(datetime(2026, 12, 6, 9, 7, tzinfo=UTC), "Europe/Berlin") == "10:07"
