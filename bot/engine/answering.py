"""Answers to what is open at a step: the check, a question, the gate, a fact, and what keeps a person from doing it.

Each handler is one verb of an offer. A press and its typed twin end in the same one.
"""

from dataclasses import replace

from bot.engine import moving
from bot.engine.cases import case_meant, is_about
from bot.engine.draft import Draft
from bot.engine.facts import NOT_ANSWERED, UNSURE
from bot.engine.going import (
    finish_walk,
    go_on,
    go_on_where_it_was,
    go_to_target,
    mark_step,
    open_item,
    show_step,
)
from bot.engine.model import (
    AtFact,
    AtGate,
    AtStep,
    Back,
    Fixed,
    Holding,
    Idle,
    Known,
    Leftover,
    Mark,
    Open,
    Reasoning,
    Resuming,
    Settling,
    Stopped,
)
from bot.engine.outcome import EventName as E
from bot.engine.outcome import Timer
from bot.engine.show import ask, say
from bot.engine.solving import (
    ask_of_doubt,
    ask_which_works,
    case_meant_by_works,
    leave_case,
    solve,
    solve_case,
)

A_DAY_S = 24 * 60 * 60


def fixed(draft: Draft) -> None:
    """It works: said anywhere. A problem that was laid aside is asked about next."""
    at = _did_it(draft)
    if draft.walk is None:
        case = case_meant_by_works(draft)
        if case is not None:
            solve_case(draft, case)
        elif any(each.number for each in draft.session.cases):
            ask_which_works(draft)
            return
        draft.set_open(Idle())
        say(draft, "fixed-before")
        return
    if at is not None:
        draft.session = replace(draft.session, open=at, under=None)
        mark_step(draft, "fixed")
        draft.happened(E.STEP_FIXED, step=at.step, number=at.number)
    draft.forget("settles")
    draft.happened(E.FIXED, step=at.step if at is not None else "", number=at.number if at is not None else 0)
    solve(draft, draft.session.walks[:1], draft.session.walks[1:], at.step if at is not None else None)
    if finish_walk(draft):
        return
    draft.set_open(Fixed(at.step if at is not None else None, at.number if at is not None else 0, draft.at))
    draft.remind(Timer("held", draft.later(A_DAY_S)))
    ask(draft)
    ask_of_doubt(draft)


def works_now(draft: Draft) -> None:
    """It works: pressed on a card. On the card of a case about another problem, only that one is over."""
    case = case_meant(draft.session, draft.pressed_case) if draft.pressed_case else None
    if draft.pressed_case and case is None:
        say(draft, "case-over", case=draft.pressed_case)
    elif case is None or draft.walk is None or is_about(case, draft.walk):
        fixed(draft)
    else:
        leave_case(draft, case)
        solve_case(draft, case)
        aside = tuple(walk for walk in draft.session.walks[1:] if not is_about(case, walk))
        draft.session = replace(draft.session, walks=(draft.walk, *aside))


def _did_it(draft: Draft) -> AtStep | None:
    """The step that did it: the one that was shown last, unless the person had turned to the helpdesk meanwhile."""
    what = draft.session.under if isinstance(draft.open, Settling | Back | Stopped | Reasoning) else draft.open
    return what if isinstance(what, AtStep) else None


def broken(draft: Draft) -> None:
    """Still broken: noted, and on to the next step. Before the step's time is over, the time is said first."""
    _back_to_step(draft, Stopped)
    match draft.open:
        case AtStep(step=key):
            until = acts_until(draft, draft.open)
            if until > draft.at:
                draft.set_open(Settling(key, until), over=True)
                draft.happened(E.SETTLING_ASKED, step=key)
                ask(draft)
                return
            mark_step(draft, "broken")
            draft.happened(E.STEP_FAILED, step=key, number=draft.open.number)
            go_on(draft)
        case Resuming():
            go_on_where_it_was(draft)
        case Fixed() | Holding():
            moving.back_again(draft)
        case _:
            moving.where(draft)


def acts_until(draft: Draft, at: AtStep) -> int:
    """When the step has had its time, epoch seconds; 0 for one that acts at once."""
    settles = draft.content.steps[at.step].settles
    return at.shown_at + int(settles.total_seconds()) if settles is not None else 0


def _back_to_step(draft: Draft, *pauses: type[Open]) -> None:
    """An answer to the step, given at a card of that kind, which only paused it."""
    under = draft.session.under
    if isinstance(draft.open, pauses) and isinstance(under, AtStep | AtGate):
        draft.session = replace(draft.session, open=under, under=None)


def go_on_now(draft: Draft) -> None:
    """Not waiting for the step's time: noted as early."""
    if isinstance(draft.open, Settling) and isinstance(draft.session.under, AtStep):
        at = draft.session.under
        draft.session = replace(draft.session, open=at, under=None)
        mark_step(draft, "broken", "early")
        draft.happened(E.STEP_FAILED, step=at.step, value="early", number=at.number)
        go_on(draft)
    else:
        moving.where(draft)


def ask_then(draft: Draft) -> None:
    """Wait, and ask when the time is over. Any message ends it."""
    if isinstance(draft.open, Settling):
        waiting = replace(draft.open, waiting=True)
        draft.exchange(waiting)
        draft.remind(Timer("settles", draft.later(max(0, waiting.until - draft.at))))
        ask(draft)
    else:
        moving.where(draft)


def nothing_there(draft: Draft) -> None:
    """There was nothing to remove: a pass, never a failure."""
    if isinstance(draft.open, AtStep):
        draft.happened(E.NOTHING_THERE, step=draft.open.step, number=draft.open.number)
        mark_step(draft, "nothing-there")
        go_on(draft)
    else:
        moving.where(draft)


def unsure(draft: Draft) -> None:
    """Not sure: an answer to a question, a no to a risk. At a check nothing is marked: how to look is said again."""
    match draft.open:
        case AtFact(fact=fact):
            answer_fact(draft, fact, UNSURE)
        case AtGate():
            refuse(draft)
        case AtStep(step=key) if draft.content.steps[key].kind == "ask":
            choose_option(draft, UNSURE)
        case AtStep(step=key):
            draft.happened(E.STEP_UNSURE, step=key)
            say(
                draft,
                "how-to-tell" if draft.content.steps[key].kind == "paste" else "how-to-look",
                box=_how_to_look(draft),
            )
        case Resuming():
            say(draft, "how-to-look", box=_how_to_look(draft))
        case Holding():
            draft.set_open(Fixed(draft.open.step, draft.open.number, draft.at, ask_held=False))
            say(draft, "held-unsure")
        case _:
            moving.where(draft)


def _how_to_look(draft: Draft) -> str:
    walk = draft.walk
    return draft.content.dialogs[walk.dialog].check.how if walk is not None else ""


def cant(draft: Draft) -> None:
    """I can't do this: what is in the way?"""
    _back_to_step(draft, Stopped, Settling)
    if isinstance(draft.open, AtStep | AtGate):
        draft.set_open(Reasoning(), over=True)
        ask(draft)
    elif isinstance(draft.open, AtFact):
        answer_fact(draft, draft.open.fact, NOT_ANSWERED)
    else:
        moving.where(draft)


def reason(draft: Draft, why: str) -> None:
    """What was in the way. No time now is a skip: the step is offered again at the end."""
    if not isinstance(draft.open, Reasoning) or not isinstance(draft.session.under, AtStep | AtGate):
        moving.where(draft)
        return
    at = draft.session.under
    draft.session = replace(draft.session, open=at, under=None)
    mark_step(draft, "skipped" if why == "time" else "cant", why)
    name = E.STEP_SKIPPED if why == "time" else E.STEP_NOT_POSSIBLE
    draft.happened(name, step=at.step, value=why, number=at.number)
    go_on(draft, lead="reason-later" if why == "time" else "reason-noted")


def skip(draft: Draft) -> None:
    match draft.open:
        case AtStep(step=step, number=number) | AtGate(step=step, number=number):
            mark_step(draft, "skipped")
            draft.happened(E.STEP_SKIPPED, step=step, number=number)
            go_on(draft)
        case AtFact(fact=fact):
            answer_fact(draft, fact, NOT_ANSWERED)
        case Leftover():
            hand_over_now(draft)
        case Settling():
            go_on_now(draft)
        case Reasoning():
            reason(draft, "rather")
        case _:
            moving.where(draft)


def confirm(draft: Draft) -> None:
    """The sentence about the risk is true: now the instructions."""
    item = open_item(draft)
    if isinstance(draft.open, AtGate) and item is not None:
        draft.happened(E.RISK_CONFIRMED, step=draft.open.step, number=draft.open.number)
        show_step(draft, item, confirmed=True)
    else:
        moving.where(draft)


def refuse(draft: Draft) -> None:
    if isinstance(draft.open, AtGate):
        draft.happened(E.RISK_REFUSED, step=draft.open.step, number=draft.open.number)
        mark_step(draft, "refused")
        go_on(draft)
    else:
        moving.where(draft)


def choose_option(draft: Draft, option: str) -> None:
    """An answer to a question of the dialog. The option `fixed` ends as fixed."""
    match draft.open:
        case AtStep(step=key, number=number) if draft.content.steps[key].kind == "ask":
            if option == "fixed" and "fixed" in draft.content.steps[key].options:
                fixed(draft)
                return
            mark_step(draft, "option", option)
            draft.happened(E.QUESTION_ANSWERED, step=key, value=option, number=number)
            go_on(draft)
        case _:
            moving.where(draft)


def answer_fact(draft: Draft, fact: str, value: str) -> None:
    """A fact was answered: asked once, and taken back only by going back."""
    if not isinstance(draft.open, AtFact) or draft.open.fact != fact:
        moving.where(draft)
        return
    draft.mark(Mark("fact", fact, value, draft.open.number))
    draft.happened(E.FACT_ANSWERED, value=f"{fact}={UNSURE if value == NOT_ANSWERED else value}")
    walk = draft.walk
    if walk is not None and walk.target is not None:
        go_to_target(draft)
    else:
        go_on(draft)


# --- the end of a list -----------------------------------------------------------------------------------------------


def try_again(draft: Draft) -> None:
    """Walk the steps that were left over, once more."""
    walk = draft.walk
    if isinstance(draft.open, Leftover) and walk is not None:
        draft.set_walk(replace(walk, round=draft.open.steps, in_round=True, round_offered=True, step=None))
        go_on(draft, lead="once-more")
    else:
        moving.where(draft)


def hand_over_now(draft: Draft) -> None:
    """Not once more: what comes after the list."""
    if isinstance(draft.open, Leftover):
        walk = draft.walk
        assert walk is not None
        last = draft.content.dialogs[walk.dialog].items[-1].step.key
        draft.set_walk(replace(walk, step=last, in_round=True, round_offered=True, round=()))
        go_on(draft)
    else:
        moving.where(draft)


def told_done(draft: Draft, steps: tuple[str, ...]) -> tuple[str, ...]:
    """ "I already did that" marks steps that do something. Returns those that weren't known yet."""
    new = tuple(each for each in steps if each in draft.content.steps and each not in draft.session.told)
    for step in new:
        draft.happened(E.STEP_TOLD, step=step)
    if new:
        draft.session = replace(draft.session, told=(*draft.session.told, *new))
    return new


def told_fact(draft: Draft, fact: str, value: str) -> bool:
    """A fact that was said in passing. Returns whether that is news."""
    spec = draft.content.facts.get(fact)
    known = draft.session.facts.get(fact)
    if spec is None or value not in spec.options or (known is not None and known.source == "reading"):
        return False
    if known is not None and known.value == value:
        return False
    draft.know(fact, Known(value, "told"))
    return True
