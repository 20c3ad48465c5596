"""The second successor of the SDK, microsoft-teams-apps, as its samples have it; one card for any message."""

import asyncio
import logging
import sys

from microsoft_teams.api import MessageActivity
from microsoft_teams.apps import ActivityContext, App
from microsoft_teams.cards import AdaptiveCard, TextBlock

CARD = AdaptiveCard(body=[TextBlock(text="Quit OneDrive and start it again. " * 20, wrap=True)])
logging.disable(logging.INFO)
app = App(dangerously_allow_unauthenticated_requests=True)


@app.on_message
async def answer(context: ActivityContext[MessageActivity]) -> None:
    await context.send(CARD)


async def main() -> None:
    serving = asyncio.create_task(app.start(int(sys.argv[1])))
    while True:
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", int(sys.argv[1]))
        except OSError:
            await asyncio.sleep(0.05)
        else:
            writer.close()
            break
    print("ready", flush=True)
    await serving


asyncio.run(main())
