"""Step 2 of 7: how many steps were answered, and the most that may still come.

The most is looked for through the whole list, once for each set of answers that makes a difference. It depends on what
is known, and on no words: so the same places in a list have the same most, whoever walks there and in any language, and
are looked through once.
"""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Final, NamedTuple

from bot.content.model import Content, Item
from bot.engine.facts import UNSURE, Holds, fact_value, holds
from bot.engine.model import Session, Walk
from bot.engine.route import items_after, was_read

MOST_CHOSEN: Final = 8
"""So many answers are chosen in one search; beyond, a step that depends on more counts as shown. Then n is a little
high, and still never grows."""
_NOTHING: Final[frozenset[str]] = frozenset()


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
    rest = items_after(dialog.items, item)
    return number, number + most(content, session, walk, rest, item.part, frozenset({item.step.key}))[0]


def remaining(content: Content, session: Session, walk: Walk, item: Item) -> tuple[int, int]:
    """(steps, minutes): the most that may still come after a step, in its part of the list or in the round."""
    if walk.in_round:
        rest = walk.round[walk.round.index(item.step.key) + 1 :] if item.step.key in walk.round else ()
        return len(rest), sum(content.steps[key].minutes for key in rest if key in content.steps)
    dialog = content.dialogs[walk.dialog]
    after = items_after(dialog.items, item)
    return most(content, session, walk, after, item.part, frozenset({item.step.key}))


def longest(content: Content, session: Session, walk: Walk) -> tuple[int, int]:
    """(steps, minutes): the most that this person may meet in a dialog's own part that isn't begun."""
    dialog = content.dialogs[walk.dialog]
    return most(content, session, walk, dialog.items, walk.dialog, _NOTHING)


def most(
    content: Content, session: Session, walk: Walk, items: Iterable[Item], part: str, asked: frozenset[str]
) -> tuple[int, int]:
    """(steps, minutes): the most of `items` that any answers to what is unknown could show.

    `asked`: questions that will have been asked, though they aren't answered yet.
    """
    places = _places(content, session, walk, items, part)
    return _most(places, _answers(content, places), asked)


class _Need(NamedTuple):
    """A condition that isn't decided for good. `holds`: what it is as long as its question isn't asked meanwhile; None:
    its fact is asked for it."""

    name: str
    values: tuple[str, ...]
    holds: bool | None


class _Place(NamedTuple):
    """A step that may still be shown, with all that its place in the count depends on."""

    key: str
    steps: int
    """1 where it belongs to the part that is counted, else 0."""
    minutes: int
    sets: frozenset[str]
    """The facts that its reading may set."""
    needs: tuple[_Need, ...]


_Places = tuple[_Place, ...]
_Answers = tuple[tuple[str, tuple[str, ...]], ...]
"""What may be answered: a name, and its options."""


def _places(content: Content, session: Session, walk: Walk, items: Iterable[Item], part: str) -> _Places:
    done = {*session.told, *(mark.what for mark in session.trail if mark.kind != "fact")}
    known: dict[str, str | None] = {}
    found = []
    for item in items:
        step = item.step
        if step.kind in ("it", "handoff") or step.key in done:
            continue
        sets = _NOTHING
        if step.paste is not None:
            if was_read(content, session, step):
                continue
            spec = content.readings.get(step.paste)
            sets = frozenset(fact for each in spec.derive for fact in each.sets) if spec is not None else _NOTHING
        needs = _needs(content, session, item, known, linked=walk.linked == step.key) if item.conditions else ()
        if needs is not None:
            counts = item.part == part
            found.append(_Place(step.key, int(counts), step.minutes if counts else 0, sets, needs))
    return tuple(found)


def _needs(
    content: Content, session: Session, item: Item, known: dict[str, str | None], *, linked: bool
) -> tuple[_Need, ...] | None:
    """What of a step's conditions is still to be seen; None: one is known to fail.

    A fact that was read, said or asked before is known. What a question will be answered isn't. `known`: the facts that
    were looked up already.
    """
    needs = []
    for each in item.conditions:
        if each.kind == "question":
            now = holds(content, session, each, linked=linked) is Holds.YES
            needs.append(_Need(each.name, each.values, now))
            continue
        if each.name not in known:
            known[each.name] = fact_value(content, session, each.name)
        value = known[each.name]
        if value is None:
            fact = content.facts.get(each.name)
            needs.append(_Need(each.name, each.values, None if fact is not None and fact.ask is not None else False))
        elif value not in each.values:
            return None
    return tuple(needs)


def _answers(content: Content, places: _Places) -> _Answers:
    facts, steps = content.facts, content.steps
    names = dict.fromkeys([need.name for place in places for need in place.needs])
    return tuple([(each, tuple((facts if each in facts else steps)[each].options)) for each in names])


# --- the search ------------------------------------------------------------------------------------------------------


@lru_cache(maxsize=512)
def _most(places: _Places, answers: _Answers, asked: frozenset[str]) -> tuple[int, int]:
    """(steps, minutes). A step of the shipped content is at some dozens of such places; each holds about 2 kB."""
    return _Most(places, answers).from_(0, {}, asked)


class _Most:
    """One search over the answers that aren't known yet. An answer is only chosen where a condition needs it."""

    def __init__(self, places: _Places, answers: _Answers) -> None:
        self._places = places
        self._answers = dict(answers)
        self._needed = _names_needed(places)
        self._leaves = tuple(
            [(place.sets | {place.key}) & later for place, later in zip(places, self._needed[1:], strict=True)]
        )
        """What showing a step changes further down."""
        self._seen: dict[tuple[int, frozenset[tuple[str, str]], frozenset[str]], tuple[int, int]] = {}

    def from_(self, at: int, chosen: Mapping[str, str], asked: frozenset[str]) -> tuple[int, int]:
        """(steps, minutes) from that place on. `asked`: questions asked meanwhile, and facts that a paste may set."""
        steps, minutes = 0, 0
        for number in range(at, len(self._places)):
            place = self._places[number]
            if place.key in asked:
                continue
            open_name = _undecided(place.needs, chosen, asked) if place.needs else ""
            if open_name is None:
                continue
            if open_name and len(chosen) < MOST_CHOSEN:
                best = self._branch(number, open_name, chosen, asked)
                return steps + best[0], minutes + best[1]
            if self._leaves[number]:
                asked = asked | self._leaves[number]
            steps, minutes = steps + place.steps, minutes + place.minutes
        return steps, minutes

    def _branch(self, at: int, name: str, chosen: Mapping[str, str], asked: frozenset[str]) -> tuple[int, int]:
        needed = self._needed[at]
        key = (at, frozenset([each for each in chosen.items() if each[0] in needed]), asked & needed)
        if key not in self._seen:
            self._seen[key] = max(self.from_(at, {**chosen, name: value}, asked) for value in self._values(name, at))
        return self._seen[key]

    def _values(self, name: str, at: int) -> tuple[str, ...]:
        """The answers that make a difference further down: one for each set of conditions that it meets."""
        classes: dict[tuple[bool, ...], str] = {}
        met = [need.values for place in self._places[at:] for need in place.needs if need.name == name]
        for value in (*self._answers[name], UNSURE):
            classes.setdefault(tuple([value in values for values in met]), value)
        return tuple(classes.values())


def _undecided(needs: tuple[_Need, ...], chosen: Mapping[str, str], asked: frozenset[str]) -> str | None:
    """None: not shown. "": shown. Else the name whose value decides."""
    undecided = ""
    for name, values, now in needs:
        value = chosen.get(name)
        if value is not None:
            if value not in values:
                return None
        elif now is None or name in asked:
            undecided = undecided or name
        elif not now:
            return None
    return undecided


def _names_needed(places: _Places) -> tuple[frozenset[str], ...]:
    """For each place, and the end: the names and steps that still make a difference from there on."""
    needed = [_NOTHING]
    for place in reversed(places):
        needed.append(needed[-1] | {place.key, *[need.name for need in place.needs]})
    return tuple(reversed(needed))
