"""Many people have the same problem: the helpdesk's card, with the button that puts up the banner."""

from dataclasses import dataclass
from datetime import datetime

from bot.cards.desk import VERSION
from bot.cards.draw import Card, draw_sheet
from bot.cards.pieces import Field, Head, Piece, Say, Sheet
from bot.cards.runs import Given, compose, parse
from bot.engine.replies import Offer
from bot.wording import Wording

TEXT = "text"
"""The field for the banner's words."""


@dataclass(frozen=True, slots=True)
class OutageOnCard:
    """`what`: its code, or its name as markup. `since`: the first of those people. `banner`: the one that is up."""

    what: str
    people: int
    usual: int
    since: datetime
    zone: str
    version: int
    """+1 each time that it is drawn anew."""
    banner: str = ""
    over: bool = False


def outage_card(outage: OutageOnCard, wording: Wording, token: str) -> Card:
    clock = wording.clock(outage.since, outage.zone)
    summary = wording.line("outage-summary")
    values: dict[str, Given] = {"count": outage.people, "what": outage.what}
    if outage.over:
        line = compose(wording.pattern("outage-over"), values)
        return draw_sheet(Sheet((Say(line, subtle=True),), summary=summary, subject=summary), wording, None)
    head = Head(compose(wording.pattern("outage-title"), values))
    text = wording.line("outage-text", usual=outage.usual, clock=clock)
    if outage.banner:
        verb = "take-down-banner"
        below: Piece = Say(compose(wording.pattern("outage-up"), {"text": parse(outage.banner)}))
    else:
        verb = "put-up-banner"
        below = Field(TEXT, wording.line("outage-label"), banner_text(outage, wording))
    offers = (Offer(verb, wording.button(verb)),)
    data = {VERSION: str(outage.version)}
    sheet = Sheet((head, Say(parse(text)), below), offers, summary, summary, data=data, typed=False)
    return draw_sheet(sheet, wording, token)


def banner_text(outage: OutageOnCard, wording: Wording) -> str:
    """What the banner says where nobody writes anything else."""
    return wording.line("outage-banner", clock=wording.clock(outage.since, outage.zone))
