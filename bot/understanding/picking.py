"""Which of the open choices a text names.

By its words as they stand ("Files won't open"), by its place ("2", "b", "the second one", "option 2"), by its first
words, by its words without the small ones ("it is blue" for "It's blue"), or, where that may be, by a word that only
one of the choices has. A text with a "not" in it names nothing by a single word.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from bot.understanding.model import Offered
from bot.understanding.words import plain_words

LAST = -1
"""The place of "the last one"."""

_NUMBER = re.compile(r"\s*(?:#|\(|\[)?\s*(\d{1,2}|[a-jA-J])\s*[.):\]]?\s*")
_SHORTEST_BEGINNING = 3


@dataclass(frozen=True, slots=True)
class PickingWords:
    """What the lexicon knows about choosing; all folded."""

    ordinals: Mapping[str, int] = field(default_factory=dict)
    """"second" -> 2."""
    fillers: Collection[str] = ()
    numbering: Collection[str] = ()
    """Words before a number: "option", "number"."""
    negators: Collection[str] = ()


@lru_cache(maxsize=4096)
def label_words(label: str) -> tuple[str, ...]:
    """The words of a label of the content. Never of what a person wrote: it is remembered."""
    return tuple(plain_words(label))


def pick(
    text: str, words: Sequence[str], offered: Sequence[Offered], known: PickingWords, *, loosely: bool
) -> str | None:
    """The id of the choice that is meant.

    `words`: the folded words of the text; `loosely`: a single word of a choice is enough.
    """
    if not offered or not words:
        return None
    said = tuple(words)
    labels = [(choice.id, label_words(label)) for choice in offered for label in choice.words]
    exact = [choice for choice, label in labels if label == said]
    if exact:
        return exact[0]
    place = _place(text, words, known)
    if place is not None:
        if place == LAST:
            return offered[-1].id
        return offered[place - 1].id if 0 < place <= len(offered) else None
    begun = _only([choice for choice, label in labels if _begins(label, said, known.fillers)])
    if begun:
        return begun
    bare = _bare(words, known.fillers)
    same = _only([choice for choice, label in labels if bare and _bare(label, known.fillers) == bare])
    if same or not loosely or any(word in known.negators for word in words):
        return same
    labels += [(choice.id, label_words(choice.id.rpartition(":")[2])) for choice in offered]
    return _only(_overlap(words, labels, known.fillers))


def _place(text: str, words: Sequence[str], known: PickingWords) -> int | None:
    number = _NUMBER.fullmatch(text)
    if number:
        sign = number[1].lower()
        return int(sign) if sign.isdecimal() else ord(sign) - ord("a") + 1
    rest = _bare(words, known.fillers)
    if len(rest) == 2 and rest[0] in known.numbering:
        rest = rest[1:]
    if len(rest) != 1 or (len(words) < 2 and rest[0].isdecimal()):
        return None
    if rest[0].isdecimal() and len(rest[0]) <= 2:
        return int(rest[0])
    return known.ordinals.get(rest[0])


def _bare(words: Sequence[str], fillers: Collection[str]) -> list[str]:
    return [word for word in words if word not in fillers]


def _begins(label: tuple[str, ...], words: tuple[str, ...], fillers: Collection[str]) -> bool:
    if label[: len(words)] != words:
        return False
    return sum(len(word) for word in words if word not in fillers) >= _SHORTEST_BEGINNING


def _overlap(words: Sequence[str], labels: Sequence[tuple[str, tuple[str, ...]]], fillers: Collection[str]) -> list[str]:
    """For each word of the text that only one choice has, that choice."""
    owners: dict[str, set[str]] = {}
    for choice, label in labels:
        for word in label:
            if word not in fillers and len(word) >= _SHORTEST_BEGINNING:
                owners.setdefault(word, set()).add(choice)
    return [next(iter(owners[word])) for word in words if len(owners.get(word, ())) == 1]


def _only(choices: Sequence[str]) -> str | None:
    return choices[0] if len(set(choices)) == 1 else None
