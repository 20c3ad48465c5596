"""The edition of the shipped content, made once."""

from functools import cache

from bot.engine.edition import Edition, make_edition
from bot.wording import load_wordings
from tests.understanding.shipped import content


@cache
def edition() -> Edition:
    return make_edition(content(), load_wordings())
