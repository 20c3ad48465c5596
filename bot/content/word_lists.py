"""Lists of plain words, taken out of a file before the parser sees it.

Nine tenths of a large file are lists such as `en: [fix, fix it, fix...]`, and to cut them at their commas takes a tenth
of the time that the parser takes for them. So the parser is given `en: []`, and the words are put in afterwards. That
is only done where no word can be meant otherwise: each begins with a letter or digit, and has no character that YAML or
an author uses for anything else. A list may go on in lines that stand further right than its field.
"""

import re
from dataclasses import dataclass
from typing import Final

_WORD: Final = r"[^\W_][\w .'/&%+()=;-]*+"
_LIST: Final = re.compile(
    rf"""^(?P<indent>\ *+)(?:-\ )?[a-z][a-z-]*+:\ \[
         (?P<words>(?:\n(?P=indent)\ ++)?
           {_WORD}(?:,(?:\ *+\n(?P=indent)\ ++|\ ++){_WORD})*+
           ,?\ *+(?:\n(?P=indent)\ *+)?)\]\ *+$""",
    re.VERBOSE | re.MULTILINE,
)


@dataclass(frozen=True, slots=True)
class Shortened:
    """A text without the words of its lists. Every other character keeps its line and column."""

    text: str
    lists: dict[int, str]
    """The line of the opening bracket, from 0 -> what stood between the brackets."""


def shortened(text: str) -> Shortened:
    """Take the lists out of a text whose lines end in `\\n`."""
    lists: dict[int, str] = {}
    kept: list[str] = []
    line = end = 0
    for found in _LIST.finditer(text):
        start, until = found.span("words")
        words = text[start:until]
        breaks = "\n" * words.count("\n")
        line += text.count("\n", end, start)
        lists[line] = words
        kept += (text[end:start], breaks)
        line += len(breaks)
        end = until
    return Shortened("".join((*kept, text[end:])), lists)
