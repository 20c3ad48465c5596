"""`send @person start onedrive-sign-in#reset`: what somebody of the helpdesk asks for in the channel.

The person is one who was mentioned, or the one of a case: `send 1001 start ...`. The link may have any form that a
person's own chat reads.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.content.linked import find_linked
from bot.content.model import Content
from bot.turn import Person
from bot.understanding.links import find_link

_SEND = re.compile(
    r"\s*send\b(?P<whom>.*?)(?P<link>(?:\bstart\s|/go\s|unstuck://|https?://).*)", re.IGNORECASE | re.DOTALL
)
_CASE = re.compile(r"\s*(?:case\s+|#)?(?P<number>\d{1,12})\s*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Sending:
    """A step for a person's own chat. `title`: of what is sent; `step` None: the whole dialog.

    `person` None and `case` 0: it isn't said who. `dialog` empty: there is no such step or dialog.
    """

    person: Person | None
    case: int = 0
    dialog: str = ""
    step: str | None = None
    title: str = ""


def read_sending(text: str, named: Sequence[Person], content: Content) -> Sending | None:
    """None: it asks for something else."""
    found = _SEND.fullmatch(text)
    if found is None:
        return None
    number = _CASE.fullmatch(found["whom"])
    case = int(number["number"]) if number is not None and not named else 0
    person = named[0] if named else None
    link = find_link(found["link"], content.dialogs)
    target = find_linked(content, link.dialog, link.step) if link is not None else None
    if link is None or target is None or (link.step and target[1] is None):
        return Sending(person, case)
    dialog, item = target
    step = item.step.id if item is not None else None
    return Sending(person, case, dialog.id, step, item.step.title if item is not None else dialog.title)
