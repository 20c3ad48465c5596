"""The tables of this folder: what must be answered 4xx, or calmly. One YAML file a kind; each row says `what` it is.

A value may be made instead of written: `{repeat: text, times: 3}`, `{join: [a, {repeat: b, times: 9}]}`,
`{many: 3, as: value}` (fields `f0` to `f2`), `{list: 3, of: value}`, `{hex: fffe}`, `{now: -600}` (seconds since 1970).
"""

import time
from pathlib import Path
from typing import Any

import pytest
import yaml

FOLDER = Path(__file__).parent
Row = dict[str, Any]


def rows(file: str) -> list[Row]:
    """A table as it is written."""
    found: list[Row] = yaml.safe_load((FOLDER / file).read_text("utf-8"))
    return found


def params(file: str) -> list[Any]:
    """A table for `pytest.mark.parametrize`, with made values, each row by its own words."""
    return [pytest.param(made(row), id=row["what"]) for row in rows(file)]


def made(value: Any) -> Any:
    """The value, with everything made that is to be made."""
    match value:
        case {"repeat": text, "times": times}:
            return made(text) * times
        case {"join": parts}:
            return "".join(map(made, parts))
        case {"many": number, "as": each}:
            return {f"f{index}": made(each) for index in range(number)}
        case {"list": number, "of": each}:
            return [made(each)] * number
        case {"hex": digits}:
            return bytes.fromhex(digits)
        case {"now": seconds}:
            return int(time.time()) + seconds
        case dict():
            return {name: made(each) for name, each in value.items()}
        case list():
            return [made(each) for each in value]
        case _:
            return value


def as_bytes(body: str | bytes, encoding: str = "utf-8") -> bytes:
    return body if isinstance(body, bytes) else body.encode(encoding)
