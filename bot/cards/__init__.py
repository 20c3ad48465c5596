"""What people see: a reply of the engine in, an Adaptive Card and its plain-text form out. Pure."""

from bot.cards.draw import Card, draw, frozen
from bot.cards.html import card_html, stylesheet

__all__ = ["Card", "card_html", "draw", "frozen", "stylesheet"]
