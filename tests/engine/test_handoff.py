"""The note is honest: it says what was done, what wasn't, and nothing that nobody said."""

from dataclasses import replace

import pytest

from bot.content.model import Condition
from bot.engine import Edition
from bot.engine.replies import HandoffNote, Preview, Start
from tests.engine.person import Person, lamp_edition
from tests.engine.test_advance import at_switch, started


def note_of(person: Person) -> HandoffNote:
    preview = person.last.replies[-1]
    assert isinstance(preview, Preview), preview
    return preview.note


def said(note: HandoffNote) -> dict[str, str]:
    return {each.title: each.says for each in note.tried}


# --- codes -----------------------------------------------------------------------------------------------------------


def test_a_problem_told_in_words_has_no_code_on_its_cards() -> None:
    person = Person().says("my lamp is dark")
    start = next(each for each in person.last.replies if isinstance(each, Start))
    assert start.codes == ()
    assert "0x80fe" not in person.text
    note = note_of(person.presses("start").says("person"))
    assert (note.codes, note.title) == ((), "The lamp stays dark")


def test_a_code_that_was_typed_stands_in_the_note() -> None:
    note = note_of(at_switch().says("person"))
    assert (note.codes, note.title) == (("0x80fe0001",), "Lamp 0x80fe0001, The lamp stays dark")


def test_a_link_writes_no_code() -> None:
    assert note_of(Person().opens("lamp-on").says("person")).codes == ()


def test_a_code_without_steps_stands_in_the_note_about_it() -> None:
    person = Person().says("0x80fe0999").presses("person")
    assert note_of(person).codes == ("0x80fe0999",)
    assert person.presses("send").last.note is not None
    assert note_of(Person().says("0x80fe0999, can I talk to a person")).codes == ("0x80fe0999",)


# --- what was tried, and what wasn't ---------------------------------------------------------------------------------


def test_what_nobody_came_to_is_told_as_not_tried() -> None:
    note = note_of(at_switch().presses("broken").presses("pick:floor").says("person"))
    assert note.untried == ("Change the bulb", "Read the fuse box")
    assert "Not tried: Change the bulb; Read the fuse box" in at_switch().says("person").text


def test_a_step_that_may_be_for_somebody_else_is_not_told_as_not_tried() -> None:
    assert note_of(at_switch().says("person")).untried == ("Change the bulb", "Read the fuse box")


def at_the_last_step() -> Person:
    return at_switch().presses("broken").presses("pick:desk").presses("broken").presses("refuse")


def test_all_was_tried_is_only_said_where_it_was() -> None:
    tried = note_of(at_the_last_step().presses("cant").presses("reason-find"))
    assert tried.says == ("The lamp stays dark with a new bulb.",)
    skipped = note_of(at_the_last_step().says("skip").presses("hand-over"))
    assert skipped.says == ()
    assert said(skipped)["Read the fuse box"] == "not tried, skipped"


def test_a_step_that_a_link_led_away_from_is_told_as_not_finished() -> None:
    note = note_of(at_switch().opens("lamp-on", "read-box").says("person"))
    assert said(note) == {
        "Look at the switch": "It is off",
        "Switch it on": "not finished",
        "Read the fuse box": "shown, no answer yet",
    }
    assert "Switch it on" not in note.untried


def test_a_step_that_another_problem_led_away_from_is_told_as_not_finished() -> None:
    person = at_switch().says("now it says 0x80fe0123").presses("switch").says("person")
    assert said(note_of(person))["Switch it on"] == "not finished"
    person.presses("back-to-steps").presses("fixed").presses("broken").presses("broken").presses("unsure")
    assert said(note_of(person.says("person")))["Switch it on"] == "no change"


def test_a_check_before_its_time_is_told_in_words() -> None:
    person = at_switch().presses("broken").presses("pick:desk").presses("broken").presses("confirm")
    early = note_of(person.says("no, and can I talk to someone"))
    assert said(early)["Change the bulb"] == "no change, checked before it had time to work"


def test_not_sure_is_told_in_words() -> None:
    person = started().presses("unsure").presses("broken").presses("unsure").says("person")
    note = note_of(person)
    assert said(note)["Look at the switch"] == "not sure"
    assert note.facts == (("Where the lamp stands", "not sure"),)


@pytest.mark.parametrize("reason", ["reason-find", "reason-time"])
def test_a_reason_is_told_in_words(reason: str) -> None:
    note = note_of(at_switch().presses("cant").presses(reason).says("person"))
    assert said(note)["Switch it on"] == (
        "not possible, not found" if reason == "reason-find" else "not tried, no time"
    )


# --- links to steps that hand over -----------------------------------------------------------------------------------


def test_a_link_to_a_step_of_it_leaves_the_person_where_they_were() -> None:
    person = at_switch().opens("lamp-on", "rewire")
    assert "Rewire the lamp" in person.text
    assert person.presses("back-to-steps").step == "switch-on"
    assert Person().opens("lamp-on", "rewire").presses("back-to-steps").step == "look"
    assert Person().opens("lamp-on", "rewire").presses("not-send").step == "look"


def asked_about_the_switch(key: str) -> Edition:
    """The lamp's content with a step that is only for those whose switch is off."""
    edition = lamp_edition()
    dialog = edition.content.dialogs["lamp-on"]
    only_off = (Condition("lamp-on#look", "question", ("off",)),)
    items = tuple(replace(item, conditions=only_off) if item.step.key == key else item for item in dialog.items)
    dialogs = {**edition.content.dialogs, "lamp-on": replace(dialog, items=items)}
    return replace(edition, content=replace(edition.content, dialogs=dialogs))


def test_a_link_to_a_step_that_hands_over_states_nothing_that_was_never_asked() -> None:
    edition = asked_about_the_switch("lamp-on#fuse-is-out")
    assert note_of(Person(edition).opens("lamp-on", "fuse-is-out")).says == ()
    asked = Person(edition).says("0x80fe0001").presses("start").presses("pick:off")
    assert note_of(asked.opens("lamp-on", "fuse-is-out")).says == ("The fuse is out.",)


def test_a_note_of_a_step_that_hands_over_leads_back_where_steps_are_left() -> None:
    person = Person(asked_about_the_switch("lamp-on#fuse-is-out")).opens("lamp-on", "fuse-is-out")
    assert "back-to-steps" in person.buttons
    assert person.presses("back-to-steps").says("person").session.open.kind == "noting"


def test_a_refused_link_says_what_is_known_and_what_is_not() -> None:
    person = Person().opens("lamp-on", "fuse-is-out")
    assert "** doesn't" not in person.text
    assert " doesn't fit here" in person.text.replace("Get the lamp to shine", "X")
    assert "The fuse: not known yet" in person.text
    assert "not sure" not in person.text


# --- what came after -------------------------------------------------------------------------------------------------


def test_a_step_that_helped_for_a_while_is_told_to_have_done_only_that() -> None:
    person = at_switch().presses("fixed").says("It's back already").says("person")
    assert said(note_of(person))["Switch it on"] == "it worked again, and then the trouble came back"
    assert next(each for each in note_of(person).tried if each.title == "Switch it on").result == "again"


def at_the_bulb() -> Person:
    return at_switch().presses("broken").presses("pick:desk").presses("broken").presses("confirm")


@pytest.mark.parametrize("meanwhile", [(), ("ask-then",)])
def test_who_turns_to_the_helpdesk_before_a_step_had_its_time_has_checked_it_too_early(
    meanwhile: tuple[str, ...],
) -> None:
    person = at_the_bulb().presses("broken")
    for verb in meanwhile:
        person.presses(verb)
    person.says("person")
    assert said(note_of(person))["Change the bulb"] == "no change, checked before it had time to work"
    assert person.presses("back-to-steps").step == "new-bulb"


@pytest.mark.parametrize("asks", ["pressed", "typed"])
def test_who_cant_and_turns_to_the_helpdesk_couldnt_do_the_step(asks: str) -> None:
    person = at_switch().presses("cant")
    person = person.presses("person") if asks == "pressed" else person.says("a person please")
    note = note_of(person)
    assert said(note)["Switch it on"] == "not possible"
    assert "Switch it on" not in note.untried
    assert person.presses("back-to-steps").step == "switch-on"


def test_a_risk_that_somebody_cant_take_is_told_as_not_possible() -> None:
    person = (
        at_switch().presses("broken").presses("pick:desk").presses("broken").says("I can't do this").presses("person")
    )
    assert said(note_of(person))["Change the bulb"] == "not possible"


def test_a_step_that_was_shown_stays_shown_after_its_case_was_taken_back() -> None:
    person = at_switch().says("person").presses("send").hears_of("case-arrived", number="7").says("withdraw it")
    note = note_of(person.says("person"))
    assert said(note)["Switch it on"] == "shown, no answer yet"
    assert "Switch it on" not in note.untried


@pytest.mark.parametrize("word", ["skip", "I can't do this"])
def test_a_question_that_was_passed_over_is_told_as_no_answer(word: str) -> None:
    person = at_switch().presses("broken")
    assert person.session.open.kind == "at-fact"
    assert note_of(person.says(word).says("person")).facts == ()


def test_a_question_that_was_passed_over_is_told_as_the_organisation_answers_it_since_for_everybody() -> None:
    person = at_switch().presses("broken").says("skip")
    content = person.edition.content
    known = replace(content.facts["place"], known="desk")
    person.edition = replace(person.edition, content=replace(content, facts={**content.facts, "place": known}))
    assert note_of(person.says("person")).facts == ((known.name, known.options["desk"]),)


def test_the_way_back_leads_to_the_step_that_the_person_was_at_and_never_to_one_of_it() -> None:
    assert note_of(at_switch().opens("lamp-on", "rewire")).step == "lamp-on#switch-on"
    assert note_of(Person().opens("lamp-on", "rewire")).step is None
    at_the_fuse = Person(asked_about_the_switch("lamp-on#fuse-is-out")).says("0x80fe0001").presses("start")
    assert note_of(at_the_fuse.presses("pick:off").opens("lamp-on", "fuse-is-out")).step == "lamp-on#look"


# --- who comes by a link ---------------------------------------------------------------------------------------------


def test_who_comes_by_a_link_has_the_dialog_as_the_title_and_says_so() -> None:
    note = note_of(Person().opens("lamp-steady").says("person"))
    assert (note.title, note.product, note.problem) == ("Lamp, Keep the lamp steady", "Lamp", "lamp-flicker")
    person = Person().opens("lamp-on", "read-box").says("person")
    assert "You came here by a link." in person.text
    assert note_of(person).passed_over == note_of(person).untried == ("Change the bulb",)
    assert "Not tried: Change the bulb (passed over by a link)" in person.text


def test_the_note_says_who_sent_the_link() -> None:
    person = Person().hears_of("sent", dialog="lamp-on", step="look", by="Dana *Novak*").says("person")
    assert "by a link from Dana *Novak*." in person.text
    assert note_of(at_switch().says("person")).link is None


def test_a_code_of_another_dialog_is_not_in_the_title() -> None:
    person = at_switch().opens("lamp-steady").presses("switch").says("person")
    assert (note_of(person).title, note_of(person).codes) == ("Lamp, Keep the lamp steady", ("0x80fe0001",))


def test_after_a_link_that_is_for_somebody_else_the_note_is_about_its_dialog() -> None:
    person = Person().opens("lamp-on", "desk-lamp").presses("pick:floor")
    assert person.session.open.kind == "linking"
    note = note_of(person.says("person"))
    assert (note.title, note.dialog) == ("Lamp, Get the lamp to shine", "lamp-on")
    assert note.facts == (("Where the lamp stands", "On the floor"),)


def test_a_link_that_is_one_letter_off_names_the_step_that_was_meant() -> None:
    assert 'Read the fuse box: "start lamp-on#read-box"' in Person().says("start lamp-on#red-box").text
    assert Person().says("start LAMP-ON#Read-Box").step == "read-box"
    assert Person().opens("Lamp-On", "READ-BOX").step == "read-box"
