"""The authors' bench in a real browser: what is done beside the talk shows in it, and a save shows in a moment."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from bot.cli import main
from tests.browser.person import Person
from tests.browser.program import Program
from tests.browser.test_looks import run_axe

pytestmark = pytest.mark.browser


def open_all(person: Person) -> None:
    person.page.evaluate("document.querySelectorAll('aside details').forEach((each) => { each.open = true; })")


def test_a_step_is_stood_at_by_pressing_it_and_its_risk_comes_first(person: Person) -> None:
    person.say("0x8004def7")
    person.press("Start")
    lit = person.page.locator("#tree [aria-current=step]")
    assert "browser-check" in lit.inner_text()
    person.page.locator("#tree").get_by_role("button", name="Unlink this PC and sign in again").click()
    person.page.locator("#tree li.now", has_text="asking first: Which device it is").wait_for()
    person.press("On a Windows PC")
    person.page.locator("#tree li.now", has_text="before its risk").wait_for()
    assert person.focused() == person.newest.get_attribute("id")
    assert "Yes, that's true" in person.buttons()
    assert lit.evaluate("each => each.getBoundingClientRect().top") < 800, "the lit step is in sight"


def test_with_the_keyboard_alone_a_step_is_stood_at(person: Person) -> None:
    person.say("0x8004def7")
    person.press("Start")
    person.page.locator("#tree > summary").focus()
    person.keyboard("Tab", "Tab", "Enter")
    person.sees("See how full your OneDrive is")


def test_time_passes_and_a_fact_is_set_without_loading_the_page(person: Person) -> None:
    person.page.evaluate("document.body.dataset.mark = 'here'")
    open_all(person)
    person.page.get_by_label("Which device it is").select_option("windows")
    person.page.get_by_role("button", name="Set these").click()
    person.page.locator("#session", has_text="told").wait_for()
    person.page.get_by_role("button", name="1 day later").click()
    person.page.locator("#log .time", has_text="1 day later").wait_for()
    assert person.page.evaluate("document.body.dataset.mark") == "here"


def test_a_link_leads_somebody_else_to_the_same_place(person: Person, open_person: Callable[..., Person]) -> None:
    person.say("0x8004def7")
    person.walk_to("Yes, it's fixed")
    open_all(person)
    link = person.page.locator("#link").input_value()
    colleague = open_person()
    colleague.page.goto(link)
    colleague.page.get_by_role("button", name="Go there in a new talk").click()
    colleague.page.locator("html.has-script").wait_for(state="attached")
    assert colleague.newest.inner_text().splitlines()[1:] == person.newest.inner_text().splitlines()[1:]


def test_the_link_is_copied_by_a_button(open_person: Callable[..., Person]) -> None:
    person = open_person(permissions=["clipboard-read", "clipboard-write"])
    person.say("0x8004def7")
    open_all(person)
    person.page.get_by_role("button", name="Copy", exact=True).click()
    person.page.get_by_role("button", name="Copied", exact=True).wait_for()
    copied: str = person.page.evaluate("navigator.clipboard.readText()")
    assert copied == person.page.locator("#link").input_value()


def test_what_is_saved_shows_within_a_second(open_person: Callable[..., Person], axe: str, tmp_path: Path) -> None:
    ours = tmp_path / "ours"
    CliRunner().invoke(main, ["new", "problem", "Lamp is dark", "--product", "Lamp", "--content", str(ours)])
    dialog = ours / "dialogs" / "lamp" / "lamp-is-dark.yaml"
    with Program(tmp_path, "--content", str(ours)) as program:
        person = open_person(program.url)
        open_all(person)
        person.page.get_by_label("Open another dialog").select_option("lamp-is-dark")
        person.page.get_by_role("button", name="Open", exact=True).click()
        person.page.locator("#tree li", has_text="first-look").first.wait_for()
        good = dialog.read_text("utf-8")
        began = time.perf_counter()
        dialog.write_text(good.replace("minutes: 1", "minuten: 1", 1), "utf-8")
        fault = person.page.locator("#faults", has_text="still in use")
        fault.wait_for()
        assert time.perf_counter() - began < 5
        assert "minuten: 1" in fault.inner_text()
        assert "dialogs/lamp/lamp-is-dark.yaml:" in fault.inner_text()
        run_axe(person, axe)
        person.page.set_viewport_size({"width": 320, "height": 700})
        assert person.is_narrower_than_the_window()
        dialog.write_text(good.replace("minutes: 1", "minutes: 7", 1), "utf-8")
        person.page.locator("#tree li", has_text="7 min").wait_for()
        assert person.page.locator("#faults", has_text="What was saved is in use").count() == 1
        assert person.complaints == []


def test_axe_finds_nothing_on_the_page_of_a_link(person: Person, axe: str) -> None:
    person.say("0x8004def7")
    person.page.goto(person.page.locator("#link").input_value())
    run_axe(person, axe)


def test_without_scripts_the_bench_works_as_well(open_person: Callable[..., Person]) -> None:
    person = open_person(java_script_enabled=False)
    person.page.get_by_label("Open another dialog").select_option("onedrive-sign-in")
    person.page.get_by_role("button", name="Open", exact=True).click()
    person.sees("Look at OneDrive in your browser")
    person.page.locator("#take > summary").click()
    assert not person.page.locator("#copy").is_visible()
    with person.page.expect_download() as saved:
        person.page.get_by_role("link", name="Save it as a file").click()
    kept: Any = saved.value
    assert "open: onedrive-sign-in" in Path(kept.path()).read_text("utf-8")
