"""An edition: one snapshot of everything that speaks. A turn sees one edition; a reload swaps it for the next.

Content, the bot's own wording and the index of understanding belong together: the index holds the words of this
content and of this wording.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from bot.content.model import Content, Problem
from bot.understanding import Index, build_index
from bot.understanding.model import ProblemKeys, StepWords
from bot.wording import Wordings


@dataclass(frozen=True, slots=True)
class Edition:
    content: Content
    wordings: Wordings
    index: Index

    @property
    def digest(self) -> str:
        return self.content.digest

    def spoken(self, language: str) -> str:
        """The language that the bot speaks to somebody of that language: theirs if the content has it, else English."""
        short = language.split("-")[0].lower()
        return short if short in self.content.translations else "en"


def make_edition(content: Content, wordings: Wordings) -> Edition:
    """Put the three together. Takes as long as building the index: some milliseconds for the shipped content."""
    index = build_index(
        problems=[_keys(problem, content) for problem in content.problems.values()],
        known=[known.key for known in content.known],
        concepts=content.concepts.values(),
        steps=_step_words(content),
        readings=content.readings.values(),
        lexicon=wordings.lexicon,
    )
    return Edition(content, wordings, index)


def _keys(problem: Problem, content: Content) -> ProblemKeys:
    versions = [problem, *(other.problems[problem.id] for other in content.translations.values())]
    phrases = [phrase for each in versions for phrase in (*each.symptoms, each.label, each.title)]
    return ProblemKeys(
        id=problem.id,
        product=problem.product,
        label=problem.label,
        codes=problem.codes,
        signatures=problem.signatures,
        unless=problem.unless,
        phrases=tuple(dict.fromkeys(phrases)),
    )


def _step_words(content: Content) -> Iterable[StepWords]:
    """Titles and aliases of the steps that somebody may have done already, in every language."""
    for key, step in content.steps.items():
        if step.kind != "do":
            continue
        versions = [step, *(other.steps[key] for other in content.translations.values() if key in other.steps)]
        yield StepWords(key, tuple(dict.fromkeys(word for each in versions for word in (each.title, *each.aliases))))
