"""What if it were so? Facts set from outside the talk, by somebody who tries what comes then.

What is set counts as told: it beats what the person answered, and nothing beats it but what an organisation said for
everybody. A fact that is set to nothing isn't known any more, whoever said it.
"""

from collections.abc import Mapping
from dataclasses import replace

from bot.engine.draft import Draft
from bot.engine.facts import UNSURE
from bot.engine.going import go_on_or_stay
from bot.engine.model import AtFact, AtGate, AtStep, Known


def suppose(draft: Draft, facts: Mapping[str, str]) -> None:
    """Set facts (id -> value, or empty), and go to what is open for such a person. Unknown ones change nothing."""
    before = draft.session
    for fact, value in facts.items():
        spec = draft.content.facts.get(fact)
        if spec is None:
            continue
        if not value:
            _forget(draft, fact)
        elif value == UNSURE or value in spec.options:
            draft.know(fact, Known(value, "told"))
    if draft.session != before and isinstance(draft.open, AtStep | AtGate | AtFact):
        go_on_or_stay(draft)


def _forget(draft: Draft, fact: str) -> None:
    session = draft.session
    draft.session = replace(
        session,
        facts={name: known for name, known in session.facts.items() if name != fact},
        trail=tuple(mark for mark in session.trail if (mark.kind, mark.what) != ("fact", fact)),
    )
