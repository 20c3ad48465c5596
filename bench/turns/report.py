"""One table, ratios first; the bounds and whether each is met; the same as a page with a picture."""

import platform
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from bench.turns.measure import Measured
from bench.turns.programs import ROOT
from bench.turns.rows import Row

HEADINGS = ("what", "at once", "processor, against by hand", "ms", "turns/s", "p50 ms", "p99 ms", "memory MB")
NAMES = {
    "unstuck": "Unstuck",
    "unstuck jwt": "Unstuck, tokens checked",
    "unstuck postgres": "Unstuck, PostgreSQL",
    "hand": "by hand: aiohttp, sqlite3, REST",
    "echo": "bare aiohttp echo",
    "stock": "botbuilder-core as it comes",
    "stock jwt": "botbuilder-core as it comes, tokens checked",
    "agents": "microsoft-agents-hosting-aiohttp",
    "teams": "microsoft-teams-apps",
}


@dataclass(frozen=True, slots=True)
class Bound:
    """`at_least`: the value must be as large; else at most as large. `stretch`: where it should go in time."""

    name: str
    value: float
    bound: float
    stretch: float | None = None
    unit: str = "x"
    at_least: bool = False

    @property
    def met(self) -> bool:
        return self.value >= self.bound if self.at_least else self.value <= self.bound

    @property
    def cells(self) -> tuple[str, ...]:
        sign = "≥" if self.at_least else "≤"
        told = (f"{self.value:.3g} {self.unit}", f"{sign} {self.bound:g} {self.unit}")
        stretch = f"{sign} {self.stretch:g} {self.unit}" if self.stretch is not None else ""
        return (self.name, *told, stretch, "met" if self.met else "MISSED")


Found = Mapping[tuple[str, str, int, bool], Measured]


def cells(row: Row, found: Found) -> tuple[str, ...]:
    """One line of the table."""
    measured = found[row.key]
    by_hand = found[("hand", "presses" if row.load.kind == "presses" else "messages", 8, False)].cpu_ms
    what = f"{NAMES[row.program]}: {row.load.kind}{', TLS' if row.load.tls else ''}"
    return (
        what,
        str(row.load.at_once),
        f"{measured.cpu_ms / by_hand:.1f} x",
        f"{measured.cpu_ms:.2f}",
        f"{measured.rps:.0f}",
        f"{measured.p50_ms:.1f}",
        f"{measured.p99_ms:.1f}",
        f"{measured.rss_mb:.0f}",
    )


def where() -> str:
    """The commit and the machine."""
    told = subprocess.run(
        ("git", "-C", str(ROOT), "log", "-1", "--format=%h of %cs"), capture_output=True, text=True, check=False
    )
    changed = subprocess.run(("git", "-C", str(ROOT), "diff", "--quiet", "HEAD", "--", "bot"), check=False).returncode
    commit = (told.stdout.strip() or "no commit") + (", with changes" if changed else "")
    model = next(
        (line.split(":", 1)[1].strip() for line in _lines("/proc/cpuinfo") if line.startswith("model name")), "?"
    )
    cores = sum(line.startswith("processor") for line in _lines("/proc/cpuinfo"))
    date = datetime.now(UTC).date()
    return f"Commit {commit}; measured {date} with Python {platform.python_version()} on {cores} cores of {model}."


def _lines(file: str) -> list[str]:
    path = Path(file)
    return path.read_text().splitlines() if path.exists() else []


def table(headings: Sequence[str], lines: Sequence[Sequence[str]]) -> str:
    """A table of Markdown that is also a table to the eye."""
    widths = [max(len(line[at]) for line in (headings, *lines)) for at in range(len(headings))]

    def drawn(line: Sequence[str]) -> str:
        return "| " + " | ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) + " |"

    return "\n".join((drawn(headings), "|" + "|".join("-" * (width + 2) for width in widths) + "|", *map(drawn, lines)))


BOUNDS = ("what", "measured", "bound", "in time", "")


def picture(bars: Sequence[tuple[str, float]], bound_ms: float) -> str:
    """Processor time of one message, a bar for each program; a line where the bound is. As SVG."""
    longest = max(value for _, value in bars)
    width, left, line, scale = 760, 290, 30, 360 / max(longest, bound_ms)
    drawn = []
    for at, (name, value) in enumerate(bars):
        top = 44 + at * line
        colour = "#4f52b2" if name.startswith("Unstuck") else "#9aa0b4"
        drawn.append(
            f'<text x="{left - 10}" y="{top + 14}" text-anchor="end">{name}</text>'
            f'<rect x="{left}" y="{top}" width="{max(value * scale, 1):.1f}" height="19" rx="3" fill="{colour}"/>'
            f'<text x="{left + value * scale + 8:.1f}" y="{top + 14}">{value:.2f} ms</text>'
        )
    height, mark = 56 + len(bars) * line, left + bound_ms * scale
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
        'role="img" aria-label="Processor time of one message" font-family="Segoe UI, sans-serif" font-size="13">'
        f'<rect width="{width}" height="{height}" fill="#ffffff"/>'
        f'<text x="{left}" y="24" font-weight="600">Processor time of one message</text>'
        f'{"".join(drawn)}<path d="M{mark:.1f} 38V{height - 12}" stroke="#c4314b" stroke-dasharray="4 3"/>'
        f'<text x="{mark + 5:.1f}" y="{height - 4}" fill="#c4314b">bound: {bound_ms:.2f} ms</text></svg>\n'
    )
