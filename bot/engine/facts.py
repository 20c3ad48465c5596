"""What is known: the value of a fact, and whether a condition holds.

A reading beats the organisation's word, that beats what the person said, that beats what comes with the problem, that
beats the answers on the trail, that beats what the client told. `unsure` is a value like any other: a condition must
list it. A question of the dialog that was skipped or couldn't be answered counts as `unsure`.
"""

from dataclasses import replace
from enum import Enum

from bot.content.model import Condition, Content
from bot.engine.model import Known, Mark, Session

UNSURE = "unsure"
NOT_ANSWERED = "not-answered"
"""Of a fact that was asked and passed over. It counts as `unsure`, and nobody said that."""


class Holds(Enum):
    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"
    """A fact that can be asked."""


def fact_value(content: Content, session: Session, fact: str) -> str | None:
    """What is known of a fact, or None. A value that the content no longer has is not known."""
    value = _told(content, session, fact)
    if value == NOT_ANSWERED:
        return UNSURE
    return value if value is not None and (value == UNSURE or value in content.facts[fact].options) else None


def was_passed_over(content: Content, session: Session, fact: str) -> bool:
    """It was asked, the person went past the question, and nothing else tells it."""
    return _told(content, session, fact) == NOT_ANSWERED


def _told(content: Content, session: Session, fact: str) -> str | None:
    """What the strongest source tells of a fact, whether or not the content knows such a value. None: nothing."""
    spec = content.facts.get(fact)
    if spec is None:
        return None
    elsewhere = session.facts.get(fact)
    answered = next((mark.value for mark in reversed(session.trail) if mark.kind == "fact" and mark.what == fact), None)
    if elsewhere is not None and elsewhere.source == "reading":
        return elsewhere.value
    if spec.known is not None:
        return spec.known
    if elsewhere is not None and elsewhere.source != "client":
        return elsewhere.value
    if answered is not None:
        return answered
    return elsewhere.value if elsewhere is not None else None


def mark_of(session: Session, step: str) -> Mark | None:
    """The latest answer to a step, wherever it was borrowed."""
    return next((mark for mark in reversed(session.trail) if mark.what == step and mark.kind != "fact"), None)


def answer_of(content: Content, session: Session, question: str) -> str | None:
    """The option that a question of the dialog was answered with, `unsure`, or None where it wasn't asked."""
    mark = mark_of(session, question)
    if mark is None:
        return None
    step = content.steps.get(question)
    if mark.kind == "option" and step is not None and mark.value in step.options:
        return mark.value
    return UNSURE


def holds(content: Content, session: Session, condition: Condition, *, linked: bool) -> Holds:
    """Whether one condition holds. `linked`: questions that weren't asked hold nothing back."""
    if condition.kind == "question":
        answer = answer_of(content, session, condition.name)
        if answer is None:
            return Holds.YES if linked else Holds.NO
        return Holds.YES if answer in condition.values else Holds.NO
    value = fact_value(content, session, condition.name)
    if value is None:
        fact = content.facts.get(condition.name)
        return Holds.UNKNOWN if fact is not None and fact.ask is not None else Holds.NO
    return Holds.YES if value in condition.values else Holds.NO


def agreed(content: Content, session: Session, problem: str) -> Session:
    """The session once the person agrees that this is the problem: what comes with the problem is known.

    What a reading said, or the person in so many words of this talk, stays.
    """
    facts = dict(session.facts)
    for fact, value in content.problems[problem].facts.items():
        if fact not in facts or facts[fact].source in ("client", "problem", "person"):
            facts[fact] = Known(value, "problem")
    return replace(session, facts=facts)
