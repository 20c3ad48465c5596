"""The same bot in a browser: a channel without Teams, for this computer only. See `chat.py`."""

from bot.playground.chat import Playground
from bot.playground.talks import CHANNEL

__all__ = ["CHANNEL", "Playground"]
