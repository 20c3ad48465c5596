"""The handoff note, as the person sees it before it is sent."""

from collections.abc import Iterable

from bot.cards.pieces import Fact, Field, Head, Listing, Piece, Runs, Say, Sheet, Words
from bot.cards.plain import summary_of
from bot.cards.runs import Given, compose, parse, strong
from bot.engine.replies import HandoffNote, Preview, Tried
from bot.wording import Wording

FIELD_ID = "note"


def preview_sheet(reply: Preview, wording: Wording) -> Sheet:
    note = reply.note
    pieces = (
        Head(parse(wording.line("note-title"))),
        *((Say(parse(reply.says)),) if reply.says else ()),
        *_story(note, wording),
        Field(FIELD_ID, wording.line("note-add"), wording.line("note-example")),
    )
    summary = wording.line("note-summary")
    return Sheet(pieces, reply.offers, summary_of(parse(summary)), wording.line("note-title"))


def _story(note: HandoffNote, wording: Wording) -> Iterable[Piece]:
    title = parse(note.title) if note.title else parse(wording.line("note-no-problem"))
    yield Fact(wording.line("note-problem"), title, first=True)
    if note.link is not None:
        key = "note-link-sent" if note.link.sender else "note-link"
        yield Say(compose(wording.pattern(key), {"name": note.link.sender}))
    for case in note.other_cases:
        yield Say(parse(wording.line("note-other-case", case=case) if case else wording.line("note-other-unsent")))
    if note.tried:
        yield Say(strong(wording.line("note-tried")))
        yield Listing(tuple(tried_runs(each, wording) for each in note.tried))
    else:
        yield Say(strong(wording.line("note-tried-none")))
    for at, (key, text) in enumerate(_told(note, wording)):
        yield Fact(wording.line(key), parse(text), first=at == 0)
    if note.words:
        yield Words(wording.line("note-words"), note.words)


def _told(note: HandoffNote, wording: Wording) -> Iterable[tuple[str, str]]:
    """What is known beside the steps: the line that labels it, and the text."""
    if note.untried:
        yield "note-untried", untried_in_words(note, wording)
    for key, facts in (("note-facts", note.facts), ("note-read", note.read)):
        if facts:
            yield key, "; ".join(wording.line("note-fact", name=name, value=value) for name, value in facts)
    if note.for_it:
        yield "note-only-it", "; ".join(each.title for each in note.for_it)
    for said in note.says:
        yield "note-says", said


def untried_in_words(note: HandoffNote, wording: Wording) -> str:
    """What wasn't tried, and why where that is known. Markup of authors."""
    return "; ".join(
        wording.line("untried-linked", title=each) if each in note.passed_over else each for each in note.untried
    )


def tried_runs(tried: Tried, wording: Wording) -> Runs:
    """One line of what was tried: "Step 4, Quit OneDrive: no change"."""
    values: dict[str, Given] = {"number": tried.number, "title": tried.title, "result": parse(tried.says)}
    return compose(wording.pattern("note-step" if tried.number else "note-step-unnumbered"), values)
