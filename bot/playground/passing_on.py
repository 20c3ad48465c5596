"""A talk in a link, so that a colleague can stand at the same place: what was done in it, small enough for an address.

Whatever such a link holds comes from elsewhere. It is bounded before it is read, it is only shown until somebody
presses the button of our own page, and it never sends a note to the helpdesk.
"""

import base64
import binascii
import json
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from bot.authoring.keeping import Act, Move, playable
from bot.content.spelling import duration

LONGEST: Final = 6000
"""Characters of what stands in the address: what every browser and chat passes on whole."""
_UNPACKED: Final = 100_000
"""Bytes of it once it is unpacked: a small text can be a very large one."""
MOST: Final = 100
"""Things that were done."""

_ACTS: Final[Mapping[str, Act]] = {"y": "you", "p": "press", "o": "open", "w": "wait", "g": "given"}
_WORDS: Final = {"you": "Writes:", "press": "Presses:", "open": "Stands at:", "wait": "Waits:", "given": "Sets:"}


@dataclass(frozen=True, slots=True)
class PassedOn:
    """What a link says. `language`: in which it was talked."""

    language: str
    moves: tuple[Move, ...]


def pack(talk: PassedOn) -> str | None:
    """The text for an address; None: it would be too long."""
    moves = [[move.act[0], playable(move.given)] for move in talk.moves]
    raw = json.dumps([talk.language, moves], ensure_ascii=False, separators=(",", ":")).encode(errors="replace")
    if len(moves) > MOST or len(raw) > _UNPACKED:
        return None
    packed = base64.urlsafe_b64encode(zlib.compress(raw, 9)).decode().rstrip("=")
    return packed if len(packed) <= LONGEST else None


def unpack(text: str) -> PassedOn | None:
    """None: it isn't such a text, or too much."""
    if not text or len(text) > LONGEST or not text.isascii():
        return None
    try:
        stream = zlib.decompressobj()
        packed = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
        raw = stream.decompress(packed, _UNPACKED)
        if not stream.eof:
            return None
        language, moves = json.loads(raw)
        made = tuple(_move(each) for each in moves)
    except (binascii.Error, zlib.error, ValueError, TypeError, RecursionError):
        return None
    if not isinstance(language, str) or len(language) > 35 or not made or len(made) > MOST:
        return None
    return PassedOn(language, made)


def _move(given: Any) -> Move:
    """Raises `ValueError` or `TypeError`."""
    letter, text = given
    if not isinstance(letter, str) or letter not in _ACTS or not isinstance(text, str):
        raise ValueError("no such thing can be done")
    text.encode()  # half a character is none
    act = _ACTS[letter]
    if act == "wait" and duration(text) is None:
        raise ValueError("no such time")
    return Move(act, text)


def in_words(moves: Sequence[Move]) -> tuple[str, ...]:
    """What would be done, a line each."""
    return tuple(f"{_WORDS[move.act]} {move.given.removeprefix('pick:')}".strip() for move in moves)
