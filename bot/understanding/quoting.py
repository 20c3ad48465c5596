"""What a person newly said, out of all that a message carries.

Taken away: mentions, markup, replies that are quoted, lines that begin with `>`, older mails below ("From: …",
"… wrote:") and what follows a "Best regards" on a line of its own, characters that can't be seen. Full-width and
other forms of letters become the plain ones (NFKC).

A message that is nothing but a forwarded mail, or that only says "see below", was sent for what the mail says: its text
is kept as `older`, in which codes and words of a problem count, and answers don't.
"""

import html
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

HEAD = 4_000
"""So many characters from the beginning are looked at for quotes of mails. What a person writes by hand is shorter."""
LONGEST = 120_000
"""What is longer is cut, also behind normalising, which can make a text many times longer."""

_DEEPEST = 50
"""Nothing that people send is nested deeper."""
_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u0000-\u0008\u000b-\u001f\u007f]+")
_DROPPED = re.compile(r"<(/?)(at|blockquote|quoted|style|script|head)\b([^<>]{0,2000})>", re.IGNORECASE)
_BREAK = re.compile(r"<(?:br|/?p|/?div|/?li|/?tr|/?h[1-6]|/?ul|/?ol|/?pre)\b[^<>]{0,2000}>", re.IGNORECASE)
_NAMES = (
    "a|abbr|article|attachment|b|big|body|button|caption|center|cite|code|codeblock|col|colgroup|dd|del|details|dfn|dl|dt"
    "|em|emoji|figcaption|figure|font|footer|form|header|html|i|iframe|img|input|ins|kbd|label|link|main|mark|meta|nav"
    "|object|pre|q|readonly|s|samp|section|small|span|strike|strong|sub|summary|sup|svg|table|tbody|td|tfoot|th|thead"
    "|time|title|tt|u|var|video|wbr|br|p|div|li|tr|h1|h2|h3|h4|h5|h6|hr|ul|ol|at|blockquote|quoted|style|script|head"
)
"""Names of tags that mail and chat programs write. `<Budget 2024>` is what somebody typed."""


def _by_letter(names: Iterable[str]) -> str:
    """One of the names, as a pattern that looks only through those that begin with the same letter."""
    ordered = groupby(sorted(names), key=lambda name: name[0])
    return "|".join(f"{letter}(?:{'|'.join(name[1:] for name in group)})" for letter, group in ordered)


_TAG = re.compile(
    rf"</?(?:{_by_letter(_NAMES.split('|'))}|[a-z]+[:-][a-z-]+)"
    r"(?:\s*/?|\s[^<>=]{0,200}=[^<>]{0,2000})>|<!--[^<>]{0,2000}-->|<!doctype[^<>]{0,2000}>",
    re.IGNORECASE,
)
_QUOTED_LINE = re.compile(r"^[ \t]*>.*$", re.MULTILINE)
_QUOTE_SIGN = re.compile(r"^[ \t]*>+", re.MULTILINE)
_SHORT = 300
"""What is longer than that tells itself what it is about."""
_DASHES = str.maketrans({"\u2010": "-", "\u2011": "-", "\u2212": "-"})
_HYPHENS = re.compile("[\u2010\u2011\u2212]")


@dataclass(frozen=True, slots=True)
class Newly:
    text: str
    linked: str = ""
    """The same with its markup, in which addresses of links still stand."""
    older: str = ""
    """A forwarded mail, when there is nothing else, or nothing that the text before it doesn't refer to."""


@dataclass(frozen=True, slots=True)
class MailMarks:
    """How older mails begin, how one refers to them, and how signatures end, in all languages."""

    begins: re.Pattern[str] | None
    below: re.Pattern[str] | None
    ends: re.Pattern[str] | None


def mail_marks(begins: Iterable[str], below: Iterable[str], ends: Iterable[str]) -> MailMarks:
    """`on ... wrote:` becomes a pattern for a line; `from:` one for the beginning of a line."""
    opening = "|".join(_line(phrase) for phrase in begins)
    referring = "|".join(_line(phrase) for phrase in below)
    closing = "|".join(_line(phrase) for phrase in ends)
    return MailMarks(
        re.compile(rf"^[ \t]*(?:{opening})", re.MULTILINE | re.IGNORECASE) if opening else None,
        re.compile(rf"(?<!\w)(?:{referring})(?!\w)", re.IGNORECASE) if referring else None,
        re.compile(rf"^[ \t]*(?:{closing})[ \t,.!]*$|^-- ?$", re.MULTILINE | re.IGNORECASE) if closing else None,
    )


def _line(phrase: str) -> str:
    return "[^\n]{0,160}?".join(re.escape(part.strip()).replace(r"\ ", "[ \t]+") for part in phrase.split("..."))


def newly_said(text: str, marks: MailMarks) -> Newly:
    """The new words of a message. Linear in its length."""
    text = text[:LONGEST].replace("\r\n", "\n").replace("\r", "\n")
    marked_up = "<" in text
    if marked_up:
        text = _without_spans(text)
    linked = _unescaped(text)
    if marked_up:
        text = _TAG.sub(" ", _BREAK.sub("\n", text))
    text = plain(_unescaped(text))
    head, tail = text[:HEAD], text[HEAD:]
    whole = head
    if ">" in head:
        head = _QUOTED_LINE.sub("", _without_introductions(head, marks))
    older = ""
    begins = marks.begins.search(head) if marks.begins else None
    if begins:
        older = head[begins.start() :] + tail
        head, tail = head[: begins.start()], ""
        if not head.strip() and ">" in whole:
            older = _QUOTE_SIGN.sub("", whole)
    if "\n" in head and marks.ends:
        ends = next((found for found in marks.ends.finditer(head) if head[: found.start()].strip()), None)
        if ends:
            head, tail = head[: ends.start()], ""
    said = head + tail
    refers = marks.below is not None and len(said) < _SHORT and marks.below.search(said)
    if refers and not older and ">" in whole:
        older = _QUOTE_SIGN.sub("", whole)
    return Newly(said, linked if marked_up else said, older if refers or not said.strip() else "")


def _unescaped(text: str) -> str:
    return html.unescape(text) if "&" in text and ";" in text else text


def _without_introductions(head: str, marks: MailMarks) -> str:
    """Without lines like "Jane wrote:" above quoted lines: below these the person may have answered."""
    for begins in reversed(list(marks.begins.finditer(head)) if marks.begins else []):
        end = head.find("\n", begins.end())
        if end >= 0 and head[end:].lstrip().startswith(">"):
            head = head[: begins.start()] + head[end:]
    return head


def plain(text: str) -> str:
    """Characters as they would be typed: visible, NFKC, with plain hyphens."""
    if text.isascii():
        return _UNSEEN.sub("", text)
    text = _UNSEEN.sub("", _normalised(text))
    return text.translate(_DASHES) if _HYPHENS.search(text) else text


def _normalised(text: str) -> str:
    """NFKC, piece by piece, until it is long enough."""
    pieces: list[str] = []
    length = 0
    for start in range(0, len(text), HEAD):
        pieces.append(unicodedata.normalize("NFKC", text[start : start + HEAD]))
        length += len(pieces[-1])
        if length >= LONGEST:
            break
    return "".join(pieces)[:LONGEST]


def _without_spans(text: str) -> str:
    """Without mentions and quoted replies. Only what is closed is taken away."""
    kept: list[str] = []
    copied = 0
    opened: list[tuple[str, int]] = []
    for tag in _DROPPED.finditer(text):
        closing, name, rest = tag.group(1), tag.group(2).lower(), tag.group(3)
        if name == "quoted" or (not closing and rest.endswith("/")):
            if not opened and not closing:
                kept.append(text[copied : tag.start()])
                copied = tag.end()
        elif not closing:
            if len(opened) >= _DEEPEST:
                break
            opened.append((name, tag.start()))
        elif opened and opened[-1][0] == name:
            _, start = opened.pop()
            if not opened:
                kept.append(text[copied:start])
                copied = tag.end()
    kept.append(text[copied:])
    return " ".join(kept)
