"""People who write and press: the activities that Teams sends for them, and the way they take through a dialog."""

import itertools
import json
from dataclasses import dataclass, field
from typing import Any

TYPED = ("OneDrive says 0x8004def7, it won't sync", "yes, start", "my files", "there is room")
"""A talk by keyboard: the error, the start, two answers. Longer ones would meet what Teams takes in a second."""
PRESSED = ("start", "pick:works", "pick:room")
"""The same way by buttons, after the error was written."""

_numbers = itertools.count(1)


@dataclass(slots=True)
class Someone:
    """A person in their own chat with the bot, in a tenant of their own: no limit of a tenant is in the way."""

    service_url: str
    id: str = field(default_factory=lambda: f"{next(_numbers)}")

    @property
    def conversation(self) -> str:
        return f"chat-{self.id}"

    def says(self, text: str) -> bytes:
        return self._activity("message", text=text, textFormat="plain")

    def presses(self, verb: str, token: str) -> bytes:
        action = {"type": "Action.Execute", "verb": verb, "data": {"t": token, "verb": verb}}
        return self._activity(
            "invoke", name="adaptiveCard/action", value={"action": action, "trigger": "manual"}, replyToId=""
        )

    def _activity(self, kind: str, **more: Any) -> bytes:
        tenant = f"tenant-{self.id}"
        body = {
            "type": kind,
            "id": f"1700{next(_numbers)}",
            "timestamp": "2026-11-24T09:30:00.1234567Z",
            "localTimestamp": "2026-11-24T10:30:00.1234567+01:00",
            "localTimezone": "Europe/Berlin",
            "serviceUrl": self.service_url,
            "channelId": "msteams",
            "from": {
                "id": f"29:1bSnHZ7Js2STWrgk6ScEErLk1Lp2zQuD5H2qQ-{self.id}",
                "name": "Aylin Demir",
                "aadObjectId": f"c0ffee00-0000-4000-8000-{int(self.id):012}",
            },
            "conversation": {"conversationType": "personal", "tenantId": tenant, "id": self.conversation},
            "recipient": {"id": "28:5d1f3b7e-0000-4000-8000-000000000001", "name": "Unstuck"},
            "entities": [
                {"locale": "en-US", "country": "US", "platform": "Windows", "timezone": "Europe/Berlin"}
                | {"type": "clientInfo"}
            ],
            "channelData": {"tenant": {"id": tenant}, "source": {"name": "message"}},
            "locale": "en-US",
            **more,
        }
        return json.dumps(body).encode()
