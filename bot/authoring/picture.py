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


@dataclass(frozen=True, slots=True)
class Listed:
    """A step in its dialog's list. `number`: its place among the steps for people; None: it is IT's, or hands over.
    `begins`: the id of the part that begins with it; empty: none does."""

    item: Item
    number: int | None
    begins: str


def listed(dialog: Dialog) -> Iterator[Listed]:
    part, number = dialog.id, 0
    for item in dialog.items:
        is_counted = item.step.kind not in ("it", "handoff")
        number += is_counted
        yield Listed(item, number if is_counted else None, item.part if item.part != part else "")
        part = item.part


def name_of(step: Step, dialog: str) -> str:
    """What a step is called in a dialog: by its id, with its own dialog where that is another one."""
    return step.id if step.dialog == dialog else step.key


def as_lines(content: Content, dialog: Dialog, counted: Mapping[str, Counted] | None = None) -> Iterator[str]:
    """The lines of a dialog's picture. `counted`: by step."""
    yield f"{dialog.id}: {dialog.title}"
    yield f"check: {dialog.check.ask}"
    for each in listed(dialog):
        if each.begins:
            yield f"     -- {content.dialogs[each.begins].title}"
        yield from _item(content, dialog, each.item, "  -" if each.number is None else f"{each.number:>3}")
        if counted and each.item.step.key in counted:
            yield f"     {counted[each.item.step.key].says}"
    yield f"end: hands over: {dialog.handoff}" if dialog.handoff else f"end: goes on with {dialog.then}"


def _item(content: Content, dialog: Dialog, item: Item, number: str) -> Iterator[str]:
    step = item.step
    yield f"{number}  {name_of(step, dialog.id)}  ({', '.join(marks(step))})"
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
