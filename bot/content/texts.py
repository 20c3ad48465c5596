"""Where the text of a single field differs from its shape: a line, a quote, a block of instructions."""

import re
from typing import Final, assert_never

from bot.content import field_faults as faulty
from bot.content import markup, shapes
from bot.content.diagnostic import Diagnostic
from bot.content.nodes import ListNode, MapNode, Node, TextNode
from bot.content.shapes import (
    Block,
    Day,
    Duration,
    Id,
    Kinds,
    Language,
    ListOf,
    MapOf,
    Moment,
    OneOf,
    OneOrMany,
    Quote,
    Record,
    Reference,
    Shape,
    Text,
    Url,
    Whole,
)
from bot.content.spelling import day, duration, listed, meant_day, moment, nearest, slug, written
from bot.content.traps import quoted

_ID: Final = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*$")
_REFERENCE: Final = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*(?:#[a-z0-9]+(?:-[a-z0-9]+)*(?:=[a-z0-9]+(?:-[a-z0-9]+)*)?)?$")
_NUMBER: Final = re.compile(r"[0-9]+")
_LANGUAGE: Final = re.compile(f"{shapes.LANGUAGE}$")
FILL_IN: Final = "Fill in:"
"""How a text begins that is to be written."""


def is_key(name: str, shape: Language | Id) -> bool:
    return bool((_LANGUAGE if isinstance(shape, Language) else _ID).match(name))


def block(node: Node, shape: Block, label: str, faults: list[Diagnostic]) -> TextNode | None:
    if isinstance(node, ListNode):
        faults.append(
            faulty.LIST_IN_DO.at(node.place, f"`{label}` is a list", f"{label}: |   and one line an instruction")
        )
        return None
    if not isinstance(node, TextNode):
        faults.append(wrong_type(node, label, "a block", "|   and one line an instruction"))
        return None
    if node.style != "literal":
        faults.append(
            faulty.NO_BLOCK.at(node.place, f"`{label}` stands in a block", f"{label}: |   and the text below it")
        )
        return None
    lines = instructions(node)
    if len(lines) > shape.lines:
        place = lines[shape.lines].place
        faults.append(
            faulty.TOO_MANY.at(place, f"`{label}` has {len(lines)} lines; {shape.lines} are the most", "two steps")
        )
    for line in lines:
        if len(line.text) > shape.limit:
            faults.append(_too_long(line, shape.limit, "this line"))
        _unfilled(line, label, faults)
        _marks(line, True, faults)
    return node


def instructions(node: TextNode) -> tuple[TextNode, ...]:
    """The instructions of a block. A line that is indented further goes on with the one above.

    A place inside a joined instruction can only be told for its first line.
    """
    joined: list[TextNode] = []
    for line in node.lines():
        if joined and line.place.column > node.starts[1]:
            first = joined[-1]
            joined[-1] = TextNode(f"{first.text} {line.text}", first.place, first.style, first.starts)
        else:
            joined.append(line)
    return tuple(joined)


def quote(node: Node, shape: Quote, label: str, faults: list[Diagnostic]) -> TextNode | None:
    if not isinstance(node, TextNode):
        faults.append(wrong_type(node, label, "a text", "'the text'"))
        return None
    if len(node.text) > shape.limit:
        faults.append(_too_long(node, shape.limit, f"`{label}`"))
        return None
    return node


def line(node: Node, shape: Shape, label: str, faults: list[Diagnostic]) -> TextNode | None:
    """A value on its line."""
    if not isinstance(node, TextNode):
        faults.append(wrong_type(node, label, "a text", "'the text'"))
        return None
    if node.style in ("literal", "folded"):
        faults.append(faulty.BLOCK.at(node.place, f"`{label}` is a block", f"{label}: the text, on this line"))
        return None
    text = node.text
    match shape:
        case Text():
            fault = _too_long(node, shape.limit, f"`{label}`") if len(text) > shape.limit else None
            _unfilled(node, label, faults)
            _marks(node, shape.markup, faults)
        case Id():
            fault = _spelling(node, _ID, shape.limit)
        case Reference():
            fault = _spelling(node, _REFERENCE, 122)
        case Language():
            fault = None
            if not _LANGUAGE.match(text):
                fault = faulty.CHOICE.at(node.place, f'"{text}" is no language', "two letters, such as `de`")
        case OneOf():
            fault = None
            if text not in shape.values:
                message = f'`{label}` is never "{text}"; it can be {listed(shape.values)}'
                fault = faulty.CHOICE.at(
                    node.place, message, f"{label}: {nearest(text, shape.values) or shape.values[0]}"
                )
        case Whole():
            fault = None
            if not text.isascii() or not text.isdigit() or not shape.low <= int(text[:9]) <= shape.high:
                message = f"`{label}` is a whole number from {shape.low} to {shape.high}"
                fault = faulty.NUMBER.at(node.place, message, f"{label}: {_meant_number(text, shape)}")
        case Duration():
            time = duration(text)
            fault = None
            if time is None or not shape.low <= time <= shape.high:
                message = f"`{label}` is a time from {written(shape.low)} to {written(shape.high)}"
                fault = faulty.DURATION.at(node.place, message, f"{label}: {written(shape.low)}")
        case Day():
            fault = None
            if day(text) is None:
                write = f"{label}: {meant_day(text) or '2026-11-24   (year, month, day)'}"
                fault = faulty.DATE.at(node.place, f'"{text}" is no day', write)
        case Moment():
            fault = None
            if moment(text) is None:
                fault = faulty.DATE.at(node.place, f'"{text}" is no moment', f"{label}: 2026-11-24T12:00Z")
        case Url():
            fault = None
            if not text.startswith("https://") or len(text) > 500 or any(character.isspace() for character in text):
                fault = markup.LINK.at(node.place, f"`{label}` isn't an https link", f"{label}: https://…")
        case Record() | Kinds() | MapOf() | ListOf() | OneOrMany() | Block() | Quote():
            return None
        case _:
            assert_never(shape)
    if fault is not None:
        faults.append(fault)
        is_misspelt = isinstance(shape, Id) and len(text) <= shape.limit
        return TextNode(slug(text), node.place, node.style, node.starts) if is_misspelt else None
    return node


def _meant_number(text: str, shape: Whole) -> int:
    """The number that is meant: of `2 min` the 2, of `2-3` the 3, of `90` the most that may stand there."""
    numbers = [int(found[:9]) for found in _NUMBER.findall(text)]
    return min(max(numbers[-1], shape.low), shape.high) if numbers else shape.low


def _marks(node: TextNode, is_marked: bool, faults: list[Diagnostic]) -> None:
    if markup.is_plain(node.text):
        return
    for rule, offset, message, write in markup.faults(node.text, is_marked):
        faults.append(rule.at(node.at(offset), message, write))


def _unfilled(node: TextNode, label: str, faults: list[Diagnostic]) -> None:
    if node.text.startswith(FILL_IN):
        wanted = node.text.removeprefix(FILL_IN).strip()
        faults.append(faulty.UNFILLED.at(node.place, f"`{label}` isn't written yet", wanted))


def _spelling(node: TextNode, pattern: re.Pattern[str], limit: int) -> Diagnostic | None:
    if pattern.match(node.text) and len(node.text) <= limit:
        return None
    if len(node.text) > limit:
        return faulty.ID.at(
            node.place, f'"{node.text}" has {len(node.text)} characters; {limit} are the most', "a shorter one"
        )
    return faulty.ID.at(node.place, f'"{node.text}" is no id', slug(node.text))


def _too_long(node: TextNode, limit: int, label: str) -> Diagnostic:
    over = len(node.text) - limit
    message = f"{label} has {len(node.text)} characters; {limit} are the most"
    return faulty.TOO_LONG.at(node.at(limit) if node.style != "folded" else node.place, message, f"take {over} away")


def wrong_type(node: Node, label: str, wanted: str, example: str) -> Diagnostic:
    match node:
        case TextNode():
            stands = "a text"
        case ListNode():
            stands = "a list"
            if wanted == "a text" and len(node.items) == 1 and isinstance(node.items[0], TextNode):
                example = node.items[0].text
        case MapNode():
            stands = "fields"
            if wanted == "a text" and len(node.values) == 1:
                (name, value), *_ = node.values.items()
                if isinstance(value, TextNode):
                    example = quoted(f"{name}: {value.text}")
        case _:
            assert_never(node)
    return faulty.TYPE.at(node.place, f"`{label}` takes {wanted}, and {stands} stands here", f"{label}: {example}")
