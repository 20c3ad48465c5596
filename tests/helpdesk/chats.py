"""A service in which every chat takes what is sent, and nobody has the app who hasn't written yet."""

from bot.helpdesk.sending import OwnChat
from bot.turn import Json, Person


class NobodysChats:
    async def takes(self, address: Json) -> bool:
        return True

    async def begin(self, place: Json, person: Person) -> OwnChat | None:
        return None
