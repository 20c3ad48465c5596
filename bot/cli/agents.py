"""`unstuck link`: for whoever hands out links."""

from pathlib import Path

import click

from bot.cli.content import CONTENT
from bot.cli.settings import settings_of


@click.command()
@click.argument("target", metavar="DIALOG[#STEP]")
@CONTENT
@click.option("--app-id", metavar="ID", help="The id of the bot's app registration.")
@click.option("--public-url", metavar="URL", help="Where people reach this bot's pages from outside.")
def link(target: str, folders: tuple[Path, ...], app_id: str | None, public_url: str | None) -> None:
    """The links of a dialog, or of one of its steps: the page, the chat, and the text to write.

    The app id and the public address are taken from the settings.
    """
    from bot.channel.finding import Finder, find
    from bot.channel.links import chat_url, link_text, page_url
    from bot.engine.shelf import FaultyContent, read_edition

    # No secret is needed to write a link.
    settings = settings_of({"app_id": app_id, "public_url": public_url, "app_type": "managed-identity"})
    try:
        edition = read_edition(folders)
    except FaultyContent:
        raise click.ClickException("The content has faults. `unstuck check` says which.") from None
    named, _, step = target.strip().removeprefix("start ").strip().lower().partition("#")
    found = find(edition.content, named, step or None)
    if found is None:
        near = [each.key for each in Finder(edition).nearest(named, step or None)]
        raise click.ClickException(f"There is no {target}." + (f" Perhaps: {', '.join(near)}" if near else ""))
    dialog, item = found
    id = item.step.id if item is not None else None
    text = link_text(dialog.id, id)
    without = "-  (set {} to have it)"
    page = page_url(settings.public_url, dialog.id, id) if settings.public_url else without.format("UNSTUCK_PUBLIC_URL")
    chat = chat_url(f"28:{settings.app_id}", text) if settings.app_id else without.format("UNSTUCK_APP_ID")
    click.echo(f"page  {page}\nchat  {chat}\ntext  {text}")
    if item is None:
        click.echo()
        for each in dialog.items:
            if each.step.kind not in ("it", "handoff"):
                click.echo(f"{link_text(dialog.id, each.step.id)}  ({each.step.title})")
