"""A case as the helpdesk sees it in its channel: one card, from waiting to the one line that stays.

What the person wrote stands in runs of its own, as everywhere. Whoever has the case finds what only IT can do whole,
with its commands on lines of their own, ready to copy. A card that would be too big for Teams leaves out instructions
first, then what was tried: its buttons are what it is for.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal, assert_never

from bot.cards.draw import Card, draw_sheet
from bot.cards.note import tried_runs, untried_in_words
from bot.cards.pieces import Fact, Field, Head, Listing, Piece, Say, Select, Sheet, Words
from bot.cards.plain import flat
from bot.cards.runs import compose, parse, strong
from bot.cards.steps import instructions
from bot.engine.replies import HandoffNote, Offer
from bot.wording import Wording

CaseLook = Literal["waiting", "taken", "closed", "solved", "withdrawn"]
FIXED_BY = "fixed_by"
STEP = "step"
HOW = "how"
BY_IT = "it"
NOT_FIXED = "no"
VERSION = "v"
"""What goes with each press: the version of the case that the card shows."""


@dataclass(frozen=True, slots=True)
class CaseOnCard:
    """What the card of a case shows. `solved`: closed by the person; `at`: since when it looks so."""

    number: int
    version: int
    look: CaseLook
    person: str
    note: HandoffNote
    words: tuple[str, ...]
    at: datetime
    zone: str
    by: str = ""
    """Who has it, or closed it."""
    fixed: str = ""
    """What fixed it, as markup; empty: nothing did."""
    steps: tuple[tuple[str, str], ...] = ()
    """Steps that the person's chat can go on at: key and title."""
    went_on: str = ""
    """The title of the step that the chat went on at last."""
    chat: str = ""
    """An https address that opens a chat with the person."""


def case_card(case: CaseOnCard, wording: Wording, token: str) -> Card:
    """The card in the channel, for all who see it."""
    match case.look:
        case "waiting":
            offers = (_offer("take", wording, primary=True), *_their_chat(case, wording))
            return _fitting(case, wording, token, offers)
        case "taken":
            go_on = (_offer("continue", wording),) if case.steps else ()
            close = Offer("close", wording.button("close-case"))
            back = Offer("give-back", wording.button("give-back"), secondary=True)
            return _fitting(case, wording, token, (*go_on, close, *_their_chat(case, wording), back))
        case "closed" | "solved" | "withdrawn":
            return _over(case, wording)
        case _:
            assert_never(case.look)


def close_card(case: CaseOnCard, wording: Wording, token: str) -> Card:
    """The question before a case is closed: only whoever pressed sees it."""
    it, no = wording.line("desk-fixed-it"), wording.line("desk-fixed-no")
    titles = tuple((key, _flat(title)) for key, title in case.steps)
    pieces = (
        Head(parse(wording.line("desk-which")), compose(wording.pattern("desk-of-person"), _named(case, case.person))),
        Say(parse(wording.line("desk-which-why"))),
        Select(
            FIXED_BY,
            wording.line("desk-fixed-by"),
            (*titles, (BY_IT, it), (NOT_FIXED, no)),
            required=wording.line("desk-choose-please"),
            placeholder=wording.line("desk-choose"),
        ),
        Field(HOW, wording.line("desk-how")),
    )
    offers = (
        Offer("close-now", wording.button("close-case"), primary=True),
        Offer("not-yet", wording.button("not-yet")),
    )
    summary = wording.line("desk-which")
    return draw_sheet(Sheet(pieces, offers, summary, summary, data=_data(case), typed=False), wording, token)


def _over(case: CaseOnCard, wording: Wording) -> Card:
    match case.look:
        case "withdrawn":
            key = "desk-withdrawn"
        case "solved":
            key = "desk-solved" if case.fixed else "desk-solved-plain"
        case _:
            key = "desk-closed" if case.fixed else "desk-closed-no"
    line = compose(wording.pattern(key), {**_named(case, case.by), "title": case.fixed})
    summary = wording.line("desk-summary-over", case=case.number)
    return draw_sheet(Sheet((Say(line, subtle=True),), summary=summary, subject=summary), wording, None)


def _fitting(case: CaseOnCard, wording: Wording, token: str, offers: tuple[Offer, ...]) -> Card:
    """As much of the story as Teams takes in one card."""
    cards = (_card(replace(case, note=note), wording, token, offers) for note in _shorter(case.note))
    found = next((card for card in cards if card.adaptive is not None), None)
    return found if found is not None else _drawn(case, wording, token, offers, (_person(case, wording),))


def _shorter(note: HandoffNote) -> Iterable[HandoffNote]:
    """The note, then without the instructions of IT's steps from the last one on, then without what was tried."""
    for kept in range(len(note.for_it), -1, -1):
        titles = (replace(each, lines=()) for each in note.for_it[kept:])
        yield replace(note, for_it=(*note.for_it[:kept], *titles))
    yield replace(note, for_it=(), tried=(), untried=())


def _card(case: CaseOnCard, wording: Wording, token: str, offers: tuple[Offer, ...]) -> Card:
    return _drawn(case, wording, token, offers, (*_story(case, wording), *_next(case, wording)))


def _drawn(case: CaseOnCard, wording: Wording, token: str, offers: tuple[Offer, ...], below: tuple[Piece, ...]) -> Card:
    when = {"clock": wording.clock(case.at, case.zone), "date": wording.date(case.at, case.zone)}
    where = compose(wording.pattern(f"desk-{case.look}"), {**_named(case, case.by), **when})
    title = parse(case.note.title) if case.note.title else parse(wording.line("note-no-problem"))
    summary = wording.line(f"desk-summary-{case.look}", case=case.number)
    links = {"their-chat": case.chat} if case.chat else {}
    sheet = Sheet((Head(title, where), *below), offers, summary, summary, links, _data(case), typed=False)
    return draw_sheet(sheet, wording, token, fallback=f"{flat(where)}\n{flat(title)}")


def _story(case: CaseOnCard, wording: Wording) -> Iterable[Piece]:
    note = case.note
    yield _person(case, wording)
    for words in (note.words, *case.words):
        if words:
            yield Words(wording.line("desk-words"), words)
    if note.tried:
        yield Say(strong(wording.line("desk-tried")))
        yield Listing(tuple(tried_runs(each, wording) for each in note.tried))
    else:
        yield Say(strong(wording.line("desk-tried-none")))
    for at, (key, text) in enumerate(_told(note, wording)):
        yield Fact(wording.line(key), parse(text), first=at == 0)
    for todo in note.for_it:
        yield Fact(wording.line("desk-yours"), strong(parse(todo.title)), first=True)
        if case.look == "taken":
            # Until somebody has it, the channel is read by many: what to do is enough.
            yield from instructions(todo.lines, wording)


def _person(case: CaseOnCard, wording: Wording) -> Piece:
    return Words(wording.line("desk-person"), case.person)


def _told(note: HandoffNote, wording: Wording) -> Iterable[tuple[str, str]]:
    if note.untried:
        yield "note-untried", untried_in_words(note, wording)
    for key, facts in (("desk-answered", note.facts), ("note-read", note.read)):
        if facts:
            yield key, "; ".join(wording.line("note-fact", name=name, value=value) for name, value in facts)
    for said in note.says:
        yield "note-says", said


def _next(case: CaseOnCard, wording: Wording) -> Iterable[Piece]:
    if case.went_on:
        yield Say(compose(wording.pattern("desk-went-on"), {"title": case.went_on}), subtle=True)
    if case.look == "taken" and case.steps:
        options = tuple((key, _flat(title)) for key, title in case.steps)
        here = case.note.step if case.note.step in dict(options) else options[0][0]
        yield Select(STEP, wording.line("desk-continue-at"), options, here or "")


def _their_chat(case: CaseOnCard, wording: Wording) -> tuple[Offer, ...]:
    return (_offer("their-chat", wording),) if case.chat else ()


def _offer(verb: str, wording: Wording, *, primary: bool = False) -> Offer:
    return Offer(verb, wording.button(verb), primary=primary, words=wording.button_words(verb))


def _named(case: CaseOnCard, name: str) -> dict[str, str | int]:
    return {"case": case.number, "name": name}


def _data(case: CaseOnCard) -> dict[str, str]:
    return {VERSION: str(case.version)}


def _flat(markup: str) -> str:
    """A title where no markup is read."""
    return flat(parse(markup))
