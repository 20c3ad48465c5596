"""`unstuck backup`, `unstuck forget`: for whoever answers for what the bot keeps. Both work beside the running bot."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.cli.settings import settings_of

if TYPE_CHECKING:
    from bot.store import Database

DATABASE = click.option("--database", metavar="URL", help="Where sessions are kept. Usually UNSTUCK_DATABASE says it.")


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@DATABASE
def backup(file: Path, database: str | None) -> None:
    """Write a copy of the SQLite database to FILE, also while the bot runs.

    To restore it, stop the bot and put the copy in the database's place. What waited to be sent when the copy was made
    isn't sent again. For PostgreSQL use pg_dump.
    """
    asyncio.run(_backup(file, database))
    click.echo(f"Copied to {file}.")


async def _backup(file: Path, database: str | None) -> None:
    from bot.store import DatabaseProblem, SqliteStore

    async with opened(database, must_be_there=True) as store:
        if not isinstance(store, SqliteStore):
            raise click.ClickException("This is for a SQLite file. Of a PostgreSQL database `pg_dump` makes a copy.")
        try:
            store.backup(file)
        except DatabaseProblem as problem:
            raise click.ClickException(str(problem)) from None


@click.command()
@click.argument("person")
@click.option("--tenant", metavar="ID", help="Only what is kept of them in this tenant.")
@DATABASE
def forget(person: str, tenant: str | None, database: str | None) -> None:
    """Delete everything that is kept about PERSON: their object id in Entra.

    What happened stays in the statistics, under nobody's name. Somebody who writes again begins anew.
    """
    found = asyncio.run(_forget(person, tenant, database))
    click.echo(f"Deleted: {found} conversation{'' if found == 1 else 's'}.")


async def _forget(person: str, tenant: str | None, database: str | None) -> int:
    async with opened(database, must_be_there=True) as store:
        return await store.forget(person, tenant)


@asynccontextmanager
async def opened(database: str | None, *, must_be_there: bool = False) -> "AsyncIterator[Database]":
    """The store of the settings, as a command beside the bot opens it. `must_be_there`: a file isn't made."""
    from bot.store import DatabaseProblem, open_store, sqlite_file
    from bot.turn import StoreUnavailable

    address = settings_of({"database": database}).database
    try:
        file = sqlite_file(address)
        if must_be_there and file is not None and not file.exists():
            raise click.ClickException(f"There is no database at {file} yet. Has the bot been running with it?")
        store = open_store(address, alone=False)
    except DatabaseProblem as problem:
        raise click.ClickException(str(problem)) from None
    try:
        yield store
    except StoreUnavailable as unavailable:
        raise click.ClickException(f"The database can't do it now ({unavailable}). Try again in a moment.") from None
    finally:
        store.close()
