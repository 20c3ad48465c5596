"""Which order of a dialog's steps would be faster: something for its author to think about, never done by itself.

A step is worth the more, the more people it fixes in a minute, so steps are ranked by that share divided by their
minutes; with that order the expected time is the shortest, if each step helps independently of the others.

- Only neighbours change places: a run of steps that the dialog itself writes, none with a risk. A step with a risk, one
  that waits for a reading, one that hands over, and one that fewer than `ENOUGH` people were shown stay where they are,
  and nothing moves past them. Borrowed parts are looked at where they are written.
- A step that hangs on a question stays behind it.
- **Survivors.** A later step was only shown to those whom the earlier ones didn't help. If each person has one of
  several causes, the later step looks better than it would be for everybody. So every order is also reckoned for that
  other extreme, in which no two steps help the same person; an order that isn't faster there as well is told with a
  warning.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from bot.content.model import Dialog, Item
from bot.statistics.numbers import Numbers

ENOUGH: Final = 30
_TIMED: Final = 20
"""From so many answers on the time is the measured one, and not the author's."""
_SHORTEST_MIN: Final = 0.25
_WORTH_TELLING: Final = 0.03
"""An order that saves a smaller part of the time isn't told."""


@dataclass(frozen=True, slots=True)
class Faster:
    """Another order of some neighbouring steps. Minutes: what they take somebody to whom all of them are shown, until
    one has helped; reckoned for steps that help independently, and (`apart_…`) for steps of which each helps others."""

    now: tuple[str, ...]
    then: tuple[str, ...]
    minutes_now: float
    minutes_then: float
    apart_now: float
    apart_then: float
    unsure: tuple[tuple[str, str], ...]
    """Pairs that change places though their intervals overlap: chance might have put them so."""

    @property
    def holds_either_way(self) -> bool:
        """It is also faster if later steps help only those whom earlier ones can't."""
        return self.apart_then < self.apart_now


@dataclass(frozen=True, slots=True)
class _Candidate:
    key: str
    share: float
    low: float
    high: float
    minutes: float
    met: float
    """How many of those who come by are shown it: 1, or what its question's answers leave."""
    behind: frozenset[str]
    """Questions of the run that it hangs on."""


def faster_orders(dialog: Dialog, numbers: Mapping[str, Numbers]) -> tuple[Faster, ...]:
    """One for each run of steps that would be faster in another order."""
    found = (_faster(run) for run in _runs(dialog, numbers))
    return tuple(each for each in found if each is not None)


def too_few(dialog: Dialog, numbers: Mapping[str, Numbers]) -> tuple[str, ...]:
    """Steps that stay in their place since too few people were shown them."""
    own = (item for item in dialog.items if item.part == dialog.id and item.step.kind in ("do", "ask"))
    keys = dict.fromkeys(item.step.key for item in own if item.step.risk is None)
    return tuple(key for key in keys if key not in numbers or numbers[key].decided < ENOUGH)


def _runs(dialog: Dialog, numbers: Mapping[str, Numbers]) -> Iterator[list[_Candidate]]:
    run: list[_Candidate] = []
    seen: set[str] = set()
    for item in dialog.items:
        if item.step.kind == "it":
            continue
        counted = numbers.get(item.step.key)
        may_move = item.part == dialog.id and item.step.kind in ("do", "ask") and item.step.risk is None
        if may_move and counted is not None and counted.decided >= ENOUGH and item.step.key not in seen:
            run.append(_candidate(item, counted, [each.key for each in run], numbers))
        else:
            yield run
            run = []
        seen.add(item.step.key)
    yield run


def _candidate(item: Item, counted: Numbers, above: Sequence[str], numbers: Mapping[str, Numbers]) -> _Candidate:
    measured = counted.minutes if counted.answered >= _TIMED else None
    questions = frozenset(each.name for each in item.conditions if each.kind == "question" and each.name in above)
    asked = min((numbers[each].decided for each in questions), default=0)
    return _Candidate(
        item.step.key,
        counted.share,
        *counted.interval,
        minutes=max(measured if measured is not None else item.step.minutes, _SHORTEST_MIN),
        met=min(1.0, counted.decided / asked) if asked else 1.0,
        behind=questions,
    )


def _faster(run: Sequence[_Candidate]) -> Faster | None:
    best = _ranked(run)
    now, then = _independent(run), _independent(best)
    if then >= now * (1 - _WORTH_TELLING):
        return None
    alone = _alone(run)
    return Faster(
        tuple(each.key for each in run),
        tuple(each.key for each in best),
        now,
        then,
        _apart(run, alone),
        _apart(best, alone),
        tuple(_unsure(run, best)),
    )


def _ranked(run: Sequence[_Candidate]) -> list[_Candidate]:
    """The most fixed in a minute first, each with the questions that it needs. Equals stay as the author has them."""
    left, order = list(run), list[_Candidate]()
    while left:
        best = max((_with_questions(each, left) for each in left), key=_worth)
        order += best
        left = [each for each in left if each not in best]
    return order


def _with_questions(wanted: _Candidate, left: Sequence[_Candidate]) -> list[_Candidate]:
    needed = {wanted.key}
    for each in reversed(left):
        if each.key in needed:
            needed |= each.behind
    return [each for each in left if each.key in needed]


def _worth(steps: Sequence[_Candidate]) -> float:
    """How many of a hundred these fix in a minute, divided by a hundred."""
    return sum(each.met * each.share for each in steps) / sum(each.met * each.minutes for each in steps)


def _independent(order: Sequence[_Candidate]) -> float:
    """Expected minutes, if each step helps the same share of whoever comes."""
    minutes, remaining = 0.0, 1.0
    for each in order:
        minutes += remaining * each.met * each.minutes
        remaining *= 1 - each.met * each.share
    return minutes


def _alone(run: Sequence[_Candidate]) -> dict[str, float]:
    """Step -> how many of everybody it fixes, if no other step helps those: what was left of them when it came."""
    found, remaining = {}, 1.0
    for each in run:
        found[each.key] = remaining * each.met * each.share
        remaining -= found[each.key]
    return found


def _apart(order: Sequence[_Candidate], alone: Mapping[str, float]) -> float:
    """Expected minutes, if no two steps help the same person."""
    minutes, remaining = 0.0, 1.0
    for each in order:
        minutes += remaining * each.met * each.minutes
        remaining -= alone[each.key]
    return minutes


def _unsure(run: Sequence[_Candidate], best: Sequence[_Candidate]) -> Iterator[tuple[str, str]]:
    place = {each.key: at for at, each in enumerate(best)}
    for at, first in enumerate(run):
        for second in run[at + 1 :]:
            if place[second.key] < place[first.key] and second.low / second.minutes <= first.high / first.minutes:
                yield second.key, first.key
