"""When many people have the same problem: who counts, since when, and what is usual."""

from datetime import UTC, datetime, timedelta

from bot.helpdesk.outages import Report, crowds

NOW = datetime(2026, 11, 25, 10, 0, tzinfo=UTC)


def ago(problem: str, conv: str, **time: int) -> Report:
    return Report(problem, conv, NOW - timedelta(**time))


def test_a_person_counts_once_and_only_the_last_hour_counts() -> None:
    found = crowds(
        [
            ago("sign-in", "a", minutes=20),
            ago("sign-in", "a", minutes=5),
            ago("sign-in", "b", minutes=10),
            ago("sign-in", "c", minutes=61),
            ago("files", "a", minutes=1),
        ],
        NOW,
    )
    assert {problem: crowd.people for problem, crowd in found.items()} == {"sign-in": 2, "files": 1}
    assert found["sign-in"].since == NOW - timedelta(minutes=20)


def test_usual_is_an_hour_of_the_day_before() -> None:
    before = [ago("sign-in", f"p{n}", hours=2 + n % 20) for n in range(48)]
    assert crowds([*before, ago("sign-in", "x", minutes=1)], NOW)["sign-in"].usual == 2
    assert crowds([ago("sign-in", "x", minutes=1)], NOW)["sign-in"].usual == 0


def test_nothing_lately_is_no_crowd() -> None:
    assert crowds([ago("sign-in", "a", hours=3)], NOW) == {}
