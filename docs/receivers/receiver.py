"""Takes cases of Unstuck from its webhook and hands each to a ticket system, once. Python 3.11, nothing else needed.

    RECEIVER_SECRET=whsec_… RECEIVER_PORT=8080 python servicenow.py

It listens on this computer; put your https proxy before it. A message whose signature doesn't hold, or that is older
than five minutes, is refused. One that comes again is answered and not handed on again. What the ticket system doesn't
take is answered with 502: Unstuck then sends it again, as often as needed.
"""

import base64
import hashlib
import hmac
import http.client
import json
import os
import sqlite3
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any, Protocol

MAX_BODY = 1024 * 1024
OLDEST_S = 300
FIXED = {"it": "something IT did", "no": "it isn't fixed"}


class Forged(Exception):
    """It isn't from Unstuck, or too old."""


class NotTaken(Exception):
    """The ticket system didn't take it now."""


@dataclass(frozen=True)
class Call:
    """One HTTPS request to a ticket system."""

    host: str
    method: str
    path: str
    headers: Mapping[str, str]
    body: Any


Send = Callable[[Call], Any]


class TicketSystem(Protocol):
    def open(self, id: str, number: int, title: str, text: str) -> str:
        """A new ticket. Gives what it is called there. `id`: of the message."""
        ...

    def note(self, ticket: str, id: str, text: str) -> None:
        """A further note on it, for the helpdesk alone."""
        ...


def send(call: Call) -> Any:
    """The answer's JSON. Raises `NotTaken`."""
    connection = http.client.HTTPSConnection(call.host, timeout=10)
    try:
        body = json.dumps(call.body).encode()
        connection.request(call.method, call.path, body, {"Content-Type": "application/json", **call.headers})
        answer = connection.getresponse()
        told = answer.read()
        if answer.status not in (200, 201, 204):
            raise NotTaken(f"{call.host} answers {answer.status}")
        return json.loads(told) if told else None
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise NotTaken(f"{call.host}: {type(error).__name__}") from error
    finally:
        connection.close()


def basic(user: str, password: str) -> dict[str, str]:
    return {"Authorization": "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()}


def verify(secret: str, headers: Mapping[str, str], body: bytes, now: float) -> str:
    """The message's id. Raises `Forged`. (https://www.standardwebhooks.com)"""
    id, stamp = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
    key = base64.b64decode(secret[6:]) if secret.startswith("whsec_") else secret.encode()
    signed = hmac.new(key, f"{id}.{stamp}.".encode() + body, hashlib.sha256).digest()
    expected = "v1," + base64.b64encode(signed).decode()
    given = headers.get("webhook-signature", "").split(" ")
    if not any(hmac.compare_digest(expected.encode(), each.encode()) for each in given):
        raise Forged("signature")
    if not stamp.isdecimal() or abs(now - int(stamp)) > OLDEST_S:
        raise Forged("time")
    return id


class Book:
    """What was handed on already, and which ticket a case became."""

    def __init__(self, path: str) -> None:
        self._db = sqlite3.connect(path, isolation_level=None)
        self._db.execute("CREATE TABLE IF NOT EXISTS done (id TEXT PRIMARY KEY)")
        self._db.execute("CREATE TABLE IF NOT EXISTS ticket (number INTEGER PRIMARY KEY, name TEXT NOT NULL)")

    def has(self, id: str) -> bool:
        return self._db.execute("SELECT 1 FROM done WHERE id = ?", (id,)).fetchone() is not None

    def did(self, id: str) -> None:
        self._db.execute("INSERT INTO done (id) VALUES (?) ON CONFLICT DO NOTHING", (id,))

    def ticket(self, number: int) -> str | None:
        row = self._db.execute("SELECT name FROM ticket WHERE number = ?", (number,)).fetchone()
        return str(row[0]) if row else None

    def remember(self, number: int, name: str) -> None:
        self._db.execute("INSERT INTO ticket (number, name) VALUES (?, ?) ON CONFLICT DO NOTHING", (number, name))


def handle(system: TicketSystem, book: Book, id: str, message: dict[str, Any]) -> None:
    """Hand a message on, if it wasn't already. Raises `NotTaken`."""
    if book.has(id):
        return
    data = message["data"]
    number = int(data["number"])
    ticket = book.ticket(number)
    if ticket is None:
        title = f"Unstuck case {number}: {data['problem']['title'] or 'no problem was named'}"
        book.remember(number, system.open(id, number, " ".join(title.split())[:150], story(data)))
    else:
        system.note(ticket, id, news(message["type"], data))
    book.did(id)


def news(kind: str, data: dict[str, Any]) -> str:
    match kind:
        case "case.withdrawn":
            return "The person took the case back."
        case "case.solved" if data.get("fixed_by_step"):
            return f"The person says that it works now: {numbered(data['fixed_by_step'])}, did it."
        case "case.solved":
            return "The person says that it works now. They named no step."
        case "case.taken":
            return f"Taken by {named(data.get('taken_by'))}."
        case "case.given_back":
            return "Given back: it waits for somebody."
        case "case.closed":
            did_it = data.get("fixed_by_step")
            fixed = numbered(did_it) if did_it else FIXED.get(data["fixed_by"], data["fixed_by"])
            lines = [f"Closed by {named(data.get('closed_by'))}.", f"What fixed it: {fixed}"]
            return "\n".join([*lines, *([f"What they did: {data['how']}"] if data.get("how") else [])])
        case "case.added":
            return "The person added:\n" + "\n".join(data["words"][-1:])
        case _:
            return f"Something changed ({kind}). The case is {data['state']} now."


def named(agent: dict[str, Any] | None) -> str:
    """Somebody of the helpdesk, who may have been forgotten since."""
    return f"{agent['name']} ({agent['id']})" if agent else "somebody of the helpdesk"


def numbered(step: dict[str, Any]) -> str:
    """The step as its person saw it. Some have no number: they were done before."""
    return f"step {step['number']}, {step['title']}" if step["number"] else str(step["title"])


def story(data: dict[str, Any]) -> str:
    """The whole case as plain text."""
    lines = [f"{data['person']['name']} ({data['person']['id']})", data["problem"]["title"]]
    if link := data.get("link"):
        lines.append(f"Came by a link, sent by {link['sent_by']}" if link["sent_by"] else "Came by a link")
    lines += [f"In their words: {words}" for words in data["words"]]
    lines += ["", "Tried:"] if data["tried"] else []
    lines += [f"- {numbered(each)}: {each.get('says') or each['result']}" for each in data["tried"]]
    lines += ["", "Not tried:"] if data.get("untried") else []
    for title in data.get("untried", []):
        lines.append(f"- {title} (passed over by a link)" if title in data.get("passed_over", []) else f"- {title}")
    for title, facts in (("About the PC:", data["facts"]), ("Read from the PC:", data["read"])):
        lines += ["", title] if facts else []
        lines += [f"- {each['name']}: {each['value']}" for each in facts]
    for todo in data["for_it"]:
        lines += ["", f"Yours to do: {todo['title']}", *(f"- {line}" for line in todo["lines"])]
    lines += ["", *data["says"]] if data["says"] else []
    others = ", ".join(f"case {number}" for number in data.get("other_cases", []))
    lines += ["", f"Other open cases of this person: {others}"] if others else []
    back = data.get("step") or data.get("dialog")
    lines += ["", f"To send them back there: start {back}"] if back else []
    return "\n".join(lines)


def serve(system: TicketSystem) -> None:
    """Listen until stopped."""
    secret = os.environ.get("RECEIVER_SECRET", "")
    if not secret:
        sys.exit("RECEIVER_SECRET isn't set: the same value as UNSTUCK_HANDOFF_SECRET.")
    book = Book(os.environ.get("RECEIVER_BOOK", "receiver.sqlite3"))

    class Handler(BaseHTTPRequestHandler):
        timeout = 10

        def do_POST(self) -> None:
            try:
                length = int(self.headers.get("content-length", "0"))
                if length > MAX_BODY:
                    raise Forged("size")
                body = self.rfile.read(length)
                id = verify(secret, {name.lower(): value for name, value in self.headers.items()}, body, time.time())
                handle(system, book, id, json.loads(body))
                self.send_response(200)
            except Forged:
                self.send_response(401)
            except (ValueError, KeyError, TypeError):
                self.send_response(400)
            except NotTaken as why:
                self.log_error("%s", why)
                self.send_response(502)
            self.end_headers()

    HTTPServer(("127.0.0.1", int(os.environ.get("RECEIVER_PORT", "8080"))), Handler).serve_forever()
