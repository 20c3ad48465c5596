"""The authors' bench, by a browser without scripts: stand at a step, set facts, let time pass, take the talk along."""

import re
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest

from bot.authoring.check import check
from bot.authoring.conversations import play
from bot.authoring.samples import Samples
from bot.playground.gate import COOKIE
from tests.content.folders import written
from tests.playground.visiting import Form, Page, Site, Visitor, site
from tests.turn.talking import LAMPS

TO_STEP = ("Start", "It is off")


@pytest.fixture
async def here(tmp_path: Path) -> AsyncIterator[Site]:
    async with site(tmp_path) as made:
        yield made


@pytest.fixture
async def visitor(here: Site) -> AsyncIterator[Visitor]:
    async with here.visitor() as made:
        yield made


async def at_step(visitor: Visitor) -> Page:
    """At "Switch it on", the second step."""
    page = await visitor.say("0x80fe0001")
    for words in TO_STEP:
        page = await visitor.press(words, page)
    return page


def current(page: Page) -> list[str]:
    """The names of the steps that are lit."""
    return re.findall(r'<li class="\w+" aria-current="step">.*?<code>([^<]*)</code>', page.html, re.DOTALL)


def state_of(page: Page, step: str) -> str:
    """What stands at a step of the list."""
    lines = re.findall(r"<li class=[^>]*>\s*<span class=\"number\".*?</li>", page.html, re.DOTALL)
    line = next(each for each in lines if f"<code>{step}</code>" in each)
    found = re.search(r'<p class="state">([^<]*)</p>', line)
    return found[1] if found else ""


async def stand(visitor: Visitor, target: str, page: Page | None = None) -> Page:
    form = next(each for each in (page or await visitor.look()).forms if each.action == "/playground/stand")
    return await visitor.send(form, {"target": target})


async def set_facts(visitor: Visitor, **facts: str) -> Page:
    form = (await visitor.look()).form("/playground/facts")
    return await visitor.send(form, {f"fact.{name}": value for name, value in facts.items()})


async def wait(visitor: Visitor, words: str, page: Page | None = None) -> Page:
    form, button = (page or await visitor.look()).button(words)
    return await visitor.send(form, button)


# --- the dialog as a list


async def test_before_a_problem_is_named_there_is_no_list_and_any_dialog_can_be_opened(visitor: Visitor) -> None:
    page = await visitor.look()
    assert "No dialog is open." in page.parts["tree"]
    opened = await stand(visitor, "lamp-steady", page)
    assert "Screw the bulb in" in opened.talk[-1]
    assert current(opened) == ["screw"]


async def test_a_dialog_that_is_only_asked_about_is_shown_as_not_started(visitor: Visitor) -> None:
    page = await visitor.say("0x80fe0001")
    assert "(not started yet)" in page.parts["tree"]
    assert current(page) == []


async def test_the_list_shows_where_the_person_is_and_what_became_of_each_step(visitor: Visitor) -> None:
    page = await at_step(visitor)
    assert current(page) == ["switch-on"]
    assert state_of(page, "look") == "answered: It is off"
    page = await visitor.press("Skip this step", page)
    assert state_of(page, "switch-on") == "skipped"
    assert state_of(page, "desk-lamp") == "here, asking first: Where the lamp stands"
    page = await visitor.press("On a desk", page)
    assert current(page) == ["desk-lamp"]
    assert state_of(page, "floor-lamp") == "not for this person"
    page = await visitor.press("No, still broken", page)
    assert state_of(page, "desk-lamp") == "still broken"
    assert current(page) == ["new-bulb"]
    assert state_of(page, "new-bulb") == "here, before its risk"


async def test_what_a_step_is_and_for_whom_stands_in_words(visitor: Visitor) -> None:
    tree = " ".join((await at_step(visitor)).parts["tree"].split())
    assert "Change the bulb new-bulb does, 5 min, acts after 10m, risk" in tree
    assert "Only if Where the lamp stands: floor" in tree
    assert "Rewire the lamp rewire for IT" in tree


async def test_standing_at_a_step_with_a_risk_asks_about_the_risk_first(visitor: Visitor) -> None:
    await at_step(visitor)
    page = await stand(visitor, "lamp-on#new-bulb")
    assert "The bulb is cold" in page.talk[-1]
    assert "Unscrew the bulb" not in page.html
    assert current(page) == ["new-bulb"]


async def test_standing_at_a_step_twice_from_one_page_is_once(visitor: Visitor) -> None:
    page = await at_step(visitor)
    once = await stand(visitor, "lamp-on#desk-lamp", page)
    twice = await stand(visitor, "lamp-on#desk-lamp", page)
    assert once.talk == twice.talk


@pytest.mark.parametrize("target", ["", "lamp-on#look#look", "../etc", "lamp on", "x" * 500])
async def test_only_a_dialog_or_a_step_can_be_stood_at(visitor: Visitor, target: str) -> None:
    form = next(each for each in (await visitor.look()).forms if each.action == "/playground/stand")
    status, page = await visitor.post(form.action, form.fields | {"target": target})
    assert status == 400
    assert "Nothing was done" in page.html


# --- facts


async def test_a_fact_that_is_set_decides_what_comes(visitor: Visitor) -> None:
    await at_step(visitor)
    await set_facts(visitor, place="floor")
    page = await visitor.press("No, still broken")
    assert current(page) == ["floor-lamp"]
    assert '<option value="floor" selected>' in page.html


async def test_a_fact_that_is_being_asked_is_answered_by_setting_it(visitor: Visitor) -> None:
    await at_step(visitor)
    assert "Where does the lamp stand?" in (await visitor.press("No, still broken")).talk[-1]
    page = await set_facts(visitor, place="desk")
    assert "Push the plug in" in page.talk[-1]


async def test_a_step_that_is_no_longer_for_this_person_is_left(visitor: Visitor) -> None:
    await at_step(visitor)
    await set_facts(visitor, place="desk")
    assert current(await visitor.press("No, still broken")) == ["desk-lamp"]
    assert current(await set_facts(visitor, place="floor")) == ["floor-lamp"]


async def test_a_fact_can_be_taken_back(visitor: Visitor) -> None:
    await set_facts(visitor, place="desk")
    page = await set_facts(visitor, place="")
    assert '<option value="desk" selected>' not in page.html
    await at_step(visitor)
    assert "Where does the lamp stand?" in (await visitor.press("No, still broken")).talk[-1]


async def test_a_value_that_a_fact_doesnt_have_changes_nothing(visitor: Visitor) -> None:
    page = await set_facts(visitor, place="<script>", nothing="x")
    assert page.talk == (await visitor.look()).talk
    assert "<script>" not in page.html


# --- time


async def test_time_passes_and_what_is_due_on_the_way_happens(visitor: Visitor) -> None:
    await stand(visitor, "lamp-on#new-bulb")
    page = await visitor.press("Yes, that's true")
    assert "When the bot asks by itself" in page.parts["time"]
    before = len(page.said)
    page = await wait(visitor, "1 hour later", page)
    assert len(page.said) == before + 1
    assert "Does the lamp shine now?" in page.talk[-1]
    assert "1 hour later" in page.html
    assert "ahead" in page.parts["time"]


async def test_it_can_be_waited_until_the_bot_asks_by_itself(visitor: Visitor) -> None:
    await stand(visitor, "lamp-on#new-bulb")
    await visitor.press("Yes, that's true")
    page = await wait(visitor, "When the bot asks by itself")
    assert "Does the lamp shine now?" in page.talk[-1]
    assert "10 minutes later" in page.html


async def test_a_day_after_it_was_fixed_the_bot_asks_whether_it_held(visitor: Visitor) -> None:
    await at_step(visitor)
    await visitor.press("Yes, it's fixed")
    page = await wait(visitor, "3 days later")
    assert "Held" not in page.parts["events"]
    assert "yesterday" in page.talk[-1].lower() or "still" in page.talk[-1].lower()


async def test_what_is_pressed_later_is_pressed_later(visitor: Visitor) -> None:
    """Without the ten minutes that a new bulb takes, the bot would ask whether to wait."""
    await stand(visitor, "lamp-on#new-bulb")
    await visitor.press("Yes, that's true")
    await wait(visitor, "10 minutes later")
    assert "Read the fuse box" in (await visitor.press("No, still broken")).talk[-1]


async def test_time_passes_in_this_talk_alone(here: Site, visitor: Visitor) -> None:
    async with here.visitor() as other:
        await stand(other, "lamp-on#new-bulb")
        theirs = await other.press("Yes, that's true")
        await wait(visitor, "3 days later")
        again = await other.look()
        assert again.talk == theirs.talk
        assert "ahead" not in again.parts["time"]


async def test_time_that_passed_outlives_the_program(tmp_path: Path) -> None:
    cookies = aiohttp.CookieJar(unsafe=True)
    async with site(tmp_path) as before, before.visitor(cookies) as visitor:
        await stand(visitor, "lamp-on#new-bulb")
        await visitor.press("Yes, that's true")
        await wait(visitor, "10 minutes later")
    async with site(tmp_path, port=int(before.url.rpartition(":")[2])) as after, after.visitor(cookies) as visitor:
        assert "ahead" in (await visitor.look()).parts["time"]
        assert "Read the fuse box" in (await visitor.press("No, still broken")).talk[-1]


async def test_a_form_that_is_sent_twice_waits_once(visitor: Visitor) -> None:
    page = await visitor.look()
    await wait(visitor, "1 day later", page)
    assert (await wait(visitor, "1 day later", page)).html.count("1 day later</p>") == 1


async def test_only_the_times_that_are_offered_can_be_waited(visitor: Visitor) -> None:
    form = (await visitor.look()).form("/playground/wait")
    status, _ = await visitor.post(form.action, form.fields | {"by": "9999d"})
    assert status == 400


# --- to take along


async def kept(visitor: Visitor) -> str:
    async with visitor.session.get(f"{visitor.url}/playground/kept.yaml") as answer:
        assert answer.status == 200
        return await answer.text()


def link_in(page: Page) -> str:
    found = re.search(r'<input id="link"[^>]*value="([^"]*)"', page.html)
    assert found is not None
    return found[1]


async def test_a_talk_is_kept_as_a_test_that_holds(visitor: Visitor, tmp_path: Path) -> None:
    await at_step(visitor)
    await set_facts(visitor, place="desk")
    await visitor.press("No, still broken")
    await stand(visitor, "lamp-on#new-bulb")
    await visitor.press("Yes, that's true")
    await wait(visitor, "10 minutes later")
    await visitor.press("No, still broken")
    text = await kept(visitor)
    folder = written(tmp_path / "ours", {"knowledge/.keep": "", "tests/conversations/kept.yaml": text})
    checked = check([LAMPS, folder])
    assert checked.edition is not None, checked.diagnostics
    told = play(checked.edition.content.talks[-1], checked.edition, Samples(()))
    assert told.difference is None, text
    assert "given: {place: desk}" in text
    assert "wait: 10m\n        step: new-bulb" in text
    assert text.rstrip().endswith("step: read-box")


async def test_the_beginning_that_isnt_known_isnt_made_up(tmp_path: Path) -> None:
    cookies = aiohttp.CookieJar(unsafe=True)
    async with site(tmp_path) as before, before.visitor(cookies) as visitor:
        await at_step(visitor)
    async with site(tmp_path, port=int(before.url.rpartition(":")[2])) as after, after.visitor(cookies) as visitor:
        page = await visitor.press("No, still broken")
        assert "The beginning of this talk isn't known" in page.parts["take"]
        async with visitor.session.get(f"{visitor.url}/playground/kept.yaml") as answer:
            assert answer.status == 404


async def test_a_link_leads_a_colleague_to_the_same_place(here: Site, visitor: Visitor) -> None:
    await at_step(visitor)
    await set_facts(visitor, place="floor")
    await visitor.press("No, still broken")
    await stand(visitor, "lamp-on#new-bulb")
    await visitor.press("Yes, that's true")
    page = await wait(visitor, "10 minutes later")
    async with here.visitor() as colleague:
        async with colleague.session.get(link_in(page)) as answer:
            shown = Page(await answer.text())
        assert "Writes: 0x80fe0001" in shown.html
        theirs = await colleague.send(shown.form("/playground/again"), {})
        assert [each for each in theirs.talk[1:] if "Unstuck" in each][-1].split(" ", 2)[2] in page.talk[-1]
        assert state_of(theirs, "switch-on") == state_of(page, "switch-on") == "still broken"
        assert current(theirs) == current(page)
        assert link_in(theirs).partition("?")[2] == link_in(page).partition("?")[2]


async def test_a_link_starts_nothing_by_itself_and_not_in_the_talk_that_is_there(here: Site, visitor: Visitor) -> None:
    link = link_in(await at_step(visitor))
    async with here.visitor() as colleague:
        mine = await colleague.say("hello")
        async with colleague.session.get(link) as answer:
            assert answer.status == 200
        assert (await colleague.look()).talk == mine.talk


async def test_a_link_on_another_page_goes_through_the_door(visitor: Visitor) -> None:
    link = link_in(await at_step(visitor))
    async with visitor.session.get(link, headers={"Sec-Fetch-Site": "cross-site"}) as answer:
        html = await answer.text()
    assert f'content="0; url={link.removeprefix(visitor.url)}"' in html
    assert "Writes:" not in html


async def test_a_link_never_sends_a_note(here: Site, visitor: Visitor) -> None:
    await at_step(visitor)
    await visitor.press("Talk to a person")
    page = await visitor.press("Send")
    assert len(await here.store.cases()) == 1
    async with here.visitor() as colleague:
        async with colleague.session.get(link_in(page)) as answer:
            shown = Page(await answer.text())
        theirs = await colleague.send(shown.form("/playground/again"), {})
        assert "This is what I'll send to the helpdesk" in theirs.talk[-1]
        assert "A note is never sent by itself" in theirs.html
    assert len(await here.store.cases()) == 1


async def test_a_word_in_a_link_sends_no_note_either(here: Site, visitor: Visitor) -> None:
    await at_step(visitor)
    await visitor.say("talk to a person")
    page = await visitor.say("send it")
    async with here.visitor() as colleague:
        async with colleague.session.get(link_in(page)) as answer:
            shown = Page(await answer.text())
        await colleague.send(shown.form("/playground/again"), {})
    assert len(await here.store.cases()) == 1


async def test_a_password_stands_in_no_link_and_in_no_test(visitor: Visitor) -> None:
    page = await visitor.say("my password is Hunter2!x9 and 0x80fe0001")
    async with visitor.session.get(link_in(page)) as answer:
        assert "Hunter2" not in await answer.text()
    assert "Hunter2" not in await kept(visitor)


async def test_a_talk_that_is_too_long_has_no_link_and_is_a_test_all_the_same(visitor: Visitor) -> None:
    page = await visitor.say("".join(chr(0x4E00 + (number * 7919) % 20000) for number in range(5000)))
    assert "For a link this talk is too long." in page.parts["take"]
    assert "you:" in await kept(visitor)


# --- who may


PATHS = ("stand", "facts", "wait", "again")


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://example.com", "Sec_Fetch_Site": "cross-site"},
        {"Origin": "", "Sec_Fetch_Site": ""},
        {"Host": "example.com"},
    ],
)
async def test_nothing_is_done_for_another_page(visitor: Visitor, path: str, headers: dict[str, str]) -> None:
    before = await visitor.look()
    form = Form(f"/playground/{path}", before.form("/playground/say").fields | {"target": "lamp-on", "by": "1d"})
    status, _ = await visitor.post(form.action, form.fields, **headers)
    assert status == 403
    assert (await visitor.look()).talk == before.talk


@pytest.mark.parametrize("path", ["again?talk=x", "kept.yaml"])
async def test_nothing_is_shown_under_another_name(visitor: Visitor, path: str) -> None:
    await at_step(visitor)
    async with visitor.session.get(f"{visitor.url}/playground/{path}", headers={"Host": "example.com"}) as answer:
        assert answer.status == 403


@pytest.mark.parametrize("path", PATHS)
async def test_nothing_is_done_without_the_token_of_the_page(visitor: Visitor, path: str) -> None:
    fields = (await visitor.look()).form("/playground/say").fields | {"form": "0" * 32, "target": "lamp-on"}
    status, _ = await visitor.post(f"/playground/{path}", fields)
    assert status == 403


async def test_a_talk_is_kept_for_nobody_else(here: Site, visitor: Visitor) -> None:
    await at_step(visitor)
    async with aiohttp.ClientSession() as stranger, stranger.get(f"{here.url}/playground/kept.yaml") as answer:
        assert answer.status == 403
        assert COOKIE not in answer.cookies
