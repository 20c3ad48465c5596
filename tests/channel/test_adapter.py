"""What code written for botbuilder may expect of our adapter."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest
from botbuilder.core import MessageFactory, Middleware, TurnContext
from botbuilder.schema import Activity, Attachment, ChannelAccount
from botframework.connector.auth import ClaimsIdentity

from bot.channel.adapter import TeamsAdapter, wire
from bot.channel.clouds import ServiceHosts
from bot.channel.connector import Connector, new_session
from bot.channel.parsing import parse
from tests.channel.wired import wired
from tests.e2e.teams import Connector as Service
from tests.e2e.teams import connector as running_service

CALLER = ClaimsIdentity({}, False)


@dataclass
class Desk:
    service: Service
    adapter: TeamsAdapter

    def activity(self) -> Activity:
        return parse(wired("message-text", serviceUrl=self.service.url))


@pytest.fixture
async def desk() -> AsyncIterator[Desk]:
    async with running_service() as service, new_session() as session:
        yield Desk(service, TeamsAdapter(Connector(session, ServiceHosts(frozenset(), loopback_only=True), None)))


async def test_a_handler_of_the_sdk_can_send_update_and_delete(desk: Desk) -> None:
    async def handler(context: TurnContext) -> None:
        sent = await context.send_activity("hello")
        assert sent is not None
        changed = MessageFactory.text("hello again")
        changed.id = sent.id
        await context.update_activity(changed)
        assert [message.words for message in desk.service.chat("a:1Xy-personal")] == ["hello again"]
        await context.delete_activity(sent.id)

    assert await desk.adapter.process(desk.activity(), CALLER, handler) is None
    assert [method for method, _ in desk.service.calls] == ["POST", "PUT", "DELETE"]
    assert desk.service.chat("a:1Xy-personal") == []


async def test_a_middleware_of_the_sdk_sees_every_turn(desk: Desk) -> None:
    seen = []

    class Watching(Middleware):
        async def on_turn(self, context: TurnContext, logic: object) -> None:
            seen.append(context.activity.type)
            await logic()  # type: ignore[operator]

    desk.adapter.use(Watching())  # type: ignore[no-untyped-call]

    async def handler(context: TurnContext) -> None:
        seen.append("handler")

    await desk.adapter.process(desk.activity(), CALLER, handler)
    assert seen == ["message", "handler"]


async def test_the_answer_to_an_invoke_is_the_plain_dictionary_that_was_given(desk: Desk) -> None:
    async def handler(context: TurnContext) -> None:
        desk.adapter.answer_invoke(context, {"statusCode": 200})

    assert await desk.adapter.process(desk.activity(), CALLER, handler) == {"statusCode": 200}


def test_a_model_becomes_the_json_that_the_connector_wants() -> None:
    activity = Activity(
        type="message",
        from_property=ChannelAccount(id="28:b", aad_object_id="x"),
        attachments=[Attachment(content_type="text/plain", content={"a": [1]})],
        reply_to_id="7",
    )
    assert wire(activity) == {
        "type": "message",
        "from": {"id": "28:b", "aadObjectId": "x"},
        "attachments": [{"contentType": "text/plain", "content": {"a": [1]}}],
        "replyToId": "7",
    }
