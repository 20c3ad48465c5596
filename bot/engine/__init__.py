"""The dialog engine: a pure state machine over the content. Start reading at `advance`."""

from bot.engine.advance import advance, new_session
from bot.engine.edition import Edition, make_edition
from bot.engine.inputs import CardRef, Due, Input, Joined, Opened, Pressed, Said, Told
from bot.engine.model import Session
from bot.engine.offers import offers
from bot.engine.outcome import Banner, Outcome
from bot.engine.replies import Offer, Reply

__all__ = [
    "Banner",
    "CardRef",
    "Due",
    "Edition",
    "Input",
    "Joined",
    "Offer",
    "Opened",
    "Outcome",
    "Pressed",
    "Reply",
    "Said",
    "Session",
    "Told",
    "advance",
    "make_edition",
    "new_session",
    "offers",
]
