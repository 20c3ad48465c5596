"""A pasted output becomes facts and a conclusion; the text itself is forgotten.

A reading is recognised when two of its fields stand there as `Name : value` (dots and spaces before the colon don't
count), or one with a value that the author knows, where the text is hardly anything else. It is read as it comes:
indented, with a chat's or forum's markup, everything on one line, lines cut in two, parts left out. What each of the
author's words means is looked at field by field, then the `derive` lines, all of them, then the `conclude` lines until
one holds.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from bot.understanding.codes import codes_in
from bot.understanding.model import Code, ReadingField, ReadingResult, ReadingSpec

UNKNOWN = "unknown"
"""What a word is when its field isn't there, or has none of the values."""
ENOUGH = 2
"""So many different fields make a text a reading."""

_LONGEST_VALUE = 400
_MARKUP = " \t\r*`_|>\"'"
_FEW_WORDS = 6
_NEXT_NAME = re.compile(r"\s+[\w-]{1,40} :(?:\s|$)")
_LIKE_A_LINE = re.compile(
    r"[ \t*`|>]*(?:[\w./()-]{1,40}[ \t]{1,3}){0,6}[\w./()-]{1,40}[ .\t]*:|[ \t|>*]*(?:[+=\-_]{4,}|\|)|[ \t\r]*$"
)
"""A line of an output: a name and a colon, a frame, or nothing."""
_TIME = re.compile(r"(\d{4})-(\d\d)-(\d\d)[ T](\d\d):(\d\d)(?::(\d\d))?(?:\.\d{1,9})?\s?(?:UTC|Z)?")
_AGE = re.compile(r"(under|over) (\d{1,4})([mhd])")
_UNITS: Mapping[str, timedelta] = {"m": timedelta(minutes=1), "h": timedelta(hours=1), "d": timedelta(days=1)}


@dataclass(frozen=True, slots=True)
class Reader:
    """A reading, ready to be looked for."""

    spec: ReadingSpec
    names: tuple[str, ...]
    """All field names, in lower case, for a quick look whether any is there."""
    pattern: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Pasted:
    """What was read, and where in the text it stood."""

    result: ReadingResult
    start: int
    end: int


def reader(spec: ReadingSpec) -> Reader:
    names = sorted({name for each in spec.fields for name in each.names}, key=len, reverse=True)
    spelled = "|".join(r"[ \t]+".join(re.escape(word) for word in name.split()) for name in names)
    # A name may be in bold or in code, and has no letter before it: "AzureAdJoined" isn't in "NotAzureAdJoined".
    pattern = re.compile(rf"(?<![\w-])({spelled})[*`_]{{0,3}}[ .\t]*[:：][*`_]{{0,3}}", re.IGNORECASE)
    return Reader(spec, tuple(name.lower() for name in names), pattern)


def read_pasted(text: str, readings: Iterable[ReadingSpec], now: datetime) -> ReadingResult | None:
    """What the first reading that is recognised says. `now` is compared with times in UTC."""
    found = find_pasted(text, [reader(spec) for spec in readings], now)
    return found.result if found else None


def find_pasted(text: str, readers: Iterable[Reader], now: datetime) -> Pasted | None:
    """The same with prepared readers, and with the place of what was read."""
    if ":" not in text and "：" not in text:
        return None
    lowered = text.lower()
    for each in readers:
        if not any(name in lowered for name in each.names):
            continue
        found = _occurrences(text, each)
        if len(found.by_name) >= ENOUGH or (found.by_name and _is_only_a_line(text, each.spec, found, now)):
            return Pasted(_read(each.spec, found.by_name, now), found.start, found.end)
    return None


def _is_only_a_line(text: str, spec: ReadingSpec, found: "_Occurrences", now: datetime) -> bool:
    """Whether a text is one line of the output and hardly more: "it says AzureAdJoined : YES". A code goes first."""
    name, values = next(iter(found.by_name.items()))
    around = f"{text[: found.name_start]} {text[found.end :]}"
    if len(around) > _LONGEST_VALUE or len(around.split()) > _FEW_WORDS or codes_in(values[0][0])[0]:
        return False
    return any(_meaning(each, values, now) != UNKNOWN for each in spec.fields if name in map(_name, each.names))


_Value = tuple[str, ...]
"""A value as it may be meant, the longest first. On a crowded line the next name's first words may still be in it."""


@dataclass(frozen=True, slots=True)
class _Occurrences:
    by_name: Mapping[str, "list[_Value]"]
    """Field name in lower case -> its values, in order."""
    start: int
    end: int
    name_start: int = 0
    """Where the first field's name begins, in the middle of a line or not."""


def _occurrences(text: str, each: Reader) -> _Occurrences:
    matches = list(each.pattern.finditer(text))
    by_name: dict[str, list[_Value]] = {}
    end = 0
    for number, match in enumerate(matches):
        limit = matches[number + 1].start() if number + 1 < len(matches) else len(text)
        value, end = _value(text, match.end(), min(limit, match.end() + _LONGEST_VALUE))
        by_name.setdefault(_name(match[1]), []).append(value)
    if not matches:
        return _Occurrences({}, 0, 0)
    first = matches[0].start()
    return _Occurrences(by_name, _first_line(text, first), _last_line(text, end), first)


def _name(spelled: str) -> str:
    return " ".join(spelled.lower().split())


def _first_line(text: str, start: int) -> int:
    """Where the output begins: lines above that look like it belong to it."""
    start = text.rfind("\n", 0, start) + 1 or start
    while start > 0:
        above = text.rfind("\n", 0, start - 1) + 1
        if not _LIKE_A_LINE.match(text[above : start - 1]):
            break
        start = above
    return start


def _last_line(text: str, end: int) -> int:
    """Where the output ends: lines below that look like it belong to it."""
    end = len(text) if (newline := text.find("\n", end)) < 0 else newline
    while end < len(text):
        below = len(text) if (newline := text.find("\n", end + 1)) < 0 else newline
        if not _LIKE_A_LINE.match(text[end + 1 : below]):
            break
        end = below
    return end


def _value(text: str, start: int, limit: int) -> tuple[_Value, int]:
    """The value that begins at `start`, and where it ends."""
    line_end = text.find("\n", start, limit)
    end = limit if line_end < 0 else line_end
    value = text[start:end]
    crowded = _NEXT_NAME.search(value)
    if crowded:
        words = value[: crowded.start()].split()
        candidates = (" ".join(words[:count]).strip(_MARKUP) for count in range(len(words), 0, -1))
        return tuple(candidates) or ("",), start + crowded.start()
    if value.strip() and line_end >= 0:
        next_end = text.find("\n", line_end + 1, limit)
        following = text[line_end + 1 : limit if next_end < 0 else next_end]
        if following.strip(_MARKUP) and not _LIKE_A_LINE.match(following):
            joined = f"{value.strip(_MARKUP)} {following.strip(_MARKUP)}"
            return (joined, value.strip(_MARKUP)), line_end + 1 + len(following)
    return (value.strip(_MARKUP),), end


def _read(spec: ReadingSpec, by_name: Mapping[str, list[_Value]], now: datetime) -> ReadingResult:
    known: dict[str, str] = {}
    texts: dict[str, str] = {}
    for each in spec.fields:
        values = next((by_name[_name(name)] for name in each.names if _name(name) in by_name), [])
        known[each.word] = _meaning(each, values, now)
        texts[each.word] = values[0][0] if values else ""
    facts: dict[str, str] = {}
    for line in spec.derive:
        if _holds(line.when, known, facts):
            facts = {**line.sets, **facts}
    for conclusion in spec.conclude:
        if _holds(conclusion.when, known, facts):
            codes = _codes(texts.get(conclusion.code_in, "")) if conclusion.code_in else ()
            return ReadingResult(spec.id, facts, conclusion.id, codes)
    return ReadingResult(spec.id, facts, None)


def _codes(text: str) -> tuple[Code, ...]:
    return tuple(dict.fromkeys(found.code for found in codes_in(text)[0]))


def _holds(when: Mapping[str, tuple[str, ...]], known: Mapping[str, str], facts: Mapping[str, str]) -> bool:
    return all((known.get(name) or facts.get(name, UNKNOWN)) in wanted for name, wanted in when.items())


def _meaning(each: ReadingField, values: list[_Value], now: datetime) -> str:
    """Which of the author's values it is; `unknown` if it isn't there or is none of them."""
    if not values:
        return UNKNOWN
    for ours, patterns in each.values.items():
        match each.which:
            case "first":
                fits = _fits(values[0], patterns, now)
            case "any":
                fits = any(_fits(value, patterns, now) for value in values)
            case "all":
                fits = all(_fits(value, patterns, now) for value in values)
        if fits:
            return ours
    return UNKNOWN


def _fits(value: _Value, patterns: tuple[str, ...], now: datetime) -> bool:
    return any(_fits_one(meant, pattern, now) for pattern in patterns for meant in value)


def _fits_one(value: str, pattern: str, now: datetime) -> bool:
    age = _AGE.fullmatch(pattern)
    if age:
        then = _time(value)
        if then is None:
            return False
        limit = int(age[2]) * _UNITS[age[3]]
        return (_utc(now) - then < limit) == (age[1] == "under")
    pieces = [piece.lower() for piece in pattern.split("*")]
    text = value.lower()
    if len(pieces) == 1:
        return text == pieces[0]
    if not text.startswith(pieces[0]):
        return False
    at = len(pieces[0])
    for piece in pieces[1:-1]:
        at = text.find(piece, at)
        if at < 0:
            return False
        at += len(piece)
    return text.endswith(pieces[-1]) and len(text) - len(pieces[-1]) >= at


def _utc(moment: datetime) -> datetime:
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def _time(value: str) -> datetime | None:
    found = _TIME.search(value)
    if not found:
        return None
    numbers = [int(number) for number in found.groups(default="0")]
    try:
        year, month, day, hour, minute, second = numbers
        return datetime(year, month, day, hour, minute, second, tzinfo=UTC)
    except ValueError:
        return None
