"""The file of a translation, to be written over: every text of an original with the digest that belongs to it.

The texts are those of the original until somebody translates them, so the file is whole from the start: no part has to
be looked up, no digest to be copied. A text that is taken out stays as the original has it.
"""

from collections.abc import Iterator, Sequence
from typing import Final

from bot.authoring.editors import first_line
from bot.content import overlay_schema
from bot.content.digests import digest
from bot.content.draft import Draft
from bot.content.nodes import ListNode, MapNode, Node, TextNode, texts_of
from bot.content.traps import quoted, scan

_IN_BRACKETS: Final = ",[]{}:#'\"&*!|>%@`"
"""Characters that a text inside brackets needs its quotes for."""


def translation(id: str, language: str, original: Draft) -> dict[str, str]:
    """Path -> text: of the dialog, the problem, the reading of that id, or of the facts. Empty: there is none."""
    files: dict[str, str] = {}
    if id == "facts":
        files[f"dialogs/{language}/facts.yaml"] = _file(id, language, _facts(original))
    if (problem := original.problems.get(id)) is not None:
        files[f"knowledge/{language}/{id}.yaml"] = _file(id, language, _part(problem, overlay_schema.PROBLEM_TEXTS, 0))
    if (dialog := original.dialogs.get(id)) is not None:
        head = _part(dialog.node, overlay_schema.DIALOG_TEXTS, 0)
        steps = ((each.id, each.node, overlay_schema.STEP_TEXTS) for each in dialog.steps.values())
        files[f"dialogs/{language}/{id}.yaml"] = _file(id, language, [*head, *_parts("steps", steps)])
    if (reading := original.readings.get(id)) is not None:
        head = _part(reading, overlay_schema.READING_TEXTS, 0)
        said = reading.maps("conclude")
        conclusions = ((each.text("id") or "", each, overlay_schema.CONCLUSION_TEXTS) for each in said)
        files[f"dialogs/readings/{id}-{language}.yaml"] = _file(id, language, [*head, *_parts("conclude", conclusions)])
    return {path: f"{first_line('overlay', path)}\n{text}" for path, text in files.items()}


def _file(id: str, language: str, lines: Sequence[str]) -> str:
    return "\n".join((f"over: {id}", f"language: {language}", *lines)) + "\n"


def _facts(original: Draft) -> list[str]:
    return _parts("facts", ((id, node, overlay_schema.FACT_TEXTS) for id, node in original.facts.items()))


def _parts(name: str, parts: Iterator[tuple[str, MapNode, tuple[str, ...]]]) -> list[str]:
    """A map of parts by id; those without a text to translate are left out."""
    lines = []
    for id, node, fields in parts:
        inside = _part(node, fields, 4)
        lines += [f"  {id}:", *inside] if len(inside) > 1 else []
    return [f"{name}:", *lines] if lines else []


def _part(node: MapNode, fields: tuple[str, ...], indent: int) -> list[str]:
    """The digest of a part and its texts."""
    pad = " " * indent
    lines = [f"{pad}digest: {_value(digest(node, fields))}"]
    for name in fields:
        if (value := node.values.get(name)) is not None:
            lines += _field(name, value, indent)
    return lines


def _field(name: str, node: Node, indent: int) -> Iterator[str]:
    pad = " " * indent
    match node:
        case TextNode(style="literal"):
            yield f"{pad}{name}: |"
            yield from (f"{pad}  {line}".rstrip() for line in node.text.rstrip("\n").split("\n"))
        case TextNode():
            yield f"{pad}{name}: {_value(node.text)}"
        case ListNode():
            yield f"{pad}{name}: [{', '.join(_inside(text.text) for text in texts_of(node))}]"
        case MapNode():
            yield f"{pad}{name}:"
            for key, value in node.values.items():
                yield from _field(key, value, indent + 2)


def _value(text: str) -> str:
    """A text on its line, in quotes where it needs them."""
    return quoted(text) if scan([f"field: {text}"], "").faults or text != text.strip() else text


def _inside(text: str) -> str:
    """A text in brackets."""
    return quoted(text) if any(character in _IN_BRACKETS for character in text) else _value(text)
