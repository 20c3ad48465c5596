"""Every sentence that the bot itself says, and every button's words: one YAML file a language.

`en.yaml` is the reference and lists every key with its places; a further language is a file more.
"""

from bot.wording.faults import FaultyWording
from bot.wording.load import load_wordings
from bot.wording.model import Button, Pattern, Saying, Wording, Wordings

__all__ = ["Button", "FaultyWording", "Pattern", "Saying", "Wording", "Wordings", "load_wordings"]
