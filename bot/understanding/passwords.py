"""Finds what looks like a password, so that it is cut out before anything else sees the text.

Behind a word for a password and a colon or an "is", or right behind that word, stands something that is no ordinary
word: letters mixed with digits or signs, four digits or more, or behind a colon a single word that isn't in any
vocabulary. The word "password" alone is never one, and neither are "password: wrong" and "my password is expired".
"""

import re
from collections.abc import Container, Iterable
from dataclasses import dataclass

from bot.understanding.codes import codes_in
from bot.understanding.words import fold

CUT = "[...]"
"""Stands where the password stood."""

_SIGNS = frozenset("!@#$%^&*+=?~\u00a7\u20ac\u00a3<>|")
_EDGES = "\"'\u201c\u201d\u201e\u00ab\u00bb()[]{}.,;:"
_NAMES = re.compile(
    r"(?:windows|win|office|microsoft|ms|o|m|teams|onedrive|outlook|iphone|ipad|edge|usb)[-_ ]?\d{1,4}[a-z]?", re.I
)
_ADDRESS = re.compile(r"\w+://|www\.|[^\s@]+@[^\s@]+\.[a-z]{2,}|[a-z]:\\|\\\\|%\w+%|/\w+/", re.I)
_SHORTEST, _SHORTEST_PIN = 5, 4
_SHORT_REST = 40


@dataclass(frozen=True, slots=True)
class PasswordWords:
    """How a text is searched. `ordinary`: words that are never a password."""

    names: tuple[str, ...]
    """In lower case, for a quick look whether any is there."""
    pattern: re.Pattern[str] | None
    ordinary: Container[str]


def password_words(names: Iterable[str], verbs: Iterable[str], ordinary: Container[str]) -> PasswordWords:
    """`names`: "password", "pw", "mot de passe"; `verbs`: "is", "lautet"."""
    names = tuple(names)
    named = "|".join(sorted((re.escape(name) for name in names), key=len, reverse=True))
    linking = "|".join(sorted((re.escape(verb) for verb in verbs), key=len, reverse=True))
    if not named or not linking:
        return PasswordWords((), None, ordinary)
    pattern = re.compile(
        rf"(?<!\w)(?:{named})(?!\w)"
        r"(?:(?P<colon>(?:[ \t]+[^\s:=]{1,20}){0,3}[ \t]*[:=][ \t]*)"
        rf"|(?P<verb>[ \t]+(?:{linking})[ \t]*:?[ \t]+)|[ \t]+)"
        r"(?P<secret>\S{4,200})",
        re.IGNORECASE,
    )
    return PasswordWords(tuple({name.lower() for name in names}), pattern, ordinary)


def cut_passwords(text: str, words: PasswordWords) -> tuple[str, bool]:
    """The text without passwords, and whether there was one."""
    lowered = text.lower()
    if words.pattern is None or not any(name in lowered for name in words.names):
        return text, False
    kept: list[str] = []
    copied = at = 0
    while found := words.pattern.search(text, at):
        start, end = found.span("secret")
        secret = found["secret"]
        rest = text[end : end + _SHORT_REST].partition("\n")[0]
        if _is_secret(secret, bool(found["colon"]), bool(found["verb"]), not rest.strip(), words.ordinary):
            kept += [text[copied:start], CUT]
            copied = at = end
        else:
            at = start if start > found.start() else end
    return ("".join([*kept, text[copied:]]), True) if kept else (text, False)


def _is_secret(secret: str, behind_colon: bool, behind_verb: bool, is_last: bool, ordinary: Container[str]) -> bool:
    bare = secret.strip(_EDGES)
    if not bare or bare == CUT.strip(_EDGES) or _ADDRESS.search(bare) or _NAMES.fullmatch(bare) or codes_in(bare)[0]:
        return False
    letters = any(c.isalpha() for c in bare)
    digits = any(c.isdigit() for c in bare)
    signs = any(c in _SIGNS for c in bare[:-1])
    if bare.isdecimal():
        return (behind_colon or behind_verb) and len(bare) >= _SHORTEST_PIN
    if len(bare) >= _SHORTEST and letters and (digits or signs) and not _is_date_or_time(bare):
        return behind_colon or behind_verb or (digits and any(c.isupper() for c in bare) and bare[0] != "[")
    return behind_colon and is_last and bare.isalnum() and fold(bare) not in ordinary


def _is_date_or_time(word: str) -> bool:
    return bool(
        re.fullmatch(
            r"\d{1,4}(?:st|nd|rd|th|am|pm|h|x|times|days?|min|uhr|fois|veces|razy|gb|mb|tb|%)", word, re.IGNORECASE
        )
    )
