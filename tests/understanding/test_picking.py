"""Which of the open choices a text names."""

import pytest

from bot.understanding.model import Answer, Offered, Situation
from tests.understanding.shipped import read

CLOUD = (
    Offered("pick:gone", ("There is no blue cloud",)),
    Offered("pick:blue", ("It's blue",)),
    Offered("pick:unsure", ("I'm not sure",)),
)
MANAGED = (Offered("pick:yes", ("Yes, a company PC",)), Offered("pick:no", ("No, it's my own PC",)))
CHECK = (
    Offered("fixed", ("Yes, it works",)),
    Offered("broken", ("No, still broken",)),
    Offered("person", ("Talk to a person",)),
)


@pytest.mark.parametrize(
    ("text", "offered", "picked"),
    [
        ("There is no blue cloud", CLOUD, "pick:gone"),
        ("there is no blue", CLOUD, "pick:gone"),
        ("2", CLOUD, "pick:blue"),
        ("2.", CLOUD, "pick:blue"),
        ("b", CLOUD, "pick:blue"),
        ("the second one", CLOUD, "pick:blue"),
        ("option 2", CLOUD, "pick:blue"),
        ("die zweite bitte", CLOUD, "pick:blue"),
        ("le premier", CLOUD, "pick:gone"),
        ("the last one", CLOUD, "pick:unsure"),
        ("it is blue", CLOUD, "pick:blue"),
        ("gone", CLOUD, "pick:gone"),
        ("4", CLOUD, None),
        ("the weather is nice", CLOUD, None),
        ("yes", MANAGED, "pick:yes"),
        ("nein", MANAGED, "pick:no"),
        ("it's my own pc", MANAGED, "pick:no"),
        ("company", MANAGED, "pick:yes"),
        ("not the company", MANAGED, "pick:no"),
    ],
)
def test_a_choice_is_named_by_its_place_or_its_words(
    text: str, offered: tuple[Offered, ...], picked: str | None
) -> None:
    assert read(text, Situation("question", offered)).picked == picked


LOOK = Situation(
    "question",
    (
        Offered("pick:works", ("My files, all is well",)),
        Offered("pick:full", ("It says it's full",)),
        Offered("pick:no-licence", ("Read-only, no licence",)),
        Offered("pick:refused", ("I can't get in there",)),
        Offered("unsure", ("I'm not sure", "not sure")),
        Offered("person", ("Talk to a person", "person")),
    ),
    title="Look at OneDrive in your browser",
    question="What do you see there?",
)
BLICK = Situation(
    "question",
    (
        Offered("pick:works", ("Dateien, alles gut",)),
        Offered("pick:full", ("Es ist voll",)),
        Offered("pick:no-licence", ("Nur lesen, ohne Lizenz",)),
        Offered("pick:refused", ("Ich komme nicht hinein",)),
        Offered("unsure", ("Ich bin nicht sicher", "nicht sicher")),
    ),
    title="OneDrive im Browser ansehen",
    question="Was sehen Sie dort?",
)
ROOM = Situation(
    "question",
    (Offered("pick:room", ("There is room",)), Offered("pick:full", ("Full, or nearly",))),
    title="See how full your OneDrive is",
    question="Is there room left?",
)
PLATZ = Situation(
    "question",
    (Offered("pick:room", ("Es ist noch Platz",)), Offered("pick:full", ("Voll, oder fast",))),
    title="Nachsehen, wie voll Ihr OneDrive ist",
    question="Ist noch Platz?",
)
LISTED = Situation(
    "question",
    (Offered("pick:named", ("Yes, it's there",)), Offered("pick:silent", ("No, it isn't",))),
    question="Is one of these names there?",
)


OWN = Situation(
    "question",
    (Offered("pick:yes", ("Yes, a work PC",)), Offered("pick:no", ("No, my own",))),
    question="Does your company look after this PC?",
)


@pytest.mark.parametrize(
    "text", ["still the same", "no change", "same as before", "no luck", "immer noch dasselbe", "es klappt nicht"]
)
def test_what_tells_that_nothing_changed_is_no_answer_to_what_is_there(text: str) -> None:
    assert read(text, ROOM).picked is None
    assert read(text, OWN).picked is None


@pytest.mark.parametrize(
    "text",
    [
        "my files are gone",
        "will I lose my files?",
        "where are my files?",
        "I see my files but they are old",
        "that's all",
        "I'm in",
        "I am in the office",
        "everything is well hidden",
        "it still says it",
        "what full",
        "are you full?",
        "not full",
        "I'm full of work today",
        "the licence window pops up",
        "I have a licence",
        "it says",
        "no",
        "yes",
    ],
)
def test_one_word_of_an_option_in_another_sentence_is_no_answer(text: str) -> None:
    assert read(text, LOOK).picked is None


@pytest.mark.parametrize(
    "text", ["meine Dateien sind weg", "alles kaputt", "voll genervt", "ist das voll schlimm?", "geht nicht"]
)
def test_one_word_of_a_german_option_in_another_sentence_is_no_answer(text: str) -> None:
    assert read(text, BLICK).picked is None


@pytest.mark.parametrize(
    ("text", "where", "picked"),
    [
        ("full", LOOK, "full"),
        ("it's full", LOOK, "full"),
        ("it says full", LOOK, "full"),
        ("OneDrive is full", LOOK, "full"),
        ("files", LOOK, "works"),
        ("files are all there", LOOK, "works"),
        ("I see my files", LOOK, "works"),
        ("all is well", LOOK, "works"),
        ("read only", LOOK, "no-licence"),
        ("it says read-only", LOOK, "no-licence"),
        ("no licence", LOOK, "no-licence"),
        ("licence", LOOK, "no-licence"),
        ("a licence message", LOOK, "no-licence"),
        ("can't get in", LOOK, "refused"),
        ("voll", BLICK, "full"),
        ("da steht voll", BLICK, "full"),
        ("keine Lizenz", BLICK, "no-licence"),
        ("nur lesen", BLICK, "no-licence"),
        ("meine Dateien sind alle da", BLICK, "works"),
    ],
)
def test_what_people_say_for_an_option_is_that_option(text: str, where: Situation, picked: str) -> None:
    assert read(text, where).picked == f"pick:{picked}"


@pytest.mark.parametrize(
    ("text", "where", "picked"),
    [
        ("yes", ROOM, "room"),
        ("no", ROOM, "full"),
        ("there is room", ROOM, "room"),
        ("yes there is room", ROOM, "room"),
        ("there is no room", ROOM, "full"),
        ("no room", ROOM, "full"),
        ("no room left", ROOM, "full"),
        ("not full", ROOM, "room"),
        ("it's not full", ROOM, "room"),
        ("nearly full", ROOM, "full"),
        ("ja", PLATZ, "room"),
        ("nein", PLATZ, "full"),
        ("kein Platz", PLATZ, "full"),
        ("nicht voll", PLATZ, "room"),
        ("yep", LISTED, "named"),
        ("nope", LISTED, "silent"),
    ],
)
def test_of_two_options_a_yes_a_no_and_a_not_find_the_right_one(text: str, where: Situation, picked: str) -> None:
    assert read(text, where).picked == f"pick:{picked}"


@pytest.mark.parametrize("text", ["is it full?", "half full", "no, it isn't full", "99%", "plenty of room"])
def test_what_may_mean_an_option_picks_none(text: str) -> None:
    assert read(text, ROOM).picked is None


def test_what_comes_near_an_option_is_said() -> None:
    assert read("I'm full of work today", LOOK).close == ("pick:full",)
    assert read("is it full?", ROOM).close == ("pick:full",)
    assert read("no, it isn't full", ROOM).close == ("pick:room", "pick:full")
    assert read("my files are gone", LOOK).close == ()


def test_fixed_may_be_said_where_something_else_is_asked() -> None:
    gate = Situation("gate", (Offered("confirm", ("Yes, that's true",)), Offered("fixed", ("It works now",))))
    assert read("it works again, thanks", gate).picked == "fixed"
    assert read("it doesn't work", gate).picked is None


def test_at_a_check_a_single_word_of_a_button_presses_nothing() -> None:
    assert read("which person made this", Situation("check", CHECK)).picked is None


def test_an_outcome_is_no_yes_to_a_question() -> None:
    understood = read("it's gone", Situation("question", MANAGED))
    assert understood.answer is not Answer.YES
    assert understood.picked is None
