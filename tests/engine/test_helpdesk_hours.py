"""Outside the helpdesk's hours the person is told when somebody will look, in their own zone and language."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.engine import new_session
from bot.engine.model import Waiting
from tests.engine.person import Person, lamp_edition

EVENING = datetime(2026, 11, 24, 20, 0, tzinfo=UTC)
OPENS = str(int(datetime(2026, 11, 25, 7, 0, tzinfo=UTC).timestamp()))


def sent(language: str = "en", zone: str = "Europe/Berlin") -> Person:
    edition = lamp_edition()
    both = replace(edition, content=replace(edition.content, translations={"de": edition.content}))
    person = Person(both, new_session(language, zone), EVENING).says("the lamp stays dark").says("person")
    return person.presses("send")


@pytest.mark.parametrize(
    ("language", "zone", "says"),
    [
        ("en", "Europe/Berlin", "Somebody will look at it: tomorrow at 8:00, or soon after."),
        ("en", "America/New_York", "Somebody will look at it: tomorrow at 2:00, or soon after."),
        ("en", "Asia/Tokyo", "Somebody will look at it: today at 16:00, or soon after."),
        ("de", "Europe/Berlin", "Jemand sieht es sich an: morgen um 8:00 Uhr oder kurz danach."),
    ],
)
def test_the_hour_is_said_where_nobody_is_there(language: str, zone: str, says: str) -> None:
    person = sent(language, zone).hears_of("case-arrived", number="7", opens=OPENS)
    assert says in person.text
    assert person.session.open == Waiting(7)
    assert "withdraw" in person.buttons


def test_within_the_hours_nothing_is_said_of_them() -> None:
    person = sent().hears_of("case-arrived", number="7")
    assert "look at it" not in person.text
    assert "Sent to the helpdesk" in person.text


def test_an_hour_that_cant_be_read_is_left_out() -> None:
    assert "Sent to the helpdesk" in sent().hears_of("case-arrived", number="7", opens="soon").text
