"""`unstuck new`: files to be filled in."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.cli.keeping import DATABASE
from bot.content.load import load, shipped

if TYPE_CHECKING:
    from bot.authoring.skeleton import Found


@click.group()
def new() -> None:
    """Files to be filled in, in a folder of your own."""


_CONTENT = click.option(
    "--content",
    "folder",
    required=True,
    envvar="UNSTUCK_CONTENT",
    metavar="DIR",
    type=click.Path(file_okay=False, path_type=Path),
    help="The folder with your content. It is made if it isn't there.",
)


@new.command()
@click.argument("name", required=False)
@_CONTENT
@click.option("--from", "gap", metavar="GAP", help="Make it of what nothing matched: an id of `unstuck gaps`.")
@DATABASE
@click.option("--product", default="Fill in: product", help="What it goes wrong in, such as `Teams`.")
@click.option("--area", help="The folder below `knowledge` and `dialogs`. Without it, the product's name.")
def problem(
    name: str | None, folder: Path, gap: str | None, database: str | None, product: str, area: str | None
) -> None:
    """A problem that people would call NAME: the problem, its words, its dialog and a conversation.

    `check` has warnings for what is to be filled in and no error, and `test` plays the conversation. The folder also
    gets what teaches an editor all the fields.
    """
    from bot.authoring.skeleton import Found, Taken, new_problem, new_words
    from bot.content.spelling import slug

    found = _found(gap, folder, database) if gap is not None else Found()
    name = name or next(iter(found.symptoms), None)
    if name is None:
        raise click.UsageError("Say what people would call it: unstuck new problem NAME")
    folder.mkdir(parents=True, exist_ok=True)
    below = load([shipped(), folder]).draft
    area = slug(area or (product if not product.startswith("Fill in:") else "ours"))
    words = folder / "knowledge" / "words.yaml"
    try:
        files = new_problem(name, product, area, below, datetime.now(UTC).date(), found)
    except Taken as taken:
        raise click.UsageError(f'There is a problem or dialog "{taken}" already. Give it another name.') from taken
    except ValueError as empty:
        raise click.UsageError("The name has no word that says what is wrong.") from empty
    files["knowledge/words.yaml"] = new_words(name, product, below, words.read_text("utf-8") if words.exists() else "")
    _write(folder, files)
    click.echo(f"Fill them in, and look:   unstuck check --content {folder.as_posix()}")


def _found(gap: str, folder: Path, database: str | None) -> "Found":
    """What people wrote that belongs to a gap."""
    from bot.authoring.skeleton import Found
    from bot.cli.gaps import EVER, counted, decisions, said_of
    from bot.statistics.gaps import grouped

    ever = counted(database, EVER)
    said = said_of(gap, ever)
    groups = grouped(ever, decisions(folder if folder.exists() else None))
    for group in groups:
        if said == group.code:
            return Found(codes=(said,))
        if said in group.texts:
            return Found(symptoms=(said, *(text for text in group.texts if text != said)))
    raise click.UsageError(f'"{gap}" is ignored in gaps.txt. Take the line out, or give the problem a NAME.')


@new.command()
@click.argument("id")
@click.argument("language")
@_CONTENT
def translation(id: str, language: str, folder: Path) -> None:
    """A translation of the dialog, problem or reading ID (or of the `facts`) into a LANGUAGE, such as `de`.

    The files hold every text of the original, to be written over, and the digests that belong to them.
    """
    from bot.authoring.translating import translation
    from bot.content.shapes import LANGUAGE
    from bot.content.spelling import did_you_mean

    if not re.fullmatch(LANGUAGE, language):
        raise click.UsageError(f'"{language}" is no language. Write two letters, such as `de`.')
    folder.mkdir(parents=True, exist_ok=True)
    original = load([shipped(), folder]).draft
    files = translation(id, language, original)
    if not files:
        known = ["facts", *original.dialogs, *original.problems, *original.readings]
        raise click.UsageError(f'There is nothing called "{id}"{did_you_mean(id, known)}')
    there = next((path for path in files if (folder / path).exists()), None)
    if there is not None:
        raise click.UsageError(f"{(folder / there).as_posix()} is there already.")
    _write(folder, files)
    click.echo(f"Write the texts over, and look:   unstuck check --content {folder.as_posix()}")


def _write(folder: Path, files: Mapping[str, str]) -> None:
    """Write files of content, and what teaches an editor its fields. Settings that are there stay."""
    from bot.authoring import editors

    support = editors.files()
    if (folder / ".vscode" / "settings.json").exists():
        del support[".vscode/settings.json"]
    for path, text in {**files, **support}.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8", newline="\n")
    for path in files:
        click.echo(f"wrote {(folder / path).as_posix()}")
