"""The only maker of log lines.

A line is an event name that never changes, with facts. It is one JSON object; in a terminal it is
`warning name fact=value`.
A line never holds what a person typed, a name, a token or an address. So one processor lets through only facts that
are on a list, turns a conversation into a keyed hash, and of an exception keeps its class and where it was raised,
since its message may quote what somebody wrote.
A trouble that lasts (`LASTING`) is told when it begins and then at growing distances, each time with how many `more`
lines there would have been. A line that can't be written, on a full disk for example, is lost and hinders nothing.
"""

import contextlib
import hashlib
import hmac
import logging
import re
import secrets
import sys
import time
from collections.abc import Mapping, MutableMapping
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Final, TextIO

import structlog

from bot.json import dumps

FACTS: Final = frozenset(
    {
        "attempts",
        "case",
        "content",
        "conversation",
        "count",
        "error",
        "faults",
        "field",
        "hint",
        "host",
        "input",
        "kind",
        "library",
        "more",
        "ms",
        "next_try",
        "now",
        "outcome",
        "place",
        "port",
        "reason",
        "replies",
        "seq",
        "setting",
        "status",
        "step",
        "to",
        "tries",
        "turn",
        "version",
        "what",
        "why",
    }
)
"""What may stand in a line. A new one goes here first, and is never something that an outsider fills freely."""
LASTING: Final = frozenset({"delivery.waiting", "delivery.unsettled"})
"""Events of what is tried again and again by itself, as long as something stands in its way."""
_FIRST_DISTANCE_S: Final = 10.0
_LONGEST_DISTANCE_S: Final = 3600.0
_OVER_AFTER_S: Final = 60.0
_PLAIN: Final = re.compile(r"[^\x20-\x7e]")
_TOO_LONG: Final = 200
_OURS: Final = Path(__file__).resolve().parent.parent


@dataclass(slots=True)
class _Trouble:
    next_at: float
    distance_s: float
    seen_at: float
    left_out: int = 0


class Thinning:
    """Which lines of a trouble that lasts are written. Times are monotonic seconds."""

    def __init__(self) -> None:
        self._troubles: dict[str, _Trouble] = {}

    def passes(self, trouble: str, now: float) -> int | None:
        """How many lines were left out since the last one that was written; None: leave this one out too.

        After a minute without that trouble it is over, and the next one is told at once.
        """
        found = self._troubles.get(trouble)
        if found is None or now - found.seen_at > _OVER_AFTER_S:
            self._troubles[trouble] = _Trouble(now + _FIRST_DISTANCE_S, _FIRST_DISTANCE_S, now)
            return 0
        found.seen_at = now
        if now < found.next_at:
            found.left_out += 1
            return None
        found.distance_s = min(found.distance_s * 2, _LONGEST_DISTANCE_S)
        found.next_at = now + found.distance_s
        left_out, found.left_out = found.left_out, 0
        return left_out


class _Out:
    """Where lines go, and the key of the hashes. Before `configure` was called lines are redacted too."""

    def __init__(self) -> None:
        self.stream: TextIO | None = None
        self.key = secrets.token_bytes(32)
        self.least = logging.INFO
        self.thinning = Thinning()

    def msg(self, line: str) -> None:
        stream = self.stream or sys.stderr
        with contextlib.suppress(OSError):
            stream.write(line + "\n")
            stream.flush()

    info = warning = error = msg


_out = _Out()


def configure(stream: TextIO | None = None, *, quiet: bool = False) -> None:
    """Where lines go (standard error). `quiet`: errors only."""
    _out.stream = stream
    _out.thinning = Thinning()
    _out.least = logging.ERROR if quiet else logging.INFO
    logging.basicConfig(handlers=[_LibraryLines()], level=logging.WARNING, force=True)
    # Access lines would hold addresses; each turn has a line of its own.
    logging.getLogger("aiohttp.access").disabled = True


def use_key(key: bytes) -> None:
    """The key that conversations are hashed with from now on."""
    _out.key = key


def conversation_hash(conversation: str) -> str:
    """`c:` and ten hex digits: the same conversation is recognised, and nobody can be found by it."""
    return "c:" + hmac.new(_out.key, conversation.encode("utf-8", "replace"), hashlib.sha256).hexdigest()[:10]


def redact(_logger: Any, _method: str, line: MutableMapping[str, Any]) -> Mapping[str, Any]:
    """Let through what is on the list, and nothing else. What was kept out is named, not shown."""
    kept: dict[str, Any] = {
        "at": line.pop("at", ""),
        "level": line.pop("level", ""),
        "event": _plain(line.pop("event", "")),
    }
    failure = line.pop("exc_info", None)
    if failure:
        error = failure if isinstance(failure, BaseException) else sys.exc_info()[1]
        if error is not None:
            kept["error"] = type(error).__name__
            kept["raised_at"] = _raised_at(error.__traceback__)
    left_out = []
    for name, value in line.items():
        if name not in FACTS or value is None:
            left_out += [name] if value is not None else []
        elif name == "conversation":
            kept[name] = conversation_hash(str(value))
        else:
            kept[name] = value if isinstance(value, bool | int | float) else _plain(value)
    if left_out:
        kept["left_out"] = sorted(left_out)
    return kept


def _plain(value: object) -> str:
    """One line of printable ASCII: no line can be forged, no terminal can be steered."""
    text = _PLAIN.sub("?", str(value))
    return text if len(text) <= _TOO_LONG else text[: _TOO_LONG - 1] + "~"


def _raised_at(trace: TracebackType | None) -> str:
    """The innermost place in our own code, then the innermost of all: `bot/turn.py:88 < json/decoder.py:355`."""
    places: list[tuple[bool, str]] = []
    while trace is not None:
        path = Path(trace.tb_frame.f_code.co_filename)
        ours = path.is_relative_to(_OURS / "bot")
        short = path.relative_to(_OURS) if ours else Path(*path.parts[-2:])
        places.append((ours, f"{short.as_posix()}:{trace.tb_lineno}"))
        trace = trace.tb_next
    own = [place for ours, place in places if ours][-1:]
    last = [place for _, place in places][-1:]
    return " < ".join(dict.fromkeys(own + last))


def _render(logger: Any, method: str, line: MutableMapping[str, Any]) -> str:
    stream = _out.stream or sys.stderr
    return _in_terminal(line) if stream.isatty() else str(_json(logger, method, line))


def _least(_logger: Any, method: str, line: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    if getattr(logging, method.upper()) < _out.least:
        raise structlog.DropEvent
    return line


def _thinned(_logger: Any, _method: str, line: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    if line.get("event") in LASTING:
        left_out = _out.thinning.passes(f"{line['event']} {line.get('why', '')}", time.monotonic())
        if left_out is None:
            raise structlog.DropEvent
        line["more"] = left_out or None
    return line


def _in_terminal(line: MutableMapping[str, Any]) -> str:
    level, event = line.pop("level", ""), line.pop("event", "")
    line.pop("at", None)
    hint = line.pop("hint", None)
    facts = " ".join(f"{name}={value}" for name, value in line.items())
    text = f"{level:<7} {event} {facts}".rstrip()
    return f'{text}\n        hint="{hint}"' if hint else text


class _LibraryLines(logging.Handler):
    """What libraries say, without their words: they may quote a request."""

    def emit(self, record: logging.LogRecord) -> None:
        method = "error" if record.levelno >= logging.ERROR else "warning"
        error = record.exc_info[1] if record.exc_info else None
        getattr(log, method)("library.spoke", library=record.name, place=record.module, exc_info=error)


_json = structlog.processors.JSONRenderer(serializer=lambda line, **_: dumps(line))
log: Any = structlog.wrap_logger(
    _out,
    processors=[
        _least,
        _thinned,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True, key="at"),
        redact,
        _render,
    ],
    wrapper_class=structlog.BoundLogger,
    cache_logger_on_first_use=True,
)
"""`log.warning("connector.unreachable", host=host, tries=3, hint="…")`."""
