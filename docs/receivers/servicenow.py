"""Cases of Unstuck become incidents of ServiceNow, further words become work notes.

SERVICENOW_HOST (such as contoso.service-now.com), SERVICENOW_USER, SERVICENOW_PASSWORD: a user of its own with the role
`itil`. See receiver.py for the rest.
"""

import os

from receiver import Call, Send, basic, send, serve


class ServiceNow:
    def __init__(self, host: str, user: str, password: str, send: Send = send) -> None:
        self._host = host
        self._headers = {"Accept": "application/json", **basic(user, password)}
        self._send = send

    def open(self, id: str, number: int, title: str, text: str) -> str:
        incident = {
            "short_description": title,
            "description": text,
            "correlation_id": f"unstuck-{number}",
            "correlation_display": "Unstuck",
        }
        answer = self._send(Call(self._host, "POST", "/api/now/table/incident", self._headers, incident))
        return str(answer["result"]["sys_id"])

    def note(self, ticket: str, id: str, text: str) -> None:
        path = f"/api/now/table/incident/{ticket}"
        self._send(Call(self._host, "PATCH", path, self._headers, {"work_notes": text}))


if __name__ == "__main__":
    serve(ServiceNow(os.environ["SERVICENOW_HOST"], os.environ["SERVICENOW_USER"], os.environ["SERVICENOW_PASSWORD"]))
