"""`unstuck doctor`: for whoever installs and runs the bot."""

import asyncio
import io
import sys

import click

from bot import log


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
