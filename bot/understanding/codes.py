"""Error codes: every spelling of one is read as the same `Code`, and nothing else is read as a code.

Families and how they are written:

- HRESULT and NTSTATUS in hex: `0x8004DEF7`, without `0x`, with spaces or hyphens inside, `ox8004…`, with letters that
  look like a digit (`o` for 0, `l` and `i` for 1: no hex digit, so there is one reading only). `B` for `8` would be
  another code and is left as it is.
- Dictated, digit by digit ("zero x eight zero zero four d e f seven"), and with spaces anywhere (`80070 16a`): only a
  code that is looked for.
- The same as a decimal: signed as the event viewer shows it (`-2147164425`), or unsigned (`2147802871`).
- `AADSTS50126`: the whole number, never a part of it.
- `CAA50021`, which is a hex code as well (`0xcaa50021`).
- Names (`FSLogix_unsupported_environment`), and short numbers (`[1001]`, `error 53003`, Windows' own `error 362`). A
  short number is only a `Hint`: whether it is a code depends on the words beside it.

Not codes: order and phone numbers, dates, addresses, GUIDs, hashes, colours, versions, commit ids. What stands alone
with an `0x` is meant as a code even if it has a digit too many or too few; without `0x` only eight digits are, or what
is a slip away from a code that is looked for.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from bot.understanding.dictated import dictated_runs
from bot.understanding.model import Code, NearCode

_LOOK_ALIKES = str.maketrans({"o": "0", "l": "1", "i": "1", "|": "1"})
_HEX = frozenset("0123456789abcdef")
_MODULUS = 1 << 32
_FAILURES = range(1 << 31, _MODULUS)
"""HRESULTs and NTSTATUS that mean failure have the highest bit set."""
_LONGEST_HINT = 6
_SHORTEST_CODE, _LONGEST_CODE = 7, 9
"""A hex code has eight digits; one slip makes it seven or nine."""
THOROUGH = 1_200
"""So many characters are read with every spelling. Behind them, in long pastes, a code is met as programs write it."""
_MARGIN = 100
"""A code that begins before that place may end behind it."""
_MOST = 500
"""So many codes of a paste are enough."""
_HEX_WORDS = """
add added bad bead bed bee beef cab cafe dad dead deaf decade deed ebb ed efface fab face faced fad fade faded fed fee
feed ace be a
"""
_WORDS_IN_HEX = frozenset(_HEX_WORDS.split())
"""English words that are made of hex digits: what follows a code after a space may be one."""

_D = r"[0-9a-fA-FoOlIi]"
_SEPARATED = rf"{_D}(?:[ \-]?{_D}){{3,13}}"
_SPELLINGS = re.compile(
    # Numbers of 32 and more digits, GUIDs and paths of hashes are passed over whole.
    r"(?P<guid>\b[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}\b)"
    r"|(?P<other>(?<![A-Za-z0-9])(?:[0-9a-fA-F]{16,4096}|\d{1,4}(?:\.\d{1,5}){2,4}|\d{4}-\d\d-\d\dT?)"
    r"|(?<![\w.+\-])[\w.+\-]{1,64}@[\w.\-]{1,64})"
    rf"|(?<![0-9])0[xX×][ \-:]?(?P<marked>{_SEPARATED})"
    rf"|(?<![0-9A-Za-z])(?:[oOQ][xX]|[xX])[ \-:]?(?P<slurred>{_SEPARATED})"
    r"|(?<![A-Za-z])[aA]{2}[dD] ?[sS][tT][sS][ :#\-]{0,3}(?P<aadsts>\d{4,8})(?!\d)"
    r"|(?<![\w.+])(?<!\d,)(?P<signed>[-\u2212]\d{9,10})(?![\w]|[.,]\d)"
    r"|(?<![\w.,])(?P<grouped>[-\u2212]?\d(?P<by>[., '])\d{3}(?P=by)\d{3}(?P=by)\d{3})(?![\w]|[.,]\d)"
    r"|(?<![\w.+\-/#])(?<!\d,)(?P<unsigned>\d{10})(?![\w]|[.,\-/]\d)"
    rf"|(?<![0-9A-Za-z#.\\/\-])(?P<bare>[8cCdDbB]{_D}{{6,8}})(?![0-9A-Za-z]|-[0-9a-fA-F]{{4}}-)"
    rf"|(?<![0-9A-Za-z#.\\/\-])(?P<halves>[8cCdD]{_D}{{3}}[ \-]{_D}{{4}})(?![0-9A-Za-z]|-[0-9a-fA-F]{{4}})"
    rf"|(?<![0-9A-Za-z#.,\\/\-])(?P<spread>[8cC](?: ?{_D}){{7}})(?! ?\d|[0-9A-Za-z]|[.,\-/]\d)"
    r"|(?<![0-9A-Za-z])(?P<name>[A-Za-z]{3,40}(?:_[A-Za-z]{2,40}){1,8})(?![0-9A-Za-z])"
    r"|(?<![\w.,#\-+/:])(?P<short>\d{2,6})(?![\w]|[.,:/\-]\d|%)"
)
_PLAIN = re.compile(
    # The first character as one class lets the search run over what can't begin a code.
    r"[-0-9cC](?:(?<=0)[xX][0-9a-fA-F]{8}|(?<![0-9A-Za-z].)"
    r"(?:(?<=[8cC])(?=\d*[a-fA-F])[0-9a-fA-F]{7}|(?<=-)\d{9,10}|(?<=\d)\d{9}))(?![0-9A-Za-z])"
)
_PLAIN_AADSTS = re.compile(r"AADSTS\d{4,7}(?!\d)")
_WHOLE_NAME = re.compile(r"[A-Za-z]{2,40}(?:_[A-Za-z0-9]{1,40}){1,8}")
_WHOLE_SHORT = re.compile(r"\[?(\d{3,6})\]?")


@dataclass(frozen=True, slots=True)
class CodeKeys:
    """The codes that are looked for: those with a dialog, and those that are only known."""

    with_dialog: frozenset[Code] = frozenset()
    known: frozenset[Code] = frozenset()
    slips: Mapping[str, Code] = field(default_factory=dict)
    """Digits that are one slip away from a code with a dialog -> that code."""
    names: Mapping[str, Code] = field(default_factory=dict)
    """Codes that are names, in lower case."""
    spoken: Mapping[str, str] = field(default_factory=dict)
    """Words for digits and letters, folded, as codes are dictated."""

    def __contains__(self, code: Code) -> bool:
        return code in self.with_dialog or code in self.known

    def near(self, typed: Code) -> NearCode | None:
        """The code with a dialog that this one is a slip away from; None if it is itself a code that is known."""
        if typed in self:
            return None
        known = self.slips.get(typed.text.removeprefix("0x"))
        return NearCode(typed, known, _first_difference(typed.text, known.text)) if known else None


def code_keys(with_dialog: Iterable[Code], known: Iterable[Code], spoken: Mapping[str, str]) -> CodeKeys:
    dialogs, others = frozenset(with_dialog), frozenset(known)
    slips: dict[str, Code] = {}
    for code in sorted(dialogs):
        if code.text.startswith("0x"):
            for slip in _slips(code.text[2:]):
                slips.setdefault(slip, code)
    names = {code.text.lower(): code for code in dialogs | others if "_" in code.text}
    return CodeKeys(dialogs, others, slips, names, spoken)


def _slips(digits: str) -> Iterable[str]:
    """All that one change, drop, addition or swap of neighbours makes of these digits."""
    spots = range(len(digits))
    yield from (digits[:at] + other + digits[at + 1 :] for at in spots for other in _HEX if other != digits[at])
    yield from (digits[:at] + digits[at + 1 :] for at in spots)
    yield from (digits[:at] + other + digits[at:] for at in range(len(digits) + 1) for other in _HEX)
    yield from (digits[:at] + digits[at + 1] + digits[at] + digits[at + 2 :] for at in spots[:-1])


def _first_difference(typed: str, known: str) -> int:
    for position, (one, other) in enumerate(zip(typed, known, strict=False), start=1):
        if one != other:
            return position
    return min(len(typed), len(known)) + 1


@dataclass(frozen=True, slots=True)
class Spelled:
    """A code as it stands in a text, from `start` to `end` (not included)."""

    start: int
    end: int
    code: Code
    plain_number: bool = False
    """It was written as nothing but decimal digits: it could be an order or phone number that happens to fit."""


@dataclass(frozen=True, slots=True)
class Hint:
    """A short number: a code only beside the right words."""

    start: int
    end: int
    number: int
    bracketed: bool


def normalise_code(text: str) -> Code | None:
    """The code that a whole text spells, as an author writes it. None: it is of no known family.

    >>> normalise_code("-2147164425")
    Code(text='0x8004def7')
    """
    trimmed = text.strip()
    short = _WHOLE_SHORT.fullmatch(trimmed)
    if short:
        return Code(str(int(short[1])))
    if _WHOLE_NAME.fullmatch(trimmed) and "_" in trimmed:
        return Code(trimmed)
    found, _ = codes_in(trimmed)
    if len(found) != 1 or found[0].start != 0 or found[0].end != len(trimmed):
        return None
    code = found[0].code
    if code.text.startswith("0x") and (len(code.text) != 10 or not _is_failure(code)):
        return None
    return code


def _is_failure(code: Code) -> bool:
    return int(code.text[2:], 16) in _FAILURES


def codes_in(text: str, keys: CodeKeys = CodeKeys()) -> tuple[tuple[Spelled, ...], tuple[Hint, ...]]:
    """All codes in a text, in order, and the short numbers that could be some. Linear in its length.

    `keys` decides only where a spelling alone can't: whether seven digits without `0x` are a code that lost one.
    """
    found: list[Spelled] = []
    hints: list[Hint] = []
    at = 0
    while (match := _SPELLINGS.search(text, at, THOROUGH + _MARGIN)) and match.start() < THOROUGH:
        kind = match.lastgroup
        start, end = match.span()
        at = end
        match kind:
            case "marked" | "slurred":
                digits, used = _joined(match[kind], text[match.end() : match.end() + 1], keys)
                spelled = Code("0x" + digits)
                at = match.start(kind) + max(used, 1)
                if kind == "marked" or spelled in keys or keys.near(spelled) or len(digits) == 8:
                    found.append(Spelled(start, at, spelled))
            case "aadsts":
                found.append(Spelled(start, end, Code("AADSTS" + match[kind])))
            case "signed" | "unsigned" | "grouped":
                code = _from_decimal(match[kind], keys)
                if code:
                    found.append(Spelled(start, end, code, plain_number=kind == "unsigned"))
            case "bare" | "halves":
                bare = _from_bare(match[kind], keys)
                if bare:
                    found.append(Spelled(start, end, bare, plain_number=match[kind].isdecimal()))
            case "spread":
                code = Code("0x" + match[kind].replace(" ", "").lower().translate(_LOOK_ALIKES))
                if code in keys:
                    found.append(Spelled(start, end, code))
                else:
                    at = start + 1
            case "name":
                named = keys.names.get(match[kind].lower())
                if named:
                    found.append(Spelled(start, end, named))
            case "short":
                hints.append(
                    Hint(start, end, int(match[kind]), text[start - 1 : start] == "[" and text[end : end + 1] == "]")
                )
            case _:
                pass
    if keys.spoken:
        found = _with_dictated(found, text[:THOROUGH], keys)
    if len(text) > THOROUGH:
        found += _plain_codes(text, max(at, THOROUGH), keys, _MOST - len(found))
    return tuple(found), tuple(hints)


def _with_dictated(found: list[Spelled], text: str, keys: CodeKeys) -> list[Spelled]:
    """What was found, and in its order the codes that were dictated."""
    dictated = [
        Spelled(start, end, code)
        for start, end, digits in dictated_runs(text, keys.spoken)
        if (code := Code("0x" + digits)) in keys and all(end <= other.start or other.end <= start for other in found)
    ]
    return sorted((*found, *dictated), key=lambda each: each.start) if dictated else found


def _plain_codes(text: str, start: int, keys: CodeKeys, most: int) -> list[Spelled]:
    """Codes that are looked for, from a place on, as programs write them."""
    found: list[Spelled] = []
    for match in _PLAIN.finditer(text, start):
        before = text[match.start() - 1]
        if before.isdigit() or (before.isalpha() and match.group()[1] not in "xX") or before in "#_":
            continue
        code = _normalised(match.group())
        if code in keys:
            found.append(Spelled(match.start(), match.end(), code))
            if len(found) >= most:
                break
    found += [Spelled(each.start(), each.end(), Code(each.group())) for each in _PLAIN_AADSTS.finditer(text, start)]
    return sorted(found[:most], key=lambda each: each.start)


def _normalised(spelled: str) -> Code:
    lowered = spelled.lower()
    if lowered.startswith("0x"):
        return Code(lowered)
    if lowered.startswith("-") or len(lowered) == 10:
        return Code(f"0x{int(lowered) % _MODULUS:08x}")
    return Code("0x" + lowered)


def _joined(spelled: str, behind: str, keys: CodeKeys) -> tuple[str, int]:
    """The digits of a code that may have spaces or hyphens in it, and how many characters of the text they take.

    Further groups belong to it only while it isn't complete, and unless they are a word ("0x8004def a few") or the
    beginning of one (`behind`: the character that follows in the text).
    """
    digits, used = "", 0
    for group in re.finditer(r"[^ \-]+", spelled):
        word = group.group().lower()
        if len(digits) >= 8 or (digits and word in _WORDS_IN_HEX and Code("0x" + digits + word) not in keys):
            break
        if digits and group.end() == len(spelled) and behind.isalpha():
            break
        if digits and len(digits) + len(word) > _LONGEST_CODE:
            break
        digits += word.translate(_LOOK_ALIKES)
        used = group.end()
        if len(digits) > 8 and Code("0x" + digits[:8]) in keys and not word.isdecimal() and word[-1] in "li":
            surplus = len(digits) - 8
            digits, used = digits[:8], used - surplus
    return digits, used


def _from_decimal(spelled: str, keys: CodeKeys) -> Code | None:
    number = int(re.sub(r"[., ']", "", spelled).replace("\u2212", "-"))
    value = number + _MODULUS if number < 0 else number
    if value not in _FAILURES:
        return None
    code = Code(f"0x{value:08x}")
    if code in keys or (number < 0 and code.text.startswith(("0x800", "0x801", "0x802", "0xc0", "0xcaa"))):
        return code
    return code if not keys.with_dialog and not keys.known else None


def _from_bare(spelled: str, keys: CodeKeys) -> Code | None:
    """A code without its `0x`: eight digits of a family, or a slip away from a code that is looked for."""
    digits = re.sub(r"[ \-]", "", spelled).lower()
    read = digits.translate(_LOOK_ALIKES)
    code = Code("0x" + read)
    if code in keys:
        return code
    if read != digits or any(c not in _HEX for c in digits):
        return None
    mixed = not digits.isdecimal() and not digits.isalpha()
    if mixed and keys.near(code):
        return code
    if len(digits) == 8 and mixed and digits.startswith(("800", "801", "802", "803", "c00", "caa", "d00")):
        return code
    return code if len(digits) == 8 and not keys.with_dialog and not keys.known and digits.startswith("80") else None
