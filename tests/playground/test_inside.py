from dataclasses import replace
from datetime import UTC, datetime

from bot.engine.model import AtStep, Concluded, Known, Mark, Session, Walk
from bot.engine.replies import ForIT, HandoffNote, Tried
from bot.helpdesk.cases import Case
from bot.playground.inside import view, view_case, view_event, view_session, view_understanding
from bot.store import Happened
from bot.understanding.model import About, Answer, Code, Command, Match, NearCode, Suggestion, Understanding
from tests.turn.talking import lamps

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
HEARD = Understanding(
    text="no, 0x80fe0002, can I talk to somebody",
    label="answer-no",
    about=About.PROBLEM,
    codes=(Code("0x80fe0002"),),
    near=(NearCode(Code("0x80fe0009"), Code("0x80fe0001"), 10),),
    problems=(Match("lamp-dark", "code 0x80fe0001"),),
    suggestions=(Suggestion("lamp-flicker", 61.4),),
    answer=Answer.NO,
    commands=(Command.HUMAN,),
    facts={"platform": "mac"},
    why=("code 0x80fe0002",),
)
NOTE = HandoffNote(
    problem="lamp-dark",
    title="The lamp is **dark**",
    codes=("0x80fe0001",),
    product="lamp",
    tried=(Tried(2, "Press `on`", "broken"), Tried(0, "Turn it", "told")),
    facts=(("Place", "kitchen"),),
    read=(),
    for_it=(ForIT("lamp-on#rewire", "Rewire the lamp", ("Cut the power.", "Open **the base**.")),),
    says=("It is old.",),
    words="It hums",
)
CASE = Case(1001, "c", "playground", "p", "", "waiting", NOTE, ("and blinks",), NOW)


def test_what_was_understood_leaves_out_what_wasnt_there() -> None:
    seen = view_understanding(HEARD, lamps().content)
    assert seen.why == ("code 0x80fe0002",)
    assert dict(seen.rows) == {
        "Understood as": "answer-no",
        "Codes": "0x80fe0002",
        "Near codes": "0x80fe0009 (one slip from 0x80fe0001)",
        "Answer": "no",
        "Commands": "human",
        "Facts": "platform: mac",
    }


def test_what_matched_and_what_else_was_close_have_the_titles_that_people_see() -> None:
    seen = view_understanding(HEARD, lamps().content)
    problems = lamps().content.problems
    assert seen.matched == (("lamp-dark", problems["lamp-dark"].title, "because of code 0x80fe0001"),)
    assert seen.close == (("lamp-flicker", problems["lamp-flicker"].title, "61 of 100"),)


def test_the_words_themselves_are_not_shown_a_second_time() -> None:
    assert "somebody" not in str(view_understanding(HEARD, lamps().content).rows)


def test_a_session_shows_what_is_open_and_where_each_fact_comes_from() -> None:
    session = Session(
        open=Concluded("fuse-box", "blown"),
        under=AtStep("lamp-on#bulb", 2, 5, 0),
        walks=(Walk("lamp-on", "lamp-dark", step="lamp-on#bulb"),),
        trail=(Mark("fact", "place", "kitchen"), Mark("broken", "lamp-on#switch", number=1, confirmed=True)),
        facts={"platform": Known("mac", "told")},
    )
    seen = view_session(session)
    assert dict(seen.rows)["Open"] == "concluded (reading fuse-box, conclusion blown)"
    assert dict(seen.rows)["Under it"] == "at-step (step lamp-on#bulb, number 2, total 5)"
    assert seen.walks == (("lamp-on", "lamp-dark", "lamp-on#bulb"),)
    assert seen.facts == (("place", "kitchen", "person"), ("platform", "mac", "told"))
    assert seen.trail == (("", "place", "fact, kitchen"), ("1", "lamp-on#switch", "broken, risk confirmed"))


def test_an_event_is_about_the_narrowest_thing_it_names() -> None:
    event = Happened(NOW, 3, "StepFailed", "lamp-dark", "lamp-on", "lamp-on#bulb", "cold")
    assert view_event(event)[1:] == ("StepFailed", "lamp-on#bulb, cold")
    assert view_event(replace(event, step="", value=""))[2] == "lamp-on"


def test_a_note_tells_the_whole_story_without_markup() -> None:
    seen = view_case(CASE, "c")
    assert (seen.number, seen.state, seen.title, seen.here) == (1001, "waiting", "The lamp is dark", True)
    assert seen.tried == ("Step 2, Press on: broken", "Turn it: told")
    assert seen.for_it == (("Rewire the lamp", ("Cut the power.", "Open the base.")),)
    assert seen.rows == (
        ("Answered", "Place: kitchen"),
        ("For IT", "It is old."),
        ("In their words", "It hums"),
        ("In their words", "and blinks"),
    )


def test_a_note_without_a_problem_has_a_title_all_the_same() -> None:
    case = replace(CASE, note=replace(NOTE, problem=None, title=""))
    assert view_case(case, "another").title == "no problem named"
    assert not view_case(case, "another").here


def test_the_newest_event_stands_first_and_an_empty_talk_has_nothing_beside_it() -> None:
    events = [Happened(NOW, 1, "Greeted"), Happened(NOW, 2, "DialogStarted")]
    seen = view("c", None, None, events, (), lamps().content)
    assert [name for _, name, _ in seen.events] == ["DialogStarted", "Greeted"]
    assert (seen.understood, seen.session, seen.notes) == (None, None, ())
