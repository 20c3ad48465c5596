from urllib.parse import parse_qs, urlsplit

import pytest

from bot.channel.links import chat_url, link_text, opened, page_url
from bot.engine.inputs import Opened


def test_the_text_of_a_link_survives_the_address_of_the_chat() -> None:
    url = chat_url("28:app", link_text("onedrive-sign-in", "reset"))
    query = parse_qs(urlsplit(url).query)
    assert query == {"users": ["28:app"], "message": ["start onedrive-sign-in#reset"]}
    assert urlsplit(url).fragment == ""


def test_a_text_that_would_make_the_address_too_long_is_left_out() -> None:
    url = chat_url("28:app", "ä" * 800)
    assert len(url) < 1900
    assert "message=" not in url


def test_a_page_has_the_dialog_and_the_step_in_its_path() -> None:
    assert page_url("https://help.contoso.com/", "a", "b") == "https://help.contoso.com/go/a/b"
    assert page_url("https://help.contoso.com", "a") == "https://help.contoso.com/go/a"


@pytest.mark.parametrize(
    ("continuation", "opens"),
    [
        ("onedrive-sign-in#reset", Opened("onedrive-sign-in", "reset")),
        ("onedrive-sign-in", Opened("onedrive-sign-in")),
        ("Start onedrive-sign-in#Reset", Opened("onedrive-sign-in", "reset")),
        ("", Opened("")),
        ("<script>", Opened("<script>")),  # it names nothing, which is said
        ("x" * 500, Opened("x" * 80)),
    ],
)
def test_a_continuation_is_read_and_looked_up_later(continuation: str, opens: Opened) -> None:
    assert opened(continuation) == opens
