"""The statistics as the browser shows them: a time that was chosen, tables, and the list with what was counted."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from bot.authoring.picture import listed, marks, name_of, only_if
from bot.cards.runs import bare
from bot.content.model import Content, Dialog
from bot.statistics.numbers import Numbers, Tally
from bot.statistics.telling import DialogTold, Look, Table, dialog_told, overview, step_look, step_told
from bot.statistics.texts import NOBODY, NOBODY_HERE

_CHOICES: Final = (("7 days", 7), ("30 days", 30), ("90 days", 90), ("365 days", 365))
_LOOKS: Final[Mapping[Look, str]] = {"": "", "helps": "helps many", "leave": "many leave here"}


@dataclass(frozen=True, slots=True)
class Chosen:
    """What is asked for. `dialog`: empty for all. `since`, `until`: days, both included."""

    dialog: str
    since: date
    until: date


@dataclass(frozen=True, slots=True)
class CountedLine:
    """A step of the tree with what was counted at it. `number`: its place in the list; empty where it doesn't count."""

    number: str
    name: str
    title: str
    marks: tuple[str, ...]
    only_if: str
    counted: str
    look: Look
    look_says: str
    part: str
    """The title of the borrowed part that begins here; empty: none does."""


@dataclass(frozen=True, slots=True)
class StatsView:
    """The page. Of `dialogs` and `told` there is one; both are missing where nobody was walked."""

    chosen: Chosen
    choices: tuple[tuple[str, Chosen], ...]
    """Usual times, with what to ask for."""
    all: tuple[tuple[str, str], ...]
    """Id and title of each dialog."""
    dialogs: Table | None
    told: DialogTold | None
    lines: tuple[CountedLine, ...]
    title: str
    nobody: str


def view_stats(chosen: Chosen, content: Content, tally: Tally, today: date) -> StatsView:
    dialog = content.dialogs[chosen.dialog] if chosen.dialog else None
    told = dialog_told(dialog, tally) if dialog is not None else None
    dialogs = overview(tally, content) if dialog is None else None
    return StatsView(
        chosen,
        tuple((words, Chosen(chosen.dialog, today - timedelta(days=days), today)) for words, days in _CHOICES),
        tuple((each.id, each.title) for each in content.dialogs.values()),
        dialogs if dialogs is not None and dialogs.rows else None,
        told,
        tuple(_lines(content, dialog, tally.steps(dialog.id))) if dialog is not None and told is not None else (),
        bare(dialog.title) if dialog is not None else "All dialogs",
        NOBODY if dialog is None else NOBODY_HERE,
    )


def _lines(content: Content, dialog: Dialog, steps: Mapping[str, Numbers]) -> Iterator[CountedLine]:
    """The list as `unstuck show --stats` has it."""
    for each in listed(dialog):
        step = each.item.step
        numbers = steps.get(step.key)
        look: Look = step_look(numbers) if numbers is not None else ""
        yield CountedLine(
            "" if each.number is None else str(each.number),
            name_of(step, dialog.id),
            bare(step.title or step.id),
            tuple(marks(step)),
            only_if(content, each.item.conditions),
            step_told(numbers) if numbers is not None else "",
            look,
            _LOOKS[look],
            content.dialogs[each.begins].title if each.begins else "",
        )
