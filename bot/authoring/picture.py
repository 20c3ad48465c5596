"""A dialog as text: its steps in order, who each is for, what each asks, and how it ends."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from bot.content.model import Condition, Content, Dialog, Item, Step
from bot.content.spelling import written

_KINDS = {"do": "does", "ask": "asks", "paste": "waits", "it": "for IT", "handoff": "hands over"}


@dataclass(frozen=True, slots=True)
class Counted:
    """What was counted at a step, in words; and how it is coloured beside them: it helps many, or many leave there."""

    says: str
    look: Literal["", "helps", "leave"] = ""


def as_lines(content: Content, dialog: Dialog, counted: Mapping[str, Counted] | None = None) -> Iterator[str]:
    """The lines of a dialog's picture. `counted`: by step."""
    yield f"{dialog.id}: {dialog.title}"
    yield f"check: {dialog.check.ask}"
    part = dialog.id
    number = 0
    for item in dialog.items:
        if item.part != part:
            part = item.part
            yield f"     -- {content.dialogs[part].title}"
        is_counted = item.step.kind not in ("it", "handoff")
        number += is_counted
        yield from _item(content, dialog, item, f"{number:>3}" if is_counted else "  -")
        if counted and item.step.key in counted:
            yield f"     {counted[item.step.key].says}"
    yield f"end: hands over: {dialog.handoff}" if dialog.handoff else f"end: goes on with {dialog.then}"


def _item(content: Content, dialog: Dialog, item: Item, number: str) -> Iterator[str]:
    step = item.step
    name = step.id if step.dialog == dialog.id else step.key
    yield f"{number}  {name}  ({', '.join(marks(step))})"
    if step.title:
        yield f"     {step.title}"
    if item.conditions:
        yield f"     only if {only_if(content, item.conditions)}"
    if step.options:
        yield f"     answers: {', '.join(f'{option} ({text})' for option, text in step.options.items())}"
    if step.risk:
        yield f"     risk: {step.risk}"
    if step.handoff:
        yield f"     for IT: {step.handoff}"


def marks(step: Step) -> Iterator[str]:
    """What kind of step it is, and what it takes."""
    yield _KINDS[step.kind]
    if step.minutes:
        yield f"{step.minutes} min"
    if step.settles is not None:
        yield f"acts after {written(step.settles)}"
    if step.restart != "no":
        yield "restart" if step.restart == "yes" else "perhaps a restart"
    if step.risk:
        yield "risk"


def only_if(content: Content, conditions: Sequence[Condition]) -> str:
    """For whom a step is."""
    return ", and ".join(condition_told(content, each) for each in conditions)


def condition_told(content: Content, condition: Condition) -> str:
    """What is asked for: the name of the fact, or the id of the question, and the answers that fit."""
    name = content.facts[condition.name].name if condition.kind == "fact" else condition.name.rpartition("#")[2]
    return f"{name}: {' or '.join(condition.values)}"
