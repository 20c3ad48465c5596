"""The first successor of the SDK, microsoft-agents-hosting-aiohttp, as in its samples; one card for any message."""

import logging
import sys

from aiohttp import web
from microsoft_agents.hosting.aiohttp import CloudAdapter, start_agent_process
from microsoft_agents.hosting.core import (
    AgentApplication,
    CardFactory,
    MemoryStorage,
    MessageFactory,
    TurnContext,
    TurnState,
)
from microsoft_agents.hosting.core.authorization import (
    AgentAuthConfiguration,
    AnonymousTokenProvider,
    ClaimsIdentity,
    ConnectionManager,
)

CARD = {
    "type": "AdaptiveCard",
    "version": "1.5",
    "body": [{"type": "TextBlock", "text": "Quit OneDrive and start it again. " * 20, "wrap": True}],
}

logging.disable(logging.WARNING)
connections = ConnectionManager(
    lambda configuration: AnonymousTokenProvider(),
    connections_configurations={"SERVICE_CONNECTION": AgentAuthConfiguration(anonymous_allowed=True)},
)
adapter = CloudAdapter(connection_manager=connections)
bot = AgentApplication[TurnState](storage=MemoryStorage(), adapter=adapter, connection_manager=connections)


@bot.activity("message")
async def answer(context: TurnContext, state: TurnState) -> None:
    await context.send_activity(MessageFactory.attachment(CardFactory.adaptive_card(CARD)))


async def messages(request: web.Request) -> web.Response:
    request["claims_identity"] = ClaimsIdentity({}, "Anonymous")
    return await start_agent_process(request, bot, adapter) or web.Response()


async def started(app: web.Application) -> None:
    print("ready", flush=True)


app = web.Application()
app.router.add_post("/api/messages", messages)
app.on_startup.append(started)
web.run_app(app, host="127.0.0.1", port=int(sys.argv[1]), print=None, access_log=None)
