"""What authors wrote is shown as they wrote it; what a person wrote is never markup. In Markdown and in HTML."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.cards import card_html, draw
from bot.cards.adaptive import escape
from bot.cards.runs import WORDS_LIMIT, parse, shown_name, shown_words
from bot.engine.replies import Preview, Reply, Say, ShowStep, Slip
from bot.understanding.model import Code
from bot.wording import Wording, load_wordings
from tests.cards.reading import Page, elements, markdown, runs
from tests.cards.replies import CHECK, DEF7, NOTE, RESET, SIGN_IN, buttons

ENGLISH = load_wordings().in_language("en")
FRAGMENTS = (
    "**b**",
    "`c`",
    "[a](https://example.com)",
    "![i](https://example.com/x.png)",
    "<img src=x onerror=alert(1)>",
    "<at>x</at>",
    "&lt;",
    "# h",
    "- i",
    "1. n",
    "_u_",
    "~~s~~",
    "|t|",
    "\\",
    "{name}",
    "{{DATE(2026-01-01T00:00:00Z)}}",
    "\u202e",
    "\u200b",
    "\x00",
    "\r\n",
    "x" * 70,
    "ابجد",
    "🙂",
)
NASTY = st.one_of(st.text(max_size=400), st.lists(st.sampled_from(FRAGMENTS), max_size=12).map(" ".join))
"""What somebody might write to get something shown that isn't theirs to show."""

TAGS = {
    "div",
    "form",
    "input",
    "p",
    "h3",
    "ul",
    "ol",
    "li",
    "strong",
    "code",
    "pre",
    "label",
    "textarea",
    "button",
    "details",
    "summary",
    "a",
}


def card_of(reply: Reply, wording: Wording = ENGLISH) -> dict[str, object]:
    card = draw(reply, wording, "token").adaptive
    assert card is not None
    return card


def words_shown(text: str) -> str:
    return shown_words(text).replace("\u200b", "")


@given(NASTY)
def test_a_persons_words_stand_only_where_no_markup_is_read(text: str) -> None:
    plain = card_of(Say("unknown-link", {}))
    card = card_of(Say("unknown-link", {}, typed=text))
    assert markdown(card) == markdown(plain)
    assert [run.replace("\u200b", "") for run in runs(card)] == (["You wrote: ", words_shown(text)] if text else [])


@given(NASTY, NASTY)
def test_no_words_of_a_person_become_a_tag_or_are_lost(words: str, typed: str) -> None:
    note = Preview(replace(NOTE, words=words), buttons(ENGLISH, "send", "not-send"))
    slip = Slip(Code(shown_name(typed) or "0x1"), DEF7, 1, SIGN_IN, buttons(ENGLISH, "person"))
    for reply, text in ((note, words), (slip, slip.typed.text)):
        page = Page(str(card_html(card_of(reply), key="k")))
        assert {tag for tag, _ in page.tags} <= TAGS
        assert words_shown(text) in page.text.replace("\u200b", "")


@given(NASTY)
def test_a_name_is_shown_whatever_characters_it_has(name: str) -> None:
    card = card_of(Say("note-taken", {"name": name, "case": 2417, "when": "today at 14:36"}))
    page = Page(str(card_html(card, key="k")))
    assert f"{shown_name(name)} has taken your case" in page.text
    assert {tag for tag, _ in page.tags} <= TAGS
    assert not page.named("a")
    assert not page.named("strong")


@given(NASTY.filter(lambda text: "`" not in text and "**" not in text and "https://" not in text))
def test_what_an_author_wrote_is_read_back_from_the_html_as_it_was(text: str) -> None:
    line = shown_name(text)
    card = card_of(Say("leftover", {"count": 1}, lines=(line, "x")))
    page = Page(str(card_html(card, key="k")))
    assert line in page.text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        pytest.param(r"%appdata%\Microsoft", r"%appdata%\Microsoft", id="a backslash before a letter"),
        pytest.param(r"C:\_x", r"C:\\\_x", id="a backslash before a sign"),
        pytest.param("C:\\", "C:\\\\", id="a backslash at the end"),
        pytest.param("a*b_c[d](e)<f>`", r"a\*b\_c\[d\](e)\<f\>\`", id="every sign"),
        pytest.param("1. one", r"1\. one", id="a number with a full stop"),
        pytest.param("1.5 GB", "1.5 GB", id="a number"),
        pytest.param("- one", r"\- one", id="a hyphen that starts a list"),
        pytest.param("-x", "-x", id="a switch"),
        pytest.param("# one", r"\# one", id="a heading"),
        pytest.param("a - b", "a - b", id="a hyphen inside"),
    ],
)
def test_markdown_shows_a_text_as_it_is(text: str, shown: str) -> None:
    assert escape(text) == shown


@pytest.mark.parametrize(
    ("text", "markdown_of_it"),
    [
        pytest.param("Choose **Up to date**.", "Choose **Up to date**.", id="a name on the screen"),
        pytest.param("Type `OneDrive` now", "Type **OneDrive** now", id="a short word to type"),
        pytest.param("**A_b**", r"**A\_b**", id="a sign in a name"),
        pytest.param("behind **^**.", "behind **^**.", id="a sign as a name"),
        pytest.param("a**^**b", "a^b", id="where markdown wouldn't read it as bold"),
        pytest.param("**a**`b`", "**ab**", id="two names side by side"),
        pytest.param(
            "See https://example.com/a_b.", r"See [https://example.com/a\_b](https://example.com/a_b).", id="a link"
        ),
    ],
)
def test_the_two_kinds_of_markup_are_bold(text: str, markdown_of_it: str) -> None:
    step = replace(RESET, why=text)
    assert markdown(card_of(ShowStep(step, 1, 1, CHECK, ())))[2] == markdown_of_it


def test_long_words_can_break_and_long_texts_end() -> None:
    long = shown_words("y" * 60)
    assert [len(part) for part in long.split("\u200b")] == [20, 20, 20]
    assert shown_words("z" * 24) == "z" * 24
    cut = shown_words("word " * 200)
    assert len(cut) <= WORDS_LIMIT
    assert cut.endswith("…")


def test_characters_that_cant_be_seen_or_turn_the_text_round_are_left_out() -> None:
    assert shown_words("a\u202eb\x00c\u2066d\ne\tf") == "abcd e f"
    assert shown_words("می\u200cخواهم") == "می\u200cخواهم"


def test_a_link_in_a_text_ends_before_the_full_stop() -> None:
    assert [run.text for run in parse("(https://example.com/x?y=1).") if run.kind == "link"] == [
        "https://example.com/x?y=1"
    ]
    assert not [run for run in parse("http://example.com javascript:alert(1)") if run.kind == "link"]


@pytest.fixture
def arabic(tmp_path: Path) -> Wording:
    """English words under the name of a language that runs from right to left."""
    shipped = Path(__file__).parents[2] / "bot" / "wording"
    text = (shipped / "en.yaml").read_text("utf-8")
    (tmp_path / "en.yaml").write_text(text, "utf-8")
    changed = text.replace("language: en", "language: ar").replace("direction: ltr", "direction: rtl")
    (tmp_path / "ar.yaml").write_text(changed, "utf-8")
    (tmp_path / "hears").symlink_to(shipped / "hears")
    return load_wordings(tmp_path).in_language("ar")


def test_from_right_to_left_codes_and_commands_keep_their_own_direction(arabic: Wording) -> None:
    step = replace(RESET, why="You see 0x8004def7.", do=(*RESET.do[:2],))
    card = card_of(ShowStep(step, 6, 8, CHECK, ()), arabic)
    assert (card["rtl"], card["lang"]) == (True, "ar")
    assert "You see \u20680x8004def7\u2069." in markdown(card)
    commands = [
        each
        for each in elements(card)
        if each["type"] == "Container" and each["items"][0].get("fontType") == "Monospace"
    ]
    assert commands
    assert all(each["rtl"] is False for each in commands)
    assert not re.search("[\u2068\u2069]", commands[0]["items"][0]["text"])
    html = str(card_html(card, key="k"))
    assert 'dir="rtl"' in html
    assert 'dir="ltr"' in html


def test_from_left_to_right_nothing_is_marked() -> None:
    card = card_of(ShowStep(replace(RESET, why="You see 0x8004def7."), 6, 8, CHECK, ()))
    assert "rtl" not in card
    assert not re.search("[\u2066-\u2069]", str(card))
