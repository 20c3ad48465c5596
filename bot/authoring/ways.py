"""Every way through a dialog for whom nothing helps: which steps come one after the other, and how long they take.

Two people are on the same way if they are shown the same steps. What they answer and what is known of them only decides
which way that is: so ways are counted by their steps, and not by answers. `then` is followed. What IT does isn't shown,
and a risk is taken: the time is that of the worst case.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Final

from bot.content.model import Condition, Content, Dialog, Item

_MOST: Final = 2_000
"""The most ways from one step on that are kept. The longest dialogs have some hundreds in all."""
_LOOKS: Final = 20_000
"""How often a step is looked at, with different things known: enough for every dialog that anybody can follow."""
_LONGEST: Final = 300
"""The longest list that is followed, with all that comes after it by `then`."""
_UNSURE: Final = "unsure"
_UNTOLD: Final = ""
"""A fact that nobody asks for and nothing tells, or a question that was passed over."""


@dataclass(frozen=True, slots=True)
class Way:
    """The keys of its steps in order, their minutes of handwork, and whether a step of the list hands over."""

    steps: tuple[str, ...]
    minutes: int
    is_cut: bool


@dataclass(frozen=True, slots=True)
class Ways:
    """The ways through a dialog, the longest first. `is_complete`: False if there were too many to look at each."""

    found: tuple[Way, ...]
    is_complete: bool


def ways(content: Content, dialog: Dialog) -> Ways:
    """Look for every way through a dialog."""
    items = tuple(islice(_all_items(content, dialog), _LONGEST + 1))
    finder = _Finder(content, items[:_LONGEST])
    found = finder.from_here(0, {}, frozenset())
    minutes = {key: step.minutes for key, step in content.steps.items()}
    made = (Way(steps, sum(minutes[key] for key in steps), is_cut) for steps, is_cut in found)
    ordered = sorted(made, key=lambda way: (-way.minutes, -len(way.steps), way.steps, way.is_cut))
    return Ways(tuple(ordered), finder.is_complete and len(items) <= _LONGEST)


def told(dialog: Dialog, ways: Ways, most: int = 40) -> Iterator[str]:
    """The ways as lines."""
    found = ways.found
    count = f"{'' if ways.is_complete else 'more than '}{len(found):,}"
    yield f"{count} way{'' if len(found) == 1 else 's'} for whom nothing helps, the longest first"
    for way in found[:most]:
        names = (key.removeprefix(f"{dialog.id}#") for key in way.steps)
        yield f"{way.minutes:>4} min  {' > '.join(names)}{' (hands over there)' if way.is_cut else ''}"
    if len(found) > most:
        yield f"          and {len(found) - most} shorter ones"


def _all_items(content: Content, dialog: Dialog) -> Iterator[Item]:
    at: Dialog | None = dialog
    while at is not None:
        yield from at.items
        at = content.dialogs[at.then] if at.then else None


Found = frozenset[tuple[tuple[str, ...], bool]]


class _Finder:
    """Looks at the list from each step on once for all who differ in nothing that still counts."""

    def __init__(self, content: Content, items: tuple[Item, ...]) -> None:
        self.is_complete = True
        self._content = content
        self._items = items
        self._seen: dict[tuple[int, frozenset[tuple[str, str]], frozenset[str]], Found] = {}
        self._names = [
            frozenset(each.name for item in items[at:] for each in item.conditions) for at in range(len(items))
        ]
        self._keys = [frozenset(item.step.key for item in items[at:]) for at in range(len(items))]

    def from_here(self, at: int, known: Mapping[str, str], shown: frozenset[str]) -> Found:
        """What can still be shown. `known`: fact or question -> value."""
        if at == len(self._items):
            return frozenset({((), False)})
        counts = frozenset((name, value) for name, value in known.items() if name in self._names[at])
        key = (at, counts, shown & self._keys[at])
        if key not in self._seen:
            if len(self._seen) >= _LOOKS:
                self.is_complete = False
                return frozenset()
            found = frozenset(self._looked(at, dict(counts), key[2]))
            self.is_complete = self.is_complete and len(found) <= _MOST
            self._seen[key] = frozenset(sorted(found)[:_MOST]) if len(found) > _MOST else found
        return self._seen[key]

    def _looked(
        self, at: int, known: Mapping[str, str], shown: frozenset[str]
    ) -> Iterator[tuple[tuple[str, ...], bool]]:
        step = self._items[at].step
        if step.kind == "it" or step.key in shown:
            yield from self.from_here(at + 1, known, shown)
            return
        for holds, learnt in self._branches(self._items[at].conditions, known):
            if not holds:
                yield from self.from_here(at + 1, learnt, shown)
            elif step.kind == "handoff":
                yield ((), True)
            else:
                answers = [each for each in (*step.options, _UNSURE) if each != "fixed"] if step.is_question else [None]
                for answer in answers:
                    told_now = learnt if answer is None else {**learnt, step.key: answer}
                    for steps, is_cut in self.from_here(at + 1, told_now, shown | {step.key}):
                        yield ((step.key, *steps), is_cut)

    def _branches(
        self, conditions: tuple[Condition, ...], known: Mapping[str, str]
    ) -> Iterator[tuple[bool, Mapping[str, str]]]:
        """Whether the conditions hold, and what is known then, for each thing that isn't known yet."""
        if not conditions:
            yield True, known
            return
        first, rest = conditions[0], conditions[1:]
        for value in [known[first.name]] if first.name in known else self._values(first):
            learnt = {**known, first.name: value}
            if value in first.values:
                yield from self._branches(rest, learnt)
            else:
                yield False, learnt

    def _values(self, condition: Condition) -> list[str]:
        """What something that isn't known yet can turn out to be."""
        if condition.kind == "question":
            return [_UNTOLD]
        fact = self._content.facts[condition.name]
        if fact.known is not None:
            return [fact.known]
        return [*fact.options, _UNSURE if fact.ask else _UNTOLD]
