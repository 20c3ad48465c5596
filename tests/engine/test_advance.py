"""The behaviour of a talk, promise by promise, on a small content about a lamp."""

import pytest

from bot.engine.inputs import Joined, Pressed
from bot.engine.model import Choosing, Fixed, Holding, Noting, Starting, Waiting
from bot.engine.replies import Preview
from tests.engine.person import Person


def started(code: str = "0x80fe0001") -> Person:
    return Person().says(code).presses("start")


def at_switch() -> Person:
    return started().presses("pick:off")


# --- starting --------------------------------------------------------------------------------------------------------


def test_a_recognised_problem_is_asked_about_and_starts_only_when_agreed() -> None:
    person = Person().says("my screen says 0x80FE0001")
    assert isinstance(person.session.open, Starting)
    assert not person.session.walks
    assert person.presses("start").step == "look"


def test_a_problem_is_started_by_its_typed_twin() -> None:
    assert Person().says("0x80fe0001").says("yes").step == "look"


def test_that_is_not_it_offers_the_others_and_never_the_same() -> None:
    person = Person().says("0x80fe0001").presses("not-it")
    assert isinstance(person.session.open, Choosing)
    assert "lamp-dark" not in person.session.open.problems


def test_one_slip_is_a_question_and_never_a_dialog() -> None:
    person = Person().says("0x80fe0002")
    assert "0x80fe0002" in person.text
    assert "0x80fe0001" in person.text
    assert not person.session.walks
    assert person.presses("code").presses("start").step == "look"


def test_a_code_that_did_not_slip_becomes_a_gap() -> None:
    person = Person().says("0x80fe0002").presses("keep")
    assert [gap.code for gap in person.last.gaps] == ["0x80fe0002"]
    assert not person.session.walks


def test_a_code_that_did_not_slip_may_also_be_typed_again() -> None:
    person = Person().says("0x80fe0002").says("It's 0x80fe0002")
    assert [gap.code for gap in person.last.gaps] == ["0x80fe0002"]


def test_a_known_code_without_steps_is_named_and_becomes_a_gap() -> None:
    person = Person().says("0x80fe0999")
    assert "too old" in person.text
    assert [gap.code for gap in person.last.gaps] == ["0x80fe0999"]


def test_what_matches_nothing_is_answered_and_kept_masked() -> None:
    person = Person().says("the coffee machine of jane.roe@example.com leaks")
    assert "outside what I know" in person.text
    assert "jane.roe" not in "".join(gap.text for gap in person.last.gaps)


def test_two_codes_are_compared_when_the_difference_is_asked() -> None:
    person = Person().says("what is the difference between 0x80fe0001 and 0x80fe0123")
    assert "Look at the switch" in person.text
    assert "Screw the bulb in" in person.text
    assert isinstance(person.presses("pick:lamp-flicker").session.open, Starting)


def test_what_was_done_already_is_left_out() -> None:
    person = Person().says("0x80fe0001, I already changed the bulb")
    assert "Change the bulb" in person.text
    person.presses("start").presses("pick:on").presses("pick:desk").presses("broken")
    assert person.step == "read-box"


# --- one step at a time ----------------------------------------------------------------------------------------------


def test_conditions_decide_which_steps_are_for_this_person() -> None:
    assert started().presses("pick:on").presses("pick:floor").step == "floor-lamp"


def test_the_clients_word_is_enough_and_nobody_is_asked() -> None:
    person = Person().hands_in(Joined(), client={"platform": "mac"})
    person.says("0x80fe0123").presses("start").presses("broken").presses("refuse")
    assert person.step == "app-on-mac"


def test_a_fact_is_asked_where_nobody_said_it() -> None:
    person = Person().says("0x80fe0123").presses("start").presses("broken").presses("refuse")
    assert "Which device steers the lamp" in person.text
    assert person.presses("pick:mac").step == "app-on-mac"


def test_a_fact_said_in_passing_is_not_asked() -> None:
    person = Person().says("lamp on my desk, 0x80fe0001").presses("start").presses("pick:on")
    assert person.step == "desk-lamp"


def test_a_risk_is_asked_before_the_instructions_are_shown() -> None:
    person = at_switch().presses("broken").presses("pick:desk").presses("broken")
    assert person.step == "new-bulb?"
    assert "The bulb is cold" in person.text
    assert "Unscrew" not in person.text
    assert "Unscrew" in person.presses("confirm").text


@pytest.mark.parametrize("no", ["refuse", "no", "not sure"])
def test_a_risk_that_is_refused_is_passed_over_and_noted(no: str) -> None:
    person = at_switch().presses("broken").presses("pick:desk").presses("broken")
    person = person.presses("refuse") if no == "refuse" else person.says(no)
    assert person.step == "read-box"
    assert "the risk was not confirmed" in person.says("person").text


def test_step_k_of_n_never_grows() -> None:
    person = started()
    assert "Step 1 of 5" in person.text
    assert "Step 2 of 5" in person.presses("pick:off").text
    assert "Step 3 of 5" in person.presses("broken").presses("pick:desk").text


def test_n_shrinks_when_an_answer_rules_a_step_out() -> None:
    person = started().presses("pick:on")
    assert "question before step 2" in person.text
    assert "Step 2 of 4" in person.presses("pick:desk").text


def test_not_sure_at_a_check_says_how_to_look_and_marks_nothing() -> None:
    person = at_switch()
    before = person.session
    person.presses("unsure")
    assert "Look at it" in person.text
    assert person.session.trail == before.trail
    assert person.last.keeps_card


def test_nothing_there_is_a_pass() -> None:
    person = at_switch().presses("broken").presses("pick:desk").presses("nothing-there")
    assert person.step == "new-bulb?"
    assert "nothing there" in person.says("person").text


def test_too_early_is_answered_with_the_time() -> None:
    person = at_switch().presses("broken").presses("pick:desk").presses("broken").presses("confirm").presses("broken")
    assert "10 minutes" in person.text
    person.presses("ask-then").waits(minutes=10)
    assert "Does the lamp shine now" in person.text
    assert person.presses("broken").step == "read-box"


def test_going_on_early_is_noted() -> None:
    person = at_switch().presses("broken").presses("pick:desk").presses("broken").presses("confirm").presses("broken")
    person.presses("go-on-now")
    assert person.step == "read-box"
    assert person.session.trail[-1].value == "early"


def test_silence_after_the_time_is_asked_once() -> None:
    person = at_switch().presses("broken").presses("pick:desk").presses("broken").presses("confirm").waits(minutes=10)
    assert "Does the lamp shine now" in person.text
    assert person.waits(days=1).last.replies == ()


def test_cant_asks_what_is_in_the_way_and_goes_on() -> None:
    person = at_switch().presses("cant")
    assert "What is in the way" in person.text
    person.presses("reason-allowed").presses("pick:desk")
    assert person.step == "desk-lamp"
    assert "not allowed" in person.says("person").text


def test_a_skipped_step_is_offered_again_before_a_person() -> None:
    person = at_switch().presses("skip").presses("pick:desk").presses("broken").presses("refuse").presses("skip")
    assert "2 steps are left" in person.text
    person.presses("try")
    assert person.step == "switch-on"
    assert "Once more: 1 of 2" in person.text
    person.presses("broken")
    assert person.step == "read-box"
    person.presses("skip")
    assert isinstance(person.session.open, Noting)


# --- anywhere --------------------------------------------------------------------------------------------------------


def test_back_takes_the_last_answer_off_with_its_fact() -> None:
    person = started().presses("pick:on").presses("pick:floor")
    person.says("back")
    assert "Where does the lamp stand" in person.text
    assert person.says("back").step == "look"
    assert "nothing to go back to" in person.says("back").text


def test_back_to_a_risky_step_asks_its_risk_again() -> None:
    person = at_switch().presses("broken").presses("pick:desk").presses("broken").presses("confirm").waits(minutes=11)
    person.presses("broken").says("back")
    assert person.step == "new-bulb?"


def test_start_over_is_asked_and_empties_the_trail() -> None:
    person = at_switch().presses("broken").says("start over")
    assert person.session.trail
    person.presses("yes-restart")
    assert person.step == "look"
    assert not person.session.trail


def test_start_over_can_be_taken_back() -> None:
    person = at_switch().says("start over").presses("no-restart")
    assert person.step == "switch-on"


def test_stop_keeps_the_place() -> None:
    person = at_switch().says("stop")
    assert "Nothing is lost" in person.text
    assert person.says("where was I").step == "switch-on"


@pytest.mark.parametrize("text", ["is this safe?", "why", "what is a lamp?"])
def test_explaining_leaves_the_step_card_alone(text: str) -> None:
    person = at_switch()
    revision = person.session.revision
    person.says(text)
    assert person.session.revision == revision
    assert not [each for each in person.cards[-1][1] if each.verb in ("fixed", "broken")]
    assert person.cards[-1][1]


def test_what_a_word_means_is_said_in_the_authors_words() -> None:
    assert "gives light" in at_switch().says("what is a lamp?").text


def test_what_is_not_understood_is_a_question_with_its_choices() -> None:
    person = at_switch().says("blorb the frumious")
    assert "Yes, it's fixed" in person.text
    assert person.step == "switch-on"


def test_a_question_of_the_dialog_is_answered_in_words() -> None:
    assert started().says("it is off").step == "switch-on"


# --- other problems --------------------------------------------------------------------------------------------------


def test_yes_but_another_code_is_never_a_yes() -> None:
    person = at_switch().says("yes but now it says 0x80fe0123")
    assert "0x80fe0123" in person.text
    assert isinstance(person.session.open, Starting)
    assert "NewCodeReported" in person.happened
    assert person.presses("switch").step == "screw"


def test_staying_goes_on_at_the_same_step() -> None:
    person = at_switch().says("now it says 0x80fe0123").presses("stay")
    assert person.step == "switch-on"


def test_fixed_asks_about_the_problem_that_was_laid_aside() -> None:
    person = at_switch().says("now it says 0x80fe0123").presses("switch").presses("fixed")
    assert "Does the lamp shine now" in person.text
    person.presses("broken")
    assert person.step == "switch-on"
    person.presses("fixed")
    assert isinstance(person.session.open, Fixed)


def test_the_same_code_again_is_still_broken() -> None:
    person = at_switch().says("no, still 0x80fe0001")
    assert "StepFailed" in person.happened


def test_a_step_tried_under_one_problem_is_not_shown_under_another() -> None:
    person = Person().says("my lamp is dark since the storm")
    person.presses("start").presses("broken").presses("confirm").waits(minutes=11)
    person.presses("broken")
    assert person.step == "look"
    person.presses("pick:on").presses("pick:desk").presses("broken")
    assert person.step == "read-box"


def test_a_scenario_with_a_code_goes_on_with_the_codes_dialog() -> None:
    person = Person().says("0x80fe0123, lamp bad since the storm").presses("start")
    assert person.step == "fuse-in"
    person.presses("broken").presses("refuse")
    assert person.step == "screw"


# --- readings --------------------------------------------------------------------------------------------------------

PART = "LampPlace : DESK\nOther : X\nFuseStat : ?\nLampPlace: DESK"
WELL = "FuseState : IN\nLampPlace : FLOOR"
OUT = "FuseState : OUT\nLampPlace : DESK"


def test_a_reading_at_its_own_step_goes_on() -> None:
    person = started().presses("pick:on").presses("pick:desk").presses("broken").presses("refuse")
    assert person.step == "read-box"
    person.says(WELL)
    assert "The fuse is fine" in person.text
    assert isinstance(person.session.open, Noting)


def test_a_reading_elsewhere_prunes_and_the_open_step_stays_if_it_holds() -> None:
    person = at_switch().says(WELL)
    assert person.step == "switch-on"
    person.presses("broken")
    assert person.step == "floor-lamp"


def test_a_reading_that_rules_the_open_step_out_goes_on() -> None:
    person = started().presses("pick:on").presses("pick:desk")
    assert person.step == "desk-lamp"
    person.says(WELL)
    assert person.step == "floor-lamp"


def test_a_conclusion_for_it_is_offered_and_never_forced() -> None:
    person = started().presses("pick:on").presses("pick:desk").presses("broken").presses("refuse").says(OUT)
    assert "The fuse is out" in person.text
    assert not isinstance(person.session.open, Noting)
    person.presses("see-note")
    assert "Put the fuse in" in person.text


# --- links -----------------------------------------------------------------------------------------------------------


def test_a_link_opens_its_step_and_asks_the_facts_it_needs() -> None:
    person = Person().says("start lamp-on#floor-lamp")
    assert "Where does the lamp stand" in person.text
    assert person.presses("pick:floor").step == "floor-lamp"


def test_a_link_whose_condition_fails_says_so_and_offers_the_start() -> None:
    person = Person().opens("lamp-on", "floor-lamp").presses("pick:desk")
    assert "isn't for you" in person.text
    assert person.presses("start-dialog").step == "look"


def test_a_link_never_skips_a_risk() -> None:
    assert Person().opens("lamp-on", "new-bulb").step == "new-bulb?"


def test_a_link_to_a_step_of_it_says_so() -> None:
    person = Person().opens("lamp-on", "rewire")
    assert "for IT" in person.text
    assert isinstance(person.session.open, Noting)


def test_an_unknown_link_offers_what_is_near() -> None:
    person = Person().opens("lamp-onn")
    assert "don't know where this link leads" in person.text
    assert "Get the lamp to shine" in person.text


def test_a_link_into_another_dialog_asks_first() -> None:
    person = at_switch().opens("lamp-steady")
    assert person.session.walks[0].dialog == "lamp-on"
    assert person.presses("switch").step == "screw"


def test_steps_passed_over_by_a_link_are_offered_at_the_end() -> None:
    person = Person().opens("lamp-on", "read-box").says(WELL)
    assert "left" in person.text
    assert person.presses("try").step in ("switch-on", "floor-lamp")


# --- handing over ----------------------------------------------------------------------------------------------------


def test_the_note_is_shown_before_it_is_sent_and_tells_the_whole_story() -> None:
    person = at_switch().presses("broken").presses("pick:desk").says("can I talk to a person")
    (preview,) = person.last.replies
    assert isinstance(preview, Preview)
    assert [(each.number, each.title, each.result) for each in preview.note.tried] == [
        (1, "Look at the switch", "option"),
        (2, "Switch it on", "broken"),
        (3, "Push the plug in", "open"),
    ]
    assert [each.title for each in preview.note.for_it] == ["Rewire the lamp"]
    assert person.last.case is None


def test_sending_waits_until_the_helpdesk_has_it() -> None:
    person = at_switch().says("person").presses("send", fields={"note": "I need it at three"})
    assert person.last.case == "open"
    assert person.last.note is not None
    assert person.last.note.words == "I need it at three"
    assert "Sent to the helpdesk" not in person.text
    person.hears_of("case-arrived", number="2417")
    assert "2417" in person.text
    assert person.session.open == Waiting(2417)


@pytest.mark.parametrize("said", ["add", "Add something"])
def test_something_to_add_is_asked_for_and_goes_to_the_note(said: str) -> None:
    person = at_switch().says("person").presses("send").hears_of("case-arrived", number="7").says(said)
    person.says("I need it at three")
    assert person.last.case == "add"
    assert person.last.note is not None
    assert person.last.note.words == "I need it at three"


@pytest.mark.parametrize("said", ["add: I need it at three", "add I need it at three", "Add : I need it at three"])
def test_words_for_the_note_may_stand_behind_the_word(said: str) -> None:
    preview = at_switch().says("person").says(said).last.replies[-1]
    assert isinstance(preview, Preview)
    assert preview.note.words == "I need it at three"


def test_not_sending_goes_back_to_the_step() -> None:
    person = at_switch().says("person").presses("not-send")
    assert person.step == "switch-on"
    assert person.last.case is None


def test_no_and_a_person_notes_the_no_first() -> None:
    person = at_switch().says("no, and can I talk to someone")
    assert "StepFailed" in person.happened
    assert isinstance(person.session.open, Noting)


def test_it_works_now_while_waiting_tells_the_helpdesk() -> None:
    person = at_switch().says("person").presses("send").hears_of("case-arrived", number="7").presses("works-now")
    assert person.last.case == "solved"
    assert isinstance(person.session.open, Fixed)


# --- fixed, and after ------------------------------------------------------------------------------------------------


def test_fixed_names_the_step_and_asks_a_day_later_once() -> None:
    person = at_switch().presses("fixed")
    assert "Step 2 did it" in person.text
    person.waits(days=1)
    assert isinstance(person.session.open, Holding)
    person.presses("held")
    assert person.waits(days=2).last.replies == ()


def test_it_is_back_goes_on_where_it_stood() -> None:
    person = at_switch().presses("fixed").waits(days=1).presses("not-held")
    assert person.presses("pick:desk").step == "desk-lamp"


def test_silence_never_counts_as_success() -> None:
    person = at_switch().waits(days=30)
    assert person.presses("go-on").step == "switch-on"


def test_after_days_away_it_says_where_the_person_was() -> None:
    person = at_switch().waits(days=3).says("hi")
    assert "Welcome back" in person.text
    assert "step 2 of 5" in person.text
    assert person.presses("go-on").step == "switch-on"


def test_an_answer_after_days_is_asked_about() -> None:
    person = at_switch().waits(days=3).says("yes")
    assert not isinstance(person.session.open, Fixed)


# --- buttons ---------------------------------------------------------------------------------------------------------


def test_pressing_twice_does_nothing_twice() -> None:
    person = at_switch()
    step_card = len(person.cards) - 1
    person.presses("broken", card=step_card)
    trail = person.session.trail
    person.presses("broken", card=step_card)
    assert person.session.trail == trail


def test_an_old_button_says_where_we_are_and_leads_back() -> None:
    person = at_switch()
    step_card = len(person.cards) - 1
    person.presses("broken").presses("pick:desk").presses("fixed", card=step_card)
    assert "earlier step" in person.text
    assert person.step == "desk-lamp"
    assert person.presses("back-to:lamp-on#switch-on").step == "switch-on"


def test_a_button_of_a_forgotten_card_does_nothing() -> None:
    person = at_switch()
    before = person.session
    person.hands_in(Pressed("fixed", None))
    assert person.session.open == before.open
    assert "no longer in use" in person.text


# --- odd input -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text", ["", "   ", "😀", "<script>alert(1)</script>", "\u202eabc", "a" * 100_000, "\x00", "שלום"]
)
def test_odd_text_gets_an_answer_and_loses_nothing(text: str) -> None:
    person = at_switch().says(text)
    assert person.text
    assert person.step == "switch-on"


def test_a_picture_is_answered() -> None:
    assert "can't read pictures" in Person().says("", pictures=1).text


def test_a_picture_with_words_that_say_nothing_is_answered_as_a_picture() -> None:
    assert "can't read pictures" in Person().says("look at that", pictures=1).text


def test_a_message_that_is_only_a_password_gets_the_kind_word_alone() -> None:
    assert len(Person().says("my password is Hunter2!x").last.replies) == 1


def test_what_looks_like_a_password_is_kept_nowhere() -> None:
    person = at_switch().says("my password is Hunter2!x")
    assert "Hunter2" not in repr(person.session) + repr(person.last) + person.text
    assert "didn't keep" in person.text


def test_the_same_inputs_give_the_same_session() -> None:
    assert at_switch().presses("broken").session == at_switch().presses("broken").session
