"""Where a node differs from its shape.

`conform` goes through both side by side, tells every difference at its own line and column, and returns the node
without the parts that don't fit. So whoever reads the node afterwards never meets a text where a list belongs, and
one wrong field doesn't hide the faults of the others.
"""

from typing import Final

from bot.content import field_faults as faulty
from bot.content import markup, shapes, texts
from bot.content.diagnostic import Diagnostic, Place
from bot.content.nodes import ListNode, MapNode, Node, TextNode, WordList, texts_of
from bot.content.shapes import (
    Block,
    Field,
    Kinds,
    ListOf,
    MapOf,
    OneOrMany,
    Quote,
    Record,
    Shape,
    Text,
)
from bot.content.spelling import nearest

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
            return texts.block(node, shape, label, faults)
        case Quote():
            return texts.quote(node, shape, label, faults)
        case _:
            return texts.line(node, shape, label, faults)


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
        faults.append(texts.wrong_type(node, label, f"{record.name}, with fields", f"{{{record.fields[0].name}: …}}"))
        return None
    values: dict[str, Node] = {}
    node = _as_meant(node, record, faults)
    for name, value in node.values.items():
        field = record.by_name.get(name)
        if field is not None:
            kept = conform(value, field.shape, name, faults)
        elif record.others is not None and texts.is_key(name, record.others[0]):
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
        if name not in record.by_name and not (others is not None and texts.is_key(name, others[0]))
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
        faults.append(texts.wrong_type(node, label, "names with values", example))
        return None
    values: dict[str, Node] = {}
    for name, value in node.values.items():
        place = node.keys[name]
        key = texts.line(TextNode(name, place, "plain", (place.line, place.column)), shape.key, label, faults)
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
            faults.append(texts.wrong_type(node, label, "a list", example))
        return None
    if isinstance(node, WordList) and isinstance(shape.item, Text) and _is_fine(node, shape, shape.item):
        return node
    _count(node.place, len(node.items), shape.least, shape.most, label, faults)
    if isinstance(shape.item, ListOf) and all(isinstance(item, TextNode) for item in node.items):
        inside = ", ".join(item.text for item in texts_of(node))
        faults.append(texts.wrong_type(node, label, "a list of lists", f"[[{inside}]]"))
        return None
    kept = (conform(item, shape.item, label, faults) for item in node.items)
    return ListNode(node.place, tuple(item for item in kept if item is not None))


def _is_fine(words: WordList, shape: ListOf, each: Text) -> bool:
    """Whether nothing is wrong with a list of plain words; most are looked at no closer than that."""
    said = words.texts
    is_short = max(map(len, said), default=0) <= each.limit
    return is_short and shape.least <= len(said) <= shape.most and markup.is_plain(words.written)


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
