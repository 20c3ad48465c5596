"""The content changed under an open session: nobody is stranded, and no id is lost silently.

A session isn't pinned to a content. An id that moved is followed; a step that is gone gives way to the next one after
the last answered step that is still there; a dialog that is gone gives way to its problem's dialog, else to a person.
Marks, facts and options that are gone count as not known.
"""

from dataclasses import replace

from bot.content.model import Content
from bot.engine.draft import ABOUT_STEP, Draft
from bot.engine.going import go_on, hand_over
from bot.engine.model import (
    AtFact,
    AtGate,
    AtStep,
    Choosing,
    Idle,
    Leftover,
    Linking,
    Mark,
    Noting,
    Open,
    Starting,
    Walk,
)
from bot.engine.show import say


def renew(draft: Draft) -> None:
    """Bring the session to the content of this turn. Says so where the open step is another one now."""
    content, session = draft.content, draft.session
    walks = tuple(walk for each in session.walks if (walk := _walk(content, each)) is not None)
    gone = len(walks) < len(session.walks) and (not walks or walks[0].dialog != _name(content, session.walks[0].dialog))
    trail = tuple(_mark(content, each) for each in session.trail)
    new_open, under = _open(content, session.open), _open(content, session.under)
    told = tuple(_name(content, each) for each in session.told)
    if (walks, trail, new_open, under, told) == (
        session.walks,
        session.trail,
        session.open,
        session.under,
        session.told,
    ):
        return
    draft.session = replace(session, walks=walks, trail=trail, told=told)
    if gone and isinstance(session.open, ABOUT_STEP):
        draft.session = replace(draft.session, walks=walks)
        say(draft, "dialog-gone")
        hand_over(draft, Noting("asked"))
    elif new_open is None and isinstance(session.open, ABOUT_STEP) and walks:
        go_on(draft, lead="moved")
    else:
        draft.session = replace(draft.session, open=new_open or Idle(), under=under)


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
    return replace(walk, dialog=dialog, step=step, target=target, round=known, onward=onward, problem=problem_id)


def _mark(content: Content, mark: Mark) -> Mark:
    before = tuple(walk for each in mark.before if (walk := _walk(content, each)) is not None)
    what = mark.what if mark.kind == "fact" else _name(content, mark.what)
    return mark if (what, before) == (mark.what, mark.before) else replace(mark, what=what, before=before)


def _open(content: Content, what: Open | None) -> Open | None:
    """What is open, by the ids of now. None: it is gone."""
    match what:
        case AtStep(step=step) | AtGate(step=step):
            key = _name(content, step)
            return None if key not in content.steps else what if key == step else replace(what, step=key)
        case AtFact(fact=fact):
            return what if fact in content.facts and content.facts[fact].ask is not None else None
        case Leftover(steps=steps):
            left = tuple(_name(content, each) for each in steps if _name(content, each) in content.steps)
            return None if not left else what if left == steps else Leftover(left)
        case Starting(problem=problem):
            return what if problem in content.problems else None
        case Linking(dialog=dialog):
            return what if dialog in content.dialogs else None
        case Choosing(problems=problems):
            return what if all(each in content.problems for each in problems) else None
        case _:
            return what
