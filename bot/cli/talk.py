"""`unstuck run`, `unstuck talk` and `unstuck match`: ways to speak with the bot."""

import asyncio
import json
import re
import sys
from collections.abc import Callable, Coroutine
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NoReturn

import click

from bot import log
from bot.authoring.understood import rows
from bot.cli.settings import settings_of
from bot.collector import starting
from bot.content.telling import as_text, summary, visible
from bot.engine.shelf import FaultyContent, Shelf, read_edition
from bot.settings import Settings, user_data_folder
from bot.understanding import understand
from bot.understanding.model import CHECK, About, Understanding

_UNPRINTED = re.compile("[\x7f-\x9f\u2028-\u202e]")

_CONTENT = click.option(
    "--content",
    multiple=True,
    metavar="DIR",
    type=click.Path(path_type=Path),
    help="A folder with content of your own, on top of the shipped one. May be given again.",
)


def _setting_options(command: Callable[..., None]) -> Callable[..., None]:
    """Each setting as an option of the same name."""
    for name, field in reversed(Settings.model_fields.items()):
        if name != "content":
            option = click.option(f"--{name.replace('_', '-')}", name, metavar="VALUE", help=field.description)
            command = option(command)
    return _CONTENT(command)


@click.command()
@_setting_options
def run(**options: Any) -> None:
    """The bot: the endpoint for Teams, and without an app id the playground in your browser."""
    with starting():
        from bot.server import CannotStart, load_content, serve

        settings = _settings(options)
        log.configure()
    try:
        with starting():
            shelf = load_content(settings)
        _run_loop(serve(settings, shelf, lambda line: click.echo(line)))
    except FaultyContent as faulty:
        _refuse_content(faulty)
    except CannotStart as cannot:
        raise click.ClickException(str(cannot)) from None


@click.command()
@click.option("--database", metavar="URL", help="Where the talk is kept. Usually a file of your own.")
@click.option("--language", default="en", show_default=True, help="The language you are answered in.")
@_CONTENT
def talk(database: str | None, language: str, content: tuple[Path, ...]) -> None:
    """The same conversation in the terminal. It goes on where it was, whatever happened to the program.

    For authors: /keep prints the talk as a test."""
    from bot.cli.terminal import talk_in_terminal
    from bot.helpdesk.routing import CannotRoute
    from bot.store import DatabaseProblem
    from bot.turn import StoreUnavailable

    settings = _settings(
        {"database": database or f"sqlite:///{user_data_folder() / 'talk.sqlite3'}", "content": content or None}
    )
    log.configure(quiet=True)
    try:
        shelf = Shelf(settings.content)
        _check_language(language, shelf)
        _run_loop(talk_in_terminal(settings, shelf, language))
    except FaultyContent as faulty:
        _refuse_content(faulty)
    except (DatabaseProblem, CannotRoute) as problem:
        raise click.ClickException(str(problem)) from None
    except StoreUnavailable as unavailable:
        raise click.ClickException(f"The talk can't be kept now: {unavailable}.") from None


def _check_language(language: str, shelf: Shelf) -> None:
    known = sorted({"en", *shelf.edition().content.translations})
    if language.partition("-")[0].lower() not in known:
        hint = f"There is {', '.join(known)}. Others who write to the bot in Teams are answered in en."
        raise click.BadParameter(f"Nothing is written in {language!r} here. {hint}", param_hint="--language")


@click.command()
@click.argument("text", required=False)
@click.option("--jsonl", is_flag=True, help="Read one JSON string a line, print one object a line.")
@_CONTENT
def match(text: str | None, jsonl: bool, content: tuple[Path, ...]) -> None:
    """What a text is understood as, and why. TEXT is what a person writes at a step whose check is open."""
    if (text is None) is not jsonl:
        raise click.UsageError("Give one TEXT, or --jsonl and lines on standard input.")
    settings = _settings({"content": content or None})
    try:
        index = read_edition(settings.content).index
    except FaultyContent as faulty:
        _refuse_content(faulty)
    now = datetime.now(UTC)
    if text is not None:
        click.echo(visible(explained(understand(text, index, CHECK, now))))
        return
    for number, line in enumerate(sys.stdin, 1):
        if not line.strip():
            continue
        given = _json_string(line, number)
        click.echo(_json_line(matched(given, understand(given, index, CHECK, now))))


def matched(text: str, understood: Understanding) -> dict[str, Any]:
    """One line of `--jsonl`: exactly these seven."""
    reading = understood.reading
    return {
        "text": text,
        "label": understood.label,
        "codes": [str(code) for code in understood.codes],
        "denied": [str(code) for code in understood.denied],
        "problem": understood.problems[0].problem if understood.about is About.PROBLEM else None,
        "suggestions": [suggestion.problem for suggestion in understood.suggestions],
        "reading": {"id": reading.id, "facts": dict(reading.facts), "concludes": reading.concludes}
        if reading
        else None,
    }


def explained(understood: Understanding) -> str:
    """For a person: what was read, what matched and why, what was denied, what else was close."""
    told = rows(understood)
    width = max(len(name) for name, _ in told)
    return "\n".join(
        f"{name if number == 0 else '':<{width}}  {value}"
        for name, values in told
        for number, value in enumerate(values)
    )


def _json_string(line: str, number: int) -> str:
    try:
        given = json.loads(line)
    except ValueError:
        given = None
    if not isinstance(given, str):
        raise click.ClickException(f'Line {number} isn\'t a JSON string. Write for example "0x8004def7", in quotes.')
    return given


def _json_line(told: dict[str, Any]) -> str:
    """As it is read, but for characters that a terminal would obey: JSON escapes only the first 32 of them."""
    line = json.dumps(told, ensure_ascii=False)
    return line if line.isprintable() else _UNPRINTED.sub(lambda found: f"\\u{ord(found[0]):04x}", line)


def _settings(options: dict[str, Any]) -> Settings:
    return settings_of({name: value for name, value in options.items() if value != ()})


def _refuse_content(faulty: FaultyContent) -> NoReturn:
    """Every fault as `unstuck check` shows it, and no stack trace."""
    for fault in faulty.diagnostics:
        click.echo(as_text(fault) + "\n", err=True)
    click.echo(
        f"Nothing was started: {summary(faulty.diagnostics)}. `unstuck explain RULE` says more of a rule.", err=True
    )
    sys.exit(1)


def _run_loop(work: Coroutine[Any, Any, None]) -> None:
    try:
        import uvloop
    except ImportError:
        asyncio.run(work)
    else:
        uvloop.run(work)
