"""Which form of a text a number takes, in any language.

The rules stand in the language's file, in the notation of Unicode's CLDR, as far as whole numbers need it:

    one: n = 1
    few: n % 10 = 2..4 and n % 100 != 12..14

`n` is the number; `%` the remainder; `=` and `!=` compare with numbers and ranges (`2..4`, `0,1`); `and` binds closer
than `or`. What no rule meets is `other`. (https://unicode.org/reports/tr35/tr35-numbers.html#Language_Plural_Rules)
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

OTHER: Final = "other"
CATEGORIES: Final = ("zero", "one", "two", "few", "many")
"""The names that CLDR has for forms, beside `other`."""

_RELATION: Final = re.compile(
    r"^n(?: % (?P<modulo>[1-9]\d*))? (?P<not>!?)= (?P<ranges>\d+(?:\.\.\d+)?(?:,\d+(?:\.\.\d+)?)*)$"
)


@dataclass(frozen=True, slots=True)
class _Relation:
    modulo: int | None
    negated: bool
    ranges: tuple[tuple[int, int], ...]

    def holds(self, n: int) -> bool:
        rest = n if self.modulo is None else n % self.modulo
        return any(low <= rest <= high for low, high in self.ranges) is not self.negated


@dataclass(frozen=True, slots=True)
class Rule:
    """One condition: any of the alternatives, in each of which everything holds."""

    alternatives: tuple[tuple[_Relation, ...], ...]

    def holds(self, n: int) -> bool:
        return any(all(relation.holds(n) for relation in relations) for relations in self.alternatives)


@dataclass(frozen=True, slots=True)
class Plurals:
    """The rules of one language, by category.

    >>> Plurals({"one": rule("n = 1")}).category(1)
    'one'
    """

    rules: Mapping[str, Rule] = field(default_factory=dict)

    def category(self, n: int) -> str:
        return next((name for name, rule in self.rules.items() if rule.holds(n)), OTHER)

    @property
    def categories(self) -> tuple[str, ...]:
        """Every form that a text with a number needs."""
        return (*self.rules, OTHER)


def rule(text: str) -> Rule:
    """Read one rule. Raises `ValueError` with the part that can't be read."""
    return Rule(tuple(tuple(_relation(part.strip()) for part in both.split(" and ")) for both in text.split(" or ")))


def _relation(text: str) -> _Relation:
    found = _RELATION.match(text)
    if found is None:
        raise ValueError(text)
    modulo = int(found["modulo"]) if found["modulo"] else None
    ranges = []
    for part in found["ranges"].split(","):
        low, _, high = part.partition("..")
        ranges.append((int(low), int(high or low)))
    return _Relation(modulo, bool(found["not"]), tuple(ranges))
