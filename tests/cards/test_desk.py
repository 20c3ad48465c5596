"""The card of a case in the helpdesk's channel."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.cards import Card
from bot.cards.desk import CaseLook, CaseOnCard, case_card, close_card
from bot.cards.draw import CARD_LIMIT
from bot.engine.replies import ForIT
from bot.wording import Wording, Wordings
from tests.cards.reading import elements
from tests.cards.replies import NOTE
from tests.cards.test_draw import SCHEMA

STEPS = (
    ("onedrive-sign-in#saved", "5, Remove OneDrive's saved sign-ins"),
    ("onedrive-sign-in#reset", "6, Reset OneDrive"),
)
CASE = CaseOnCard(
    number=2417,
    version=3,
    look="taken",
    person="Aylin *Demir*",
    note=replace(
        NOTE,
        step="onedrive-sign-in#reset",
        for_it=(ForIT("x#y", "Reconnect the work account", ("Open **Settings**.", "Type `dsregcmd /leave` there.")),),
    ),
    words=("I need it at 3 <b>now</b>",),
    at=datetime(2026, 11, 25, 13, 36, tzinfo=UTC),
    zone="Europe/Berlin",
    by="Dana Novak",
    steps=STEPS,
    chat="https://teams.microsoft.com/l/chat/0/0?users=aylin.demir%40contoso.com",
)
LOOKS: tuple[CaseLook, ...] = ("waiting", "taken", "closed", "solved", "withdrawn")


@pytest.fixture(params=["en", "de"])
def wording(request: pytest.FixtureRequest, wordings: Wordings) -> Wording:
    return wordings.languages[request.param]


def body(card: Card) -> dict[str, Any]:
    assert card.adaptive is not None
    return card.adaptive


def verbs(card: Card) -> list[str]:
    return [action.get("verb", action.get("url", "")) for action in body(card).get("actions", ())]


@pytest.mark.parametrize("look", LOOKS)
def test_every_look_is_a_valid_card_whose_summary_names_nobody(wording: Wording, look: CaseLook) -> None:
    for fixed in ("", "Step 6, Reset OneDrive"):
        card = case_card(replace(CASE, look=look, fixed=fixed), wording, "tok")
        SCHEMA.validate(body(card))
        assert "2417" in card.summary
        assert not {"Aylin", "Dana", "0x8004def7"} & set(card.summary.split())
    SCHEMA.validate(body(close_card(CASE, wording, "tok")))


def test_a_case_that_waits_can_be_taken_and_one_that_is_taken_goes_on(english: Wording) -> None:
    assert verbs(case_card(replace(CASE, look="waiting"), english, "tok")) == ["take", CASE.chat]
    assert verbs(case_card(CASE, english, "tok")) == ["continue", "close", CASE.chat, "give-back"]
    assert verbs(case_card(replace(CASE, steps=(), chat=""), english, "tok")) == ["close", "give-back"]
    for look in ("closed", "solved", "withdrawn"):
        assert verbs(case_card(replace(CASE, look=look), english, "tok")) == []


def test_a_press_brings_the_version_that_the_card_shows_and_only_what_it_needs_of_the_fields(english: Wording) -> None:
    actions = {each["verb"]: each for each in body(case_card(CASE, english, "tok"))["actions"] if "verb" in each}
    assert actions["continue"]["data"] == {"v": "3", "t": "tok", "verb": "continue"}
    assert "associatedInputs" not in actions["continue"]
    assert actions["close"]["associatedInputs"] == actions["give-back"]["associatedInputs"] == "none"
    closing = {each["verb"]: each for each in body(close_card(CASE, english, "tok"))["actions"]}
    assert "associatedInputs" not in closing["close-now"]
    assert closing["not-yet"]["associatedInputs"] == "none"


def test_it_says_who_has_it_since_when_and_the_whole_story(english: Wording) -> None:
    text = case_card(CASE, english, "tok").text
    assert text.startswith("Case 2417, taken by Dana Novak at 14:36 on 25 November")
    assert "Write:" not in text, "there it can't be typed"
    for told in ("Aylin *Demir*", "I need it at 3", "Step 4, Quit and start OneDrive", "Read from the PC:"):
        assert told in text


def test_what_only_it_can_do_is_there_whole_with_its_commands_on_lines_of_their_own(english: Wording) -> None:
    card = case_card(CASE, english, "tok")
    lines = [each["text"] for each in elements(body(card)) if each.get("fontType") == "Monospace"]
    assert lines == ["dsregcmd /leave"]
    assert "Reconnect the work account" in card.text
    waiting = case_card(replace(CASE, look="waiting"), english, "tok").text
    assert "Reconnect the work account" in waiting
    assert "dsregcmd /leave" not in waiting, "that is for who takes it"


def test_what_a_person_wrote_is_never_markup(english: Wording) -> None:
    blocks = [each["text"] for each in elements(body(case_card(CASE, english, "tok"))) if each["type"] == "TextBlock"]
    assert not [text for text in blocks if "Aylin" in text or "<b>" in text]


def test_the_chat_goes_on_at_the_step_where_it_was_if_nobody_chooses_another(english: Wording) -> None:
    (choice,) = [each for each in elements(body(case_card(CASE, english, "tok"))) if each["type"] == "Input.ChoiceSet"]
    assert choice["value"] == "onedrive-sign-in#reset"
    assert [each["title"] for each in choice["choices"]] == [title for _, title in STEPS]


def test_a_story_that_is_too_long_for_a_card_is_cut_and_its_buttons_stay(english: Wording) -> None:
    long = tuple(ForIT(f"x#{n}", f"Do {n}", ("Look here. " * 40,) * 6) for n in range(30))
    for note in (
        replace(CASE.note, for_it=long),
        replace(CASE.note, tried=NOTE.tried * 60),
        replace(CASE.note, says=("So it was. " * 40,) * 50),
    ):
        card = case_card(replace(CASE, note=note), english, "tok")
        assert len(json.dumps(body(card), ensure_ascii=False)) < CARD_LIMIT
        assert "close" in verbs(card)


def test_the_last_line_says_who_closed_it_and_what_fixed_it(english: Wording) -> None:
    closed = replace(CASE, look="closed", fixed="Step 6, Reset OneDrive")
    assert case_card(closed, english, "t").text == (
        "Case 2417, closed by Dana Novak. What fixed it: Step 6, Reset OneDrive"
    )
    assert case_card(replace(closed, fixed=""), english, "t").text == (
        "Case 2417, closed by Dana Novak. It isn't fixed"
    )
    assert "It works again" in case_card(replace(CASE, look="solved"), english, "t").text
