"""The helpdesk's channel: what comes from there, and who may act in it.

Where it is (its tenant, its service URL) is learnt from what comes from it: the app was added there, or somebody of the
helpdesk spoke to the bot. The first tenant that it was seen in is its tenant; nothing from another one counts.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.channel.activity import CHANNEL, Elsewhere, Meaning, Nothing, Turning, added, mentioned, thread_of
from bot.channel.members import Members
from bot.engine.inputs import Said
from bot.helpdesk.turns import DeskStore
from bot.log import log
from bot.turn import Arrival

if TYPE_CHECKING:
    from botbuilder.schema import Activity


class HelpdeskChannel:
    def __init__(self, id: str, store: DeskStore, members: Members) -> None:
        """`id`: of the channel's conversation, as the settings name it."""
        self._id = id
        self._store = store
        self._members = members

    async def meaning(self, activity: Activity, read: Meaning) -> Meaning:
        """What was read, and for what comes from the channel a turn there. Raises `StoreUnavailable`."""
        match read:
            case Elsewhere(arrival, invoke) if thread_of(activity.conversation.id) == self._id:
                return await self._turn(activity, arrival, read, invoke=invoke)
            case Nothing() if self._id in _named(activity) and (there := added(activity)) is not None:
                return await self._found(there)
            case _:
                return read

    async def aside(self, arrival: Arrival) -> Arrival | None:
        """What somebody asks for elsewhere, as a turn beside the channel: whoever asks is answered, and nothing is
        posted. None: where the channel is isn't known yet. Raises `StoreUnavailable`."""
        known = await self._store.channel(self._id)
        there = await self._store.whom(known) if known is not None else None
        if known is None or there is None:
            return None
        belongs: bool | None = False
        if known == self._conv(arrival):
            place = {**there.address, "user": arrival.address["user"]}
            belongs = await self._members.has(replace(arrival, conv=known, address=place))
        return replace(arrival, conv=known, address=there.address, of_helpdesk=belongs)

    async def _turn(self, activity: Activity, arrival: Arrival, read: Meaning, *, invoke: bool) -> Meaning:
        conv = self._conv(arrival)
        known = await self._store.channel(self._id)
        belongs = await self._members.has(arrival) if known in (None, conv) else False
        if isinstance(arrival.input, Said) and not belongs:
            return read
        if known is None and belongs:
            known = await self._remember(conv)
        if isinstance(arrival.input, Said):
            named = [await self._members.find(arrival, id, name) for id, name in mentioned(activity)]
            arrival = replace(arrival, named=tuple(named))
        thread = activity.conversation.id.partition(";messageid=")[2] or arrival.reply_to
        here = replace(arrival, conv=known or conv, address=self._place(arrival), reply_to=thread, sees_answer=invoke)
        return Turning(replace(here, of_helpdesk=belongs), invoke)

    async def _found(self, arrival: Arrival) -> Meaning:
        conv = self._conv(arrival)
        if await self._remember(conv) != conv:
            return Nothing()
        return Turning(replace(arrival, conv=conv, address=self._place(arrival), of_helpdesk=True))

    async def _remember(self, conv: str) -> str:
        known = await self._store.remember_channel(self._id, conv)
        log.info("desk.channel_found", conversation=known)
        return known

    def _conv(self, arrival: Arrival) -> str:
        return f"{CHANNEL}|{arrival.person.tenant}|{self._id}"

    def _place(self, arrival: Arrival) -> dict[str, str]:
        """Where to answer: the channel itself. Nobody's id stands in it."""
        return {**arrival.address, "conversation": self._id, "kind": "channel", "user": self._id}


def _named(activity: Activity) -> set[object]:
    """The channels that an event of a team is about: its own, and the one that the app was added for."""
    data = activity.channel_data or {}
    settings = data.get("settings")
    chosen = settings.get("selectedChannel") if isinstance(settings, dict) else None
    places = (data.get("channel"), data.get("team"), chosen)
    return {thread_of(activity.conversation.id), *(each.get("id") for each in places if isinstance(each, dict))}
