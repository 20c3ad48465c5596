"""Which case is meant. Cases stand beside what is open: a session may have several, each about a problem of its own.

A case is about the problem that its note was sent for, or the dialog that was walked then, and about those that were
laid aside. A note sent where no dialog was walked is about the codes that were written, about the dialog of a link that
wasn't for this person, or about nothing that has a name.
"""

from dataclasses import replace

from bot.content.model import Content
from bot.engine.model import OpenCase, Session, Waiting, Walk


def is_about(case: OpenCase, walk: Walk) -> bool:
    """Whether the case tells of what is walked there. A link names no problem, so there the dialog decides."""
    if walk.dialog in case.also:
        return True
    same_problem = case.problem is not None and case.problem == walk.problem
    named = case.problem is not None and walk.problem is not None and not (case.by_link or walk.by_link)
    return same_problem if named else same_problem or case.dialog == walk.dialog


def may_be_about(case: OpenCase, walk: Walk, content: Content) -> bool:
    """It isn't known what the case is about, or one of the two dialogs leads through the other."""
    if case.dialog is None:
        return True
    here, there = _parts(content, walk.dialog), _parts(content, case.dialog)
    return walk.dialog in there or case.dialog in here


def _parts(content: Content, dialog: str) -> frozenset[str]:
    """The dialogs that a list leads through: those that it borrows from, and the one that it goes on with."""
    found = content.dialogs.get(dialog)
    if found is None:
        return frozenset()
    then = (found.then,) if found.then is not None else ()
    return frozenset((*(item.part for item in found.items), *then))


def case_here(session: Session, codes: tuple[str, ...] = (), dialog: str | None = None) -> OpenCase | None:
    """The case of what is walked now; where nothing is, the one of those codes, or of that dialog."""
    if session.walks:
        return next((case for case in session.cases if is_about(case, session.walks[0])), None)
    if dialog is not None:
        return next((case for case in session.cases if dialog in (case.dialog, *case.also)), None)
    return next((case for case in session.cases if case.dialog is None and case.codes == codes), None)


def case_shown(session: Session, waiting: Waiting) -> OpenCase | None:
    """The case whose card is open. One that was shown before it had a number may have one now."""
    if waiting.number:
        return next((case for case in session.cases if case.number == waiting.number), None)
    unsent = next((case for case in session.cases if not case.number), None)
    return unsent or case_here(session) or next(iter(session.cases), None)


def case_meant(session: Session, number: int = 0) -> OpenCase | None:
    """The case that somebody speaks of: that of the pressed card, of the open one, of the open problem, or the newest.

    None: there is none, or the pressed card's is over.
    """
    if number:
        return next((case for case in session.cases if case.number == number), None)
    if isinstance(session.open, Waiting):
        return case_shown(session, session.open)
    return case_here(session) or next(iter(session.cases), None)


def with_case(session: Session, old: OpenCase, new: OpenCase | None) -> Session:
    """The session with the new one in the old one's place; None: it is over."""
    cases = tuple(new if case is old else case for case in session.cases)
    return replace(session, cases=tuple(case for case in cases if case is not None))


def arriving(session: Session, number: int) -> OpenCase | None:
    """The case that has arrived: the one of that number, else the oldest that has none yet."""
    known = next((case for case in session.cases if case.number == number), None)
    return known or next((case for case in reversed(session.cases) if not case.number), None)
