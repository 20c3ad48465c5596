"""Walks, counted: for each dialog that is walked, and for each step by where it is written.

What is known of a share is told with its interval (Wilson's, 95 %): where few were counted it is wide, and it never
leaves 0 to 1.
"""

from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from math import sqrt
from statistics import median
from typing import Any, Final, NamedTuple

from bot.statistics.walks import End, Fate, Walked

_Z: Final = 1.959964


class Interval(NamedTuple):
    """Where the true share is in 95 of 100 cases: two numbers from 0 to 1."""

    low: float
    high: float


def wilson(hits: int, of: int) -> Interval:
    """The interval of a share. Of nothing nothing is known.

    >>> [round(each, 3) for each in wilson(8, 10)], wilson(0, 0)
    ([0.49, 0.943], Interval(low=0.0, high=1.0))
    """
    if of == 0:
        return Interval(0.0, 1.0)
    share, square = hits / of, _Z * _Z
    middle = share + square / (2 * of)
    half = _Z * sqrt(share * (1 - share) / of + square / (4 * of * of))
    return Interval(max(0.0, (middle - half) / (1 + square / of)), min(1.0, (middle + half) / (1 + square / of)))


@dataclass(frozen=True, slots=True)
class Numbers:
    """What became of those who were shown a step."""

    fates: Mapping[Fate, int]
    minutes: float | None
    """The median from the card to the answer; None: there is no answer yet."""
    held: int
    """A day later it still worked, they said."""
    again: int
    """It came back, they said."""

    def __getitem__(self, fate: Fate) -> int:
        return self.fates.get(fate, 0)

    @property
    def shown(self) -> int:
        return sum(self.fates.values())

    @property
    def decided(self) -> int:
        """Without those of whom it is too early to say."""
        return self.shown - self["open"]

    @property
    def answered(self) -> int:
        """Those who said something at it, or asked the helpdesk instead."""
        return self.decided - self["left"] - self["moved-on"]

    @property
    def share(self) -> float:
        """How many of them it fixed, 0 to 1. Who left isn't counted as fixed."""
        return self["fixed"] / self.decided if self.decided else 0.0

    @property
    def interval(self) -> Interval:
        return wilson(self["fixed"], self.decided)

    @property
    def leaving(self) -> float:
        """How many of them left here, 0 to 1."""
        return self["left"] / self.decided if self.decided else 0.0


@dataclass(frozen=True, slots=True)
class DialogNumbers:
    """What became of the walks through a dialog. `minutes`: the median until it was fixed."""

    ends: Mapping[End, int]
    minutes: float | None
    held: int
    again: int

    def __getitem__(self, end: End) -> int:
        return self.ends.get(end, 0)

    @property
    def walks(self) -> int:
        return sum(self.ends.values())

    @property
    def decided(self) -> int:
        """Without those of which it is too early to say."""
        return self.walks - self["open"]

    @property
    def interval(self) -> Interval:
        return wilson(self["fixed"], self.decided)


@dataclass(slots=True, eq=False)
class _Cell:
    """Counted while it is read: a few bytes for each time that was taken."""

    counts: Counter[Any] = field(default_factory=Counter)
    """By fate, or by end."""
    minutes: "array[float]" = field(default_factory=lambda: array("f"))
    held: int = 0
    again: int = 0

    def add(self, what: str, minutes: float | None, kept: str) -> None:
        self.counts[what] += 1
        if minutes is not None:
            self.minutes.append(minutes)
        self.held += kept == "held"
        self.again += kept == "again"


class Tally:
    """The numbers of many walks."""

    def __init__(self) -> None:
        self._steps: defaultdict[tuple[str, str], _Cell] = defaultdict(_Cell)
        self._dialogs: defaultdict[str, _Cell] = defaultdict(_Cell)
        self.problems: Counter[str] = Counter()
        """Problem -> walks that were begun about it."""
        self.solved: Counter[str] = Counter()
        """Problem -> those of them that ended with it fixed."""

    def add(self, walked: Walked) -> None:
        self._dialogs[walked.dialog].add(walked.end, walked.minutes, walked.kept)
        if walked.problem:
            self.problems[walked.problem] += 1
            self.solved[walked.problem] += walked.end == "fixed"
        for visit in walked.visits:
            self._steps[walked.dialog, visit.step].add(visit.fate, visit.minutes, visit.kept)

    def dialogs(self) -> Mapping[str, DialogNumbers]:
        """By the dialog that was walked."""
        return {name: _dialog_numbers([cell]) for name, cell in sorted(self._dialogs.items())}

    def all_dialogs(self) -> DialogNumbers:
        """What became of all walks."""
        return _dialog_numbers(self._dialogs.values())

    def steps(self, dialog: str) -> Mapping[str, Numbers]:
        """The steps that were shown in the walks of a dialog, by where they are written."""
        return {step: _numbers([cell]) for (walked, step), cell in self._steps.items() if walked == dialog}

    def written(self) -> Mapping[str, Numbers]:
        """Every step by where it is written, in all dialogs that borrow it."""
        found: dict[str, list[_Cell]] = {}
        for (_, step), cell in self._steps.items():
            found.setdefault(step, []).append(cell)
        return {step: _numbers(cells) for step, cells in sorted(found.items())}


def _numbers(cells: Iterable[_Cell]) -> Numbers:
    return Numbers(*_together(cells))


def _dialog_numbers(cells: Iterable[_Cell]) -> DialogNumbers:
    return DialogNumbers(*_together(cells))


def _together(cells: Iterable[_Cell]) -> tuple[dict[Any, int], float | None, int, int]:
    """Counts, the median of the minutes, held and again of several cells."""
    counts: Counter[Any] = Counter()
    times = array("f")
    held = again = 0
    for cell in cells:
        counts.update(cell.counts)
        times += cell.minutes
        held, again = held + cell.held, again + cell.again
    return dict(counts), median(times) if times else None, held, again
