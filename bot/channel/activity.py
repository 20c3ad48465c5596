"""What an activity means, and what a card becomes. No I/O.

Inbound: `read` tells what an `Activity` means to us. Outbound: a card or a text, never both, becomes the JSON of one
message activity.

What counts as said: the text without mentions of the bot and without what was quoted. What only Teams does (reactions,
deleted messages, invokes that nobody handles) means nothing and is answered calmly.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from html import unescape
from typing import TYPE_CHECKING, Any, Final
from zoneinfo import ZoneInfo

from bot.channel.links import opened
from bot.channel.parsing import BadActivity, clean, words
from bot.engine.inputs import Joined, Opened, Said
from bot.turn import Arrival, Json, Person, TokenPressed

if TYPE_CHECKING:
    from botbuilder.schema import Activity

CHANNEL: Final = "msteams"
"""How conversations of this endpoint begin, whatever the activity calls its channel: they are all answered the same."""
CARD: Final = "application/vnd.microsoft.card.adaptive"
FILE: Final = "application/vnd.microsoft.teams.file.download.info"
QUERY: Final = "q"
"""The parameter that holds what is typed into the search box, as the app's manifest names it."""

SEND: Final = "send"
"""The command that opens the dialog which sends somebody a step, as the app's manifest names it."""

_TEXT_LIMIT: Final = 100_000
"""Characters of a message that are read. Teams sends at most 100 KB, which are fewer."""
_MENTIONS_LIMIT: Final = 20
_FIELD_LIMIT: Final = 4000
_FIELDS_LIMIT: Final = 16
_MOST_NAMED: Final = 3
_MOST_RESULTS: Final = 25
"""As many as Teams asks for at a time."""
_QUOTED: Final = re.compile(r"<quoted\b[^<>]*>|</quoted>", re.IGNORECASE)
_TAG: Final = re.compile(r"<[^<>]*>")
_BREAK: Final = re.compile(r"<(?:br|/p|/div|/li|/tr)\b[^<>]*>", re.IGNORECASE)
_LANGUAGE: Final = re.compile(r"([A-Za-z]{2,3})(?:[-_].{0,30})?")


# --- what an activity can mean ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Turning:
    """Something for a turn. `invoke`: it waits for an answer in the response; `handoff/action` waits for none."""

    arrival: Arrival
    invoke: bool = False


@dataclass(frozen=True, slots=True)
class Refreshing:
    """A client asks for its card anew by itself: nobody pressed anything."""

    conv: str
    token: str


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Somebody speaks to the bot in a group chat or a channel, where it only shows the way to the own chat."""

    arrival: Arrival
    invoke: bool = False


@dataclass(frozen=True, slots=True)
class Searching:
    """A search from the compose box: `count` results from number `skip` on."""

    text: str
    language: str
    skip: int = 0
    count: int = 25


@dataclass(frozen=True, slots=True)
class Pasted:
    """A link was pasted into somebody's chat, by a person whom Teams may not name."""

    url: str
    language: str


@dataclass(frozen=True, slots=True)
class Nothing:
    """It means nothing to us, and that is fine."""


Meaning = Turning | Refreshing | Elsewhere | Searching | Pasted | Nothing


def thread_of(conversation: str) -> str:
    """A channel's conversation without the thread in it.

    >>> thread_of("19:desk@thread.tacv2;messageid=17")
    '19:desk@thread.tacv2'
    """
    return conversation.partition(";")[0]


def mentioned(activity: Activity) -> list[tuple[str, str]]:
    """People who are mentioned beside the bot: id and name, each once. No more than a few: each is looked up."""
    found: dict[str, str] = {}
    for entity in activity.entities or ():
        who = entity.get("mentioned") if entity.get("type") == "mention" else None
        id, name = (who.get("id"), who.get("name")) if isinstance(who, dict) else (None, None)
        if isinstance(id, str) and id and id != activity.recipient.id:
            found[id] = clean(name) if isinstance(name, str) else ""
    return list(found.items())[:_MOST_NAMED]


def added(activity: Activity) -> Arrival | None:
    """The bot was added to a team or a group chat; None: it wasn't."""
    by_install = activity.type == "installationUpdate" and (activity.action or "").startswith("add")
    is_member = any(one.id == activity.recipient.id for one in activity.members_added or ())
    return arrival_of(activity, Joined()) if by_install or is_member else None


# --- inbound ---------------------------------------------------------------------------------------------------------


def tenant_of(activity: Activity) -> str:
    """The tenant that it comes from, or ''."""
    told = (activity.channel_data or {}).get("tenant") or {}
    return str(told.get("id") or activity.conversation.tenant_id or "")


def sender_of(activity: Activity) -> str | None:
    """Who sends, for counting; None where Teams doesn't name anybody."""
    account = activity.from_property
    who = account.aad_object_id or account.id
    return f"{tenant_of(activity)}|{who}" if who else None


def read(activity: Activity) -> Meaning:
    """What an activity means. Raises `BadActivity` where it lacks what its kind must have."""
    match activity.type:
        case "message":
            return _spoken(activity, edited=False)
        case "messageUpdate" if activity.text or activity.attachments:
            return _spoken(activity, edited=True)
        case "invoke":
            return _invoked(activity)
        case "installationUpdate" if (activity.action or "").startswith("add"):
            return _joined(activity)
        case "conversationUpdate" if any(one.id == activity.recipient.id for one in activity.members_added):
            return _joined(activity)
        case _:
            return Nothing()


def _spoken(activity: Activity, *, edited: bool) -> Meaning:
    given: Said | TokenPressed
    press = activity.value if isinstance(activity.value, dict) and not activity.text else None
    if press is not None:
        given = _pressed(press, verb="")
    else:
        kinds = [attachment.content_type for attachment in activity.attachments]
        given = Said(
            text=said_text(activity),
            pictures=sum(kind.startswith("image/") for kind in kinds),
            files=kinds.count(FILE),
            edited=edited,
        )
    return _addressed(activity, arrival_of(activity, given, edited=edited))


def _invoked(activity: Activity) -> Meaning:
    match activity.name:
        case "adaptiveCard/action":
            value = activity.value if isinstance(activity.value, dict) else None
            action = value.get("action") if value is not None else None
            if value is None or not isinstance(action, dict):
                raise BadActivity("value.action")
            data = action.get("data")
            verb = action.get("verb")
            pressed = _pressed(data if isinstance(data, dict) else {}, verb if isinstance(verb, str) else "")
            arrival = arrival_of(activity, pressed)
            if value.get("trigger") == "automatic":
                # Sending or updating from a refresh makes the client refresh again, without end.
                return Refreshing(arrival.conv, pressed.token)
            return _addressed(activity, arrival, invoke=True)
        case "handoff/action":
            value = activity.value if isinstance(activity.value, dict) else {}
            continuation = words(value, "continuation") or ""
            return _addressed(activity, arrival_of(activity, opened(continuation)))
        case "composeExtension/query":
            return _searched(activity)
        case "composeExtension/queryLink" | "composeExtension/anonymousQueryLink":
            value = activity.value if isinstance(activity.value, dict) else {}
            return Pasted(words(value, "url") or "", _spoken_language(activity))
        case _:
            return Nothing()


def _searched(activity: Activity) -> Searching:
    value = activity.value if isinstance(activity.value, dict) else {}
    parameters, options = value.get("parameters"), value.get("queryOptions")
    options = options if isinstance(options, dict) else {}
    typed = ""
    for each in parameters if isinstance(parameters, list) else ():
        # Where the search is run without a word, Teams sends a parameter of its own (`initialRun`).
        if isinstance(each, dict) and each.get("name") == QUERY and isinstance(each.get("value"), str):
            typed = clean(each["value"])
    skip, count = (_whole(options.get(name), other) for name, other in (("skip", 0), ("count", _MOST_RESULTS)))
    return Searching(typed, _spoken_language(activity), skip, min(count, _MOST_RESULTS))


def _whole(value: object, other: int) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else other


def _joined(activity: Activity) -> Meaning:
    # In a team or a group chat nobody asked for a greeting.
    return Nothing() if _is_group(activity) else Turning(arrival_of(activity, Joined()))


def _addressed(activity: Activity, arrival: Arrival, *, invoke: bool = False) -> Meaning:
    return Elsewhere(arrival, invoke) if _is_group(activity) else Turning(arrival, invoke)


def _is_group(activity: Activity) -> bool:
    return bool(activity.conversation.is_group) or activity.conversation.conversation_type in ("groupChat", "channel")


def arrival_of(activity: Activity, given: Said | TokenPressed | Opened | Joined, *, edited: bool = False) -> Arrival:
    if not activity.id:
        raise BadActivity("id")
    # An edited message keeps its id: only its time tells it from the first one, and from a further change.
    keys = [f"a:{activity.id}@{activity.timestamp or ''}" if edited else f"a:{activity.id}"]
    if isinstance(given, TokenPressed) and given.token:
        # Teams repeats an unanswered press under a new activity id: the card's token and the verb tell it is the same.
        keys.append(f"b:{given.token}:{given.verb}")
    tenant = tenant_of(activity)
    client = _client_info(activity)
    return Arrival(
        conv=f"{CHANNEL}|{tenant}|{activity.conversation.id}",
        person=Person(
            tenant=tenant,
            id=activity.from_property.aad_object_id or activity.from_property.id,
            name=(activity.from_property.name or "")[:120],
            language=_spoken_language(activity),
            zone=_zone(activity.local_timezone or client.get("timezone")),
        ),
        address=_address(activity, tenant),
        input=given,
        keys=tuple(keys),
        client=_facts(client),
        reply_to=activity.reply_to_id or "",
    )


def _address(activity: Activity, tenant: str) -> Json:
    """Where to answer: what a proactive message needs too. Renewed by every activity."""
    team = (activity.channel_data or {}).get("team")
    team_id = team.get("id") if isinstance(team, dict) else None
    return {
        "channel": activity.channel_id,
        "service_url": activity.service_url,
        "conversation": activity.conversation.id,
        "kind": activity.conversation.conversation_type or "personal",
        "tenant": tenant,
        "bot": activity.recipient.id,
        "user": activity.from_property.id,
        **({"team": team_id} if isinstance(team_id, str) and team_id else {}),
    }


def _pressed(data: Mapping[str, Any], verb: str) -> TokenPressed:
    """A press as our own cards make it: `t` is the card's token, the rest are input fields."""
    token, named = data.get("t"), data.get("verb")
    fields = {
        str(name): _field_value(value)
        for name, value in data.items()
        if name not in ("t", "verb", "msteams", "msTeams") and isinstance(value, str | int | float)
    }
    return TokenPressed(
        token=clean(token)[:200] if isinstance(token, str) else "",
        verb=clean(named if isinstance(named, str) else verb)[:200],
        fields=dict(list(fields.items())[:_FIELDS_LIMIT]),
    )


def _field_value(value: str | float | bool) -> str:
    return clean(value)[:_FIELD_LIMIT] if isinstance(value, str) else str(value).lower()


def said_text(activity: Activity) -> str:
    """What was newly said: without the quoted message and without the mention of the bot."""
    text = activity.text or ""
    for attachment in activity.attachments:
        html = attachment.content
        if attachment.content_type == "text/html" and isinstance(html, str) and "schema.skype.com/Reply" in html:
            # The old form of a reply: `text` repeats the quoted words, and only the HTML tells whose they are.
            text = _plain(_without(html, "<blockquote", "</blockquote>"))
            break
    text = _QUOTED.sub("", _without(text, "<blockquote", "</blockquote>"))
    mentions = [entity for entity in activity.entities if entity.get("type") == "mention"]
    for entity in mentions[:_MENTIONS_LIMIT]:
        mentioned = entity.get("mentioned")
        words = entity.get("text")
        is_bot = isinstance(mentioned, dict) and mentioned.get("id") == activity.recipient.id
        if is_bot and isinstance(words, str) and words:
            text = text.replace(words, " ")
    return text.strip()[:_TEXT_LIMIT]


def _without(html: str, opening: str, closing: str) -> str:
    """The text without everything between these two, also where the second is missing."""
    low, kept, at = html.lower(), [], 0
    while (start := low.find(opening, at)) >= 0:
        kept.append(html[at:start])
        end = low.find(closing, start)
        at = len(html) if end < 0 else end + len(closing)
    return "".join((*kept, html[at:]))


def _plain(html: str) -> str:
    return unescape(_TAG.sub("", _BREAK.sub("\n", html))).strip()


def _client_info(activity: Activity) -> Mapping[str, Any]:
    return next((entity for entity in activity.entities if entity.get("type") == "clientInfo"), {})


def _facts(client: Mapping[str, Any]) -> Mapping[str, str]:
    """Which PC it is, where the client is one. A phone or a browser says nothing about the PC that has the problem."""
    platform = client.get("platform")
    name = platform.lower() if isinstance(platform, str) else ""
    return {"platform": name} if name in ("windows", "mac") else {}


def _spoken_language(activity: Activity) -> str:
    return _language(activity.locale or _client_info(activity).get("locale"))


def _language(locale: object) -> str:
    found = _LANGUAGE.fullmatch(locale) if isinstance(locale, str) else None
    return found[1].lower() if found else "en"


def _zone(name: object) -> str:
    return name if isinstance(name, str) and len(name) < 64 and _is_zone(name) else "UTC"


@lru_cache(maxsize=1024)
def _is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (ValueError, OSError, KeyError):
        return False
    return True


# --- outbound --------------------------------------------------------------------------------------------------------


def message(address: Json, *, card: Json | None, text: str, summary: str) -> Json:
    """One message activity. Text and card together would arrive as two messages, and the call would return no id."""
    activity: Json = {
        "type": "message",
        "from": {"id": address["bot"]},
        "recipient": {"id": address["user"]},
        "conversation": {"id": address["conversation"]},
    }
    if card is None:
        return activity | {"text": text, "textFormat": "plain"}
    return activity | {
        # The toast, the activity feed and some screen readers say this.
        "summary": summary,
        "attachments": [{"contentType": CARD, "content": quiet(card)}],
    }


def quiet(card: Json) -> Json:
    """The card without Teams' own "Your response was sent to the app" after a press. The card given stays as it is."""
    actions = card.get("actions")
    return card | {"actions": [_quiet_action(action) for action in actions]} if actions else card


def _quiet_action(action: Json) -> Json:
    if action.get("type") not in ("Action.Execute", "Action.Submit"):
        return action
    told: Json = {**action, "msTeams": {"feedback": {"hide": True}}}
    if isinstance(action.get("fallback"), dict):
        told["fallback"] = _quiet_action(action["fallback"])
    return told
