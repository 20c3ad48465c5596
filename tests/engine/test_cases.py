"""A case stands beside the open question: it is never lost, never sent twice, and never in the way."""

from dataclasses import replace

import pytest

from bot.engine.model import AtStep, Fixed, Holding, Idle, Noting, OpenCase, Resuming, Starting, Waiting
from bot.engine.replies import HandoffNote, Preview, Say
from tests.engine.person import Person
from tests.engine.test_advance import at_switch


def with_case(number: str = "7", **values: str) -> Person:
    """At a step again, with a case about the same problem."""
    person = at_switch().says("person").presses("send").hears_of("case-arrived", number=number, **values)
    return person.presses("back-to-steps")


def with_two_cases() -> Person:
    """Case 7 is about the dark lamp, case 8 about the flickering one, whose step is open."""
    person = with_case().says("now it says 0x80fe0123").presses("switch").says("person").presses("send")
    return person.hears_of("case-arrived", number="8").presses("back-to-steps")


# --- it works --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("said", ["yes", "it works now"])
def test_it_works_at_a_step_tells_the_helpdesk_with_the_step_that_did_it(said: str) -> None:
    person = with_case().says(said)
    assert (person.last.case, person.last.fixed_by) == ("solved", "lamp-on#switch-on")
    assert person.last.case_of is not None
    assert person.last.case_of.number == 7
    assert "I told the helpdesk that it works now" in person.text
    assert person.session.cases == ()
    assert isinstance(person.session.open, Fixed)


def test_it_works_on_the_case_s_card_tells_the_helpdesk_without_a_step() -> None:
    person = with_case().says("person").presses("works-now")
    assert (person.last.case, person.last.fixed_by) == ("solved", "")
    assert person.session.cases == ()


def test_that_it_held_tells_the_helpdesk_too() -> None:
    person = at_switch().presses("fixed")
    person.session = replace(person.session, cases=(OpenCase(7, "lamp-dark", "lamp-on"),))
    assert isinstance(person.waits(days=1).session.open, Holding)
    person.presses("held")
    assert (person.last.case, person.session.cases) == ("solved", ())


def test_another_problem_that_works_leaves_the_case_open() -> None:
    person = with_case().says("now it says 0x80fe0123").presses("switch").presses("fixed")
    assert person.last.case is None
    assert [case.number for case in person.session.cases] == [7]
    assert isinstance(person.session.open, Resuming)
    assert person.presses("works-now").last.case == "solved"


def test_a_note_that_tells_of_two_problems_is_over_when_both_work() -> None:
    person = at_switch().says("now it says 0x80fe0123").presses("switch").says("person").presses("send")
    person.hears_of("case-arrived", number="7").says("it works now")
    assert isinstance(person.session.open, Resuming)
    assert person.last.case is None
    assert person.presses("works-now").last.case == "solved"


def test_it_works_with_only_a_case_open_is_about_that_case() -> None:
    person = (
        Person().says("person").presses("send").hears_of("case-arrived", number="7").says("hi").says("it works now")
    )
    assert (person.last.case, person.session.cases) == ("solved", ())


# --- adding and taking back ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("said", ["withdraw it", "take it back", "withdraw my case"])
def test_a_case_is_taken_back_at_a_step_and_the_step_stays_open(said: str) -> None:
    person = with_case()
    before = person.session
    person.says(said)
    assert (person.last.case, person.last.keeps_card) == ("withdraw", True)
    assert replace(person.session, cases=before.cases, touched=before.touched, left=before.left) == before
    assert "7" in person.text


def test_words_are_added_at_a_step_and_the_step_stays_open() -> None:
    person = with_case()
    before = person.session
    person.says("add: I need it at three")
    assert person.last.case == "add"
    assert person.last.note is not None
    assert person.last.note.words == "I need it at three"
    assert replace(person.session, touched=before.touched) == before
    assert {"add", "works-now", "withdraw"} <= set(person.buttons)


def test_a_word_that_begins_like_add_is_an_answer_at_a_step() -> None:
    assert with_case().says("add account isn't there, I can't do it").last.case is None


def test_asked_what_to_add_at_a_step_the_step_comes_back_after_it() -> None:
    person = with_case().says("add")
    assert person.session.open == Waiting(7, adding=True)
    person.says("I need it at three")
    assert (person.last.case, person.step) == ("add", "switch-on")


@pytest.mark.parametrize("verb", ["withdraw", "add"])
def test_an_old_card_of_a_case_still_means_that_case(verb: str) -> None:
    person = with_case()
    of_case = next(at for at, (ref, _) in enumerate(person.cards) if ref.case == 7)
    person.presses("broken").presses(verb, card=of_case, fields={"note": "still dark"})
    assert person.last.case == verb
    assert person.last.case_of is not None
    assert person.last.case_of.number == 7
    assert person.session.open.kind == "at-fact"


def test_a_button_of_a_case_that_is_over_says_so_and_changes_nothing() -> None:
    person = with_case().says("withdraw it")
    of_case = next(at for at, (ref, _) in enumerate(person.cards) if ref.case == 7)
    person.presses("withdraw", card=of_case)
    assert person.last.case is None
    assert "over" in person.text
    assert person.step == "switch-on"


def test_after_adding_the_case_can_be_pressed_on() -> None:
    person = at_switch().says("person").presses("send").hears_of("case-arrived", number="7").presses("add")
    person.says("I need it at three")
    assert person.session.open == Waiting(7)
    assert {"add", "works-now", "withdraw", "back-to-steps"} == set(person.buttons)


# --- a person, again -------------------------------------------------------------------------------------------------


def test_asking_for_a_person_again_shows_the_case_and_never_a_second_note() -> None:
    person = with_case().presses("broken").says("person")
    assert person.session.open == Waiting(7)
    assert "Case 7" in person.text
    assert "send" not in person.buttons
    assert person.presses("back-to-steps").session.open.kind == "at-fact"


def test_the_end_of_the_list_shows_the_case_that_there_is() -> None:
    person = with_case().presses("broken").presses("pick:desk").presses("broken").presses("refuse").says("skip")
    assert person.presses("hand-over").session.open == Waiting(7)
    assert "back-to-steps" not in person.buttons


def test_the_case_says_who_has_taken_it() -> None:
    person = with_case().hears_of("case-taken", number="7", by="Dana Novak")
    assert person.step == "switch-on"
    assert "Dana Novak works on your case" in person.says("person").text


def test_for_another_problem_there_is_a_note_that_names_the_open_case() -> None:
    person = with_case().says("now it says 0x80fe0123").presses("switch").says("person")
    preview = person.last.replies[-1]
    assert isinstance(preview, Preview)
    assert preview.note.other_cases == (7,)
    assert "Case 7 is open already" in person.text


def test_two_cases_are_told_apart_by_their_numbers() -> None:
    person = with_two_cases()
    assert [case.number for case in person.session.cases] == [8, 7]
    assert "Case 8" in person.says("add: look").text
    assert "Case 8" in person.says("withdraw it").text
    assert "Case 7" in person.says("withdraw it").text
    assert person.session.cases == ()


def test_it_works_on_the_card_of_another_case_ends_only_that_one() -> None:
    person = with_two_cases()
    of_case = next(at for at, (ref, _) in enumerate(person.cards) if ref.case == 7)
    person.presses("works-now", card=of_case)
    assert person.last.case_of is not None
    assert (person.last.case, person.last.case_of.number) == ("solved", 7)
    assert (person.step, [case.number for case in person.session.cases]) == ("screw", [8])
    assert isinstance(person.presses("fixed", card=-1).session.open, Fixed)


# --- what is heard of it ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("what", ["case-taken", "case-closed", "case-delayed"])
def test_what_is_heard_of_a_case_leaves_the_open_question(what: str) -> None:
    person = with_case()
    before = person.session.open
    person.hears_of(what, number="7", by="Dana")
    assert (person.session.open, person.last.keeps_card) == (before, True)


def test_a_case_that_arrives_late_leaves_the_open_question_and_can_be_pressed() -> None:
    person = at_switch().says("person").presses("send").says("back to the steps")
    assert isinstance(person.session.open, AtStep)
    person.hears_of("case-arrived", number="7")
    assert isinstance(person.session.open, AtStep)
    assert person.session.cases == (OpenCase(7, "lamp-dark", "lamp-on"),)
    assert "Case 7" in person.text
    assert person.presses("withdraw").last.case == "withdraw"


def test_of_two_notes_on_their_way_the_older_one_arrives_first() -> None:
    person = at_switch().says("person").presses("send").says("now it says 0x80fe0123").presses("switch")
    person.says("person").presses("send").hears_of("case-arrived", number="7")
    assert [(case.number, case.problem) for case in person.session.cases] == [(0, "lamp-flicker"), (7, "lamp-dark")]
    person.hears_of("case-arrived", number="8")
    assert [case.number for case in person.session.cases] == [8, 7]
    assert person.session.open == Waiting(8)


def test_a_closed_case_whose_card_is_open_ends_that_too() -> None:
    person = with_case().says("person").hears_of("case-closed", number="7")
    assert person.session.cases == ()
    assert person.says("go on").step == "switch-on"
    assert isinstance(Person().says("person").presses("send").hears_of("case-arrived", number="7").hears_of(
        "case-closed", number="7").session.open, Idle)  # fmt: skip


def test_a_new_problem_and_start_over_keep_the_case() -> None:
    person = with_case().says("start over").presses("yes-restart")
    assert [case.number for case in person.session.cases] == [7]
    person.says("stop").says("0x80fe0123")
    assert [case.number for case in person.session.cases] == [7]


# --- no destination --------------------------------------------------------------------------------------------------


def test_where_nobody_is_told_the_person_hears_where_the_note_is() -> None:
    person = at_switch().says("person").presses("send").hears_of("case-arrived", number="7", listed="yes")
    assert "number 7" in person.text
    assert "list" in person.text
    for text in (person.text, person.says("person").text, person.says("add: please").text):
        assert "as soon as" not in text
        assert "helpdesk has" not in text
    said = person.presses("works-now").last.replies[0]
    assert isinstance(said, Say)
    assert said.key == "case-solved-listed"


# --- words for the note ----------------------------------------------------------------------------------------------


def test_words_for_the_note_survive_that_it_is_left() -> None:
    person = at_switch().says("person").says("add: I need it at three").presses("back-to-steps")
    assert person.step == "switch-on"
    assert "I need it at three" in person.says("person").text
    person.presses("send", fields={"note": "call me"})
    assert person.last.note is not None
    assert person.last.note.words == "I need it at three\ncall me"
    assert person.session.words == ""


def test_what_stands_in_the_field_is_kept_when_the_note_is_left() -> None:
    person = at_switch().says("person").presses("back-to-steps", fields={"note": "I need it at three"})
    assert "I need it at three" in person.says("person").text


def test_the_card_of_a_case_that_somebody_else_closed_is_left_for_the_question_below() -> None:
    person = with_case().says("now it says 0x80fe0123")
    assert isinstance(person.session.open, Starting)
    person.hears_of("case-closed", number="7")
    assert isinstance(person.session.open, Starting)
    assert person.presses("stay").step == "switch-on"


# --- a case of somebody who came by a link ---------------------------------------------------------------------------


def sent_after_a_link() -> Person:
    """The link was for somebody else, so no step was ever shown."""
    person = Person().opens("lamp-on", "desk-lamp").presses("pick:floor").says("person").presses("send")
    return person.hears_of("case-arrived", number="7")


def test_what_was_answered_once_is_not_asked_again_after_a_case() -> None:
    assert sent_after_a_link().opens("lamp-on", "floor-lamp").step == "floor-lamp"


def test_it_works_after_another_link_ends_the_case_about_the_dialog() -> None:
    person = sent_after_a_link().opens("lamp-on", "floor-lamp").says("it works now")
    assert (person.last.case, person.last.fixed_by) == ("solved", "lamp-on#floor-lamp")
    assert person.session.cases == ()


def test_it_works_at_the_question_about_the_pc_ends_the_case_too() -> None:
    person = Person().opens("lamp-on").says("person").presses("send").hears_of("case-arrived", number="7")
    person.opens("lamp-on", "floor-lamp")
    assert person.session.open.kind == "at-fact"
    assert person.says("fixed").last.case == "solved"


@pytest.mark.parametrize("answer", ["", "yes", "it works now"])
def test_a_case_that_names_nothing_is_asked_about_and_not_closed_on_a_guess(answer: str) -> None:
    person = Person().says("person").presses("send").hears_of("case-arrived", number="7")
    person.says("0x80fe0001").presses("start").presses("pick:off").says("it works now")
    assert (person.last.case, [case.number for case in person.session.cases]) == (None, [7])
    assert "Is that what case 7 was about" in person.text
    assert isinstance(person.session.open, Fixed)
    person = person.says(answer) if answer else person.presses("works-now")
    assert (person.last.case, person.session.cases) == ("solved", ())


def test_a_case_about_another_problem_is_not_asked_about() -> None:
    person = with_case()
    person.session = replace(person.session, walks=(), open=Idle(), under=None, trail=())
    person.says("0x80fe0123").presses("start").presses("fixed")
    assert "Is that what case" not in person.text


def test_what_was_done_until_it_worked_goes_to_the_helpdesk_with_it() -> None:
    note = with_case().presses("fixed").last.note
    assert note is not None
    assert [(each.title, each.result) for each in note.tried] == [
        ("Look at the switch", "option"),
        ("Switch it on", "fixed"),
    ]


# --- two at a time ---------------------------------------------------------------------------------------------------


def with_two_on_their_way() -> tuple[Person, OpenCase, OpenCase]:
    """The note about the dark lamp, then that about the flickering one, whose step is open. Neither has arrived."""
    person = at_switch().says("person").presses("send").presses("back-to-steps")
    person.says("now it says 0x80fe0123").presses("switch").says("person").presses("send").presses("back-to-steps")
    flickers, dark = person.session.cases
    return person, dark, flickers


def test_each_of_two_notes_gets_its_own_number_whichever_arrives_first() -> None:
    person, dark, flickers = with_two_on_their_way()
    person.hears_of("case-arrived", number="8", key=flickers.key).hears_of("case-arrived", number="7", key=dark.key)
    assert [(case.number, case.problem) for case in person.session.cases] == [(8, flickers.problem), (7, dark.problem)]


def test_the_card_of_a_note_on_its_way_stays_about_that_note_when_the_other_one_arrives() -> None:
    person, dark, flickers = with_two_on_their_way()
    person.says("person").hears_of("case-arrived", number="7", key=dark.key)
    assert person.session.open == Waiting(0, key=flickers.key)
    person.hears_of("case-taken", number="8", key=flickers.key, by="Dana")
    assert person.session.open == Waiting(8)
    person.says("take it back")
    assert person.last.case_of is not None
    assert person.last.case_of.number == 8
    assert [case.number for case in person.session.cases] == [7]


def test_nothing_is_said_of_the_way_of_a_note_that_was_taken_back() -> None:
    person, dark, flickers = with_two_on_their_way()
    person.says("person").presses("withdraw")
    for news in ("case-delayed", "case-arrived"):
        person.hears_of(news, number="8", key=flickers.key)
        assert person.last.replies == ()
    assert person.session.cases == (dark,)


# --- nothing is closed on a guess ------------------------------------------------------------------------------------


def test_it_works_while_another_problem_is_offered_asks_which_case() -> None:
    person = with_case().says("stop")
    person.session = replace(person.session, walks=(), under=None, open=Starting("lamp-flicker"))
    person.says("it works now")
    assert person.last.case is None
    assert isinstance(person.session.open, Starting)
    assert "Is that what case 7 was about?" in person.text
    assert person.presses("works-now").last.case == "solved"
    assert person.session.cases == ()


def test_a_yes_after_it_works_closes_the_case_that_was_asked_about_and_no_further_one() -> None:
    person = at_switch()
    person.session = replace(person.session, cases=(OpenCase(8, codes=("0x1",)), OpenCase(7, codes=("0x2",))))
    person.says("it works now")
    assert "Is that what case 8 was about?" in person.text
    assert person.says("yes").last.case == "solved"
    assert person.says("yes").last.case is None
    assert [case.number for case in person.session.cases] == [7]


def test_it_works_on_the_open_card_of_another_problem_s_case_leaves_that_card() -> None:
    person = with_two_cases()
    of_seven = [n for n, (card, _) in enumerate(person.cards) if card.case == 7]
    person.presses("add", card=of_seven[0])
    assert person.session.open == Waiting(7, adding=True)
    person.presses("works-now", card=of_seven[0])
    assert person.last.case_of is not None
    assert person.last.case_of.number == 7
    assert not isinstance(person.session.open, Waiting)


# --- what is new beside a case ---------------------------------------------------------------------------------------


def test_a_new_code_beside_a_case_gets_a_note_of_its_own() -> None:
    person = with_case().says("stop").says("0x80aabbcc").says("person")
    assert isinstance(person.session.open, Noting)
    assert isinstance(person.presses("send").last.note, HandoffNote)
    assert person.last.note is not None
    assert "0x80aabbcc" in person.last.note.codes
    assert len(person.session.cases) == 2


# --- words that are too long -----------------------------------------------------------------------------------------


def test_words_that_are_cut_are_told_of() -> None:
    person = with_case().says("add: " + "a" * 600)
    assert person.last.note is not None
    assert len(person.last.note.words) == 500
    assert "I kept the first 500 characters" in person.text


def test_what_comes_after_a_full_note_is_told_to_be_left_out() -> None:
    person = at_switch().says("person").says("I need it soon " * 33)
    assert "first 500" not in person.text
    person.says("and please call me at noon tomorrow")
    assert "I kept the first 500 characters" in person.text


# --- taking back -----------------------------------------------------------------------------------------------------


def test_a_yes_to_taking_back_another_case_is_no_answer_to_the_step() -> None:
    person = with_case().says("now it says 0x80fe0123").presses("switch").says("no longer needed")
    step, trail = person.step, person.session.trail
    assert person.says("yes").last.case == "withdraw"
    assert (person.step, person.session.trail, person.session.cases) == (step, trail, ())


def test_a_no_to_taking_back_another_case_leaves_it_and_answers_nothing() -> None:
    person = with_case().says("now it says 0x80fe0123").presses("switch").says("no longer needed")
    step, trail = person.step, person.session.trail
    assert person.says("no").last.case is None
    assert (person.step, person.session.trail, len(person.session.cases)) == (step, trail, 1)


def test_no_longer_needed_at_another_problem_s_step_asks_before_the_case_is_taken_back() -> None:
    person = with_case().says("now it says 0x80fe0123").presses("switch").says("no longer needed")
    assert person.last.case is None
    assert "Shall I take back case 7?" in person.text
    open_step = person.session.open
    assert person.says("withdraw it").last.case == "withdraw"
    assert person.session.cases == ()
    assert person.session.open == open_step
