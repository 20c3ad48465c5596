"""A real browser at the real program.

Chromium is the one that the system has (or that `UNSTUCK_CHROMIUM` names); axe-core comes from npm, or from where
`UNSTUCK_AXE` says. Where something is missing these tests are left out and say why. In CI nothing may be missing.
"""

import importlib.util
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.browser.person import LAUNCH, Person
from tests.browser.program import Program

HERE = Path(__file__).parent
collect_ignore = ["picture.py"]
"""A program that needs a browser, and no test: where there is none, looking for tests mustn't fail on it."""
CHROMIUM = os.environ.get("UNSTUCK_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")


def _missing() -> str | None:
    if importlib.util.find_spec("playwright") is None:
        return "Playwright isn't installed: make .venv/browser-ready"
    if CHROMIUM is None:
        return "there is no Chromium: apt-get install chromium, or say where it is with UNSTUCK_CHROMIUM"
    return None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    why = _missing()
    if why is None or os.environ.get("CI"):
        return
    for item in items:
        if item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.skip(reason=why))


@pytest.fixture(scope="package")
def browser() -> Iterator[Any]:
    """For the tests of this folder alone: while it is open, its event loop runs, and no other one can."""
    why = _missing()
    assert why is None, why
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=LAUNCH)
        yield chromium
        chromium.close()


@pytest.fixture(scope="package")
def program(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    with Program(tmp_path_factory.mktemp("program")) as running:
        yield running


@pytest.fixture
def open_person(browser: Any, program: Program) -> Iterator[Callable[..., Person]]:
    """A new person at a browser of their own, in front of the talk. Takes Playwright's context options, and `url`."""
    contexts = []

    def opened(url: str = "", **options: Any) -> Person:
        context = browser.new_context(**{"reduced_motion": "reduce", **options})
        contexts.append(context)
        return Person(context.new_page(), url or program.url, scripted=options.get("java_script_enabled", True))

    yield opened
    for context in contexts:
        context.close()


@pytest.fixture
def person(open_person: Callable[..., Person]) -> Iterator[Person]:
    made = open_person()
    yield made
    assert made.complaints == []


@pytest.fixture(scope="package")
def axe() -> str:
    """The source of axe-core."""
    given = os.environ.get("UNSTUCK_AXE")
    file = Path(given) if given else HERE / "node_modules" / "axe-core" / "axe.min.js"
    if not given and not file.exists():
        npm = shutil.which("npm")
        if npm is None:
            assert not os.environ.get("CI"), "npm is missing"
            pytest.skip(
                "there is no npm for axe-core: apt-get install npm, or say where axe.min.js is with UNSTUCK_AXE"
            )
        command = [npm, "install", "--no-package-lock", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"]
        subprocess.run(command, cwd=HERE, check=True, timeout=300)
    return file.read_text("utf-8")
