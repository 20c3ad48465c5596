"""Steps and what belongs to them -> sheets: the step, the question before a risk, a fact, "explain", "is this safe?".

The order is always: where we are, title, why, what to do, what it changes, the check. What can hurt stands in a box,
and a step with a risk is shown without its instructions until the person said that its sentence is true.
"""

from collections.abc import Iterable, Sequence

from bot.cards.pieces import Box, Command, Fact, Head, Listing, Piece, Run, Runs, Say, Sheet
from bot.cards.plain import flat, summary_of
from bot.cards.runs import Given, compose, cut, parse, strong
from bot.content.model import Step
from bot.engine.replies import AskFact, Explain, Gate, Safe, ShowStep
from bot.wording import Wording

WELCOME = "welcome-restart"
"""The lead of a step that goes on after a restart of the PC: the person has done it, so only the check is shown."""


def step_sheet(reply: ShowStep, wording: Wording) -> Sheet:
    step = reply.step
    where = _where(reply, reply.part, wording)
    pieces: list[Piece] = []
    if reply.lead == WELCOME and reply.check is not None:
        pieces.append(Head(parse(wording.line(WELCOME)), where))
        pieces.append(Say(compose(wording.pattern("was-step"), {"title": step.title})))
    else:
        pieces += _above(reply, wording)
        pieces.append(Head(parse(step.title), where))
        pieces += _prose(step.why, wording)
        pieces += instructions([line.text for line in step.do], wording)
        pieces += _facts(_step_facts(step, wording), wording)
        pieces += _restart_box(step, wording)
    if reply.check is not None:
        ask = compose(wording.pattern("check"), {"ask": reply.check.ask})
        pieces.append(Box("emphasis", strong(ask), below=parse(reply.check.how)))
    elif step.ask is not None:
        pieces.append(Say(strong(parse(step.ask)), apart=True))
    return _about(reply, pieces, wording)


def gate_sheet(reply: Gate, wording: Wording) -> Sheet:
    step = reply.step
    pieces = [
        *_above(reply, wording),
        Head(parse(step.title), _where(reply, "", wording)),
        *_prose(step.why, wording),
        Say(parse(wording.line("show-after"))),
    ]
    if step.risk is not None:
        pieces.append(Box("attention", strong(wording.line("careful")), text=parse(step.risk)))
    facts = [
        ("restart", None if step.restart == "no" else wording.line(f"restart-{step.restart}")),
        ("changes", step.changes),
        ("undo", step.undo),
    ]
    pieces += _facts(facts, wording)
    question = strong(wording.line("is-this-true"))
    pieces.append(Box("emphasis", question, below=parse(step.confirm or "")))
    return _about(reply, pieces, wording)


def fact_sheet(reply: AskFact, wording: Wording) -> Sheet:
    fact = reply.fact
    asked = parse(fact.ask or fact.name)
    where = compose(wording.pattern("question-before"), {"number": reply.number})
    pieces = [*_above(reply, wording), Head(asked, where), Say(parse(wording.line("ask-once")))]
    if fact.how is not None:
        pieces.append(Box("emphasis", strong(wording.line("how-to-tell")), text=parse(fact.how)))
    return Sheet(tuple(pieces), reply.offers, summary_of(asked), fact.name)


def explain_sheet(reply: Explain, wording: Wording) -> Sheet:
    title = parse(reply.title)
    return Sheet((Head(title), *_prose(reply.text, wording)), reply.offers, summary_of(title), reply.title)


def safe_sheet(reply: Safe, wording: Wording) -> Sheet:
    step = reply.step
    title = compose(wording.pattern("safe-title"), {"number": reply.number})
    pieces: list[Piece] = [Head(title, parse(step.title))]
    if step.risk is None:
        pieces.append(Fact(wording.line("safe-yes"), parse(wording.line("safe-yes-text")), first=True))
    else:
        pieces.append(Fact(wording.line("safe-only-if"), parse(step.confirm or ""), first=True))
        pieces.append(Box("attention", strong(wording.line("careful")), text=parse(step.risk)))
    pieces += _facts([("changes", step.changes), ("undo", step.undo)], wording)
    pieces.append(Fact(wording.line("safe-rather-not"), parse(wording.line("safe-rather-not-text"))))
    return Sheet(tuple(pieces), reply.offers, summary_of(title), step.title)


def instructions(lines: Sequence[str], wording: Wording) -> Iterable[Piece]:
    """The numbered list. A command stands below its line and cuts the list, which goes on with its own number."""
    below = wording.line("the-line-below")
    items: list[Runs] = []
    start = 1
    for text in lines:
        runs, commands = cut(parse(text), below)
        items.append(runs)
        if commands or text is lines[-1]:
            yield Say(items[0]) if len(lines) == 1 else Listing(tuple(items), start)
            yield from (Command(command) for command in commands)
            start += len(items)
            items = []
    if items:
        yield Listing(tuple(items), start)


def _prose(text: str | None, wording: Wording) -> Iterable[Piece]:
    if text is None or not text:
        return
    runs, commands = cut(parse(text), wording.line("the-line-below"))
    yield Say(runs)
    yield from (Command(command) for command in commands)


def _above(reply: ShowStep | Gate | AskFact, wording: Wording) -> Iterable[Piece]:
    """What stands above the head: a line that says how we came here, and the intro of a dialog that begins."""
    if reply.lead:
        yield Say(compose(wording.pattern(reply.lead), reply.lead_values), subtle=True)
    if reply.intro:
        yield Say(parse(reply.intro))


def _where(reply: ShowStep | Gate, part: str, wording: Wording) -> Runs:
    key = "once-more-of" if reply.round else "step-of"
    if reply.step.minutes == 0:
        key += "-untimed"
    values = {"number": reply.number, "total": reply.total, "minutes": reply.step.minutes}
    where = compose(wording.pattern(key), values)
    return compose(wording.pattern("in-part"), {"part": part, "step": where}) if part else where


def _step_facts(step: Step, wording: Wording) -> Iterable[tuple[str, str | None]]:
    """What a step leaves to see and to know, by the line that labels it. None: nothing to say."""
    yield "should-see", step.worked_if
    yield "wait", wording.line("wait-text", duration=wording.duration(step.settles)) if step.settles else None
    if step.kind == "paste":
        yield "changes", step.changes or wording.line("changes-nothing")
        yield "privacy", wording.line("privacy-text")
    else:
        yield "changes", step.changes
    yield "undo", step.undo


def _facts(given: Iterable[tuple[str, str | None]], wording: Wording) -> Iterable[Piece]:
    first = True
    for key, text in given:
        if text is None:
            continue
        runs, commands = cut(parse(text), wording.line("the-line-below"))
        yield Fact(wording.line(key), runs, first)
        yield from (Command(command) for command in commands)
        first = False


def _restart_box(step: Step, wording: Wording) -> Iterable[Piece]:
    if step.restart != "no":
        opening = strong(wording.line(f"restarts-{step.restart}"))
        yield Box("warning", opening, text=parse(wording.line("restarts-then")))


def _about(reply: ShowStep | Gate, pieces: Sequence[Piece], wording: Wording) -> Sheet:
    title = (Run(flat(parse(reply.step.title))),)
    values: dict[str, Given] = {"number": reply.number, "total": reply.total, "title": title}
    summary = summary_of(compose(wording.pattern("step-summary"), values))
    subject = wording.line("step-subject", number=reply.number, title=reply.step.title)
    return Sheet(tuple(pieces), reply.offers, summary, subject)
