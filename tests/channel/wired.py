"""The wire fixtures: what Teams posts, one file a row of the platform's own list of activities."""

import copy
import json
from functools import lru_cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).with_name("wire")
NAMES = tuple(sorted(path.stem for path in FOLDER.glob("*.json")))


@lru_cache(maxsize=128)
def _text(name: str) -> str:
    return (FOLDER / f"{name}.json").read_text(encoding="utf-8")


def wired(fixture: str, /, **changes: Any) -> dict[str, Any]:
    """A fixture as a new dictionary, with other values at its top level (None takes a field out)."""
    body: dict[str, Any] = copy.deepcopy(json.loads(_text(fixture)))
    body.update(changes)
    return {field: value for field, value in body.items() if value is not None}
