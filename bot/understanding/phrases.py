"""Likeness of words and phrases: typos, which of many phrases is nearest, which texts say the same.

Nothing else imports rapidfuzz.

Likeness never decides anything by itself. It mends a mistyped word, from five letters on and never one with a digit, it
ranks suggestions, and it puts together what an author reads.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from heapq import nlargest
from math import log

from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from bot.understanding.words import plain_words

_SHORTEST_MENDED = 5
_LONG = 9
"""From so many letters on two slips are mended instead of one."""
_CANDIDATES = 240
"""So many phrases are compared letter by letter; those that share the rarest words with the text."""
_POSTINGS = 3_000
"""So many places of words are looked at, the rarest words first: a common word tells nothing where a rare one is."""
_MOST_WORDS = 40
"""So many words of a text are looked at for suggestions: what goes wrong is said in the first sentences."""


_ALIKE = 82
"""From this ratio of their words on two texts say the same."""
_WITHIN = 95
"""From this ratio on the words of a text stand all in a longer one; told only of texts with `_ENOUGH_WORDS`."""
_ENOUGH_WORDS = 3


def leaders(texts: Sequence[str]) -> list[int]:
    """For each text, the place of the one that leads its group: the first of those that say the same.

    The order of words, their repetition, accents and typos make no difference.
    """
    leading: list[int] = []
    ratios: list[str] = []
    long_ones: dict[int, str] = {}
    found: list[int] = []
    for place, text in enumerate(texts):
        words = sorted(set(plain_words(text)))
        said = " ".join(words) or text
        best = process.extractOne(said, ratios, scorer=fuzz.ratio, score_cutoff=_ALIKE)
        if best is not None:
            found.append(leading[best[2]])
            continue
        is_long = len(words) >= _ENOUGH_WORDS
        within = process.extractOne(said, long_ones, scorer=fuzz.token_set_ratio, score_cutoff=_WITHIN)
        if is_long and within is not None:
            found.append(within[2])
            continue
        leading.append(place)
        ratios.append(said)
        if is_long:
            long_ones[place] = said
        found.append(place)
    return found


class Spelling:
    """The words that are listened for, to mend a mistyped one."""

    def __init__(self, vocabulary: Iterable[str]) -> None:
        self._words = frozenset(vocabulary)
        self._buckets: dict[tuple[str, int], list[str]] = {}
        for word in sorted(self._words):
            if len(word) >= _SHORTEST_MENDED and word.isalpha():
                self._buckets.setdefault((word[0], len(word)), []).append(word)

    def __contains__(self, word: str) -> bool:
        return word in self._words

    def mend(self, word: str) -> str | None:
        """The word that was meant: one slip away, two from nine letters on, with the same first letter."""
        length = len(word)
        if length < _SHORTEST_MENDED or not word.isalpha() or word in self._words:
            return None
        slips = 2 if length >= _LONG else 1
        near = [
            each
            for other in range(max(_SHORTEST_MENDED, length - slips), length + slips + 1)
            for each in self._buckets.get((word[0], other), ())
        ]
        best = process.extractOne(word, near, scorer=OSA.distance, score_cutoff=slips) if near else None
        return best[0] if best else None


@dataclass(frozen=True, slots=True)
class Likeness:
    """How near a phrase is: `score` from 0 to 100."""

    owner: str
    phrase: str
    score: float


class Phrases:
    """Many phrases, each with its owner, to find the nearest of."""

    def __init__(self, phrases: Iterable[tuple[str, str]]) -> None:
        self._owners: list[str] = []
        self._texts: list[str] = []
        self._sorted: list[str] = []
        """The words of each phrase, each once and in the order of the alphabet: their order in a sentence is free."""
        by_word: defaultdict[str, list[int]] = defaultdict(list)
        for number, (owner, text) in enumerate(phrases):
            words = sorted(set(plain_words(text)))
            self._owners.append(owner)
            self._texts.append(text)
            self._sorted.append(" ".join(words))
            for word in words:
                by_word[word].append(number)
        self._by_word = dict(by_word)
        self._spelling = Spelling(self._by_word)

    def __len__(self) -> int:
        return len(self._texts)

    def nearest(self, words: Sequence[str], limit: int) -> list[Likeness]:
        """The nearest phrase of each owner, best first, at most `limit` owners."""
        known = self._known(words[:_MOST_WORDS])
        if not known:
            return []
        asked = " ".join(sorted(known))
        candidates = self._candidates(known)
        texts = [self._sorted[number] for number in candidates]
        best: dict[str, Likeness] = {}
        for _, score, place in process.extract(asked, texts, scorer=fuzz.ratio, limit=limit * 8):
            number = candidates[place]
            owner = self._owners[number]
            if owner not in best:
                best[owner] = Likeness(owner, self._texts[number], score)
            if len(best) == limit:
                break
        return list(best.values())

    def _known(self, words: Iterable[str]) -> list[str]:
        known = []
        for word in words:
            meant = word if word in self._by_word else self._spelling.mend(word)
            if meant:
                known.append(meant)
        return list(dict.fromkeys(known))

    def _candidates(self, words: Sequence[str]) -> list[int]:
        rare_first = sorted(words, key=lambda word: len(self._by_word[word]))
        weights: defaultdict[int, float] = defaultdict(float)
        total = len(self._texts) + 1
        left = _POSTINGS
        for word in rare_first:
            numbers = self._by_word[word]
            weight = log(total / len(numbers)) + 0.1
            for number in numbers[:left]:
                weights[number] += weight
            left -= len(numbers)
            if left <= 0:
                break
        if len(weights) <= _CANDIDATES:
            return list(weights)
        return nlargest(_CANDIDATES, weights, key=weights.__getitem__)
