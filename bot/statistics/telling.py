"""What `unstuck stats` says: one dialog's numbers as text, and all of them as JSON values."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, Literal

from bot.content.model import Content, Dialog
from bot.statistics.numbers import DialogNumbers, Interval, Numbers, Tally
from bot.statistics.order import ENOUGH, Faster, faster_orders, too_few
from bot.statistics.walks import LEFT_AFTER, End, Fate

_COLUMNS: Final[tuple[tuple[str, tuple[Fate, ...]], ...]] = (
    ("still", ("still", "nothing-there")),
    ("can't", ("cant",)),
    ("skipped", ("skipped",)),
    ("refused", ("refused",)),
    ("answered", ("answered",)),
    ("helpdesk", ("handed-over",)),
    ("left", ("left",)),
)
_ENDS: Final[tuple[tuple[End, str], ...]] = (
    ("handed-over", "to the helpdesk"),
    ("left", "left"),
    ("elsewhere", "went on elsewhere"),
    ("open", "still open"),
)
_LEGEND: Final = (
    f"shown: how often its card was. left: nothing came for {LEFT_AFTER.days} days. min: the median until the answer.\n"
    "held: a day later it still worked, of those who said. In brackets: where the true share is, in 95 of 100 cases."
)
_MANY: Final = 0.2
"""From this share on a step is coloured."""
_SURVIVORS: Final = (
    "Careful: a later step was only shown to those whom the earlier ones didn't help.",
    "If it helps other people than they do, it looks better here than it would be for everybody.",
)


def overview(tally: Tally, content: Content) -> Iterator[str]:
    """All dialogs, the most walked first."""
    dialogs = sorted(tally.dialogs().items(), key=lambda each: -each[1].walks)
    if not dialogs:
        yield "Nobody was walked through a dialog in that time."
        return
    rows = [
        (
            name if name in content.dialogs else f"{name} (gone)",
            str(each.walks),
            share(each["fixed"], each.interval, each.decided),
            str(each["handed-over"]),
            str(each["left"]),
            minutes(each.minutes),
            kept(each.held, each.again),
        )
        for name, each in dialogs
    ]
    yield from table(("dialog", "walks", "fixed", "helpdesk", "left", "min", "held"), rows)
    yield ""
    yield "unstuck stats DIALOG tells of its steps, and of an order that would be faster."


def dialog_told(dialog: Dialog, tally: Tally) -> Iterator[str]:
    """One dialog: how its walks end, what became of each step, and what order would be faster."""
    steps = tally.steps(dialog.id)
    whole = tally.dialogs().get(dialog.id)
    yield f"{dialog.id}: {dialog.title}"
    if whole is None:
        yield "Nobody was walked through it in that time."
        return
    yield _ends(whole)
    yield ""
    order = dict.fromkeys(item.step.key for item in dialog.items)
    keys = [key for key in order if key in steps] + [key for key in steps if key not in order]
    rows = [_row(_short(dialog, key) + ("" if key in order else " (gone)"), steps[key]) for key in keys]
    yield from table(("step", "shown", "fixed", *(title for title, _ in _COLUMNS), "min", "held"), rows)
    yield from _LEGEND.splitlines()
    yield ""
    yield from _orders(dialog, steps)


def step_told(numbers: Numbers) -> str:
    """One step in a line, for its picture.

    >>> step_told(Numbers({"fixed": 3, "left": 1}, 2.0, 1, 0))
    'shown 4 times, fixed 75 % (30 to 95), left here 25 %, 2 min'
    """
    said = f"shown {numbers.shown} time{'' if numbers.shown == 1 else 's'}"
    if numbers.decided:
        said += f", fixed {share(numbers['fixed'], numbers.interval, numbers.decided)}"
        said += f", left here {round(100 * numbers.leaving)} %"
    return said + (f", {minutes(numbers.minutes)} min" if numbers.minutes is not None else "")


def step_look(numbers: Numbers) -> Literal["", "helps", "leave"]:
    """How a step is coloured: many leave there; or it surely helps one in five."""
    if numbers.decided >= ENOUGH and numbers.leaving >= _MANY:
        return "leave"
    return "helps" if numbers.interval.low >= _MANY else ""


def _ends(whole: DialogNumbers) -> str:
    parts = [f"fixed {share(whole['fixed'], whole.interval, whole.decided)}"]
    parts += [f"{words} {whole[end]}" for end, words in _ENDS if whole[end]]
    if whole.minutes is not None:
        parts.append(f"{minutes(whole.minutes)} min until it was fixed (median)")
    return f"{whole.walks} walk{'' if whole.walks == 1 else 's'}: {', '.join(parts)}"


def _row(name: str, of: Numbers) -> tuple[str, ...]:
    counts = (str(count) if (count := sum(of[fate] for fate in fates)) else "" for _, fates in _COLUMNS)
    fixed = share(of["fixed"], of.interval, of.decided)
    return (name, str(of.shown), fixed, *counts, minutes(of.minutes), kept(of.held, of.again))


def _short(dialog: Dialog, key: str) -> str:
    return key.removeprefix(f"{dialog.id}#")


def _orders(dialog: Dialog, steps: Mapping[str, Numbers]) -> Iterator[str]:
    found = faster_orders(dialog, steps)
    if not found:
        yield "No other order would clearly be faster. Steps with a risk stay where they are."
    for each in found:
        yield from _order(dialog, each)
    if few := too_few(dialog, steps):
        names = ", ".join(_short(dialog, key) for key in few)
        yield f"Too few to say anything (fewer than {ENOUGH} people): {names}"


def _order(dialog: Dialog, found: Faster) -> Iterator[str]:
    yield "This order may be faster. Nothing is changed: it is for you to judge."
    yield f"  now   {' > '.join(_short(dialog, key) for key in found.now)}: about {found.minutes_now:.1f} min"
    yield f"  then  {' > '.join(_short(dialog, key) for key in found.then)}: about {found.minutes_then:.1f} min"
    yield from (f"  {line}" for line in _SURVIVORS)
    if found.holds_either_way:
        yield f"  Also then this order is faster: {found.apart_then:.1f} instead of {found.apart_now:.1f} min."
    else:
        yield f"  Then this order is slower: {found.apart_then:.1f} instead of {found.apart_now:.1f} min."
    for second, first in found.unsure:
        names = f"{_short(dialog, second)} looks better than {_short(dialog, first)}"
        yield f"  It may be chance that {names}: too few yet."


# --- pieces ----------------------------------------------------------------------------------------------------------


def share(hits: int, interval: Interval, of: int) -> str:
    """A share with its interval, in per cent; empty where nothing is known."""
    if of <= 0:
        return ""
    return f"{round(100 * hits / of)} % ({round(100 * interval.low)} to {round(100 * interval.high)})"


def minutes(value: float | None) -> str:
    if value is None:
        return ""
    return f"{value:.0f}" if value >= 1 else "<1"


def kept(held: int, again: int) -> str:
    return f"{held} of {held + again}" if held + again else ""


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Columns as wide as they have to be: the first to the left, the others to the right. Empty ones are left out."""
    filled = [at for at in range(len(head)) if at == 0 or any(row[at] for row in rows)]
    lines = [[head[at] for at in filled], *([row[at] for at in filled] for row in rows)]
    widths = [max(len(line[at]) for line in lines) for at in range(len(filled))]
    for line in lines:
        cells = [
            line[0].ljust(widths[0]),
            *(cell.rjust(width) for cell, width in zip(line[1:], widths[1:], strict=True)),
        ]
        yield "  ".join(cells).rstrip()


# --- for programs ----------------------------------------------------------------------------------------------------


def as_json(tally: Tally, content: Content, only: str | None = None) -> dict[str, Any]:
    """Everything that is counted. `only`: one dialog."""
    wholes = {name: whole for name, whole in tally.dialogs().items() if only in (None, name)}
    told: dict[str, Any] = {
        "dialogs": {name: _dialog_json(name, whole, tally, content) for name, whole in wholes.items()}
    }
    if only is None:
        told["written"] = {step: _numbers_json(each) for step, each in tally.written().items()}
    return told


def _dialog_json(name: str, whole: DialogNumbers, tally: Tally, content: Content) -> dict[str, Any]:
    steps = tally.steps(name)
    dialog = content.dialogs.get(name)
    return {
        "walks": whole.walks,
        "ends": dict(whole.ends),
        "fixed": _interval_json(whole.interval),
        "minutes": whole.minutes,
        "held": whole.held,
        "again": whole.again,
        "steps": {step: _numbers_json(each) for step, each in steps.items()},
        "faster": [_faster_json(each) for each in faster_orders(dialog, steps)] if dialog is not None else [],
    }


def _numbers_json(of: Numbers) -> dict[str, Any]:
    return {
        "shown": of.shown,
        "fates": dict(of.fates),
        "share": round(of.share, 4),
        "fixed": _interval_json(of.interval),
        "minutes": of.minutes,
        "held": of.held,
        "again": of.again,
    }


def _interval_json(interval: Interval) -> list[float]:
    return [round(interval.low, 4), round(interval.high, 4)]


def _faster_json(found: Faster) -> dict[str, Any]:
    return {
        "now": list(found.now),
        "then": list(found.then),
        "minutes": [round(found.minutes_now, 2), round(found.minutes_then, 2)],
        "minutes-if-each-helps-others": [round(found.apart_now, 2), round(found.apart_then, 2)],
        "holds-either-way": found.holds_either_way,
        "unsure": [list(pair) for pair in found.unsure],
    }
