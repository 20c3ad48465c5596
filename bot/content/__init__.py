"""What authors write, read and checked: `load(layers) -> Loaded`. Pure after reading the files."""

from bot.content.diagnostic import Diagnostic, Place
from bot.content.load import Loaded, load, shipped
from bot.content.model import Content

__all__ = ["Content", "Diagnostic", "Loaded", "Place", "load", "shipped"]
