"""It works again: the helpdesk is told, where it has a case about that.

Of a case that may be about it the person is asked: nothing is closed on a guess.
"""

from dataclasses import replace

from bot.engine.cases import case_here, case_meant, case_of_number, case_shown, is_about, may_be_about, with_case
from bot.engine.draft import Draft
from bot.engine.handoff import note_for_helpdesk
from bot.engine.model import Fixed, Idle, Noting, OpenCase, Starting, Stopped, Waiting, Walk
from bot.engine.offers import case_offers
from bot.engine.show import say, saying


def solve(draft: Draft, works: tuple[Walk, ...], unsettled: tuple[Walk, ...] = (), step: str | None = None) -> None:
    """What was walked there works: a case about it is over, unless it also tells of what isn't settled yet."""
    for case in draft.session.cases:
        if any(is_about(case, walk) for walk in works) and not any(is_about(case, walk) for walk in unsettled):
            solve_case(draft, case, step)
            return


def _in_doubt(draft: Draft) -> OpenCase | None:
    """A case that may be about what works now."""
    walk = draft.walk
    if walk is None:
        return None
    return next((each for each in draft.session.cases if each.number and may_be_about(each, walk, draft.content)), None)


def ask_of_doubt(draft: Draft) -> None:
    """Was it about that? Its buttons end it, and so does a yes."""
    case = _in_doubt(draft)
    if case is not None and isinstance(draft.open, Fixed):
        draft.session = replace(draft.session, open=replace(draft.open, doubted=case.number))
        ask_of_case(draft, "case-same", case)


def solve_doubted(draft: Draft) -> bool:
    """A yes to that question: only the case that was asked about, and once. False: nothing was asked."""
    if not isinstance(draft.open, Fixed) or not draft.open.doubted:
        return False
    case = case_of_number(draft.session, draft.open.doubted)
    draft.session = replace(draft.session, open=replace(draft.open, doubted=0))
    if case is not None:
        solve_case(draft, case)
    return case is not None


def case_meant_by_works(draft: Draft) -> OpenCase | None:
    """Where nothing is walked: the case whose card is pressed or open, or that is about what is open. Of several that
    are in nobody's sight none is meant."""
    session = draft.session
    if draft.pressed_case:
        return case_meant(session, draft.pressed_case)
    match draft.open:
        case Waiting() as shown:
            return case_shown(session, shown)
        case Starting(problem=problem, codes=codes):
            found = draft.content.problems.get(problem)
            return case_here(session, codes, found.dialog if found is not None else None)
        case Noting(codes=codes, dialog=dialog):
            return case_here(session, codes, dialog)
        case Idle() if len(session.cases) == 1:
            return session.cases[0]
        case _:
            return None


def ask_which_works(draft: Draft) -> None:
    """Each case that can be named, with its buttons. What is open stays so."""
    for case in draft.session.cases:
        if case.number:
            ask_of_case(draft, "case-same", case)


def ask_of_case(draft: Draft, key: str, case: OpenCase) -> None:
    """A question about a case beside what is open: the case's buttons answer it."""
    draft.reply(replace(saying(draft, key, case=case.number), offers=case_offers(draft.wording)))


def leave_case(draft: Draft, case: OpenCase) -> None:
    """The case is over: it leaves the session, and its card what is open."""
    session = draft.session
    is_open, is_under = (
        isinstance(each, Waiting) and case_shown(session, each) is case for each in (session.open, session.under)
    )
    draft.session = with_case(session, case, None)
    if is_open:
        draft.exchange(Stopped() if session.under is not None or draft.walk is not None else Idle())
    elif is_under:
        draft.session = replace(draft.session, under=None)


def solve_case(draft: Draft, case: OpenCase, step: str | None = None) -> None:
    """The case leaves the session, and the person is told that the helpdesk knows, with all that was done since."""
    draft.case, draft.case_of, draft.fixed_by = "solved", case, step or ""
    draft.note = note_for_helpdesk(draft.edition, draft.session)
    draft.session = with_case(draft.session, case, None)
    say(draft, "case-solved-listed" if case.listed else "case-solved", case=case.number)
