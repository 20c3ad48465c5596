"""Links to dialogs and steps, wherever they stand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.understanding.links import find_link
from bot.understanding.model import LinkText
from tests.understanding.shipped import read

DIALOGS = frozenset(["onedrive-sign-in", "vpn"])


@pytest.mark.parametrize(
    ("text", "dialog", "step"),
    [
        ("start onedrive-sign-in#reset", "onedrive-sign-in", "reset"),
        ("please Start onedrive-sign-in#reset now", "onedrive-sign-in", "reset"),
        ("start onedrive-sign-in", "onedrive-sign-in", None),
        ("start vpn", "vpn", None),
        ("start old-name", "old-name", None),
        ("/go onedrive-sign-in", "onedrive-sign-in", None),
        ("hi, /go onedrive-sign-in#reset thanks", "onedrive-sign-in", "reset"),
        ("unstuck://go/onedrive-sign-in#reset", "onedrive-sign-in", "reset"),
        ("https://bot.contoso.com/go/onedrive-sign-in/reset", "onedrive-sign-in", "reset"),
        ("see https://bot.contoso.com/go/onedrive-sign-in.", "onedrive-sign-in", None),
        ("https://bot.contoso.com/unstuck/go/vpn/step-one", "vpn", "step-one"),
    ],
)
def test_a_link_is_found(text: str, dialog: str, step: str | None) -> None:
    assert find_link(text, DIALOGS) == LinkText(dialog, step)


@pytest.mark.parametrize(
    "text",
    [
        "start over",
        "start onedrive",
        "does OneDrive start again",
        "I want to start re-syncing it",
        "go to onedrive-sign-in",
        "https://contoso.com/going/there",
        "let's start",
    ],
)
def test_an_everyday_start_is_no_link(text: str) -> None:
    assert find_link(text, DIALOGS) is None


def test_a_link_inside_markup_is_found() -> None:
    understood = read('<p><a href="https://bot.contoso.com/go/onedrive-sign-in/reset">this step</a></p>')
    assert understood.link == LinkText("onedrive-sign-in", "reset")
    assert understood.label == "command-link"


@given(st.text(max_size=200))
def test_any_text_can_be_searched(text: str) -> None:
    find_link(text, DIALOGS)
