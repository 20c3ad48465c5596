"""Diagnostics for people, for programs, and for a pull request.

A file that isn't ours may hold anything, and a terminal obeys what it is shown: so no control character gets out.

dialogs/onedrive/sign-in.yaml:63:12: error: step "reset" runs `onedrive.exe /reset` but names no risk
  63 |       Type `%localappdata%\\Microsoft\\OneDrive\\onedrive.exe /reset` and press **Enter**.
     |            ^ add beside `do:`   risk: what can go wrong (and `confirm:`, `undo:`)
  rule step/unmarked-danger; the step starts at line 58
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from bot.content.diagnostic import Diagnostic

_WIDTH: Final = 110
"""The most characters of a line that are shown."""
_PICTURES: Final = (
    {code: 0x2400 + code for code in range(32) if chr(code) not in "\t\n"}
    | {0x7F: 0x2421}
    | dict.fromkeys((*range(0x80, 0xA0), *range(0x202A, 0x202F)), 0xFFFD)
)
"""Control characters, and those that turn the direction of all that follows -> one that shows where they were."""


def visible(text: str) -> str:
    r"""A text that can be shown in a terminal: no more and no fewer characters, and none that it obeys.

    >>> visible("a\x1b[2Jb")
    'a␛[2Jb'
    """
    return text if text.isascii() and text.isprintable() else text.translate(_PICTURES)


def placed(fault: Diagnostic, paths: Mapping[str, str]) -> Diagnostic:
    """The same fault with the paths of files in place of their names. `paths`: name -> path."""
    if not paths:
        return fault
    message = fault.message
    if fault.also is not None and fault.also.file in paths:
        message = message.replace(f"({fault.also.file}, line", f"({paths[fault.also.file]}, line")
    also = fault.also._replace(file=paths.get(fault.also.file, fault.also.file)) if fault.also else None
    place = fault.place._replace(file=paths.get(fault.place.file, fault.place.file))
    return replace(fault, place=place, message=message, also=also)


def as_text(fault: Diagnostic) -> str:
    """A fault as it is printed: where, what is wrong, the line with a mark, what to write, the rule."""
    place = fault.place
    lines = [f"{place}: {fault.severity}: {fault.message}"]
    number = str(place.line)
    margin = " " * (len(number) + 2)
    if fault.line_text:
        text, column = _cut(fault.line_text.replace("\t", " "), place.column)
        lines.append(f"  {number} | {text}")
        lines.append(f"{margin} | {' ' * (column - 1)}^ {fault.write}".rstrip())
    elif fault.write:
        lines.append(f"{margin} | {fault.write}")
    lines.append(f"  rule {fault.rule}{_also(fault)}")
    return "\n".join(map(_one_line, lines))


def as_json(fault: Diagnostic) -> dict[str, Any]:
    """A fault for a program."""
    return {
        "file": visible(fault.place.file),
        "line": fault.place.line,
        "column": fault.place.column,
        "severity": fault.severity,
        "rule": fault.rule,
        "message": visible(fault.message),
        "write": visible(fault.write),
    }


def as_github(fault: Diagnostic, paths: Mapping[str, str]) -> str:
    """A fault as a workflow command, which puts it beside the line of a pull request. `paths`: name -> path."""
    place = fault.place
    file = paths.get(place.file, place.file)
    message = f"{fault.message}\n{fault.write}" if fault.write else fault.message
    where = f"file={_property(file)},line={place.line},col={place.column},title={_property(fault.rule)}"
    return visible(f"::{fault.severity} {where}::{_escaped(message)}")


def summary(faults: Sequence[Diagnostic]) -> str:
    """`2 errors, 1 warning`"""
    counts = []
    for severity in ("error", "warning"):
        count = sum(fault.severity == severity for fault in faults)
        if count:
            counts.append(f"{count} {severity}{'s' if count > 1 else ''}")
    return ", ".join(counts) or "no faults"


def _also(fault: Diagnostic) -> str:
    also = fault.also
    if also is None:
        return ""
    where = f"line {also.line}" if also.file == fault.place.file else f"{also.file}:{also.line}"
    return f"; {fault.also_is or 'see'} at {where}"


def _cut(line: str, column: int) -> tuple[str, int]:
    """The part of a long line around a column, and where the column is in it."""
    if len(line) <= _WIDTH:
        return line, column
    start = max(0, min(column - 1 - _WIDTH // 2, len(line) - _WIDTH))
    part = line[start : start + _WIDTH]
    if start:
        part = "…" + part[1:]
    if start + _WIDTH < len(line):
        part = part[:-1] + "…"
    return part, column - start


def _one_line(text: str) -> str:
    return visible(text).replace("\n", "␊")


def _escaped(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _escaped(text).replace(":", "%3A").replace(",", "%2C")
