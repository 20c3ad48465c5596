"""The card in a browser: complete without scripts, and to be read without eyes."""

from collections.abc import Iterator

import pytest

from bot.cards import card_html, draw, stylesheet
from bot.engine.replies import Say
from bot.wording import Wording
from tests.cards.reading import Page
from tests.cards.replies import buttons, every_reply


def pages(wording: Wording) -> Iterator[tuple[str, Page]]:
    for at, (name, reply) in enumerate(every_reply(wording).items()):
        card = draw(reply, wording, "Kq3v").adaptive
        if card is not None:
            yield name, Page(str(card_html(card, key=f"c{at}", more="More")))


def test_every_card_can_be_drawn_and_has_one_heading(english: Wording) -> None:
    found = list(pages(english))
    assert len(found) > 80
    for name, page in found:
        assert len(page.named("h3")) == 1, name


def test_a_press_is_a_form_that_sends_the_token_and_the_verb(english: Wording) -> None:
    card = draw(every_reply(english)["step"], english, "Kq3v").adaptive
    assert card is not None
    page = Page(str(card_html(card, key="c", action="/press", hidden={"form": "x<y"})))
    assert page.named("form") == [{"method": "post", "action": "/press"}]
    hidden = {each["name"]: each["value"] for each in page.named("input")}
    assert hidden == {"t": "Kq3v", "form": "x<y"}
    pressed = page.named("button")
    assert {each["type"] for each in pressed} == {"submit"}
    assert {each["name"] for each in pressed} == {"verb"}
    assert [each["value"] for each in pressed][:2] == ["fixed", "broken"]
    assert len(pressed) == len(card["actions"])


def test_buttons_out_of_sight_open_without_scripts(english: Wording) -> None:
    card = draw(every_reply(english)["step"], english, "t").adaptive
    assert card is not None
    html = str(card_html(card, key="c", more="More choices"))
    assert "<summary>More choices</summary>" in html
    assert html.index("Talk to a person") < html.index("<summary>") < html.index("Start over")


def test_every_field_has_a_label_of_its_own(english: Wording) -> None:
    page = dict(pages(english))["note"]
    field = page.named("textarea")[0]
    assert field["name"] == "note"
    assert [each["for"] for each in page.named("label")] == [field["id"]]
    assert field["maxlength"] == "500"


def test_two_cards_on_a_page_share_no_id(english: Wording) -> None:
    card = draw(every_reply(english)["note"], english, "t").adaptive
    assert card is not None
    first, second = (Page(str(card_html(card, key=key))).named("textarea")[0]["id"] for key in "ab")
    assert first != second


def test_a_list_that_was_cut_goes_on_with_its_own_number(english: Wording) -> None:
    page = dict(pages(english))["step"]
    assert [each["start"] for each in page.named("ol")] == ["1", "3", "4"]


def test_a_command_keeps_its_direction_and_its_characters(english: Wording) -> None:
    page = dict(pages(english))["step"]
    assert all(each["dir"] == "ltr" for each in page.named("pre"))
    assert r"%localappdata%\Microsoft\OneDrive\onedrive.exe /reset" in page.text


def test_a_link_is_https_and_tells_nobody_where_it_was_pressed(english: Wording) -> None:
    link = "https://teams.microsoft.com/l/chat/0/0?users=28%3Abot&message=a"
    card = draw(Say("group-only", {"link": link}, buttons(english, "open-chat")), english, None).adaptive
    assert card is not None
    page = Page(str(card_html(card, key="c")))
    assert page.named("a") == [{"class": "ac-button", "href": link, "rel": "noopener noreferrer"}]
    assert not page.named("form")
    card["actions"][0]["url"] = "javascript:alert(1)"
    with pytest.raises(ValueError):
        card_html(card, key="c")


def test_what_isnt_ours_is_refused() -> None:
    with pytest.raises(ValueError):
        card_html({"body": [{"type": "Image", "url": "https://example.com/x.png"}]}, key="c")


def test_the_styles_know_the_dark() -> None:
    assert "prefers-color-scheme: dark" in stylesheet()
