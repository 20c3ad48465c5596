"""The handoff note: a person's whole story, made from the trail.

It tells the problem, each step in the order of its answers with the number it was shown under, what was answered about
the PC and what was read from it, what only IT can do (of every dialog walked, unless a known fact rules it out), and
what the dialogs walked say to IT. Nothing that the person typed is in it, except the words added to it on purpose.
"""

from collections.abc import Iterable

from bot.content.model import Content, Item, Problem
from bot.engine.facts import answer_of, fact_value
from bot.engine.model import AtGate, AtStep, Mark, Noting, Session, Walk
from bot.engine.replies import ForIT, HandoffNote, Tried


def make_note(content: Content, session: Session) -> HandoffNote:
    """The note as it stands now. The same session gives the same note."""
    walk = session.walks[0] if session.walks else None
    problem = content.problems.get(walk.problem) if walk is not None and walk.problem else None
    codes = tuple(dict.fromkeys(code for each in session.walks for code in each.codes))
    if not codes and problem is not None:
        codes = tuple(str(code) for code in problem.codes[:1])
    return HandoffNote(
        problem=problem.id if problem is not None else None,
        title=_title(content, problem, walk, codes),
        codes=codes,
        product=problem.product if problem is not None else "",
        tried=tuple(_tried(content, session)),
        facts=tuple(_facts(content, session, from_reading=False)),
        read=tuple(_facts(content, session, from_reading=True)),
        for_it=tuple(_for_it(content, session)),
        says=tuple(dict.fromkeys(_says(content, session))),
        dialog=walk.dialog if walk is not None else None,
        step=walk.step if walk is not None else None,
    )


def _title(content: Content, problem: Problem | None, walk: Walk | None, codes: tuple[str, ...]) -> str:
    """Product, codes and what it is, each once: "OneDrive 0x8004def7, won't accept your account"."""
    if problem is None:
        title = content.dialogs[walk.dialog].title if walk is not None and walk.dialog in content.dialogs else ""
        return ", ".join(part for part in (" ".join(codes), title) if part)
    return f"{' '.join((problem.product, *codes))}, {problem.title.removeprefix(f'{problem.product} ')}"


def walked(session: Session) -> tuple[str, ...]:
    """Every dialog that was walked: the open ones, and those that answers were given in."""
    on_trail = (walk.dialog for mark in session.trail for walk in mark.before)
    return tuple(dict.fromkeys([*on_trail, *(walk.dialog for walk in session.walks)]))


def _tried(content: Content, session: Session) -> Iterable[Tried]:
    for key in session.told:
        if key in content.steps:
            yield Tried(0, content.steps[key].title, "told", step=key)
    latest = {mark.what: mark for mark in session.trail if mark.kind != "fact"}
    for key, mark in latest.items():
        step = content.steps.get(key)
        if step is not None and step.kind != "handoff":
            early = mark.kind == "broken" and mark.value == "early"
            yield Tried(mark.number, step.title, mark.kind, _value(content, mark), step=key, early=early)
    match session.under or session.open:
        case (AtStep() | AtGate()) as at if at.step in content.steps and at.step not in latest:
            yield Tried(at.number, content.steps[at.step].title, "open", step=at.step)
        case _:
            pass


def _value(content: Content, mark: Mark) -> str:
    """The words of an option or a conclusion; the key of a reason."""
    if mark.kind == "option":
        return content.steps[mark.what].options.get(mark.value, mark.value)
    if mark.kind == "reading":
        reading = content.readings.get(content.steps[mark.what].paste or "")
        said = (each.say for each in reading.conclude if each.id == mark.value) if reading is not None else iter(())
        return next(said, "")
    return mark.value if mark.kind in ("cant", "skipped") else ""


def _facts(content: Content, session: Session, *, from_reading: bool) -> Iterable[tuple[str, str]]:
    for fact in content.facts.values():
        value = fact_value(content, session, fact.id)
        known = session.facts.get(fact.id)
        read = known is not None and known.source == "reading"
        if value is not None and read is from_reading:
            yield fact.name, fact.options.get(value, value)


def _for_it(content: Content, session: Session) -> Iterable[ForIT]:
    """IT's steps of all dialogs walked. What isn't known rules nothing out, and nobody is asked for it."""
    told: set[str] = set()
    for dialog in walked(session):
        if dialog not in content.dialogs:
            continue
        for item in content.dialogs[dialog].items:
            step = item.step
            if step.kind == "it" and step.key not in told and _possible(content, session, item):
                told.add(step.key)
                yield ForIT(step.key, step.title, tuple(line.text for line in step.do))


def _possible(content: Content, session: Session, item: Item) -> bool:
    """Nothing that is known rules it out. What isn't known holds nothing back."""
    for each in item.conditions:
        question = each.kind == "question"
        value = (answer_of if question else fact_value)(content, session, each.name)
        if value is not None and value not in each.values:
            return False
    return True


def _says(content: Content, session: Session) -> Iterable[str]:
    """What IT is told by the `handoff` that was reached, and by the readings."""
    match session.open:
        case Noting(why="step", step=str(step)) if step in content.steps:
            yield content.steps[step].handoff or ""
        case Noting(why="end") if session.walks:
            yield content.dialogs[session.walks[0].dialog].handoff or ""
        case _:
            pass
    for reading, conclusion in session.readings.items():
        spec = content.readings.get(reading)
        for each in spec.conclude if spec is not None else ():
            if each.id == conclusion and each.handoff:
                yield each.handoff
