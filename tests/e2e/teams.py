"""Teams, played: a connector service that keeps what it was sent, and people who write and press in it.

Everything goes over HTTP, as it does in reality: a person's act is a POST to the bot's endpoint, and what the bot shows
comes as POST, PUT and DELETE to the connector here. Nothing is taken from the bot's own code.
"""

import copy
import itertools
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import aiohttp
from aiohttp import web

Json = dict[str, Any]

TENANT = "7e9c0000-0000-4000-8000-000000000001"
BOT = "28:00000000-0000-0000-0000-000000000000"
_ACTIVITY_IDS = itertools.count(1732400000001)


@dataclass
class Message:
    id: str
    activity: Json
    updates: int = 0

    @property
    def card(self) -> Json | None:
        attachments = self.activity.get("attachments") or []
        return attachments[0]["content"] if attachments else None

    @property
    def actions(self) -> list[Json]:
        actions: list[Json] = (self.card or {}).get("actions", [])
        return actions

    @property
    def words(self) -> str:
        """All that can be read on it, buttons last."""
        if self.card is None:
            return str(self.activity.get("text", ""))
        return "\n".join([*_texts(self.card.get("body", [])), *(action["title"] for action in self.actions)])


def _texts(elements: list[Any]) -> list[str]:
    found: list[str] = []
    for element in elements:
        if isinstance(element, str):
            found.append(element)
            continue
        found += [element[name] for name in ("text", "label", "placeholder") if isinstance(element.get(name), str)]
        inlines = element.get("inlines", [])
        if inlines:
            found.append("".join(_texts(inlines)))
        found += _texts(element.get("items", []))
    return found


@dataclass
class Failure:
    """How the connector answers one call instead of doing it. `does`: it does it all the same."""

    status: int
    code: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    does: bool = False


class Connector:
    """The service side: conversations with their messages, in the order in which they were first shown."""

    def __init__(self) -> None:
        self.url = ""
        self.chats: dict[str, list[Message]] = {}
        self.calls: list[tuple[str, str]] = []
        self.typing: list[str] = []
        self.tokens: list[str | None] = []
        self.failures: deque[Failure] = deque()
        self.failures_of: dict[str, Failure] = {}
        """Conversations that take nothing now."""
        self.rosters: dict[str, set[str]] = {}
        """Team -> the ids of its members."""
        self.installed: set[str] = set()
        """Names of people who have the app and never wrote, as their ids have them."""
        self._numbers = itertools.count(1)

    async def _member(self, request: web.Request) -> web.Response:
        """Somebody of a team, or of their own chat."""
        place, id = request.match_info["conversation"], request.match_info["member"]
        self.calls.append((request.method, place))
        if self.failures:
            return _refusal(self.failures.popleft())
        handle = id.removeprefix("29:").removeprefix("aad-")
        id = f"29:{handle}"
        if id not in self.rosters.get(place, ()) and place != f"a:{handle}":
            return _refusal(Failure(404, "MemberNotFoundInConversation"))
        name = f"{handle.replace('-', '.')}@contoso.com"
        shown = handle.replace("-", " ").title()
        return web.json_response({"id": id, "aadObjectId": f"aad-{handle}", "userPrincipalName": name, "name": shown})

    async def _begin(self, request: web.Request) -> web.Response:
        """Somebody's own chat with the bot: the same one whenever it is asked for."""
        asked = await request.json()
        self.calls.append((request.method, ""))
        if self.failures:
            return _refusal(self.failures.popleft())
        (member,) = asked["members"]
        if asked["isGroup"] or asked["tenantId"] != TENANT or asked["channelData"] != {"tenant": {"id": TENANT}}:
            return _refusal(Failure(400, "BadSyntax"))
        handle = member["id"].removeprefix("29:").removeprefix("aad-")
        if handle not in self.installed and f"a:{handle}" not in self.chats:
            return _refusal(Failure(403, "BotNotInConversationRoster"))
        return web.json_response({"id": f"a:{handle}"}, status=201)

    def chat(self, conversation: str) -> list[Message]:
        return self.chats.setdefault(conversation, [])

    async def _handle(self, request: web.Request) -> web.Response:
        conversation, message = request.match_info["conversation"], request.match_info.get("message")
        self.calls.append((request.method, conversation))
        self.tokens.append(request.headers.get("Authorization"))
        failure = self.failures_of.get(conversation) or (self.failures.popleft() if self.failures else None)
        if failure is not None and not failure.does:
            return _refusal(failure)
        done = self._do(request.method, conversation, message, await request.json() if request.can_read_body else {})
        return _refusal(failure) if failure is not None else done

    def _do(self, method: str, conversation: str, message: str | None, activity: Json) -> web.Response:
        if activity.get("type") == "typing":
            self.typing.append(conversation)
            return web.json_response({"id": "typing"}, status=201)
        chat = self.chat(conversation)
        if method == "POST":
            shown = Message(f"m{next(self._numbers)}", activity)
            chat.append(shown)
            return web.json_response({"id": shown.id}, status=201)
        # A message below another one is found by the channel's id too: ids are of the channel, not of the thread.
        threads = [chat, *(shown for place, shown in self.chats.items() if place.startswith(f"{conversation};"))]
        chat, found = next(((shown, each) for shown in threads for each in shown if each.id == message), (chat, None))
        if found is None:
            return _refusal(Failure(404, "ActivityNotFoundInConversation"))
        if method == "DELETE":
            chat.remove(found)
        else:
            found.activity, found.updates = activity, found.updates + 1
        return web.json_response({"id": found.id})


def _refusal(failure: Failure) -> web.Response:
    body = {"error": {"code": failure.code, "message": "as the test wants it"}} if failure.code else {}
    return web.json_response(body, status=failure.status, headers=failure.headers)


@asynccontextmanager
async def connector(port: int = 0) -> AsyncIterator[Connector]:
    """A running connector service on a port of this computer."""
    service = Connector()
    app = web.Application(client_max_size=1024 * 1024)
    app.router.add_route("POST", "/v3/conversations/{conversation}/activities", service._handle)
    app.router.add_route("*", "/v3/conversations/{conversation}/activities/{message}", service._handle)
    app.router.add_get("/v3/conversations/{conversation}/members/{member}", service._member)
    app.router.add_post("/v3/conversations", service._begin)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    service.url = f"http://127.0.0.1:{runner.addresses[0][1]}/"
    try:
        yield service
    finally:
        await runner.cleanup()


async def _nothing() -> None:
    return None


class Teams:
    """The client side. `settled`: waits until the bot has sent what it has to send."""

    def __init__(
        self,
        bot_url: str,
        service: Connector,
        session: aiohttp.ClientSession,
        settled: Callable[[], Awaitable[None]] = _nothing,
    ) -> None:
        self.endpoint = f"{bot_url}/api/messages"
        self.service = service
        self.session = session
        self.settled = settled
        self.headers: dict[str, str] = {}

    def person(self, name: str = "Aylin Demir") -> "Chat":
        return Chat(self, name)

    def channel(self, id: str, *agents: str) -> "Channel":
        """A channel of a team that has these members."""
        channel = Channel(self, id)
        self.service.rosters[channel.team] = {f"29:{name.lower().replace(' ', '-')}" for name in agents}
        return channel

    def activity(self, kind: str, who: str, conversation: Json, /, **more: Any) -> Json:
        handle = who.lower().replace(" ", "-")
        body: Json = {
            "type": kind,
            "id": str(next(_ACTIVITY_IDS)),
            "timestamp": "2026-11-24T09:30:00.1234567Z",
            "localTimezone": "Europe/Berlin",
            "serviceUrl": self.service.url,
            "channelId": "msteams",
            "from": {"id": f"29:{handle}", "name": who, "aadObjectId": f"aad-{handle}"},
            "conversation": {"tenantId": TENANT, **conversation},
            "recipient": {"id": BOT, "name": "Unstuck"},
            "entities": [{"type": "clientInfo", "locale": "en-US", "country": "US", "platform": "Windows"}],
            "channelData": {"tenant": {"id": TENANT}},
            "locale": "en-US",
        }
        return {field: value for field, value in (body | more).items() if value is not None}

    async def post(self, activity: Json) -> tuple[int, Any]:
        """Status and JSON (None for an empty body)."""
        async with self.session.post(self.endpoint, json=activity, headers=self.headers) as response:
            body = await response.read()
            return response.status, (await response.json() if body else None)


class Chat:
    """One person in their own chat with the bot. What they see is what the connector was sent."""

    def __init__(self, teams: Teams, name: str) -> None:
        self.teams = teams
        self.name = name
        self.conversation = f"a:{name.lower().replace(' ', '-')}"
        self.last: Json = {}

    @property
    def messages(self) -> list[Message]:
        return self.teams.service.chat(self.conversation)

    @property
    def words(self) -> str:
        """What the bot said last."""
        return self.messages[-1].words if self.messages else ""

    @property
    def live(self) -> Message:
        """The newest message with buttons."""
        return next(message for message in reversed(self.messages) if message.actions)

    def buttons(self, *, on: Message | None = None) -> dict[str, Json]:
        """Verb -> action, of the newest card that has some."""
        return {action["verb"]: action for action in (on or self.live).actions if "verb" in action}

    async def install(self) -> None:
        """Both events that Teams sends when the app is installed."""
        await self._act("installationUpdate", action="add")
        await self._act("conversationUpdate", membersAdded=[{"id": BOT}])

    async def say(self, text: str, **more: Any) -> str:
        """Write something; what the bot says last is given back."""
        await self._act("message", text=text, textFormat="plain", **more)
        return self.words

    async def edit(self, text: str) -> str:
        data = {"tenant": {"id": TENANT}, "eventType": "editMessage"}
        await self._act("messageUpdate", id=self.last["id"], text=text, channelData=data, timestamp=self._later())
        return self.words

    async def press(self, verb: str, *, on: Message | None = None, **fields: str) -> Json:
        """Press a button as Teams does with Action.Execute; the answer of the invoke is given back."""
        message = on or self.live
        action = self.buttons(on=message)[verb]
        value = {
            "action": {"type": "Action.Execute", "verb": verb, "data": {**action.get("data", {}), **fields}},
            "trigger": "manual",
        }
        status, body = await self._act("invoke", name="adaptiveCard/action", value=value, replyToId=message.id)
        assert status == 200
        answer: Json = body
        return answer

    async def submit(self, verb: str, *, on: Message | None = None, **fields: str) -> str:
        """Press the same button in a client that only knows Action.Submit."""
        message = on or self.live
        data = self.buttons(on=message)[verb]["fallback"]["data"]
        await self._act("message", value={**data, **fields}, replyToId=message.id)
        return self.words

    async def again(self, **changes: Any) -> tuple[int, Any]:
        """Send the last activity once more, as it was or with changes."""
        answer = await self.teams.post(copy.deepcopy(self.last) | changes)
        await self.teams.settled()
        return answer

    async def mention(self, text: str, channel: str = "19:team@thread.tacv2;messageid=1") -> tuple[int, Any]:
        """Mention the bot in a channel."""
        entity = {"type": "mention", "mentioned": {"id": BOT, "name": "Unstuck"}, "text": "<at>Unstuck</at>"}
        conversation = {"id": channel, "conversationType": "channel", "isGroup": True}
        activity = self.teams.activity(
            "message", self.name, conversation, text=f"<at>Unstuck</at> {text}", entities=[entity]
        )
        self.last = activity
        answer = await self.teams.post(activity)
        await self.teams.settled()
        return answer

    async def _act(self, kind: str, **more: Any) -> tuple[int, Any]:
        conversation = {"id": self.conversation, "conversationType": "personal"}
        self.last = self.teams.activity(kind, self.name, conversation, **more)
        status, body = await self.teams.post(self.last)
        assert status == 200, (status, body)
        await self.teams.settled()
        return status, body

    def _later(self) -> str:
        return f"2026-11-24T09:31:{len(self.messages) % 60:02}Z"


class Channel:
    """A channel of a team, and the people who act in it."""

    def __init__(self, teams: Teams, id: str) -> None:
        self.teams = teams
        self.id = id
        self.team = "19:team@thread.tacv2"
        self.last: Json = {}

    @property
    def messages(self) -> list[Message]:
        return self.teams.service.chat(self.id)

    async def add_bot(self, by: str = "Dana Novak", tenant: str = TENANT) -> None:
        """The app is added to the team, for this channel."""
        chosen = {"settings": {"selectedChannel": {"id": self.id}}, "eventType": "teamMemberAdded"}
        await self._act("conversationUpdate", by, self.team, tenant, chosen, membersAdded=[{"id": BOT}])

    async def press(
        self,
        who: str,
        verb: str,
        *,
        on: Message | Json | None = None,
        tenant: str = TENANT,
        place: str = "",
        **fields: str,
    ) -> Json:
        """Press a button; the answer of the invoke is given back. `on`: a message, or a card that was an answer."""
        message = self.messages[-1] if on is None or isinstance(on, dict) else on
        actions = on["actions"] if isinstance(on, dict) else message.actions
        action = next(each for each in actions if each.get("verb") == verb)
        return await self.invoke(
            who, verb, action["data"] | fields, tenant=tenant, place=place or f"{self.id};messageid={message.id}"
        )

    async def submit(self, who: str, verb: str, *, on: Message | None = None, **fields: str) -> None:
        """Press a button in a client that knows only Action.Submit: it shows no answer."""
        message = on or self.messages[-1]
        action = next(each for each in message.actions if each.get("verb") == verb)
        data = action["fallback"]["data"] | fields
        place = f"{self.id};messageid={self.messages[-1].id}"
        await self._act("message", who, place, TENANT, {}, value=data, replyToId=message.id)

    async def invoke(self, who: str, verb: str, data: Json, *, tenant: str = TENANT, place: str = "") -> Json:
        """What a press sends, whatever the card shows."""
        value = {"action": {"type": "Action.Execute", "verb": verb, "data": data}, "trigger": "manual"}
        more = {"name": "adaptiveCard/action", "value": value}
        answer: Json = await self._act("invoke", who, place or self.id, tenant, {}, **more)
        return answer

    async def mention(self, who: str, text: str, *people: str) -> None:
        """Mention the bot, and people whose names stand in the text as `<at>Name</at>`."""
        named = [(BOT, "Unstuck"), *((f"29:{name.lower().replace(' ', '-')}", name) for name in people)]
        entities = [
            {"type": "mention", "mentioned": {"id": id, "name": name}, "text": f"<at>{name}</at>"} for id, name in named
        ]
        text = f"<at>Unstuck</at> {text}"
        await self._act("message", who, f"{self.id};messageid=1", TENANT, {}, text=text, entities=entities)

    async def again(self, **changes: Any) -> Json:
        """Send the last activity once more, as it was or with changes."""
        status, body = await self.teams.post(copy.deepcopy(self.last) | changes)
        assert status == 200, (status, body)
        await self.teams.settled()
        answer: Json = body
        return answer

    async def _act(self, kind: str, who: str, place: str, tenant: str, data: Json, **more: Any) -> Any:
        conversation = {"id": place, "conversationType": "channel", "isGroup": True, "tenantId": tenant}
        channel = {"tenant": {"id": tenant}, "team": {"id": self.team}, **data}
        self.last = self.teams.activity(kind, who, conversation, channelData=channel, **more)
        status, body = await self.teams.post(self.last)
        assert status == 200, (status, body)
        await self.teams.settled()
        return body
