"""Which of the open choices a text names.

For sure: by its words as they stand ("Files won't open"), by its place ("2", "b", "the second one", "option 2"), by how
it begins (two words that tell something, or all that stands before its comma), by its words without the small ones ("it
is blue" for "It's blue").

At a question also by words that tell something: by the one that only this choice has, where the text tells nothing
else ("full"), or by words that make up most of the text and most of the choice, or of one of its parts. A question
names nothing that way, nor does a text that speaks of trouble or turns away ("my files are gone", "but they are old").
With a "not" a choice isn't named unless it has one itself; of two choices the other one is. What comes near is close:
one asks whether it was meant.
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
_PHRASE = re.compile(r"[,;:]|\s-\s")
_SHORTEST_BEGINNING = 3
_SHORTEST_PIECE = 3


@dataclass(frozen=True, slots=True)
class PickingWords:
    """What the lexicon knows about choosing; all folded."""

    ordinals: Mapping[str, int] = field(default_factory=dict)
    """"second" -> 2."""
    fillers: Collection[str] = ()
    hollow: Collection[str] = ()
    """Words that tell no choice from another: fillers, "says", "message", "still", "what"."""
    numbering: Collection[str] = ()
    """Words before a number: "option", "number"."""
    negators: Collection[str] = ()
    owning: frozenset[str] = frozenset()
    """Words that say something is there: "have", "see", "works". "I have a licence" is no "no licence"."""


@dataclass(frozen=True, slots=True)
class Tone:
    """How a text is said where it doesn't use the very words of a choice."""

    asks: bool = False
    troubled: frozenset[str] = frozenset()
    """Its words that tell of trouble or fear. A choice that has them itself may be meant."""
    turned: frozenset[str] = frozenset()
    """Its words that turn away, are not quite sure, or tell of another time. A choice may have them too."""
    denied: frozenset[str] = frozenset()
    """Its words that stand in a clause with a "not"."""


@dataclass(frozen=True, slots=True)
class Picked:
    choice: str | None = None
    close: tuple[str, ...] = ()
    """Choices that may have been meant."""


@lru_cache(maxsize=4096)
def label_words(label: str) -> tuple[str, ...]:
    """The words of a label of the content. Never of what a person wrote: it is remembered."""
    return tuple(plain_words(label))


@lru_cache(maxsize=4096)
def _phrases(label: str) -> tuple[tuple[str, ...], ...]:
    """The words of each of a label's parts: "My files, all is well" has two."""
    return tuple(words for part in _PHRASE.split(label) if (words := tuple(plain_words(part))))


def pick(text: str, words: Sequence[str], offered: Sequence[Offered], known: PickingWords) -> str | None:
    """The id of the choice that a text names for sure. `words`: the folded words of the text."""
    if not offered or not words:
        return None
    said = tuple(words)
    labels = [(choice.id, label) for choice in offered for label in choice.words]
    exact = [choice for choice, label in labels if label_words(label) == said]
    if exact:
        return exact[0]
    place = _place(text, words, known)
    if place is not None:
        if place == LAST:
            return offered[-1].id
        return offered[place - 1].id if 0 < place <= len(offered) else None
    begun = _only([choice for choice, label in labels if _begins(label, said, known)])
    if begun:
        return begun
    bare = _without_small(words, known)
    if all(word in known.negators for word in bare):
        return None
    return _only([choice for choice, label in labels if _without_small(label_words(label), known) == bare])


def pick_by_telling_words(
    words: Sequence[str], options: Sequence[Offered], known: PickingWords, tone: Tone, context: Collection[str]
) -> Picked:
    """The option that a text names by what it tells. `context`: words of the question itself, which tell nothing."""
    keys = {(option.id, label): _keys(label, known) for option in options for label in option.words}
    every = frozenset[str]().union(*keys.values())
    small = {*known.hollow, *known.negators, *context}
    told = frozenset(word for word in words if word in every or word not in small)
    pieces = {option.id for option in options for label in option.words if _is_piece(tuple(words), label, known)}
    if len(pieces) == 1 and not tone.asks:
        return Picked(pieces.pop())
    owners = {word: {option for (option, _), key in keys.items() if word in key} for word in told}
    named: list[str] = []
    close: list[str] = []
    refused: list[str] = []
    for (option, label), key in keys.items():
        shared = told & key
        own = any(len(owners[word]) == 1 for word in shared)
        if not own or tone.troubled - set(label_words(label)):
            continue
        denies = any(word in known.negators for word in label_words(label))
        sure = _covers(shared, told, key, label) and not tone.asks and not tone.turned - set(label_words(label))
        if shared & tone.denied and not denies:
            refused += [option] if sure and told == shared else []
        elif sure and (not denies or tone.denied or known.owning.isdisjoint(words)):
            named.append(option)
        elif shared - set(known.hollow):
            close.append(option)
    if len(set(named)) == 1:
        return Picked(named[0])
    if not named and len(options) == _TWO and len(set(refused)) == 1:
        return Picked(next(option.id for option in options if option.id != refused[0]))
    return Picked(None, tuple(dict.fromkeys((*named, *close))))


_TWO = 2


def pick_loosely(words: Sequence[str], offered: Sequence[Offered], known: PickingWords) -> str | None:
    """By a word that only one of the choices has, without a "not". For choices that are asked about once more."""
    if any(word in known.negators for word in words):
        return None
    owners: dict[str, set[str]] = {}
    for choice in offered:
        for label in (*choice.words, choice.id.rpartition(":")[2]):
            for word in label_words(label):
                if word not in known.fillers and len(word) >= _SHORTEST_BEGINNING:
                    owners.setdefault(word, set()).add(choice.id)
    return _only([next(iter(owners[word])) for word in words if len(owners.get(word, ())) == 1])


def affirmed_by(asked: Collection[str], options: Sequence[Offered], known: PickingWords) -> tuple[str, str] | None:
    """Of two options the one that a yes means, then the other: to "Is there room left?" it is "There is room"."""
    if len(options) != _TWO:
        return None
    first, second = options
    says = [bool(key) and key <= set(asked) for key in (_keys(each.words[0], known) for each in options)]
    if says[0] is says[1]:
        return None
    return (first.id, second.id) if says[0] else (second.id, first.id)


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


def _without_small(words: Sequence[str], known: PickingWords) -> list[str]:
    """Without fillers. A "not" stays, also where another language has it as a filler."""
    return [word for word in words if word in known.negators or word not in known.fillers]


def _begins(label: str, words: tuple[str, ...], known: PickingWords) -> bool:
    """Whether the label begins so, and that is enough of it to be this label."""
    if label_words(label)[: len(words)] != words:
        return False
    telling = _telling(words, known)
    return len(telling) > 1 or (_phrases(label)[:1] == (words,) and any(word not in known.fillers for word in words))


def _is_piece(words: tuple[str, ...], label: str, known: PickingWords) -> bool:
    """Whether the words stand in the label one after the other, and tell something, or are a whole part of it."""
    whole = label_words(label)
    if not any(whole[at : at + len(words)] == words for at in range(len(whole) - len(words) + 1)):
        return False
    telling = len(_telling(words, known))
    if len(words) > 1 and words in _phrases(label):
        return True
    return telling > 1 or (telling > 0 and len(words) >= _SHORTEST_PIECE)


def _telling(words: Sequence[str], known: PickingWords) -> list[str]:
    """The words that tell something; a "not" does."""
    return [word for word in words if word in known.negators or word not in known.hollow]


def _keys(label: str, known: PickingWords) -> frozenset[str]:
    """What tells a label from others: its words without the small ones, or the last word of each part where all are."""
    words = label_words(label)
    telling = frozenset(word for word in words if word not in known.hollow and word not in known.negators)
    if telling or not words or any(word in known.negators for word in words):
        return telling
    return frozenset(part[-1] for part in _phrases(label))


def _covers(shared: frozenset[str], told: frozenset[str], key: frozenset[str], label: str) -> bool:
    """Whether what both have is most of the text, and most of the label or all of a part, or all that is told."""
    if 2 * len(shared) <= len(told):
        return False
    parts = (frozenset(phrase) & key for phrase in _phrases(label))
    return len(told) == 1 or 2 * len(shared) > len(key) or any(part and part <= shared for part in parts)


def _only(choices: Sequence[str]) -> str | None:
    return choices[0] if len(set(choices)) == 1 else None
