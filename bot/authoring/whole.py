"""What the rules of the whole program read, and how one is written: a function whose docstring is its page."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from bot.content.diagnostic import Diagnostic, Rule, Severity
from bot.content.draft import Draft
from bot.content.model import Content
from bot.content.rules.scope import Found
from bot.engine import Edition, make_edition
from bot.understanding.patterns import Patterns
from bot.wording import Wordings


@dataclass(frozen=True)
class Whole:
    """What these rules read: the content, how it was written, and what the bot says itself."""

    content: Content
    draft: Draft
    wordings: Wordings
    translated: Mapping[str, Draft] = field(default_factory=dict)
    """Language -> the same draft with that language's texts."""

    @cached_property
    def edition(self) -> Edition:
        """All of it with its index, which takes as long to make as everything else: only where it is needed."""
        return make_edition(self.content, self.wordings)

    @cached_property
    def words(self) -> Patterns[str]:
        """The words of the concepts, without typos and without the bot's own."""
        words: Patterns[str] = Patterns()
        for concept in self.content.concepts.values():
            for phrases in concept.words.values():
                for phrase in phrases:
                    words.add(phrase, concept.id)
        return words


Check = Callable[[Whole], Iterator[Found]]


@dataclass(frozen=True, slots=True)
class WholeRule:
    """A rule, and the function that looks for where it doesn't hold in the whole."""

    rule: Rule
    check: Check = field(compare=False)

    def run(self, whole: Whole) -> Iterator[Diagnostic]:
        for found in self.check(whole):
            yield self.rule.at(found.place, found.message, found.write, also=found.also, also_is=found.also_is)


def rule(id: str, severity: Severity) -> Callable[[Check], WholeRule]:
    """Make a rule of a function; its docstring is the rule's page."""

    def made(check: Check) -> WholeRule:
        return WholeRule(Rule(id, severity, check.__doc__ or ""), check)

    return made
