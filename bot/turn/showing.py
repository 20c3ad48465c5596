"""What a turn shows: a post for each reply, a token for each card with buttons, an update for each card that is over.

One card asks. What is asked anew freezes the cards before it; an explanation beside the open question leaves that one
as it is and only replaces the explanation before it. A card that still asks and couldn't be delivered is posted again.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from bot.cards import Card, draw, frozen
from bot.engine.outcome import Outcome
from bot.engine.replies import (
    AskFact,
    Bare,
    Choose,
    Compare,
    Explain,
    Gate,
    Preview,
    ReadingRead,
    Safe,
    Say,
    ShowStep,
    Slip,
    Start,
)
from bot.turn.model import Delivery, Json, Loaded, ShownCard
from bot.wording import Wording

_WithOffers = Say | Start | Choose | Slip | Compare | ShowStep | Gate | AskFact | ReadingRead | Explain | Safe | Preview


@dataclass(frozen=True, slots=True)
class Drawn:
    """What a turn shows: rows to send, and the cards that are new or changed, by token."""

    deliveries: tuple[Delivery, ...]
    cards: Mapping[str, ShownCard]


def show(outcome: Outcome, loaded: Loaded, conv: str, wording: Wording, new_token: Callable[[], str]) -> Drawn:
    posts, shown = [], []
    for reply in outcome.replies:
        if isinstance(reply, Bare):
            posts.append(Delivery("post", {"text": reply.text}))
            continue
        token = new_token() if reply.offers else ""
        card = draw(reply, wording, token or None)
        if token:
            shown.append(_shown(token, conv, reply, card, outcome))
        posts.append(Delivery("post", _look(card) | ({"token": token} if token else {})))
    over = _over(outcome, loaded, shown)
    chosen_on = _chosen_on(loaded)
    for each in over:
        chose = outcome.chose if each is chosen_on else ""
        shown.append(replace(each, frozen=True, body=each.body | _look(frozen(each.body["subject"], chose, wording))))
    again = [Delivery("post", {"token": each.token}) for each in loaded.open_cards if each.lost and each not in over]
    updates = [Delivery("update", {"token": each.token}) for each in over]
    return Drawn((*again, *posts, *updates), {each.token: each for each in shown})


def _look(card: Card) -> Json:
    return {"card": card.adaptive, "text": card.text, "summary": card.summary}


def _shown(token: str, conv: str, reply: _WithOffers, card: Card, outcome: Outcome) -> ShownCard:
    step: str | None
    match reply:
        case ShowStep(step=about, number=number) | Gate(step=about, number=number) | Safe(step=about, number=number):
            step = about.key
        case _:
            step, number = None, 0
    body = {
        "revision": outcome.session.revision,
        "step": step,
        "number": number,
        "case": reply.values.get("case", 0) if isinstance(reply, Say) else 0,
        "subject": card.subject,
        "offers": {offer.verb: offer.title for offer in reply.offers},
        "aside": outcome.keeps_card and isinstance(reply, Explain | Safe | Say),
    }
    return ShownCard(token, conv, body | _look(card))


def _over(outcome: Outcome, loaded: Loaded, shown: list[ShownCard]) -> tuple[ShownCard, ...]:
    """The cards that lose their buttons now."""
    if not outcome.keeps_card:
        return loaded.open_cards if shown or outcome.replies or outcome.chose else ()
    if any(not card.body.get("aside") for card in shown):
        return loaded.open_cards
    if shown:
        return tuple(card for card in loaded.open_cards if card.body.get("aside"))
    return ()


def _chosen_on(loaded: Loaded) -> ShownCard | None:
    """The card whose line says what was chosen: the pressed one if it was open, else the one that asks."""
    pressed = loaded.card.token if loaded.card is not None else ""
    asking = [card for card in loaded.open_cards if card.token == pressed or not card.body.get("aside")]
    return next((card for card in asking if card.token == pressed), asking[-1] if asking else None)
