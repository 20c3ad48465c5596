"""The edition of the shipped content, made once."""

from functools import cache

from bot.engine.edition import Edition
from bot.engine.shelf import read_edition


@cache
def edition() -> Edition:
    return read_edition()
