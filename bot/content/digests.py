"""Has the original changed since it was translated? And if so, what?

A digest holds four hexadecimal digits for each text that the original had, in the order of the tables in `schema`. So
it tells which of them changed, and not only that something did.
"""

from collections.abc import Sequence
from hashlib import sha256

from bot.content.nodes import ListNode, MapNode, Node, TextNode

_DIGITS = 4


def digest(original: MapNode, fields: Sequence[str]) -> str:
    """The digest of an original's texts."""
    return "".join(piece for _, piece in _pieces(original, fields))


def changed(original: MapNode, fields: Sequence[str], noted: str) -> tuple[str, ...]:
    """The fields that aren't as they were when the digest was noted; empty if all are."""
    left = [noted[i : i + _DIGITS] for i in range(0, len(noted), _DIGITS)]
    differing = []
    for field, piece in _pieces(original, fields):
        if piece in left:
            left.remove(piece)
        else:
            differing.append(f"`{field}`")
    if len(left) > len(differing):
        differing.append("a field that is gone")
    return tuple(differing)


def _pieces(original: MapNode, fields: Sequence[str]) -> list[tuple[str, str]]:
    return [
        (field, sha256(_written(value).encode()).hexdigest()[:_DIGITS])
        for field in fields
        if (value := original.values.get(field)) is not None
    ]


def _written(node: Node) -> str:
    """A field as one text; line breaks and indentation of the file don't count."""
    match node:
        case TextNode():
            return " ".join(node.text.split())
        case ListNode():
            return "\n".join(_written(item) for item in node.items)
        case MapNode():
            return "\n".join(f"{name}={_written(value)}" for name, value in node.values.items())
