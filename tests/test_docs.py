"""What stands in the documentation is what the program does."""

import re
import subprocess
from pathlib import Path

import pytest

from bot.cli.lazy import COMMANDS
from bot.engine.outcome import EventName
from docs.generate import PAGES, WRITTEN

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"


@pytest.mark.parametrize("name", sorted(PAGES))
def test_a_page_written_by_the_program_is_fresh(name: str) -> None:
    assert (DOCS / name).read_text(encoding="utf-8") == WRITTEN + PAGES[name](), "run `make docs`"


def test_every_log_event_is_explained_to_operators() -> None:
    code = "\n".join(file.read_text(encoding="utf-8") for file in (ROOT / "bot").rglob("*.py"))
    events = set(re.findall(r"log\.(?:info|warning|error)\(\s*\"([a-z]+\.[a-z_]+)\"", code))
    assert events
    page = (DOCS / "operators.md").read_text(encoding="utf-8")
    assert {event for event in events if f"`{event}`" not in page} == set()


def test_every_command_of_the_documents_exists() -> None:
    pages = [ROOT / "README.md", *DOCS.glob("*.md")]
    named = {
        name for page in pages for name in re.findall(r"(?:^|[`/ ])unstuck ([a-z]+)", page.read_text(encoding="utf-8"))
    }
    assert named - set(COMMANDS) == set()


def test_every_link_of_the_documents_leads_somewhere() -> None:
    for page in (ROOT / "README.md", ROOT / "CHANGELOG.md", *DOCS.rglob("*.md")):
        for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", page.read_text(encoding="utf-8")):
            if "://" not in target:
                assert (page.parent / target).exists(), f"{page.name} links to {target}"


def test_names_of_events_are_in_the_past_tense_and_unique() -> None:
    names = [event.value for event in EventName]
    assert len(names) == len(set(names))


def test_no_committed_file_names_a_package_registry() -> None:
    hosts = ("pypi" + ".org", "python" + "hosted", "registry.npm" + "js")
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True, text=True).stdout
    for name in filter(None, listed.split("\0")):
        text = (ROOT / name).read_bytes().decode("utf-8", errors="ignore") if (ROOT / name).is_file() else ""
        assert not [host for host in hosts if host in text], name
