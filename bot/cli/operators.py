"""`unstuck doctor` and `unstuck package`: for whoever installs and runs the bot."""

import asyncio
import io
import sys
from pathlib import Path

import click

from bot import log
from bot.cli.settings import settings_of


@click.command()
def doctor() -> None:
    """What is wrong with this installation, and what to set. Ends with 1 if the bot can't work so."""
    # What goes wrong on the way is told as a finding.
    log.configure(io.StringIO())
    sys.exit(asyncio.run(_report()))


async def _report() -> int:
    from bot.doctor import examine

    worst = 0
    async for finding in examine({}):
        click.echo(f"{finding.level:<7}  {finding.about}: {finding.says}")
        worst = max(worst, finding.level == "problem")
    return worst


@click.command()
@click.option(
    "--output",
    metavar="FILE",
    type=click.Path(dir_okay=False, path_type=Path),
    default=Path("unstuck-app.zip"),
    show_default=True,
    help="The zip to write.",
)
@click.option("--app-id", metavar="ID", help="The id of the bot's app registration.")
@click.option("--public-url", metavar="URL", help="Where people reach this bot's pages from outside.")
@click.option("--developer", metavar="NAME", default="IT", show_default=True, help="Who offers the app.")
@click.option("--website", metavar="URL", help="Your page about it. Usually the bot's own /about.")
@click.option("--privacy", metavar="URL", help="Your page about what is kept. Usually /about.")
@click.option("--terms", metavar="URL", help="Your terms of use. Usually /about.")
def package(
    output: Path,
    app_id: str | None,
    public_url: str | None,
    developer: str,
    website: str | None,
    privacy: str | None,
    terms: str | None,
) -> None:
    """The Teams app, as a zip that an admin uploads: its manifest, its icons, its words in each language.

    The app id and the public address are taken from the settings.
    """
    from bot.channel.package import CannotPackage, app_facts, app_package

    # A secret isn't needed to write this file, and a managed identity has none.
    settings = settings_of({"app_id": app_id, "public_url": public_url, "app_type": "managed-identity"})
    try:
        facts = app_facts(
            settings.app_id,
            settings.public_url,
            program_version(),
            developer=developer,
            website=website,
            privacy=privacy,
            terms=terms,
        )
        output.write_bytes(app_package(facts))
    except CannotPackage as cannot:
        raise click.ClickException(f"The app can't be made yet.\n{cannot}") from None
    except OSError as error:
        raise click.ClickException(f"I can't write {output}: {error.strerror}.") from None
    click.echo(f"wrote {output}: Unstuck {facts.version} for {facts.app_id}")


def program_version() -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("unstuck")
    except PackageNotFoundError:
        return "0.0.0"
