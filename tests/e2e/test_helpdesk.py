"""A person, two people of the helpdesk, and their channel: a case from the note to the end."""

import io
import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot import log
from bot.helpdesk.cases import Case
from tests.databases import execute
from tests.e2e.house import House, house
from tests.e2e.teams import TENANT, Channel, Chat, Failure, Json, Message
from tests.e2e.test_breaks import until

DESK = "19:desk@thread.tacv2"
DANA, OMAR, STRANGER = "Dana Novak", "Omar Haddad", "Somebody Else"


@pytest.fixture
async def bot(tmp_path: Path) -> AsyncIterator[House]:
    async with house(tmp_path, helpdesk_channel=DESK) as running:
        yield running


@pytest.fixture
async def channel(bot: House) -> Channel:
    made = bot.teams.channel(DESK, DANA, OMAR)
    await made.add_bot()
    return made


async def send_note(bot: House, name: str = "Aylin Demir", words: str = "I need the files at 3") -> Chat:
    chat = bot.teams.person(name)
    await chat.say("0x8004def7")
    await chat.press("start")
    await chat.press("person")
    await chat.press("send", note=words)
    return chat


async def case_of(bot: House) -> Case:
    return (await bot.parts.store.cases())[0]


def said(answer: Json) -> str:
    """The text of an answer that is no card."""
    assert answer["type"] == "application/vnd.microsoft.activity.message", answer
    return str(answer["value"])


def steps_on(message: Message) -> list[Json]:
    """The steps that its card offers to go on at."""
    assert message.card is not None
    steps: list[Json] = next(each for each in message.card["body"] if each["type"] == "Input.ChoiceSet")["choices"]
    return steps


def told(chat: Chat) -> str:
    """All that the bot said in that chat."""
    return "\n".join(message.words for message in chat.messages)


async def test_a_case_is_taken_moved_on_and_closed_and_its_person_hears_of_each(bot: House, channel: Channel) -> None:
    chat = await send_note(bot)
    (claim,) = channel.messages
    assert "Case 1001, waiting since" in claim.words
    for part in ("Aylin Demir", "I need the files at 3", "I'll take it", "Open the chat"):
        assert part in claim.words
    assert "Sent to the helpdesk" in told(chat)

    await channel.press(DANA, "take")
    assert "Case 1001, taken by Dana Novak" in claim.words
    assert "Dana Novak has taken your case" in told(chat)

    step = steps_on(claim)[2]
    await channel.press(DANA, "continue", step=step["value"])
    assert "Dana Novak from the helpdesk sent you this step" in told(chat)
    assert step["title"].rsplit(", ", 1)[-1] in chat.words
    assert "Their chat went on at:" in claim.words

    question = (await channel.press(DANA, "close"))["value"]
    assert "Which step fixed it?" in str(question)
    assert "Case 1001, taken by Dana Novak" in claim.words, "the question is for whoever pressed"
    await channel.press(DANA, "close-now", on=question, fixed_by=step["value"], how="new licence")
    assert claim.words.startswith("Case 1001, closed by Dana Novak. What fixed it:")
    assert claim.actions == []
    assert "The helpdesk has closed your case" in told(chat)
    case = await case_of(bot)
    assert (case.state, case.closed_name, case.fixed_by, case.how) == ("closed", DANA, step["value"], "new licence")
    assert len(channel.messages) == 1


async def test_of_two_who_take_it_at_once_one_has_it_and_the_other_is_told_who(bot: House, channel: Channel) -> None:
    chat = await send_note(bot)
    waiting = channel.messages[0].activity
    await channel.press(DANA, "take")
    channel.messages[0].activity = waiting  # as Omar's client still shows it
    answer = await channel.press(OMAR, "take")
    assert said(answer) == "Dana Novak has case 1001 already."
    assert (await case_of(bot)).taken_name == DANA
    assert told(chat).count("has taken your case") == 1


async def test_what_is_given_back_waits_and_another_one_takes_it(bot: House, channel: Channel) -> None:
    chat = await send_note(bot)
    await channel.press(DANA, "take")
    assert "Give it back first" in said(await channel.press(OMAR, "close"))
    await channel.press(OMAR, "give-back")
    assert "Case 1001, waiting since" in channel.messages[0].words
    assert "Your case waits again" in told(chat)
    await channel.press(OMAR, "take")
    await channel.press(OMAR, "give-back")
    await channel.press(DANA, "take")
    assert (await case_of(bot)).taken_name == DANA


async def test_a_press_that_teams_repeats_counts_once(bot: House, channel: Channel) -> None:
    chat = await send_note(bot)
    await channel.press(DANA, "take")
    await channel.press(DANA, "continue", step=steps_on(channel.messages[0])[0]["value"])
    shown = len(chat.messages)
    again = await channel.again()
    other = await channel.again(id="sent-again-under-another-id")
    assert again == other
    assert len(chat.messages) == shown
    assert told(chat).count("sent you this step") == 1


async def test_what_the_person_does_shows_on_the_card(bot: House, channel: Channel) -> None:
    chat = await send_note(bot)
    await chat.press("add", note="it also happens on my phone")
    assert "it also happens on my phone" in channel.messages[0].words
    below = bot.service.chat(f"{DESK};messageid={channel.messages[0].id}")
    assert below == [], "nobody has it yet"
    await channel.press(DANA, "take")
    await chat.say("add: and on my tablet")
    assert [message.words for message in below] == ["Case 1001: the person added something. It stands on the card now."]
    await chat.say("it works now")
    assert below[-1].words == "Case 1001: the person says that it works now."
    assert "closed by the person" in channel.messages[0].words
    assert channel.messages[0].actions == []
    assert (await case_of(bot)).state == "closed"

    other = await send_note(bot, "Ben Weber")
    await other.press("withdraw")
    assert channel.messages[1].words == "Case 1002, taken back by the person"


async def test_nobody_but_the_helpdesk_can_do_anything_with_a_case(bot: House, channel: Channel) -> None:
    chat = await send_note(bot)
    (claim,) = channel.messages
    before = await case_of(bot)
    data = claim.actions[0]["data"]
    refused = "Only people of the helpdesk can do that. Nothing was changed."
    assert said(await channel.press(STRANGER, "take")) == refused
    assert said(await channel.press(DANA, "take", tenant="another-tenant")) == refused
    for verb in ("take", "continue", "close-now", "give-back"):
        for forged in (data, data | {"helpdesk": "yes", "taken_by": "aad-somebody-else", "fixed_by": "it"}):
            assert said(await channel.invoke(STRANGER, verb, forged)) == refused
    # A person presses the helpdesk's button in their own chat.
    await chat._act("invoke", name="adaptiveCard/action", value={"action": {"verb": "take", "data": data}})
    assert "That button is no longer in use" in chat.words
    # Somebody of the helpdesk presses it elsewhere.
    elsewhere = await channel.press(DANA, "take", place="19:other@thread.tacv2;messageid=1")
    assert "own chat" in said(elsewhere)
    assert await case_of(bot) == before
    events = await bot.parts.store.events(f"msteams|{TENANT}|{DESK}")
    refusals = [event for event in events if event.name == "DeskRefused"]
    assert len(refusals) == 10
    assert all(event.value.startswith("c:") for event in refusals), "nobody is named"


async def test_an_old_card_does_nothing_to_a_case_that_is_over(bot: House, channel: Channel) -> None:
    await send_note(bot)
    old = channel.messages[0].card
    assert old is not None
    await channel.press(DANA, "take")
    await channel.press(DANA, "close-now", on=(await channel.press(DANA, "close"))["value"], fixed_by="no")
    over = await case_of(bot)
    assert said(await channel.press(OMAR, "take", on=old)) == "Case 1001 is over. Nothing was changed."
    assert (await channel.press(DANA, "take", on=old))["value"] == channel.messages[0].card, "she had pressed that one"
    assert "I don't know this card" in said(await channel.invoke(DANA, "take", {"t": "made-up", "verb": "take"}))
    assert await case_of(bot) == over
    assert "It isn't fixed" in channel.messages[0].words


async def test_a_case_waits_until_the_channel_is_known_and_then_comes_once(bot: House) -> None:
    channel = bot.teams.channel(DESK, DANA)
    chat = await send_note(bot)
    assert "The helpdesk doesn't have it yet" in told(chat)
    assert "Sent to the helpdesk" not in told(chat)
    assert channel.messages == []
    await channel.mention(DANA, "hello")
    await until(lambda: bool(channel.messages))
    await until(lambda: "Sent to the helpdesk" in told(chat))
    assert [message.words.splitlines()[0][:9] for message in channel.messages] == ["Case 1001"]


async def test_a_channel_that_is_down_loses_nothing_and_shows_nothing_twice(bot: House, channel: Channel) -> None:
    bot.service.failures_of[DESK] = Failure(429)
    chat = await send_note(bot)
    await chat.say("add: still here")
    assert "Sent to the helpdesk" not in told(chat), "nobody can see it yet"
    assert "The helpdesk doesn't have it yet" in told(chat)
    bot.service.failures_of.clear()
    await until(lambda: bool(channel.messages))
    await until(lambda: "Sent to the helpdesk" in told(chat))
    await until(lambda: "still here" in channel.messages[0].words)
    assert len(channel.messages) == 1


async def test_while_nobody_can_say_who_is_in_the_team_nothing_is_done(bot: House, channel: Channel) -> None:
    await send_note(bot)
    bot.service.failures.append(Failure(503))
    assert "I can't find out now" in said(await channel.press(DANA, "take"))
    assert (await case_of(bot)).taken_by is None
    await channel.press(DANA, "take")
    assert (await case_of(bot)).taken_name == DANA


async def test_those_whom_the_settings_name_are_the_helpdesk_and_nobody_else_in_the_team(tmp_path: Path) -> None:
    async with house(tmp_path, helpdesk_channel=DESK, helpdesk_members=("AAD-omar-haddad",)) as bot:
        channel = bot.teams.channel(DESK, DANA, OMAR)
        await channel.add_bot()
        await send_note(bot)
        assert "Only people of the helpdesk" in said(await channel.press(DANA, "take"))
        await channel.press(OMAR, "take")
        assert (await case_of(bot)).taken_name == OMAR


async def test_of_a_person_who_is_forgotten_nothing_is_left_in_the_channel(bot: House, channel: Channel) -> None:
    await send_note(bot, "Name Kanarienvogel", "words Kanarienvogel")
    await send_note(bot, "Ben Weber")
    await channel.press(DANA, "take", on=channel.messages[1])
    await channel.press(OMAR, "take", on=channel.messages[0])
    await channel.submit(OMAR, "close", on=channel.messages[0])
    assert any("Kanarienvogel" in message.words for message in below(bot, channel))
    await bot.parts.store.forget("aad-name-kanarienvogel")
    await until(lambda: len(channel.messages) == 1 and below(bot, channel) == [])
    assert "Ben Weber" in channel.messages[0].words
    other = bot.teams.person("Ben Weber")
    await other.press("back-to-steps")
    await other.say("person")
    assert "Dana Novak works on your case" in other.words
    await bot.parts.store.forget("aad-dana-novak")
    database = f"sqlite:///{bot.folder}/unstuck.sqlite3"
    for table in ("card", "outbox", "handoff_case", "inbox", "session", "event"):
        rows = str(execute(database, f"SELECT * FROM {table}"))
        for name in ("Kanarienvogel", "kanarienvogel", DANA, "dana-novak"):
            assert name not in rows, (table, name)
    await other.say("where was i")
    assert "my fault" not in other.words
    await channel.press(OMAR, "give-back")
    await channel.press(OMAR, "take")
    assert "taken by Omar Haddad" in channel.messages[0].words


def below(bot: House, channel: Channel) -> list[Message]:
    """What stands below the card of the newest case."""
    return bot.service.chat(f"{DESK};messageid={channel.messages[-1].id}")


async def test_a_client_that_shows_no_answer_gets_the_question_below_the_card_and_it_goes_when_it_is_answered(
    bot: House, channel: Channel
) -> None:
    chat = await send_note(bot)
    await channel.submit(DANA, "take")
    assert "Case 1001, taken by Dana Novak" in channel.messages[0].words
    await channel.submit(DANA, "close")
    (question,) = below(bot, channel)
    assert "Which step fixed it?" in question.words
    step = steps_on(question)[2]["value"]
    await channel.submit(DANA, "close-now", on=question, fixed_by=step, how="new licence")
    case = await case_of(bot)
    assert (case.state, case.fixed_by, case.how) == ("closed", step, "new licence")
    assert channel.messages[0].words.startswith("Case 1001, closed by Dana Novak. What fixed it:")
    assert below(bot, channel) == []
    assert told(chat).count("The helpdesk has closed your case") == 1


async def test_the_question_below_the_card_goes_away_however_it_is_over(bot: House, channel: Channel) -> None:
    chat = await send_note(bot)
    await channel.submit(DANA, "take")
    await channel.submit(DANA, "close")
    await channel.submit(DANA, "close")
    assert len(below(bot, channel)) == 1, "there is one at a time"
    await channel.submit(DANA, "not-yet", on=below(bot, channel)[0])
    assert below(bot, channel) == []
    assert (await case_of(bot)).state == "taken"
    await channel.submit(DANA, "close")
    await chat.press("add", note="still waiting")
    assert len(below(bot, channel)) == 2, "words of the person leave it there"
    await channel.submit(OMAR, "give-back")
    assert ["Which step" in each.words for each in below(bot, channel)] == [False]
    await channel.submit(DANA, "take")
    await channel.submit(DANA, "close")
    question = below(bot, channel)[-1]
    await chat.say("it works now")
    assert question not in below(bot, channel)
    await channel.submit(DANA, "close-now", on=question, fixed_by="it")
    assert (await case_of(bot)).fixed_by != "it"
    assert below(bot, channel)[-1].words == "Case 1001 is over. Nothing was changed."


async def test_what_somebody_is_told_stands_below_the_card_where_their_client_shows_no_answer(
    bot: House, channel: Channel
) -> None:
    await send_note(bot)
    await channel.submit(STRANGER, "take")
    assert below(bot, channel)[-1].words == "Only people of the helpdesk can do that. Nothing was changed."
    waiting = channel.messages[0].activity
    await channel.submit(DANA, "take")
    channel.messages[0].activity = waiting  # as Omar's client still shows it
    await channel.submit(OMAR, "take")
    assert below(bot, channel)[-1].words == "Dana Novak has case 1001 already."
    await channel.again()
    assert len(below(bot, channel)) == 2, "said once"


STEP = "onedrive-sign-in#restart-onedrive"


async def test_a_step_is_sent_into_somebodys_own_chat_with_who_sent_it(bot: House, channel: Channel) -> None:
    chat = bot.teams.person()
    await chat.install()
    bot.service.rosters[channel.team].add("29:aylin-demir")
    await channel.mention(DANA, f"send <at>Aylin Demir</at> start {STEP}", "Aylin Demir")
    assert "Dana Novak from the helpdesk sent you this step" in chat.words
    assert "Aylin Demir" in bot.service.chat(f"{DESK};messageid=1")[-1].words, "the answer stands below the question"
    shown = len(chat.messages)
    await channel.again()
    assert len(chat.messages) == shown


async def test_a_step_that_is_sent_only_asks_where_another_one_is_open(bot: House, channel: Channel) -> None:
    chat = bot.teams.person()
    await chat.say("0x8007016a")
    await chat.press("start")
    bot.service.rosters[channel.team].add("29:aylin-demir")
    await channel.mention(DANA, f"send <at>Aylin Demir</at> start {STEP}", "Aylin Demir")
    assert "Shall I change to it?" in chat.words
    await chat.press("switch")
    assert "Dana Novak from the helpdesk sent you this step" in chat.words


async def test_a_step_can_be_sent_to_the_person_of_a_case(bot: House, channel: Channel) -> None:
    chat = await send_note(bot)
    await channel.mention(OMAR, f"send case 1001 start {STEP}")
    assert "Omar Haddad from the helpdesk sent you this step" in told(chat)


async def test_where_the_app_is_not_installed_the_helpdesk_gets_the_link_instead(bot: House, channel: Channel) -> None:
    bot.service.rosters[channel.team].add("29:ben-weber")
    await channel.mention(DANA, f"send <at>Ben Weber</at> start {STEP}", "Ben Weber")
    card, link = bot.service.chat(f"{DESK};messageid=1")
    assert "I can't write to Ben Weber yet" in card.words
    assert link.words == card.words.splitlines()[-1]
    assert "start%20onedrive-sign-in%23restart-onedrive" in link.words


async def test_what_cannot_be_sent_is_said_and_a_stranger_sends_nothing(bot: House, channel: Channel) -> None:
    chat = bot.teams.person()
    await chat.install()
    shown = len(chat.messages)
    thread = bot.service.chat(f"{DESK};messageid=1")
    for text, answer in (
        (f"send start {STEP}", "To whom?"),
        ("send <at>Aylin Demir</at> start no-such-dialog#step", "I don't know that step."),
        ("hello", "Here you work on cases."),
        (f"send case 77 start {STEP}", "To whom?"),
    ):
        await channel.mention(DANA, text, *(["Aylin Demir"] if "<at>" in text else []))
        assert answer in thread[-1].words
    bot.service.rosters[channel.team].add("29:aylin-demir")
    await channel.mention(STRANGER, f"send <at>Aylin Demir</at> start {STEP}", "Aylin Demir")
    assert "own chat" in thread[-1].words
    assert len(chat.messages) == shown


async def many(bot: House, count: int, first: int = 0) -> None:
    for number in range(first, first + count):
        await bot.teams.person(f"Person {number}").say("0x8004def7")


async def looked(bot: House, **later: int) -> None:
    watch = bot.parts.outages
    assert watch is not None
    await watch.look(datetime.now(UTC) + timedelta(**later))
    await bot.parts.courier.settle()


async def test_an_outage_is_told_once_and_its_button_puts_up_the_banner_and_takes_it_down(tmp_path: Path) -> None:
    async with house(tmp_path, helpdesk_channel=DESK, outage_people=3) as bot:
        channel = bot.teams.channel(DESK, DANA)
        await channel.add_bot()
        await many(bot, 2)
        await looked(bot)
        assert channel.messages == []
        await many(bot, 1, first=2)
        for _ in range(3):
            await looked(bot)
        (card,) = channel.messages
        assert "3 people have 0x8004def7" in card.words
        await many(bot, 2, first=3)
        await looked(bot)
        assert "5 people have 0x8004def7" in card.words, "it grew"

        refused = await channel.press(STRANGER, "put-up-banner", text="Ha")
        assert "Only people of the helpdesk" in said(refused)
        await channel.press(DANA, "put-up-banner", text="Please wait until noon.")
        assert "The banner is up: Please wait until noon." in card.words
        waiting = bot.teams.person("Aylin Demir")
        await waiting.say("0x8004def7")
        assert "Please wait until noon." in waiting.words
        await waiting.press("tell-me")

        await looked(bot, hours=2)
        await channel.press(DANA, "take-down-banner")
        await channel.again(id="sent-again")
        await until(lambda: "It's over" in waiting.words)
        assert card.words == "It is quiet again: 5 people had 0x8004def7"
        assert len(channel.messages) == 1
        assert await bot.parts.store.banner() is None

        await many(bot, 3, first=20)
        await looked(bot)
        assert len(channel.messages) == 2, "the next one is another outage"


async def test_a_banner_without_words_of_its_own_says_what_is_known(tmp_path: Path) -> None:
    async with house(tmp_path, helpdesk_channel=DESK, outage_people=2) as bot:
        channel = bot.teams.channel(DESK, DANA)
        await channel.add_bot()
        await many(bot, 2)
        await looked(bot)
        await channel.press(DANA, "put-up-banner")
        banner = await bot.parts.store.banner()
        assert banner is not None
        assert "many people have this problem. Please don't reset or unlink anything." in banner.text
        assert banner.products == ("OneDrive",)


async def test_a_channel_that_the_bot_was_taken_out_of_gets_its_cases_when_it_is_back(
    bot: House, channel: Channel
) -> None:
    bot.service.failures_of[DESK] = Failure(403, "BotNotInConversationRoster")
    chat = await send_note(bot)
    assert "The helpdesk doesn't have it yet" in told(chat)
    del bot.service.failures_of[DESK]
    await channel.add_bot()
    await until(lambda: "Sent to the helpdesk" in told(chat))
    assert len(channel.messages) == 1


async def test_where_the_channel_is_is_learnt_from_the_channel_alone_and_once(bot: House) -> None:
    store = bot.parts.store
    other = bot.teams.channel("19:other@thread.tacv2", DANA)
    await other.add_bot()
    await other.mention(DANA, "hello")
    assert await store.channel(DESK) is None
    channel = bot.teams.channel(DESK, DANA)
    await channel.mention(STRANGER, "hello")
    assert await store.channel(DESK) is None, "a stranger tells nothing"
    await channel.add_bot()
    assert await store.channel(DESK) == f"msteams|{TENANT}|{DESK}"
    await channel.add_bot(tenant="another-tenant")
    await send_note(bot)
    await channel.press(DANA, "take")
    assert (await case_of(bot)).taken_name == DANA


async def test_who_leaves_the_team_cannot_press_any_more(bot: House, channel: Channel) -> None:
    await send_note(bot)
    bot.service.rosters[channel.team].remove("29:dana-novak")
    assert "Only people of the helpdesk" in said(await channel.press(DANA, "take"))


async def test_no_name_and_no_words_of_the_helpdesk_stand_in_a_log_line(tmp_path: Path) -> None:
    lines = io.StringIO()
    log.configure(lines)
    try:
        async with house(tmp_path, helpdesk_channel=DESK) as bot:
            channel = bot.teams.channel(DESK, DANA, OMAR)
            await channel.add_bot()
            await send_note(bot)
            await channel.press(STRANGER, "take")
            await channel.press(DANA, "take")
            question = (await channel.press(DANA, "close"))["value"]
            await channel.press(DANA, "close-now", on=question, fixed_by="it", how="words of Dana")
            await channel.mention(DANA, f"send case 1001 start {STEP}")
    finally:
        log.configure()
    written = lines.getvalue()
    assert "desk.acted" in written
    for name in ("Dana", "Aylin", "Somebody", "aad-", "words of", DESK):
        assert name not in written


async def test_names_and_words_are_no_markup_in_the_channel_whoever_wrote_them(bot: House) -> None:
    trick = "[a](https://evil.example) **b**"
    channel = bot.teams.channel(DESK, trick)
    await channel.add_bot(by=trick)
    await send_note(bot, f"P {trick}", f"words {trick}")
    await channel.press(trick, "take")
    await channel.press(trick, "give-back")
    await channel.press(trick, "take")
    question = (await channel.press(trick, "close"))["value"]
    cards = [message.card for message in channel.messages]
    await channel.press(trick, "close-now", on=question, fixed_by="no")
    for card in [*cards, question, channel.messages[0].card]:
        assert card is not None
        shown = json.dumps([each for each in card["body"] if each["type"] != "RichTextBlock"])
        assert "[a](" not in shown
        assert "**b**" not in shown
