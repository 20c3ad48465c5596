"""Somebody who left in the middle of the steps is asked once, the next working day, whether to go on.

It is asked in the morning of the person's own time zone. A turn moves it; the question itself is never repeated for the
same steps, and not asked while the operator says to wait.
"""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from typing import Final

from bot.engine.cases import case_here
from bot.engine.draft import ABOUT_STEP, Draft
from bot.engine.model import (
    Back,
    Choosing,
    Concluded,
    Fixed,
    Linking,
    Reasoning,
    Restarting,
    Slipped,
    Starting,
    Unknown,
)
from bot.engine.outcome import EventName as E
from bot.engine.outcome import Timer
from bot.engine.show import saying, step_below
from bot.wording.dates import time_zone

MORNING: Final = time(10, 0)
ASKED: Final = -1
_SATURDAY: Final = 5
_INTERRUPTS = (Reasoning, Linking, Starting, Restarting, Choosing, Slipped, Unknown, Concluded)


def next_working_day(now: datetime, zone: str) -> datetime:
    """The morning of the next day from Monday to Friday, as it is in that zone."""
    there = now.astimezone(time_zone(zone))
    day = there.date() + timedelta(days=1)
    while day.weekday() >= _SATURDAY:
        day += timedelta(days=1)
    return datetime.combine(day, MORNING, there.tzinfo).astimezone(UTC)


def watch(draft: Draft) -> None:
    """After a turn: set the question, move it, or take it back."""
    left = draft.session.left
    if not draft.session.walks or isinstance(draft.open, Fixed):
        _forget(draft)
    elif left != ASKED and _is_in_the_middle(draft):
        due = next_working_day(draft.now, draft.session.zone)
        if left != int(due.timestamp()):
            _ask_at(draft, due)
    elif left != ASKED:
        _forget(draft)


def ask_whether_to_go_on(draft: Draft) -> None:
    """Its time has come. Whoever did something else meanwhile isn't asked."""
    if draft.session.left <= 0 or not _is_in_the_middle(draft):
        return
    if draft.banner_for(draft.problem) is not None:
        _ask_at(draft, next_working_day(draft.now, draft.session.zone))
        return
    last = draft.wording.day(datetime.fromtimestamp(draft.given.touched, UTC), draft.now, draft.session.zone)
    said = saying(draft, "left-ask" if step_below(draft) is not None else "left-ask-question", day=last)
    draft.set_open(Back(), over=True)
    draft.session = replace(draft.session, left=ASKED)
    draft.happened(E.LEFT_ASKED)
    draft.reply(replace(said, offers=draft.choices()))


def _ask_at(draft: Draft, due: datetime) -> None:
    draft.session = replace(draft.session, left=int(due.timestamp()))
    draft.remind(Timer("left", due))


def _is_in_the_middle(draft: Draft) -> bool:
    if case_here(draft.session) is not None:
        # The helpdesk has it: the person waits for them, and for no question.
        return False
    if isinstance(draft.open, ABOUT_STEP):
        return True
    return isinstance(draft.session.under, ABOUT_STEP) and isinstance(draft.open, _INTERRUPTS)


def _forget(draft: Draft) -> None:
    if draft.session.left:
        draft.session = replace(draft.session, left=0)
        draft.forget("left")
