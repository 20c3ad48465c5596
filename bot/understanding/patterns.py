"""Phrases as authors write them, all met in one pass over the words of a text.

A phrase is words with spaces between. Three dots stand for what may be there: `synchroni...` meets every word that
begins like that, `change ... password` both words with at most four between them, in the same clause and none of
these a "not". Case, accents and apostrophes don't matter; German `ö` also meets `oe`.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from sys import intern
from typing import Generic, TypeVar

from bot.understanding.words import fold, split

_T = TypeVar("_T")

GAP = "..."
_WIDEST_GAP = 4
_SHORTEST_STEM = 3
_UMLAUTS = (("ä", "ae"), ("ö", "oe"), ("ü", "ue"))


@dataclass(slots=True)
class _Node(Generic[_T]):
    """What may follow a word. Most are the end of one phrase, so nothing is made before it is needed."""

    words: "dict[str, _Node[_T]] | None" = None
    stems: "dict[str, _Node[_T]] | None" = None
    gap: "_Node[_T] | None" = None
    ends: tuple[_T, ...] = ()


@dataclass(frozen=True, slots=True)
class Found(Generic[_T]):
    """A phrase that was met, from word `start` to word `end` (not included)."""

    start: int
    end: int
    meaning: _T


class Patterns(Generic[_T]):
    """Many phrases, each with what it means. Finding costs about the same for ten of them and for ten thousand."""

    def __init__(self) -> None:
        self._root: _Node[_T] = _Node()
        self.vocabulary: set[str] = set()
        """Every whole word of every phrase."""
        self._latest: tuple[_T, ...] = ()
        """The meaning that was added last: most phrases stand for one, and those of one come together."""

    def add(self, phrase: str, meaning: _T) -> None:
        for spelling in spellings(phrase):
            end = self._end(parts(spelling))
            if end is not self._root and meaning not in end.ends:
                if self._latest[:1] != (meaning,):
                    self._latest = (meaning,)
                end.ends = (*end.ends, meaning) if end.ends else self._latest

    def _end(self, pattern: Sequence[str]) -> _Node[_T]:
        """Where a phrase ends, with the way there."""
        node = self._root
        for part in pattern:
            if part[-3:] != GAP:
                if node.words is None:
                    node.words = {}
                if (onward := node.words.get(part)) is None:
                    onward = node.words[part] = _Node()
                    self.vocabulary.add(part)
            elif part == GAP:
                onward = node.gap = node.gap or _Node()
            else:
                stem = part.removesuffix(GAP)
                if node.stems is None:
                    node.stems = {}
                if (onward := node.stems.get(stem)) is None:
                    onward = node.stems[stem] = _Node()
            node = onward
        return node

    def knows(self, word: str) -> bool:
        """Whether some phrase begins with this word, or has it."""
        return word in self.vocabulary or any(True for _ in _by_stem(self._root, word))

    def find(self, words: Sequence[str], clause_of: Sequence[int], barriers: frozenset[str]) -> list[Found[_T]]:
        """All phrases that are met, also those inside others, by their first word. `barriers`: words no gap crosses."""
        found: list[Found[_T]] = []
        for start in range(len(words)):
            first = words[start]
            if self._root.words is not None and (node := self._root.words.get(first)) is not None:
                self._walk(node, start, start + 1, words, clause_of, barriers, found)
            for node in _by_stem(self._root, first):
                self._walk(node, start, start + 1, words, clause_of, barriers, found)
        return found

    def _walk(
        self,
        node: _Node[_T],
        start: int,
        at: int,
        words: Sequence[str],
        clause_of: Sequence[int],
        barriers: frozenset[str],
        found: list[Found[_T]],
    ) -> None:
        for meaning in node.ends:
            found.append(Found(start, at, meaning))  # noqa: PERF401 (a comprehension costs more for none or one)
        if at >= len(words):
            return
        word = words[at]
        if node.words is not None:
            onward = node.words.get(word)
            if onward is not None and (clause_of[at] == clause_of[start]):
                self._walk(onward, start, at + 1, words, clause_of, barriers, found)
        if node.stems is not None:
            for onward in _by_stem(node, word):
                if clause_of[at] == clause_of[start]:
                    self._walk(onward, start, at + 1, words, clause_of, barriers, found)
        if node.gap is not None:
            for skipped in range(_WIDEST_GAP + 1):
                here = at + skipped
                if here >= len(words) or clause_of[here] != clause_of[start]:
                    break
                if node.gap.words is not None and (onward := node.gap.words.get(words[here])) is not None:
                    self._walk(onward, start, here + 1, words, clause_of, barriers, found)
                for onward in _by_stem(node.gap, words[here]):
                    self._walk(onward, start, here + 1, words, clause_of, barriers, found)
                if words[here] in barriers:
                    break


def _by_stem(node: _Node[_T], word: str) -> Iterable[_Node[_T]]:
    stems = node.stems
    if stems is None:
        return
    for length in range(_SHORTEST_STEM, len(word) + 1):
        onward = stems.get(word[:length])
        if onward is not None:
            yield onward


def spellings(phrase: str) -> tuple[str, ...]:
    """The phrase, and with German umlauts written out where it has any."""
    if phrase.isascii():
        return (phrase,)
    lowered = phrase.casefold()
    spelled = lowered
    for umlaut, letters in _UMLAUTS:
        spelled = spelled.replace(umlaut, letters)
    return (phrase,) if spelled == lowered else (phrase, spelled)


def parts(phrase: str) -> tuple[str, ...]:
    """`Changed ... pass...` -> `("changed", "...", "pass...")`."""
    if GAP not in phrase and all(map(str.isalnum, words := phrase.lower().split())):
        return tuple(map(intern, words if phrase.isascii() else map(fold, words)))
    result: list[str] = []
    for chunk in phrase.replace("\u2026", GAP).split():
        letters = chunk.removesuffix(GAP)
        words = [fold(letters)] if letters.isalnum() else split(letters).folded
        if not words:
            result.append(GAP)
        elif chunk.endswith(GAP):
            result += [*words[:-1], words[-1] + GAP]
        else:
            result += words
    return tuple(map(intern, result))
