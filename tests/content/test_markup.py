"""What a text may hold."""

import pytest

from bot.content.markup import Span, faults, spans


@pytest.mark.parametrize(
    "text",
    [
        "Press **Windows key + R**.",
        "Type `cmd` and press **Enter**.",
        "Look behind **^**.",
        r"Type `%localappdata%\Microsoft\OneDrive\onedrive.exe /reset`.",
        "Open https://www.office.com in a browser.",
        "C:\\Program Files (x86)\\Microsoft OneDrive",
        "snake_case, 4 < 5, 5 > 4, a & b, 50 %, #2",
        "Type `ms-settings:workplace` there.",
        "Your data: all of it stays.",
        "The GUID {4F2C1B7A-0000-0000-0000-000000000000} of the domain",
        "Type `Get-Process | Where {$_.Name -eq 'OneDrive'}`.",
    ],
)
def test_what_may_stand_in_a_text(text: str) -> None:
    assert list(faults(text, markup=True)) == []


@pytest.mark.parametrize(
    ("text", "write"),
    [
        ("See [the page](https://example.com/a)", "the page: https://example.com/a"),
        ("See [the page](page.html)", "the https address as it is"),
    ],
)
def test_a_marked_link_is_told_how_a_link_is_written(text: str, write: str) -> None:
    ((_, _, message, remedy),) = faults(text, markup=True)
    assert "is no link here" in message
    assert remedy == write


@pytest.mark.parametrize(
    ("text", "rule", "at"),
    [
        ("Press **OK", "text/markup", 6),
        ("Press *OK*", "text/markup", 6),
        ("Type `cmd", "text/markup", 5),
        ("See [here](https://example.com)", "text/markup", 4),
        ("![picture](https://example.com/a.png)", "text/markup", 0),
        ("Press __OK__", "text/markup", 6),
        ("Press <b>OK</b>", "text/markup", 6),
        ("<script>alert(1)</script>", "text/markup", 0),
        ("Open http://example.com", "text/link", 5),
        ("Open ftp://example.com", "text/link", 5),
        ("Open javascript:alert(1)", "text/link", 5),
        ("Write to mailto:it@example.com", "text/link", 9),
        ("Type `file://server/share`", "text/link", 6),
        ("Call {helpdesk}", "text/placeholder", 5),
        ("Call {{ phone_number }}", "text/placeholder", 5),
        ("Call ${phone}", "text/placeholder", 5),
        ("Call %(phone)s", "text/placeholder", 5),
        ("Call <your helpdesk>", "text/placeholder", 5),
        ("Call [[helpdesk]]", "text/placeholder", 5),
    ],
)
def test_what_may_not_stand_in_a_text(text: str, rule: str, at: int) -> None:
    first = next(faults(text, markup=True))
    assert (first[0].id, first[1]) == (rule, at)


@pytest.mark.parametrize("text", ["**OK**", "`cmd`", "*OK*"])
def test_buttons_and_names_hold_no_markup(text: str) -> None:
    assert [found[0].id for found in faults(text, markup=False)] == ["text/markup"]


def test_the_marked_parts_of_a_text_are_found_in_order() -> None:
    assert list(spans("Press **Enter**, type `a **b`.")) == [Span("screen", "Enter", 6), Span("typed", "a **b", 22)]
