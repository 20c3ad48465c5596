"""What must hold across fields and files. One function a rule, in a file for its area."""

from datetime import date
from typing import Final

from bot.content.diagnostic import Diagnostic
from bot.content.draft import Draft
from bot.content.rules import (
    conditions,
    dialogs,
    facts,
    ids,
    overlaid,
    passwords,
    problems,
    readings,
    reviews,
    risks,
    steps,
    tests,
    words,
)
from bot.content.rules.scope import CheckedRule, Scope

AREAS: Final = (
    problems,
    words,
    facts,
    dialogs,
    steps,
    risks,
    passwords,
    conditions,
    readings,
    tests,
    ids,
    overlaid,
    reviews,
)
RULES: Final = tuple(found for area in AREAS for found in vars(area).values() if isinstance(found, CheckedRule))


def check_rules(draft: Draft, today: date | None, warnings: bool) -> list[Diagnostic]:
    """Everything that the rules find in a draft; without `warnings`, what stands in the way of using it."""
    scope = Scope(draft, today)
    wanted = [each for each in RULES if warnings or each.rule.severity == "error"]
    return [fault for each in wanted for fault in each.run(scope)]
