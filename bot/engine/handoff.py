"""The handoff note: a person's whole story, made from the trail.

It tells the problem (of somebody who came by a link: what the dialog is for), each step in the order of its answers
with the number it was shown under, which steps weren't tried, what was answered about the PC and what was read from it,
what only IT can do (of every dialog walked, unless a known fact rules it out), and what the dialogs walked say to IT.
It claims nothing that nobody said: a code stands in it only where it was typed or read, what an author says at the end
of a list only where the list was gone through, and what a `handoff` step says only where the questions above it were
answered. Nothing that the person typed is in it, except codes and the words added to it on purpose.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from bot.content.model import Content, Item, Problem, Step
from bot.engine.counting import count
from bot.engine.edition import Edition
from bot.engine.facts import UNSURE, Holds, answer_of, fact_value, holds, was_passed_over
from bot.engine.model import AtGate, AtStep, Mark, Noting, Session, Walk
from bot.engine.replies import CameBy, ForIT, HandoffNote, Tried
from bot.engine.route import is_done, item_of
from bot.wording import Wording

_FOR_SURE = frozenset({Holds.YES})
_MAY_BE = frozenset({Holds.YES, Holds.UNKNOWN})
_FOR_PEOPLE = ("do", "ask", "paste")


def make_note(content: Content, wording: Wording, session: Session) -> HandoffNote:
    """The note as it stands now, in the language of the wording. The same session gives the same note."""
    walk = _walk(session)
    problem = _problem(content, walk)
    product = problem.product if problem is not None else product_of(content, walk.dialog) if walk is not None else ""
    written = session.open.codes if isinstance(session.open, Noting) else ()
    codes = tuple(dict.fromkeys([*(code for each in session.walks for code in each.codes), *written]))
    untried = tuple(_untried(content, session, walked(session), _FOR_SURE))
    passed = {key for each in session.walks for key in _passed_over(content, each)}
    here = tuple(dict.fromkeys([*(walk.codes if walk is not None else ()), *written]))
    return HandoffNote(
        problem=problem.id if problem is not None else None,
        title=_title(content, problem, walk, product, here),
        codes=codes,
        product=product,
        tried=tuple(replace(each, says=_in_words(each, wording)) for each in _tried(content, wording, session)),
        facts=tuple(_facts(content, wording, session, from_reading=False)),
        read=tuple(_facts(content, wording, session, from_reading=True)),
        for_it=tuple(_for_it(content, session)),
        says=tuple(dict.fromkeys(_says(content, session))),
        dialog=walk.dialog if walk is not None else None,
        step=_way_back(content, session),
        untried=tuple(step.title for step in untried),
        passed_over=tuple(step.title for step in untried if step.key in passed),
        link=CameBy(walk.sent_by) if walk is not None and walk.by_link else None,
        other_cases=tuple(case.number for case in session.cases),
    )


def note_for_helpdesk(edition: Edition, session: Session) -> HandoffNote:
    """The note as the helpdesk reads it: in English, whatever the person speaks."""
    return make_note(edition.content, edition.wordings.in_language("en"), session)


def _walk(session: Session) -> Walk | None:
    """What the note is about: the open walk, the problem that was offered, or the dialog of a link that wasn't for
    this person."""
    if session.walks:
        return session.walks[0]
    match session.open:
        case Noting(dialog=str(dialog), problem=problem):
            return Walk(dialog, problem, by_link=problem is None)
        case _:
            return None


def _problem(content: Content, walk: Walk | None) -> Problem | None:
    """The problem that was agreed to. A link names none: it is that of the dialog, where there is only one."""
    if walk is None:
        return None
    if not walk.by_link:
        return content.problems.get(walk.problem or "")
    led = [each for each in content.problems.values() if each.dialog == walk.dialog]
    return led[0] if len(led) == 1 else None


def product_of(content: Content, dialog: str) -> str:
    """The product of all problems that lead to a dialog, or through it; empty where there are several, or none."""
    problems = content.problems.values()
    led = {each.product for each in problems if each.dialog == dialog}
    through = {each.product for each in problems if each.dialog in content.dialogs and _leads_to(content, each, dialog)}
    products = led or through
    return next(iter(products)) if len(products) == 1 else ""


def _leads_to(content: Content, problem: Problem, dialog: str) -> bool:
    walked = content.dialogs[problem.dialog]
    return walked.then == dialog or any(item.step.dialog == dialog for item in walked.items)


def _title(content: Content, problem: Problem | None, walk: Walk | None, product: str, codes: tuple[str, ...]) -> str:
    """Product, codes and what it is, each once: "OneDrive 0x8004def7, won't accept your account"."""
    if problem is None or (walk is not None and walk.by_link):
        title = content.dialogs[walk.dialog].title if walk is not None and walk.dialog in content.dialogs else ""
        return ", ".join(part for part in (" ".join(filter(None, (product, *codes))), title) if part)
    if not codes:
        return problem.title
    return f"{' '.join((problem.product, *codes))}, {problem.title.removeprefix(f'{problem.product} ')}"


def walked(session: Session) -> tuple[str, ...]:
    """Every dialog that was walked: the open ones, and those that answers were given in."""
    on_trail = (walk.dialog for mark in session.trail for walk in mark.before)
    return tuple(dict.fromkeys([*on_trail, *(walk.dialog for walk in session.walks)]))


def was_led_to(content: Content, session: Session, step: str) -> bool:
    """The questions that lead to a step were answered. A link passes over them, so nothing may be concluded then."""
    walk = session.walk
    item = item_of(content, session, walk, step) if walk is not None else None
    if item is None:
        return False
    return all(holds(content, session, each, linked=False) is Holds.YES for each in item.conditions)


# --- the steps -------------------------------------------------------------------------------------------------------


def _tried(content: Content, wording: Wording, session: Session) -> Iterable[Tried]:
    for key in session.told:
        if key in content.steps:
            yield Tried(0, content.steps[key].title, "told", step=key)
    latest = {mark.what: mark for mark in session.trail if mark.kind != "fact"}
    for key, mark in latest.items():
        step = content.steps.get(key)
        if step is not None and step.kind != "handoff":
            early = mark.kind == "broken" and mark.value == "early"
            result = "again" if mark.kind == "fixed" and mark.value == "again" else mark.kind
            yield Tried(mark.number, step.title, result, _value(content, wording, mark), step=key, early=early)
    at, number = _open_step(content, session)
    for key, left in session.unfinished.items():
        if key in content.steps and not _is_told_of(session, key) and at != key:
            yield Tried(left, content.steps[key].title, "left", step=key)
    if at in content.steps and at not in latest and at not in session.told:
        match session.open:
            case Noting(early=True):
                yield Tried(number, content.steps[at].title, "broken", step=at, early=True)
            case Noting(cant=True):
                yield Tried(number, content.steps[at].title, "cant", step=at)
            case _:
                yield Tried(number, content.steps[at].title, "open", step=at)


def _open_step(content: Content, session: Session) -> tuple[str, int]:
    """The step that was shown last and has no answer, also where its card was left; with its number. "": none."""
    what = session.under or session.open
    if isinstance(what, AtStep | AtGate):
        return what.step, what.number
    walk = session.walk
    item = item_of(content, session, walk, walk.step) if walk is not None and walk.step is not None else None
    if walk is None or item is None or item.step.kind not in _FOR_PEOPLE or is_done(content, session, item.step):
        return "", 0
    return item.step.key, session.unfinished.get(item.step.key) or count(content, session, walk, item)[0]


def _way_back(content: Content, session: Session) -> str | None:
    """The step that the person was at last: never one of IT's, and none that hands over."""
    walk = session.walk
    if walk is None or walk.dialog not in content.dialogs:
        return None
    listed = {item.step.key for item in content.dialogs[walk.dialog].items if item.step.kind in _FOR_PEOPLE}
    been = (walk.step, *(mark.what for mark in reversed(session.trail)))
    return next((key for key in been if key in listed), None)


def _is_told_of(session: Session, key: str) -> bool:
    return key in session.told or any(mark.what == key for mark in session.trail)


def _value(content: Content, wording: Wording, mark: Mark) -> str:
    """The words of an option, a conclusion or a reason."""
    if mark.kind == "option":
        return _option(content.steps[mark.what].options, mark.value, wording)
    if mark.kind == "reading":
        reading = content.readings.get(content.steps[mark.what].paste or "")
        said = (each.say for each in reading.conclude if each.id == mark.value) if reading is not None else iter(())
        return next(said, "")
    if mark.kind in ("cant", "skipped") and f"reason-{mark.value}" in wording.lines:
        return wording.line(f"reason-{mark.value}")
    return ""


def _option(options: Mapping[str, str], value: str, wording: Wording) -> str:
    return wording.line("not-sure") if value == UNSURE and UNSURE not in options else options.get(value, value)


def _in_words(tried: Tried, wording: Wording) -> str:
    key = f"result-{tried.result}"
    if tried.result in ("cant", "skipped") and tried.value:
        key += "-why"
    elif tried.result == "reading" and not tried.value:
        key += "-none"
    result = wording.lines[key].fill({"value": tried.value, "reason": tried.value})
    return wording.line("result-early", result=result) if tried.early else result


def _untried(content: Content, session: Session, dialogs: Iterable[str], states: frozenset[Holds]) -> Iterable[Step]:
    """Steps of those dialogs that weren't shown, and whose conditions all are in one of these states."""
    seen = {*session.unfinished, _open_step(content, session)[0]}
    for item in (item for each in dialogs if each in content.dialogs for item in content.dialogs[each].items):
        step = item.step
        if step.kind not in ("do", "paste") or step.key in seen or is_done(content, session, step):
            continue
        if all(holds(content, session, each, linked=False) in states for each in item.conditions):
            seen.add(step.key)
            yield step


def _passed_over(content: Content, walk: Walk) -> tuple[str, ...]:
    """The steps above the one that a link led to."""
    dialog = content.dialogs.get(walk.dialog)
    keys = tuple(item.step.key for item in dialog.items) if dialog is not None else ()
    return keys[: keys.index(walk.linked)] if walk.linked in keys else ()


def _all_tried(content: Content, session: Session, dialog: str) -> bool:
    """The list was gone through: nothing of it was skipped, left, or never shown though it may be for this person."""
    skipped = {mark.what for mark in session.trail if mark.kind == "skipped"}
    skipped -= {mark.what for mark in session.trail if mark.kind != "skipped"}
    open_ones = skipped | {key for key in session.unfinished if not _is_told_of(session, key)}
    listed = {item.step.key for item in content.dialogs[dialog].items}
    return not (open_ones & listed) and not any(_untried(content, session, (dialog,), _MAY_BE))


# --- what is known, and what IT is told ------------------------------------------------------------------------------


def _facts(content: Content, wording: Wording, session: Session, *, from_reading: bool) -> Iterable[tuple[str, str]]:
    for fact in content.facts.values():
        value = fact_value(content, session, fact.id)
        known = session.facts.get(fact.id)
        read = known is not None and known.source == "reading"
        if value is not None and read is from_reading and not was_passed_over(content, session, fact.id):
            yield fact.name, _option(fact.options, value, wording)


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
        case Noting(why="step", step=str(step)) if step in content.steps and was_led_to(content, session, step):
            yield content.steps[step].handoff or ""
        case Noting(why="end") if session.walks and _all_tried(content, session, session.walks[0].dialog):
            yield content.dialogs[session.walks[0].dialog].handoff or ""
        case _:
            pass
    for reading, conclusion in session.readings.items():
        spec = content.readings.get(reading)
        for each in spec.conclude if spec is not None else ():
            if each.id == conclusion and each.handoff:
                yield each.handoff
