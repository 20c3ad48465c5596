"""Which of the open choices a text names.

By its place ("2", "b", "the second one"), by its words as they stand, by its first words, or by words that only one of
the choices has.
"""

import re
from collections.abc import Collection, Mapping, Sequence

from bot.understanding.model import Offered
from bot.understanding.words import plain_words

_NUMBER = re.compile(r"\s*(?:#|\(|\[)?\s*(\d{1,2}|[a-jA-J])\s*[.):\]]?\s*")
_SHORTEST_BEGINNING = 3


def pick(
    text: str,
    words: Sequence[str],
    offered: Sequence[Offered],
    ordinals: Mapping[str, int],
    fillers: Collection[str],
    *,
    loosely: bool,
) -> str | None:
    """The id of the choice that is meant.

    `words`: the folded words of the text; `ordinals`: "second" -> 2; `loosely`: a single word of a choice is enough.
    """
    if not offered or not words:
        return None
    labels = [(choice.id, plain_words(label)) for choice in offered for label in choice.words]
    exact = [choice for choice, label in labels if label == list(words)]
    if exact:
        return exact[0]
    place = _place(text, words, ordinals, fillers)
    if place is not None:
        if place == LAST:
            return offered[-1].id
        return offered[place - 1].id if 0 < place <= len(offered) else None
    begun = _only([choice for choice, label in labels if _begins(label, words)])
    return begun or (_only(_overlap(words, labels, fillers)) if loosely else None)


LAST = -1
"""The place of "the last one"."""


def _place(text: str, words: Sequence[str], ordinals: Mapping[str, int], fillers: Collection[str]) -> int | None:
    number = _NUMBER.fullmatch(text)
    if number:
        sign = number[1].lower()
        return int(sign) if sign.isdecimal() else ord(sign) - ord("a") + 1
    rest = [word for word in words if word not in fillers]
    if len(rest) == 1:
        if rest[0].isdecimal() and len(rest[0]) <= 2 and len(words) > 1:
            return int(rest[0])
        return ordinals.get(rest[0])
    return None


def _begins(label: Sequence[str], words: Sequence[str]) -> bool:
    return list(label[: len(words)]) == list(words) and sum(map(len, words)) >= _SHORTEST_BEGINNING


def _overlap(words: Sequence[str], labels: Sequence[tuple[str, list[str]]], fillers: Collection[str]) -> list[str]:
    """Choices with a word of the text that no other choice has, if those words all point at one."""
    owners: dict[str, set[str]] = {}
    for choice, label in labels:
        for word in label:
            if word not in fillers and len(word) >= _SHORTEST_BEGINNING:
                owners.setdefault(word, set()).add(choice)
    return [next(iter(owners[word])) for word in words if len(owners.get(word, ())) == 1]


def _only(choices: Sequence[str]) -> str | None:
    return choices[0] if len(set(choices)) == 1 else None
