"""Files that are missed, questions about the bot, and a second thing in one message."""

import pytest

from bot.engine import new_session
from bot.engine.model import AtStep, Choosing, Idle, Starting
from tests.engine.person import Person
from tests.engine.shipped import edition


def person(language: str = "en") -> Person:
    return Person(edition(), new_session(language))


def at_restart() -> Person:
    walked = person().says("0x8004def7").presses("start").presses("pick:works").presses("pick:room")
    return walked.presses("pick:windows")


@pytest.mark.parametrize(
    "text",
    [
        "my files are gone",
        "meine Dateien sind weg",
        "mes fichiers ont disparu",
        "mis archivos han desaparecido",
        "moje pliki zniknęły",
        "meus ficheiros desapareceram",
    ],
)
def test_files_that_are_gone_are_met_with_where_they_are_and_the_choices(text: str) -> None:
    told = person().says(text)
    assert "mostly still there" in told.text
    assert isinstance(told.session.open, Choosing)
    assert told.session.open.problems[0] == "onedrive-0x8007016a"


@pytest.mark.parametrize("text", ["are my files lost?", "will I lose my files?"])
def test_the_fear_for_files_is_answered_anywhere(text: str) -> None:
    assert "mostly still there" in person().says(text).text
    offered = person().says("0x8004def7").says(text)
    assert "mostly still there" in offered.text
    assert isinstance(offered.session.open, Starting)
    assert "It doesn't touch your files" in at_restart().says(text).text


@pytest.mark.parametrize("text", ["my files are gone", "it works now but my files are gone"])
def test_at_a_step_files_that_are_gone_answer_nothing(text: str) -> None:
    told = at_restart()
    before = told.session.trail
    told.says(text)
    assert "mostly still there" in told.text
    assert "Type its code" not in told.text
    assert isinstance(told.session.open, AtStep)
    assert told.session.trail == before


@pytest.mark.parametrize(
    ("language", "text", "answer"),
    [
        ("en", "are you a human?", "I'm a program, no person"),
        ("en", "can you see my files?", "I can't see your screen or your files"),
        ("en", "how do I reset my password", "I can't reset a password"),
        ("de", "sind Sie ein Mensch?", "Ich bin ein Programm"),
        ("de", "können Sie meine Dateien sehen?", "Ich sehe weder Bildschirm noch Dateien"),
        ("de", "wie setze ich mein Kennwort zurück?", "kann ich nicht zurücksetzen"),
    ],
)
def test_a_question_about_the_bot_is_answered_and_opens_nothing(language: str, text: str, answer: str) -> None:
    told = person(language).says(text)
    assert answer in told.text
    assert isinstance(told.session.open, Idle)
    assert "password-changed" not in told.session.facts


def test_a_restart_leaves_the_question_about_another_error_open() -> None:
    told = at_restart().says("yes but now 0x8007016a").says("I have to restart")
    assert isinstance(told.session.open, Starting)
    assert "My question is still open" in told.text
    assert "switch" in told.buttons


def test_what_else_is_told_beside_a_problem_is_said_to_be_outside() -> None:
    told = person().says("OneDrive won't sign in and my Teams microphone doesn't work")
    assert "outside what I know" in told.text
    assert isinstance(told.session.open, Choosing)


def test_a_code_without_steps_beside_one_with_steps_is_kept_for_the_note() -> None:
    told = person().says("0x8004def7 and also Word crashes with 0x80070005")
    assert "I have no steps for" in told.text
    assert "0x80070005" in told.presses("person").text


def test_a_phone_that_it_goes_wrong_on_is_kept() -> None:
    assert person().says("OneDrive on my phone won't sign in").session.facts["platform"].value == "phone"
    assert "platform" not in person().says("I'm on my phone").session.facts


@pytest.mark.parametrize("text", ["I am in the office", "I'm in room 12"])
def test_being_somewhere_is_no_success(text: str) -> None:
    assert isinstance(at_restart().says(text).session.open, AtStep)
