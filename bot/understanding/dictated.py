"""A code as it is dictated: "zero x eight zero zero four d e f seven".

The words for digits and letters are data, language by language (`digits` in `hears/<language>.yaml`), and may be mixed
with digits. A run of them is read only if it holds a code that is looked for, digit by digit: people count, spell names
and give phone numbers in the same words.
"""

import re
from collections.abc import Iterator, Mapping

from bot.understanding.words import fold

_WORD = re.compile(r"[^\W_]+")
_BETWEEN = re.compile(r"[\s,.\-]{1,4}")
_DIGITS = 8
_TWICE = "2x"
"""Stands for "double": what follows counts twice."""
_PREFIX = "x"


def dictated_runs(text: str, spoken: Mapping[str, str]) -> Iterator[tuple[int, int, str]]:
    """Each run of eight or more dictated digits: where the first of them begins, where the last ends, and the digits.

    The last eight count, for a zero of "0x" may stand before them. `spoken`: a folded word -> a hex digit, `x`, or `2x`
    for "double".
    """
    starts: list[int] = []
    digits = ""
    end = 0
    twice = False
    for word in _WORD.finditer(text):
        heard = spoken.get(fold(word.group()))
        if heard is None and word.group().isdecimal() and len(word.group()) <= _DIGITS:
            heard = word.group()
        joined = digits == "" or _BETWEEN.fullmatch(text, end, word.start())
        if heard is None or heard == _PREFIX or not joined:
            if len(digits) >= _DIGITS:
                yield starts[-_DIGITS], end, digits[-_DIGITS:]
            starts, digits, twice = [], "", False
        if heard is None or heard == _PREFIX:
            continue
        if heard == _TWICE:
            twice, end = True, word.end()
            continue
        heard, twice = heard * (2 if twice else 1), False
        digits += heard
        starts += [word.start()] * len(heard)
        end = word.end()
    if len(digits) >= _DIGITS:
        yield starts[-_DIGITS], end, digits[-_DIGITS:]
