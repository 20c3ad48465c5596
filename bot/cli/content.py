"""The content that a command reads: the option that names it, and what is said where it has faults."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from bot.content.diagnostic import Diagnostic
    from bot.engine.edition import Edition

CONTENT = click.option(
    "--content",
    "folders",
    multiple=True,
    envvar="UNSTUCK_CONTENT",
    metavar="DIR",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="A folder with content of your own, on top of the shipped one. May be given again.",
)


def read(folders: tuple[Path, ...]) -> "Edition":
    """The content, or its faults and 2."""
    from bot.content.telling import as_text
    from bot.engine.shelf import FaultyContent, read_edition

    try:
        return read_edition(folders)
    except FaultyContent as faulty:
        for fault in faulty.diagnostics:
            click.echo(as_text(fault) + "\n", err=True)
        sys.exit(2)


def print_errors(faults: "Iterable[Diagnostic]", paths: "Mapping[str, str]") -> None:
    """The errors among the faults of a content, with the paths of its files (name -> path); no warnings."""
    from bot.content.telling import as_text, placed

    for fault in faults:
        if fault.severity == "error":
            click.echo(as_text(placed(fault, paths)) + "\n", err=True)
