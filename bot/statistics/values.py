"""Everything that is counted, as JSON values for programs."""

from typing import Any

from bot.content.model import Content
from bot.statistics.numbers import DialogNumbers, Interval, Numbers, Tally
from bot.statistics.order import Faster, faster_orders


def as_json(tally: Tally, content: Content, only: str | None = None) -> dict[str, Any]:
    """Everything that is counted. `only`: one dialog."""
    wholes = {name: whole for name, whole in tally.dialogs().items() if only in (None, name)}
    told: dict[str, Any] = {"dialogs": {name: _dialog(name, whole, tally, content) for name, whole in wholes.items()}}
    if only is None:
        told["written"] = {step: _numbers(each) for step, each in tally.written().items()}
    return told


def _dialog(name: str, whole: DialogNumbers, tally: Tally, content: Content) -> dict[str, Any]:
    steps = tally.steps(name)
    dialog = content.dialogs.get(name)
    return {
        "walks": whole.walks,
        "ends": dict(whole.ends),
        "fixed": _interval(whole.interval),
        "minutes": whole.minutes,
        "held": whole.held,
        "again": whole.again,
        "steps": {step: _numbers(each) for step, each in steps.items()},
        "faster": [_faster(each) for each in faster_orders(dialog, steps)] if dialog is not None else [],
    }


def _numbers(of: Numbers) -> dict[str, Any]:
    return {
        "shown": of.shown,
        "fates": dict(of.fates),
        "share": round(of.share, 4),
        "fixed": _interval(of.interval),
        "minutes": of.minutes,
        "held": of.held,
        "again": of.again,
    }


def _interval(interval: Interval) -> list[float]:
    return [round(interval.low, 4), round(interval.high, 4)]


def _faster(found: Faster) -> dict[str, Any]:
    return {
        "now": list(found.now),
        "then": list(found.then),
        "minutes": [round(found.minutes_now, 2), round(found.minutes_then, 2)],
        "minutes-if-each-helps-others": [round(found.apart_now, 2), round(found.apart_then, 2)],
        "holds-either-way": found.holds_either_way,
        "unsure": [list(pair) for pair in found.unsure],
    }
