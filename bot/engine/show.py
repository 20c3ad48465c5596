"""What is open, as a reply: the card that asks it, when it opens and when the person asks where they are."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.content.model import Content, Dialog, Problem
from bot.engine.cases import case_shown
from bot.engine.counting import longest
from bot.engine.draft import Draft
from bot.engine.facts import agreed
from bot.engine.handoff import make_note, was_led_to
from bot.engine.model import (
    AtFact,
    AtGate,
    AtStep,
    Back,
    Choosing,
    Concluded,
    Fixed,
    Holding,
    Idle,
    Leftover,
    Linking,
    Noting,
    Open,
    OpenCase,
    Reasoning,
    Restarting,
    Resuming,
    Settling,
    Slipped,
    Starting,
    Stopped,
    Unknown,
    Waiting,
    Walk,
)
from bot.engine.offers import greeting_problems
from bot.engine.replies import (
    AskFact,
    Choose,
    Compare,
    Gate,
    Preview,
    ReadingRead,
    Reply,
    Say,
    ShowStep,
    Slip,
    Start,
    Value,
)
from bot.understanding.model import Code


def ask(
    draft: Draft, *, lead: str = "", intro: str = "", part: str = "", values: dict[str, Value] | None = None
) -> None:
    """Reply with the card of what is open now.

    `lead`: a saying for the line above a step ("once more"), with its values. `intro`, `part`: of a dialog that begins
    here.
    """
    match reply_of(draft):
        case ShowStep() as reply if lead or intro or part:
            draft.reply(replace(reply, lead=lead, lead_values=values or {}, intro=intro, part=part))
        case Gate() | AskFact() as reply if lead or intro:
            draft.reply(replace(reply, lead=lead, lead_values=values or {}, intro=intro))
        case reply:
            draft.reply(reply)


def saying(
    draft: Draft, key: str, *, box: str = "", lines: tuple[str, ...] = (), typed: str = "", **values: Value
) -> Say:
    """One of the bot's own sentences, with what most of them need: the open step, the problem, the dialog's check."""
    return Say(key, {**_surroundings(draft), **values}, box=box, lines=lines, typed=typed)


def say(
    draft: Draft, key: str, *, box: str = "", lines: tuple[str, ...] = (), typed: str = "", **values: Value
) -> None:
    """Reply with one of the bot's own sentences; it asks nothing."""
    draft.reply(saying(draft, key, box=box, lines=lines, typed=typed, **values))


def step_below(draft: Draft) -> AtStep | AtGate | None:
    """The step that is open, also below something that interrupts it."""
    for what in (draft.open, draft.session.under):
        if isinstance(what, AtStep | AtGate):
            return what
    return None


def _surroundings(draft: Draft) -> dict[str, Value]:
    at, walk, content = step_below(draft), draft.walk, draft.content
    dialog = content.dialogs.get(walk.dialog) if walk is not None else None
    code = walk.codes[0] if walk is not None and walk.codes else ""
    product = _product(draft)
    title = content.steps[at.step].title if at is not None else dialog.title if dialog is not None else ""
    return {
        "number": at.number if at is not None else 0,
        "total": at.total if at is not None else 0,
        "title": title,
        "product": product,
        "about": f"{product} {code}".strip() or (dialog.title if dialog is not None else ""),
        "ask": dialog.check.ask if dialog is not None else "",
        "products": draft.wording.list_of(sorted({each.product for each in content.problems.values()})),
    }


def _problem(draft: Draft) -> Problem | None:
    walk = draft.walk
    return draft.content.problems.get(walk.problem) if walk is not None and walk.problem else None


def _product(draft: Draft) -> str:
    problem = _problem(draft)
    return problem.product if problem is not None else ""


def reply_of(draft: Draft) -> Reply:
    """The reply that asks what is open. Pure: asking again gives the same."""
    content, session = draft.content, draft.session
    choices = draft.choices()
    match session.open:
        case Idle():
            return Choose("greeting", greeting_problems(content), None, choices)
        case Starting():
            return _start(draft, session.open)
        case Choosing(problems=problems, why=why, codes=codes):
            found = tuple(content.problems[each] for each in problems if each in content.problems)
            if why == "compare":
                return Compare(found, tuple(each.codes[0] for each in found if each.codes), choices)
            code = Code(codes[0]) if len(codes) == 1 else None
            known = tuple((each.product, each.says) for each in content.known if each.code == code)
            return Choose(why, found, code, choices, known if why == "products" else ())
        case Slipped(typed=typed, known=known_code, position=position, problem=problem):
            return Slip(Code(typed), Code(known_code), position, content.problems[problem], choices)
        case AtStep(step=key, number=number, total=total, confirmed=confirmed):
            step = content.steps[key]
            check = _dialog(draft).check if step.kind == "do" else None
            return ShowStep(step, number, total, check, choices, confirmed=confirmed, round=_in_round(draft))
        case AtGate(step=key, number=number, total=total):
            return Gate(content.steps[key], number, total, choices, round=_in_round(draft))
        case AtFact(fact=fact, number=number):
            return AskFact(content.facts[fact], number, choices)
        case Noting(why=why, step=key):
            led = why == "step" and key is not None and was_led_to(content, session, key)
            says = content.steps[key].say if led and key is not None else None
            note = replace(make_note(content, draft.wording, session), words=session.words)
            own = draft.wording.line("note-needs-person") if why == "step" else draft.wording.line("note-end")
            return Preview(note, choices, says or (own if why in ("step", "end") else ""))
        case Concluded(reading=reading, conclusion=conclusion):
            spec = content.readings[reading]
            says = next((each.say for each in spec.conclude if each.id == conclusion), "")
            return ReadingRead(spec, facts_read(draft), says, "", choices)
        case _:
            return replace(_sentence(draft, session.open), offers=choices)


def _sentence(draft: Draft, what: Open) -> Say:
    """What is open and is asked with one of the bot's own sentences."""
    content, session, wording = draft.content, draft.session, draft.wording
    match what:
        case Linking(dialog=dialog, step=linked):
            key = "link-switch" if step_below(draft) is not None else "link-switch-open"
            found = next((item.step for item in content.dialogs[dialog].items if item.step.id == linked), None)
            return saying(draft, key, title=found.title if found is not None else content.dialogs[dialog].title)
        case Reasoning():
            return saying(draft, "why-cant")
        case Leftover(steps=steps):
            return saying(draft, "leftover", lines=tuple(content.steps[each].title for each in steps), count=len(steps))
        case Settling(step=key, until=until, waiting=waiting):
            settles = content.steps[key].settles
            when = wording.moment(datetime.fromtimestamp(until, UTC), draft.now, session.zone)
            length = wording.duration(settles) if settles is not None else ""
            return saying(draft, "will-ask" if waiting else "settles", when=when, duration=length)
        case Resuming(looked=True):
            check = _dialog(draft).check
            return saying(draft, "works-check", box=check.how, ask=check.ask)
        case Resuming():
            aside = _dialog(draft)
            return saying(draft, "aside-check", box=aside.check.how, title=aside.title, ask=aside.check.ask)
        case Restarting():
            return saying(draft, "restart-ask")
        case Waiting(adding=True, number=number):
            return saying(draft, "add-words", case=number)
        case Waiting():
            return _case(draft, what)
        case Fixed(step=done, number=number):
            known = done in content.steps and number > 0 and _product(draft) != ""
            return saying(draft, "fixed" if known else "fixed-plain", number=number, title=_title(content, done))
        case Holding(step=done, number=number):
            known = done in content.steps and number > 0
            yesterday = wording.day(draft.now - timedelta(days=1), draft.now, session.zone)
            key = "held-ask" if known else "held-ask-plain"
            return saying(draft, key, day=yesterday, number=number, title=_title(content, done))
        case Back():
            last = wording.day(datetime.fromtimestamp(draft.given.touched, UTC), draft.now, session.zone)
            return saying(draft, "welcome-back" if step_below(draft) is not None else "welcome-back-question", day=last)
        case Stopped():
            return saying(draft, "stopped")
        case Unknown(codes=codes):
            return _unknown(draft, codes)
        case _:
            raise AssertionError(f"{what.kind} has a card of its own")


def _case(draft: Draft, waiting: Waiting) -> Say:
    """Where a case is: on its way, in the list, with the helpdesk, or with somebody."""
    case = case_shown(draft.session, waiting) or OpenCase(waiting.number)
    if case.taken_by:
        return saying(draft, "waiting-taken", case=case.number, name=case.taken_by)
    key = "waiting-unsent" if not case.number else "waiting-listed" if case.listed else "waiting"
    return saying(draft, key, case=case.number)


def facts_read(draft: Draft) -> tuple[tuple[str, str], ...]:
    """What a reading told, in words."""
    content = draft.content
    return tuple(
        (content.facts[fact].name, content.facts[fact].options.get(known.value, known.value))
        for fact, known in draft.session.facts.items()
        if known.source == "reading" and fact in content.facts
    )


def _title(content: Content, step: str | None) -> str:
    return content.steps[step].title if step is not None and step in content.steps else ""


def _dialog(draft: Draft) -> Dialog:
    walk = draft.walk
    assert walk is not None, "a step is open, so a dialog is walked"
    return draft.content.dialogs[walk.dialog]


def _in_round(draft: Draft) -> bool:
    return draft.walk is not None and draft.walk.in_round


def _start(draft: Draft, starting: Starting) -> Start:
    content, session = draft.content, draft.session
    found = content.problems[starting.problem]
    begun = agreed(content, session, found.id)
    steps, minutes = longest(content, begun, Walk(found.dialog, found.id))
    listed = {item.step.key for item in content.dialogs[found.dialog].items}
    left_out = tuple(content.steps[key].title for key in session.told if key in listed)
    at = step_below(draft)
    banner = draft.banner_for(found.id)
    return Start(
        problem=found,
        codes=tuple(Code(each) for each in starting.codes),
        steps=steps,
        minutes=minutes,
        left_out=left_out,
        offers=draft.choices(),
        switching=starting.switching,
        now=starting.now,
        stay_at=at.number if at is not None else 0,
        banner=banner.text if banner is not None else "",
        held_up=starting.held_up > 0,
    )


def _unknown(draft: Draft, codes: tuple[str, ...]) -> Say:
    known = next((each for each in draft.content.known if str(each.code) in codes), None)
    if known is not None:
        key = "known-code-it" if known.who == "it" else "known-code"
        return saying(draft, key, code=known.code, says=known.says, product=known.product)
    if codes:
        return saying(draft, "new-code-unknown" if step_below(draft) else "unknown-code", code=Code(codes[0]))
    return saying(draft, "out-of-scope")
