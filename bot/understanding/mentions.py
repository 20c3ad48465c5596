"""The codes that a text mentions: which are meant, which denied, and what is known about each."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.understanding.codes import Hint, Spelled
from bot.understanding.denial import denied_code, taken_back
from bot.understanding.hearing import Heard, Unit
from bot.understanding.index import Index
from bot.understanding.lexicon import Role
from bot.understanding.model import Code, KnownKey, NearCode
from bot.understanding.senses import ClauseSense
from bot.understanding.words import FIRST_MARK, is_mark

_HTTP_STATUS = range(400, 600)
"""Windows has errors of these numbers too; a website's answer is what people mean, unless a product is named."""
_BESIDE = 4
"""So many words before a number may say what it is."""
_ABBREVIATED = 2
"""So many such words right before a full stop go on behind it: "order no. 80070005"."""
_SHORTEST_TAIL, _LONGEST_TAIL = 4, 6


@dataclass(frozen=True, slots=True)
class Mentions:
    codes: tuple[Code, ...] = ()
    """In order of first mention."""
    denied: tuple[Code, ...] = ()
    live: tuple[Code, ...] = ()
    near: tuple[NearCode, ...] = ()
    known: tuple[KnownKey, ...] = ()
    unknown: tuple[Code, ...] = ()
    clauses: frozenset[int] = frozenset()
    """Clauses with a code that isn't denied."""
    doubtful: bool = False
    """A short number stands beside a word for errors, and nothing says whose error."""


def mentions(
    heard: Heard,
    senses: tuple[ClauseSense, ...],
    spelled: Sequence[Spelled],
    hints: Sequence[Hint],
    pasted: Sequence[Code],
    product_named: bool,
    index: Index,
) -> Mentions:
    places = {ord(word) - FIRST_MARK: at for at, word in enumerate(heard.words.folded) if is_mark(word)}
    found: list[tuple[float, Code, bool, int | None]] = []
    for number, each in enumerate(spelled):
        place = places.get(number)
        if each.plain_number and (place is None or _another_number(heard, place)):
            continue
        found.append((each.start, each.code, place is not None and denied_code(heard, senses, place), place))
    doubtful = False
    for hint in hints:
        code, doubt = _hinted(heard, hint, product_named, index)
        doubtful = doubtful or doubt
        if code:
            found.append((hint.start, code, False, None))
    standing = sorted(place for _, _, _, place in found if place is not None)
    found = [
        (start, code, denied or _is_corrected(heard, place, standing), place) for start, code, denied, place in found
    ]
    for at, word in enumerate(heard.words.folded):
        tail = _by_its_tail(word, index)
        if tail and denied_code(heard, senses, at):
            behind = next((start for start, _, _, place in found if place is not None and place > at), 10**9 + at)
            found.append((behind - 0.5, tail, True, at))
    found.sort(key=lambda each: each[0])
    last = {code: is_denied for _, code, is_denied, _ in found}
    codes = tuple(dict.fromkeys([*(code for _, code, _, _ in found), *pasted]))
    live = tuple(code for code in codes if not last.get(code, False))
    near = {code: slip for code in live if (slip := index.codes.near(code))}
    return Mentions(
        codes=codes,
        denied=tuple(code for code in codes if last.get(code, False)),
        live=live,
        near=tuple(near.values()),
        known=tuple(key for code in live for key in index.known.get(code, ())),
        unknown=tuple(code for code in live if code not in index.codes and code not in near),
        clauses=frozenset(heard.words.clause_of[at] for _, code, _, at in found if at is not None and code in live),
        doubtful=doubtful,
    )


def _is_corrected(heard: Heard, place: int | None, standing: Sequence[int]) -> bool:
    later = next((other for other in standing if place is not None and other > place), None)
    return place is not None and later is not None and taken_back(heard, place, later)


def _another_number(heard: Heard, place: int) -> bool:
    """Whether the words before a bare number make it an order's, a phone's or a ticket's."""
    clause = heard.words.clause_of[place]
    near = [unit for unit in heard.of_role(clause, Role.OTHER_NUMBER) if place - _BESIDE <= unit.start < place]
    if not near and place == heard.clause(clause).start and clause:
        before = heard.of_role(clause - 1, Role.OTHER_NUMBER)
        return len([unit for unit in before if place - _ABBREVIATED <= unit.start]) == _ABBREVIATED
    return bool(near)


def _hinted(heard: Heard, hint: Hint, product_named: bool, index: Index) -> tuple[Code | None, bool]:
    """The code that a short number is, beside the right words; or whether there is doubt."""
    place = next(
        (at for at, word in enumerate(heard.words.folded) if word.isdecimal() and int(word) == hint.number), None
    )
    if place is None or _another_number(heard, place):
        return None, False
    if not hint.bracketed and not _beside_error(heard, place):
        return None, False
    windows = Code(f"0x8007{hint.number:04x}") if hint.number < 1 << 16 else None
    of_a_website = hint.number in _HTTP_STATUS and not product_named
    if windows and windows in index.codes and Role.FILE_WORD in heard.anywhere and not of_a_website:
        return windows, False
    short = next((code for code in (Code(str(hint.number)), Code(f"AADSTS{hint.number}")) if code in index.codes), None)
    if short is None:
        return None, False
    return (short, False) if product_named or Role.SIGN_IN_WORD in heard.anywhere else (None, True)


def _beside_error(heard: Heard, place: int) -> bool:
    clause = heard.words.clause_of[place]
    units: list[Unit] = [
        unit
        for near in (clause - 1, clause, clause + 1)
        if 0 <= near < len(heard.roles)
        for unit in heard.of_role(near, Role.ERROR_WORD)
    ]
    return any(place - _BESIDE <= unit.start <= place + 1 for unit in units)


def _by_its_tail(word: str, index: Index) -> Code | None:
    """The code with a dialog that people call by its end: "the 7016a one"."""
    if not _SHORTEST_TAIL <= len(word) <= _LONGEST_TAIL or word.isdecimal() or word.isalpha():
        return None
    codes = [code for code in index.by_code if code.text.endswith(word)]
    return codes[0] if len(codes) == 1 else None
