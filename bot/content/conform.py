"""Where a node differs from its shape.

`conform` goes through both side by side, tells every difference at its own line and column, and returns the node
without the parts that don't fit. So whoever reads the node afterwards never meets a text where a list belongs, and
one wrong field doesn't hide the faults of the others.
"""

import re
from typing import Final, assert_never

from bot.content import field_faults as faulty
from bot.content import markup, shapes
from bot.content.diagnostic import Diagnostic, Place
from bot.content.nodes import ListNode, MapNode, Node, TextNode, WordList, texts_of
from bot.content.shapes import (
    Block,
    Day,
    Duration,
    Field,
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
_SURELY: Final = 0.75
"""How near a misspelt field has to be to be read as the one that is meant."""
_RESERVED: Final = frozenset({"image"})


def conform(node: Node, shape: Shape, label: str, faults: list[Diagnostic]) -> Node | None:
    """What of the node fits the shape; None if nothing does. Differences are added to `faults`.

    `label`: the field's name, for the messages.
    """
    match shape:
        case Record():
            return _record(node, shape, label, faults)
        case Kinds():
            return _record(node, _kind_of(node, shape), label, faults)
        case MapOf():
            return _map(node, shape, label, faults)
        case ListOf():
            return _list(node, shape, label, faults)
        case OneOrMany():
            if isinstance(node, ListNode):
                return _list(node, ListOf(shape.item), label, faults)
            return conform(node, shape.item, label, faults)
        case Block():
            return _block(node, shape, label, faults)
        case Quote():
            return _quote(node, shape, label, faults)
        case _:
            return _line(node, shape, label, faults)


def _kind_of(node: Node, kinds: Kinds) -> Record:
    """The record that a node is meant to be, also if the field that marks it is misspelt."""
    if not isinstance(node, MapNode):
        return kinds.otherwise
    found = kinds.of(node)
    marks = dict(kinds.marks)
    strange = [name for name in node.keys if name not in found.by_name and name not in found.elsewhere]
    meant = (nearest(name, marks, _SURELY) for name in strange if not nearest(name, found.by_name, _SURELY))
    return found if found is not kinds.otherwise else next((marks[near] for near in meant if near), found)


def _record(node: Node, record: Record, label: str, faults: list[Diagnostic]) -> MapNode | None:
    if not isinstance(node, MapNode):
        faults.append(_wrong_type(node, label, f"{record.name}, with fields", f"{{{record.fields[0].name}: …}}"))
        return None
    values: dict[str, Node] = {}
    node = _as_meant(node, record, faults)
    for name, value in node.values.items():
        field = record.by_name.get(name)
        if field is not None:
            kept = conform(value, field.shape, name, faults)
        elif record.others is not None and _is_key(name, record.others[0]):
            kept = conform(value, record.others[1], name, faults)
        else:
            continue
        if kept is not None:
            values[name] = kept
    faults += [
        _missing(node, record, field) for field in record.fields if field.required and field.name not in node.keys
    ]
    return MapNode(node.place, values, node.keys)


def _as_meant(node: MapNode, record: Record, faults: list[Diagnostic]) -> MapNode:
    """The node with misspelt fields under the names that are meant: one slip is one fault."""
    others = record.others
    strange = [
        name
        for name in node.keys
        if name not in record.by_name and not (others is not None and _is_key(name, others[0]))
    ]
    if not strange:
        return node
    values, keys = dict(node.values), dict(node.keys)
    for remedy in dict.fromkeys(record.elsewhere.get(name, "") for name in strange):
        names = [name for name in strange if record.elsewhere.get(name, "") == remedy]
        if remedy:
            faults.append(_elsewhere(node, names, record, remedy))
            continue
        for name in names:
            faults.append(_unknown(node, name, record))
            near = _meant(name, record) if name not in _RESERVED else ""
            if near and near not in keys:
                keys[near] = keys.pop(name)
                values |= {near: values.pop(name)} if name in values else {}
    return MapNode(node.place, values, keys)


def _meant(name: str, record: Record) -> str:
    """The field that is surely meant: nearly the same, or the same letters in another order."""
    same = (each for each in record.by_name if sorted(each) == sorted(name))
    return nearest(name, record.by_name, _SURELY) or next(same, "")


def _is_key(name: str, shape: Language | Id) -> bool:
    return bool((_LANGUAGE if isinstance(shape, Language) else _ID).match(name))


def _missing(node: MapNode, record: Record, field: Field) -> Diagnostic:
    return faulty.MISSING.at(
        node.place, f"{record.name} has no `{field.name}`", f"{field.name}: {shapes.example(field.shape)}"
    )


def _elsewhere(node: MapNode, names: list[str], record: Record, remedy: str) -> Diagnostic:
    """Fields that belong to another kind of thing."""
    if len(names) == 1:
        told = f"`{names[0]}` has"
    else:
        told = f"{', '.join(f'`{name}`' for name in names[:-1])} and `{names[-1]}` have"
    return faulty.WRONG_KIND.at(node.key(names[0]), f"{told} no place in {record.name}", remedy)


def _unknown(node: MapNode, name: str, record: Record) -> Diagnostic:
    place = node.key(name)
    if name in _RESERVED:
        return faulty.RESERVED.at(place, f"`{name}` is kept for later", "say in words what is on the screen")
    names = [field.name for field in record.fields]
    near = _meant(name, record) or nearest(name, names)
    message = f'{record.name} has no field "{name}"' + (f'; did you mean "{near}"?' if near else "")
    return faulty.UNKNOWN.at(place, message, f"{near}:" if near else f"one of {', '.join(names)}")


def _map(node: Node, shape: MapOf, label: str, faults: list[Diagnostic]) -> MapNode | None:
    if not isinstance(node, MapNode):
        example = "{name: [value]}" if isinstance(shape.value, ListOf) else "{name: value}"
        faults.append(_wrong_type(node, label, "names with values", example))
        return None
    values: dict[str, Node] = {}
    for name, value in node.values.items():
        place = node.keys[name]
        key = _line(TextNode(name, place, "plain", (place.line, place.column)), shape.key, label, faults)
        kept = conform(value, shape.value, name, faults)
        if key is not None and key.text == name and kept is not None:
            values[name] = kept
    _count(node.place, len(node.keys), shape.least, shape.most, label, faults)
    return MapNode(node.place, values, node.keys)


def _list(node: Node, shape: ListOf, label: str, faults: list[Diagnostic]) -> ListNode | None:
    if not isinstance(node, ListNode):
        if isinstance(node, TextNode) and shape.condition:
            faults.append(
                faulty.WHEN_LIST.at(node.place, f"the values of `{label}` are a list", f"{label}: [{node.text}]")
            )
        else:
            example = f"[{node.text}]" if isinstance(node, TextNode) else "[one, two]"
            faults.append(_wrong_type(node, label, "a list", example))
        return None
    if isinstance(node, WordList) and isinstance(shape.item, Text) and _is_fine(node, shape, shape.item):
        return node
    _count(node.place, len(node.items), shape.least, shape.most, label, faults)
    if isinstance(shape.item, ListOf) and all(isinstance(item, TextNode) for item in node.items):
        inside = ", ".join(item.text for item in texts_of(node))
        faults.append(_wrong_type(node, label, "a list of lists", f"[[{inside}]]"))
        return None
    kept = (conform(item, shape.item, label, faults) for item in node.items)
    return ListNode(node.place, tuple(item for item in kept if item is not None))


def _is_fine(words: WordList, shape: ListOf, each: Text) -> bool:
    """Whether nothing is wrong with a list of plain words; most are looked at no closer than that."""
    texts = words.texts
    is_short = max(map(len, texts), default=0) <= each.limit
    return is_short and shape.least <= len(texts) <= shape.most and markup.is_plain(words.written)


def _count(place: Place, count: int, least: int, most: int, label: str, faults: list[Diagnostic]) -> None:
    if count > most:
        faults.append(
            faulty.TOO_MANY.at(
                place, f"`{label}` has {count} entries; {most} are the most", f"take {count - most} away"
            )
        )
    elif count < least:
        faults.append(
            faulty.TOO_FEW.at(
                place,
                f"`{label}` has {_entries(count)}; it needs at least {_entries(least)}",
                "more of them, or take it out",
            )
        )


def _entries(count: int) -> str:
    return "one entry" if count == 1 else f"{count or 'no'} entries"


def _block(node: Node, shape: Block, label: str, faults: list[Diagnostic]) -> TextNode | None:
    if isinstance(node, ListNode):
        faults.append(
            faulty.LIST_IN_DO.at(node.place, f"`{label}` is a list", f"{label}: |   and one line an instruction")
        )
        return None
    if not isinstance(node, TextNode):
        faults.append(_wrong_type(node, label, "a block", "|   and one line an instruction"))
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


def _quote(node: Node, shape: Quote, label: str, faults: list[Diagnostic]) -> TextNode | None:
    if not isinstance(node, TextNode):
        faults.append(_wrong_type(node, label, "a text", "'the text'"))
        return None
    if len(node.text) > shape.limit:
        faults.append(_too_long(node, shape.limit, f"`{label}`"))
        return None
    return node


def _line(node: Node, shape: Shape, label: str, faults: list[Diagnostic]) -> TextNode | None:
    """A value on its line."""
    if not isinstance(node, TextNode):
        faults.append(_wrong_type(node, label, "a text", "'the text'"))
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


def _wrong_type(node: Node, label: str, wanted: str, example: str) -> Diagnostic:
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
