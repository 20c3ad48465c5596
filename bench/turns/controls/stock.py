"""The stock SDK: botbuilder-core with its cloud adapter, put together as its samples do; one card for any message.

An invoke can't be measured: the SDK's own `process` answers 500 to each.
"""

import os
import sys
from functools import partial

import msal
from aiohttp import web
from botbuilder.core import ActivityHandler, CardFactory, CloudAdapterBase, MessageFactory, TurnContext
from botbuilder.schema import Activity
from botframework.connector.auth import (
    AuthenticationConstants,
    BotFrameworkAuthentication,
    BotFrameworkAuthenticationFactory,
    ChannelValidation,
    PasswordServiceClientCredentialFactory,
    microsoft_app_credentials,
)

CARD = {
    "type": "AdaptiveCard",
    "version": "1.5",
    "body": [{"type": "TextBlock", "text": "Quit OneDrive and start it again. " * 20, "wrap": True}],
}


class Bot(ActivityHandler):
    async def on_message_activity(self, turn_context: TurnContext) -> None:
        await turn_context.send_activity(MessageFactory.attachment(CardFactory.adaptive_card(CARD)))


class Adapter(CloudAdapterBase):
    pass


def authentication() -> BotFrameworkAuthentication:
    """Nobody is checked, or as it is in production: with the app of the environment, its keys and its login."""
    if "BENCH_APP_ID" not in os.environ:
        return BotFrameworkAuthenticationFactory.create()
    ChannelValidation.open_id_metadata_endpoint = os.environ["BENCH_KEYS"]
    AuthenticationConstants.TO_CHANNEL_FROM_BOT_LOGIN_URL_PREFIX = os.environ["BENCH_LOGIN"]
    # There is one login service here, and no list of them to ask.
    microsoft_app_credentials.ConfidentialClientApplication = partial(
        msal.ConfidentialClientApplication, instance_discovery=False
    )
    factory = PasswordServiceClientCredentialFactory(os.environ["BENCH_APP_ID"], "a secret of the bench")
    return BotFrameworkAuthenticationFactory.create(credential_factory=factory)


bot = Bot()
adapter = Adapter(authentication())


async def messages(request: web.Request) -> web.Response:
    activity = Activity.deserialize(await request.json())  # type: ignore[no-untyped-call]
    await adapter.process_activity(request.headers.get("Authorization", ""), activity, bot.on_turn)
    return web.Response(status=201)


async def started(app: web.Application) -> None:
    print("ready", flush=True)


app = web.Application()
app.router.add_post("/api/messages", messages)
app.on_startup.append(started)
web.run_app(app, host="127.0.0.1", port=int(sys.argv[1]), print=None, access_log=None)
