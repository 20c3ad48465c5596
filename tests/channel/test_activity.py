from typing import Any

import pytest

from bot.channel.activity import (
    CARD,
    Elsewhere,
    Meaning,
    Nothing,
    Pasted,
    Refreshing,
    Searching,
    Turning,
    message,
    quiet,
    read,
    sender_of,
    tenant_of,
)
from bot.channel.parsing import BadActivity, parse
from bot.engine.inputs import Joined, Opened, Said
from bot.turn import Arrival, TokenPressed
from tests.channel.wired import NAMES, wired


def meaning_of(name: str, **changes: Any) -> Meaning:
    return read(parse(wired(name, **changes)))


def arrival_of(name: str, **changes: Any) -> Arrival:
    meaning = meaning_of(name, **changes)
    assert isinstance(meaning, Turning | Elsewhere), name
    return meaning.arrival


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("action-automatic", Refreshing),
        ("action-channel", Elsewhere),
        ("action-manual", Turning),
        ("action-no-trigger", Turning),
        ("channel-renamed", Nothing),
        ("end-of-conversation", Nothing),
        ("event-read-receipt", Nothing),
        ("extension-anonymous-query-link", Pasted),
        ("extension-query", Searching),
        ("extension-query-link", Pasted),
        ("handoff-action", Turning),
        ("installation-add", Turning),
        ("installation-add-upgrade", Turning),
        ("installation-remove", Nothing),
        ("invoke-file-consent", Nothing),
        ("invoke-nameless", Nothing),
        ("invoke-task-fetch", Nothing),
        ("invoke-task-submit", Nothing),
        ("invoke-unknown", Nothing),
        ("members-added-bot", Turning),
        ("members-added-bot-to-team", Nothing),
        ("members-added-person", Nothing),
        ("members-removed", Nothing),
        ("message-channel-mention", Elsewhere),
        ("message-channel-reply", Elsewhere),
        ("message-deleted", Nothing),
        ("message-edited", Turning),
        ("message-empty", Turning),
        ("message-file", Turning),
        ("message-group-chat", Elsewhere),
        ("message-group-quoted", Elsewhere),
        ("message-no-text", Turning),
        ("message-phone", Turning),
        ("message-picture", Turning),
        ("message-quoted", Turning),
        ("message-quoted-old", Turning),
        ("message-submit", Turning),
        ("message-text", Turning),
        ("message-undeleted", Turning),
        ("reaction-added", Nothing),
        ("reaction-removed", Nothing),
        ("type-unknown", Nothing),
        ("typing", Nothing),
    ],
)
def test_every_activity_of_teams_has_a_meaning(name: str, kind: type[Meaning]) -> None:
    assert isinstance(meaning_of(name), kind)


def test_every_wire_fixture_can_be_parsed() -> None:
    assert [parse(wired(name)).type for name in NAMES]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("message-text", Said("OneDrive says 0x8004def7")),  # the html copy of the text is no file
        ("message-empty", Said("")),
        ("message-no-text", Said("")),
        ("message-picture", Said("", pictures=1)),
        ("message-file", Said("here is the log", files=1)),
        ("message-quoted", Said("no, still broken")),  # the code in the quote was not said now
        ("message-quoted-old", Said("no, still broken")),
        ("message-channel-mention", Said("OneDrive says 0x8004def7")),
        ("message-group-quoted", Said("look")),
        ("message-edited", Said("OneDrive says 0x8007016a", edited=True)),
        ("message-undeleted", Said("OneDrive says 0x8004def7", edited=True)),
    ],
)
def test_what_counts_as_said_is_what_was_newly_written(name: str, said: Said) -> None:
    assert arrival_of(name).input == said


def test_a_mention_of_somebody_else_stays_in_the_text() -> None:
    other = {"type": "mention", "mentioned": {"id": "29:other", "name": "Unstuck"}, "text": "<at>Unstuck</at>"}
    said = arrival_of("message-text", text="<at>Unstuck</at> helps", entities=[other]).input
    assert said == Said("<at>Unstuck</at> helps")


def test_a_quote_that_is_never_closed_takes_the_rest_with_it() -> None:
    assert arrival_of("message-text", text="hello <blockquote>0x8007016a").input == Said("hello")


@pytest.mark.parametrize("name", ["action-manual", "action-no-trigger", "message-submit"])
def test_both_ways_a_button_arrives_give_the_same_press(name: str) -> None:
    arrival = arrival_of(name)
    assert isinstance(arrival.input, TokenPressed)
    assert arrival.input.token == "Kq3v"
    assert arrival.keys == ("a:1732400000001", f"b:Kq3v:{arrival.input.verb}")
    assert arrival.reply_to == "1732399990000"


def test_input_fields_come_with_the_press_and_nothing_else_of_the_card_does() -> None:
    pressed = arrival_of("message-submit").input
    assert isinstance(pressed, TokenPressed)
    assert pressed == TokenPressed("Kq3v", "send", {"note": "I need the files at 3", "urgent": "true"})


def test_a_card_of_somebody_else_is_a_press_without_a_token() -> None:
    arrival = arrival_of("message-submit", value={"colour": "blue"})
    assert arrival.input == TokenPressed("", "", {"colour": "blue"})
    assert arrival.keys == ("a:1732400000001",)


def test_a_refresh_names_the_card_and_is_no_press() -> None:
    assert meaning_of("action-automatic") == Refreshing(
        "msteams|7e9c0000-0000-4000-8000-000000000001|a:1Xy-personal", "Kq3v"
    )


def test_an_edit_has_a_key_of_its_own_though_it_keeps_the_message_id() -> None:
    first, edit, again = arrival_of("message-text"), arrival_of("message-edited"), arrival_of("message-edited")
    assert first.keys != edit.keys == again.keys
    assert edit.keys != arrival_of("message-edited", timestamp="2026-11-24T09:40:00Z").keys


def test_who_it_is_comes_from_tenant_and_directory_id() -> None:
    arrival = arrival_of("message-text")
    assert (arrival.person.tenant, arrival.person.id) == (
        "7e9c0000-0000-4000-8000-000000000001",
        "5d1b8a52-0000-4000-8000-00000000a001",
    )
    assert (arrival.person.language, arrival.person.zone) == ("en", "Europe/Berlin")
    assert arrival.conv == "msteams|7e9c0000-0000-4000-8000-000000000001|a:1Xy-personal"


def test_the_tenant_of_the_channel_data_wins_over_the_conversations() -> None:
    assert arrival_of("message-text", channelData={"tenant": {"id": "t-2"}}).person.tenant == "t-2"
    assert arrival_of("message-text", channelData={}).person.tenant == "7e9c0000-0000-4000-8000-000000000001"


@pytest.mark.parametrize(
    ("platform", "facts"),
    [
        ("Windows", {"platform": "windows"}),
        ("Mac", {"platform": "mac"}),
        ("iOS", {}),  # a phone says nothing about the PC
        ("Android", {}),
        ("Web", {}),
        (7, {}),
    ],
)
def test_only_a_pc_tells_which_pc_it_is(platform: object, facts: dict[str, str]) -> None:
    entities = [{"type": "clientInfo", "platform": platform}]
    assert arrival_of("message-text", entities=entities).client == facts


@pytest.mark.parametrize(
    ("locale", "language"),
    [("de-DE", "de"), ("pt_BR", "pt"), ("EN", "en"), ("", "en"), ("../../etc", "en"), ("x" * 200, "en")],
)
def test_the_language_is_the_first_part_of_the_locale(locale: str, language: str) -> None:
    assert arrival_of("message-text", locale=locale, entities=[]).person.language == language


@pytest.mark.parametrize("zone", ["Mars/Phobos", "../../etc/passwd", "/etc/localtime", "x" * 500, "Europe", "\x00"])
def test_a_time_zone_that_nobody_knows_is_utc(zone: str) -> None:
    assert arrival_of("message-text", localTimezone=zone).person.zone == "UTC"


def test_where_to_answer_is_kept_whole() -> None:
    assert arrival_of("message-text").address == {
        "channel": "msteams",
        "service_url": "https://smba.trafficmanager.net/emea/",
        "conversation": "a:1Xy-personal",
        "kind": "personal",
        "tenant": "7e9c0000-0000-4000-8000-000000000001",
        "bot": "28:00000000-0000-0000-0000-000000000000",
        "user": "29:1a2b3c",
    }


def test_half_characters_and_nul_become_something_that_can_be_stored() -> None:
    assert arrival_of("message-text", text="a\ud800b\x00c").input == Said("a\ufffdb\ufffdc")


def test_a_greeting_is_asked_for_by_both_events_of_an_installation() -> None:
    assert [arrival_of(name).input for name in ("installation-add", "members-added-bot")] == [Joined(), Joined()]


def test_a_continuation_opens_what_it_names() -> None:
    assert arrival_of("handoff-action").input == Opened("onedrive-sign-in", "reset")
    assert arrival_of("handoff-action", value={"continuation": "Zm9v"}).input == Opened("zm9v")
    assert arrival_of("handoff-action", value={"continuation": "%%"}).input == Opened("%%")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"type": None}, "type"),
        ({"type": 7}, "type"),
        ({"serviceUrl": None}, "serviceUrl"),
        ({"channelId": None}, "channelId"),
        ({"from": None}, "from"),
        ({"from": "29:1a"}, "from"),
        ({"from": {"id": 7}}, "from.id"),
        ({"recipient": None}, "recipient"),
        ({"conversation": None}, "conversation"),
        ({"conversation": []}, "conversation"),
        ({"conversation": {}}, "conversation.id"),
        ({"conversation": {"id": "x" * 3000}}, "conversation.id"),
        ({"channelData": "x"}, "channelData"),
        ({"channelData": {"tenant": "x"}}, "channelData.tenant"),
        ({"timestamp": "yesterday"}, "timestamp"),
        ({"localTimestamp": "2026-99-99"}, "localTimestamp"),
        ({"text": {"a": 1}}, "text"),
        ({"entities": {"type": "mention"}}, "entities"),
        ({"entities": [None]}, "entities"),
        ({"attachments": ["x"]}, "attachments"),
        ({"attachments": [{"contentType": 5}]}, "attachments.contentType"),
        ({"membersAdded": [{}]}, "membersAdded.id"),
        ({"id": None}, "id"),
        ({"id": ["a"]}, "id"),
    ],
)
def test_a_body_that_is_no_activity_names_the_field(changes: dict[str, Any], field: str) -> None:
    with pytest.raises(BadActivity) as bad:
        meaning_of("message-text", **changes)
    assert bad.value.field == field


@pytest.mark.parametrize("value", [None, "x", [], {}, {"action": "fixed"}, {"action": None}])
def test_a_press_without_an_action_is_no_activity(value: Any) -> None:
    with pytest.raises(BadActivity):
        meaning_of("action-manual", value=value)


@pytest.mark.parametrize("body", [None, [], "message", 7, True])
def test_only_an_object_can_be_an_activity(body: object) -> None:
    with pytest.raises(BadActivity):
        parse(body)


ADDRESS = {"bot": "28:b", "user": "29:u", "conversation": "a:1", "service_url": "https://x/"}


def test_a_message_is_a_card_or_a_text_and_never_both() -> None:
    card = message(ADDRESS, card={"type": "AdaptiveCard"}, text="words", summary="Step 1")
    assert "text" not in card
    assert card["summary"] == "Step 1"
    assert card["attachments"] == [{"contentType": CARD, "content": {"type": "AdaptiveCard"}}]
    text = message(ADDRESS, card=None, text="words", summary="")
    assert text["text"] == "words"
    assert "attachments" not in text


def test_the_clients_own_word_after_a_press_is_hidden_on_a_copy() -> None:
    button = {"type": "Action.Execute", "verb": "a", "fallback": {"type": "Action.Submit", "title": "A"}}
    card = {"type": "AdaptiveCard", "actions": [button, {"type": "Action.OpenUrl", "url": "https://x"}]}
    sent = quiet(card)
    hidden = {"feedback": {"hide": True}}
    assert sent["actions"][0]["msTeams"] == hidden
    assert sent["actions"][0]["fallback"]["msTeams"] == hidden
    assert "msTeams" not in sent["actions"][1]
    assert "msTeams" not in button


@pytest.mark.parametrize(
    "name", ["message-text", "message-submit", "action-manual", "message-edited", "extension-query"]
)
def test_whatever_somebody_sends_counts_as_theirs(name: str) -> None:
    activity = parse(wired(name))
    assert sender_of(activity) == f"{tenant_of(activity)}|{activity.from_property.aad_object_id}"


def test_somebody_whom_teams_does_not_name_is_nobody() -> None:
    assert sender_of(parse(wired("extension-anonymous-query-link"))) is None
