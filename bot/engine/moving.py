"""Moving about: back, start over, stop, where was I, and coming back to a problem that seemed to be fixed."""

from dataclasses import replace

from bot.engine.draft import Draft
from bot.engine.facts import agreed, fact_value
from bot.engine.going import (
    come_back,
    enter,
    go_on,
    go_on_where_it_was,
    hand_over,
    onward_of,
    open_item,
    show_step,
    start_afresh,
)
from bot.engine.model import (
    AtFact,
    AtGate,
    AtStep,
    Fixed,
    Holding,
    Idle,
    Linking,
    Mark,
    Noting,
    Restarting,
    Stopped,
    Walk,
)
from bot.engine.outcome import EventName as E
from bot.engine.show import ask, say
from bot.engine.solving import solve


def back(draft: Draft) -> None:
    """Take the last answer off the trail, with its mark and its fact; the place is as it was then.

    What was read elsewhere than at its own step is no answer: it stays. So does a fact that was learnt otherwise since.
    """
    session = draft.session
    if isinstance(session.under, AtStep | AtGate) and not isinstance(draft.open, Stopped):
        come_back(draft)
        return
    at = next((at for at in range(len(session.trail) - 1, -1, -1) if _is_answer(session.trail[at])), None)
    if at is None:
        say(draft, "no-back")
        return
    last = session.trail[at]
    draft.session = replace(session, trail=session.trail[:at] + session.trail[at + 1 :], walks=last.before)
    draft.happened(E.WENT_BACK, step=last.what)
    draft.forget("settles")
    draft.forget("held")
    item = open_item(draft)
    if last.kind == "fact":
        if last.what not in draft.content.facts or fact_value(draft.content, draft.session, last.what) is not None:
            back(draft)
            return
        draft.set_open(AtFact(last.what, last.number))
        ask(draft)
    elif item is None or item.step.key != last.what:
        go_on(draft)
    elif item.step.kind == "handoff":
        hand_over(draft, Noting("step", step=item.step.key))
    else:
        show_step(draft, item)


def _is_answer(mark: Mark) -> bool:
    """Given by the person at an open question, at a place that is still kept."""
    return bool(mark.before) and not (mark.kind == "reading" and mark.number == 0)


def back_to(draft: Draft, key: str) -> None:
    """Take answers off the trail until that step is open again."""
    if not any(mark.what == key for mark in draft.session.trail):
        where(draft)
        return
    while draft.session.trail[-1].what != key:
        last = draft.session.trail[-1]
        draft.session = replace(draft.session, trail=draft.session.trail[:-1], walks=last.before or draft.session.walks)
    draft.session = replace(draft.session, under=None)
    back(draft)


def start_over(draft: Draft) -> None:
    """Start over? Asked first."""
    if draft.walk is None:
        where(draft)
        return
    draft.set_open(Restarting(), over=True)
    ask(draft)


def really_start_over(draft: Draft) -> None:
    """Empties the trail, what was told and what was laid aside. What was read and what the client said stays."""
    walk = draft.session.walks[-1] if draft.session.walks else None
    if walk is None:
        where(draft)
        return
    draft.happened(E.STARTED_OVER)
    facts = {fact: known for fact, known in draft.session.facts.items() if known.source in ("reading", "client")}
    problem = draft.content.problems.get(walk.problem) if walk.problem else None
    dialog = problem.dialog if problem is not None else walk.dialog
    onward = onward_of(draft.content, problem.id, walk.codes) if problem is not None else ()
    draft.session = replace(draft.session, trail=(), told=(), walks=(), facts=facts, pasted=(), unfinished={})
    enter(draft, Walk(dialog, walk.problem, walk.codes, onward=onward), keep=False)
    if problem is not None:
        draft.session = agreed(draft.content, draft.session, problem.id)
    go_on(draft, lead="restarted")


def where(draft: Draft) -> None:
    """Show again what is open. What interrupted it is over."""
    if draft.session.under is not None or isinstance(draft.open, Stopped | Linking | Restarting):
        come_back(draft)
    elif isinstance(draft.open, Idle) and draft.walk is not None:
        go_on_where_it_was(draft)
    else:
        draft.ask_anew()
        ask(draft)


def stop(draft: Draft) -> None:
    """Stop for now: the place is kept."""
    if draft.walk is None:
        draft.set_open(Idle())
        say(draft, "nothing-to-stop")
        return
    draft.happened(E.STOPPED)
    draft.set_open(Stopped(), over=True)
    ask(draft)


def back_again(draft: Draft) -> None:
    """It's back: on after the step that seemed to help."""
    draft.forget("held")
    draft.happened(E.CAME_AGAIN)
    draft.session = replace(draft.session, trail=_came_again(draft.session.trail))
    if draft.walk is None:
        draft.set_open(Idle())
        ask(draft)
        return
    if isinstance(draft.given.open, Fixed | Holding) and draft.given.open.step is None:
        go_on_where_it_was(draft, lead="came-again-here")
    else:
        go_on(draft, lead="came-again")


def _came_again(trail: tuple[Mark, ...]) -> tuple[Mark, ...]:
    """The step that seemed to help did so for a while only. The helpdesk must not read that it fixed it."""
    at = next((at for at in range(len(trail) - 1, -1, -1) if trail[at].kind == "fixed"), None)
    return trail if at is None else (*trail[:at], replace(trail[at], value="again"), *trail[at + 1 :])


def held(draft: Draft) -> None:
    draft.happened(E.HELD)
    solve(draft, draft.session.walks, step=draft.open.step if isinstance(draft.open, Holding) else None)
    start_afresh(draft)
    draft.set_open(Idle())
    say(draft, "held-thanks")


def dont_ask(draft: Draft) -> None:
    draft.forget("held")
    if isinstance(draft.open, Fixed):
        draft.set_open(replace(draft.open, ask_held=False))
    say(draft, "wont-ask")
