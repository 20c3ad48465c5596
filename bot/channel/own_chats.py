"""People's own chats with the bot: whether something can be sent there, and how one begins with who never wrote.

To begin one, Teams is asked for it: it gives the same chat however often it is asked, and refuses where the person
doesn't have the app. Whether a chat still takes something shows when somebody seems to write there: nobody is notified
of that, and where the app was taken away or the bot was blocked, it is refused.
"""

import asyncio
from typing import Final

from bot.channel.activity import CHANNEL
from bot.channel.connector import Connector
from bot.channel.links import chat_url
from bot.delivery import Blocked, Gone, Refused, SendFailed
from bot.helpdesk.sending import NotKnownNow, OwnChat
from bot.turn import Json, Person

_WITHIN_S: Final = 3.0
"""Teams waits five seconds for the answer to a press."""


class PersonalChats:
    def __init__(self, connector: Connector) -> None:
        self._connector = connector

    async def link(self, address: Json) -> str:
        """Opens a chat between people, with whoever's own chat with the bot that is. Teams takes them by the name that
        they sign in with; '' where the service doesn't tell it now."""
        if address.get("kind") != "personal":
            return ""
        try:
            async with asyncio.timeout(_WITHIN_S):
                found = await self._connector.member(address["service_url"], address["conversation"], address["user"])
        except (SendFailed, TimeoutError):
            return ""
        name = (found or {}).get("userPrincipalName")
        return chat_url(name) if isinstance(name, str) else ""

    async def takes(self, address: Json) -> bool:
        if address.get("kind") != "personal":
            return True
        try:
            async with asyncio.timeout(_WITHIN_S / 2):
                await self._seem_to_write(address)
        except (Blocked, Gone):
            return False
        except (SendFailed, TimeoutError):
            pass
        return True

    async def begin(self, place: Json, person: Person) -> OwnChat | None:
        try:
            async with asyncio.timeout(_WITHIN_S):
                return await self._begin(place, person)
        except (Blocked, Gone, Refused):
            return None
        except (SendFailed, TimeoutError) as failed:
            raise NotKnownNow from failed

    async def _begin(self, place: Json, person: Person) -> OwnChat:
        service_url, tenant = place["service_url"], place["tenant"]
        # By the id that Teams has for them where the helpdesk's team has them, else by that of the directory.
        known = await self._connector.member(service_url, place.get("team") or place["conversation"], person.id) or {}
        user = known.get("id")
        user = user if isinstance(user, str) else person.id
        conversation = await self._connector.begin(service_url, place["bot"], user, tenant)
        address: Json = {
            "channel": place["channel"],
            "service_url": service_url,
            "conversation": conversation,
            "kind": "personal",
            "tenant": tenant,
            "bot": place["bot"],
            "user": user,
        }
        await self._seem_to_write(address)
        name = known.get("name")
        named = Person(tenant, person.id, person.name or (name[:120] if isinstance(name, str) else ""))
        return OwnChat(f"{CHANNEL}|{tenant}|{conversation}", named, address)

    async def _seem_to_write(self, address: Json) -> None:
        typing = {
            "type": "typing",
            "from": {"id": address["bot"]},
            "recipient": {"id": address["user"]},
            "conversation": {"id": address["conversation"]},
        }
        await self._connector.post(address["service_url"], address["conversation"], typing)
