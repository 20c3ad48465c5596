"""Going on: from an answer to the next card, and into and out of dialogs.

A step with a risk is never shown without its `confirm`, whichever way it is reached. A fact is asked at most once. The
end of a list leads to what was left over, then to the next dialog, then to a person.
"""

from dataclasses import replace

from bot.content.model import Content, Item, Step
from bot.engine.cases import case_here, waiting_for
from bot.engine.counting import count
from bot.engine.draft import Draft
from bot.engine.facts import Holds, agreed, fact_value, mark_of
from bot.engine.model import (
    AtFact,
    AtGate,
    AtStep,
    Idle,
    Known,
    Leftover,
    Linking,
    Mark,
    MarkKind,
    Noting,
    Open,
    Resuming,
    Starting,
    Walk,
)
from bot.engine.outcome import EventName, Timer
from bot.engine.replies import Say, Value
from bot.engine.route import (
    ToDialog,
    ToEnd,
    ToFact,
    ToHandoff,
    ToLeftover,
    ToStep,
    arrived,
    failing,
    find_next,
    is_done,
    item_of,
    state_of,
)
from bot.engine.show import ask, say, saying

MOST_ASIDE = 3
AFTER_RESTART_S = 15 * 60
"""When somebody who restarted the PC is asked once how it went: about what a slow start takes."""


def go_on(
    draft: Draft, *, lead: str = "", values: dict[str, Value] | None = None, intro: str = "", part: str = ""
) -> None:
    """Show what comes next in the open walk."""
    walk = draft.walk
    assert walk is not None, "nothing goes on without a dialog"
    draft.forget("settles")
    if walk.target is not None:
        go_to_target(draft)
        return
    match find_next(draft.content, draft.session, walk):
        case ToStep(item):
            show_step(draft, item, lead=lead, values=values, intro=intro, part=part)
        case ToFact(fact, item):
            number, _ = count(draft.content, draft.session, walk, item)
            draft.set_open(AtFact(fact, number))
            draft.happened(EventName.FACT_ASKED, value=fact)
            ask(draft, lead=lead, values=values, intro=intro)
        case ToHandoff(item):
            draft.set_walk(arrived(walk, item.step.key))
            hand_over(draft, Noting("step", step=item.step.key))
        case ToLeftover(steps):
            draft.set_open(Leftover(steps))
            draft.happened(EventName.LEFTOVERS_OFFERED, number=len(steps))
            ask(draft)
        case ToDialog(dialog, onward):
            draft.happened(EventName.DIALOG_ENDED)
            following = Walk(
                dialog, walk.problem, walk.codes, onward=onward, by_link=walk.by_link, sent_by=walk.sent_by
            )
            aside = tuple(each for each in draft.session.walks[1:] if each.dialog != dialog)
            draft.session = replace(draft.session, walks=(following, *aside))
            draft.happened(EventName.DIALOG_STARTED)
            opened = draft.content.dialogs[dialog]
            go_on(draft, lead=lead, values=values, intro=intro or opened.intro, part=opened.title)
        case ToEnd():
            draft.happened(EventName.DIALOG_ENDED)
            hand_over(draft, Noting("end"))


def show_step(
    draft: Draft,
    item: Item,
    *,
    confirmed: bool = False,
    lead: str = "",
    values: dict[str, Value] | None = None,
    intro: str = "",
    part: str = "",
) -> None:
    """Open a step: its gate first where it has a risk."""
    walk = draft.walk
    assert walk is not None, "a step is shown inside a dialog"
    before, step = walk.step, item.step
    was_shown_at = walk.shown_at if before == step.key else 0
    number, total = count(draft.content, draft.session, walk, item)
    if step.risk is not None and not confirmed:
        here = replace(walk, step=step.key, target=None, shown_at=was_shown_at)
        draft.set_open(AtGate(step.key, number, total), walk=here)
        draft.happened(EventName.RISK_ASKED, step=step.key, number=number)
        ask(draft, lead=lead, values=values, intro=intro)
        return
    shown_at = was_shown_at or draft.at
    here = replace(walk, step=step.key, target=None, shown_at=shown_at)
    draft.set_open(AtStep(step.key, number, total, shown_at, confirmed), walk=here)
    draft.happened(EventName.STEP_SHOWN, step=step.key, number=number)
    title = part or (draft.content.dialogs[item.part].title if _enters_part(draft, before, item) else "")
    ask(draft, lead=lead, values=values, intro=intro, part=title)
    _remind(draft, step, shown_at)


def _remind(draft: Draft, step: Step, shown_at: int) -> None:
    """Ask again when the step had its time, or when a restart should be over; not what is over already."""
    wait = int(step.settles.total_seconds()) if step.settles is not None else step.minutes * 60 + AFTER_RESTART_S
    if (step.settles is not None or step.restart != "no") and shown_at + wait > draft.at:
        draft.remind(Timer("settles", draft.later(shown_at + wait - draft.at)))


def _enters_part(draft: Draft, before: str | None, item: Item) -> bool:
    """Whether a borrowed part with a title of its own begins here."""
    walk = draft.walk
    if walk is None or walk.in_round or item.part == walk.dialog:
        return False
    last = item_of(draft.content, draft.session, walk, before) if before is not None else None
    return last is None or last.part != item.part


def open_item(draft: Draft) -> Item | None:
    """Where the open step stands."""
    walk = draft.walk
    if walk is None or walk.step is None or walk.dialog not in draft.content.dialogs:
        return None
    return item_of(draft.content, draft.session, walk, walk.step)


def resume(draft: Draft, what: Open, *, lead: str = "", values: dict[str, Value] | None = None) -> None:
    """Open again what was open before, as a new card. A confirmed risk stays so; time runs from the first card."""
    draft.set_open(what)
    if isinstance(what, AtStep):
        _remind(draft, draft.content.steps[what.step], what.shown_at)
    ask(draft, lead=lead, values=values)


def come_back(draft: Draft, *, lead: str = "", values: dict[str, Value] | None = None) -> None:
    """What interrupted is over: back to what lies under it, if it is still to be answered, else on from there."""
    under = draft.session.under
    match under:
        case None if draft.walk is not None:
            go_on_where_it_was(draft, lead=lead, values=values)
        case None:
            draft.set_open(Idle())
            say(draft, "say-more")
        case AtStep() | AtGate():
            item = open_item(draft)
            if item is not None and item.step.key == under.step and still_open(draft, item):
                resume(draft, under, lead=lead, values=values)
            else:
                go_on(draft, lead=lead, values=values)
        case AtFact(fact=fact) if fact_value(draft.content, draft.session, fact) is not None:
            go_on(draft, lead=lead, values=values)
        case _:
            resume(draft, under, lead=lead, values=values)


def go_on_where_it_was(draft: Draft, *, lead: str = "", values: dict[str, Value] | None = None) -> None:
    """At the open walk's step, or after it if that was answered or no longer holds."""
    item = open_item(draft)
    if item is not None and item.step.kind != "handoff" and still_open(draft, item):
        show_step(draft, item, lead=lead, values=values)
    else:
        go_on(draft, lead=lead, values=values)


def go_on_or_stay(draft: Draft, *, lead: str = "", values: dict[str, Value] | None = None) -> None:
    """After something that may change what holds: stay at what is open if it is still for this person, else next."""
    what = draft.open
    if isinstance(what, AtStep | AtGate | AtFact):
        draft.session = replace(draft.session, under=what)
        come_back(draft, lead=lead, values=values)
    else:
        draft.ask_anew()
        ask(draft, lead=lead, values=values)


def still_open(draft: Draft, item: Item) -> bool:
    """The step wasn't answered or told as done meanwhile, and its conditions aren't known to fail."""
    walk = draft.walk
    if walk is None or is_done(draft.content, draft.session, item.step, in_round=walk.in_round):
        return False
    return state_of(draft.content, draft.session, walk, item)[0] is not Holds.NO


# --- into and out of dialogs -----------------------------------------------------------------------------------------


def begin(draft: Draft, start: Starting) -> None:
    """The person agreed: walk this problem's dialog. What is open is laid aside with its place."""
    problem = draft.content.problems[start.problem]
    onward = onward_of(draft.content, problem.id, start.codes)
    enter(draft, Walk(problem.dialog, problem.id, start.codes, onward=onward), keep=start.switching)
    draft.session = agreed(draft.content, draft.session, problem.id)
    go_on(draft, intro=draft.content.dialogs[problem.dialog].intro)


def onward_of(content: Content, problem: str, codes: tuple[str, ...]) -> tuple[str, ...]:
    """A scenario with a code beside it goes on with the code's dialog."""
    scenario = content.problems[problem]
    if scenario.codes:
        return ()
    found = (each for each in content.problems.values() for code in each.codes if str(code) in codes)
    return tuple(dict.fromkeys(each.dialog for each in found if each.dialog != scenario.dialog))[:1]


def enter(draft: Draft, walk: Walk, *, keep: bool) -> None:
    """Make this the open walk. `keep`: lay the open one aside, at most three, never the same dialog twice."""
    if not keep:
        start_afresh(draft)
    elif draft.session.walks:
        draft.leave_step()
        draft.happened(EventName.DIALOG_LAID_ASIDE)
    aside = tuple(each for each in draft.session.walks if each.dialog != walk.dialog)[:MOST_ASIDE]
    draft.session = replace(draft.session, walks=(walk, *aside), under=None)
    draft.happened(EventName.DIALOG_STARTED)


def start_afresh(draft: Draft) -> None:
    """A new talk: no walks, an empty trail. What was answered about the PC is still known: it is asked once."""
    session = draft.session
    answered = {mark.what: Known(mark.value, "person") for mark in session.trail if mark.kind == "fact"}
    if not session.walks:
        draft.session = replace(session, trail=(), facts={**answered, **session.facts}, unfinished={}, words="")
        return
    elsewhere = {fact: known for fact, known in session.facts.items() if known.source != "problem"}
    draft.session = replace(
        session,
        walks=(),
        trail=(),
        told=(),
        facts={**answered, **elsewhere},
        pasted=(),
        readings={},
        unfinished={},
        words="",
    )
    for timer in ("settles", "held"):
        draft.forget(timer)


def enter_step(draft: Draft, dialog: str, item: Item, by: str | None = None) -> None:
    """Go to a step by a link. Facts in its conditions are asked; one that fails says so, and leaves all as it is."""
    key, current = item.step.key, draft.walk
    walk = Walk(dialog, problem_of(draft, dialog), linked=key, target=key, by_link=True, sent_by=by or "")
    if current is not None and current.dialog == dialog:
        walk = replace(current, linked=key, target=key, in_round=False)
    state, _ = state_of(draft.content, draft.session, walk, item)
    if state is Holds.NO:
        refuse_link(draft, walk, item)
        return
    if current is not None and current.dialog == dialog:
        if item.step.kind == "it" and state is Holds.YES:
            _note_of_it(draft, item, over=True)
            return
        if key != current.step:
            draft.leave_step()
        draft.set_walk(walk)
    else:
        enter(draft, walk, keep=current is not None)
    draft.happened(EventName.LINK_OPENED, step=key)
    go_to_target(draft, by)


def go_to_target(draft: Draft, by: str | None = None) -> None:
    """On the way to a linked step: ask the next fact that it needs, say that it is for somebody else, or show it."""
    walk = draft.walk
    assert walk is not None
    assert walk.target is not None
    item = item_of(draft.content, draft.session, walk, walk.target)
    if item is None:
        draft.set_walk(replace(walk, target=None))
        go_on(draft)
        return
    values: dict[str, Value] = {"name": by} if by else {}
    lead = "sent-by" if by else ""
    state, name = state_of(draft.content, draft.session, walk, item)
    if state is Holds.UNKNOWN:
        number, _ = count(draft.content, draft.session, walk, item)
        draft.set_open(AtFact(name, number))
        draft.happened(EventName.FACT_ASKED, value=name)
        ask(draft, lead=lead, values=values)
    elif state is Holds.NO:
        _leave_target(draft, walk)
        refuse_link(draft, walk, item)
    elif item.step.kind == "it":
        draft.set_walk(replace(walk, target=None))
        _note_of_it(draft, item)
    elif item.step.kind == "handoff":
        draft.set_walk(arrived(walk, item.step.key))
        hand_over(draft, Noting("step", step=item.step.key))
    else:
        show_step(draft, item, lead=lead, values=values)


def _note_of_it(draft: Draft, item: Item, *, over: bool = False) -> None:
    """A step that only IT can do: the note instead. The person's own place stays where it was."""
    said = saying(draft, "it-step", title=item.step.title)
    hand_over(draft, Noting("it-step", step=item.step.key), first=said, over=over)


def _leave_target(draft: Draft, walk: Walk) -> None:
    """Give up the way to a linked step: the walk it was in goes on, or the one before it."""
    draft.session = replace(draft.session, open=Idle(), under=None)
    if walk.step is not None:
        draft.set_walk(replace(walk, target=None, linked=None))
    else:
        draft.session = replace(draft.session, walks=draft.session.walks[1:])


def refuse_link(draft: Draft, walk: Walk, item: Item) -> None:
    """This step isn't for this person: say why, and offer the start of the dialog. Nothing else changes."""
    condition = failing(draft.content, draft.session, walk, item)
    name, value = _said(draft, condition.name if condition is not None else "")
    draft.happened(EventName.LINK_REFUSED, step=item.step.key)
    title = item.step.title or draft.content.dialogs[walk.dialog].title
    say(draft, "step-not-for-you", title=title, name=name, value=value)
    draft.set_open(Linking(walk.dialog, refused=True), over=True)
    ask(draft)


def _said(draft: Draft, name: str) -> tuple[str, str]:
    """A condition that fails, in words: the fact's name and what is known of it."""
    fact = draft.content.facts.get(name)
    if fact is None:
        step = draft.content.steps.get(name)
        mark = mark_of(draft.session, name)
        answer = step.options.get(mark.value) if step is not None and mark is not None else None
        return (step.title if step is not None else name), answer or draft.wording.line("not-sure")
    value = fact_value(draft.content, draft.session, name)
    unknown = draft.wording.line("not-known" if value is None else "not-sure")
    return fact.name, fact.options.get(value or "", unknown)


def problem_of(draft: Draft, dialog: str) -> str | None:
    """The problem that a dialog belongs to, where a link names only the dialog."""
    return next((each.id for each in draft.content.problems.values() if each.dialog == dialog), None)


def hand_over(draft: Draft, noting: Noting, *, first: Say | None = None, over: bool = False) -> None:
    """Show the note to the helpdesk before it is sent; where there is a case about this already, that case."""
    if first is not None:
        draft.reply(first)
    case = case_here(draft.session, noting.codes, noting.dialog)
    if case is not None:
        draft.set_open(waiting_for(case), over=over)
        ask(draft)
        return
    draft.set_open(noting, over=over)
    draft.happened(EventName.NOTE_SHOWN, step=noting.step or "", value=noting.why)
    ask(draft)


def finish_walk(draft: Draft) -> bool:
    """The open problem is fixed. True: another one that was laid aside is asked about now."""
    if len(draft.session.walks) < 2:
        return False
    draft.session = replace(draft.session, walks=draft.session.walks[1:])
    draft.happened(EventName.DIALOG_RESUMED)
    draft.set_open(Resuming())
    ask(draft)
    return True


def mark_step(draft: Draft, kind: MarkKind, value: str = "") -> None:
    """Put the answer to the open step on the trail."""
    match draft.open:
        case AtStep(step=step, number=number, confirmed=confirmed):
            draft.mark(Mark(kind, step, value, number, confirmed))
        case AtGate(step=step, number=number):
            draft.mark(Mark(kind, step, value, number))
        case _:
            raise AssertionError("no step is open")
