"""Somebody of the helpdesk sends a person a step, from the channel and from the dialog of the compose box."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.house import House, house
from tests.e2e.teams import TENANT, Channel, Failure, Json
from tests.e2e.test_helpdesk import DANA, DESK, OMAR, STEP, STRANGER, send_note, told

SENT_BY_DANA = "Dana Novak from the helpdesk sent you this step"


@pytest.fixture
async def bot(tmp_path: Path) -> AsyncIterator[House]:
    async with house(tmp_path, helpdesk_channel=DESK) as running:
        yield running


@pytest.fixture
async def channel(bot: House) -> Channel:
    made = bot.teams.channel(DESK, DANA, OMAR)
    await made.add_bot()
    await made.mention(DANA, "hello")
    return made


@dataclass
class Dialog:
    """Somebody has the dialog open, in a chat that the bot isn't part of."""

    bot: House
    who: str = DANA
    tenant: str = TENANT
    last: Json = field(default_factory=dict)
    shown: Json = field(default_factory=dict)

    async def open(self, **message: Any) -> str:
        value = {"commandId": "send", "commandContext": "message" if message else "compose"}
        return await self._act("composeExtension/fetchTask", value | ({"messagePayload": message} if message else {}))

    async def submit(self, **fields: str) -> str:
        """Fill in and send what is shown; what stood in a field stays there."""
        inputs = {each["id"]: each.get("value", "") for each in self.card["body"] if "id" in each}
        data = self.card["actions"][0]["data"] | {name: value for name, value in inputs.items() if value} | fields
        value = {"commandId": "send", "commandContext": "compose", "data": data}
        return await self._act("composeExtension/submitAction", value)

    async def again(self, **changes: Any) -> str:
        return await self._post(self.last | changes)

    @property
    def card(self) -> Json:
        card: Json = self.shown["value"]["card"]["content"]
        return card

    @property
    def found(self) -> list[str]:
        return [
            choice["value"] for each in self.card["body"] if each.get("id") == "chosen" for choice in each["choices"]
        ]

    async def _act(self, name: str, value: Json) -> str:
        place = {"id": "19:some-chat@thread.v2", "conversationType": "groupChat", "isGroup": True}
        data = {"tenant": {"id": self.tenant}}
        return await self._post(
            self.bot.teams.activity("invoke", self.who, place, name=name, value=value, channelData=data)
        )

    async def _post(self, activity: Json) -> str:
        self.last = activity
        status, body = await self.bot.teams.post(activity)
        assert status == 200
        await self.bot.teams.settled()
        self.shown = body["task"]
        return str(self.shown["value"])


async def test_a_step_is_found_in_the_dialog_and_sent_to_a_person_who_sees_from_whom(
    bot: House, channel: Channel
) -> None:
    chat = bot.teams.person()
    await chat.install()
    dialog = Dialog(bot)
    await dialog.open()
    await dialog.submit(who="aad-aylin-demir", what="restart onedrive")
    assert STEP in dialog.found
    assert "sent you this step" not in told(chat), "nothing is sent before it was chosen"
    assert await dialog.submit(chosen=STEP) == "On its way to Aylin Demir: Quit OneDrive and start it again"
    assert SENT_BY_DANA in chat.words
    events = await bot.parts.store.events(f"msteams|{TENANT}|{DESK}")
    assert [(each.step, each.value[:2]) for each in events if each.name == "StepSent"] == [(STEP, "c:")]


async def test_what_teams_repeats_is_sent_once_and_answered_alike(bot: House, channel: Channel) -> None:
    chat = bot.teams.person()
    await chat.install()
    dialog = Dialog(bot)
    await dialog.open()
    await dialog.submit(who="aad-aylin-demir", what=f"start {STEP}")
    first = await dialog.submit()
    shown = len(chat.messages)
    assert await dialog.again() == first
    assert await dialog.again(id="sent-again-under-another-id") == first
    assert len(chat.messages) == shown
    assert told(chat).count(SENT_BY_DANA) == 1


async def test_opened_at_a_message_it_begins_with_who_wrote_it_and_what(bot: House, channel: Channel) -> None:
    chat = bot.teams.person()
    await chat.install()
    dialog = Dialog(bot)
    user = {"id": "aad-aylin-demir", "displayName": "Aylin Demir"}
    body = {"contentType": "html", "content": "<div>I get <b>0x8004def7</b> &amp; can&#39;t work</div>"}
    await dialog.open(id="1", **{"from": {"user": user}, "body": body})
    fields = {each["id"]: each.get("value") for each in dialog.card["body"]}
    assert (fields["who"], fields["what"]) == ("aad-aylin-demir", "I get 0x8004def7 & can't work")
    await dialog.submit()
    assert dialog.found[0] == "onedrive-sign-in"
    assert await dialog.submit(chosen="onedrive-sign-in") == "On its way to Aylin Demir: Get OneDrive signed in again"
    assert SENT_BY_DANA in told(chat)


async def test_the_person_of_a_case_can_be_named_by_its_number(bot: House, channel: Channel) -> None:
    chat = await send_note(bot)
    dialog = Dialog(bot, OMAR)
    await dialog.open()
    await dialog.submit(case="Case 1001", what=f"start {STEP}")
    assert (await dialog.submit()).startswith("On its way to Aylin Demir")
    assert "Omar Haddad from the helpdesk sent you this step" in told(chat)
    await dialog.open()
    await dialog.submit(case="77", what=f"start {STEP}")
    assert (await dialog.submit()).startswith("To whom?")


async def test_the_form_comes_back_until_all_is_said(bot: House, channel: Channel) -> None:
    dialog = Dialog(bot)
    await dialog.open()
    assert "To whom? Choose a person" in await dialog.submit(what=f"start {STEP}")
    assert "I found nothing for that" in await dialog.submit(who="aad-aylin-demir", what="how to bake bread")
    await dialog.submit(what="0x8004def7")
    assert dialog.found
    await dialog.submit(chosen=dialog.found[0], what="0x8007016a")
    assert dialog.found, "other words are looked up, whatever was chosen before"
    assert await dialog.submit(chosen="no-such-dialog#step")
    assert dialog.found, "what isn't there can't be sent"


async def test_a_stranger_is_told_no_whatever_the_form_says(bot: House, channel: Channel) -> None:
    chat = bot.teams.person()
    await chat.install()
    shown = len(chat.messages)
    mine = Dialog(bot)
    await mine.open()
    await mine.submit(who="aad-aylin-demir", what=f"start {STEP}")
    for who, tenant in ((STRANGER, TENANT), (DANA, "another-tenant")):
        theirs = Dialog(bot, who, tenant)
        assert await theirs.open() == "Only people of the helpdesk can do that. Nothing was changed."
        theirs.shown = mine.shown
        assert await theirs.submit() == "Only people of the helpdesk can do that. Nothing was changed."
    assert len(chat.messages) == shown
    events = await bot.parts.store.events(f"msteams|{TENANT}|{DESK}")
    assert len([each for each in events if each.name == "DeskRefused"]) == 4


async def test_while_nobody_can_say_who_is_in_the_team_nothing_is_sent(bot: House, channel: Channel) -> None:
    bot.service.failures.append(Failure(503))
    assert "I can't find out now" in await Dialog(bot, OMAR).open()


async def test_before_the_channel_is_known_and_without_one_it_is_said_what_to_do(bot: House, tmp_path: Path) -> None:
    assert "Write to me once in the helpdesk's channel" in await Dialog(bot).open()


@pytest.mark.parametrize(
    "value", [None, [], "x", {"data": 3}, {"data": {"who": 1, "what": [2]}}, {"messagePayload": "x"}]
)
async def test_odd_values_are_answered_with_the_form(bot: House, channel: Channel, value: Any) -> None:
    for name in ("composeExtension/fetchTask", "composeExtension/submitAction"):
        dialog = Dialog(bot)
        await dialog._act(name, value)
        assert dialog.shown["type"] == "continue"


async def test_who_has_the_app_and_never_wrote_is_written_to_first(bot: House, channel: Channel) -> None:
    bot.service.installed.add("ben-weber")
    bot.service.rosters[channel.team].add("29:ben-weber")
    chat = bot.teams.person("Ben Weber")
    await channel.mention(DANA, f"send <at>Ben Weber</at> start {STEP}", "Ben Weber")
    assert SENT_BY_DANA in chat.words
    assert len(chat.messages) == 1
    await channel.again()
    assert len(chat.messages) == 1
    await chat.press(next(iter(chat.buttons())))
    assert len(chat.messages) > 1, "the chat goes on as every other"


async def test_who_is_of_no_team_of_the_helpdesk_is_written_to_by_the_id_of_the_directory(
    bot: House, channel: Channel
) -> None:
    bot.service.installed.add("ben-weber")
    chat = bot.teams.person("Ben Weber")
    dialog = Dialog(bot)
    await dialog.open()
    await dialog.submit(who="aad-ben-weber", what=f"start {STEP}")
    assert (await dialog.submit()).startswith("On its way to this person")
    assert SENT_BY_DANA in chat.words


async def test_where_the_app_is_not_there_the_dialog_gives_the_link_instead(bot: House, channel: Channel) -> None:
    dialog = Dialog(bot)
    await dialog.open()
    await dialog.submit(who="aad-ben-weber", what=f"start {STEP}")
    shown = await dialog.submit()
    assert "I can't write to this person yet" in shown
    assert "start%20onedrive-sign-in%23restart-onedrive" in shown
    assert bot.teams.person("Ben Weber").messages == []


async def test_where_the_app_was_taken_away_the_link_is_given_and_when_it_is_back_the_step_comes(
    bot: House, channel: Channel
) -> None:
    chat = bot.teams.person()
    await chat.install()
    shown = len(chat.messages)
    bot.service.rosters[channel.team].add("29:aylin-demir")
    thread = bot.service.chat(f"{DESK};messageid=1")
    bot.service.failures_of[chat.conversation] = Failure(403, "BotNotInConversationRoster")
    await channel.mention(DANA, f"send <at>Aylin Demir</at> start {STEP}", "Aylin Demir")
    assert "I can't write to Aylin Demir yet" in thread[-2].words
    assert len(chat.messages) == shown
    del bot.service.failures_of[chat.conversation]
    await channel.mention(DANA, f"send <at>Aylin Demir</at> start {STEP}", "Aylin Demir")
    assert SENT_BY_DANA in chat.words


async def test_while_teams_does_not_say_whether_somebody_has_the_app_nothing_is_sent(
    bot: House, channel: Channel
) -> None:
    bot.service.installed.add("ben-weber")
    dialog = Dialog(bot)
    await dialog.open()
    await dialog.submit(who="aad-ben-weber", what=f"start {STEP}")
    bot.service.failures.append(Failure(503))
    assert "Try again in a minute" in await dialog.submit()
    assert bot.teams.person("Ben Weber").messages == []
    assert (await dialog.again(id="a-minute-later")).startswith("On its way to")
