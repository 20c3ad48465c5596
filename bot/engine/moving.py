"""Moving about: back, start over, stop, where was I, and coming back to a problem that seemed to be fixed."""

from dataclasses import replace

from bot.engine.draft import Draft
from bot.engine.facts import agreed
from bot.engine.going import enter, go_on, onward_of, open_item, resume, show_step, start_afresh
from bot.engine.model import AtFact, AtGate, AtStep, Fixed, Idle, Restarting, Stopped, Walk
from bot.engine.outcome import EventName as E
from bot.engine.show import ask, say


def back(draft: Draft) -> None:
    """Take the last answer off the trail, with its mark and its fact; the place is as it was then."""
    session = draft.session
    if isinstance(session.under, AtStep | AtGate) and not isinstance(draft.open, Stopped):
        resume(draft, session.under)
        return
    if not session.trail:
        say(draft, "no-back")
        return
    last = session.trail[-1]
    draft.session = replace(session, trail=session.trail[:-1], walks=last.before)
    draft.happened(E.WENT_BACK, step=last.what)
    draft.forget("settles")
    draft.forget("held")
    item = open_item(draft)
    if last.kind == "fact" and last.what in draft.content.facts:
        draft.set_open(AtFact(last.what, last.number))
        ask(draft)
    elif item is not None and item.step.key == last.what:
        show_step(draft, item)
    else:
        go_on(draft)


def back_to(draft: Draft, key: str) -> None:
    """Take answers off the trail until that step is open again."""
    if not any(mark.what == key for mark in draft.session.trail):
        where(draft)
        return
    while draft.session.trail[-1].what != key:
        last = draft.session.trail[-1]
        draft.session = replace(draft.session, trail=draft.session.trail[:-1], walks=last.before)
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
    draft.session = replace(draft.session, trail=(), told=(), walks=(), facts=facts, pasted=())
    enter(draft, Walk(dialog, walk.problem, walk.codes, onward=onward), keep=False)
    if problem is not None:
        draft.session = agreed(draft.content, draft.session, problem.id)
    go_on(draft, lead="restarted")


def where(draft: Draft) -> None:
    """Show again what is open. What interrupted it is over."""
    under = draft.session.under
    if under is not None:
        resume(draft, under)
    elif isinstance(draft.open, Stopped) and draft.walk is not None:
        go_on(draft)
    elif isinstance(draft.open, Idle):
        draft.set_open(Idle())
        ask(draft)
    else:
        resume(draft, draft.open)


def stop(draft: Draft) -> None:
    """Stop for now: the place is kept."""
    if draft.walk is None:
        draft.set_open(Idle())
        say(draft, "nothing-to-stop")
        return
    draft.happened(E.STOPPED)
    draft.forget("settles")
    draft.set_open(Stopped(), over=True)
    ask(draft)


def back_again(draft: Draft) -> None:
    """It's back: on after the step that seemed to help."""
    draft.forget("held")
    draft.happened(E.CAME_AGAIN)
    if draft.walk is None:
        draft.set_open(Idle())
        ask(draft)
        return
    go_on(draft, lead="came-again")


def held(draft: Draft) -> None:
    draft.happened(E.HELD)
    start_afresh(draft)
    draft.set_open(Idle())
    say(draft, "held-thanks")


def dont_ask(draft: Draft) -> None:
    draft.forget("held")
    if isinstance(draft.open, Fixed):
        draft.set_open(replace(draft.open, ask_held=False))
    say(draft, "wont-ask")
