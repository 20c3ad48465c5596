"""A JSON body as botbuilder's `Activity`, or which field of it is wrong.

botbuilder's own deserialiser isn't used: it raises on odd input (a 500), knows neither `trigger` nor quoted replies,
reads the conversation's tenant under a misspelt key, and takes 0.4 ms. So the model is built by keyword, and `value`,
`entities` and `channelData` stay the plain dictionaries that Teams sent.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from botbuilder.schema import Activity, ChannelAccount

_ID_LIMIT: Final = 2048
"""Conversation ids of channels are around 100 characters; nothing that Teams sends comes near this."""
_KEY_LIMIT: Final = 500
"""Bytes of what becomes part of a key of the database. Teams' own are below 300; PostgreSQL takes 2,704 in all."""
_UNSTORABLE: Final = re.compile("[\ud800-\udfff\x00]")


class BadActivity(Exception):
    """This body isn't an activity. `field` is what is missing or of the wrong type."""

    def __init__(self, field: str) -> None:
        super().__init__(field)
        self.field = field


def parse(body: object) -> Activity:
    """A body as botbuilder's `Activity`. Raises `BadActivity` for a missing field or one of the wrong type."""
    # Here, since importing it costs a tenth of a second: who only needs the rest of this module goes without.
    from botbuilder.schema import Activity, Attachment, ConversationAccount

    if not isinstance(body, dict):
        raise BadActivity("body")
    kind = _text(body, "type", required=True)
    name = _text(body, "name")
    # An anonymous link query comes from somebody whom Teams doesn't name.
    nameless = name == "composeExtension/anonymousQueryLink"
    sender = _record(body, "from", required=not nameless)
    conversation = _record(body, "conversation", required=not nameless)
    channel_data = _record(body, "channelData")
    tenant = _key(_record(channel_data, "tenant", within="channelData"), "id", within="channelData.tenant")
    for date in ("timestamp", "localTimestamp", "expiration"):
        _date(body, date)
    return Activity(
        type=kind,
        id=_key(body, "id"),
        timestamp=_text(body, "timestamp"),
        local_timezone=_text(body, "localTimezone"),
        service_url=_text(body, "serviceUrl", required=True),
        channel_id=_key(body, "channelId", required=True),
        from_property=_account(sender, "from", required=not nameless),
        conversation=ConversationAccount(
            id=_place(conversation, required=not nameless),
            conversation_type=_text(conversation, "conversationType", within="conversation"),
            is_group=conversation.get("isGroup") is True,
            tenant_id=_key(conversation, "tenantId", within="conversation"),
        ),
        recipient=_account(_record(body, "recipient", required=not nameless), "recipient", required=not nameless),
        members_added=[_account(each, "membersAdded", required=True) for each in _records(body, "membersAdded")],
        locale=_text(body, "locale"),
        text=words(body, "text"),
        attachments=[
            Attachment(
                content_type=_text(each, "contentType", within="attachments") or "",
                content_url=_text(each, "contentUrl", within="attachments"),
                content=each.get("content"),
            )
            for each in _records(body, "attachments")
        ],
        entities=_records(body, "entities"),
        channel_data=channel_data | {"tenant": {"id": tenant}},
        action=_text(body, "action"),
        reply_to_id=_text(body, "replyToId"),
        value=body.get("value"),
        name=name,
    )


def _key(record: Mapping[str, Any], name: str, *, required: bool = False, within: str = "") -> Any:
    """What identifies something, or None."""
    found = _text(record, name, required=required, within=within)
    if found is not None and len(found.encode()) > _KEY_LIMIT:
        raise BadActivity(f"{within}.{name}" if within else name)
    return found


def _text(record: Mapping[str, Any], name: str, *, required: bool = False, within: str = "") -> Any:
    """An id or another short word, or None. (`Any`, because botbuilder's annotations say `str` for both.)"""
    value = record.get(name)
    if value is None or value == "":
        if required:
            raise BadActivity(f"{within}.{name}" if within else name)
        return None
    if not isinstance(value, str) or len(value) > _ID_LIMIT:
        raise BadActivity(f"{within}.{name}" if within else name)
    return clean(value)


def _place(conversation: Mapping[str, Any], *, required: bool) -> Any:
    """A conversation's id. It becomes a part of an address, and `..` there means another one."""
    found = _key(conversation, "id", required=required, within="conversation")
    if found in (".", ".."):
        raise BadActivity("conversation.id")
    return found


def words(record: Mapping[str, Any], name: str) -> Any:
    """What somebody wrote, of any length, or None."""
    value = record.get(name)
    if value is not None and not isinstance(value, str):
        raise BadActivity(name)
    return clean(value) if value is not None else None


def clean(text: str) -> str:
    """Half characters and NUL can't be stored: PostgreSQL takes neither, SQLite not the first."""
    return _UNSTORABLE.sub("\ufffd", text)


def _record(record: Mapping[str, Any], name: str, *, required: bool = False, within: str = "") -> dict[str, Any]:
    value = record.get(name)
    if value is None and not required:
        return {}
    if not isinstance(value, dict):
        raise BadActivity(f"{within}.{name}" if within else name)
    return value


def _records(record: Mapping[str, Any], name: str) -> list[dict[str, Any]]:
    value = record.get(name)
    if value is None:
        return []
    if not isinstance(value, list) or not all(isinstance(each, dict) for each in value):
        raise BadActivity(name)
    return value


def _account(record: Mapping[str, Any], name: str, *, required: bool) -> ChannelAccount:
    from botbuilder.schema import ChannelAccount

    return ChannelAccount(
        id=_key(record, "id", required=required, within=name),
        name=_text(record, "name", within=name),
        aad_object_id=_key(record, "aadObjectId", within=name),
    )


def _date(record: Mapping[str, Any], name: str) -> None:
    value = _text(record, name)
    try:
        if value is not None:
            datetime.fromisoformat(value)
    except ValueError:
        raise BadActivity(name) from None
