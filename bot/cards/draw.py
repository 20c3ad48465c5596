"""Reply -> Card: what Teams shows, and the same as plain text, from one sheet of pieces.

A card that would be too big for Teams is not sent as a card: its text goes out as a plain message, which says what to
write instead of each button.
"""

from dataclasses import dataclass
from typing import Any, Final, assert_never

from bot.cards.adaptive import adaptive
from bot.cards.note import preview_sheet
from bot.cards.pieces import Run, Say, Sheet
from bot.cards.plain import plain, summary_of
from bot.cards.questions import choose_sheet, compare_sheet, reading_sheet, slip_sheet, start_sheet
from bot.cards.runs import bare, compose, parse
from bot.cards.sayings import say_sheet
from bot.cards.steps import explain_sheet, fact_sheet, gate_sheet, safe_sheet, step_sheet
from bot.engine import replies
from bot.engine.replies import Reply
from bot.json import dumps
from bot.wording import Wording

CARD_LIMIT: Final = 16_000
"""UTF-16 units of a card's JSON. An activity stays under 18,000; what the channel adds takes up to 1,800."""

ENDS: Final = (".", "?", "!", ":", "…", "؟", "。", "？", "！")
"""A subject that ends so is a sentence of its own: no full stop follows it."""


@dataclass(frozen=True, slots=True)
class Card:
    """A reply as it is sent. `adaptive` None: `text` alone is sent, as a plain message."""

    adaptive: dict[str, Any] | None
    text: str
    summary: str
    """One line for locked screens: no words of a person, no names, no codes that were typed."""
    subject: str = ""
    """What the card was about, as markup, for the line that it freezes to."""


def draw(reply: Reply, wording: Wording, token: str | None) -> Card:
    """The card of a reply. `token` stands behind its buttons; without one it has none."""
    if isinstance(reply, replies.Bare):
        return Card(None, reply.text, "")
    return draw_sheet(_sheet(reply, wording), wording, token)


def frozen(subject: str, chose: str, wording: Wording) -> Card:
    """What stays of a card that was answered: one subtle line, and no buttons.

    `chose`: the words of the choice; empty where the card was left without one.
    """
    key = "chose-after-sentence" if bare(subject).endswith(ENDS) else "chose"
    runs = compose(wording.pattern(key), {"subject": subject, "chose": (Run(chose),)}) if chose else parse(subject)
    return draw_sheet(
        Sheet((Say(runs, subtle=True),), summary=summary_of(parse(subject)), subject=subject), wording, None
    )


def draw_sheet(sheet: Sheet, wording: Wording, token: str | None, fallback: str | None = None) -> Card:
    """The card of a sheet of pieces. `fallback`: stands in the card in place of its whole text, which takes half of its
    size."""
    text = plain(sheet, wording)
    card: dict[str, Any] | None = adaptive(sheet, wording, token, text if fallback is None else fallback)
    if len(dumps(card).encode("utf-16-le")) // 2 > CARD_LIMIT:
        card = None
    return Card(card, text, sheet.summary, sheet.subject)


def _sheet(reply: Reply, wording: Wording) -> Sheet:
    match reply:
        case replies.Say():
            return say_sheet(reply, wording)
        case replies.Start():
            return start_sheet(reply, wording)
        case replies.Choose():
            return choose_sheet(reply, wording)
        case replies.Slip():
            return slip_sheet(reply, wording)
        case replies.Compare():
            return compare_sheet(reply, wording)
        case replies.ShowStep():
            return step_sheet(reply, wording)
        case replies.Gate():
            return gate_sheet(reply, wording)
        case replies.AskFact():
            return fact_sheet(reply, wording)
        case replies.ReadingRead():
            return reading_sheet(reply, wording)
        case replies.Explain():
            return explain_sheet(reply, wording)
        case replies.Safe():
            return safe_sheet(reply, wording)
        case replies.Preview():
            return preview_sheet(reply, wording)
        case replies.Bare(text=text):
            return Sheet((Say((Run(text),)),))
        case _:
            assert_never(reply)
