"""What an author saves is in use a moment later, or its faults are shown; every page that is open learns of it."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest
from click.testing import CliRunner

from bot.cli import main
from bot.engine.shelf import Shelf
from tests.playground.visiting import Page, Site, Visitor, site

DIALOG = "dialogs/lamp/lamp-is-dark.yaml"


@pytest.fixture
def ours(tmp_path: Path) -> Path:
    """A folder with a problem of its own, as `unstuck new` makes it."""
    folder = tmp_path / "ours"
    made = CliRunner().invoke(main, ["new", "problem", "Lamp is dark", "--product", "Lamp", "--content", str(folder)])
    assert made.exit_code == 0, made.output
    return folder


@pytest.fixture
async def here(tmp_path: Path, ours: Path) -> AsyncIterator[Site]:
    async with site(tmp_path, shelf=Shelf([ours])) as made:
        yield made


async def save(visitor: Visitor, file: Path, old: str, new: str) -> Page:
    """Change a file; the page as it is once it was told to look again."""
    async with visitor.session.get(f"{visitor.url}/playground/changes") as changes:
        async with asyncio.timeout(10):
            await told(changes)
            text = file.read_text("utf-8")
            assert old in text
            file.write_text(text.replace(old, new), "utf-8")
            await told(changes)
    return await visitor.look()


async def told(changes: aiohttp.ClientResponse) -> None:
    while not (await changes.content.readline()).startswith(b"data: "):
        pass


async def test_what_is_saved_is_in_use_and_the_open_page_learns_of_it(here: Site, ours: Path) -> None:
    async with here.visitor() as visitor:
        assert "Fill in: what the person gets done" in (await visitor.look()).parts["tree"]
        page = await save(visitor, ours / DIALOG, "'Fill in: what the person gets done'", "Get light again")
        assert "Get light again" in page.parts["tree"]
        assert "What was saved is in use since" in page.html


async def test_faults_stand_beside_their_line_and_the_content_of_before_stays(here: Site, ours: Path) -> None:
    async with here.visitor() as visitor:
        await visitor.look()
        page = await save(visitor, ours / DIALOG, "minutes: 1", "minuten: 1")
        assert f"<code>{DIALOG}:" in page.html
        assert "minuten: 1" in page.html
        assert "did you mean" in page.html or "minutes" in page.html
        assert "The content of before is still in use." in page.html
        assert "Fill in: what the person gets done" in page.parts["tree"]
        mended = await save(visitor, ours / DIALOG, "minuten: 1", "minutes: 2")
        assert "still in use" not in mended.html


async def test_a_file_of_somebody_else_is_shown_as_text(here: Site, ours: Path) -> None:
    async with here.visitor() as visitor:
        await visitor.look()
        page = await save(visitor, ours / DIALOG, "minutes: 1", "<script>alert(1)</script>: \x1b[31m")
        assert "<script>alert" not in page.html
        assert "\x1b" not in page.html


async def test_a_file_that_goes_away_is_read_as_gone(here: Site, ours: Path) -> None:
    async with here.visitor() as visitor:
        await visitor.look()
        async with visitor.session.get(f"{visitor.url}/playground/changes") as changes, asyncio.timeout(10):
            await told(changes)
            (ours / DIALOG).unlink()
            await told(changes)
        assert "still in use" in (await visitor.look()).html
