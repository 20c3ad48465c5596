"""From a text to words: folded, in clauses, ready to be compared.

Folding takes away what people leave out or mistype without meaning anything by it: case, accents, apostrophes, how
often a letter is repeated. A word is a run of letters or digits, letters with
dots between (`k.A.`), or one emoji. French short forms are words of their
own (`l'antivirus` is two words), English ones are not (`don't` is `dont`).

Sentences end at `.`, `!`, `?`, `;` or a new line; clauses also at a comma, a colon, brackets or a dash between spaces.
What stands in quotation marks or [square brackets] is marked: it was read from a screen or is somebody else's word.
"""

import re
import unicodedata
from dataclasses import dataclass, field

_LETTERS_WITHOUT_PARTS = str.maketrans(
    {"ł": "l", "Ł": "L", "ø": "o", "Ø": "O", "æ": "ae", "œ": "oe", "đ": "d", "ı": "i"}
)
"""Letters that Unicode doesn't take apart into a letter and an accent."""
_APOSTROPHES = str.maketrans(dict.fromkeys("\u2018\u2019\u02bc\u00b4`\uff07", "'"))
_SHORT_FORMS = frozenset(["l", "d", "j", "n", "s", "m", "t", "c", "qu", "jusqu", "lorsqu", "puisqu", "quelqu"])
_IGNORED = frozenset("\ufe0f\u200d\u2640\u2642\U0001f3fb\U0001f3fc\U0001f3fd\U0001f3fe\U0001f3ff")
"""Variation selector, joiner, gender signs and skin tones: they turn one emoji into another form of itself."""

FIRST_MARK = 0xE000
"""Private-use characters stand for codes that were cut out of a text: the first of them for the first code."""
_LAST_MARK = 0xF8FF

_PIECES = re.compile(
    r"(?P<short>(?<!\w)[^\W\d_](?:\.[^\W\d_])+(?!\w)\.?)"
    r"|(?P<word>[^\W_]+(?:'[^\W_]+)*)"
    r"|(?P<sign>\+1(?!\w)|[\ue000-\uf8ff\u2600-\u27bf\u2b50-\u2b55\U0001f300-\U0001faff])"
    r"|(?P<ask>\?+)|(?P<stop>[.!;\n\u2026\u3002]+)|(?P<pause>[,:()\[\]{}|\u2013\u2014]|\s-+\s)"
    r'|(?P<quote>["\u201c\u201d\u201e\u00ab\u00bb])|(?P<open>(?<!\w)\'(?=\w))|(?P<close>(?<=\w)\'(?!\w))'
)
_LONGEST_TAG = 2
"""So many words before a question mark ask about the whole sentence ("it works now, right?")."""
_LONG_RUN = re.compile(r"(.)\1{2,}")


def fold(text: str) -> str:
    """Lower case, without accents; the apostrophes all alike. `Kennwort GEÄNDERT` becomes `kennwort geandert`."""
    if text.isascii():
        return text.lower().replace("`", "'")
    return text.translate(_FOLDED)


class _Folded(dict[int, str]):
    """What becomes of a character, worked out when it is first met; kept of those that alphabets are made of."""

    def __missing__(self, code: int) -> str:
        folded = chr(code).translate(_APOSTROPHES).casefold().translate(_LETTERS_WITHOUT_PARTS)
        plain = "".join(c for c in unicodedata.normalize("NFKD", folded) if not unicodedata.combining(c)).casefold()
        if code < _ALPHABETS:
            self[code] = plain
        return plain


_ALPHABETS = 0x3000
_FOLDED = _Folded()


@dataclass(frozen=True, slots=True)
class Clause:
    """A stretch of words, `start` to `end` (not included), that stands between two pauses."""

    start: int
    end: int
    sentence: int
    asks: bool
    """A question mark ends it, or a short "right?" behind it."""


@dataclass(frozen=True, slots=True)
class Words:
    """A text taken apart. `raw`: the words with their accents; `clause_of`: for each word, which clause it is in."""

    folded: list[str] = field(default_factory=list)
    raw: list[str] = field(default_factory=list)
    quoted: list[bool] = field(default_factory=list)
    clauses: list[Clause] = field(default_factory=list)
    clause_of: list[int] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.folded)


def split(text: str) -> Words:
    """Take a text apart. Linear in its length."""
    words = Words()
    lowered = text.translate(_APOSTROPHES).casefold()
    pending: list[tuple[int, int, int]] = []
    start = sentence = sentence_start = opened = 0
    inside = bracketed = False

    def add(raw: str) -> None:
        words.raw.append(raw)
        words.folded.append(raw if raw.isascii() else fold(raw))
        words.quoted.append(inside or bracketed)

    def close_clause() -> None:
        nonlocal start
        if len(words.folded) > start:
            pending.append((start, len(words.folded), sentence))
            start = len(words.folded)

    def close_sentence(asks: bool) -> None:
        nonlocal sentence, sentence_start
        close_clause()
        if len(words.folded) > sentence_start:
            first, last, _ = pending[-1]
            whole = asks and last - first <= _LONGEST_TAG
            for first, last, number in pending:
                words.clauses.append(Clause(first, last, number, whole or (asks and last == len(words.folded))))
            pending.clear()
            sentence += 1
            sentence_start = len(words.folded)

    for piece in _PIECES.finditer(lowered):
        match piece.lastgroup:
            case "short":
                add(piece.group().replace(".", ""))
            case "word":
                for raw in _parts(piece.group()):
                    add(raw)
            case "sign":
                sign = piece.group()
                if sign not in _IGNORED:
                    add(sign)
            case "ask":
                close_sentence(asks=True)
            case "stop":
                close_sentence(asks=False)
                bracketed = bracketed and "\n" not in piece.group()
            case "pause":
                close_clause()
                bracketed = piece.group() == "[" or (bracketed and piece.group() != "]")
            case "quote" | "open" | "close":
                inside = piece.lastgroup != "close" and (piece.lastgroup == "open" or not inside)
                opened = len(words.folded)
    if inside:
        words.quoted[opened:] = [False] * (len(words.folded) - opened)
    close_sentence(asks=False)
    for number, clause in enumerate(words.clauses):
        words.clause_of.extend([number] * (clause.end - clause.start))
    return words


def _parts(word: str) -> list[str]:
    if "'" not in word:
        return [word]
    head, _, tail = word.partition("'")
    if head in _SHORT_FORMS and len(tail) > 1:
        return [head, *_parts(tail)]
    return [word.replace("'", "")]


def is_mark(word: str) -> bool:
    """Whether a word stands for a code."""
    return len(word) == 1 and FIRST_MARK <= ord(word) <= _LAST_MARK


def plain_words(text: str) -> list[str]:
    """The folded words alone, for phrases of the content."""
    words = text.lower().split() if text.isascii() else text.split()
    if all(word.isalnum() for word in words):
        return words if text.isascii() else [fold(word) for word in words]
    if text.isascii() and "'" not in text and "." not in text:
        return _ASCII_WORDS.findall(text.lower())
    return split(text).folded


_ASCII_WORDS = re.compile(r"[a-z0-9]+")


def shortened(word: str) -> tuple[str, ...]:
    """What a word with repeated letters may be meant as: `yesss` -> `yes`, `nooo` -> `no`, `yess` -> `yes`."""
    forms = [_LONG_RUN.sub(r"\1", word), _LONG_RUN.sub(r"\1\1", word)]
    if len(word) > 2 and word[-1] == word[-2]:
        forms.append(word.rstrip(word[-1]) + word[-1])
    return tuple(form for form in dict.fromkeys(forms) if form != word)
