"""A pasted reading: facts are set, and what it means is said. The text is gone already; only the result comes here.

It may come at any time. What was read beats what the person answered, and a later reading beats an earlier one. At its
own step the walk goes on; elsewhere the open step stays, unless it is no longer for this person.
"""

from dataclasses import replace

from bot.engine import starting
from bot.engine.draft import ABOUT_STEP, Draft
from bot.engine.going import come_back, go_on, go_on_or_stay
from bot.engine.model import AtStep, Concluded, Idle, Known, Mark
from bot.engine.outcome import EventName as E
from bot.engine.replies import ReadingRead
from bot.engine.show import say, step_below
from bot.understanding.model import Conclusion, ReadingResult


def read(draft: Draft, result: ReadingResult, *, more: bool = False) -> None:
    """Take what a pasted output told. `more`: something else stands in the same message, and is asked about next."""
    spec = draft.content.readings.get(result.id)
    if spec is None:
        return
    conclusion = next((each for each in spec.conclude if each.id == result.concludes), None)
    for fact, value in result.facts.items():
        if fact in draft.content.facts:
            draft.know(fact, Known(value, "reading"))
    session = draft.session
    draft.session = replace(session, readings={**session.readings, spec.id: result.concludes or ""})
    at = step_below(draft)
    own = at is not None and draft.content.steps[at.step].paste == spec.id
    draft.happened(
        E.READING_READ, step=at.step if own and at is not None else "", value=f"{spec.id}={result.concludes or ''}"
    )
    if own and conclusion is not None and conclusion.again and spec.id not in session.pasted:
        draft.session = replace(draft.session, pasted=(*session.pasted, spec.id))
        draft.reply(_reply(draft, result, conclusion, again=conclusion.again))
        return
    _mark_own_step(draft, result, own=own, needs_more=conclusion is not None and conclusion.again is not None)
    if conclusion is not None and conclusion.handoff:
        _offer(draft, result, conclusion)
        return
    draft.reply(_reply(draft, result, conclusion))
    if result.codes and _propose_code(draft, result):
        return
    if own and not isinstance(draft.open, AtStep):
        come_back(draft)
    elif own:
        go_on(draft)
    elif isinstance(draft.open, ABOUT_STEP):
        go_on_or_stay(draft)
    elif isinstance(draft.open, Idle) and not more:
        say(draft, "say-more")


def _reply(draft: Draft, result: ReadingResult, conclusion: Conclusion | None, again: str = "") -> ReadingRead:
    facts = tuple(
        (draft.content.facts[fact].name, draft.content.facts[fact].options.get(value, value))
        for fact, value in result.facts.items()
        if fact in draft.content.facts
    )
    says = conclusion.say if conclusion is not None else ""
    return ReadingRead(draft.content.readings[result.id], facts, says, again, ())


def _mark_own_step(draft: Draft, result: ReadingResult, *, own: bool, needs_more: bool) -> None:
    """Its own step is answered, also where it wasn't open, unless only a part was there."""
    walk = draft.walk
    if walk is None or (needs_more and not own):
        return
    at = draft.open if isinstance(draft.open, AtStep) else draft.session.under
    if own and isinstance(at, AtStep):
        draft.mark(Mark("reading", at.step, result.concludes or "", at.number))
        return
    for item in draft.content.dialogs[walk.dialog].items:
        if item.step.paste == result.id:
            draft.mark(Mark("reading", item.step.key, result.concludes or ""))
            return


def _offer(draft: Draft, result: ReadingResult, conclusion: Conclusion) -> None:
    """The conclusion has something for IT: offered, never forced."""
    draft.set_open(Concluded(result.id, conclusion.id), over=True)
    choices = draft.choices()
    draft.reply(replace(_reply(draft, result, conclusion), offers=choices))


def _propose_code(draft: Draft, result: ReadingResult) -> bool:
    """A code in the reading counts as if the person had written it."""
    codes = tuple(str(code) for code in result.codes)
    signs = {known.problem for known in draft.content.known if known.code in result.codes}
    for problem in draft.content.problems.values():
        if problem.id in signs or any(code in problem.codes for code in result.codes):
            if draft.problem == problem.id:
                return False
            starting.propose(draft, problem.id, codes)
            return True
    if any(known.code in result.codes for known in draft.content.known):
        starting.unknown(draft, codes=codes[:1])
        return True
    return False
