"""What people say at a step that is neither an answer nor a wish to be elsewhere."""

import pytest

from bot.understanding.model import Answer, Aside, Command, Situation
from tests.understanding.shipped import read


@pytest.mark.parametrize(
    ("text", "aside"),
    [
        ("done", Aside.DONE),
        ("I did this already", Aside.DONE),
        ("hab ich schon gemacht", Aside.DONE),
        ("c'est fait", Aside.DONE),
        ("ya lo hice", Aside.DONE),
        ("już zrobione", Aside.DONE),
        ("já fiz isso", Aside.DONE),
        ("wait", Aside.WAIT),
        ("one moment please", Aside.WAIT),
        ("it's still loading", Aside.WAIT),
        ("einen Moment", Aside.WAIT),
        ("chwileczkę", Aside.WAIT),
        ("I have to restart", Aside.RESTARTING),
        ("it wants me to restart", Aside.RESTARTING),
        ("ich muss den Rechner neu starten", Aside.RESTARTING),
        ("tengo que reiniciar", Aside.RESTARTING),
        ("how long will this take", Aside.DURATION),
        ("wie lange dauert das", Aside.DURATION),
        ("combien de temps ça prend ?", Aside.DURATION),
        ("the window says Access is denied", Aside.SCREEN),
        ("it says: access denied", Aside.SCREEN),
    ],
)
def test_what_is_said_in_passing_answers_nothing(text: str, aside: Aside) -> None:
    understood = read(text)
    assert understood.asides == (aside,)
    assert understood.answer is None
    assert understood.tried == ()


def test_how_long_it_takes_is_heard_beside_an_answer() -> None:
    understood = read("no, and how long does this take?")
    assert understood.answer is Answer.NO
    assert understood.asides == (Aside.DURATION,)


def test_an_answer_leaves_no_room_for_what_is_said_in_passing() -> None:
    assert read("I did it and it still doesn't work").asides == ()
    assert read("don't restart my PC").asides == ()


def test_whom_a_message_is_written_to_is_no_wish_for_a_person() -> None:
    assert Command.HUMAN not in read("Hi helpdesk,\nOneDrive won't sign in").commands
    assert read("helpdesk please").commands == (Command.HUMAN,)


def test_to_ask_for_help_beside_a_problem_is_no_wish_for_a_person() -> None:
    text = "OneDrive rejects my credentials, could someone have a look please"
    assert read(text).label == "onedrive-0x8004def7"


def test_what_cannot_be_done_is_no_problem_of_its_own() -> None:
    assert read("I can't quit OneDrive").answer is Answer.CANT_DO
    assert Command.EXPLAIN in read("what happens when I quit OneDrive?").commands


def test_a_question_about_what_a_step_does_starts_nothing() -> None:
    assert read("what happens when I quit OneDrive?", Situation()).problems == ()
