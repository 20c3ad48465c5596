"""Which step comes next, and how many may still come.

A dialog is a list. Next is the first step after the open one that has no answer yet, wasn't told as done, and whose
conditions hold. Conditions are looked at from the outside in: one that is known to fail passes the step over without a
word; else the first fact that isn't known and can be asked is asked, and the search goes on at the same step. Steps of
IT are passed over. At the end, steps that were skipped or passed over by a link are offered once; then comes the next
dialog, or a person.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from bot.content.model import Condition, Content, Dialog, Item, Step
from bot.engine.facts import UNSURE, Holds, fact_value, holds, mark_of
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
    if step.key in session.told or _was_read(content, session, step):
        return True
    mark = mark_of(session, step.key)
    return mark is not None and not (in_round and mark.kind == "skipped")


def _was_read(content: Content, session: Session, step: Step) -> bool:
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
        passed_over = mark is None and walk.linked is not None and not _was_read(content, session, item.step)
        if (skipped or passed_over) and state_of(content, session, walk, item)[0] is not Holds.NO:
            found[item.step.key] = None
    return tuple(found)


def _after(dialog: Dialog, content: Content, session: Session, walk: Walk) -> tuple[Item, ...]:
    items = dialog.items
    if walk.in_round:
        items = tuple(item for key in walk.round if (item := item_of(content, session, walk, key)) is not None)
    if walk.target is not None:
        place = item_of(content, session, walk, walk.target)
        return items[items.index(place) :] if place is not None else items
    if walk.step is None:
        return items
    place = item_of(content, session, walk, walk.step)
    if place is None or place not in items:
        return _after_trail(items, session)
    return items[items.index(place) + 1 :]


def _after_trail(items: tuple[Item, ...], session: Session) -> tuple[Item, ...]:
    """The open step is gone from the list: go on after the last answered one that is still there."""
    for mark in reversed(session.trail):
        for at in range(len(items) - 1, -1, -1):
            if items[at].step.key == mark.what:
                return items[at + 1 :]
    return items


# --- "step 2 of 7" ---------------------------------------------------------------------------------------------------


def count(content: Content, session: Session, walk: Walk, item: Item) -> tuple[int, int]:
    """(k, n) of a step: answered steps of its part plus this one; and the most that may still come.

    Counted within one part of the list; IT's steps, handoffs and questions about facts don't count, nor does the round
    at the end, which counts by itself.
    """
    if walk.in_round:
        place = walk.round.index(item.step.key) if item.step.key in walk.round else 0
        return place + 1, len(walk.round)
    dialog = content.dialogs[walk.dialog]
    answered = {
        mark.what
        for mark in session.trail
        if mark.kind != "fact" and mark.what != item.step.key and mark.before and mark.before[0].dialog == walk.dialog
    }
    number = 1 + len({each.step.key for each in dialog.items if each.part == item.part and each.step.key in answered})
    rest = dialog.items[dialog.items.index(item) + 1 :]
    return number, number + most(content, session, walk, rest, item.part, frozenset({item.step.key}))[0]


def remaining(content: Content, session: Session, walk: Walk, item: Item) -> tuple[int, int]:
    """(steps, minutes): the most that may still come after a step, in its part of the list or in the round."""
    if walk.in_round:
        rest = walk.round[walk.round.index(item.step.key) + 1 :] if item.step.key in walk.round else ()
        return len(rest), sum(content.steps[key].minutes for key in rest if key in content.steps)
    dialog = content.dialogs[walk.dialog]
    after = dialog.items[dialog.items.index(item) + 1 :]
    return most(content, session, walk, after, item.part, frozenset({item.step.key}))


def longest(content: Content, session: Session, walk: Walk) -> tuple[int, int]:
    """(steps, minutes): the most that this person may meet in a dialog's own part that isn't begun."""
    dialog = content.dialogs[walk.dialog]
    return most(content, session, walk, dialog.items, walk.dialog, frozenset())


def most(
    content: Content, session: Session, walk: Walk, items: tuple[Item, ...], part: str, asked: frozenset[str]
) -> tuple[int, int]:
    """(steps, minutes): the most of `items` that any answers to what is unknown could show.

    `asked`: questions that will have been asked, though they aren't answered yet. Goes through the list once for each
    set of answers that makes a difference.
    """
    return _Most(content, session, walk, items, part).from_(0, {}, asked)


MOST_CHOSEN = 8
"""So many answers are chosen in one search; beyond, a step that depends on more counts as shown. Then n is a little
high, and still never grows."""


@dataclass(frozen=True, slots=True)
class _Place:
    """A step that may still be shown, with all that doesn't depend on what is answered meanwhile."""

    key: str
    minutes: int
    counts: bool
    """It belongs to the part that is counted."""
    sets: frozenset[str]
    """Itself, and the facts that its reading may set."""
    conditions: tuple[tuple[Condition, Holds, bool], ...]
    """Each with what it is now, and whether its fact is known for good."""


class _Most:
    """One search over the answers that aren't known yet. An answer is only chosen where a condition needs it."""

    def __init__(self, content: Content, session: Session, walk: Walk, items: tuple[Item, ...], part: str) -> None:
        self._content = content
        self._places = tuple(
            _Place(
                item.step.key,
                item.step.minutes,
                item.part == part,
                _set_by(content, item.step) | {item.step.key},
                tuple(_known(content, session, walk, item)),
            )
            for item in items
            if item.step.kind not in ("it", "handoff") and not is_done(content, session, item.step)
        )
        self._needed = _names_needed(self._places)
        self._seen: dict[tuple[int, frozenset[tuple[str, str]], frozenset[str]], tuple[int, int]] = {}

    def from_(self, at: int, chosen: Mapping[str, str], asked: frozenset[str]) -> tuple[int, int]:
        """(steps, minutes) from that place on. `asked`: questions asked meanwhile, and facts that a paste may set."""
        steps, minutes = 0, 0
        for number in range(at, len(self._places)):
            place = self._places[number]
            if place.key in asked:
                continue
            open_name = _undecided(place, chosen, asked) if place.conditions else ""
            if open_name is None:
                continue
            if open_name and len(chosen) < MOST_CHOSEN:
                best = self._branch(number, open_name, chosen, asked)
                return steps + best[0], minutes + best[1]
            asked = asked | place.sets
            if place.counts:
                steps, minutes = steps + 1, minutes + place.minutes
        return steps, minutes

    def _branch(self, at: int, name: str, chosen: Mapping[str, str], asked: frozenset[str]) -> tuple[int, int]:
        needed = self._needed[at]
        key = (at, frozenset(each for each in chosen.items() if each[0] in needed), asked & needed)
        if key not in self._seen:
            self._seen[key] = max(self.from_(at, {**chosen, name: value}, asked) for value in self._values(name, at))
        return self._seen[key]

    def _values(self, name: str, at: int) -> tuple[str, ...]:
        """The answers that make a difference further down: one for each set of conditions that it meets."""
        classes: dict[tuple[bool, ...], str] = {}
        named = [each for place in self._places[at:] for each, _, _ in place.conditions if each.name == name]
        facts, steps = self._content.facts, self._content.steps
        options = facts[name].options if name in facts else steps[name].options
        for value in (*options, UNSURE):
            classes.setdefault(tuple([value in each.values for each in named]), value)
        return tuple(classes.values())


def _known(content: Content, session: Session, walk: Walk, item: Item) -> Iterator[tuple[Condition, Holds, bool]]:
    """A fact that was read, said or asked before is known. What a question will be answered isn't."""
    linked = walk.linked == item.step.key
    for each in item.conditions:
        known = each.kind == "fact" and fact_value(content, session, each.name) is not None
        yield each, holds(content, session, each, linked=linked), known


def _undecided(place: _Place, chosen: Mapping[str, str], asked: frozenset[str]) -> str | None:
    """None: not shown. "": shown. Else the name whose value decides."""
    undecided = ""
    for each, state, known in place.conditions:
        value = chosen.get(each.name)
        if value is None:
            if state is Holds.UNKNOWN or (not known and each.name in asked):
                undecided = undecided or each.name
            elif state is Holds.NO:
                return None
        elif value not in each.values:
            return None
    return undecided


def _names_needed(places: tuple[_Place, ...]) -> tuple[frozenset[str], ...]:
    """For each place: the names and steps that still make a difference from there on."""
    needed: list[frozenset[str]] = []
    names: frozenset[str] = frozenset()
    for place in reversed(places):
        names = names | {each.name for each, _, _ in place.conditions} | {place.key}
        needed.append(names)
    return tuple(reversed(needed))


def _set_by(content: Content, step: Step) -> frozenset[str]:
    """The facts that a step's reading may set."""
    spec = content.readings.get(step.paste or "")
    return frozenset(fact for each in spec.derive for fact in each.sets) if spec is not None else frozenset()


def arrived(walk: Walk, step: str) -> Walk:
    """The walk with that step open."""
    return replace(walk, step=step, target=None)
