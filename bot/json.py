"""Compact JSON text, by orjson where it is installed (the extra `fast`).

For what this program writes itself, and reads back. What comes from outside is read by the standard library, so that
the same bodies are refused wherever it runs.
"""

import importlib
import json
from collections.abc import Callable
from typing import Any


def _plain_dumps(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _choose() -> tuple[Callable[[object], str], Callable[[str], Any]]:
    try:
        orjson: Any = importlib.import_module("orjson")
    except ImportError:
        return _plain_dumps, json.loads
    return lambda value: orjson.dumps(value).decode(), orjson.loads


dumps, loads = _choose()
