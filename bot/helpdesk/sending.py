"""`send @person start onedrive-sign-in#reset`: what somebody of the helpdesk asks for in the channel.

The person is one who was mentioned, or the one of a case: `send 1001 start ...`. The link may have any form that a
person's own chat reads. Somebody who has the app and never wrote is written to first. Where the app isn't there, or was
taken away, whoever sends is given the link instead.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from bot.cards import draw
from bot.cards.runs import bare
from bot.content.linked import find_linked
from bot.content.model import Content
from bot.engine.outcome import Event
from bot.engine.outcome import EventName as E
from bot.engine.replies import Say
from bot.helpdesk.desk import Agent
from bot.turn import Delivery, Json, Person
from bot.understanding.links import find_link
from bot.wording import Wording

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


@dataclass(frozen=True, slots=True)
class OwnChat:
    """Somebody's own chat with the bot, and where to send what is for it."""

    conv: str
    person: Person
    address: Json


class NotKnownNow(Exception):
    """Nobody says now whether something can be sent to that person."""


class OwnChats(Protocol):
    """What the channel's kind of service knows of people's own chats."""

    async def takes(self, address: Json) -> bool:
        """Whether something can be sent there: the app wasn't taken away, and the bot not blocked. Where the service
        doesn't say so, it is taken for a yes: what is sent is tried again."""
        ...

    async def begin(self, place: Json, person: Person) -> OwnChat | None:
        """The chat with somebody who may have the app. `place`: the channel's address. None: it isn't there. Raises
        `NotKnownNow`."""
        ...


@dataclass(frozen=True, slots=True)
class Goal:
    """Where a step is sent to. `conv` None: nothing can be sent to that person; `link`: what to send instead, empty
    where that isn't known now."""

    sending: Sending
    conv: str | None
    name: str
    link: str = ""


@dataclass(frozen=True, slots=True)
class Reply:
    """What whoever sends is told, a text or a card a line; what goes elsewhere, and what happened with it."""

    looks: tuple[Json, ...]
    also: tuple[Delivery, ...] = ()
    events: tuple[Event, ...] = ()


def reply_to(goal: Goal, agent: Agent, wording: Wording) -> Reply:
    """Send the step, or say why not. It is never said to have arrived."""
    sending = goal.sending
    name = goal.name or wording.line("desk-them")
    if sending.person is None and not goal.name:
        return Reply(({"text": wording.line("desk-send-whom")},))
    if not sending.dialog:
        return Reply(({"text": wording.line("desk-send-what")},))
    if goal.conv is None and not goal.link:
        return Reply(({"text": wording.line("desk-send-later")},))
    if goal.conv is None:
        card = draw(Say("not-installed", {"name": name, "link": goal.link}), wording, None)
        look = {"card": card.adaptive, "text": card.text, "summary": card.summary}
        # The link once more as a message of its own, which every client can copy.
        return Reply((look, {"text": goal.link}))
    values = {"dialog": sending.dialog, "step": sending.step or "", "by": agent.name}
    title = bare(sending.title)
    step = f"{sending.dialog}#{sending.step}" if sending.step else ""
    return Reply(
        ({"text": wording.line("desk-sending", name=name, title=title)},),
        (Delivery("input", {"conv": goal.conv, "what": "sent", "values": values}),),
        (Event(E.STEP_SENT, "", sending.dialog, step, value=agent.mark, number=sending.case),),
    )
