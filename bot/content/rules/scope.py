"""How a rule is written: a function that reads the whole draft and yields what it finds; its docstring is its page.

@rule("option/unsure", "error")
def unsure_is_always_there(scope: Scope) -> Iterator[Found]:
    \"\"\"One sentence that says what is wrong.

    Why it matters, and what to do.\"\"\"
    yield Found(place, "what is wrong here", "what to write")
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from bot.content.diagnostic import Diagnostic, Place, Rule, Severity
from bot.content.draft import Draft
from bot.content.resolve import Resolver


@dataclass(frozen=True)
class Scope:
    """What the rules read. `today`: None if nobody asks for what depends on it."""

    draft: Draft
    today: date | None = None

    @cached_property
    def resolver(self) -> Resolver:
        return Resolver(self.draft)


@dataclass(frozen=True, slots=True)
class Found:
    """One place where the rule doesn't hold."""

    place: Place
    message: str
    write: str = ""
    also: Place | None = None
    also_is: str = ""


Check = Callable[[Scope], Iterator[Found]]


@dataclass(frozen=True, slots=True)
class CheckedRule:
    """A rule, and the function that looks for where it doesn't hold."""

    rule: Rule
    check: Check = field(compare=False)

    def run(self, scope: Scope) -> Iterator[Diagnostic]:
        for found in self.check(scope):
            yield self.rule.at(found.place, found.message, found.write, also=found.also, also_is=found.also_is)


def rule(id: str, severity: Severity) -> Callable[[Check], CheckedRule]:
    """Make a rule of a function; its docstring is the rule's page."""

    def made(check: Check) -> CheckedRule:
        return CheckedRule(Rule(id, severity, check.__doc__ or ""), check)

    return made
