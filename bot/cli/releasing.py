"""`unstuck release` and `unstuck diff`: what is promised, and what changes for people."""

import sys
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.cli.content import print_errors
from bot.content.load import Loaded, load, shipped
from bot.content.telling import visible

if TYPE_CHECKING:
    from bot.content.model import Content


@click.command()
@click.option(
    "--content",
    "folder",
    envvar="UNSTUCK_CONTENT",
    metavar="DIR",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Your folder, on top of the shipped content. Without it, the shipped content itself.",
)
def release(folder: Path | None) -> None:
    """Promise every id of your content: links to it work from now on.

    Writes dialogs/released-ids.txt. An id that was promised and is gone is an error, unless dialogs/moved.yaml says
    where to. Ends with 0, or with 1 if the content has errors: then nothing is written.
    """
    from bot.authoring.release import FILE, release
    from bot.content.rules.ids import promised_ids

    layers = [shipped(), *([folder] if folder else [])]
    loaded = load(layers)
    _stop_at_errors(loaded)
    file = layers[-1] / FILE
    before = file.read_text("utf-8") if file.exists() else ""
    made = release(promised_ids(loaded.draft), loaded.draft.layer_of, len(layers) - 1, before)
    if not made.fresh:
        click.echo(f"nothing new: {made.total} ids are promised")
        return
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(made.text, "utf-8", newline="\n")
    for id in made.fresh:
        click.echo(f"promised {id}")
    click.echo(f"wrote {file.as_posix()}: {len(made.fresh)} new, {made.total} in all")


@click.command()
@click.argument("old")
@click.argument("new")
@click.option(
    "--content",
    "folder",
    metavar="DIR",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Your folder, if OLD and NEW are revisions of it. Without it, the shipped content's.",
)
def diff(old: str, new: str, folder: Path | None) -> None:
    """What changes for people from OLD to NEW, in sentences. Each is a folder or a git revision.

    A folder that doesn't stand by itself is read on top of the shipped content. `!` marks what may hurt somebody.
    """
    from bot.authoring.changes import changes
    from bot.authoring.revisions import NoSuchRevision, folder_of

    with ExitStack() as stack:
        contents = []
        for each in (old, new):
            try:
                contents.append(_content(stack.enter_context(folder_of(each, folder or shipped()))))
            except NoSuchRevision as unknown:
                raise click.UsageError(f'"{each}" is neither a folder nor a git revision with content.') from unknown
    found = changes(*contents)
    about = ""
    for change in found:
        if change.about != about:
            about = change.about
            click.echo(about)
        click.echo(visible(f"  {'!' if change.is_risky else ' '} {change.says}"))
    click.echo(f"{len(found)} change{'' if len(found) == 1 else 's'} for people" if found else "no change for people")


def _content(folder: Path) -> "Content":
    """A folder's content: by itself, or else on top of the shipped one."""
    loaded = load([folder], conversations=False)
    if loaded.content is None:
        loaded = load([shipped(), folder], conversations=False)
    _stop_at_errors(loaded)
    assert loaded.content is not None
    return loaded.content


def _stop_at_errors(loaded: Loaded) -> None:
    if loaded.content is not None:
        return
    print_errors(loaded.diagnostics, loaded.paths)
    sys.exit(1)
