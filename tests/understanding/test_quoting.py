"""What a person newly said, without mentions, markup, quotes and signatures."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.understanding.lexicon import Role
from bot.understanding.quoting import LONGEST, mail_marks, newly_said, plain
from tests.understanding.shipped import lexicon, read

MARKS = mail_marks(*(lexicon().of_role(role) for role in (Role.MAIL_BEGINS, Role.MAIL_BELOW, Role.MAIL_ENDS)))


def said(text: str) -> str:
    return " ".join(newly_said(text, MARKS).text.split())


@pytest.mark.parametrize(
    ("text", "new"),
    [
        ("<at>Unstuck</at> hi there", "hi there"),
        ("<p>yes</p><p>it works</p>", "yes it works"),
        ("line one<br/>line two", "line one line two"),
        ("a &amp; b &lt;c&gt;", "a & b <c>"),
        ("a < b and c > d", "a < b and c > d"),
        ('<blockquote itemid="1">it works</blockquote>still broken', "still broken"),
        ('<quoted messageId="1"/>no', "no"),
        ("<blockquote>never closed", "never closed"),
        ("> it is fixed\nno it isn't", "no it isn't"),
        ("no luck\n\nFrom: Helpdesk\nSent: Monday\n\nIt is fixed now", "no luck"),
        ("nein\n\nAm 24.11.2026 schrieb Helpdesk:\n> geht wieder", "nein"),
        ("On Monday Jane wrote:\n> does it work?\nstill broken", "still broken"),
        ("Le 3 mai, Paul a écrit :\n> ça marche ?\nnon", "non"),
        ("Still broken.\n\nBest regards\nJane\nEverything works at Contoso", "Still broken."),
        ("Geht nicht\nMit freundlichen Grüßen\nMax", "Geht nicht"),
        ("Works\nSent from my iPhone", "Works"),
        ("ye\u200bs\u2069", "yes"),
        ("\uff59\uff45\uff53", "yes"),
    ],
)
def test_only_the_new_words_are_kept(text: str, new: str) -> None:
    assert said(text) == new


def test_a_subject_is_part_of_the_forwarded_mail() -> None:
    understood = read("FW: laptop\nFrom: Anne\n\nOneDrive tells me 0x8004DEF7")
    assert [str(code) for code in understood.codes] == ["0x8004def7"]


def test_a_forwarded_mail_alone_counts_for_its_codes_and_never_for_an_answer() -> None:
    mail = "From: Jane\nSent: today\n\nYes it works now\n0x8004def7"
    assert newly_said(mail, MARKS).text.strip() == ""
    understood = read(mail)
    assert [str(code) for code in understood.codes] == ["0x8004def7"]
    assert understood.answer is None


def test_a_quoted_line_alone_says_nothing() -> None:
    assert read("> yes it works, 0x8004def7").label == "out-of-scope"


def test_addresses_of_links_survive_in_the_text_that_links_are_looked_for_in() -> None:
    text = '<a href="https://bot.contoso.com/go/onedrive-sign-in">here</a>'
    assert "go/onedrive-sign-in" in newly_said(text, MARKS).linked


@given(st.text(max_size=500))
def test_any_text_can_be_cleaned_and_stays_within_its_bounds(text: str) -> None:
    assert len(newly_said(text * 3, MARKS).text) <= LONGEST
    assert plain(plain(text)) == plain(text)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("the file is <Budget 2024> & Ann Smith needs it", "the file is <Budget 2024> & Ann Smith needs it"),
        ("the file is &lt;Budget 2024&gt;", "the file is <Budget 2024>"),
        ("write to <ann@contoso.com>", "write to <ann@contoso.com>"),
        ("it is &lt;b&gt; in the name", "it is <b> in the name"),
    ],
)
def test_what_somebody_puts_in_angle_brackets_is_no_markup(text: str, said: str) -> None:
    assert read(text).text == said
