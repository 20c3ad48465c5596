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
        ("not the company", MANAGED, None),
    ],
)
def test_a_choice_is_named_by_its_place_or_its_words(
    text: str, offered: tuple[Offered, ...], picked: str | None
) -> None:
    assert read(text, Situation("question", offered)).picked == picked


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
