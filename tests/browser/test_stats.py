"""The statistics in a real browser: light and dark, narrow and wide, by keyboard, without scripts, for everybody."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.store import open_store
from tests.browser.person import Person
from tests.browser.program import Program
from tests.browser.test_looks import run_axe
from tests.statistics.population import BEGIN_MS, People, Truth, keep

pytestmark = pytest.mark.browser

STEPS = (
    Truth("lamp#clock", minutes=4, helps=0.1),
    Truth("lamp#other-way", minutes=1, helps=0.6),
    Truth("lamp#restart-pc", minutes=5, helps=0.2, leaves=0.4, cant=0.1),
)


@pytest.fixture(scope="module")
def counted(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    """A program whose database knows of three hundred people, of twenty days ago."""
    folder: Path = tmp_path_factory.mktemp("counted")
    open_store(f"sqlite:///{folder / 'unstuck.sqlite3'}").close()
    begun = int((datetime.now(UTC) - timedelta(days=20)).timestamp() * 1000)
    keep(folder / "unstuck.sqlite3", People(STEPS).talks(300), "onedrive-network", begun - BEGIN_MS)
    with Program(folder) as running:
        yield running


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_axe_finds_nothing_and_nothing_is_cut_off(
    counted: Program, open_person: Callable[..., Person], axe: str, scheme: str, width: int
) -> None:
    person = open_person(counted.url, color_scheme=scheme, viewport={"width": width, "height": 800})
    for path in ("/stats", "/stats?dialog=onedrive-network", "/stats?dialog=onedrive-full"):
        person.page.goto(f"{counted.url}{path}")
        run_axe(person, axe)
        assert person.is_narrower_than_the_window()
    assert person.complaints == []


def test_nothing_is_cut_off_when_the_text_is_twice_as_large(
    counted: Program, open_person: Callable[..., Person]
) -> None:
    person = open_person(counted.url, viewport={"width": 640, "height": 800})
    person.page.goto(f"{counted.url}/stats?dialog=onedrive-network")
    person.page.evaluate("document.documentElement.style.fontSize = '200%'")
    assert person.is_narrower_than_the_window()


def test_with_the_keyboard_alone_a_dialog_is_chosen_and_a_wide_table_is_read(
    counted: Program, open_person: Callable[..., Person]
) -> None:
    person = open_person(counted.url, viewport={"width": 320, "height": 700})
    person.page.goto(f"{counted.url}/stats")
    person.page.get_by_role("link", name="onedrive-network").focus()
    person.keyboard("Enter")
    table = person.page.get_by_role("region", name="What became of each step")
    table.wait_for()
    for _ in range(30):
        person.keyboard("Tab")
        if table.evaluate("each => each === document.activeElement"):
            break
    person.keyboard("ArrowRight", "ArrowRight", "ArrowRight")
    person.page.wait_for_function("() => document.activeElement.scrollLeft > 0")


def test_without_scripts_other_days_and_another_dialog_are_chosen(
    counted: Program, open_person: Callable[..., Person]
) -> None:
    person = open_person(counted.url, java_script_enabled=False)
    person.page.get_by_role("link", name="Statistics").click()
    person.page.get_by_label("Dialog", exact=True).select_option("onedrive-network")
    person.page.get_by_role("button", name="Show").click()
    assert "300 walks" in person.page.get_by_role("main").inner_text()
    person.page.get_by_role("link", name="The last 7 days").click()
    assert "Nobody was walked through it in that time" in person.page.get_by_role("main").inner_text()
    person.page.get_by_label("First day").fill((datetime.now(UTC) - timedelta(days=25)).date().isoformat())
    person.page.get_by_role("button", name="Show").click()
    assert "300 walks" in person.page.get_by_role("main").inner_text()
    person.page.get_by_role("link", name="Back to the talk").click()
    assert person.page.get_by_label("Your message").is_visible()


def test_what_is_coloured_is_also_said(counted: Program, open_person: Callable[..., Person]) -> None:
    person = open_person(counted.url)
    person.page.goto(f"{counted.url}/stats?dialog=onedrive-network")
    grounds = {}
    for step in ("clock", "other-way", "restart-pc"):
        line = person.page.locator("ol.counted li", has=person.page.locator("code", has_text=step))
        grounds[step] = line.evaluate("each => getComputedStyle(each).backgroundColor")
        assert ("helps many" in line.inner_text()) is (step == "other-way")
        assert ("many leave here" in line.inner_text()) is (step == "restart-pc")
    assert len(set(grounds.values())) == 3
