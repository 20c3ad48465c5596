"""Steps that the person says were done already: "I already unlinked it and reset it".

A step counts where the sentence has a word like "already" and all words of the step's title or of one of its aliases,
apart from small words and names of products. Endings don't matter ("unlinked" is "unlink"). Where one step's words
are part of another's that counts too, the longer one was meant.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from bot.understanding.hearing import Heard
from bot.understanding.lexicon import Role
from bot.understanding.model import StepWords
from bot.understanding.words import plain_words

_ENDINGS = ("ting", "ning", "ping", "ing", "ted", "ned", "ped", "ed", "en", "te", "st", "e", "s", "t")
_SHORTEST_STEM = 3


def stem(word: str) -> str:
    """A word without its endings, cut short enough that forms of one verb meet: `reset`, `resetting` -> `res`."""
    shorter = next(
        (word[: -len(end)] for end in _ENDINGS if word.endswith(end) and len(word) - len(end) >= _SHORTEST_STEM), word
    )
    return word if shorter == word else stem(shorter)


@dataclass(frozen=True, slots=True)
class Doable:
    key: str
    stems: frozenset[str]


def doable(steps: Iterable[StepWords], small: Collection[str]) -> tuple[Doable, ...]:
    """The words of all steps, ready to be looked for. `small`: words that needn't be said."""
    return tuple(
        Doable(step.key, stems)
        for step in steps
        for words in step.words
        if (stems := frozenset(stem(word) for word in plain_words(words) if word not in small))
    )


def tried(heard: Heard, steps: tuple[Doable, ...]) -> tuple[str, ...]:
    sentences = {
        heard.clause(number).sentence
        for number in range(len(heard.words.clauses))
        if heard.has(number, Role.ALREADY)
        and not heard.has(number, Role.NOT, Role.ORDER)
        and not heard.clause(number).asks
    }
    if not sentences:
        return ()
    said = {
        stem(heard.words.folded[place])
        for number, clause in enumerate(heard.words.clauses)
        if clause.sentence in sentences and not heard.has(number, Role.NOT, Role.WITHOUT)
        for place in range(clause.start, clause.end)
    }
    met = [step for step in steps if step.stems <= said]
    return tuple(
        dict.fromkeys(
            step.key for step in met if not any(step.stems < other.stems for other in met if other.key != step.key)
        )
    )
