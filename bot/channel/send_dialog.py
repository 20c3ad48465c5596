"""The dialog that the compose box, or a message, opens for the helpdesk: send somebody a step.

It is one form, shown again until all is said: to whom (a person, or the person of a case), and which step, found by the
same search as everywhere. Opened at a message, it begins with who wrote that and what they wrote. Only a choice from
what was found is sent.

Who may send is looked up each time by who asks, never by what the form says. What is sent is a turn of the helpdesk's
channel, as if it had been written there, so it counts once however often Teams repeats it: each form has a mark, and a
form is sent once by whoever fills it in.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from html import unescape
from typing import TYPE_CHECKING, Any, Final

from bot.cards.runs import bare
from bot.channel.activity import CARD, SEND, arrival_of
from bot.channel.finding import Finding, Target, find
from bot.channel.links import link_text
from bot.channel.parsing import clean
from bot.engine.edition import Edition
from bot.engine.inputs import Said
from bot.turn import Answer, Arrival, Json, Person, TokenPressed
from bot.wording import Wording

if TYPE_CHECKING:
    from botbuilder.schema import Activity

    from bot.channel.helpdesk import HelpdeskChannel

FETCH: Final = "composeExtension/fetchTask"
SUBMIT: Final = "composeExtension/submitAction"
_MOST_FOUND: Final = 10
_LONGEST: Final = 200
_NO_ID: Final = re.compile(r"[^A-Za-z0-9:_.-]")
_TAG: Final = re.compile(r"<[^<>]*>")
_NUMBER: Final = re.compile(r"(?:case\s*|#)?(\d{1,12})", re.IGNORECASE)


def asks_to_send(activity: Activity) -> bool:
    return activity.type == "invoke" and activity.name in (FETCH, SUBMIT)


@dataclass(frozen=True, slots=True)
class Filled:
    """What stands in the form. `searched`: for what the steps that it shows were found; `chosen`: one of them."""

    mark: str
    who: str = ""
    name: str = ""
    case: str = ""
    what: str = ""
    searched: str = ""
    chosen: str = ""


class SendDialog:
    """`helpdesk` None: there is no channel, so nobody can send. `take`: takes a turn."""

    def __init__(
        self,
        helpdesk: HelpdeskChannel | None,
        finding: Finding,
        take: Callable[[Arrival], Awaitable[Answer]],
        clock: Callable[[], datetime],
    ) -> None:
        self._helpdesk = helpdesk
        self._finding = finding
        self._take = take
        self._clock = clock

    async def answer(self, activity: Activity) -> Json:
        """The body that answers. Raises `BadActivity` and `StoreUnavailable`."""
        asked = arrival_of(activity, Said(""))
        edition = self._finding.finder().edition
        wording = edition.wordings.in_language(edition.spoken(asked.person.language))
        beside = await self._helpdesk.aside(asked) if self._helpdesk is not None else None
        if beside is None:
            return _message(wording.line("send-no-channel"))
        if not beside.of_helpdesk:
            # The turn tells the stranger, and its event tells the operator.
            return _told(await self._take(replace(beside, input=TokenPressed("", SEND))), wording)
        value = activity.value if isinstance(activity.value, dict) else {}
        if activity.name == FETCH:
            return _form(_opened(value), (), "", edition, wording)
        return await self._go_on(beside, _filled(value), edition, wording)

    async def _go_on(self, beside: Arrival, filled: Filled, edition: Edition, wording: Wording) -> Json:
        number = _NUMBER.fullmatch(filled.case)
        if not (filled.who or number):
            return _form(filled, (), wording.line("send-whom"), edition, wording)
        target = _target(filled.chosen, edition)
        if target is not None and filled.what == filled.searched:
            return _told(await self._take(_sending(beside, filled, number[1] if number else "", target)), wording)
        found = self._finding.finder().search(filled.what, self._clock())[:_MOST_FOUND]
        says = "" if found else wording.line("search-nothing")
        return _form(replace(filled, searched=filled.what), found, says, edition, wording)


def _sending(beside: Arrival, filled: Filled, number: str, target: Target) -> Arrival:
    """The turn in the channel that sends it."""
    to = (Person(beside.person.tenant, filled.who, filled.name),) if filled.who else ()
    text = f"send {'' if to else number} {link_text(target.dialog, target.step)}"
    by = hashlib.sha256(beside.person.id.encode()).hexdigest()[:16]
    return replace(beside, input=Said(text), named=to, keys=(*beside.keys, f"s:{filled.mark}:{by}"))


def _opened(value: Mapping[str, Any]) -> Filled:
    """The form when it is opened: of a message it knows who wrote it, and what."""
    message = _map(value, "messagePayload")
    author, body = _map(_map(message, "from"), "user"), _map(message, "body")
    text = unescape(_TAG.sub(" ", _text(body, "content", 20_000)))
    return Filled(
        mark=secrets.token_urlsafe(12),
        who=_id(_text(author, "id")),
        name=_text(author, "displayName", 120),
        what=" ".join(text.split())[:_LONGEST],
    )


def _filled(value: Mapping[str, Any]) -> Filled:
    data = _map(value, "data")
    named = {name: _text(data, name).strip() for name in ("name", "case", "what", "searched", "chosen")}
    # A picker of several gives them with commas between.
    who = _id(_text(data, "who").split(",")[0].strip())
    return Filled(_id(_text(data, "mark")), who, **named if who == _text(data, "named") else {**named, "name": ""})


def _target(key: str, edition: Edition) -> Target | None:
    dialog, _, step = key.partition("#")
    found = find(edition.content, dialog, step or None) if dialog else None
    return Target(dialog, step or None) if found is not None else None


# --- what Teams shows ------------------------------------------------------------------------------------------------


def _told(answer: Answer, wording: Wording) -> Json:
    return _card(answer.card, wording) if answer.card is not None else _message(answer.text)


def _message(text: str) -> Json:
    return {"task": {"type": "message", "value": text}}


def _card(card: Json, wording: Wording) -> Json:
    shown = {"title": wording.line("send-title"), "width": "medium", "height": "medium"}
    return {"task": {"type": "continue", "value": {**shown, "card": {"contentType": CARD, "content": card}}}}


def _form(filled: Filled, found: Sequence[Target], says: str, edition: Edition, wording: Wording) -> Json:
    """`says`: why it is shown again. `found`: the steps to choose from."""
    body: list[Json] = [_line(says, color="Attention")] if says else []
    body += [
        {
            "type": "Input.ChoiceSet",
            "id": "who",
            "label": wording.line("send-who"),
            "choices": [],
            "choices.data": {"type": "Data.Query", "dataset": "graph.microsoft.com/users"},
            **({"value": filled.who} if filled.who else {}),
        },
        _input("case", wording.line("send-case"), filled.case, "1001"),
        _input("what", wording.line("send-which"), filled.what, wording.line("send-example")),
    ]
    titles = [(target.key, title) for target in found if (title := _title(target, edition, wording))]
    if titles:
        body.append(
            {
                "type": "Input.ChoiceSet",
                "id": "chosen",
                "label": wording.line("send-found"),
                "style": "expanded",
                "wrap": True,
                "choices": [{"title": title, "value": key} for key, title in titles],
                **({"value": titles[0][0]} if len(titles) == 1 else {}),
            }
        )
    carried = {"mark": filled.mark, "name": filled.name, "named": filled.who, "searched": filled.searched}
    title = wording.line("send-now" if titles else "send-next")
    card: Json = {
        "type": "AdaptiveCard",
        "version": "1.5",
        "lang": wording.language,
        "body": body,
        "actions": [{"type": "Action.Submit", "title": title, "data": carried}],
    }
    if wording.rtl:
        card["rtl"] = True
    return _card(card, wording)


def _title(target: Target, edition: Edition, wording: Wording) -> str:
    """What it is called, with the dialog that a step is part of."""
    found = find(edition.content.in_language(edition.spoken(wording.language)), target.dialog, target.step)
    if found is None:
        return ""
    dialog, item = found
    whole = bare(dialog.title)
    return f"{bare(item.step.title)} ({whole})" if item is not None else whole


def _line(text: str, **looks: object) -> Json:
    return {"type": "TextBlock", "text": text, "wrap": True, **looks}


def _input(id: str, label: str, value: str, example: str) -> Json:
    shown: Json = {"type": "Input.Text", "id": id, "label": label, "maxLength": _LONGEST, "placeholder": example}
    return shown | {"value": value} if value else shown


# --- reading ---------------------------------------------------------------------------------------------------------


def _map(record: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = record.get(name)
    return found if isinstance(found, dict) else {}


def _text(record: Mapping[str, Any], name: str, most: int = _LONGEST) -> str:
    found = record.get(name)
    return clean(found)[:most] if isinstance(found, str) else ""


def _id(text: str) -> str:
    """An id without what no id has."""
    return _NO_ID.sub("", text)
