"""Where a person stands is told in words that an author uses, for every state that there is."""

import re
from dataclasses import MISSING, fields
from typing import get_args

from bot.authoring.standing import standing
from bot.engine.model import AtFact, AtGate, AtStep, Idle, Open, Starting
from tests.content.folders import SAMPLE, loaded

CONTENT = loaded(SAMPLE)
FILLED = {
    "step": "clear-paper#open-lid",
    "fact": "managed",
    "problem": "nowhere",
    "problems": ("one", "two"),
    "dialog": "clear-paper",
    "typed": "0x1",
    "known": "0x2",
    "position": 1,
    "steps": (),
    "number": 1,
    "total": 2,
    "shown_at": 0,
    "until": 0,
    "at": 0,
    "why": "end",
    "reading": "a",
    "conclusion": "b",
}


def test_every_state_has_words_of_its_own_and_none_is_told_by_its_kind() -> None:
    told = {}
    for state in get_args(Open):
        needed = [each.name for each in fields(state) if each.default is MISSING]
        told[state.__name__] = standing(state(**{name: FILLED[name] for name in needed}), CONTENT)
    assert len(set(told.values())) == len(told)
    for words in told.values():
        assert not re.search(r"\bat-|\bNone\b|_", words), words


def test_what_is_asked_is_named() -> None:
    assert standing(AtStep("clear-paper#open-lid", 1, 2, 0), CONTENT) == 'step "open-lid" is open'
    assert standing(AtGate("clear-paper#open-lid", 1, 2), CONTENT) == 'the risk of step "open-lid" is asked about'
    assert standing(AtFact("managed", 1), CONTENT).startswith('the fact "managed" is asked first: ')
    assert standing(Idle(), CONTENT) == "nothing is asked"
    problem = next(iter(CONTENT.problems.values()))
    assert problem.title in standing(Starting(problem.id), CONTENT)
