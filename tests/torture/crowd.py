"""Many people at once, as Teams sends what they do: anew if it isn't answered, and at times twice.

An act is a message, or a press of the newest card's first button. A press that is sent twice has two ids, as Teams
gives them; a message keeps its own.
"""

import asyncio
import itertools
import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import aiohttp

from tests.torture.service import Witness

TENANTS = 10
"""People are of so many tenants: one takes fifty calls a second, and that isn't what is tried here."""
WORDS = ("0x8004def7", "0x8007016a")
AT_ONCE = "-at-once"
"""Ends the names of conversations where everything is sent at the same moment."""
AGAIN_AFTER_S = 0.2
GIVE_UP_AFTER_S = 90.0
TWICE_EVERY = 10
TOO_WRONG = 200
"""So many answers of 5xx, and nobody tries any more."""


@dataclass
class Act:
    conversation: str
    ids: tuple[str, ...]
    accepted_at: float | None = None
    """When the first 2xx came (monotonic). None: it never did."""


@dataclass
class Crowd:
    """`urls`: where the bot can be reached now. `down`: whether a 5xx is to be expected at this moment."""

    service: Witness
    urls: Callable[[], Sequence[str]]
    down: Callable[[], bool] = lambda: False
    pause_s: tuple[float, float] = (1.6, 4.4)
    """Between two acts of a sender: two of them stay below sixty calls in thirty seconds."""
    acts: list[Act] = field(default_factory=list)
    wrong: list[int] = field(default_factory=list)
    """Answers of 5xx while nothing was down."""
    slowest_refusal_s: float = 0.0
    _ids: "itertools.count[int]" = field(default_factory=lambda: itertools.count(1))
    _turn: "itertools.count[int]" = field(default_factory=itertools.count)
    _pressed: set[str] = field(default_factory=set)
    _stopping: bool = False

    async def act(self, conversations: int, seconds: float, *, senders: int = 1) -> None:
        """Everybody acts for so long; returns when all of it was accepted."""
        until = time.monotonic() + seconds
        names = [f"a:person-{number}" for number in range(conversations)]
        connector = aiohttp.TCPConnector(limit=0)
        async with aiohttp.ClientSession(connector=connector) as session, asyncio.TaskGroup() as people:
            for name in names:
                for _ in range(senders):
                    people.create_task(self._person(session, name, until))

    async def all_at_once(self, conversations: Sequence[str], count: int) -> None:
        """So many messages of each at the same moment, over all processes."""
        connector = aiohttp.TCPConnector(limit=0)
        async with aiohttp.ClientSession(connector=connector) as session, asyncio.TaskGroup() as sending:
            for number in range(count):
                for name in conversations:
                    act = Act(name, (self._id(),))
                    self.acts.append(act)
                    sending.create_task(self._insist(session, act, self._said(act), number))

    async def _person(self, session: aiohttp.ClientSession, name: str, until: float) -> None:
        await asyncio.sleep(random.uniform(0, self.pause_s[1]))
        while time.monotonic() < until:
            await self._one(session, name)
            await asyncio.sleep(random.uniform(*self.pause_s))

    async def _one(self, session: aiohttp.ClientSession, name: str) -> None:
        card = self.service.newest.get(name)
        number = next(self._turn)
        twice = number % TWICE_EVERY == 0
        press = card is not None and "start" in card.verbs and card.token not in self._pressed and number % 3 == 0
        act = Act(name, (self._id(), self._id()) if twice and press else (self._id(),))
        self.acts.append(act)
        bodies = [self._said(act)] * (2 if twice else 1)
        if press and card is not None:
            self._pressed.add(card.token)
            bodies = [self._pressed_on(act, id, card.token, card.message) for id in act.ids]
        async with asyncio.TaskGroup() as sending:
            for offset, body in enumerate(bodies):
                sending.create_task(self._insist(session, act, body, number + offset))

    async def _insist(self, session: aiohttp.ClientSession, act: Act, body: dict[str, Any], first: int) -> None:
        """Send it until somebody says 2xx, each time to the next process."""
        patience = time.monotonic() + GIVE_UP_AFTER_S
        for attempt in itertools.count(first):
            urls = self.urls()
            began = time.monotonic()
            was_down = self.down()
            try:
                timeout = aiohttp.ClientTimeout(total=15)
                async with session.post(urls[attempt % len(urls)], json=body, timeout=timeout) as answer:
                    if answer.status < 300:
                        act.accepted_at = act.accepted_at or time.monotonic()
                        return
                    self.slowest_refusal_s = max(self.slowest_refusal_s, time.monotonic() - began)
                    if not (was_down or self.down()):
                        self.wrong.append(answer.status)
            except (aiohttp.ClientError, TimeoutError, OSError):
                pass
            if time.monotonic() > patience or len(self.wrong) > TOO_WRONG:
                return
            await asyncio.sleep(AGAIN_AFTER_S)

    def _id(self) -> str:
        return str(1732400000000 + next(self._ids))

    def _said(self, act: Act) -> dict[str, Any]:
        return self._activity(act.conversation, act.ids[0], type="message", text=random.choice(WORDS))

    def _pressed_on(self, act: Act, id: str, token: str, message: str) -> dict[str, Any]:
        action = {"type": "Action.Execute", "verb": "start", "data": {"t": token, "verb": "start"}}
        value = {"action": action, "trigger": "manual"}
        return self._activity(
            act.conversation, id, type="invoke", name="adaptiveCard/action", value=value, replyToId=message
        )

    def _activity(self, conversation: str, id: str, **more: Any) -> dict[str, Any]:
        who = conversation.removeprefix("a:")
        tenant = f"7e9c0000-0000-4000-8000-{sum(who.encode()) % TENANTS:012}"
        return {
            "id": id,
            "serviceUrl": self.service.url,
            "channelId": "msteams",
            "from": {"id": f"29:{who}", "name": who, "aadObjectId": f"aad-{who}"},
            "conversation": {"id": conversation, "conversationType": "personal", "tenantId": tenant},
            "recipient": {"id": "28:bot", "name": "Unstuck"},
            "channelData": {"tenant": {"id": tenant}},
            "locale": "en-US",
        } | more
