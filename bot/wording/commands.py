"""What stands in backticks: a short word to type, or a command that needs a line of its own.

A command has a path, a slash or a switch: it is copied, and nobody types it without a slip.
"""

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from bot.content.markup import spans

_COMMAND: Final = re.compile(r"[\\/%]|(?:^|\s)--?\w")


def is_command(typed: str) -> bool:
    """Whether it is shown alone and can be copied.

    >>> is_command("dsregcmd /status"), is_command("control panel")
    (True, False)
    """
    return _COMMAND.search(typed) is not None


def commands_in(texts: Iterable[str]) -> tuple[str, ...]:
    """The commands of some texts with markup, in order, each once."""
    return tuple(dict.fromkeys(command for text in texts for command in _in_one(text)))


@lru_cache(maxsize=2048)
def _in_one(text: str) -> tuple[str, ...]:
    """Of one line: each time that a step is offered, all of its lines are looked at."""
    return tuple(span.text for span in spans(text) if span.kind == "typed" and is_command(span.text))
