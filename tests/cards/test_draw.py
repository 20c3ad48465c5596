"""What holds for the card of every reply, in every language."""

import json
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from bot.cards import Card, draw, frozen
from bot.cards.draw import CARD_LIMIT
from bot.content.model import Instruction
from bot.engine.replies import Bare, HandoffNote, Preview, Reply, Safe, Say, ShowStep, Tried
from bot.wording import Wording, Wordings
from bot.wording.commands import commands_in
from tests.cards.reading import elements, markdown
from tests.cards.replies import CHECK, MENU, NOTE, RESET, buttons, every_reply

SCHEMA = jsonschema.Draft7Validator(
    json.loads((Path(__file__).parents[1] / "schemas" / "adaptive-card-1.5.schema.json").read_text("utf-8"))
)
ELEMENTS = {"TextBlock", "RichTextBlock", "Container", "Input.Text"}
NEVER_PRIMARY = ("fixed", "broken", "confirm", "refuse", "unsure", "pick")

Drawn = Callable[[], list[tuple[str, Reply, Card]]]


@pytest.fixture(params=["en", "de"])
def wording(request: pytest.FixtureRequest, wordings: Wordings) -> Wording:
    return wordings.languages[request.param]


@pytest.fixture
def cards(wording: Wording) -> list[tuple[str, Reply, Card]]:
    drawn = ((name, reply, draw(reply, wording, "Kq3v")) for name, reply in every_reply(wording).items())
    return [(name, reply, card) for name, reply, card in drawn if card.adaptive is not None]


def body(card: Card) -> dict[str, Any]:
    assert card.adaptive is not None
    return card.adaptive


def test_a_card_is_made_of_a_few_kinds_of_elements_and_every_text_wraps(cards: list[tuple[str, Reply, Card]]) -> None:
    for name, _, card in cards:
        for element in elements(body(card)):
            assert element["type"] in ELEMENTS, name
            assert element["type"] != "TextBlock" or element["wrap"] is True, name


def test_every_card_is_valid(cards: list[tuple[str, Reply, Card]]) -> None:
    assert len(cards) > 80
    for _, _, card in cards:
        SCHEMA.validate(card.adaptive)


def test_a_card_says_its_language_and_the_whole_of_itself_in_plain_text(
    cards: list[tuple[str, Reply, Card]], wording: Wording
) -> None:
    for _, _, card in cards:
        assert body(card)["lang"] == wording.language
        assert body(card)["fallbackText"] == card.text


def test_a_card_has_one_heading_and_it_comes_after_where_we_are(cards: list[tuple[str, Reply, Card]]) -> None:
    for name, _, card in cards:
        assert [each.get("style") for each in elements(body(card))].count("heading") == 1, name


def test_a_press_arrives_the_same_from_old_and_new_clients(cards: list[tuple[str, Reply, Card]]) -> None:
    for _, _, card in cards:
        for action in body(card).get("actions", ()):
            if action["type"] == "Action.Execute":
                assert action["data"] == {"t": "Kq3v", "verb": action["verb"]}
                fallback = action["fallback"]
                assert (fallback["type"], fallback["title"], fallback["data"]) == (
                    "Action.Submit",
                    action["title"],
                    action["data"],
                )


def test_six_buttons_at_most_are_in_sight_and_a_person_always_is(
    cards: list[tuple[str, Reply, Card]], wording: Wording
) -> None:
    many = buttons(wording, "fixed", "broken", "unsure", "cant", "copy", "explain", "safe", "person", menu=MENU)
    crowded = ("crowded", Say("where", offers=many), draw(Say("where", offers=many), wording, "t"))
    for name, _, card in [*cards, crowded]:
        visible = [each for each in body(card).get("actions", ()) if each.get("mode") != "secondary"]
        assert len(visible) <= 6, name
        assert any(each.get("verb") == "person" for each in visible) or '"person"' not in json.dumps(card.adaptive), (
            name
        )
    assert {each["verb"] for each in body(crowded[2])["actions"]} == {offer.verb for offer in many}


def test_labels_are_short_and_no_two_of_a_card_sound_alike(cards: list[tuple[str, Reply, Card]]) -> None:
    for name, _, card in cards:
        titles = [each["title"] for each in body(card).get("actions", ())]
        assert all(len(title) <= 22 for title in titles), name
        assert name.startswith("slip") or len(titles) == len(set(titles)), name


def test_no_colour_pulls_towards_an_answer(wording: Wording) -> None:
    for name, reply in every_reply(wording).items():
        if isinstance(reply, Bare):
            continue
        eager = replace(reply, offers=tuple(replace(offer, primary=True) for offer in reply.offers))
        for action in body(draw(eager, wording, "t")).get("actions", ()):
            if "style" in action:
                assert action["style"] == "positive", name
                assert not action["verb"].startswith(NEVER_PRIMARY), name


def test_plain_text_names_every_choice(wording: Wording) -> None:
    for name, reply in every_reply(wording).items():
        if isinstance(reply, Bare):
            continue
        text = draw(reply, wording, None).text
        for offer in reply.offers:
            words = wording.button_words(offer.verb)
            assert offer.title in text or (words and words[0] in text.splitlines()[-1]), (name, offer.verb)


def test_plain_text_has_no_markdown(wording: Wording) -> None:
    for name, reply in every_reply(wording).items():
        if not name.startswith(("say", "note", "step in a part")):
            text = draw(reply, wording, None).text
            assert "**" not in text, name
            assert "`" not in text, name


def test_a_summary_fits_a_locked_screen_and_names_nobody_and_no_code(wording: Wording) -> None:
    for name, reply in every_reply(wording).items():
        if isinstance(reply, Bare):
            continue
        card = draw(reply, wording, None)
        assert 0 < len(card.summary) <= 90, name
        assert "\n" not in card.summary, name
        assert not any(secret in card.summary + card.subject for secret in ("0x8004", "0x8007", "53003", "Dana")), name


def test_without_a_token_nothing_can_be_pressed(wording: Wording) -> None:
    card = draw(every_reply(wording)["step"], wording, None)
    assert "actions" not in body(card)
    assert wording.button_words("fixed")[0] in card.text


def test_the_frozen_card_is_one_quiet_line(english: Wording) -> None:
    card = frozen("Step 5, Remove **OneDrive's** saved sign-ins", "No, still broken", english)
    text = "Step 5, Remove **OneDrive's** saved sign-ins. You chose: **No, still broken**"
    assert body(card)["body"] == [{"type": "TextBlock", "text": text, "wrap": True, "isSubtle": True}]
    assert "actions" not in body(card)
    assert card.text == "Step 5, Remove OneDrive's saved sign-ins. You chose: No, still broken"
    assert card.summary == "Step 5, Remove OneDrive's saved sign-ins"
    SCHEMA.validate(card.adaptive)


@pytest.mark.parametrize("subject", ["What is in the way?", "Is it **so?**", "Please wait.", "It says:", "And so on…"])
def test_no_full_stop_follows_a_subject_that_is_a_sentence(wordings: Wordings, subject: str) -> None:
    for language, chose in (("en", "You chose"), ("de", "Sie wählten")):
        card = frozen(subject, "No", wordings.in_language(language))
        assert markdown(body(card)) == [f"{subject} {chose}: **No**"]


def test_no_card_freezes_to_two_signs_in_a_row(cards: list[tuple[str, Reply, Card]], wording: Wording) -> None:
    for name, _, card in cards:
        assert not re.search(r"[.?!:…]\.", frozen(card.subject, "No", wording).text), name


def test_a_card_that_was_left_freezes_to_what_it_was_about(english: Wording) -> None:
    assert frozen("Step 5, Reset", "", english).text == "Step 5, Reset"


def test_a_choice_with_marks_in_its_words_is_shown_as_it_is(english: Wording) -> None:
    card = frozen("Step 1", "It's *blue* [a](https://example.com)", english)
    assert markdown(body(card)) == [r"Step 1. You chose: **It's \*blue\* \[a\](https://example.com)**"]


def test_a_command_goes_out_bare(english: Wording) -> None:
    card = draw(Bare("dsregcmd /status"), english, "t")
    assert (card.adaptive, card.text) == (None, "dsregcmd /status")


def test_the_commands_to_copy_are_those_that_stand_alone() -> None:
    assert commands_in(line.text for line in RESET.do) == (
        r"%localappdata%\Microsoft\OneDrive\onedrive.exe /reset",
        r"C:\Program Files\Microsoft OneDrive\onedrive.exe /reset",
    )


def sentence(length: int) -> str:
    words = "Open the **Settings** of OneDrive and look at the [top] of it_there. "
    return (words * (length // len(words) + 1))[: length - 1].rstrip("* ") + "."


def test_the_largest_step_that_an_author_can_write_is_a_card(english: Wording, wording: Wording) -> None:
    command = r"`C:\Program Files\Microsoft OneDrive\onedrive.exe /reset_all`"
    step = replace(
        RESET,
        title=sentence(60),
        why=sentence(200),
        changes=sentence(200),
        undo=sentence(200),
        worked_if=sentence(160),
        nothing_there="x" * 22,
        do=tuple(Instruction(f"{sentence(238 - len(command))} {command}") for _ in range(10)),
    )
    verbs = ("fixed", "broken", "nothing-there", "unsure", "cant", "person")
    offers = buttons(wording, *verbs, menu=("copy", *MENU))
    check = replace(CHECK, ask=sentence(120), how=sentence(200))
    card = draw(ShowStep(step, 20, 25, check, offers, intro=sentence(240), part=sentence(60)), wording, "x" * 22)
    assert 10_000 < len(json.dumps(card.adaptive, ensure_ascii=False)) < CARD_LIMIT


def test_what_is_too_big_for_a_card_goes_out_as_text(wording: Wording) -> None:
    tried = tuple(Tried(at, sentence(60), "option", sentence(22), says=sentence(22)) for at in range(1, 80))
    note: HandoffNote = replace(NOTE, tried=tried)
    card = draw(Preview(note, buttons(wording, "send", "not-send")), wording, "t")
    assert card.adaptive is None
    assert len(card.text) < 18_000
    assert wording.button_words("not-send")[0] in card.text.splitlines()[-1]


def test_the_link_of_a_group_is_the_only_button_and_is_https(english: Wording) -> None:
    open_chat = buttons(english, "open-chat")
    link = "https://teams.microsoft.com/l/chat/0/0?users=28%3Abot"
    card = draw(Say("group-only", {"link": link}, open_chat), english, None)
    assert body(card)["actions"] == [{"type": "Action.OpenUrl", "title": "Open the chat with me", "url": link}]
    assert link in card.text
    SCHEMA.validate(card.adaptive)
    other = draw(Say("group-only", {"link": "javascript:alert(1)"}, open_chat), english, None)
    assert "actions" not in body(other)


def test_is_this_safe_is_answered_from_the_fields_of_the_step(english: Wording) -> None:
    verbs = buttons(english, "where", "person")
    risky = draw(Safe(RESET, 6, verbs), english, "t").text
    assert "Only if this is true: I can choose my folders again." in risky
    assert "Careful: OneDrive forgets which folders you chose." in risky
    harmless = draw(Safe(replace(RESET, risk=None, confirm=None, changes=None), 6, verbs), english, "t").text
    assert "Yes. It doesn't touch your files." in harmless
    assert "Changes:" not in harmless


def test_plain_text_quotes_a_name_only_where_it_could_be_part_of_the_sentence(english: Wording) -> None:
    where = draw(Say("stopped"), english, None).text
    assert 'Write "where was I" to go on.' in where
    values = {"title": "Reset OneDrive", "name": "IT manages this PC", "value": "Yes"}
    assert draw(Say("step-not-for-you", values), english, None).text.splitlines()[1:3] == [
        "Reset OneDrive doesn't fit here.",
        "IT manages this PC: Yes",
    ]


def test_the_line_above_a_title_is_left_out_where_we_are_nowhere(english: Wording) -> None:
    assert draw(Say("why-cant", {"number": 0, "title": ""}), english, None).text.startswith("What is in the way?")
    assert draw(Say("why-cant", {"number": 5, "title": "Reset"}), english, None).text.startswith("Step 5, Reset\n")


def test_where_there_is_a_field_plain_text_says_how_to_add_something_once(english: Wording) -> None:
    last = draw(Say("add-words", {"case": 7}, buttons(english, "add", "withdraw")), english, None).text.splitlines()[-1]
    assert last == "Write: withdraw. To add something, write add and your sentence."
