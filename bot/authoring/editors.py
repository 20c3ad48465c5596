"""JSON Schema for editors, made of the same tables that `check` reads.

`files` is what an author's folder needs for that: the schemas, and settings that say which file is of which kind.

Editors read YAML 1.2: an unquoted `0x8004def7` or `012` is a number to them, and `true` is no text. Wherever the
format takes a text, the schema lets numbers and true and false pass as well.
"""

import json
from collections.abc import Mapping
from typing import Any, Final, assert_never

from bot.content import overlay_schema, schema
from bot.content.shapes import (
    LANGUAGE,
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

SCHEMAS: Final[Mapping[str, tuple[Shape, ...]]] = {
    "problem": (schema.PROBLEM,),
    "known": (schema.KNOWN,),
    "words": (schema.WORDS,),
    "facts": (schema.FACTS,),
    "dialog": (schema.DIALOG,),
    "reading": (schema.READING,),
    "moved": (schema.MOVED,),
    "conversations": (schema.CONVERSATIONS,),
    "overlay": (
        overlay_schema.OVER_DIALOG,
        overlay_schema.OVER_DIALOG_TEXTS,
        overlay_schema.OVER_PROBLEM,
        overlay_schema.OVER_PROBLEM_TEXTS,
        overlay_schema.OVER_READING,
        overlay_schema.OVER_READING_TEXTS,
        overlay_schema.OVER_FACTS,
        overlay_schema.OVER_FACTS_TEXTS,
        overlay_schema.OVER_WORDING,
    ),
}
"""Each kind of file; an overlay is one of several."""

Json = dict[str, Any]

SCHEMA_FOLDER: Final = ".schemas"
"""Below the folder of the content, which reads nothing whose name starts with a dot."""
_PLACES: Final[Mapping[str, tuple[str, ...]]] = {
    "problem": ("knowledge/*/*.yaml", "!knowledge/*/known.yaml"),
    "known": ("knowledge/*/known.yaml",),
    "words": ("knowledge/words.yaml",),
    "facts": ("dialogs/facts.yaml",),
    "dialog": ("dialogs/*/*.yaml", "!dialogs/readings/*.yaml"),
    "reading": ("dialogs/readings/*.yaml",),
    "moved": ("dialogs/moved.yaml",),
    "conversations": ("tests/conversations/*.yaml",),
}
"""Where each kind of file stands. An overlay stands anywhere, and names its schema in its first line."""

_ID: Final = "^[a-z0-9]+(-[a-z0-9]+)*$"
_TEXT: Final = ["string", "number", "boolean"]


def json_schema(kind: str) -> Json:
    """The schema of one kind of file. KeyError: there is no such kind."""
    shapes = [_of(shape) for shape in SCHEMAS[kind]]
    head: Json = {"$schema": "http://json-schema.org/draft-07/schema#", "title": f"Unstuck: {kind}"}
    return head | (shapes[0] if len(shapes) == 1 else {"anyOf": shapes})


def files() -> dict[str, str]:
    """What teaches an editor the fields: path below the content's folder -> text."""
    written = {f"{SCHEMA_FOLDER}/{kind}.schema.json": _text(json_schema(kind)) for kind in SCHEMAS}
    schemas = {f"./{SCHEMA_FOLDER}/{kind}.schema.json": list(globs) for kind, globs in _PLACES.items()}
    settings = {"yaml.schemas": schemas, "[yaml]": {"editor.insertSpaces": True, "editor.tabSize": 2}}
    return written | {".vscode/settings.json": _text(settings)}


def first_line(kind: str, path: str) -> str:
    """The comment by which an editor finds the schema of a file at that path."""
    return f"# yaml-language-server: $schema={'../' * path.count('/')}{SCHEMA_FOLDER}/{kind}.schema.json"


def _text(made: Json) -> str:
    return json.dumps(made, indent=2, ensure_ascii=False) + "\n"


def _of(shape: Shape) -> Json:
    match shape:
        case Text():
            return {"type": _TEXT, "maxLength": shape.limit}
        case Quote():
            return {"type": _TEXT}
        case Block():
            return {"type": "string", "maxLength": shape.lines * (shape.limit + 1)}
        case Id():
            return {"type": _TEXT, "pattern": _ID, "maxLength": shape.limit}
        case Reference():
            return {"type": _TEXT, "pattern": "^[a-z0-9=#-]+$"}
        case Language():
            return {"type": "string", "pattern": f"^{LANGUAGE}$"}
        case OneOf():
            return {"enum": list(shape.values)}
        case Whole():
            return {"type": "integer", "minimum": shape.low, "maximum": shape.high}
        case Duration():
            return {"type": "string", "pattern": "^[1-9][0-9]{0,3}[mhd]$"}
        case Day():
            return {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}
        case Moment():
            return {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}"}
        case Url():
            return {"type": "string", "pattern": "^https://", "maxLength": 500}
        case ListOf():
            return {"type": "array", "items": _of(shape.item), "minItems": shape.least, "maxItems": shape.most}
        case OneOrMany():
            item = _of(shape.item)
            return {"anyOf": [item, {"type": "array", "items": item, "minItems": 1}]}
        case MapOf():
            return {
                "type": "object",
                "propertyNames": {"pattern": _of(shape.key).get("pattern", "")},
                "additionalProperties": _of(shape.value),
                "minProperties": shape.least,
                "maxProperties": shape.most,
            }
        case Record():
            return _record(shape)
        case Kinds():
            return _kinds(shape)
        case _:
            assert_never(shape)


def _record(record: Record) -> Json:
    made: Json = {
        "type": "object",
        "properties": {field.name: _field(field) for field in record.fields},
        "required": [field.name for field in record.fields if field.required],
        "additionalProperties": False,
    }
    if record.others is not None:
        key, value = record.others
        made["patternProperties"] = {_of(key)["pattern"]: _of(value)}
    return made


def _field(field: Field) -> Json:
    return _of(field.shape) | {"description": field.doc}


def _kinds(kinds: Kinds) -> Json:
    """A chain of questions: which mark is there? So an editor completes the fields of that kind only."""
    made = _of(kinds.otherwise)
    for mark, record in reversed(kinds.marks):
        made = {"if": {"required": [mark]}, "then": _of(record), "else": made}
    return made
