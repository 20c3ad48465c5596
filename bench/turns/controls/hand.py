"""A bot by hand: aiohttp, sqlite3 and one card by REST, no SDK. It understands nothing.

A message is kept in a table, which doesn't wait for the disk, and a card is posted. A press is kept, answered with a
card, and the next card is posted and the pressed one updated: on the wire the same as the real program does.
"""

import asyncio
import json
import os
import sqlite3
import sys
from typing import Any

import aiohttp
import uvloop
from aiohttp import web

CARD = {
    "type": "AdaptiveCard",
    "version": "1.5",
    "body": [{"type": "TextBlock", "text": "Quit OneDrive and start it again. " * 20, "wrap": True}],
    "actions": [{"type": "Action.Execute", "verb": "go", "title": "Go on", "data": {"t": "token", "verb": "go"}}],
}
REPLY = {
    "type": "message",
    "attachments": [{"contentType": "application/vnd.microsoft.card.adaptive", "content": CARD}],
}


class Bot:
    def __init__(self, session: aiohttp.ClientSession) -> None:
        self._session = session
        self._db = sqlite3.connect(os.environ["BENCH_FILE"], isolation_level=None)
        self._db.execute("PRAGMA journal_mode = WAL")
        self._db.execute("PRAGMA synchronous = NORMAL")
        self._db.execute("CREATE TABLE talk (conv TEXT PRIMARY KEY, state TEXT NOT NULL)")

    async def handle(self, request: web.Request) -> web.Response:
        activity = json.loads(await request.read())
        conversation = activity["conversation"]["id"]
        state = self._db.execute("SELECT state FROM talk WHERE conv = ?", (conversation,)).fetchone()
        turns = json.loads(state[0])["turns"] if state else 0
        self._db.execute(
            "INSERT INTO talk VALUES (?, ?) ON CONFLICT (conv) DO UPDATE SET state = excluded.state",
            (conversation, json.dumps({"turns": turns + 1})),
        )
        address = f"{activity['serviceUrl']}v3/conversations/{conversation}/activities"
        await self._send("POST", address)
        if activity["type"] != "invoke":
            return web.Response()
        await self._send("PUT", f"{address}/m1")
        return web.json_response({"statusCode": 200, "type": "application/vnd.microsoft.card.adaptive", "value": CARD})

    async def _send(self, method: str, address: str) -> Any:
        body = json.dumps(REPLY).encode()
        headers = {"Content-Type": "application/json"}
        async with self._session.request(method, address, data=body, headers=headers) as answer:
            return json.loads(await answer.read())


async def main() -> None:
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as session:
        app = web.Application()
        app.router.add_post("/api/messages", Bot(session).handle)
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", int(sys.argv[1])).start()
        print("ready", flush=True)
        await asyncio.Event().wait()


uvloop.run(main())
