"""`unstuck stats`: what authors learn from what happened. It reads beside the running bot, and changes nothing."""

import asyncio
import json
import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from bot.cli.content import CONTENT, read
from bot.cli.keeping import DATABASE, opened

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.authoring.picture import Counted
    from bot.statistics.numbers import Tally

_UNITS = {"h": "hours", "d": "days", "w": "weeks"}


def _ago(ctx: click.Context, parameter: click.Parameter, value: str) -> datetime:
    """`30d`, `6w`, `12h`: as a time that long ago. Or a day, such as `2026-11-01`: its begin."""
    told = _moment(ctx, parameter, value)
    return told if isinstance(told, datetime) else _begin_of(told)


def _until(ctx: click.Context, parameter: click.Parameter, value: str | None) -> datetime | None:
    """The same, and of a day its end."""
    if value is None:
        return None
    told = _moment(ctx, parameter, value)
    return told if isinstance(told, datetime) else _begin_of(told + timedelta(days=1))


def _moment(ctx: click.Context, parameter: click.Parameter, value: str) -> datetime | date:
    if found := re.fullmatch(r"(\d{1,4})([hdw])", value.strip().lower()):
        return datetime.now(UTC) - timedelta(**{_UNITS[found[2]]: int(found[1])})
    try:
        return date.fromisoformat(value.strip())
    except ValueError:
        told = f'"{value}" is no time. Write 30d, 6w, 12h or a day such as 2026-11-01.'
        raise click.BadParameter(told, ctx, parameter) from None


def _begin_of(day: date) -> datetime:
    from bot.statistics.counting import begin_of

    return begin_of(day)


COLOURS: Final = {"": None, "helps": "green", "leave": "yellow"}
SINCE = click.option(
    "--since", metavar="30d", callback=_ago, default="30d", show_default=True, help="From when: 12h, 30d, 6w, or a day."
)
UNTIL = click.option(
    "--until", metavar="7d", callback=_until, help="Only what was begun before then; a day is meant with its evening."
)


@click.command()
@click.argument("dialog", required=False)
@SINCE
@UNTIL
@click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True, help="For whom."
)
@CONTENT
@DATABASE
def stats(
    dialog: str | None,
    since: datetime,
    until: datetime | None,
    form: str,
    folders: tuple[Path, ...],
    database: str | None,
) -> None:
    """Which steps fix people, where they leave, and what order of a DIALOG's steps would be faster.

    A report for who writes the dialogs; nothing is changed by it. Without DIALOG all dialogs are listed. The playground
    shows the same in the browser, at /stats.
    """
    from bot.content.spelling import did_you_mean
    from bot.statistics.counting import Period
    from bot.statistics.texts import dialog_lines, overview_lines
    from bot.statistics.values import as_json

    edition = read(folders)
    tally = asyncio.run(_tallied(database, since, until))
    if dialog is not None and dialog not in edition.content.dialogs:
        raise click.UsageError(f'There is no dialog "{dialog}"{did_you_mean(dialog, edition.content.dialogs)}')
    if form == "json":
        times = {"since": since, "until": until}
        told = {name: at.isoformat(timespec="seconds") for name, at in times.items() if at is not None}
        click.echo(json.dumps(told | as_json(tally, edition.content, dialog), ensure_ascii=False, indent=2))
        return
    content = edition.content
    lines = overview_lines(tally, content) if dialog is None else dialog_lines(content.dialogs[dialog], tally)
    click.echo(Period(since, until))
    for line in lines:
        click.echo(line)


def counted_steps(
    dialog: str, since: datetime, until: datetime | None, database: str | None
) -> "Mapping[str, Counted]":
    """What was counted at the steps of a dialog, for its picture."""
    from bot.authoring.picture import Counted
    from bot.statistics.telling import step_look, step_told

    steps = asyncio.run(_tallied(database, since, until)).steps(dialog)
    return {step: Counted(step_told(numbers), step_look(numbers)) for step, numbers in steps.items()}


async def _tallied(database: str | None, since: datetime, until: datetime | None) -> "Tally":
    from bot.statistics.counting import Period, tallied

    async with opened(database, must_be_there=True) as store:
        return await tallied(store.histories(since), Period(since, until), datetime.now(UTC))
