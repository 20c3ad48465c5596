"""What stands beside the talk, for authors: nouns of the engine and of the store as rows of words.

Everything is shown by its id, the way authors write it. Nothing here decides anything, and a field that a noun gets
later appears by itself.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from datetime import UTC, datetime
from typing import Any, Final

from bot.authoring.understood import rows
from bot.cards.runs import bare
from bot.content.model import Content
from bot.engine.model import Known, Mark, Session
from bot.engine.replies import HandoffNote
from bot.helpdesk.cases import Case
from bot.store import Happened
from bot.understanding.model import Code, Understanding

Rows = tuple[tuple[str, str], ...]

_SHOWN_ELSEWHERE: Final = frozenset({"read as", "why"})
"""Rows of an understanding that have a place of their own: in the talk, and under "Why"."""


@dataclass(frozen=True, slots=True)
class Understood:
    """What was read in the last message, and why."""

    rows: Rows
    matched: tuple[tuple[str, str, str], ...]
    """Problem, its title, why."""
    close: tuple[tuple[str, str, str], ...]
    """Problem, its title, how close."""
    why: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SessionView:
    rows: Rows
    walks: tuple[tuple[str, str, str], ...]
    """Dialog, problem, step."""
    facts: tuple[tuple[str, str, str], ...]
    """Fact, value, who said it."""
    trail: tuple[tuple[str, str, str], ...]
    """Number, what it is about, the answer."""


@dataclass(frozen=True, slots=True)
class NoteView:
    """A case of the helpdesk. `tried`: each step with its answer; `for_it`: what only IT can do, and how."""

    number: int
    state: str
    title: str
    at: datetime
    here: bool
    """It is about this talk."""
    tried: tuple[str, ...]
    for_it: tuple[tuple[str, tuple[str, ...]], ...]
    rows: Rows


@dataclass(frozen=True, slots=True)
class Inside:
    understood: Understood | None
    session: SessionView | None
    events: tuple[tuple[str, str, str], ...]
    """Time, name, what it is about; the newest first."""
    notes: tuple[NoteView, ...]


def view(
    conv: str,
    understood: Understanding | None,
    session: Session | None,
    events: Iterable[Happened],
    cases: Iterable[Case],
    content: Content,
) -> Inside:
    return Inside(
        understood=view_understanding(understood, content) if understood is not None else None,
        session=view_session(session) if session is not None else None,
        events=tuple(map(view_event, events))[::-1],
        notes=tuple(view_case(case, conv) for case in cases),
    )


def view_understanding(understood: Understanding, content: Content) -> Understood:
    """In an author's words: the parts that say something, and the titles of what was found."""
    told = {name: values for name, values in rows(understood) if name not in _SHOWN_ELSEWHERE}
    return Understood(
        tuple(
            (_title(name), "; ".join(values)) for name, values in told.items() if name not in ("problems", "else close")
        ),
        tuple(_found(each.problem, f"because of {each.why}", content) for each in understood.problems),
        tuple(_found(each.problem, f"{each.score:.0f} of 100", content) for each in understood.suggestions),
        understood.why,
    )


def _found(problem: str, why: str, content: Content) -> tuple[str, str, str]:
    known = content.problems.get(problem)
    return problem, known.title if known is not None else "", why


def view_session(session: Session) -> SessionView:
    rows = [
        ("Open", _words(session.open)),
        ("Under it", _words(session.under)),
        ("Told as done", _words(session.told)),
        ("Readings", _words(session.readings)),
        ("Language", session.language),
        ("Time zone", session.zone),
        ("Revision", str(session.revision)),
    ]
    return SessionView(
        rows=tuple((name, words) for name, words in rows if words),
        walks=tuple((walk.dialog, walk.problem or "", walk.step or "") for walk in session.walks),
        facts=tuple((name, fact.value, fact.source) for name, fact in _facts(session).items()),
        trail=tuple((str(mark.number or ""), mark.what, _answer(mark)) for mark in session.trail),
    )


def view_event(event: Happened) -> tuple[str, str, str]:
    about = (event.step or event.dialog or event.problem, event.value)
    return event.at.astimezone().strftime("%H:%M:%S"), event.name, ", ".join(filter(None, about))


def view_case(case: Case, conv: str) -> NoteView:
    note = case.note
    return NoteView(
        number=case.number,
        state=case.state,
        title=bare(note.title) or "no problem named",
        at=case.created.astimezone(),
        here=case.conv == conv,
        tried=tuple(_tried(note)),
        for_it=tuple((bare(todo.title), tuple(map(bare, todo.lines))) for todo in note.for_it),
        rows=tuple((name, words) for name, words in _note_rows(note, case.words) if words),
    )


def _tried(note: HandoffNote) -> Iterator[str]:
    for tried in note.tried:
        number = f"Step {tried.number}, " if tried.number else ""
        result = "" if tried.result == "option" else tried.result
        answer = bare(tried.says) or ", ".join(filter(None, (result, bare(tried.value))))
        yield f"{number}{bare(tried.title)}: {answer}"


def _note_rows(note: HandoffNote, added: Sequence[str]) -> Iterator[tuple[str, str]]:
    yield "Not tried", "; ".join(map(bare, note.untried))
    yield "Answered", _named(note.facts)
    yield "Read from the PC", _named(note.read)
    for said in note.says:
        yield "For IT", bare(said)
    for words in (note.words, *added):
        yield "In their words", words


def _named(pairs: Iterable[tuple[str, str]]) -> str:
    return "; ".join(f"{bare(name)}: {bare(value)}" for name, value in pairs)


def _facts(session: Session) -> Mapping[str, Known]:
    answered = {mark.what: Known(mark.value, "person") for mark in session.trail if mark.kind == "fact"}
    return {**answered, **session.facts}


def _answer(mark: Mark) -> str:
    at = datetime.fromtimestamp(mark.at, UTC).astimezone().strftime("%H:%M") if mark.at else ""
    return ", ".join(filter(None, (mark.kind, mark.value, "risk confirmed" if mark.confirmed else "", at)))


def _title(name: str) -> str:
    return name.replace("_", " ").capitalize()


def _words(value: Any) -> str:
    """A noun in one line. What is none, no, nothing or zero says nothing."""
    match value:
        case True:
            return "yes"
        case None | False | 0 | "":
            return ""
        case float():
            return f"{value:.0f}"
        case str() | int() | Code():
            return str(value)
        case Mapping():
            return "; ".join(f"{name}: {_words(each)}" for name, each in value.items())
        case tuple():
            return "; ".join(filter(None, map(_words, value)))
        case _ if is_dataclass(value):
            parts = {each.name: _words(getattr(value, each.name)) for each in fields(value)}
            kind = parts.pop("kind", "")
            rest = ", ".join(f"{_title(name).lower()} {words}" for name, words in parts.items() if words)
            return f"{kind} ({rest})" if kind and rest else kind or rest
        case _:
            return str(value)
