"""A case into the helpdesk's channel: a turn there, that posts its card or draws it anew.

It counts as delivered when Teams has taken the card, not before: what is said to have arrived can be seen.
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Final, Protocol

from bot.delivery import NotSent
from bot.engine.inputs import Told
from bot.helpdesk.acting import HELPDESK
from bot.helpdesk.cases import Case, CaseMessage
from bot.helpdesk.turns import DeskStore
from bot.turn import Answer, Arrival, Json, Person, StoreUnavailable

PATIENCE_S: Final = 2.0
"""How long Teams may take to show a card, before it counts as not delivered and is looked at again later."""
_LOOK_EVERY_S: Final = 0.1
_FROM_HERE: Final = ("case.taken", "case.given_back", "case.closed")
"""What comes of a press in the channel: it shows there already."""


class ChannelStore(DeskStore, Protocol):
    async def case(self, number: int) -> Case | None: ...


class Channel:
    """A destination of cases. `take` takes a turn; `chat_with` gives a link to a chat with the person, or ''."""

    def __init__(
        self,
        id: str,
        store: ChannelStore,
        take: Callable[[Arrival], Awaitable[Answer]],
        chat_with: Callable[[Json], Awaitable[str]],
        *,
        patience_s: float = PATIENCE_S,
    ) -> None:
        """`id`: of the channel's conversation, as the settings name it."""
        self._id = id
        self._store = store
        self._take = take
        self._chat_with = chat_with
        self._looks = 1 + round(patience_s / _LOOK_EVERY_S)

    async def send(self, message: CaseMessage) -> None:
        try:
            await self._send(message)
        except StoreUnavailable:
            raise NotSent("database") from None

    async def _send(self, message: CaseMessage) -> None:
        if message.type in _FROM_HERE:
            return
        conv = await self._store.channel(self._id)
        if conv is None:
            # Until the app was added there, or somebody mentioned the bot there.
            raise NotSent("the channel isn't known yet")
        number: int = message.data["number"]
        chat = await self._chat(number) if message.type == "case.opened" else ""
        told = Told(message.type.replace(".", "-"), {"number": str(number), "chat": chat})
        await self._take(Arrival(conv, Person("", HELPDESK), {}, told, keys=(f"m:{message.id}",)))
        if message.type == "case.opened":
            await self._wait_until_shown(conv, number)

    async def _chat(self, number: int) -> str:
        case = await self._store.case(number)
        whom = await self._store.whom(case.conv) if case is not None and case.card is None else None
        return await self._chat_with(whom.address) if whom is not None else ""

    async def _wait_until_shown(self, conv: str, number: int) -> None:
        for _ in range(self._looks):
            there = await self._store.at_desk(conv, (), number)
            if there.case is None or not there.case.is_open or (there.card is not None and there.card.sent_id):
                return
            if there.card is None or there.card.lost:
                break
            await asyncio.sleep(_LOOK_EVERY_S)
        raise NotSent("the channel doesn't show it yet")
