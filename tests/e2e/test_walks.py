"""Every dialog is walked to both ends as a person in Teams does it: over HTTP, pressing and typing."""

from collections.abc import Awaitable, Callable

import pytest

from tests.e2e.house import shipped_shelf
from tests.e2e.teams import Chat, Teams

Act = Callable[[Chat, str], Awaitable[None]]
MOST_TURNS = 120
ENDS = {"add", "dont-ask"}
"""Buttons that stand only on the card of a case that was sent, and on that of a problem that is fixed."""
DIALOGS = sorted(shipped_shelf().edition().content.dialogs)

# The first of these that is offered is chosen: the way to the end of the list, and the way to "fixed".
TO_THE_HELPDESK = (
    "send", "broken", "confirm", "hand-over", "go-on-without", "go-on-now", "go-on", "start", "start-dialog", "stay",
)  # fmt: skip
TO_FIXED = ("fixed", "pick:fixed", "confirm", "go-on-without", "go-on-now", "go-on", "start", "start-dialog", "send")


def choose(chat: Chat, wanted: tuple[str, ...], option: int = 0) -> str:
    """The verb to press: the first wanted one, else that option of a question, else "not sure"."""
    verbs = list(chat.buttons())
    for verb in wanted:
        if verb in verbs:
            return verb
    options = [verb for verb in verbs if verb.startswith("pick:") and verb != "pick:fixed"]
    return options[min(option, len(options) - 1)] if options else "unsure"


async def pressing(chat: Chat, verb: str) -> None:
    await chat.press(verb)


async def submitting(chat: Chat, verb: str) -> None:
    await chat.submit(verb)


async def typing(chat: Chat, verb: str) -> None:
    """Write the words on the button."""
    await chat.say(chat.buttons()[verb]["title"])


async def walk(chat: Chat, dialog: str, wanted: tuple[str, ...], act: Act, way: int = 0) -> list[str]:
    """Start the dialog and go on until the case is sent or it is fixed; the verbs that were chosen.

    `way`: which options are taken, one digit in base 4 a question.
    """
    await chat.say(f"start {dialog}")
    chosen: list[str] = []
    while not ENDS & chat.buttons().keys():
        verb = choose(chat, wanted, way % 4)
        way //= 4 if verb.startswith("pick:") else 1
        shown = len(chat.messages)
        await act(chat, verb)
        assert len(chat.messages) > shown, (verb, chat.words)
        chosen.append(verb)
        assert len(chosen) < MOST_TURNS, chosen
    return chosen


@pytest.mark.parametrize("act", [pressing, submitting, typing], ids=["pressing", "submitting", "typing"])
@pytest.mark.parametrize("dialog", DIALOGS)
async def test_every_dialog_ends_at_the_helpdesk(teams: Teams, dialog: str, act: Act) -> None:
    chat = teams.person()
    chosen = await walk(chat, dialog, TO_THE_HELPDESK, act)
    assert chosen[-1] == "send"
    assert "add" in chat.buttons()


@pytest.mark.parametrize("act", [pressing, typing], ids=["pressing", "typing"])
@pytest.mark.parametrize("dialog", DIALOGS)
async def test_every_dialog_ends_as_fixed(teams: Teams, dialog: str, act: Act) -> None:
    for way in range(4**3):
        chat = teams.person(f"Person {way}")
        if (await walk(chat, dialog, TO_FIXED, act, way))[-1] in ("fixed", "pick:fixed"):
            assert "dont-ask" in chat.buttons()
            return
    raise AssertionError("no way leads to fixed")


async def test_one_card_asks_and_no_other_has_buttons(teams: Teams) -> None:
    chat = teams.person()
    await chat.say("0x8004def7")
    for _ in range(8):
        await chat.press(choose(chat, TO_THE_HELPDESK))
        assert sum(bool(message.actions) for message in chat.messages) == 1


async def test_pressing_a_button_twice_is_pressing_it_once(teams: Teams) -> None:
    chat = teams.person()
    await chat.say("0x8004def7")
    await chat.press("start")
    step, before = chat.live, len(chat.messages)
    first = await chat.press(choose(chat, TO_THE_HELPDESK))
    shown = len(chat.messages)
    _, second = await chat.again(id="a-second-click")
    assert second == first
    assert len(chat.messages) == shown > before
    assert step.actions == []


async def test_a_button_of_a_step_long_past_says_kindly_where_we_are(teams: Teams) -> None:
    chat = teams.person()
    await chat.say("0x8004def7")
    old = chat.live.activity
    await chat.press("start")
    await chat.press(choose(chat, TO_THE_HELPDESK))
    here = chat.words
    chat.messages[0].activity = old  # as it looks on a device that missed the update
    await chat.press("not-it", on=chat.messages[0])
    assert chat.words != here
    assert "my fault" not in chat.words
    await chat.say("where was i")
    assert here.splitlines()[1] in chat.words
