"""Which case is meant. Cases stand beside what is open: a session may have several, each about a problem of its own.

A case is about the problem that its note was sent for, and about those that were laid aside then. A note sent where no
dialog was walked is about the codes that were written, or about nothing that has a name.
"""

from dataclasses import replace

from bot.engine.model import OpenCase, Session, Waiting, Walk


def is_about(case: OpenCase, walk: Walk) -> bool:
    """Whether the case tells of what is walked there. A link names only the dialog."""
    same = case.problem == walk.problem if case.problem and walk.problem else case.dialog == walk.dialog
    return same or walk.dialog in case.also


def case_here(session: Session, codes: tuple[str, ...] = ()) -> OpenCase | None:
    """The case of what is walked now; where nothing is, the one of those codes."""
    if session.walks:
        return next((case for case in session.cases if is_about(case, session.walks[0])), None)
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
