"""Names in talks that only the whole program knows: what can be pressed, and what can happen.

A slip in one is told where it is written, and not only when a talk comes to it. Talks of lower layers aren't looked at:
an upper layer may well have put other words on a button.
"""

import re
from collections.abc import Iterator

from bot.authoring.conversations import plain
from bot.authoring.whole import Whole, rule
from bot.content.rules.scope import Found
from bot.content.spelling import did_you_mean, instead, nearest
from bot.engine.outcome import EventName
from bot.engine.verbs import VERBS
from bot.understanding.codes import normalise_code
from bot.wording.model import PLACE


@rule("test/unknown-event", "error")
def what_happens_has_a_name(whole: Whole) -> Iterator[Found]:
    """A test expects an event that doesn't exist.

    Events are what statistics count, in the past tense, such as `StepFixed` and `NoteSent`. The message names the
    nearest one."""
    names = [each.value for each in EventName]
    for test in whole.draft.own_tests():
        for turn in test.maps("talk"):
            for event in turn.nodes("happened"):
                if event.text not in names:
                    message = f'there is no event "{event.text}"{did_you_mean(event.text, names)}'
                    yield Found(event.place, message, instead(event.text, names))


@rule("test/unknown-press", "error")
def what_is_pressed_is_a_button(whole: Whole) -> Iterator[Found]:
    """A test presses what is nowhere a button.

    `press` takes what a button does (`fixed`, `broken`, `unsure`, `cant`, `nothing-there`, `confirm`, `refuse`,
    `person`, `back`, `skip`, `start`), the id of an option, a value of a fact or a problem, or the words on the
    button."""
    known: set[str] | None = None
    for test in whole.draft.own_tests():
        for turn in test.maps("talk"):
            press = turn.node("press")
            if press is None or press.text.partition(":")[0] in VERBS:
                continue
            known = known or {*_ids(whole), *(plain(text) for text in _titles(whole))}
            if press.text in known or plain(press.text) in known or _is_on_a_button(press.text, whole):
                continue
            near = nearest(press.text, [*VERBS, *known])
            hint = f'; did you mean "{near}"?' if near else ""
            yield Found(press.place, f'nothing has the button "{press.text}"{hint}', near or "fixed, or broken")


def _ids(whole: Whole) -> Iterator[str]:
    """Whatever can be picked."""
    content = whole.content
    yield from content.problems
    for step in content.steps.values():
        yield from step.options
    for fact in content.facts.values():
        yield from fact.options


def _titles(whole: Whole) -> Iterator[str]:
    """The words on the buttons that content makes, in every language."""
    for content in (whole.content, *whole.content.translations.values()):
        for step in content.steps.values():
            yield from step.options.values()
            if step.nothing_there:
                yield step.nothing_there
        for fact in content.facts.values():
            yield from fact.options.values()
        for problem in content.problems.values():
            yield from (problem.label, problem.title)


def _is_on_a_button(text: str, whole: Whole) -> bool:
    """Whether it is a code, or stands on one of the bot's own buttons, with something in its places."""
    if normalise_code(text) is not None:
        return True
    forms = (
        form
        for wording in whole.wordings.languages.values()
        for button in wording.buttons.values()
        for form in button.title.forms.values()
    )
    return any(re.fullmatch(_pattern(form), plain(text)) for form in forms)


def _pattern(form: str) -> str:
    return ".+".join(re.escape(plain(part)) for part in PLACE.split(form)[::2])
