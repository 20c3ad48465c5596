"""One turn: load, advance, draw, commit. See `take.py` for the rules."""

from bot.turn.model import (
    AlreadyAnswered,
    Answer,
    Arrival,
    Commit,
    Delivery,
    DeliveryKind,
    Json,
    Loaded,
    LostRace,
    Person,
    ShownCard,
    Store,
    StoreUnavailable,
    TokenPressed,
)
from bot.turn.take import Turns, new_card_token, now_utc, take_turn

__all__ = [
    "AlreadyAnswered",
    "Answer",
    "Arrival",
    "Commit",
    "Delivery",
    "DeliveryKind",
    "Json",
    "Loaded",
    "LostRace",
    "Person",
    "ShownCard",
    "Store",
    "StoreUnavailable",
    "TokenPressed",
    "Turns",
    "new_card_token",
    "now_utc",
    "take_turn",
]
