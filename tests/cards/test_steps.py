"""Steps, the question before a risk, and facts: what stands where."""

from dataclasses import replace

import pytest

from bot.cards import draw
from bot.content.model import Instruction, Step
from bot.engine.replies import AskFact, Gate, ShowStep
from bot.wording import Wording
from tests.cards.reading import elements
from tests.cards.replies import CHECK, CLOUD, MANAGED, READ, RESET, every_reply


def lines(step: Step, wording: Wording) -> list[str]:
    return draw(ShowStep(step, 6, 8, CHECK, ()), wording, None).text.splitlines()


def test_a_step_is_read_in_the_order_in_which_it_is_needed(english: Wording) -> None:
    assert lines(RESET, english) == [
        "Step 6 of 8, about 5 minutes",
        "Reset OneDrive",
        "This clears what OneDrive remembers about syncing. Your files stay.",
        "1. Press Windows key + R. A small window opens.",
        "2. Type the line below and press Enter.",
        r"    %localappdata%\Microsoft\OneDrive\onedrive.exe /reset",
        "3. Windows can't find it? Use:",
        r"    C:\Program Files\Microsoft OneDrive\onedrive.exe /reset",
        "4. The cloud by the clock goes away and comes back. Not back? Type OneDrive in the Start menu.",
        "You should see: The cloud by the clock comes back.",
        "Wait: It can take 5 minutes until it works.",
        "Changes: A personal OneDrive on this PC is disconnected too. OneDrive then checks all files again.",
        "Undo: None, but no file is lost. You sign in again and choose your folders.",
        "Your PC may restart; this chat waits. Open Teams again, here or on your phone. We go on at this step.",
        "Check: Is OneDrive syncing now? Click the blue cloud by the clock. No cloud? Look behind the small arrow "
        "there. Up to date means yes. Not signed in, or a red sign, means no.",
    ]


@pytest.mark.parametrize(
    ("do", "shown"),
    [
        pytest.param(["One `a /x`"], ["One:", "    a /x"], id="a list of one has no number"),
        pytest.param(["`a /x`"], ["The line below", "    a /x"], id="only a command"),
        pytest.param(["One `a /x`.", "Two"], ["1. One:", "    a /x", "2. Two"], id="a full stop behind it"),
        pytest.param(["One: `a /x`", "Two"], ["1. One:", "    a /x", "2. Two"], id="a colon before it"),
        pytest.param(
            ["`a /x` shows it.", "Two"],
            ["1. The line below shows it.", "    a /x", "2. Two"],
            id="it begins a sentence",
        ),
        pytest.param(
            ["`a /x` or `b /y`", "Two"], ["1. The line below or:", "    a /x", "    b /y", "2. Two"], id="two in a line"
        ),
        pytest.param(
            ["Its folders: `a /x`, `b /y`", "Two"], ["1. Its folders:", "    a /x", "    b /y", "2. Two"], id="a row"
        ),
        pytest.param(["Type `cmd`.", "Two"], ['1. Type "cmd".', "2. Two"], id="a short word stays"),
        pytest.param(["One", "Two"], ["1. One", "2. Two"], id="no command"),
    ],
)
def test_a_command_stands_alone_and_the_list_goes_on_with_its_own_number(
    english: Wording, do: list[str], shown: list[str]
) -> None:
    step = replace(RESET, why=None, do=tuple(Instruction(each) for each in do))
    assert lines(step, english)[2 : 2 + len(shown)] == shown


def test_a_step_that_changes_nothing_has_nothing_to_say_about_it(english: Wording) -> None:
    plain = replace(RESET, why=None, worked_if=None, settles=None, changes=None, undo=None, restart="no", risk=None)
    text = "\n".join(lines(plain, english))
    assert not any(label in text for label in ("You should see", "Wait:", "Changes:", "Undo:", "restart"))


def test_the_question_before_a_risk_shows_no_instructions(english: Wording) -> None:
    text = draw(Gate(RESET, 6, 8, ()), english, None).text
    assert "Careful: OneDrive forgets which folders you chose." in text
    assert "Before we go on, is this true? I can choose my folders again." in text
    assert "Restart: Perhaps, once. Save your work first." in text
    assert "onedrive.exe" not in text
    assert "Windows key" not in text


def test_boxes_are_few_and_each_opens_with_a_word(english: Wording) -> None:
    for name, reply in every_reply(english).items():
        card = draw(reply, english, "t").adaptive
        boxes = [each for each in elements(card or {"body": []}) if each["type"] == "Container"]
        boxes = [each for each in boxes if each["items"][0].get("fontType") != "Monospace"]
        assert len(boxes) <= 3, name
        assert all(each["items"][0]["text"].startswith("**") for each in boxes), name


def test_the_check_is_the_last_thing_above_the_buttons(english: Wording) -> None:
    card = draw(every_reply(english)["step"], english, "t").adaptive
    assert card is not None
    assert card["body"][-1]["items"][0]["text"] == "**Check: Is OneDrive syncing now?**"


def test_after_a_restart_only_the_check_is_shown(english: Wording) -> None:
    text = draw(every_reply(english)["step after a restart"], english, None).text
    assert text.splitlines()[:3] == [
        "Step 6 of 8, about 5 minutes",
        "Welcome back after the restart",
        "The step was: Reset OneDrive.",
    ]
    assert "onedrive.exe" not in text


def test_a_step_that_was_sent_says_by_whom_and_a_name_is_never_markup(english: Wording) -> None:
    card = draw(every_reply(english)["step in a part"], english, "t").adaptive
    assert card is not None
    assert card["body"][0]["text"] == r"Dana \*\*Novak\*\* from the helpdesk sent you this step"
    assert card["body"][0]["isSubtle"] is True
    assert "Get OneDrive signed in again: Step 6 of 8, about 5 minutes" in card["fallbackText"]


def test_the_round_of_steps_left_over_counts_by_itself(english: Wording) -> None:
    text = draw(every_reply(english)["step once more"], english, None).text
    assert "Once more: 1 of 2, about 5 minutes" in text
    assert "Step 1 of 2" not in text


def test_a_question_asks_behind_what_is_to_be_looked_at(english: Wording) -> None:
    text = draw(ShowStep(CLOUD, 1, 4, None, ()), english, None).text
    assert text.splitlines()[-1] == "What do you see?"


def test_a_paste_says_what_is_kept_of_it(english: Wording) -> None:
    text = draw(ShowStep(READ, 3, 4, None, ()), english, None).text
    assert "Changes: Nothing. It only reads." in text
    assert "Privacy: The text can hold names" in text
    assert "Check:" not in text


def test_a_fact_says_that_it_is_asked_once_and_how_to_tell(english: Wording) -> None:
    text = draw(AskFact(MANAGED, 7, ()), english, None).text
    assert text.splitlines() == [
        "A question before step 7",
        "Did your company set up this PC?",
        "I ask this only once.",
        "How to tell: If the PC was given to you by your company, it's yes.",
    ]
