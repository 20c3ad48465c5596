"""What is said of walks that were counted, as lines for the terminal."""

from collections.abc import Iterator, Sequence

from bot.content.model import Content, Dialog
from bot.statistics.numbers import Tally
from bot.statistics.telling import Order, Table, dialog_told, overview

NOBODY = "Nobody was walked through a dialog in that time."
NOBODY_HERE = "Nobody was walked through it in that time."


def overview_lines(tally: Tally, content: Content) -> Iterator[str]:
    """All dialogs, the most walked first."""
    told = overview(tally, content)
    if not told.rows:
        yield NOBODY
        return
    yield from _lines(told)
    yield ""
    yield "unstuck stats DIALOG tells of its steps, and of an order that would be faster."


def dialog_lines(dialog: Dialog, tally: Tally) -> Iterator[str]:
    """One dialog: how its walks end, what became of each step, and what order would be faster."""
    told = dialog_told(dialog, tally)
    if told is None:
        yield f"{dialog.id}: {dialog.title}"
        yield NOBODY_HERE
        return
    yield told.title
    yield told.ends
    yield ""
    yield from _lines(told.steps)
    yield from told.legend
    yield ""
    for each in told.orders:
        yield from _order(each)
    yield from told.notes


def _order(order: Order) -> Iterator[str]:
    yield order.says
    yield f"  now   {order.now}"
    yield f"  then  {order.then}"
    yield from (f"  {line}" for line in order.but)


def _lines(of: Table) -> Iterator[str]:
    return table(of.head, [row.cells for row in of.rows])


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Columns as wide as they have to be: the first to the left, the others to the right."""
    lines = [head, *rows]
    widths = [max(len(line[at]) for line in lines) for at in range(len(head))]
    for line in lines:
        cells = [
            line[0].ljust(widths[0]),
            *(cell.rjust(width) for cell, width in zip(line[1:], widths[1:], strict=True)),
        ]
        yield "  ".join(cells).rstrip()
