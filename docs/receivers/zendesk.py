"""Cases of Unstuck become tickets of Zendesk, further words become internal notes.

ZENDESK_HOST (such as contoso.zendesk.com), ZENDESK_USER (an agent's address), ZENDESK_TOKEN (an API token). See
receiver.py for the rest.
"""

import os
from html import escape
from typing import Any

from receiver import Call, Send, basic, send, serve


class Zendesk:
    def __init__(self, host: str, user: str, token: str, send: Send = send) -> None:
        self._host = host
        self._headers = basic(f"{user}/token", token)
        self._send = send

    def open(self, id: str, number: int, title: str, text: str) -> str:
        ticket = {"subject": title, "comment": comment(text), "external_id": f"unstuck-{number}"}
        # Zendesk makes no second ticket for the same key.
        headers = {**self._headers, "Idempotency-Key": id}
        answer = self._send(Call(self._host, "POST", "/api/v2/tickets.json", headers, {"ticket": ticket}))
        return str(answer["ticket"]["id"])

    def note(self, ticket: str, id: str, text: str) -> None:
        path = f"/api/v2/tickets/{ticket}.json"
        self._send(Call(self._host, "PUT", path, self._headers, {"ticket": {"comment": comment(text)}}))


def comment(text: str) -> dict[str, Any]:
    """For agents only. Nothing that was typed is read as markup."""
    return {"html_body": f"<pre>{escape(text)}</pre>", "public": False}


if __name__ == "__main__":
    serve(Zendesk(os.environ["ZENDESK_HOST"], os.environ["ZENDESK_USER"], os.environ["ZENDESK_TOKEN"]))
