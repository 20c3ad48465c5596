"""What a fresh clone does, before anything else was installed."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
WITHOUT_A_BROWSER = """
import sys
sys.modules["playwright"] = sys.modules["playwright.sync_api"] = None
import pytest
sys.exit(pytest.main(["--collect-only", "--quiet", "-p", "no:cacheprovider", "tests/browser"]))
"""


def test_without_a_browser_the_tests_are_found_and_left_out_one_by_one() -> None:
    found = subprocess.run(
        [sys.executable, "-c", WITHOUT_A_BROWSER], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert found.returncode == 0, found.stdout[-2000:]
