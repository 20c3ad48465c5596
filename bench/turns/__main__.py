"""What a turn costs: the real program beside controls, in one run: `python -m bench.turns`.

`unstuck run` is started as it ships, with SQLite, with PostgreSQL, with and without tokens; beside it a bare echo, a
small bot by hand, the stock SDK, and its two successors where they are installed in `.bench-venv`. This process plays
Teams: it brings messages and presses, and takes what the bots send. Processor time of the bot's own process is the
figure that neighbours on the machine disturb least; so the bounds are ratios of it, all from this run.

`--quick`: one round of the main rows, under a minute. `--write`: the page docs/performance.md and its picture. Ends
with 1 where a bound isn't met.
"""

import argparse
import sys
import tempfile
from pathlib import Path

import uvloop

from bench.turns import edges
from bench.turns.measure import Load
from bench.turns.programs import ROOT
from bench.turns.report import BOUNDS, HEADINGS, NAMES, Bound, Found, cells, picture, table, where
from bench.turns.rows import BENCH_VENV, REAL, SUCCESSORS, Row, run, stage
from tests import postgres

PAGE = ROOT / "docs" / "performance.md"
PICTURE = ROOT / "docs" / "pictures" / "turn.svg"
PROFILE = "## Where the time goes"
"""The page is written by hand from here on, and that part stays."""
JWT, PG = f"{REAL} jwt", f"{REAL} postgres"

MAIN = (
    Row("echo", Load("echoes", 8, 800)),
    Row("hand", Load("messages", 8, 300)),
    Row("hand", Load("presses", 8, 300)),
    Row(REAL, Load("messages", 8, 100)),
    Row(JWT, Load("messages", 8, 100)),
    Row(REAL, Load("presses", 8, 120)),
    Row("stock jwt", Load("messages", 8, 20), rounds=1),
)
MORE = (
    Row("stock", Load("messages", 8, 25), rounds=1),
    Row("stock jwt", Load("messages", 8, 20, tls=True), rounds=1),
    Row("hand", Load("messages", 1, 150)),
    Row("hand", Load("messages", 64, 300)),
    Row("hand", Load("messages", 8, 200, tls=True)),
    Row(REAL, Load("messages", 1, 60)),
    Row(REAL, Load("messages", 64, 120)),
    Row(REAL, Load("messages", 8, 100, tls=True)),
    Row(REAL, Load("presses", 1, 60)),
    Row(REAL, Load("presses", 64, 120)),
    Row(JWT, Load("presses", 8, 120)),
    Row(JWT, Load("messages", 8, 100, tls=True)),
    Row(PG, Load("messages", 1, 50), rounds=2),
    Row(PG, Load("messages", 8, 80), rounds=2),
    Row(PG, Load("messages", 64, 120), rounds=2),
    Row(PG, Load("presses", 8, 100), rounds=2),
)


def wanted_rows(quick: bool, has_postgres: bool, successors: bool) -> tuple[Row, ...]:
    if quick:
        return tuple(Row(row.program, row.load, rounds=1) for row in MAIN)
    beside = [row for row in MORE if has_postgres or row.program != PG]
    after = [Row(name, Load("messages", 8, 50), rounds=1) for name in SUCCESSORS] if successors else []
    return (*MAIN, *beside, *after)


async def measured(rows: tuple[Row, ...], folder: Path, server: postgres.Server | None) -> tuple[Found, list[Bound]]:
    names = tuple(dict.fromkeys(row.program for row in rows))
    async with stage(folder, names, server) as made:
        real = made.programs[REAL]
        await run(made, [Row(row.program, Load(row.load.kind, 8, 8), rounds=1) for row in MAIN])  # warm
        idle = await edges.idle(real)
        found = await run(made, rows)
        quiet, beside = await edges.beside_the_dead(real, made.service)
    return found, [
        *ratios(found),
        Bound("an innocent's p99 beside twelve dead talks, against quiet", beside / quiet, 2, 1.2),
        Bound("processor when idle", idle * 100, 0.5, None, "%"),
        Bound("engine and cards, one press", edges.engine_and_cards(), 0.5, 0.2, "ms"),
        Bound("`unstuck --help`, processor", edges.starts("-m", "bot.cli", "--help") * 1000, 150, 60, "ms"),
        Bound("start until ready, processor", await edges.ready(), 1.5, 0.8, "s"),
    ]


def ratios(found: Found) -> list[Bound]:
    message, press = found[(REAL, "messages", 8, False)], found[(REAL, "presses", 8, False)]
    hand, pressed = found[("hand", "messages", 8, False)], found[("hand", "presses", 8, False)]
    stock, signed = found[("stock jwt", "messages", 8, False)], found[(JWT, "messages", 8, False)]
    return [
        Bound("a message's processor time, against by hand", message.cpu_ms / hand.cpu_ms, 4, 2.5),
        Bound("the stock SDK's, against ours, tokens checked", stock.cpu_ms / signed.cpu_ms, 15, at_least=True),
        Bound("a press's processor time, against by hand", press.cpu_ms / pressed.cpu_ms, 5, 3),
        Bound("p99 of messages, 8 at once, against by hand", message.p99_ms / hand.p99_ms, 4, 2.5),
        Bound("tokens checked, against not", signed.cpu_ms / message.cpu_ms, 1.1, 1.05),
    ]


def beginnings() -> str:
    """What the start is made of, for comparison."""
    bare, http = edges.starts("-c", "pass") * 1000, edges.starts("-c", "import aiohttp") * 1000
    return f"For comparison, a start of Python with nothing takes {bare:.0f} ms, with aiohttp {http:.0f} ms."


def write(lines: str, bounds: str, notes: str, found: Found) -> None:
    order = ("echo", "hand", REAL, JWT, "agents", "teams", "stock", "stock jwt")
    keys = [next((key for key in found if key[0] == name and key[2:] == (8, False)), None) for name in order]
    bars = [(NAMES[key[0]], found[key].cpu_ms) for key in keys if key is not None]
    PICTURE.write_text(picture(bars, 4 * found[("hand", "messages", 8, False)].cpu_ms))
    before = PAGE.read_text() if PAGE.exists() else ""
    profile = before[before.find(PROFILE) :] if PROFILE in before else ""
    PAGE.write_text(
        f"""# Performance

What a turn costs, measured by `make bench-turns ARGS=--write`, which wrote this page. {where()}

The real program is a process of its own, as it ships. So are the controls. What plays Teams is another process on the
same machine, so turns a second and waits say little about yours; the ratios in the first column do.

![Processor time of one message](pictures/turn.svg)

## Bounds

{bounds}

{notes}

## All rows

{lines}

- A turn is over when the bot's reply has come to Teams. A message is answered with a card, and the card before it is
  updated to one line; a press is answered too. "By hand" keeps one row in SQLite without waiting for the
  disk (so that the disk of the day isn't in the ratio), understands nothing and posts a fixed card; its presses also
  update a card and answer, as ours do. The real program waits for the disk, three times a turn.
- Memory is what the process has at the end of that row.
- The talks are short (four messages, three presses): Teams takes seven messages a second in one chat, and the bot keeps
  to that.

{profile}""",
    )


def main() -> None:
    parser = argparse.ArgumentParser(description="What a turn costs.")
    parser.add_argument("--quick", action="store_true", help="one round of the main rows")
    parser.add_argument("--write", action="store_true", help="write docs/performance.md")
    given = parser.parse_args()
    successors = (BENCH_VENV / "bin" / "python").exists()
    with tempfile.TemporaryDirectory() as folder, postgres.server(flushes=True) as server:
        rows = wanted_rows(given.quick, server is not None, successors)
        found, bounds = uvloop.run(measured(rows, Path(folder), server))
    lines = table(HEADINGS, [cells(row, found) for row in rows])
    told = table(BOUNDS, [bound.cells for bound in bounds])
    notes = beginnings()
    if not given.quick and server is None:
        notes += f" Without PostgreSQL: {postgres.REMEDY}."
    if not given.quick and not successors:
        notes += " Without the successors of the SDK: `make bench-venv` installs them."
    print(where(), lines, told, notes, sep="\n\n")
    if given.write:
        write(lines, told, notes, found)
    sys.exit(0 if all(bound.met for bound in bounds) else 1)


if __name__ == "__main__":
    main()
