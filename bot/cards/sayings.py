"""One of the bot's own sentences -> a sheet."""

from collections.abc import Iterable

from bot.cards.note import FIELD_ID
from bot.cards.pieces import Box, Command, Field, Head, Listing, Piece, Runs, Say, Sheet, Words
from bot.cards.plain import flat, summary_of
from bot.cards.runs import compose, parse, strong
from bot.engine.replies import Say as Said
from bot.wording import Saying, Wording

OPEN_CHAT = "open-chat"
"""The one button that opens an address: the value `link` of its reply."""


def say_sheet(reply: Said, wording: Wording) -> Sheet:
    saying = wording.saying(reply.key)
    title = compose(saying.title, reply.values)
    summary = compose(saying.summary, reply.values) if saying.summary else title
    link = reply.values.get("link")
    links = {OPEN_CHAT: link} if isinstance(link, str) and link.startswith("https://") else {}
    pieces = (Head(title, _where(reply, saying)), *_body(reply, saying, wording))
    return Sheet(pieces, reply.offers, summary_of(summary), flat(summary), links)


def _where(reply: Said, saying: Saying) -> Runs:
    """The line above the title. Left out where we are nowhere: no step (0), no case yet, no name."""
    if saying.where is None or not all(reply.values[place] for place in saying.where.places):
        return ()
    return compose(saying.where, reply.values)


def _body(reply: Said, saying: Saying, wording: Wording) -> Iterable[Piece]:
    values = reply.values
    if reply.typed:
        yield Words(wording.line("you-wrote"), reply.typed)
    for text in saying.text:
        yield Say(compose(text, values))
    if saying.command is not None:
        yield Command("".join(run.text for run in compose(saying.command, values)))
    if saying.list is not None and reply.lines:
        yield Say(strong(compose(saying.list, values)))
    if items := (*(compose(each, values) for each in saying.bullets), *(parse(line) for line in reply.lines)):
        yield Listing(items)
    if reply.box:
        opening = strong(compose(saying.box, values)) if saying.box else ()
        yield Box(saying.style, opening or strong(reply.box), below=parse(reply.box) if opening else ())
    if saying.field is not None:
        yield Field(FIELD_ID, flat(compose(saying.field, values)))
    if saying.aside is not None:
        yield Say(compose(saying.aside, values), subtle=True)
