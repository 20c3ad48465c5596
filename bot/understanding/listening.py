"""All that a lexicon listens for, learnt once, however often the content beside it is read anew."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from bot.understanding.lexicon import Hears, Lexicon, Role
from bot.understanding.patterns import Patterns, parts, spellings
from bot.understanding.words import fold, plain_words

Kind = Literal["role", "meaning", "concept", "stop"]
"""`stop`: a concept that starts nothing."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What a phrase of the lexicon or a concept's word stands for."""

    kind: Kind
    name: str
    language: str


@dataclass(frozen=True, slots=True)
class Listening:
    """A lexicon, ready to be met."""

    patterns: Patterns[Entry]
    """Roles, and meanings that count inside a sentence."""
    alone: Mapping[tuple[str, ...], list[Entry]]
    """What a clause means as a whole, by its words."""
    vocabulary: frozenset[str]
    """Every whole word of these."""
    known: frozenset[str]
    """Words that are no typos of others, though nothing is listened for in them."""
    light: frozenset[str]
    """Words that nobody's typo is read as."""
    refusals: frozenset[str]
    unreal: frozenset[str]
    barriers: frozenset[str]
    """Words that turn what stands behind them."""
    uncrossed: frozenset[str]
    """Words that no gap of a phrase crosses."""
    respelled: Mapping[str, str]
    """How a word is written in dialect and on phones -> the word."""
    concord: frozenset[str]
    """Languages in which several "not" in a clause are one."""


@lru_cache(maxsize=2)
def listening(lexicon: Lexicon) -> Listening:
    """Learn a lexicon. It is the same one each time that content is read anew."""
    patterns: Patterns[Entry] = Patterns()
    alone: dict[tuple[str, ...], list[Entry]] = {}
    for hears in lexicon.languages:
        for phrase, entry in _within(hears):
            patterns.add(phrase, entry)
        for meaning, phrases in hears.alone.items():
            entry = Entry("meaning", meaning, hears.language)
            for phrase in phrases:
                for spelling in spellings(phrase):
                    alone.setdefault(parts(spelling), []).append(entry)
    ordinals = (word for hears in lexicon.languages for word in hears.ordinals)
    barriers = frozenset(
        pattern[0]
        for role in (Role.NOT, Role.WITHOUT, Role.NO_LONGER)
        for phrase in lexicon.of_role(role)
        for spelling in spellings(phrase)
        if len(pattern := parts(spelling)) == 1
    )
    return Listening(
        patterns=patterns,
        alone=alone,
        vocabulary=frozenset(patterns.vocabulary).union(*alone),
        known=frozenset(word for each in (*ordinals, *lexicon.of_role(Role.ORDINARY)) for word in plain_words(each)),
        light=frozenset(word for role in _UNMENDED for each in lexicon.of_role(role) for word in plain_words(each)),
        refusals=frozenset(map(fold, lexicon.of_role(Role.REFUSAL))),
        unreal=frozenset(map(fold, lexicon.of_role(Role.UNREAL))),
        barriers=barriers,
        uncrossed=barriers | {fold(word) for word in lexicon.of_role(Role.WHEN)},
        respelled={
            fold(written): fold(word)
            for hears in lexicon.languages
            for word, spelled in hears.respelled.items()
            for written in spelled
        },
        concord=frozenset(hears.language for hears in lexicon.languages if hears.concord),
    )


def _within(hears: Hears) -> Iterator[tuple[str, Entry]]:
    """Every phrase that is met inside a sentence, with what it stands for."""
    for role, phrases in hears.roles.items():
        entry = Entry("role", role, hears.language)
        yield from ((phrase, entry) for phrase in (() if role in _NO_ROLE_IN_A_CLAUSE else phrases))
    for meaning, phrases in hears.within.items():
        entry = Entry("meaning", meaning, hears.language)
        yield from ((phrase, entry) for phrase in phrases)


_UNMENDED = frozenset([Role.FILLER, Role.POLITE, Role.BETWEEN, Role.PLAIN, Role.IT, Role.OTHER_NUMBER])
"""Nobody's typo is read as one of these: it would only hide that a word is unknown."""
_NO_ROLE_IN_A_CLAUSE = frozenset(
    [Role.ORDINARY, Role.REFUSAL, Role.IS, Role.MAIL_BEGINS, Role.MAIL_BELOW, Role.MAIL_ENDS]
)
