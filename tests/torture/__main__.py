"""`make torture`: ten minutes under fire, on both databases; one table. Ends with 1 if a promise was broken.

python -m tests.torture [--minutes 10]
"""

import asyncio
import sys
import tempfile
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from tests import postgres
from tests.torture.campaign import Blow, Campaign, Outcome, Plan
from tests.torture.mutants import MUTANTS, catches

_EVERYTHING: dict[Blow, int] = {"kill": 4, "term": 2, "freeze": 1, "database": 2}
_KILLS_A_MINUTE = 5
RUNS = (
    ("PostgreSQL, nothing killed", 0.05, 1.0, Plan("postgresql", 0, 0)),
    ("PostgreSQL, kill -9 each 10 s", 0.2, 8.0, Plan("postgresql", 0, 8.0, {"kill": 1})),
    ("PostgreSQL, kill -9 again and again", 0.2, None, Plan("postgresql", 0, 1.5, {"kill": 1})),
    ("PostgreSQL, SIGTERM", 0.1, 1.0, Plan("postgresql", 0, 1.0, {"term": 1}, slow_s=0.05)),
    ("PostgreSQL, all of it", 0.25, None, Plan("postgresql", 0, 2.5, _EVERYTHING)),
    ("SQLite, nothing killed", 0.05, 1.0, Plan("sqlite", 0, 0)),
    ("SQLite, kill -9", 0.15, 2.0, Plan("sqlite", 0, 2.5, {"kill": 3, "term": 1})),
)
"""What, its part of the time, the longest silence that is promised, and the plan. Nothing is promised to whom
the next kill hits before the others have noticed the last one."""


@click.command()
@click.option("--minutes", default=10.0, help="How long, in all.")
def main(minutes: float) -> None:
    outcomes = []
    with tempfile.TemporaryDirectory() as folder, postgres.server() as server:
        if server is None:
            click.echo(f"PostgreSQL is left out: {postgres.REMEDY}.")
        for number, (title, part, bound, plan) in enumerate(RUNS):
            if plan.kind == "postgresql" and server is None:
                continue
            there = Path(folder) / str(number)
            there.mkdir()
            timed = Plan(plan.kind, part * minutes * 60, plan.every_s, plan.blows, slow_s=plan.slow_s, seed=number)
            outcomes.append((title, bound, asyncio.run(Campaign(timed, there, server).run())))
            outcome = outcomes[-1][2]
            click.echo(f"{title}: {_said(outcome, bound)}", err=True)
            for story in outcome.verdict.stories:
                click.echo(f"    {story}", err=True)
        caught = {mutant.name: server is not None and catches(mutant, Path(folder), server) for mutant in MUTANTS}
    Console(width=200).print(_table(outcomes))
    for name, seen in caught.items():
        click.echo(f"mutant {name!r}: {'caught' if seen else 'NOT CAUGHT'}")
    kills = sum(outcome.dealt.get("kill", 0) for _, _, outcome in outcomes)
    enough = server is None or kills >= _KILLS_A_MINUTE * minutes
    click.echo(
        f"{kills} kills{'' if enough else f', and that is too few: {_KILLS_A_MINUTE * minutes:.0f} were promised'}"
    )
    whole = all(outcome.sound and not _too_long(outcome, bound) for _, bound, outcome in outcomes)
    sys.exit(0 if whole and enough and all(caught.values()) else 1)


def _said(outcome: Outcome, bound: float | None) -> str:
    complaints = [f"{name} {count}" for name, count in outcome.complaints.items()]
    if _too_long(outcome, bound):
        complaints.append(f"a silence of {outcome.verdict.longest_silence_s:.1f} s, {bound:.0f} s are promised")
    return f"BROKEN: {', '.join(complaints)}" if complaints else "sound"


def _too_long(outcome: Outcome, bound: float | None) -> bool:
    return bound is not None and outcome.verdict.longest_silence_s > bound


def _table(outcomes: list[tuple[str, float | None, Outcome]]) -> Table:
    table = Table(title="Under fire")
    for heading in (
        "run",
        "turns",
        "kills",
        "SIGTERM",
        "frozen",
        "database",
        "stalls",
        "lost",
        "unsent",
        "extra",
        "out of order",
        "copies",
        "unexplained",
        "5xx",
        "faults",
        "longest silence",
        "promised",
    ):
        table.add_column(heading, justify="left" if heading == "run" else "right")
    for title, bound, outcome in outcomes:
        verdict, dealt = outcome.verdict, outcome.dealt
        blows = [str(dealt.get(blow, 0)) for blow in ("kill", "term", "freeze", "database")]
        counted = (
            outcome.stalls,
            verdict.lost,
            verdict.unsent,
            verdict.extra,
            verdict.out_of_order,
            verdict.copies,
            verdict.unexplained_copies,
            outcome.wrong,
            outcome.faults,
        )
        silence = f"{verdict.longest_silence_s:.1f} s"
        promised = f"{bound:.0f} s" if bound is not None else ""
        table.add_row(title, str(verdict.turns), *blows, *map(str, counted), silence, promised)
    return table


if __name__ == "__main__":
    main()
