"""The two kinds of markup that a text may have, and what it may not have.

`**what is on the screen**` and `` `what is typed` ``, and nothing else: no other Markdown, no HTML, no links but
`https:`, no placeholders. What stands in backticks is a command, and may hold anything but a placeholder.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

from bot.content.diagnostic import Rule

MARKUP = Rule(
    "text/markup",
    "error",
    """A text holds markup that isn't read.

    There are two kinds: **two stars** around what is on the screen, and `backticks` around what is typed. Both come
    in pairs. Anything else would be shown as it stands. Buttons and names hold no markup at all.""",
)
LINK = Rule(
    "text/link",
    "error",
    """A link isn't `https:`.

    Other links can be changed on their way, or start programs. Write the https address, or take the link out.""",
)
PLACEHOLDER = Rule(
    "text/placeholder",
    "error",
    """A text holds a placeholder.

    Nothing is filled in. Write "IT" or "the helpdesk": names and phone numbers come from the settings.""",
)

SpanKind = Literal["screen", "typed"]


@dataclass(frozen=True, slots=True)
class Span:
    """A marked part of a text. `at`: the offset of its first mark."""

    kind: SpanKind
    text: str
    at: int


# A part that runs to a closing sign never runs over another opening one: else a line of opening signs alone would be
# read once for each of them.
_SPAN: Final = re.compile(r"\*\*(?P<screen>[^*`]+)\*\*|`(?P<typed>[^`]+)`")
_SUSPICIOUS: Final = re.compile(r"[*`<{\[]|\w:|__|%\(")
_LINK: Final = re.compile(
    r"\b(?:(?!https)[a-z][a-z0-9+.-]*://|(?:javascript|mailto|vbscript):\S|data:\w+/)\S*", re.IGNORECASE
)
_PLACEHOLDER: Final = re.compile(r"\$?\{\{?[ ]*[a-z][a-z_. -]*\}?\}|%\([a-z_]+\)s|\[\[[^\[\]]+\]\]", re.IGNORECASE)
_HTML: Final = re.compile(
    r"</?(?:a|b|i|u|p|br|em|strong|code|pre|span|div|img|ul|ol|li|h\d|table|script)\b[^<>]*>", re.IGNORECASE
)
_ANGLE: Final = re.compile(r"<[a-z][^<>]*>", re.IGNORECASE)
_OTHER: Final = re.compile(r"!?\[[^\[\]]*\]\([^()]*\)|\*|`|__\w")

_MARKED_LINK: Final = re.compile(r"\[(?P<text>[^\[\]]*)\]\((?P<address>[^()]*)\)")


def spans(text: str) -> Iterator[Span]:
    """The marked parts of a text, in order."""
    for match in _SPAN.finditer(text):
        screen = match["screen"]
        if screen is not None:
            yield Span("screen", screen, match.start())
        else:
            yield Span("typed", match["typed"], match.start())


def is_plain(text: str) -> bool:
    """Whether a text surely holds nothing to look at: most do."""
    return not _SUSPICIOUS.search(text)


def faults(text: str, markup: bool) -> Iterator[tuple[Rule, int, str, str]]:
    """What a text holds that it may not: the rule, the offset, what is wrong, what to write."""
    if is_plain(text):
        return
    for found in _LINK.finditer(text):
        yield LINK, found.start(), f"`{found[0]}` isn't an https link", "write the https address, or take it out"
    for found in _PLACEHOLDER.finditer(text):
        yield PLACEHOLDER, found.start(), f"`{found[0]}` is a placeholder", 'write "IT" or "the helpdesk"'
    rest = _SPAN.sub(lambda span: " " * len(span[0]), text) if markup else text
    for found in _HTML.finditer(rest):
        yield MARKUP, found.start(), f"`{found[0]}` is HTML", "write **on the screen** or `typed`"
        rest = rest.replace(found[0], " " * len(found[0]), 1)
    for found in _ANGLE.finditer(rest):
        yield PLACEHOLDER, found.start(), f"`{found[0]}` is a placeholder", 'write "IT" or "the helpdesk"'
    if other := _OTHER.search(rest):
        yield MARKUP, other.start(), *_explained(other[0], markup)


def _explained(found: str, markup: bool) -> tuple[str, str]:
    if not markup:
        return "buttons and names hold no markup", "take the marks out"
    if found == "*":
        return "a `*` without its pair", "write **two stars** on both sides of what is on the screen"
    if found == "`":
        return "a backtick without its pair", "write `one` on both sides of what is typed"
    if link := _MARKED_LINK.match(found):
        address = link["address"]
        says = f"{link['text']}: {address}" if address.startswith("https://") else "the https address as it is"
        return f"`{found}` is no link here: an https address is one as it stands", says
    return f"`{found}` is markup that isn't read", "write **on the screen** or `typed`"
