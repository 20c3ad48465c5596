"""Steps: what each kind of them needs."""

import re
from collections.abc import Iterator
from typing import Final

from bot.content.draft import Entry
from bot.content.rules.scope import Found, Scope, rule
from bot.content.spelling import did_you_mean, instead
from bot.content.texts import instructions

_LINES: Final = 7
_CHARACTERS: Final = 900
"""What still fits on two screens of a phone."""
_NUMBERED: Final = re.compile(r"(?:\d{1,2}[.)]|[a-h]\)|[-•–])\s+(?=\S)")


@rule("step/does-nothing", "error")
def a_step_does_something(scope: Scope) -> Iterator[Found]:
    """A step has nothing to do and nothing to ask.

    It has `do`, or `ask`, or `paste`; or it borrows (`use`), or hands over (`handoff`)."""
    for entry in scope.draft.steps():
        if entry.kind == "do" and "do" not in entry.node.keys and "options" not in entry.node.keys:
            yield Found(entry.place, f'step "{entry.id}" has nothing to do', "do: |   and one line an instruction")


@rule("step/no-changes", "error")
def a_step_says_what_it_changes(scope: Scope) -> Iterator[Found]:
    """A step does something and doesn't say what it changes.

    People want to know before they click. Say what is touched, and for how long; `changes: nothing` is an answer too.
    Steps that ask, wait for a pasted text or are for IT don't need it."""
    for entry in scope.draft.steps():
        if entry.kind == "do" and "changes" not in entry.node.keys and "do" in entry.node.keys:
            yield Found(
                entry.node.key("id"), f'step "{entry.id}" has no `changes`', "changes: what it touches, or `nothing`"
            )


@rule("step/question", "error")
def a_question_has_answers(scope: Scope) -> Iterator[Found]:
    """A step has a question without answers, or answers without a question.

    `ask` and `options` belong together. Without `ask`, the dialog's own check follows the step."""
    for entry in scope.draft.steps():
        if entry.kind in ("it", "handoff"):
            continue
        keys = entry.node.keys
        if "ask" in keys and "options" not in keys:
            yield Found(keys["ask"], f'step "{entry.id}" asks and has no `options`', "options: {id: text, other: text}")
        elif "options" in keys and "ask" not in keys:
            yield Found(keys["options"], f'step "{entry.id}" has `options` and no `ask`', "ask: the question")


@rule("step/two-kinds", "error")
def a_step_is_of_one_kind(scope: Scope) -> Iterator[Found]:
    """A step wants two things at its end.

    After a step comes either the dialog's check, or its own question (`ask`), or a pasted text (`paste`). The button
    `nothing-there` belongs to the check. Make two steps of it, or take one of the fields out."""
    for entry in scope.draft.steps():
        keys = entry.node.keys
        if entry.kind in ("it", "handoff"):
            continue
        for one, other in (("paste", "ask"), ("paste", "nothing-there"), ("ask", "nothing-there")):
            if one in keys and other in keys:
                message = f'step "{entry.id}" has both `{one}` and `{other}`'
                yield Found(
                    keys[other], message, f"take `{other}` out, or make a step of its own", keys[one], "the other"
                )
                break


@rule("step/unknown-reading", "error")
def what_is_pasted_is_a_reading(scope: Scope) -> Iterator[Found]:
    """A step waits for a reading that isn't there.

    `paste` names the `id` of a file in `dialogs/readings/`."""
    readings = scope.draft.readings
    for entry in scope.draft.steps():
        name = entry.node.node("paste")
        if name is not None and name.text not in readings and name.text not in scope.draft.unread:
            hint = did_you_mean(name.text, readings)
            yield Found(name.place, f'no reading "{name.text}"{hint}', instead(name.text, readings))


@rule("step/numbered", "warning")
def the_bot_counts_the_instructions(scope: Scope) -> Iterator[Found]:
    """A line of `do` begins with a number or a sign of its own.

    The bot numbers the lines itself, so people would see `1. 1.`. Write the instruction alone."""
    for entry in scope.draft.steps():
        do = entry.node.node("do")
        for line in instructions(do) if do is not None else ():
            if found := _NUMBERED.match(line.text):
                message = f'step "{entry.id}" counts its lines with `{found[0].strip()}`; the bot does that'
                yield Found(line.place, message, line.text[found.end() :])


@rule("step/long", "warning")
def a_step_fits_on_two_screens(scope: Scope) -> Iterator[Found]:
    """A step has more than 7 lines, or more than 900 characters, to do.

    It doesn't fit on two screens of a phone, and people lose their place in it. Make two steps of it."""
    for entry in scope.draft.steps():
        do = entry.node.node("do")
        if do is None or entry.kind == "it":
            continue
        lines = instructions(do)
        length = sum(len(line.text) for line in lines)
        if len(lines) > _LINES:
            yield _long(entry, f"{len(lines)} lines; {_LINES} fit on two screens of a phone")
        elif length > _CHARACTERS:
            yield _long(entry, f"{length} characters; {_CHARACTERS} fit on two screens of a phone")


def _long(entry: Entry, what: str) -> Found:
    return Found(entry.node.key("do"), f'step "{entry.id}" has {what}', "two steps")
