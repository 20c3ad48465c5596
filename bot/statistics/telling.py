"""What is said of walks that were counted: tables and sentences, the same ones in the terminal and in the browser.

`texts.py` makes lines of them, and the playground a page. In a table a column that is empty everywhere is left out.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Literal

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
    f"shown: how often its card was. left: nothing came for {LEFT_AFTER.days} days. min: the median until the answer.",
    "held: a day later it still worked, of those who said. In brackets: where the true share is, in 95 of 100 cases.",
)
_MANY: Final = 0.2
"""From this share on a step is coloured."""
_SURVIVORS: Final = (
    "Careful: a later step was only shown to those whom the earlier ones didn't help.",
    "If it helps other people than they do, it looks better here than it would be for everybody.",
)

Look = Literal["", "helps", "leave"]
"""How a step is coloured: it helps many, or many leave there."""


@dataclass(frozen=True, slots=True)
class Row:
    """`about`: the id of the dialog or the step. `look`: of the step."""

    about: str
    cells: tuple[str, ...]
    look: Look = ""


@dataclass(frozen=True, slots=True)
class Table:
    head: tuple[str, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Order:
    """An order that may be faster, with what speaks against it."""

    says: str
    now: str
    then: str
    but: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DialogTold:
    """One dialog: how its walks end, what became of each step, and what order would be faster."""

    title: str
    ends: str
    steps: Table
    legend: tuple[str, ...]
    orders: tuple[Order, ...]
    notes: tuple[str, ...]
    """Of the orders: that there is none, and which steps too few were shown."""


def overview(tally: Tally, content: Content) -> Table:
    """All dialogs, the most walked first. Without rows: nobody was walked through one."""
    dialogs = sorted(tally.dialogs().items(), key=lambda each: -each[1].walks)
    rows = [
        Row(
            name,
            (
                name if name in content.dialogs else f"{name} (gone)",
                str(each.walks),
                share(each["fixed"], each.interval, each.decided),
                str(each["handed-over"]),
                str(each["left"]),
                minutes(each.minutes),
                kept(each.held, each.again),
            ),
        )
        for name, each in dialogs
    ]
    return _filled(("dialog", "walks", "fixed", "helpdesk", "left", "min", "held"), rows)


def dialog_told(dialog: Dialog, tally: Tally) -> DialogTold | None:
    """None: nobody was walked through it."""
    steps = tally.steps(dialog.id)
    whole = tally.dialogs().get(dialog.id)
    if whole is None:
        return None
    order = dict.fromkeys(item.step.key for item in dialog.items)
    keys = [key for key in order if key in steps] + [key for key in steps if key not in order]
    rows = [_row(key, short(dialog, key) + ("" if key in order else " (gone)"), steps[key]) for key in keys]
    found = faster_orders(dialog, steps)
    return DialogTold(
        f"{dialog.id}: {dialog.title}",
        _ends(whole),
        _filled(("step", "shown", "fixed", *(title for title, _ in _COLUMNS), "min", "held"), rows),
        _LEGEND,
        tuple(_order(dialog, each) for each in found),
        tuple(_notes(dialog, steps, found)),
    )


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


def step_look(numbers: Numbers) -> Look:
    """Many leave there; or it surely helps one in five."""
    if numbers.decided >= ENOUGH and numbers.leaving >= _MANY:
        return "leave"
    return "helps" if numbers.interval.low >= _MANY else ""


def _ends(whole: DialogNumbers) -> str:
    parts = [f"fixed {share(whole['fixed'], whole.interval, whole.decided)}"] if whole.decided else []
    parts += [f"{words} {whole[end]}" for end, words in _ENDS if whole[end]]
    if whole.minutes is not None:
        parts.append(f"{minutes(whole.minutes)} min until it was fixed (median)")
    return f"{whole.walks} walk{'' if whole.walks == 1 else 's'}: {', '.join(parts)}"


def _row(key: str, name: str, of: Numbers) -> Row:
    counts = (str(count) if (count := sum(of[fate] for fate in fates)) else "" for _, fates in _COLUMNS)
    fixed = share(of["fixed"], of.interval, of.decided)
    cells = (name, str(of.shown), fixed, *counts, minutes(of.minutes), kept(of.held, of.again))
    return Row(key, cells, step_look(of))


def _notes(dialog: Dialog, steps: Mapping[str, Numbers], found: tuple[Faster, ...]) -> Iterator[str]:
    if not found:
        yield "No other order would clearly be faster. Steps with a risk stay where they are."
    if few := too_few(dialog, steps):
        names = ", ".join(short(dialog, key) for key in few)
        yield f"Too few to say anything (fewer than {ENOUGH} people): {names}"


def _order(dialog: Dialog, found: Faster) -> Order:
    now, then = (" > ".join(short(dialog, key) for key in keys) for keys in (found.now, found.then))
    return Order(
        "This order may be faster. Nothing is changed: it is for you to judge.",
        f"{now}: about {found.minutes_now:.1f} min",
        f"{then}: about {found.minutes_then:.1f} min",
        tuple(_but(dialog, found)),
    )


def _but(dialog: Dialog, found: Faster) -> Iterator[str]:
    yield from _SURVIVORS
    which = "Also then this order is faster" if found.holds_either_way else "Then this order is slower"
    yield f"{which}: {found.apart_then:.1f} instead of {found.apart_now:.1f} min."
    for second, first in found.unsure:
        names = f"{short(dialog, second)} looks better than {short(dialog, first)}"
        yield f"It may be chance that {names}: too few yet."


# --- pieces ----------------------------------------------------------------------------------------------------------


def short(dialog: Dialog, key: str) -> str:
    """A step as the dialog's author calls it."""
    return key.removeprefix(f"{dialog.id}#")


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


def _filled(head: tuple[str, ...], rows: list[Row]) -> Table:
    kept_columns = [at for at in range(len(head)) if at == 0 or any(row.cells[at] for row in rows)]
    return Table(
        tuple(head[at] for at in kept_columns),
        tuple(Row(row.about, tuple(row.cells[at] for at in kept_columns), row.look) for row in rows),
    )
