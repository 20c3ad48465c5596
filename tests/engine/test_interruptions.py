"""What interrupts an open question, and how one comes back from it: nothing is lost, or asked twice."""

from dataclasses import replace

import pytest

from bot.content.model import Content
from bot.engine import Edition
from bot.engine.model import AtGate, AtStep, Fixed, Holding, Noting, Resuming, Starting, Stopped, Waiting
from tests.engine.person import Person, lamp_edition
from tests.engine.test_advance import OUT, WELL, at_switch, started


def without_step(key: str) -> Edition:
    """The lamp's content after somebody took a step out of every list."""
    edition = lamp_edition()
    content = edition.content
    dialogs = {
        name: replace(dialog, items=tuple(item for item in dialog.items if item.step.key != key))
        for name, dialog in content.dialogs.items()
    }
    steps = {name: step for name, step in content.steps.items() if name != key}
    return replace(edition, content=replace(content, dialogs=dialogs, steps=steps))


def without_dialog(*names: str) -> Edition:
    edition = lamp_edition()
    old: Content = edition.content
    dialogs = {name: dialog for name, dialog in old.dialogs.items() if name not in names}
    problems = {name: problem for name, problem in old.problems.items() if problem.dialog in dialogs}
    steps = {key: step for key, step in old.steps.items() if step.dialog in dialogs}
    return replace(edition, content=replace(old, dialogs=dialogs, problems=problems, steps=steps))


# --- links -----------------------------------------------------------------------------------------------------------


def test_a_refused_link_leaves_the_open_dialog_as_it_is() -> None:
    person = at_switch().presses("broken").presses("pick:desk").opens("lamp-on", "floor-lamp")
    assert "isn't for you" in person.text
    assert person.presses("stay").step == "desk-lamp"


def test_a_refused_link_into_another_dialog_leads_back() -> None:
    person = at_switch().opens("lamp-steady", "app-on-mac").presses("switch").presses("pick:windows")
    assert "isn't for you" in person.text
    assert person.presses("stay").step == "switch-on"


def test_a_link_answers_no_question_for_the_steps_behind_it() -> None:
    person = Person().opens("lamp-on", "look").presses("pick:on")
    assert person.presses("pick:desk").step == "desk-lamp"
    person = Person().opens("lamp-on", "new-bulb").presses("refuse").says(WELL)
    assert "Switch it on" not in person.text


def test_a_link_to_a_step_that_is_not_there_says_so() -> None:
    person = at_switch().opens("lamp-on", "dance")
    assert "don't know where this link leads" in person.text
    assert person.presses("stay").step == "switch-on"


def test_continuing_for_the_helpdesk_keeps_what_was_tried() -> None:
    person = at_switch().presses("broken").presses("pick:desk").says("person").presses("send")
    person.hears_of("case-arrived", number="7").hears_of("continue", dialog="lamp-on", step="new-bulb", by="Dana")
    assert person.step == "new-bulb?"
    assert [mark.what for mark in person.session.trail] == ["lamp-on#look", "lamp-on#switch-on", "place"]


def test_the_letters_of_a_link_tell_no_fact() -> None:
    person = at_switch().says("start lamp-on#on-my-desk on my desk")
    assert "place" not in person.session.facts


# --- the helpdesk has it ---------------------------------------------------------------------------------------------


def sent() -> Person:
    return at_switch().says("person").presses("send").hears_of("case-arrived", number="7")


def test_another_code_while_waiting_can_be_left_and_the_case_is_still_there() -> None:
    person = sent().says("any news about 0x80fe0123?")
    assert isinstance(person.session.open, Starting)
    assert person.presses("stay").session.open == Waiting(7)
    person.says("withdraw it")
    assert person.last.case == "withdraw"


def test_a_reading_while_waiting_moves_nothing_on() -> None:
    assert isinstance(sent().says(WELL).session.open, Waiting)


def test_going_on_while_waiting_shows_the_step_that_was_open() -> None:
    assert sent().presses("back-to-steps").step == "switch-on"


def test_the_words_to_add_survive_that_somebody_takes_the_case() -> None:
    person = sent().presses("add").hears_of("case-taken", number="7", by="Dana").says("I need it at three")
    assert person.last.case == "add"


def test_a_password_in_the_field_of_the_note_goes_nowhere() -> None:
    person = at_switch().says("person").presses("send", fields={"note": "call me, my password is Hunter2!x"})
    assert person.last.note is not None
    assert "Hunter2" not in person.last.note.words
    assert "I left out what looks like a password" in person.text
    assert "didn't keep" not in person.text


def test_a_button_s_words_are_never_words_for_the_note() -> None:
    assert sent().presses("add").says("withdraw it").last.case == "withdraw"


def test_a_new_code_at_the_note_is_laid_over_it_and_one_note_tells_both() -> None:
    person = at_switch().says("person").says("now it says 0x80fe0123").presses("switch").says("person")
    assert "Look at the switch" in person.text


# --- it works, said anywhere -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("where", ["gate", "note", "start over", "reason", "fact", "stopped", "settling"])
def test_it_works_again_is_heard_anywhere_and_means_just_that(where: str) -> None:
    person = at_switch()
    match where:
        case "gate":
            person.presses("broken").presses("pick:desk").presses("broken")
        case "note":
            person.says("person")
        case "start over":
            person.says("start over")
        case "reason":
            person.presses("cant")
        case "fact":
            person.presses("broken")
        case "stopped":
            person.says("stop")
        case "settling":
            person.presses("broken").presses("pick:desk").presses("broken").presses("confirm").presses("broken")
        case _:
            pass
    person.says("it works again")
    assert isinstance(person.session.open, Fixed)
    assert person.last.case is None


def test_a_bare_yes_keeps_its_meaning() -> None:
    person = at_switch().presses("broken").presses("pick:desk").presses("broken").says("yes")
    assert person.step == "new-bulb"


def test_yes_when_it_is_fixed_already_is_no_gap() -> None:
    person = at_switch().presses("fixed").says("yes")
    assert not person.last.gaps
    assert isinstance(person.session.open, Fixed)


def test_not_sure_whether_it_held_keeps_the_place() -> None:
    person = at_switch().presses("fixed").waits(days=1)
    assert isinstance(person.session.open, Holding)
    person.presses("unsure").presses("back-again", card=-2)
    assert person.presses("pick:desk").step == "desk-lamp"


# --- hello, and start over -------------------------------------------------------------------------------------------


def test_hello_shows_the_question_again_and_loses_nothing() -> None:
    assert at_switch().says("start over").says("hi").presses("no-restart").step == "switch-on"
    assert at_switch().presses("cant").says("hi").presses("reason-find").presses("pick:desk").step == "desk-lamp"
    assert at_switch().says("now it says 0x80fe0123").says("hi").presses("stay").step == "switch-on"


def test_start_over_can_be_declined_wherever_it_was_said() -> None:
    person = at_switch().presses("fixed").says("start over").presses("no-restart")
    assert isinstance(person.session.open, Fixed)
    assert isinstance(sent().says("start over").presses("no-restart").session.open, Waiting)


# --- back ------------------------------------------------------------------------------------------------------------


def test_back_after_a_reading_elsewhere_goes_back_and_not_on() -> None:
    person = at_switch().says(WELL).says("back")
    assert person.step == "look"


def test_back_over_a_declined_handoff_shows_the_note_again() -> None:
    person = started().presses("pick:on").says(OUT)
    person = person.presses("go-on") if any(v.verb == "go-on" for v in person.cards[-1][1]) else person
    while not isinstance(person.session.open, Noting):
        verbs = {each.verb for each in person.cards[-1][1]}
        person.presses("refuse" if "refuse" in verbs else "broken" if "broken" in verbs else "skip")
    person.presses("not-send").says("back")
    assert isinstance(person.session.open, Noting)


def test_a_fact_that_is_known_meanwhile_is_not_asked_again_by_going_back() -> None:
    person = started().presses("pick:on").presses("pick:desk").says("FuseState : IN\nLampPlace : DESK").says("back")
    assert person.step == "look"


# --- readings --------------------------------------------------------------------------------------------------------


def test_a_reading_that_was_pasted_before_is_not_asked_for() -> None:
    person = Person().says(WELL).says("0x80fe0001").presses("start").presses("pick:on").presses("broken")
    person.presses("refuse")
    assert person.step != "read-box"


def test_a_reading_after_it_is_fixed_goes_nowhere() -> None:
    assert isinstance(at_switch().presses("fixed").says(WELL).session.open, Fixed)


def test_n_counts_what_a_reading_may_still_bring() -> None:
    numbers = []
    person = started()
    for verb in ("pick:on", "pick:desk", "broken", "refuse"):
        person.presses(verb)
        numbers.append(getattr(person.session.open, "total", 0))
    assert [each for each in numbers if each] == sorted((each for each in numbers if each), reverse=True)


# --- content that changes --------------------------------------------------------------------------------------------


def test_an_answer_to_a_step_that_is_gone_confirms_nothing() -> None:
    person = at_switch().presses("broken").presses("pick:desk")
    person.edition = without_step("lamp-on#desk-lamp")
    person.says("yes")
    assert person.step == "new-bulb?"


def test_a_gate_whose_step_is_gone_gives_way() -> None:
    person = at_switch().presses("broken").presses("pick:desk").presses("broken")
    assert isinstance(person.session.open, AtGate)
    person.edition = without_step("lamp-on#new-bulb")
    assert person.says("hi").step == "read-box"


def with_risk(key: str) -> Edition:
    """The lamp's content after somebody wrote down what a step puts at risk."""
    edition = lamp_edition()
    content = edition.content
    risky = replace(content.steps[key], risk="The cable may be live.", confirm="The plug is out")
    dialogs = {
        name: replace(
            dialog, items=tuple(replace(each, step=risky) if each.step.key == key else each for each in dialog.items)
        )
        for name, dialog in content.dialogs.items()
    }
    return replace(edition, content=replace(content, dialogs=dialogs, steps={**content.steps, key: risky}))


def test_a_step_that_got_a_risk_while_it_was_open_asks_before_it_shows_its_instructions() -> None:
    person = at_switch().presses("broken").presses("pick:desk")
    key = person.session.walks[0].step or ""
    person.edition = with_risk(key)
    person.says("yes")
    assert isinstance(person.session.open, AtGate), "the yes answered a question that had no risk yet"
    assert "The cable may be live." in person.text
    shown = person.presses("confirm").session.open
    assert isinstance(shown, AtStep)
    assert (shown.step, shown.confirmed) == (key, True)


def test_a_step_that_got_a_risk_while_something_interrupted_it_comes_back_as_the_question() -> None:
    person = at_switch().presses("broken").presses("pick:desk").presses("cant")
    person.edition = with_risk(person.session.walks[0].step or "")
    assert isinstance(person.says("where was I").session.under or person.session.open, AtGate)
    person = at_switch().presses("broken").presses("pick:desk").says("now it says 0x80fe0123")
    person.edition = with_risk(person.session.walks[0].step or "")
    assert isinstance(person.presses("stay").session.open, AtGate)
    assert "The cable may be live." in person.text


def test_a_step_that_got_a_risk_after_it_was_followed_may_have_helped() -> None:
    person = at_switch().presses("broken").presses("pick:desk")
    key = person.session.walks[0].step or ""
    person.edition = with_risk(key)
    assert isinstance(person.presses("fixed").session.open, Fixed)
    assert any(mark.what == key and mark.kind == "fixed" for mark in person.session.trail)


@pytest.mark.parametrize("before", ["", "settling", "reason"])
def test_a_dialog_that_is_gone_ends_with_a_person_and_never_with_a_fault(before: str) -> None:
    person = at_switch()
    if before == "reason":
        person.presses("cant")
    elif before == "settling":
        person.presses("broken").presses("pick:desk").presses("broken").presses("confirm").presses("broken")
    person.edition = without_dialog("lamp-on", "lamp-storm", "lamp-steady")
    person.says("hi")
    assert isinstance(person.session.open, Noting)
    person.says("where was I")
    person.presses("not-send")
    assert person.session.open.kind in ("idle", Stopped().kind)


def test_a_dialog_that_is_gone_gives_way_to_the_one_laid_aside() -> None:
    person = at_switch().says("now it says 0x80fe0123").presses("switch")
    person.edition = without_dialog("lamp-steady")
    person.says("hi")
    assert isinstance(person.session.open, Resuming)


def test_is_this_safe_at_a_fact_tells_how_to_find_out_and_stays_there() -> None:
    person = at_switch().presses("broken").says("is this safe?")
    assert "Look under it" in person.text
    assert person.presses("where").session.open.kind == "at-fact"


# --- many answers ----------------------------------------------------------------------------------------------------


def test_a_talk_of_hundreds_of_answers_stays_small() -> None:
    person = at_switch()
    for _ in range(200):
        person.presses("broken").opens("lamp-on", "switch-on")
    assert sum(1 for mark in person.session.trail if mark.before) <= 61


@pytest.mark.parametrize("words", ["call me, my password is Hunter2!x", "my password is Hunter2!x"])
def test_of_words_with_a_password_at_the_note_is_told_what_is_kept_of_them(words: str) -> None:
    person = at_switch().says("person").says(words)
    assert "Hunter2" not in person.session.words
    assert ("The rest is in the note" in person.text) is bool(person.session.words)
    assert "didn't keep" not in person.text or not person.session.words


@pytest.mark.parametrize(
    "asked", ["is it fixed?", "fixed?", "Is it fixed ?", "works?", "still broken?", "nothing there?"]
)
def test_a_question_at_a_check_is_no_answer_to_it(asked: str) -> None:
    person = at_switch()
    before = person.session
    person.says(asked)
    assert person.session.trail == before.trail
    assert person.step == "switch-on"


@pytest.mark.parametrize("said", ["still not sure", "I am still not sure", "still unsure"])
def test_still_not_sure_is_not_sure_and_no_failure(said: str) -> None:
    person = at_switch().says(said)
    assert "StepUnsure" in person.happened
    assert person.step == "switch-on"
