"""`unstuck check --fix`: repairs what can be repaired without a doubt.

- Texts that need quotes get them, and round quotes become straight ones. `Call #2` is a text; what stands behind a
  `# ` with a space may be a comment, so it is left to the author.
- A line of a block that stands too far left is moved to the others.
- Fields are put into the order of the tables. A comment above a field goes with it.

A file is only written if it still says the same afterwards, field for field.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from bot.content import trap_faults, traps
from bot.content.diagnostic import Diagnostic
from bot.content.files import read_layer
from bot.content.layers import SHAPES
from bot.content.nodes import ListNode, MapNode, Node, TextNode
from bot.content.shapes import Kinds, ListOf, MapOf, OneOrMany, Record, Shape
from bot.content.source import lines_of, read

_SAFE: Final = frozenset(
    rule.id
    for rule in (
        trap_faults.COLON,
        trap_faults.FIRST_CHARACTER,
        trap_faults.BACKSLASH,
        trap_faults.BEHIND_QUOTES,
        trap_faults.SMART_QUOTE,
        trap_faults.BLOCK_LINE,
    )
)
_MOST_MOVES: Final = 500


def fix(folder: Path) -> list[Path]:
    """Repair the files of a folder; those that were changed."""
    changed = []
    for file in read_layer(folder, frozenset(), conversations=True).files:
        try:
            before = file.raw.decode("utf-8-sig")
        except UnicodeDecodeError:
            continue
        _, shape = SHAPES.get(file.kind, ("", None))
        after = fixed(before, shape)
        if after != "\n".join(lines_of(before)):
            newline = "\r\n" if "\r\n" in before else "\n"
            file.path.write_bytes(after.replace("\n", newline).encode())
            changed.append(file.path)
    return changed


def fixed(text: str, shape: Shape | None) -> str:
    """A file's text with quotes where they are needed, and its fields in order."""
    lines = _quoted(lines_of(text))
    if shape is None:
        return "\n".join(lines)
    for _ in range(_MOST_MOVES):
        node, faults = read("\n".join(lines), "")
        record = _misordered(node, shape) if node is not None and not faults else None
        if node is None or record is None:
            break
        moved = _sorted(lines, *record)
        again, _ = read("\n".join(moved), "")
        if again is None or _meaning(again) != _meaning(node) or moved == lines:
            break
        lines = moved
    return "\n".join(lines)


def _quoted(lines: Sequence[str]) -> list[str]:
    """The lines with quotes where a text needs them."""
    found = traps.scan(lines, "")
    unsafe = {fault.place.line - 1 for fault in found.faults if not _is_safe(fault, lines)}
    return [line if at in unsafe else found.undone.get(at, line) for at, line in enumerate(lines)]


def _is_safe(fault: Diagnostic, lines: Sequence[str]) -> bool:
    """Whether a trap can be undone without a doubt. `#2` belongs to the text; `# as before` may be a comment."""
    if fault.rule != trap_faults.COMMENT.id:
        return fault.rule in _SAFE
    return not lines[fault.place.line - 1][fault.place.column :].startswith((" ", "#"))


def _misordered(node: Node, shape: Shape) -> tuple[MapNode, Record] | None:
    """The first thing whose fields aren't in order and stand on lines of their own."""
    match shape:
        case Kinds():
            return _misordered(node, shape.of(node)) if isinstance(node, MapNode) else None
        case ListOf() | OneOrMany():
            items = node.items if isinstance(node, ListNode) else ()
            return next((found for item in items if (found := _misordered(item, shape.item))), None)
        case MapOf():
            values = node.values.values() if isinstance(node, MapNode) else ()
            return next((found for value in values if (found := _misordered(value, shape.value))), None)
        case Record() if isinstance(node, MapNode):
            keys = list(node.keys)
            if keys != sorted(keys, key=lambda key: _rank(shape, key)) and _stands_in_lines(node):
                return node, shape
            inside = ((value, field.shape) for name, value in node.values.items() if (field := shape.by_name.get(name)))
            return next((found for value, within in inside if (found := _misordered(value, within))), None)
        case _:
            return None


def _rank(record: Record, key: str) -> int:
    """Where a field stands in its table; those that aren't in it come last."""
    names = [field.name for field in record.fields]
    return names.index(key) if key in names else len(names)


def _stands_in_lines(node: MapNode) -> bool:
    places = list(node.keys.values())
    return len({place.line for place in places}) == len(places) and len({place.column for place in places}) == 1


def _sorted(lines: Sequence[str], node: MapNode, record: Record) -> list[str]:
    """The lines with one thing's fields in order."""
    indent = next(iter(node.keys.values())).column - 1
    starts = {key: place.line - 1 for key, place in node.keys.items()}
    first, end = min(starts.values()), _end(lines, max(starts.values()), indent)
    tops = {key: start if start == first else _with_comments(lines, start, indent) for key, start in starts.items()}
    ordered = sorted(tops, key=lambda key: tops[key])
    bottoms = {key: tops[after] for key, after in zip(ordered, [*ordered[1:], ""], strict=True) if after}
    head = lines[first][:indent]
    parts: list[str] = []
    for position, key in enumerate(sorted(node.keys, key=lambda key: (_rank(record, key), starts[key]))):
        part = list(lines[tops[key] : bottoms.get(key, end)])
        at = starts[key] - tops[key]
        part[at] = (head if position == 0 else " " * indent) + part[at][indent:]
        parts += part
    return [*lines[:first], *parts, *lines[end:]]


def _with_comments(lines: Sequence[str], start: int, indent: int) -> int:
    """The first of the comments that stand directly above a field."""
    while lines[start - 1].startswith(" " * indent + "#"):
        start -= 1
    return start


def _end(lines: Sequence[str], last: int, indent: int) -> int:
    """The line behind the last field: the next one that stands further left, or starts another item."""
    end = last + 1
    while end < len(lines):
        line = lines[end]
        if line.strip() and len(line) - len(line.lstrip(" ")) < indent:
            break
        end += 1
    while not lines[end - 1].strip():
        end -= 1
    return end


def _meaning(node: Node) -> object:
    """What a node says, whatever the order of its fields."""
    match node:
        case TextNode():
            return node.text
        case ListNode():
            return [_meaning(item) for item in node.items]
        case MapNode():
            meaning: Mapping[str, object] = {name: _meaning(value) for name, value in node.values.items()}
            return meaning
