"""The Dockerfile, read: its instructions, and what it copies from the project."""

from pathlib import Path

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"


def instructions() -> list[tuple[str, str]]:
    """(instruction, rest), a line that goes on in the next one put together."""
    text = (DEPLOY / "Dockerfile").read_text("utf-8").replace("\\\n", " ")
    lines = (line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#"))
    return [(name, " ".join(rest.split())) for name, _, rest in (line.partition(" ") for line in lines)]


def copied() -> list[str]:
    """What is copied from the project, as paths below its root."""
    found: list[str] = []
    for name, rest in instructions():
        if name == "COPY" and not rest.startswith("--from="):
            found += [path.rstrip("/") for path in rest.split()[:-1]]
    return found
