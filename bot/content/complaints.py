"""What the parser complains of, in an author's words: which line is meant, what is wrong with it, what to write.

The parser stops where a text can't be read any further. That is often a line too late: a field without its colon, or
without the space behind it, is only noticed at the next field. So the complaint is told where its cause stands.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

_FIELD: Final = re.compile(r"(?P<dashes> *(?:- +)*)(?P<name>[a-z][a-z0-9-]*) *:(?= |$)")
_NO_SPACE: Final = re.compile(r" *(?:- +)*([a-z][a-z0-9-]*):(?=[^\s/:])(.+)$")
_NO_COLON: Final = re.compile(r" *(?:- +)*([a-z][a-z0-9-]*) +(\S.*)$")
_NO_COLON_YET: Final = "could not find expected ':'"
_ABOVE: Final = 60
"""How many lines above are looked at for the column in which a line belongs."""


@dataclass(frozen=True, slots=True)
class Complaint:
    """`line`: the index of the line that is to be changed. `column`: None where it is the parser's own."""

    line: int
    column: int | None
    message: str
    write: str


def explained(
    lines: Sequence[str], line: int, problem: str, context: str = "", context_line: int | None = None
) -> Complaint:
    """The parser's `problem` at a line (both lines are indexes), while it was reading what began at `context_line`."""
    cause = None
    if _NO_COLON_YET in problem and context_line is not None and context_line < len(lines):
        cause = context_line
    elif "mapping values" in problem and line > 0 and _NO_SPACE.match(lines[line - 1]):
        cause = line - 1
    if cause is not None:
        text = lines[cause]
        return Complaint(cause, len(text) - len(text.lstrip(" ")), *_no_field(text))
    if _NO_SPACE.match(lines[line]):
        return Complaint(line, None, *_no_field(lines[line]))
    return Complaint(line, None, *_misread(lines, line, problem, context))


def _no_field(line: str) -> tuple[str, str]:
    """A line that was meant as a field, or as part of a text."""
    if found := _NO_SPACE.match(line):
        return "there is no space behind the colon", f"{found[1]}: {found[2]}"
    if found := _NO_COLON.match(line):
        return f"there is no colon behind `{found[1]}`", f"{found[1]}: {found[2]}"
    return "this line is neither a field nor part of a text", "write `field: text`, or put it into the block above"


def _misread(lines: Sequence[str], line: int, problem: str, context: str) -> tuple[str, str]:
    if "quoted scalar" in context:
        return "a quote isn't closed", "close it, or put the whole text in 'single quotes'"
    if "flow" in context:
        return "a bracket isn't closed, or a text inside it needs quotes", "put the texts inside in 'single quotes'"
    moved = _moved(lines, line)
    if "'-' indicator" in problem or "block sequence" in problem:
        is_item = lines[line].lstrip(" ").startswith("- ")
        if is_item or not moved:
            return "items of a list start with `- ` in one column", moved or "start it in the column of the others"
        return "this field stands in another column than its neighbours", moved
    if "mapping values" in problem:
        return "a field can't start here", moved or "start it in the column of its neighbours, or quote the text above"
    if "expected key" in problem or "block end" in problem:
        return (
            "this line stands further left or right than its neighbours",
            moved or "start all fields in the same column",
        )
    if not problem:
        return "this isn't a field", "write `field: value`"
    if _NO_COLON_YET in problem:
        return _no_field(lines[line])
    return f"this can't be read: {problem}", "put the text in 'single quotes', or look at the line above"


def _moved(lines: Sequence[str], line: int) -> str:
    """By how many spaces a line stands beside the nearest column in which it could; empty if it stands in one."""
    text = lines[line]
    stands = len(text) - len(text.lstrip(" "))
    columns = list(_columns(lines, line, is_item=text[stands:].startswith("- ")))
    if not columns or stands in columns:
        return ""
    missing = min(columns, key=lambda column: abs(column - stands)) - stands
    spaces = f"{abs(missing)} space{'s' if abs(missing) > 1 else ''}"
    return f"{spaces} {'more' if missing > 0 else 'less'} at its start"


def _columns(lines: Sequence[str], line: int, *, is_item: bool) -> Iterator[int]:
    """Where the fields above start, or the items of lists; the nearest line first."""
    for text in reversed(lines[max(0, line - _ABOVE) : line]):
        if (found := _FIELD.match(text)) is None:
            continue
        dash = found["dashes"].find("-")
        if not is_item:
            yield found.start("name")
        elif dash >= 0:
            yield dash
