"""One talk from beginning to end, in several ways."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.browser.person import Person
from tests.browser.program import Program

pytestmark = pytest.mark.browser


def test_somebody_for_whom_nothing_helps_comes_to_a_person_with_the_whole_story(person: Person) -> None:
    person.say("0x8004def7")
    person.walk_to("Don't send")
    person.sees("This is what I'll send to the helpdesk")
    person.page.get_by_label("Anything to add?").fill("I need it <b>today</b>")
    person.press("Send")
    assert person.focused().startswith("m")
    person.sees("Your note is written down")
    number = re.search(r"Case (\d+)", person.newest.inner_text())
    assert number is not None
    person.page.get_by_text("Notes to the helpdesk").click()
    person.page.locator(f"#note-{number[1]} > summary").click()
    note = person.page.locator(f"#note-{number[1]}")
    assert "I need it <b>today</b>" in note.inner_text()
    assert "this talk" in note.inner_text()
    assert note.locator("li").count() >= 3


def test_with_the_keyboard_alone_somebody_comes_to_fixed(person: Person) -> None:
    person.keyboard("Tab", "Enter")
    assert person.focused() == "text"
    person.page.keyboard.type("0x8004def7")
    person.keyboard("Enter")
    person.sees("It sounds like")
    assert person.focused() == "text"
    person.keyboard(*["Shift+Tab"] * 3)
    for wanted in ("Start", "My files, all is well", "There is room", "On a Windows PC", "Yes, it's fixed"):
        if wanted == "Start":
            person.keyboard("Enter")
            person.sees("Step 1 of")
        else:
            person.press_by_keyboard(wanted)
        assert person.focused() == person.newest.get_attribute("id") or wanted == "Start"
    person.sees("works again")


def test_without_scripts_somebody_comes_to_fixed(open_person: Callable[..., Person]) -> None:
    person = open_person(java_script_enabled=False)
    person.page.get_by_label("Your message").fill("0x8004def7")
    person.page.get_by_role("button", name="Send", exact=True).click()
    for _ in range(12):
        if "Yes, it's fixed" in person.buttons():
            break
        shown = [each for each in person.buttons() if each not in ("I'm not sure", "Talk to a person")]
        person.asking.get_by_role("button", name=shown[0], exact=True).click()
        assert person.page.url.rpartition("#")[2] in [
            each.get_attribute("id") for each in person.page.locator("#log article").all()
        ]
    person.asking.get_by_role("button", name="Yes, it's fixed", exact=True).click()
    assert "works again" in person.newest.inner_text()
    assert person.page.locator("#log li:not(:last-child) button").count() == 0
    assert not person.page.get_by_text("Shift + Enter").is_visible()


def test_enter_sends_and_shift_enter_starts_a_new_line(person: Person) -> None:
    person.page.get_by_label("Your message").focus()
    person.page.keyboard.type("it says")
    person.keyboard("Shift+Enter")
    person.page.keyboard.type("0x8004def7")
    person.keyboard("Enter")
    person.sees("It sounds like")
    assert person.page.locator("#log .you .bubble").inner_text() == "it says\n0x8004def7"
    assert person.page.get_by_label("Your message").input_value() == ""


def test_the_page_isnt_loaded_again_and_the_newest_card_comes_into_view(person: Person) -> None:
    person.page.evaluate("document.body.dataset.mark = 'here'")
    person.say("0x8004def7")
    for _ in range(3):
        person.go_on()
    assert person.page.evaluate("document.body.dataset.mark") == "here"
    top: float = person.newest.evaluate("each => each.getBoundingClientRect().top")
    bottom: float = person.newest.evaluate("each => each.getBoundingClientRect().bottom")
    box: float = person.page.locator("#say").evaluate("each => each.getBoundingClientRect().top")
    assert top >= 0
    assert bottom <= box or top < 60


def test_an_explanation_stands_beside_the_open_step_and_leaves_it_as_it_is(person: Person) -> None:
    person.say("0x8004def7")
    person.walk_to("Yes, it's fixed")
    step = person.asking.get_attribute("id")
    person.asking.get_by_text("More", exact=True).click()
    person.press("Is this safe?")
    assert person.focused() == person.newest.get_attribute("id") != step
    assert person.page.locator(f"#{step}").get_by_role("button", name="Yes, it's fixed").count() == 1


def test_what_happens_in_one_window_shows_in_the_other(open_person: Callable[..., Person]) -> None:
    here = open_person()
    there = Person(here.page.context.new_page(), here.page.url)
    here.say("0x8004def7")
    there.sees("It sounds like")
    there.press("Start")
    here.sees("Step 1 of")
    assert here.page.get_by_role("button", name="Start", exact=True).count() == 0


def test_a_message_survives_a_program_that_is_gone_and_comes_back(
    open_person: Callable[..., Person], tmp_path: Path
) -> None:
    with Program(tmp_path) as program:
        person = open_person(program.url)
        person.say("0x8004def7")
        person.walk_to("Yes, it's fixed")
        step = person.newest.inner_text()
        program.kill()
        person.page.get_by_label("Your message").fill("still broken")
        person.keyboard("Enter")
        person.page.get_by_text("I can't reach the program").wait_for()
        assert person.page.get_by_label("Your message").input_value() == "still broken"
        program.start()
        person.page.reload()
        assert person.newest.inner_text() == step
        person.page.get_by_text("the program was started anew").wait_for()
        person.say("still broken")
        assert person.newest.inner_text() != step


def test_a_new_person_has_a_talk_of_their_own(person: Person) -> None:
    person.say("0x8004def7")
    person.page.get_by_role("button", name="New person").click()
    person.sees("Hello, I'm Unstuck")
    assert person.page.locator("#log article").count() == 1


def test_a_link_on_another_page_leads_into_the_talk_that_was_there(person: Person, program: Program) -> None:
    person.say("0x8004def7")
    elsewhere = program.url.replace("127.0.0.1", "localhost")
    person.page.goto(elsewhere)
    person.sees("Hello, I'm Unstuck")
    person.page.evaluate("where => { location.href = where; }", program.url)
    person.page.wait_for_url(f"{program.url}/")
    person.sees("It sounds like")


def test_a_form_on_another_page_does_nothing(open_person: Callable[..., Person], program: Program) -> None:
    person = open_person()
    token = person.page.locator("#say input[name=form]").get_attribute("value")
    fields = f"<input name=form value={token}><input name=once value=x><input name=text value=0x8004def7>"
    form = f"<form method=post action={program.url}/playground/say>{fields}<button>Go</button></form>"
    person.page.route("http://example.com/", lambda route: route.fulfill(content_type="text/html", body=form))
    person.page.goto("http://example.com/")
    person.page.get_by_role("button").click()
    person.page.get_by_text("Nothing was done").wait_for()
    person.page.goto(program.url)
    assert person.page.locator("#log article").count() == 1
