"""`unstuck check`, `explain`, `test`, `show`, `schema`: what authors run."""

import json
import sys
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.cli.content import CONTENT, print_errors, read
from bot.cli.keeping import DATABASE
from bot.cli.numbers import COLOURS, SINCE, UNTIL, counted_steps
from bot.content.load import shipped
from bot.content.telling import as_github, as_json, as_text, placed, summary, visible

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.authoring.conversations import Played
    from bot.content.diagnostic import Place
    from bot.content.load import Loaded


@click.command()
@CONTENT
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "github"]),
    default="text",
    show_default=True,
    help="For whom.",
)
@click.option(
    "--fix",
    is_flag=True,
    help="First repair what is safe: quotes, lines that stand too far left, and the order of fields.",
)
def check(folders: tuple[Path, ...], form: str, fix: bool) -> None:
    """Every fault of the content, with its place and what to write.

    Ends with 0 (warnings at most), 1 (errors) or 2 (it couldn't run).
    """
    from bot.authoring.check import check as check_content

    layers = (shipped(), *folders)
    if fix:
        _fix(folders or (shipped(),), quiet=form != "text")
    checked = check_content(layers, datetime.now(UTC).date())
    told = [placed(fault, checked.loaded.paths) for fault in checked.diagnostics]
    match form:
        case "json":
            click.echo(json.dumps([as_json(fault) for fault in told], ensure_ascii=False, indent=2))
        case "github":
            paths = {**checked.loaded.paths, **{name: _relative(path) for name, path in checked.loaded.files.items()}}
            for fault in checked.diagnostics:
                click.echo(as_github(fault, paths))
        case _:
            for fault in told:
                click.echo(as_text(fault) + "\n")
            click.echo(f"{len(checked.loaded.files)} files: {summary(checked.diagnostics)}")
    sys.exit(1 if checked.has_errors else 0)


def _fix(folders: tuple[Path, ...], quiet: bool) -> None:
    from bot.authoring.fixing import fix

    for folder in folders:
        for path in fix(folder):
            if not quiet:
                click.echo(f"repaired {_relative(path)}")


def _relative(path: Path) -> str:
    """As an author would type it from here."""
    here = Path.cwd()
    return path.resolve().relative_to(here).as_posix() if path.resolve().is_relative_to(here) else str(path)


@click.command()
@click.argument("rule", required=False)
def explain(rule: str | None) -> None:
    """The page of one RULE of `check`; without one, a list of them all."""
    from bot.authoring.explain import catalogue, page
    from bot.content.spelling import did_you_mean

    rules = catalogue()
    if rule is None:
        width = max(len(id) for id in rules)
        for id, each in rules.items():
            click.echo(f"{id:<{width}}  {each.severity:<7}  {each.summary}")
    elif rule in rules:
        click.echo(page(rule), nl=False)
    else:
        raise click.UsageError(f'There is no rule "{rule}"{did_you_mean(rule, rules)}')


@click.command()
@click.argument("files", nargs=-1, metavar="[FILE]...")
@CONTENT
@click.option(
    "--coverage",
    "wants_coverage",
    is_flag=True,
    help="Also list what no test reaches; with FILE, in the dialogs that its tests come to.",
)
@click.option("--transcripts", is_flag=True, help="Print every talk, not only those that differ.")
def test(files: tuple[str, ...], folders: tuple[Path, ...], wants_coverage: bool, transcripts: bool) -> None:
    """Play the conversations that are written as tests: in dialogs, in readings, and in tests/conversations/.

    A talk of a layer below that goes another way here, since a layer above takes a step out or adds one, is left out
    and named. FILE: only the tests of these files. Ends with 0 (all as written), 1 (a talk differs) or 2 (it couldn't
    run).
    """
    from bot.authoring.check import check as check_content
    from bot.authoring.conversations import Played, play, play_reading
    from bot.authoring.layers import Layers, Play
    from bot.authoring.samples import Samples

    layers = (shipped(), *folders)
    checked = check_content(layers)
    edition = checked.edition
    if edition is None:
        print_errors(checked.diagnostics, checked.loaded.paths)
        click.echo("The content has errors, so nothing was played.", err=True)
        sys.exit(2)
    samples = Samples(layers)
    tests: list[Play] = [partial(play, talk) for talk in edition.content.talks if _is_wanted(talk.place.file, files)]
    tests += [
        partial(play_reading, id, each)
        for id, readings in edition.content.reading_tests.items()
        for each in readings
        if _is_wanted(each.place.file, files)
    ]
    if files and not tests:
        raise click.UsageError(f"No tests in {', '.join(files)}.")
    piled = Layers(layers, checked)
    played: list[Played] = []
    differing = skipped = 0
    for again in tests:
        each = again(edition, samples)
        reason = piled.left_out(each, again)
        played.append(each)
        skipped += reason is not None
        differs = each.difference is not None and reason is None
        differing += differs
        if differs or reason is not None or transcripts:
            click.echo(visible(_told(each, reason, checked.loaded.paths)))
        if differs or transcripts:
            click.echo(visible("".join(f"    {line}".rstrip() + "\n" for line in each.transcript)))
    click.echo(_outcome(len(played), differing, skipped))
    if wants_coverage:
        _print_coverage(checked.loaded, played, only_touched=bool(files))
    sys.exit(1 if differing else 0)


def _told(played: "Played", left_out: str | None, paths: "Mapping[str, str]") -> str:
    test = f'\n  test "{played.name}"'
    place = _shown(played.place, paths)
    if played.difference is None:
        return f"{place}: as written{test}"
    if left_out is not None:
        return f"{place}: left out: {left_out}{test}"
    return f"{_shown(played.difference.place, paths)}: differs: {played.difference.message}{test}"


def _shown(place: "Place", paths: "Mapping[str, str]") -> str:
    """A place with the path of its file, as its folder was given."""
    return str(place._replace(file=paths.get(place.file, place.file)))


def _outcome(played: int, differing: int, skipped: int) -> str:
    talks = f"{played} talk{'s' if played != 1 else ''}"
    left_out = f", {skipped} of them left out, since a layer above changes their way" if skipped else ""
    if differing:
        return f"{talks}{left_out}, {differing} {'' if skipped else 'of them '}otherwise than written"
    return f"{talks}{left_out}, {'the others' if skipped else 'all'} as written"


def _is_wanted(file: str, wanted: tuple[str, ...]) -> bool:
    """Whether a file is one of those that were named, by whatever part of its path."""
    return not wanted or any(Path(each).as_posix().endswith(file) or file.endswith(each) for each in wanted)


def _print_coverage(loaded: "Loaded", played: "list[Played]", *, only_touched: bool) -> None:
    from bot.authoring.coverage import coverage

    reached = {name for each in played for name in each.reached}
    found = coverage(loaded.draft, reached, only_touched=only_touched)
    for place, what in found.missing:
        click.echo(f"{_shown(place, loaded.paths)}: no test reaches {what}")
    count = found.total - len(found.missing)
    click.echo(f"{count} of {found.total} steps, options, exits and conclusions are reached ({found.percent:.0f} %)")


@click.command()
@click.argument("dialog")
@CONTENT
@click.option("--paths", "wants_paths", is_flag=True, help="Also every way through it, with its minutes.")
@click.option("--stats", "wants_stats", is_flag=True, help="Also what was counted at each step, with a colour.")
@SINCE
@UNTIL
@DATABASE
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "mermaid", "svg"]),
    default="text",
    show_default=True,
    help="`svg` can be opened in a browser and printed.",
)
def show(
    dialog: str,
    folders: tuple[Path, ...],
    wants_paths: bool,
    wants_stats: bool,
    since: datetime,
    until: datetime | None,
    database: str | None,
    form: str,
) -> None:
    """A DIALOG as text or as a picture: its steps in order, who each is for, what each asks."""
    from bot.authoring.chart import as_mermaid, as_svg
    from bot.authoring.picture import as_lines
    from bot.content.spelling import did_you_mean

    if wants_paths and form != "text":
        raise click.UsageError("--paths is told as text: leave --format out.")
    edition = read(folders)
    dialogs = edition.content.dialogs
    if dialog not in dialogs:
        raise click.UsageError(f'There is no dialog "{dialog}"{did_you_mean(dialog, dialogs)}')
    counted = counted_steps(dialog, since, until, database) if wants_stats else None
    match form:
        case "mermaid":
            click.echo(as_mermaid(edition.content, dialogs[dialog], counted), nl=False)
        case "svg":
            click.echo(as_svg(edition.content, dialogs[dialog], counted), nl=False)
        case _:
            colours = {each.says: COLOURS[each.look] for each in (counted or {}).values()}
            for line in as_lines(edition.content, dialogs[dialog], counted):
                click.secho(line, fg=colours.get(line.strip()))
    if wants_paths:
        from bot.authoring.paths import walk_everything
        from bot.authoring.ways import told, ways

        click.echo("\n" + "\n".join(told(dialogs[dialog], ways(edition.content, dialogs[dialog]))))
        click.echo("\n" + walk_everything(edition, dialog).told())


@click.command()
@click.option("--write", "folder", metavar="DIR", type=click.Path(file_okay=False, path_type=Path), help="Write files.")
@click.argument("kind", required=False)
def schema(kind: str | None, folder: Path | None) -> None:
    """JSON Schema of the content's files, for editors: of one KIND, or all as files in a folder."""
    from bot.authoring.editors import SCHEMAS, json_schema

    if kind is not None and kind not in SCHEMAS:
        raise click.UsageError(f"KIND is one of: {', '.join(SCHEMAS)}")
    if kind is None and folder is None:
        raise click.UsageError(f"Give a KIND ({', '.join(SCHEMAS)}), or --write DIR for all of them.")
    if kind is not None:
        click.echo(json.dumps(json_schema(kind), indent=2, ensure_ascii=False))
    if folder is not None:
        folder.mkdir(parents=True, exist_ok=True)
        for each in SCHEMAS:
            path = folder / f"{each}.schema.json"
            path.write_text(json.dumps(json_schema(each), indent=2, ensure_ascii=False) + "\n", "utf-8")
            click.echo(f"wrote {_relative(path)}")
