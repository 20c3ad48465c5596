"""`unstuck banner`: what the operator says before every start. It works beside the running bot."""

import asyncio
import re

import click

from bot.cli.keeping import DATABASE, opened

LONGEST = 500
_BREAKS = re.compile(r"\s+")


@click.group()
def banner() -> None:
    """What the bot says before every start: "Since 9:40 many people can't sign in. Please don't reset anything."

    The bot says by itself that IT knows. People who are in the middle are told at their next step. When the banner is
    cleared, those who were told hear once that it is over.
    """


@banner.command("set")
@click.argument("text")
@click.option("--product", "products", metavar="NAME", multiple=True, help="Only for problems of this product.")
@DATABASE
def set_(text: str, products: tuple[str, ...], database: str | None) -> None:
    """Put the banner up, in place of the one before."""
    said = _BREAKS.sub(" ", text).strip()
    if not 0 < len(said) <= LONGEST:
        raise click.ClickException(f"A banner has 1 to {LONGEST} characters. This has {len(said)}.")
    asyncio.run(_set(said, products, database))
    click.echo("It stands before every start now. To take it down: unstuck banner clear")


@banner.command("clear")
@DATABASE
def clear(database: str | None) -> None:
    """Take the banner down, and tell those who wait for it."""
    there_was = asyncio.run(_clear(database))
    click.echo("Taken down. Those who wait for it are told." if there_was else "There is none.")


@banner.command("show")
@DATABASE
def show(database: str | None) -> None:
    """Print the banner that stands now."""
    click.echo(asyncio.run(_show(database)))


async def _set(text: str, products: tuple[str, ...], database: str | None) -> None:
    from bot.turn import now_utc

    async with opened(database) as store:
        await store.set_banner(text, now_utc(), products=products, set_by="command")


async def _clear(database: str | None) -> bool:
    from bot.turn import now_utc

    async with opened(database) as store:
        return await store.clear_banner(now_utc())


async def _show(database: str | None) -> str:
    async with opened(database) as store:
        found = await store.banner()
    if found is None:
        return "There is none."
    about = f" for {', '.join(found.products)}" if found.products else ""
    return f"Since {found.since:%Y-%m-%d %H:%M} UTC{about}: {found.text}"
