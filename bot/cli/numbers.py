"""`unstuck stats`: what authors learn from what happened. It reads beside the running bot, and changes nothing."""

import asyncio
import json
import re
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from bot.cli.content import CONTENT, read
from bot.cli.keeping import DATABASE, opened

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping

    from bot.authoring.picture import Counted
    from bot.statistics.numbers import Tally
    from bot.statistics.walks import Walked
    from bot.store import Database

_UNITS = {"h": "hours", "d": "days", "w": "weeks"}


def _ago(ctx: click.Context, parameter: click.Parameter, value: str) -> datetime:
    """`30d`, `6w`, `12h`: as a time that long ago. Or a day, such as `2026-11-01`."""
    if found := re.fullmatch(r"(\d{1,4})([hdw])", value.strip().lower()):
        return datetime.now(UTC) - timedelta(**{_UNITS[found[2]]: int(found[1])})
    try:
        return datetime.combine(date.fromisoformat(value.strip()), time(), UTC)
    except ValueError:
        told = f'"{value}" is no time. Write 30d, 6w, 12h or a day such as 2026-11-01.'
        raise click.BadParameter(told, ctx, parameter) from None


COLOURS: Final = {"": None, "helps": "green", "leave": "yellow"}
SINCE = click.option(
    "--since", metavar="30d", callback=_ago, default="30d", show_default=True, help="From when: 12h, 30d, 6w, or a day."
)


@click.command()
@click.argument("dialog", required=False)
@SINCE
@click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True, help="For whom."
)
@CONTENT
@DATABASE
def stats(dialog: str | None, since: datetime, form: str, folders: tuple[Path, ...], database: str | None) -> None:
    """Which steps fix people, where they leave, and what order of a DIALOG's steps would be faster.

    A report for who writes the dialogs; nothing is changed by it. Without DIALOG all dialogs are listed.
    """
    from bot.content.spelling import did_you_mean
    from bot.statistics.telling import as_json, dialog_told, overview

    edition = read(folders)
    tally = asyncio.run(tallied(database, since))
    if dialog is not None and dialog not in edition.content.dialogs:
        raise click.UsageError(f'There is no dialog "{dialog}"{did_you_mean(dialog, edition.content.dialogs)}')
    if form == "json":
        told = {"since": since.isoformat(timespec="seconds"), **as_json(tally, edition.content, dialog)}
        click.echo(json.dumps(told, ensure_ascii=False, indent=2))
        return
    lines = overview(tally, edition.content) if dialog is None else dialog_told(edition.content.dialogs[dialog], tally)
    click.echo(f"Since {since:%Y-%m-%d}")
    for line in lines:
        click.echo(line)


def counted_steps(dialog: str, since: datetime, database: str | None) -> "Mapping[str, Counted]":
    """What was counted at the steps of a dialog, for its picture."""
    from bot.authoring.picture import Counted
    from bot.statistics.telling import step_look, step_told

    steps = asyncio.run(tallied(database, since)).steps(dialog)
    return {step: Counted(step_told(numbers), step_look(numbers)) for step, numbers in steps.items()}


async def tallied(database: str | None, since: datetime) -> "Tally":
    """Everything since then, counted."""
    from bot.statistics.numbers import Tally

    tally = Tally()
    async with opened(database, must_be_there=True) as store:
        async for talk in walks_since(store, since):
            for walked in talk:
                tally.add(walked)
    return tally


async def walks_since(store: "Database", since: datetime) -> "AsyncIterator[list[Walked]]":
    """The walks of each conversation."""
    from bot.statistics.walks import walks

    now = int(datetime.now(UTC).timestamp() * 1000)
    async for history in store.histories(since):
        yield walks(history, now)
