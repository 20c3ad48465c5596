"""What is measured, and how often: each row a program and a load; all rows once in a round, then all again.

What one round sees of neighbours on the machine the next one may not: of each figure the middle one is kept.
"""

import statistics
import sys
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, fields
from pathlib import Path

from bench.turns.measure import Load, Measured, measure
from bench.turns.programs import ROOT, Program, control, product, running
from bench.turns.signing import APP_ID, new_certificate, new_signer
from bench.turns.wire import Service, serving
from tests import postgres

REAL = "unstuck"


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table. `program`: a key of `Stage.programs`."""

    program: str
    load: Load
    rounds: int = 3

    @property
    def key(self) -> tuple[str, str, int, bool]:
        return self.program, self.load.kind, self.load.at_once, self.load.tls


@dataclass(frozen=True, slots=True)
class Stage:
    """All programs, running, and the service that they call."""

    service: Service
    programs: Mapping[str, Program]
    tokens: tuple[str, str]


@asynccontextmanager
async def stage(folder: Path, wanted: Sequence[str], server: postgres.Server | None) -> AsyncIterator[Stage]:
    """Start what is wanted: `unstuck`, `unstuck jwt`, `unstuck postgres`, and controls by their names."""
    signer, certificate = new_signer(), new_certificate(folder)
    async with AsyncExitStack() as stack:
        service = await stack.enter_async_context(serving(signer.keys, certificate.context))
        signed = {
            "UNSTUCK_APP_ID": APP_ID,
            "UNSTUCK_APP_SECRET": "a secret of the bench",
            "UNSTUCK_SERVICE_HOSTS": "127.0.0.1 localhost",
            "UNSTUCK_OPENID_METADATA": f"{service.login_url}/openid",
            "UNSTUCK_LOGIN_URL": f"{service.login_url}/token",
        }
        stock_signed = {
            "BENCH_APP_ID": APP_ID,
            "BENCH_KEYS": signed["UNSTUCK_OPENID_METADATA"],
            "BENCH_LOGIN": service.secure_url,
        }
        programs = {}
        for name in wanted:
            settings = {**certificate.trusted, "BENCH_FILE": f"{folder}/by-hand.sqlite3"}
            file = name.replace(" ", "-")
            if name == f"{REAL} postgres":
                assert server is not None
                made = product(folder, file, server.create("bench"), settings)
            elif name.startswith(REAL):
                settings |= signed if name.endswith("jwt") else {}
                made = product(folder, file, f"sqlite:///{folder}/{file}.sqlite3", settings)
            else:
                settings |= stock_signed if name.endswith("jwt") else {}
                made = control(folder, name.split()[0], settings, _python_of(name))
            await stack.enter_async_context(running(made))
            programs[name] = made
        yield Stage(service, programs, (signer.token(service.url), signer.token(service.secure_url)))


BENCH_VENV = ROOT / ".bench-venv"
SUCCESSORS = ("agents", "teams")


def _python_of(name: str) -> str:
    """The successors of the SDK have a set of libraries of their own."""
    return str(BENCH_VENV / "bin" / "python") if name in SUCCESSORS else sys.executable


async def run(stage: Stage, rows: Sequence[Row]) -> dict[tuple[str, str, int, bool], Measured]:
    """The middle of each figure over the rounds."""
    found: dict[tuple[str, str, int, bool], list[Measured]] = {}
    for number in range(max(row.rounds for row in rows)):
        for row in rows:
            if number < row.rounds:
                load = row.load
                if row.program.endswith("jwt"):
                    load = Load(load.kind, load.at_once, load.people, load.tls, stage.tokens)
                measured = await measure(stage.programs[row.program], stage.service, load)
                found.setdefault(row.key, []).append(measured)
    return {key: _middle(each) for key, each in found.items()}


def _middle(all_of: Sequence[Measured]) -> Measured:
    return Measured(*(statistics.median(getattr(one, each.name) for one in all_of) for each in fields(Measured)))
