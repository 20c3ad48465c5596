"""Which problem it is: recognising, doubting, suggesting, comparing, switching, and links.

Nothing starts by itself: a recognised problem is a question, and so is a link into another dialog than the open one.
"""

from dataclasses import replace
from difflib import get_close_matches

from bot.content.linked import find_linked, near_links
from bot.engine.banners import held_up
from bot.engine.draft import ABOUT_STEP, Draft
from bot.engine.going import begin, come_back, enter, enter_step, go_on, problem_of, resume, start_afresh
from bot.engine.model import (
    Choosing,
    Fixed,
    Holding,
    Idle,
    Linking,
    Noting,
    Slipped,
    Starting,
    Unknown,
    Waiting,
    Walk,
)
from bot.engine.moving import where
from bot.engine.outcome import EventName as E
from bot.engine.outcome import Gap
from bot.engine.show import ask, say
from bot.understanding.model import About, Code, Understanding

_MOST_NEAR = 3
"""So many are named where a link leads nowhere."""


def is_walking(draft: Draft) -> bool:
    """A dialog is open, or its note waits: another problem would be laid over it."""
    busy = (*ABOUT_STEP, Noting, Waiting)
    return draft.walk is not None and (isinstance(draft.open, busy) or isinstance(draft.session.under, busy))


def recognise(draft: Draft, heard: Understanding) -> bool:
    """Ask about what was recognised in a text. False: there is nothing in it to ask about."""
    codes = tuple(str(code) for code in heard.codes if code not in heard.denied)
    problems = tuple(match.problem for match in heard.problems if match.problem in draft.content.problems)
    match heard.about:
        case About.PROBLEM if problems:
            propose(draft, problems[0], codes, now=heard.answer is not None)
        case About.COMPARE if len(problems) > 1:
            choose_from(draft, Choosing(problems, "compare"))
            draft.happened(E.PROBLEMS_COMPARED, value=" ".join(problems))
        case About.NEAR_CODE if heard.near:
            doubt(draft, heard)
        case About.OTHER_KNOWN_CODE if heard.known:
            unknown(draft, codes=(str(heard.known[0].code),))
        case About.PRODUCTS:
            choose_from(draft, Choosing(problems, "products", codes[:1]))
        case About.AMBIGUOUS if len(problems) > 1 and len(codes) > 1:
            choose_from(draft, Choosing(problems[:4], "both", codes))
        case About.AMBIGUOUS:
            if heard.elsewhere:
                say(draft, "also-other")
            suggest(draft, tuple(each.problem for each in heard.suggestions), denied=bool(heard.denied))
        case About.OUT_OF_SCOPE if heard.unknown:
            unknown(draft, codes=(str(heard.unknown[0]),))
        case _:
            return False
    return True


def propose(draft: Draft, problem: str, codes: tuple[str, ...], *, now: bool = False) -> None:
    """This problem? The dialog starts only when the person agrees. `now`: it was said to stand there now."""
    switching = is_walking(draft)
    starting = Starting(problem, codes, switching, now and switching, held_up(draft, problem))
    draft.set_open(starting, over=switching)
    draft.happened(E.NEW_CODE_REPORTED if switching else E.PROBLEM_RECOGNISED, value=" ".join(codes), problem=problem)
    if len(codes) > 1:
        _name_codes_without_steps(draft, codes)
    ask(draft)


def _name_codes_without_steps(draft: Draft, codes: tuple[str, ...]) -> None:
    """Of several codes, those that lead to no dialog."""
    led = {str(code) for each in draft.content.problems.values() for code in each.codes}
    led |= {str(each.code) for each in draft.content.known if each.problem is not None}
    for code in codes:
        if code not in led:
            say(draft, "also-code", code=Code(code))


def choose_from(draft: Draft, choosing: Choosing) -> None:
    draft.set_open(choosing, over=is_walking(draft))
    ask(draft)


def doubt(draft: Draft, heard: Understanding) -> None:
    """One character may have slipped: a question with both codes, never a dialog."""
    near = heard.near[0]
    problem = next((each.id for each in draft.content.problems.values() if near.known in each.codes), None)
    if problem is None:
        unknown(draft, codes=(str(near.typed),))
        return
    draft.set_open(Slipped(str(near.typed), str(near.known), near.position, problem), over=is_walking(draft))
    draft.happened(E.CODE_DOUBTED, value=str(near.typed), problem=problem)
    ask(draft)


def suggest(draft: Draft, problems: tuple[str, ...], *, denied: bool = False) -> None:
    """Which of these is closest? At most four, ranked; all that there are where nothing ranks."""
    if denied:
        say(draft, "denied-ok")
    known = draft.content.problems
    rest = tuple(each for each in known if each not in problems)
    listed = (tuple(each for each in problems if each in known) + rest)[:4]
    draft.set_open(Choosing(listed), over=is_walking(draft))
    draft.happened(E.PROBLEMS_SUGGESTED, value=" ".join(listed))
    ask(draft)


def unknown(draft: Draft, codes: tuple[str, ...] = ()) -> None:
    """A code without a dialog: named, kept as a gap, and offered to the helpdesk."""
    draft.set_open(Unknown(codes), over=True)
    draft.happened(E.CODE_UNKNOWN if codes else E.NOTHING_MATCHED, value=" ".join(codes))
    for code in codes:
        draft.gaps.append(Gap("", code))
    ask(draft)


# --- the buttons of these cards --------------------------------------------------------------------------------------


def start(draft: Draft) -> None:
    """Start, or change to it."""
    match draft.open:
        case Starting(held_up=since) if since and draft.banner is not None:
            ask(draft)
        case Starting():
            begin(draft, draft.open)
        case Linking(dialog=dialog, step=step, by=by):
            open_link(draft, dialog, step, by, asked=True)
        case _:
            resume(draft, draft.open)


def not_it(draft: Draft) -> None:
    """That's not it: which of the others?"""
    if not isinstance(draft.open, Starting):
        return stay(draft)
    refused = draft.open.problem
    draft.happened(E.PROBLEM_REFUSED, problem=refused)
    if draft.session.under is not None:
        return stay(draft)
    draft.set_open(Choosing(tuple(each for each in draft.content.problems if each != refused)[:4]))
    ask(draft)
    return None


def stay(draft: Draft) -> None:
    """Leave it: back to what was open."""
    come_back(draft)


def none_of_these(draft: Draft) -> None:
    draft.happened(E.NOTHING_MATCHED)
    draft.set_open(Unknown(), over=True)
    ask(draft)


def tell_me_more(draft: Draft) -> None:
    """Nothing is open: what does the screen say?"""
    draft.set_open(Idle())
    say(draft, "say-more")


def something_else(draft: Draft) -> None:
    """It's something else: a new talk."""
    start_afresh(draft)
    tell_me_more(draft)


def code_is_known(draft: Draft) -> None:
    """It did slip: the known code it is."""
    if isinstance(draft.open, Slipped):
        propose(draft, draft.open.problem, (draft.open.known,))
    else:
        stay(draft)


def code_is_typed(draft: Draft) -> None:
    """It didn't slip: a code that nobody here knows."""
    if isinstance(draft.open, Slipped):
        unknown(draft, codes=(draft.open.typed,))
    else:
        stay(draft)


def cant_see_code(draft: Draft) -> None:
    say(draft, "say-more")
    if draft.session.under is not None:
        stay(draft)
    else:
        draft.set_open(Idle())


# --- links -----------------------------------------------------------------------------------------------------------


def open_link(draft: Draft, dialog: str, step: str | None, by: str | None = None, *, asked: bool = False) -> None:
    """A link to a dialog or to one of its steps. It only asks: gates and conditions stand whoever sent it.

    `asked`: the person agreed to lay aside what is open.
    """
    found = find_linked(draft.content, dialog, step)
    if found is None:
        _unknown_link(draft, dialog, step)
        return
    target, item = found[0].id, found[1]
    walk = draft.walk
    if step and item is None:
        say(draft, "unknown-link", lines=_near(draft, dialog, step), typed=f"{dialog}#{step}"[:60])
        draft.happened(E.LINK_REFUSED, value=target)
        draft.set_open(Linking(target, refused=True), over=True)
        ask(draft)
        return
    if not asked and is_walking(draft) and walk is not None and walk.dialog != target:
        draft.set_open(Linking(target, item.step.id if item is not None else None, by), over=True)
        draft.happened(E.LINK_OPENED, value=target)
        ask(draft)
        return
    if not asked and isinstance(draft.open, Idle | Fixed | Holding) and draft.session.under is None:
        start_afresh(draft)
    if item is not None:
        enter_step(draft, target, item, by)
        return
    keep = draft.walk is not None
    if draft.walk is not None and draft.walk.dialog == target:
        draft.leave_step()
        draft.set_walk(replace(draft.walk, step=None, target=None, linked=None, in_round=False))
    else:
        enter(draft, Walk(target, problem_of(draft, target), by_link=True, sent_by=by or ""), keep=keep)
    draft.happened(E.LINK_OPENED, value=target)
    go_on(
        draft,
        intro=draft.content.dialogs[target].intro,
        lead="sent-by" if by else "",
        values={"name": by} if by else None,
    )


def _near(draft: Draft, dialog: str, step: str | None) -> tuple[str, ...]:
    """The lines of links that a mistyped one is close to: their titles, and what to write."""
    content = draft.content
    return tuple(
        f"{content.steps[f'{near}#{id}'].title}: `start {near}#{id}`" if id else content.dialogs[near].title
        for near, id in near_links(content, dialog, step)[:_MOST_NEAR]
    )


def _unknown_link(draft: Draft, dialog: str, step: str | None) -> None:
    draft.happened(E.LINK_REFUSED)
    near = get_close_matches(dialog, list(draft.content.dialogs), n=_MOST_NEAR, cutoff=0.4)
    titles = _near(draft, dialog, step) or tuple(draft.content.dialogs[each].title for each in near)
    say(draft, "unknown-link", lines=titles, typed=dialog[:60])
    if draft.walk is not None:
        where(draft)
    else:
        problems = tuple(each.id for each in draft.content.problems.values() if each.dialog in near)
        suggest(draft, problems)
