"""It works again: the helpdesk is told, where it has a case about that.

Of a case that may be about it the person is asked: nothing is closed on a guess.
"""

from dataclasses import replace

from bot.engine.cases import is_about, may_be_about, with_case
from bot.engine.draft import Draft
from bot.engine.handoff import make_note
from bot.engine.model import OpenCase, Walk
from bot.engine.offers import case_offers
from bot.engine.show import say, saying


def solve(draft: Draft, works: tuple[Walk, ...], unsettled: tuple[Walk, ...] = (), step: str | None = None) -> None:
    """What was walked there works: a case about it is over, unless it also tells of what isn't settled yet."""
    for case in draft.session.cases:
        if any(is_about(case, walk) for walk in works) and not any(is_about(case, walk) for walk in unsettled):
            solve_case(draft, case, step)
            return


def case_in_doubt(draft: Draft) -> OpenCase | None:
    """A case that may be about what works now."""
    walk = draft.walk
    if walk is None:
        return None
    return next((each for each in draft.session.cases if each.number and may_be_about(each, walk, draft.content)), None)


def ask_of_doubt(draft: Draft) -> None:
    """Was it about that? Its buttons end it, and so does a yes."""
    case = case_in_doubt(draft)
    if case is not None:
        said = saying(draft, "case-same", case=case.number)
        draft.reply(replace(said, offers=case_offers(draft.wording)))


def solve_case(draft: Draft, case: OpenCase, step: str | None = None) -> None:
    """The case leaves the session, and the person is told that the helpdesk knows, with all that was done since."""
    draft.case, draft.case_of, draft.fixed_by = "solved", case, step or ""
    draft.note = make_note(draft.edition.content, draft.edition.wordings.in_language("en"), draft.session)
    draft.session = with_case(draft.session, case, None)
    say(draft, "case-solved-listed" if case.listed else "case-solved", case=case.number)
