"""What the store doesn't keep: the words that were typed, what was read in them, what was done, and who is looking.

All of it is in memory and ends with the program. What the bot said is not in here: it is read from the store, where a
turn's messages stand as soon as it is committed. So a page is complete at once, every window shows the same, and after
a restart nothing of the bot's is missing.
"""

import asyncio
import secrets
from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from bot.authoring.keeping import Record
from bot.turn import Json
from bot.understanding.model import Understanding

CHANNEL: Final = "playground"
"""The first part of a conversation's name: what the bot says there is handed to `Screen`."""
MAX_TALKS: Final = 200
"""A playground is one person's. So many "new persons" are remembered; the one that was unused longest is let go."""
MAX_TYPED: Final = 300
"""Messages of one talk; the oldest are let go."""


@dataclass(frozen=True, slots=True)
class Typed:
    """A message of the person. `after`: the number of the bot's message above it."""

    number: int
    after: int
    at: datetime
    text: str
    secret: bool = False
    """Something in it looked like a password, and was taken out."""
    passed: bool = False
    """Nobody wrote it: it says how much time passed in this talk."""


@dataclass(slots=True)
class Talk:
    """One visitor's side of a talk."""

    before: int
    """The number of the bot's last message that was there when this memory began; 0 for none."""
    typed: list[Typed] = field(default_factory=list)
    understood: Understanding | None = None
    """What was read in the last message."""
    zone: str = "UTC"
    language: str = "en"
    held_language: str = ""
    """The language of a talk that came in a link, whatever the browser asks for."""
    ahead: timedelta = timedelta(0)
    """So much later it is in this talk than everywhere else."""
    record: Record = field(default_factory=Record)
    """What was done."""
    passed_on: str = ""
    """The number of the page from which time was let pass last."""
    changes: int = 0
    """+1 each time that something else is to be seen."""
    _changed: asyncio.Event = field(default_factory=asyncio.Event)

    def add(self, after: int, at: datetime, text: str, understood: Understanding | None) -> None:
        secret = understood is not None and understood.secret
        shown = understood.text if understood is not None and secret else text
        number = self.typed[-1].number + 1 if self.typed else 1
        self.typed.append(Typed(number, after, at, shown, secret))
        del self.typed[:-MAX_TYPED]
        self.understood = understood
        self.change()

    def pass_time(self, after: int, at: datetime, words: str) -> None:
        """Say in the talk that time passed."""
        number = self.typed[-1].number + 1 if self.typed else 1
        self.typed.append(Typed(number, after, at, words, passed=True))

    def change(self) -> None:
        """Tell every window that is open."""
        self.changes += 1
        self._changed.set()
        self._changed = asyncio.Event()

    async def changed_since(self, changes: int) -> None:
        """Returns once the talk isn't as it was at that number."""
        if self.changes == changes:
            await self._changed.wait()


class Talks:
    """The talks that somebody looked at since the program was started, by the name of the talk."""

    def __init__(self) -> None:
        self.start = secrets.token_hex(4)
        """Another one each time that the program starts, so that a page that was open before knows that it is old."""
        self._talks: OrderedDict[str, Talk] = OrderedDict()

    def get(self, name: str) -> Talk | None:
        talk = self._talks.get(name)
        if talk is not None:
            self._talks.move_to_end(name)
        return talk

    def begin(self, name: str, before: int) -> Talk:
        """The talk of that name, a new one if there is none."""
        talk = self._talks.setdefault(name, Talk(before))
        while len(self._talks) > MAX_TALKS:
            self._talks.popitem(last=False)
        return talk

    def change_all(self) -> None:
        """Tell every window of every talk."""
        for talk in self._talks.values():
            talk.change()


class Screen:
    """Where the courier brings what the bot says (`bot.delivery.Sender`).

    The page reads it from the store. What is left to do is to tell the windows that are open.
    """

    def __init__(self, talks: Talks) -> None:
        self._talks = talks

    async def post(self, address: Json, body: Json) -> str:
        self._tell(address)
        return secrets.token_hex(8)

    async def update(self, address: Json, message: str, body: Json) -> None:
        self._tell(address)

    async def delete(self, address: Json, message: str) -> None:
        self._tell(address)

    def host(self, address: Json) -> str:
        return CHANNEL

    def _tell(self, address: Json) -> None:
        talk = self._talks.get(address["talk"])
        if talk is not None:
            talk.change()
