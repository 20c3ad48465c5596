"""Cases of Unstuck become issues of Jira Cloud, further words become comments.

JIRA_HOST (such as contoso.atlassian.net), JIRA_USER (an address), JIRA_TOKEN (an API token), JIRA_PROJECT (its key),
JIRA_TYPE (of the issue, such as Task). See receiver.py for the rest.
"""

import os
from typing import Any

from receiver import Call, Send, basic, send, serve


class Jira:
    def __init__(self, host: str, user: str, token: str, project: str, kind: str = "Task", send: Send = send) -> None:
        self._host = host
        self._headers = {"Accept": "application/json", **basic(user, token)}
        self._project = project
        self._kind = kind
        self._send = send

    def open(self, id: str, number: int, title: str, text: str) -> str:
        fields = {
            "project": {"key": self._project},
            "issuetype": {"name": self._kind},
            "summary": title,
            "description": document(text),
            "labels": [f"unstuck-{number}"],
        }
        answer = self._send(Call(self._host, "POST", "/rest/api/3/issue", self._headers, {"fields": fields}))
        return str(answer["key"])

    def note(self, ticket: str, id: str, text: str) -> None:
        path = f"/rest/api/3/issue/{ticket}/comment"
        self._send(Call(self._host, "POST", path, self._headers, {"body": document(text)}))


def document(text: str) -> dict[str, Any]:
    """The text as Jira's own format, in which nothing that was typed is read as markup."""
    paragraphs = [
        {"type": "paragraph", "content": [{"type": "text", "text": line}] if line else []} for line in text.split("\n")
    ]
    return {"type": "doc", "version": 1, "content": paragraphs}


if __name__ == "__main__":
    serve(
        Jira(
            os.environ["JIRA_HOST"],
            os.environ["JIRA_USER"],
            os.environ["JIRA_TOKEN"],
            os.environ["JIRA_PROJECT"],
            os.environ.get("JIRA_TYPE", "Task"),
        )
    )
