"""How it looks and sounds: narrow, wide, dark, enlarged, to a screen reader, with odd text."""

from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest

from tests.browser.person import Person

pytestmark = pytest.mark.browser

ODD = (
    "0x8004def7 " + "x" * 400,
    "https://example.com/" + "a/b" * 90,
    "\N{FACE WITH TEARS OF JOY}" * 60,
    "\u0634\u0646\u0648 \u0647\u0627\u062f \u0627\u0644\u0645\u0634\u0643\u0644 OneDrive 0x8004def7 \u061f",
    "<h1>0x8004def7</h1><script>document.title = 'owned'</script>",
)


def talk_through(person: Person) -> None:
    """A talk that shows every piece of a card: a confirmation, questions, a step, a gate, an explanation, a note."""
    person.say("0x8004def7")
    person.walk_to("Yes, that's true")
    person.go_on()
    person.asking.get_by_text("More", exact=True).click()
    person.press("Explain this step")
    person.say("talk to a person")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_axe_finds_nothing(open_person: Callable[..., Person], axe: str, scheme: str, width: int) -> None:
    person = open_person(color_scheme=scheme, viewport={"width": width, "height": 800})
    run_axe(person, axe)
    talk_through(person)
    person.page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true; })")
    run_axe(person, axe)


def test_axe_finds_nothing_on_the_page_of_an_error(open_person: Callable[..., Person], axe: str) -> None:
    person = open_person()
    person.page.goto(f"{person.page.url}playground/nothing")
    run_axe(person, axe)


@pytest.mark.parametrize("width", [320, 360, 768, 1024, 1920])
def test_nothing_is_cut_off_at_any_width(open_person: Callable[..., Person], width: int) -> None:
    person = open_person(viewport={"width": width, "height": 700})
    for text in ODD:
        person.say(text)
    talk_through(person)
    person.page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true; })")
    assert person.is_narrower_than_the_window()
    assert person.page.title() == "Unstuck, the playground"


def test_nothing_is_cut_off_when_the_text_is_twice_as_large(open_person: Callable[..., Person]) -> None:
    person = open_person(viewport={"width": 640, "height": 800})
    person.page.evaluate("document.documentElement.style.fontSize = '200%'")
    talk_through(person)
    assert person.is_narrower_than_the_window()


def test_what_was_typed_from_right_to_left_runs_from_right_to_left(person: Person) -> None:
    person.say("\u0634\u0646\u0648 \u0647\u0627\u062f 0x8004def7")
    bubble = person.page.locator("#log .you .bubble")
    assert bubble.evaluate("each => getComputedStyle(each).direction") == "rtl"
    assert person.newest.evaluate("each => getComputedStyle(each).direction") == "ltr"


def test_dark_is_dark_and_light_is_light(open_person: Callable[..., Person]) -> None:
    grounds = {}
    for scheme in ("light", "dark"):
        page = open_person(color_scheme=scheme).page
        rgb = page.evaluate("getComputedStyle(document.body).backgroundColor.match(/[0-9]+/g).map(Number)")
        grounds[scheme] = sum(rgb) / 3
    assert grounds["light"] > 200
    assert grounds["dark"] < 60


def test_a_screen_reader_meets_one_heading_a_card_in_one_order(person: Person) -> None:
    person.say("0x8004def7")
    levels: list[int] = person.page.evaluate(
        "[...document.querySelectorAll('h1, h2, h3, h4')].filter((each) => each.checkVisibility())"
        ".map((each) => Number(each.tagName[1]))"
    )
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(next_one - one <= 1 for one, next_one in pairwise(levels))
    assert person.page.locator("#log article").last.locator("h3").count() == 1


def test_a_new_answer_is_announced_once(person: Person) -> None:
    person.say("0x8004def7")
    assert person.page.locator("#live").get_attribute("aria-live") == "polite"
    person.press("Start")
    assert person.page.locator("#live").get_attribute("aria-live") == "off"
    assert person.focused() == person.newest.get_attribute("id")


def test_each_landmark_is_there_and_has_a_name(person: Person) -> None:
    page = person.page
    assert page.get_by_role("main").count() == 1
    assert page.get_by_role("banner").count() == 1
    assert page.get_by_role("complementary", name="Behind the talk").count() == 1
    assert page.get_by_role("log", name="Messages").count() == 1


def test_the_box_for_the_message_never_covers_what_has_the_focus(open_person: Callable[..., Person]) -> None:
    person = open_person(viewport={"width": 400, "height": 700})
    person.say("0x8004def7")
    person.walk_to("Yes, it's fixed")
    person.page.evaluate("scrollTo(0, 0)")
    box = person.page.locator("#say")
    for _ in range(8):
        person.keyboard("Tab")
        if person.focused() == "text":
            break
        held = person.page.evaluate("document.activeElement.getBoundingClientRect().bottom")
        assert held <= person.page.evaluate("innerHeight")
        assert held <= box.evaluate("each => each.getBoundingClientRect().top") + 1


def test_what_the_reader_unfolded_stays_unfolded(person: Person) -> None:
    person.page.locator("#session > summary").click()
    person.page.locator("#understood > summary").click()
    person.say("0x8004def7")
    person.press("Start")
    opened: dict[str, Any] = person.page.evaluate(
        "Object.fromEntries([...document.querySelectorAll('.inside > details')].map((each) => [each.id, each.open]))"
    )
    folded = dict.fromkeys(("facts", "time", "take", "events", "notes"), False)
    assert opened == {"tree": True, "understood": False, "session": True} | folded
    assert "onedrive-sign-in" in person.page.locator("#session").inner_text()


def run_axe(person: Person, axe: str) -> None:
    person.page.evaluate(axe)
    found = person.page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    assert [(each["id"], [node["html"][:120] for node in each["nodes"]]) for each in found["violations"]] == []
