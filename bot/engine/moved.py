"""The content changed under an open session: nobody is stranded, and no id is lost silently.

A session isn't pinned to a content. An id that moved is followed; a step that is gone gives way to the next one after
the last answered step that is still there; a dialog that is gone gives way to its problem's dialog, else to what was
laid aside, else to a person. Marks, facts and options that are gone count as not known. A step that has a risk now, and
had none when it was shown, is asked about before its instructions are shown again.
"""

from dataclasses import replace

from bot.content.model import Content
from bot.engine.draft import ABOUT_STEP, Draft
from bot.engine.going import go_on, hand_over, open_item, show_step
from bot.engine.model import (
    AtFact,
    AtGate,
    AtStep,
    Choosing,
    Concluded,
    Idle,
    Leftover,
    Linking,
    Mark,
    Noting,
    Open,
    Reasoning,
    Resuming,
    Settling,
    Slipped,
    Starting,
    Walk,
)
from bot.engine.show import ask, say

_NEEDS_A_STEP = (Reasoning, Settling)
"""These interrupt a step and mean nothing without it."""


def renew(draft: Draft, *, works: bool = False) -> bool:
    """Bring the session to the content of this turn. Returns whether another question is open now, and was asked.

    `works`: this turn says that the open step has helped. Its instructions were followed, so nothing is asked of it.
    """
    content, session = draft.content, draft.session
    found = tuple([_walk(content, each) for each in session.walks])
    walks = tuple([walk for walk in found if walk is not None])
    gone = found[:1] == (None,)
    trail = tuple([_mark(content, each) for each in session.trail])
    told = tuple([_name(content, each) for each in session.told])
    now_open, under = _open(content, walks, session.open), _open(content, walks, session.under)
    if not works:
        now_open, under = _gated(content, now_open), _gated(content, under)
    kept = (walks, trail, told, now_open, under)
    if kept == (session.walks, session.trail, session.told, session.open, session.under):
        return False
    draft.session = replace(session, walks=walks, trail=trail, told=told)
    busy = isinstance(session.open, ABOUT_STEP) or isinstance(session.under, ABOUT_STEP)
    if gone and busy:
        return _dialog_gone(draft)
    lost = now_open is None or (isinstance(now_open, _NEEDS_A_STEP) and under is None)
    if lost and busy and walks:
        draft.session = replace(draft.session, open=Idle(), under=None)
        go_on(draft, lead="moved")
        return True
    draft.session = replace(draft.session, open=now_open or Idle(), under=under)
    return _risk_asked(draft, session.open, session.under)


def _risk_asked(draft: Draft, was_open: Open, was_under: Open | None) -> bool:
    """Ask about the risk that the open step has got, also where somebody was asked to wait for it."""
    new, old = (draft.session.under, was_under) if isinstance(was_open, Settling) else (draft.open, was_open)
    item = open_item(draft)
    if not (isinstance(new, AtGate) and isinstance(old, AtStep)) or item is None:
        return False
    show_step(draft, item, lead="moved")
    return True


def _gated(content: Content, what: Open | None) -> Open | None:
    """A step that has got a risk: its instructions aren't shown again before its sentence is confirmed."""
    if isinstance(what, AtStep) and not what.confirmed and content.steps[what.step].risk is not None:
        return AtGate(what.step, what.number, what.total)
    return what


def _dialog_gone(draft: Draft) -> bool:
    """The open dialog is gone for good: the one laid aside is asked about, else a person goes on."""
    draft.session = replace(draft.session, open=Idle(), under=None)
    say(draft, "dialog-gone")
    if draft.session.walks:
        draft.set_open(Resuming())
        ask(draft)
    else:
        hand_over(draft, Noting("asked"))
    return True


def _name(content: Content, key: str) -> str:
    """Where an id is written now."""
    if key in content.moved:
        return content.moved[key]
    dialog, mark, step = key.partition("#")
    if mark and key not in content.steps and dialog in content.moved:
        return f"{content.moved[dialog]}#{step}"
    return key


def _walk(content: Content, walk: Walk) -> Walk | None:
    dialog = _name(content, walk.dialog)
    if dialog not in content.dialogs:
        problem = content.problems.get(walk.problem or "")
        return Walk(problem.dialog, problem.id, walk.codes) if problem is not None else None
    known = tuple(_name(content, each) for each in walk.round if _name(content, each) in content.steps)
    onward = tuple(_name(content, each) for each in walk.onward if _name(content, each) in content.dialogs)
    step = _name(content, walk.step) if walk.step is not None else None
    target = _name(content, walk.target) if walk.target is not None else None
    problem_id = walk.problem if walk.problem in content.problems else None
    now = (dialog, step, target, known, onward, problem_id)
    if now == (walk.dialog, walk.step, walk.target, walk.round, walk.onward, walk.problem):
        return walk
    return replace(walk, dialog=dialog, step=step, target=target, round=known, onward=onward, problem=problem_id)


def _mark(content: Content, mark: Mark) -> Mark:
    before = tuple(walk for each in mark.before if (walk := _walk(content, each)) is not None)
    what = mark.what if mark.kind == "fact" else _name(content, mark.what)
    return mark if (what, before) == (mark.what, mark.before) else replace(mark, what=what, before=before)


def _open(content: Content, walks: tuple[Walk, ...], what: Open | None) -> Open | None:
    """What is open, by the ids of now. None: it is gone."""
    match what:
        case AtStep(step=step) | AtGate(step=step) | Settling(step=step):
            key = _name(content, step)
            dialog = content.dialogs.get(walks[0].dialog) if walks else None
            listed = dialog is not None and dialog.item(key) is not None
            return None if not listed else what if key == step else replace(what, step=key)
        case AtFact(fact=fact):
            return what if fact in content.facts and content.facts[fact].ask is not None else None
        case Leftover(steps=steps):
            left = tuple(_name(content, each) for each in steps if _name(content, each) in content.steps)
            return None if not left else what if left == steps else Leftover(left)
        case Starting(problem=problem) | Slipped(problem=problem):
            return what if problem in content.problems else None
        case Linking(dialog=dialog_id):
            return what if dialog_id in content.dialogs else None
        case Choosing(problems=problems):
            return what if all(each in content.problems for each in problems) else None
        case Concluded(reading=reading):
            return what if reading in content.readings else None
        case Resuming():
            return what if walks else None
        case _:
            return what
