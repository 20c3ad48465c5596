"""`unstuck gaps`: what people wrote that nothing matched, in groups; and what an author decides about them."""

import asyncio
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.cli.keeping import DATABASE, opened
from bot.cli.numbers import SINCE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.statistics.gaps import Decisions
    from bot.store import CountedGap

_FOLDER = click.option(
    "--content",
    "folder",
    envvar="UNSTUCK_CONTENT",
    metavar="DIR",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="The folder with your content. What you decide about gaps stands there, in gaps.txt.",
)
EVER = datetime(1970, 1, 1, tzinfo=UTC)


@click.group(invoke_without_command=True)
@SINCE
@click.option("--language", metavar="de", default="", help="Only what was written in this language.")
@click.option("--most", metavar="N", default=30, show_default=True, help="So many groups.")
@click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True, help="For whom."
)
@_FOLDER
@DATABASE
@click.pass_context
def gaps(
    ctx: click.Context,
    since: datetime,
    language: str,
    most: int,
    form: str,
    folder: Path | None,
    database: str | None,
) -> None:
    """What people wrote that nothing matched: codes first, then texts that say the same, the most frequent first.

    Names, addresses and long numbers were masked before a text was kept. `unstuck new problem --from ID` makes a
    problem of a group.
    """
    if ctx.invoked_subcommand is not None:
        return
    from bot.content.telling import visible
    from bot.statistics.gaps import grouped, told

    groups = grouped(counted(database, since, language), decisions(folder))
    if form == "json":
        click.echo(
            json.dumps(
                [
                    {
                        "id": each.id,
                        "code": each.code,
                        "texts": each.texts,
                        "times": each.times,
                        "languages": each.languages,
                        "last": each.last.isoformat(timespec="seconds"),
                    }
                    for each in groups
                ],
                ensure_ascii=False,
                indent=2,
            )
        )
        return
    for line in told(groups, most, visible):
        click.echo(line)


@gaps.command()
@click.argument("id")
@_FOLDER
@DATABASE
def ignore(id: str, folder: Path | None, database: str | None) -> None:
    """Leave a group out for good: ID, and whatever is like it."""
    from bot.statistics.gaps import with_ignored

    said = said_of(id, counted(database, EVER))
    file = _file(folder)
    _write(file, with_ignored(_text(file), said))
    click.echo(f"Ignored from now on, with all that is like it. It stands in {file.as_posix()}.")


@gaps.command()
@click.argument("first")
@click.argument("second")
@_FOLDER
@DATABASE
def merge(first: str, second: str, folder: Path | None, database: str | None) -> None:
    """Count two groups as one from now on: FIRST and SECOND are their ids."""
    from bot.statistics.gaps import id_of, with_merged

    ever = counted(database, EVER)
    one, other = said_of(first, ever), said_of(second, ever)
    if one == other:
        raise click.UsageError("These are the same.")
    if code := next((said for said in (one, other) if id_of(said) == said), None):
        raise click.UsageError(f"{code} is a code. Each code is a group of its own.")
    file = _file(folder)
    _write(file, with_merged(_text(file), one, other))
    click.echo(f"Counted as one from now on. It stands in {file.as_posix()}.")


def counted(database: str | None, since: datetime, language: str = "") -> "tuple[CountedGap, ...]":
    return asyncio.run(_counted(database, since, language))


async def _counted(database: str | None, since: datetime, language: str) -> "tuple[CountedGap, ...]":
    async with opened(database, must_be_there=True) as store:
        return await store.gap_counts(since, datetime.now(UTC) + timedelta(days=1), language)


def said_of(id: str, counted: "Sequence[CountedGap]") -> str:
    """The text or code of a group among all that were counted."""
    from bot.statistics.gaps import said_with_id

    said = said_with_id(id, counted)
    if said is None:
        raise click.UsageError(f'There is no gap "{id}". `unstuck gaps` lists them, each with its id.')
    return said


def decisions(folder: Path | None) -> "Decisions":
    """What was decided in a folder of content."""
    from bot.statistics.gaps import FILE, BadDecision, read_decisions

    try:
        return read_decisions(_text(folder / FILE) if folder is not None else "")
    except BadDecision as bad:
        assert folder is not None
        raise click.ClickException(f"{(folder / FILE).as_posix()}: {bad}") from None


def _file(folder: Path | None) -> Path:
    from bot.statistics.gaps import FILE

    if folder is None:
        raise click.UsageError("Say in which folder it is kept: --content DIR.")
    decisions(folder)
    return folder / FILE


def _text(file: Path) -> str:
    return file.read_text("utf-8") if file.exists() else ""


def _write(file: Path, text: str) -> None:
    file.write_text(text, "utf-8", newline="\n")
