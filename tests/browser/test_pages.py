"""The pages behind links: whole at any width, light and dark, and nothing that a screen reader stumbles over."""

from collections.abc import Callable

import pytest

from tests.browser.person import Person
from tests.browser.test_looks import run_axe

pytestmark = pytest.mark.browser

PAGES = ("go/onedrive-sign-in", "go/onedrive-sign-in/reset", "go/onedrive-signin/resett", "about")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_axe_finds_nothing_and_nothing_is_cut_off(
    open_person: Callable[..., Person], axe: str, scheme: str, width: int
) -> None:
    person = open_person(color_scheme=scheme, viewport={"width": width, "height": 700})
    start = person.page.url
    for path in PAGES:
        person.page.goto(start + path)
        assert person.is_narrower_than_the_window(), path
        run_axe(person, axe)


def test_a_link_that_leads_nowhere_is_two_clicks_from_where_it_was_meant_to_lead(
    open_person: Callable[..., Person],
) -> None:
    person = open_person(java_script_enabled=False)
    person.page.goto(f"{person.page.url}go/onedrive-sign-in/resett")
    person.page.get_by_role("link", name="Reset OneDrive").click()
    assert person.page.get_by_role("heading", level=1).inner_text() == "Reset OneDrive"
