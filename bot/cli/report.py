"""`unstuck report`: the week in numbers, as text or as a page that can be mailed."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.cli.content import CONTENT, read
from bot.cli.gaps import decisions
from bot.cli.keeping import DATABASE, opened

if TYPE_CHECKING:
    from bot.statistics.week import Counted, Week
    from bot.store import CountedGap


@click.command()
@click.option("--week", "named", metavar="2026-W47", help="Which week. Without it, the last one that is over.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "html"]),
    default="text",
    show_default=True,
    help="`html` to mail it.",
)
@CONTENT
@DATABASE
def report(named: str | None, form: str, folders: tuple[Path, ...], database: str | None) -> None:
    """The week in numbers, for whoever answers for the bot.

    How many talks there were, how they ended, what went wrong most, what nobody could answer, what takes longest.
    """
    from bot.content.telling import visible
    from bot.statistics.gaps import Decisions, grouped
    from bot.statistics.week import as_html, as_text, last_week, sections, week_named

    try:
        week = week_named(named) if named else last_week(datetime.now(UTC))
    except ValueError as wrong:
        raise click.UsageError(str(wrong)) from None
    content = read(folders).content
    counted, before, gaps = asyncio.run(_counted(database, week))
    decided = [decisions(folder) for folder in folders]
    groups = grouped(
        gaps,
        Decisions(
            tuple(said for each in decided for said in each.ignored),
            tuple(pair for each in decided for pair in each.merged),
        ),
    )
    for line in (as_html if form == "html" else as_text)(week, sections(counted, before, groups, content)):
        click.echo(line if form == "html" else visible(line))


async def _counted(database: str | None, week: "Week") -> "tuple[Counted, Counted, tuple[CountedGap, ...]]":
    from bot.statistics.counting import walks_of
    from bot.statistics.week import Counted

    counted, before = Counted(week), Counted(week.before)
    async with opened(database, must_be_there=True) as store:
        async for walked in walks_of(store.histories(week.before.begin), datetime.now(UTC)):
            counted.add(walked)
            before.add(walked)
        gaps = await store.gap_counts(week.begin, week.end)
    return counted, before, gaps
