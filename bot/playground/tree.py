"""The open dialog as a list, for authors: what each step is, for whom, and where this person is in it.

A dialog is a list, so it is shown as one. Which steps were answered is read off the trail, and which are for this
person off the content, by the same functions that choose the next step.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

from bot.authoring.picture import listed, marks, name_of, only_if
from bot.cards.runs import bare
from bot.content.linked import find_linked
from bot.content.model import Content, Dialog, Item
from bot.engine.facts import Holds, mark_of
from bot.engine.model import AtFact, AtGate, AtStep, Mark, Session, Starting, Walk
from bot.engine.route import ToFact, failing, find_next, item_of, state_of

State = Literal["now", "done", "skipped", "not-for-you", "ahead"]

_ANSWERS: Final = {
    "broken": "still broken",
    "nothing-there": "nothing there",
    "cant": "couldn't do it",
    "skipped": "skipped",
    "refused": "didn't confirm",
    "fixed": "fixed it",
    "reading": "pasted",
}


@dataclass(frozen=True, slots=True)
class Line:
    """A step. `number`: empty where it doesn't count. `target`: what opens it, empty where no link leads there."""

    number: str
    name: str
    title: str
    marks: tuple[str, ...]
    only_if: str
    state: State
    says: str
    """The state in words."""
    target: str


@dataclass(frozen=True, slots=True)
class Part:
    """Steps under one title; the dialog's own part has none."""

    title: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Tree:
    """A dialog. `begun`: somebody walks it now."""

    id: str
    title: str
    parts: tuple[Part, ...]
    end: str
    begun: bool


@dataclass(frozen=True, slots=True)
class Trees:
    """What can be opened, and the dialog that is."""

    open: Tree | None
    all: tuple[tuple[str, str], ...]
    """Id and title of each dialog."""


def view_trees(content: Content, session: Session | None) -> Trees:
    """The walked dialog; before it is started, the one that is asked about."""
    walk = session.walk if session is not None else None
    begun = walk is not None and walk.dialog in content.dialogs
    if walk is None or not begun:
        asked = session.open if session is not None else None
        found = content.problems.get(asked.problem) if isinstance(asked, Starting) else None
        walk = Walk(found.dialog) if found is not None else None
    tree = _tree(content, session or Session(), walk, begun=begun) if walk is not None else None
    return Trees(tree, tuple((each.id, each.title) for each in content.dialogs.values()))


def _tree(content: Content, session: Session, walk: Walk, *, begun: bool) -> Tree:
    dialog = content.dialogs[walk.dialog]
    end = f"Hands over: {bare(dialog.handoff)}" if dialog.handoff else f"Goes on with {dialog.then}"
    return Tree(dialog.id, dialog.title, tuple(_parts(content, session, walk, dialog)), end, begun)


def _parts(content: Content, session: Session, walk: Walk, dialog: Dialog) -> Iterator[Part]:
    part, lines = dialog.id, list[Line]()
    current = _current(content, session, walk)
    for each in listed(dialog):
        if each.begins:
            if lines:
                yield Part("" if part == dialog.id else content.dialogs[part].title, tuple(lines))
            part, lines = each.begins, []
        number = "" if each.number is None else str(each.number)
        lines.append(_line(content, session, walk, each.item, number, current))
    yield Part("" if part == dialog.id else content.dialogs[part].title, tuple(lines))


def _current(content: Content, session: Session, walk: Walk) -> Item | None:
    """The step that is open, or lies under what interrupts; or the one that needs the question that is open."""
    for each in (session.open, session.under):
        if isinstance(each, AtStep | AtGate):
            return item_of(content, session, walk, each.step)
        if isinstance(each, AtFact) and isinstance(onward := find_next(content, session, walk), ToFact):
            return onward.item
    return None


def _line(content: Content, session: Session, walk: Walk, item: Item, number: str, current: Item | None) -> Line:
    step = item.step
    found = find_linked(content, walk.dialog, step.id)
    is_linked = found is not None and found[1] is not None and found[1].step.key == step.key
    state, says = _state(content, session, walk, item, current)
    return Line(
        number=number,
        name=name_of(step, walk.dialog),
        title=bare(step.title or step.id),
        marks=tuple(marks(step)),
        only_if=only_if(content, item.conditions),
        state=state,
        says=says,
        target=f"{walk.dialog}#{step.id}" if is_linked else "",
    )


def _state(content: Content, session: Session, walk: Walk, item: Item, current: Item | None) -> tuple[State, str]:
    step = item.step
    holds, name = state_of(content, session, walk, item)
    if item is current and holds is not Holds.NO:
        open_or_under = (session.open, session.under)
        if holds is Holds.UNKNOWN:
            return "now", f"here, asking first: {bare(content.facts[name].name)}"
        return "now", "here, before its risk" if any(isinstance(each, AtGate) for each in open_or_under) else "here"
    mark = mark_of(session, step.key)
    if mark is not None and holds is not Holds.NO:
        return ("skipped" if mark.kind == "skipped" else "done"), _answered(mark, item)
    if step.key in session.told:
        return "done", "done before the talk"
    failed = failing(content, session, walk, item)
    if holds is Holds.NO and failed is not None and not _waits_for_answer(session, failed.name, failed.kind):
        since = f", {only_if(content, [failed])} isn't so" if len(item.conditions) > 1 else ""
        return "not-for-you", f"not for this person{since}"
    return "ahead", ""


def _waits_for_answer(session: Session, name: str, kind: str) -> bool:
    """A question of the dialog that wasn't answered yet decides it."""
    return kind == "question" and mark_of(session, name) is None


def _answered(mark: Mark, item: Item) -> str:
    if mark.kind == "option":
        return f"answered: {bare(item.step.options.get(mark.value, mark.value))}"
    if mark.kind == "reading":
        return f"pasted: {mark.value}" if mark.value else "pasted"
    return _ANSWERS.get(mark.kind, mark.kind) + (" (early)" if mark.value == "early" else "")
