"""Which step comes next.

A dialog is a list. Next is the first step after the open one that has no answer yet, wasn't told as done, and whose
conditions hold. Conditions are looked at from the outside in: one that is known to fail passes the step over without a
word; else the first fact that isn't known and can be asked is asked, and the search goes on at the same step. Steps of
IT are passed over. At the end, steps that were skipped or passed over by a link are offered once; then comes the next
dialog, or a person.
"""

from dataclasses import dataclass, replace

from bot.content.model import Condition, Content, Dialog, Item, Step
from bot.engine.facts import Holds, holds, mark_of
from bot.engine.model import Session, Walk


@dataclass(frozen=True, slots=True)
class ToStep:
    """Show this step."""

    item: Item


@dataclass(frozen=True, slots=True)
class ToFact:
    """Ask this fact first. `item`: the step that needs it."""

    fact: str
    item: Item


@dataclass(frozen=True, slots=True)
class ToHandoff:
    """A `handoff` step hands over."""

    item: Item


@dataclass(frozen=True, slots=True)
class ToLeftover:
    """The list is at its end: offer these once more."""

    steps: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ToDialog:
    """The list is at its end: go on with this dialog."""

    dialog: str
    onward: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ToEnd:
    """All was tried."""


Next = ToStep | ToFact | ToHandoff | ToLeftover | ToDialog | ToEnd


def item_of(content: Content, session: Session, walk: Walk, step: str) -> Item | None:
    """Where a step stands in the walked list. Of two places, the one whose conditions hold."""
    dialog = content.dialogs.get(walk.dialog)
    if dialog is None:
        return None
    places = [item for item in dialog.items if item.step.key == step]
    if not places:
        return None
    return next((item for item in places if state_of(content, session, walk, item)[0] is Holds.YES), places[0])


def state_of(content: Content, session: Session, walk: Walk, item: Item) -> tuple[Holds, str]:
    """Whether a step is for this person, and the fact to ask where that isn't known (or the name that fails)."""
    linked = walk.linked == item.step.key
    states = [(holds(content, session, each, linked=linked), each.name) for each in item.conditions]
    for wanted in (Holds.NO, Holds.UNKNOWN):
        for state, name in states:
            if state is wanted:
                return state, name
    return Holds.YES, ""


def failing(content: Content, session: Session, walk: Walk, item: Item) -> Condition | None:
    """The first condition that is known to fail."""
    linked = walk.linked == item.step.key
    return next((each for each in item.conditions if holds(content, session, each, linked=linked) is Holds.NO), None)


def find_next(content: Content, session: Session, walk: Walk) -> Next:
    """What comes after `walk.step` (from the top where it is None) in the open walk."""
    dialog = content.dialogs[walk.dialog]
    for item in _after(dialog, content, session, walk):
        if item.step.kind == "it" or is_done(content, session, item.step, in_round=walk.in_round):
            continue
        state, name = state_of(content, session, walk, item)
        if state is Holds.NO:
            continue
        if state is Holds.UNKNOWN:
            return ToFact(name, item)
        return ToHandoff(item) if item.step.kind == "handoff" else ToStep(item)
    if not walk.round_offered:
        leftover = leftovers(content, session, walk)
        if leftover:
            return ToLeftover(leftover)
    if walk.onward:
        return ToDialog(walk.onward[0], walk.onward[1:])
    return ToDialog(dialog.then, ()) if dialog.then is not None else ToEnd()


def steps_left(content: Content, session: Session) -> bool:
    """Whether the open walk has something left to do: the open step, or what comes next without a person."""
    walk = session.walk
    if walk is None or walk.dialog not in content.dialogs:
        return False
    item = item_of(content, session, walk, walk.step) if walk.step is not None else None
    if item is not None and item.step.kind not in ("handoff", "it"):
        answered = is_done(content, session, item.step, in_round=walk.in_round)
        if not answered and state_of(content, session, walk, item)[0] is not Holds.NO:
            return True
    return not isinstance(find_next(content, session, walk), ToHandoff | ToEnd)


def is_done(content: Content, session: Session, step: Step, *, in_round: bool = False) -> bool:
    """Answered, told as done already, or read elsewhere. In the round of what was left over a skip isn't an answer."""
    if step.key in session.told or was_read(content, session, step):
        return True
    mark = mark_of(session, step.key)
    return mark is not None and not (in_round and mark.kind == "skipped")


def was_read(content: Content, session: Session, step: Step) -> bool:
    """The reading that the step waits for was pasted already, and not only a part of it."""
    concluded = session.readings.get(step.paste) if step.paste is not None else None
    spec = content.readings.get(step.paste or "")
    if concluded is None or spec is None:
        return False
    return not any(each.id == concluded and each.again for each in spec.conclude)


def leftovers(content: Content, session: Session, walk: Walk) -> tuple[str, ...]:
    """Steps that were skipped, or passed over by a link, and aren't known to be for somebody else."""
    found: dict[str, None] = {}
    for item in content.dialogs[walk.dialog].items:
        if item.step.kind not in ("do", "paste") or item.step.key in session.told:
            continue
        mark = mark_of(session, item.step.key)
        skipped = mark is not None and mark.kind == "skipped"
        passed_over = mark is None and walk.linked is not None and not was_read(content, session, item.step)
        if (skipped or passed_over) and state_of(content, session, walk, item)[0] is not Holds.NO:
            found[item.step.key] = None
    return tuple(found)


def _after(dialog: Dialog, content: Content, session: Session, walk: Walk) -> tuple[Item, ...]:
    items = dialog.items
    if walk.in_round:
        items = tuple(item for key in walk.round if (item := item_of(content, session, walk, key)) is not None)
    if walk.target is not None:
        place = item_of(content, session, walk, walk.target)
        return (place, *items_after(items, place)) if place is not None else items
    if walk.step is None:
        return items
    place = item_of(content, session, walk, walk.step)
    if place is None or all(each is not place for each in items):
        return _after_trail(items, session)
    return items_after(items, place)


def items_after(items: tuple[Item, ...], item: Item) -> tuple[Item, ...]:
    """What stands below one of them. Told apart as they stand there: looking at all that they hold takes long."""
    return items[next(at for at, each in enumerate(items, 1) if each is item) :]


def _after_trail(items: tuple[Item, ...], session: Session) -> tuple[Item, ...]:
    """The open step is gone from the list: go on after the last answered one that is still there."""
    for mark in reversed(session.trail):
        for at in range(len(items) - 1, -1, -1):
            if items[at].step.key == mark.what:
                return items[at + 1 :]
    return items


def arrived(walk: Walk, step: str) -> Walk:
    """The walk with that step open."""
    return replace(walk, step=step, target=None)
