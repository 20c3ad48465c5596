"""botbuilder's adapter over our own connector: what an activity handler or a middleware of the SDK would expect.

`CloudAdapterBase` isn't used: for each turn it makes new credentials, a new connector client and a user token client,
sends from a small pool of threads, and fails on an invoke's plain answer. So this stands on `BotAdapter` itself, runs
its pipeline, and sends over one pooled session.
"""

from collections.abc import Awaitable, Callable
from typing import Any

from botbuilder.core import BotAdapter, TurnContext
from botbuilder.schema import Activity, ConversationReference, ResourceResponse
from botframework.connector.auth import ClaimsIdentity
from msrest.serialization import Model

from bot.channel.connector import Connector
from bot.turn import Json

Logic = Callable[[TurnContext], Awaitable[None]]


class TeamsAdapter(BotAdapter):
    def __init__(self, connector: Connector) -> None:
        super().__init__()
        self._connector = connector

    async def process(self, activity: Activity, caller: ClaimsIdentity, logic: Logic) -> Json | None:
        """Run the pipeline on an activity whose caller was checked; the answer to an invoke, if there is one."""
        context = TurnContext(self, activity)
        context.turn_state[self.BOT_IDENTITY_KEY] = caller
        await self.run_pipeline(context, logic)
        answer = context.turn_state.get(self._INVOKE_RESPONSE_KEY)
        return answer if isinstance(answer, dict) else None

    def answer_invoke(self, context: TurnContext, body: Json) -> None:
        context.turn_state[self._INVOKE_RESPONSE_KEY] = body

    async def send_activities(self, context: TurnContext, activities: list[Activity]) -> list[ResourceResponse]:
        return [ResourceResponse(id=await self._connector.post(*_place(each), wire(each))) for each in activities]

    async def update_activity(self, context: TurnContext, activity: Activity) -> ResourceResponse:
        await self._connector.update(*_place(activity), activity.id, wire(activity))
        return ResourceResponse(id=activity.id)

    async def delete_activity(self, context: TurnContext, reference: ConversationReference) -> None:
        await self._connector.delete(*_place(reference), reference.activity_id)


def _place(of: Activity | ConversationReference) -> tuple[str, str]:
    """Service URL and conversation id."""
    return of.service_url, of.conversation.id


def wire(model: Model) -> Json:
    """A model of the SDK as JSON, without what is empty. msrest's own serialiser takes 1.4 ms for the same."""
    told: dict[str, Any] = dict(model.additional_properties or {})
    for attribute, mapped in model._attribute_map.items():
        value = getattr(model, attribute)
        if value is not None:
            told[mapped["key"]] = _wire_value(value)
    return told


def _wire_value(value: Any) -> Any:
    if isinstance(value, Model):
        return wire(value)
    return [_wire_value(each) for each in value] if isinstance(value, list) else value
