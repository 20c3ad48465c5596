import pytest

from bot.playground.gate import is_foreign, is_own_page, is_this_computer, new_visitor, visitor_of


@pytest.mark.parametrize(
    ("host", "ours"),
    [
        ("127.0.0.1", True),
        ("127.0.0.1:3978", True),
        ("localhost:3978", True),
        ("LOCALHOST", True),
        ("[::1]", True),
        ("[::1]:3978", True),
        (None, False),
        ("", False),
        ("example.com", False),
        ("127.0.0.1.example.com", False),
        ("localhost.example.com:3978", False),
        ("127.0.0.1@example.com", False),
        ("example.com#127.0.0.1", False),
        ("127.0.0.1:port", False),
        ("127.0.0.1:99999", False),
        ("[::1", False),
        ("[::ffff:10.0.0.1]", False),
        ("0.0.0.0", False),
        ("10.0.0.1", False),
    ],
)
def test_only_a_loopback_name_is_this_computer(host: str | None, ours: bool) -> None:
    assert is_this_computer(host) is ours


@pytest.mark.parametrize(
    ("origin", "fetch_site", "ours"),
    [
        pytest.param("http://localhost:3978", "same-origin", True, id="a browser of today"),
        pytest.param("http://localhost:3978", None, True, id="a browser without Sec-Fetch-Site"),
        pytest.param(None, "same-origin", True, id="a browser that leaves Origin out"),
        pytest.param(None, None, False, id="neither"),
        pytest.param("http://localhost:8080", "same-site", False, id="another program of this computer"),
        pytest.param("http://127.0.0.1:3978", "cross-site", False, id="this one by its other name"),
        pytest.param("https://localhost:3978", None, False, id="another scheme"),
        pytest.param("http://example.com", None, False, id="a foreign page"),
        pytest.param("http://localhost:3978.example.com", None, False, id="a name that begins like ours"),
        pytest.param("null", None, False, id="a page without an origin"),
        pytest.param("null", "same-origin", False, id="a sandboxed page of ours"),
        pytest.param("http://localhost:3978", "cross-site", False, id="the two disagree"),
        pytest.param("http://localhost:3978", "none", False, id="no page at all"),
    ],
)
def test_only_our_own_page_may_send(origin: str | None, fetch_site: str | None, ours: bool) -> None:
    assert is_own_page("localhost:3978", origin, fetch_site) is ours


@pytest.mark.parametrize(
    ("fetch_site", "foreign"),
    [(None, False), ("none", False), ("same-origin", False), ("same-site", True), ("cross-site", True)],
)
def test_a_page_opened_from_elsewhere_is_foreign(fetch_site: str | None, foreign: bool) -> None:
    assert is_foreign(fetch_site) is foreign


def test_a_visitor_is_known_by_the_cookie_alone_and_its_names_dont_give_it_away() -> None:
    visitor = new_visitor()
    again = visitor_of(visitor.secret)
    assert again is not None
    assert (again.talk, again.form_token) == (visitor.talk, visitor.form_token)
    assert len({visitor.talk, visitor.form_token, visitor.secret, new_visitor().talk}) == 4
    assert visitor.secret not in (visitor.talk + visitor.form_token)


def test_only_its_own_form_belongs_to_a_visitor() -> None:
    visitor, other = new_visitor(), new_visitor()
    assert visitor.owns(visitor.form_token)
    assert not visitor.owns(other.form_token)
    assert not visitor.owns("")
    assert not visitor.owns("\u00e9")


@pytest.mark.parametrize("cookie", [None, "", "short", "x" * 23, "../../../../etc/passwd", "aaaaaaaaaaaaaaaaaaaa|a"])
def test_a_cookie_that_we_didnt_give_is_nobody(cookie: str | None) -> None:
    assert visitor_of(cookie) is None
