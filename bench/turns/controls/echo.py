"""A bare aiohttp server that reads JSON and gives it back: the floor of what any bot on aiohttp costs."""

import json
import sys

from aiohttp import web


async def echo(request: web.Request) -> web.Response:
    return web.json_response(json.loads(await request.read()))


async def started(app: web.Application) -> None:
    print("ready", flush=True)


app = web.Application()
app.router.add_post("/api/messages", echo)
app.on_startup.append(started)
web.run_app(app, host="127.0.0.1", port=int(sys.argv[1]), print=None, access_log=None)
