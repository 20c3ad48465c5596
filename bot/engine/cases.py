"""Which case is meant. Cases stand beside what is open: a session may have several, each about a problem of its own.

A case is about the problem that its note was sent for, or the dialog that was walked then, and about those that were
laid aside. A note sent where no dialog was walked is about the codes that were written, about the dialog of a link that
wasn't for this person, or about nothing that has a name.
"""

from dataclasses import replace

from bot.content.model import Content
from bot.engine.model import Open, OpenCase, Session, Waiting, Walk


def is_about(case: OpenCase, walk: Walk) -> bool:
    """Whether the case tells of what is walked there. A link names no problem, so there the dialog decides."""
    if walk.dialog in case.also:
        return True
    same_problem = case.problem is not None and case.problem == walk.problem
    named = case.problem is not None and walk.problem is not None and not (case.by_link or walk.by_link)
    return same_problem if named else same_problem or case.dialog == walk.dialog


def may_be_about(case: OpenCase, walk: Walk, content: Content) -> bool:
    """It isn't known what the case is about, or it is one more about this, or one dialog leads through the other."""
    if case.dialog is None or is_about(case, walk):
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
    """The case of what is walked now; where nothing is, the one of those codes, or of that dialog.

    A code that was written since, and that the case doesn't tell of, is something new: no case is about that.
    """
    if session.walks:
        walk = session.walks[0]
        new = {code.casefold() for code in codes} - {code.casefold() for code in walk.codes}
        told = ((case, {code.casefold() for code in case.codes}) for case in session.cases if is_about(case, walk))
        return next((case for case, known in told if new <= known), None)
    if dialog is not None:
        return next((case for case in session.cases if dialog in (case.dialog, *case.also)), None)
    return next((case for case in session.cases if case.dialog is None and case.codes == codes), None)


def case_of_number(session: Session, number: int) -> OpenCase | None:
    """The case that has arrived under that number."""
    return next((case for case in session.cases if case.number == number), None)


def case_shown(session: Session, waiting: Waiting) -> OpenCase | None:
    """The case whose card is open."""
    if waiting.number:
        return case_of_number(session, waiting.number)
    if waiting.key:
        return next((case for case in session.cases if case.key == waiting.key), None)
    unsent = next((case for case in session.cases if not case.number), None)
    return unsent or case_here(session) or next(iter(session.cases), None)


def case_meant(session: Session, number: int = 0) -> OpenCase | None:
    """The case that somebody speaks of: that of the pressed card, of the open one, of the open problem, or the newest.

    None: there is none, or the pressed card's is over.
    """
    if number:
        return case_of_number(session, number)
    if isinstance(session.open, Waiting):
        return case_shown(session, session.open)
    return case_here(session) or next(iter(session.cases), None)


def with_case(session: Session, old: OpenCase, new: OpenCase | None) -> Session:
    """The session with the new one in the old one's place; None: it is over."""
    cases = tuple(new if case is old else case for case in session.cases)
    return replace(session, cases=tuple(case for case in cases if case is not None))


def waiting_for(case: OpenCase, *, adding: bool = False) -> Waiting:
    """The case's card, as it is open."""
    return Waiting(case.number, adding, case.key)


def arriving(session: Session, number: int, key: str = "") -> OpenCase | None:
    """The case that something is heard of: the one of that number, else the one that was called so until now.

    Without a key, which notes sent by an older version don't have: the oldest that has no number yet.
    """
    known = case_of_number(session, number) if number else None
    if known is not None:
        return known
    unnumbered = (case for case in reversed(session.cases) if not case.number)
    return next((case for case in unnumbered if key in ("", case.key)), None)


def numbered(session: Session, case: OpenCase, number: int) -> tuple[Session, OpenCase]:
    """The session in which the case has its number, on the cards that are open too; and the case in it."""
    if not number or case.number:
        return session, case
    known = replace(case, number=number, key="")

    def renamed(what: Open | None) -> Open | None:
        shows_it = isinstance(what, Waiting) and case_shown(session, what) is case
        return waiting_for(known, adding=what.adding) if isinstance(what, Waiting) and shows_it else what

    shown = replace(session, open=renamed(session.open) or session.open, under=renamed(session.under))
    return with_case(shown, case, known), known
