"""The week in numbers: what belongs to it, what is told, and that it can be mailed."""

from datetime import UTC, datetime
from html.parser import HTMLParser

import pytest

from bot.engine.outcome import EventName as E
from bot.statistics.gaps import GapGroup
from bot.statistics.walks import walks
from bot.statistics.week import Counted, Section, Week, as_html, as_text, last_week, sections, week_named
from tests.statistics.population import Happened
from tests.turn.talking import lamps

WEEK = week_named("2026-W47")
NOW = int(datetime(2026, 11, 25, tzinfo=UTC).timestamp() * 1000)
MINUTE = 60_000


def at(day: int, hour: int = 9) -> int:
    return int(datetime(2026, 11, day, hour, tzinfo=UTC).timestamp() * 1000)


def fixed(begin: int) -> list[Happened]:
    return [
        Happened(begin, E.DIALOG_STARTED, dialog="lamp-on"),
        Happened(begin, E.STEP_SHOWN, dialog="lamp-on", step="lamp-on#switch-on"),
        Happened(begin + 4 * MINUTE, E.STEP_FIXED, dialog="lamp-on", step="lamp-on#switch-on"),
        Happened(begin + 4 * MINUTE, E.FIXED, dialog="lamp-on", step="lamp-on#switch-on"),
    ]


def counted(*talks: list[Happened], week: Week = WEEK) -> Counted:
    made = Counted(week)
    for talk in talks:
        made.add(walks(talk, NOW))
    return made


def rows(section: Section) -> dict[str, tuple[str, ...]]:
    return {name: tuple(rest) for name, *rest in section.rows}


def test_a_walk_belongs_to_the_week_it_was_begun_in() -> None:
    sunday, monday = fixed(at(22, 23)), fixed(at(23, 0))
    assert counted(sunday, monday).tally.all_dialogs().walks == 1
    assert counted(sunday, monday, week=week_named("2026-W48")).tally.all_dialogs().walks == 1
    assert counted(fixed(at(15))).tally.all_dialogs().walks == 0


def test_what_is_told_is_what_happened() -> None:
    held = [*fixed(at(17)), Happened(at(18, 10), E.HELD, dialog="lamp-on")]
    handed = [
        Happened(at(19), E.DIALOG_STARTED, dialog="lamp-on"),
        Happened(at(19), E.STEP_SHOWN, dialog="lamp-on", step="lamp-on#switch-on"),
        Happened(at(19), E.NOTE_SENT, dialog="lamp-on"),
    ]
    left = [
        Happened(at(20), E.DIALOG_STARTED, dialog="lamp-on"),
        Happened(at(20), E.STEP_SHOWN, dialog="lamp-on", step="lamp-on#switch-on"),
    ]
    now = counted(held, handed, left, *(fixed(at(21)) for _ in range(5)))
    before = counted(fixed(at(10)), week=WEEK.before)
    gap = GapGroup("abc123", "", ("the radiator is cold",), 4, ("en",), datetime(2026, 11, 20, tzinfo=UTC))
    happened, wrong, unanswered, slow = sections(now, before, (gap,), lamps().content)
    assert rows(happened) == {
        "Talks in which somebody was led through steps": ("8", "1"),
        "Problems that were worked on": ("8", "1"),
        "Fixed, as people said": ("6", "1"),
        "Handed over to the helpdesk": ("1", "0"),
        "Left: nothing came for 3 days": ("1", "0"),
        "Went on with something else": ("0", "0"),
        "Still going on": ("0", "0"),
        "Said a day later that it still works": ("1", "0"),
        "Said that it came back": ("0", "0"),
    }
    assert wrong.rows == ((lamps().content.problems["lamp-dark"].title, "8", "75 %"),)
    assert unanswered.rows == (("the radiator is cold", "4"),)
    assert slow.rows == ((lamps().content.steps["lamp-on#switch-on"].title, "4", "8"),)


def test_a_week_in_which_nothing_happened_says_so() -> None:
    told = "\n".join(as_text(WEEK, sections(counted(), counted(week=WEEK.before), (), lamps().content)))
    assert "Unstuck: Week 47 of 2026, 2026-11-16 to 2026-11-22" in told
    assert "Everything had an answer." in told


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: set[str] = set()

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.seen.add(tag)
        if tag != "meta":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_the_page_can_be_mailed_and_nothing_in_it_is_markup_of_others() -> None:
    gap = GapGroup("abc123", "", ("<script>alert(1)</script> & so",), 1, ("en",), datetime(2026, 11, 20, tzinfo=UTC))
    page = "\n".join(as_html(WEEK, sections(counted(), counted(), (gap,), lamps().content)))
    tags = _Tags()
    tags.feed(page)
    assert not tags.open
    assert tags.seen.isdisjoint({"script", "link", "img", "style"})
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; so" in page


def test_the_last_week_is_the_last_one_that_is_over() -> None:
    assert last_week(datetime(2026, 11, 23, 0, 1, tzinfo=UTC)) == WEEK
    assert last_week(datetime(2026, 11, 22, 23, 59, tzinfo=UTC)) == WEEK.before


@pytest.mark.parametrize("text", ["47", "2026-W60", "next", "2026-11"])
def test_a_week_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="Write a week as 2026-W47"):
        week_named(text)
