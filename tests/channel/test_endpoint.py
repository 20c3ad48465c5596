import asyncio
import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from tests.channel.directory import APP_ID, Directory, directory
from tests.channel.wired import NAMES, wired
from tests.e2e.house import House, house
from tests.e2e.teams import BOT, TENANT, Failure, Teams

PERSONAL = "a:1Xy-personal"
CHANNEL = "19:team@thread.tacv2;messageid=1732400000000"
GROUP = "19:meeting_abc@thread.v2"
CARD = "application/vnd.microsoft.card.adaptive"
MESSAGE = "application/vnd.microsoft.activity.message"


async def send(bot: House, name: str, **changes: Any) -> tuple[int, Any]:
    answer = await bot.teams.post(wired(name, **{"serviceUrl": bot.service.url} | changes))
    await bot.teams.settled()
    return answer


# Fixture -> the kind of answer, and how many messages are then to be seen in which conversation.
ROWS: dict[str, tuple[str, int, str]] = {
    "action-automatic": (MESSAGE, 0, PERSONAL),  # a card that nobody knows: nothing is sent from a refresh
    "action-channel": (MESSAGE, 0, CHANNEL),
    "action-manual": (MESSAGE, 1, PERSONAL),  # a token of nobody: said kindly
    "action-no-trigger": (MESSAGE, 1, PERSONAL),
    "channel-renamed": ("", 0, CHANNEL),
    "end-of-conversation": ("", 0, PERSONAL),
    "event-read-receipt": ("", 0, PERSONAL),
    "extension-anonymous-query-link": ("compose", 0, PERSONAL),
    "extension-query": ("compose", 0, PERSONAL),
    "extension-query-link": ("compose", 0, PERSONAL),
    "handoff-action": ("", 1, PERSONAL),
    "installation-add": ("", 1, PERSONAL),
    "installation-add-upgrade": ("", 1, PERSONAL),
    "installation-remove": ("", 0, PERSONAL),
    "invoke-file-consent": ("", 0, PERSONAL),
    "invoke-nameless": ("", 0, PERSONAL),
    "invoke-task-fetch": ("", 0, PERSONAL),
    "invoke-task-submit": ("", 0, PERSONAL),
    "invoke-unknown": ("", 0, PERSONAL),
    "members-added-bot": ("", 1, PERSONAL),
    "members-added-bot-to-team": ("", 0, CHANNEL),
    "members-added-person": ("", 0, PERSONAL),
    "members-removed": ("", 0, PERSONAL),
    "message-channel-mention": ("", 1, CHANNEL),
    "message-channel-reply": ("", 1, CHANNEL),
    "message-deleted": ("", 0, PERSONAL),
    "message-edited": ("", 1, PERSONAL),
    "message-empty": ("", 1, PERSONAL),
    "message-file": ("", 1, PERSONAL),
    "message-group-chat": ("", 1, GROUP),
    "message-group-quoted": ("", 1, GROUP),
    "message-no-text": ("", 1, PERSONAL),
    "message-phone": ("", 1, PERSONAL),
    "message-picture": ("", 1, PERSONAL),
    "message-quoted": ("", 1, PERSONAL),
    "message-quoted-old": ("", 1, PERSONAL),
    "message-submit": ("", 1, PERSONAL),
    "message-text": ("", 1, PERSONAL),
    "message-undeleted": ("", 1, PERSONAL),
    "reaction-added": ("", 0, PERSONAL),
    "reaction-removed": ("", 0, PERSONAL),
    "type-unknown": ("", 0, PERSONAL),
    "typing": ("", 0, PERSONAL),
}


@pytest.mark.parametrize("name", NAMES)
async def test_each_activity_of_teams_is_answered_as_teams_expects(bot: House, name: str) -> None:
    answer, messages, conversation = ROWS[name]
    status, body = await send(bot, name)
    assert status == 200
    match answer:
        case "":
            assert body is None
        case "compose":
            told = body["composeExtension"]
            assert (told["type"], told["attachmentLayout"]) == ("result", "list")
            assert len(told["attachments"]) == (name == "extension-query"), "without a public address no link is ours"
        case kind:
            assert (body["statusCode"], body["type"]) == (200, kind)
            assert isinstance(body["value"], str)
    assert len(bot.service.chat(conversation)) == messages
    assert sum(len(chat) for chat in bot.service.chats.values()) == messages


async def test_the_message_extension_leaves_nothing_behind(bot: House, tmp_path: Path) -> None:
    for name in ("extension-query", "extension-query-link", "extension-anonymous-query-link"):
        await send(bot, name)
    with sqlite3.connect(tmp_path / "unstuck.sqlite3") as db:
        assert db.execute("SELECT COUNT(*) FROM session").fetchone() == (0,)


async def test_an_installation_is_greeted_once_though_both_events_come(teams: Teams) -> None:
    chat = teams.person()
    await chat.install()
    await chat.again()
    assert ["Hello, I'm Unstuck" in message.words for message in chat.messages] == [True]


async def test_the_same_activity_is_one_turn_however_often_it_comes(teams: Teams) -> None:
    chat = teams.person()
    await chat.say("0x8004def7")
    again = await asyncio.gather(*(teams.post(chat.last) for _ in range(5)))
    await teams.settled()
    assert {status for status, _ in again} == {200}
    assert len(chat.messages) == 1


async def test_twenty_messages_at_once_are_twenty_turns_with_a_reply_each(teams: Teams) -> None:
    chat = teams.person()
    activities = [
        teams.activity("message", chat.name, {"id": chat.conversation, "conversationType": "personal"}, text="hello")
        for _ in range(20)
    ]
    answers = await asyncio.gather(*(teams.post(activity) for activity in activities))
    await teams.settled()
    assert [status for status, _ in answers] == [200] * 20
    assert len(chat.messages) == 20


async def test_a_press_under_new_ids_is_one_press_and_gets_the_same_answer(teams: Teams) -> None:
    chat = teams.person()
    await chat.say("0x8004def7")
    first = await chat.press("start")
    shown = len(chat.messages)
    for number in range(3):
        status, repeated = await chat.again(id=f"new-{number}")
        assert (status, repeated) == (200, first)
    assert len(chat.messages) == shown


async def test_a_press_freezes_the_card_for_all_devices_and_the_next_step_is_a_new_message(teams: Teams) -> None:
    chat = teams.person()
    await chat.say("0x8004def7")
    asked = chat.live
    answer = await chat.press("start")
    assert (answer["statusCode"], answer["type"]) == (200, CARD)
    assert "actions" not in answer["value"]
    assert asked.card == answer["value"]
    assert asked.updates == 1
    assert chat.live is not asked


async def test_the_fallback_of_a_button_does_what_the_button_does(teams: Teams) -> None:
    pressing, submitting = teams.person("Aylin Demir"), teams.person("Bo Lind")
    for chat in (pressing, submitting):
        await chat.say("0x8004def7")
    await pressing.press("start")
    await submitting.submit("start")
    assert [message.words for message in pressing.messages] == [message.words for message in submitting.messages]


async def test_every_button_keeps_the_clients_own_word_to_itself(teams: Teams) -> None:
    chat = teams.person()
    await chat.say("0x8004def7")
    hidden = {"feedback": {"hide": True}}
    assert chat.live.actions
    assert all(action["msTeams"] == action["fallback"]["msTeams"] == hidden for action in chat.live.actions)


async def test_a_card_is_sent_alone_with_a_summary(teams: Teams) -> None:
    chat = teams.person()
    await chat.say("0x8004def7")
    activity = chat.messages[-1].activity
    assert "text" not in activity
    assert 0 < len(activity["summary"]) <= 90
    assert "0x8004def7" not in activity["summary"]


async def test_a_refresh_shows_the_card_as_it_is_and_does_nothing(teams: Teams) -> None:
    chat = teams.person()
    await chat.say("0x8004def7")
    card, calls = chat.live.card, len(teams.service.calls)
    data = chat.buttons()["start"]["data"]
    value = {"action": {"type": "Action.Execute", "verb": "start", "data": data}, "trigger": "automatic"}
    conversation = {"id": chat.conversation, "conversationType": "personal"}
    status, answer = await teams.post(
        teams.activity("invoke", chat.name, conversation, name="adaptiveCard/action", value=value)
    )
    await teams.settled()
    assert (status, answer["type"], answer["value"]) == (200, CARD, card)
    assert len(teams.service.calls) == calls


async def test_somebody_elses_card_token_does_nothing(teams: Teams) -> None:
    victim, stranger = teams.person("Aylin Demir"), teams.person("Eve Roe")
    await victim.say("0x8004def7")
    before = [message.words for message in victim.messages]
    data = victim.buttons()["start"]["data"]
    await stranger.say("hello")
    conversation = {"id": stranger.conversation, "conversationType": "personal"}
    value = {"action": {"type": "Action.Execute", "verb": "start", "data": data}, "trigger": "manual"}
    status, answer = await teams.post(
        teams.activity("invoke", stranger.name, conversation, name="adaptiveCard/action", value=value)
    )
    await teams.settled()
    assert status == 200
    assert "8004def7" not in str(answer)
    assert "8004def7" not in stranger.words
    assert [message.words for message in victim.messages] == before


async def test_an_edited_message_is_read_anew(teams: Teams) -> None:
    chat = teams.person()
    await chat.say("my printer is on fire")
    assert "0x8007016a" in await chat.edit("OneDrive says 0x8007016a")


async def test_a_code_in_a_quoted_message_was_not_said(teams: Teams) -> None:
    chat = teams.person()
    quote = {"type": "quotedReply", "quotedReply": {"messageId": "m1", "preview": "0x8007016a"}}
    said = await chat.say('<quoted messageId="m1"/>0x8004def7', entities=[quote])
    assert "0x8004def7" in said
    assert "0x8007016a" not in said


async def test_in_a_channel_there_is_one_card_that_leads_to_the_own_chat(teams: Teams, tmp_path: Path) -> None:
    chat = teams.person()
    status, _ = await chat.mention("OneDrive says 0x8004def7")
    await chat.again()
    (message,) = teams.service.chat("19:team@thread.tacv2;messageid=1")
    (button,) = message.actions
    assert status == 200
    assert button["type"] == "Action.OpenUrl"
    assert button["url"].startswith("https://teams.microsoft.com/l/chat/0/0?users=28%3A")
    assert "0x8004def7" not in message.words
    assert chat.messages == []


async def test_somebody_is_seen_typing_only_when_a_turn_takes_long(bot: House, tmp_path: Path) -> None:
    chat = bot.teams.person()
    await chat.say("0x8004def7")
    assert bot.service.typing == []
    with sqlite3.connect(tmp_path / "unstuck.sqlite3", isolation_level=None) as other:
        other.execute("BEGIN IMMEDIATE")
        slow = asyncio.create_task(chat.say("hello"))
        await asyncio.sleep(1.4)
        other.execute("COMMIT")
        await slow
    assert bot.service.typing == [chat.conversation]


async def test_a_database_that_cannot_be_written_is_503_and_the_message_counts_when_it_comes_again(
    bot: House, tmp_path: Path
) -> None:
    chat = bot.teams.person()
    await chat.say("hello")
    with sqlite3.connect(tmp_path / "unstuck.sqlite3", isolation_level=None) as other:
        other.execute("BEGIN IMMEDIATE")
        activity = chat.last | {"id": "later", "text": "0x8004def7"}
        began = asyncio.get_running_loop().time()
        status, _ = await bot.teams.post(activity)
        assert status == 503
        assert asyncio.get_running_loop().time() - began < 3
        other.execute("COMMIT")
    status, _ = await bot.teams.post(activity)
    await bot.teams.settled()
    assert status == 200
    assert "0x8004def7" in chat.words


async def test_a_connector_that_fails_once_shows_everything_once(teams: Teams) -> None:
    chat = teams.person()
    teams.service.failures.append(Failure(429, headers={"Retry-After": "0"}))
    await chat.say("0x8004def7")
    deadline = asyncio.get_running_loop().time() + 10
    while not chat.messages and asyncio.get_running_loop().time() < deadline:
        await asyncio.sleep(0.05)
        await teams.settled()
    assert len(chat.messages) == 1


# --- with an app id --------------------------------------------------------------------------------------------------


@pytest.fixture
async def login() -> AsyncIterator[Directory]:
    async with directory() as service:
        yield service


@pytest.fixture
async def real(tmp_path: Path, login: Directory) -> AsyncIterator[House]:
    """A bot with an app id, whose service host is the connector of this test."""
    options = {
        "app_id": APP_ID,
        "app_secret": "s3cr3t",
        "app_tenant": "contoso",
        "openid_metadata": login.metadata_url,
        "login_url": login.url,
        "service_hosts": "127.0.0.1",
        "tenants": TENANT,
    }
    async with house(tmp_path, **options) as running:
        running.teams.headers["Authorization"] = login.header(running.service.url)
        yield running


async def test_with_an_app_id_a_checked_caller_is_answered_with_our_own_token(real: House) -> None:
    chat = real.teams.person()
    assert "0x8004def7" in await chat.say("0x8004def7")
    await chat.press("start")
    assert set(real.service.tokens) == {"Bearer own-1"}
    assert BOT.removeprefix("28:") == APP_ID


@pytest.mark.parametrize("header", [None, "", "Bearer x", "Basic x"])
async def test_without_a_good_token_nothing_happens(real: House, header: str | None) -> None:
    real.teams.headers = {"Authorization": header} if header is not None else {}
    status, _ = await real.teams.post(wired("message-text", serviceUrl=real.service.url))
    assert status == 401
    assert real.service.calls == []


async def test_another_tenant_is_refused(real: House) -> None:
    body = wired("message-text", serviceUrl=real.service.url, channelData={"tenant": {"id": "other"}})
    status, _ = await real.teams.post(body)
    assert status == 403


async def test_a_token_for_another_service_url_is_refused(real: House, login: Directory) -> None:
    real.teams.headers["Authorization"] = login.header("https://smba.trafficmanager.net/emea/")
    status, _ = await real.teams.post(wired("message-text", serviceUrl=real.service.url))
    assert status == 401


async def test_with_an_app_id_there_is_no_playground(real: House) -> None:
    for path in ("/", "/playground/say", "/playground/chat.css"):
        async with real.session.get(real.url + path) as response:
            assert response.status == 404


async def test_without_any_key_the_caller_is_asked_to_come_again(tmp_path: Path, login: Directory) -> None:
    login.down = True
    options = {"app_id": APP_ID, "app_secret": "s", "openid_metadata": login.metadata_url, "login_url": login.url}
    async with house(tmp_path, **options) as running:
        running.teams.headers["Authorization"] = login.header(running.service.url)
        status, _ = await running.teams.post(wired("message-text", serviceUrl=running.service.url))
        assert status == 503
