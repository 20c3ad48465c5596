"""The list of commands. It knows a line about each, so that `unstuck --help` imports none of them."""

from dataclasses import dataclass
from importlib import import_module
from typing import Final

import click

from bot.collector import starting


@dataclass(frozen=True, slots=True)
class Place:
    """Where a command is: `module:function`, and what it does in a line."""

    target: str
    help: str


COMMANDS: Final = {
    "run": Place("bot.cli.talk:run", "The bot: the endpoint for Teams, or the playground in your browser."),
    "talk": Place("bot.cli.talk:talk", "The same conversation in the terminal."),
    "match": Place("bot.cli.talk:match", "What a text is understood as, and why."),
    "check": Place("bot.cli.authors:check", "Every fault of the content, with its place and what to write."),
    "explain": Place("bot.cli.authors:explain", "The page of one rule of `check`."),
    "test": Place("bot.cli.authors:test", "Plays the conversations that are written as tests."),
    "show": Place("bot.cli.authors:show", "A dialog as text, and every way through it."),
    "new": Place("bot.cli.new:new", "Writes files to be filled in: of a new problem, or of a translation."),
    "link": Place("bot.cli.agents:link", "The links of a dialog or a step: page, chat and text."),
    "release": Place("bot.cli.releasing:release", "Promises every id of your content: links work from then on."),
    "diff": Place("bot.cli.releasing:diff", "What changes for people between two contents, in sentences."),
    "stats": Place("bot.cli.numbers:stats", "Which steps fix people, where they leave, what order would be faster."),
    "gaps": Place("bot.cli.gaps:gaps", "What people wrote that nothing matched, in groups."),
    "report": Place("bot.cli.report:report", "The week in numbers, as text or as a page to mail."),
    "banner": Place("bot.cli.banner:banner", "Sets or clears what the bot says before every start."),
    "doctor": Place("bot.cli.operators:doctor", "What is wrong with this installation, and what to set."),
    "package": Place("bot.cli.operators:package", "The Teams app, as a zip that an admin uploads."),
    "backup": Place("bot.cli.keeping:backup", "A copy of the database, also while the bot runs."),
    "forget": Place("bot.cli.keeping:forget", "Deletes everything that is kept about a person."),
    "schema": Place("bot.cli.authors:schema", "JSON Schema of the content's files, for editors."),
}


class LazyGroup(click.Group):
    """A group whose commands are imported when they are used."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        place = COMMANDS.get(cmd_name)
        if place is None:
            return None
        module, _, function = place.target.partition(":")
        with starting():
            command = getattr(import_module(module), function)
        if not isinstance(command, click.Command):
            raise TypeError(f"{place.target} is no command")
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, place.help) for name, place in COMMANDS.items()])

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as unknown:
            from difflib import get_close_matches

            near = get_close_matches(args[0], COMMANDS, n=1)
            if near:
                raise click.UsageError(f"No such command '{args[0]}'. Did you mean '{near[0]}'?", ctx) from unknown
            raise


def _version(ctx: click.Context, parameter: click.Parameter, wanted: bool) -> None:
    if not wanted or ctx.resilient_parsing:
        return
    from importlib.metadata import PackageNotFoundError, version

    try:
        click.echo(f"unstuck {version('unstuck')}")
    except PackageNotFoundError:
        click.echo("unstuck, from a checkout")
    ctx.exit()


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--version", is_flag=True, expose_value=False, is_eager=True, callback=_version, help="Show the version and stop."
)
def main() -> None:
    """Unstuck walks people out of an error in Microsoft Teams, one confirmed step at a time."""
