"""What a text says: codes, problems, answers, commands, readings. Pure; knows words and keys, not dialogs."""

from bot.understanding.codes import codes_in, normalise_code
from bot.understanding.index import Index, build_index
from bot.understanding.lexicon import Hears, Lexicon, Meaning, Role
from bot.understanding.masking import mask
from bot.understanding.readings import read_pasted
from bot.understanding.understand import STOPPED, understand

__all__ = [
    "STOPPED",
    "Hears",
    "Index",
    "Lexicon",
    "Meaning",
    "Role",
    "build_index",
    "codes_in",
    "mask",
    "normalise_code",
    "read_pasted",
    "understand",
]
