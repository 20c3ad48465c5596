"""The real language server that editors use for YAML.

It comes from npm, or from where `UNSTUCK_YAML_SERVER` says. Where there is no npm these tests are left out and say why.
In CI nothing may be missing.
"""

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.authoring import editors
from tests.content.folders import written
from tests.editor.server import Editor

HERE = Path(__file__).parent


@pytest.fixture(scope="package")
def server() -> Path:
    """The file that node runs."""
    given = os.environ.get("UNSTUCK_YAML_SERVER")
    file = Path(given) if given else HERE / "node_modules" / "yaml-language-server" / "bin" / "yaml-language-server"
    if not given and not file.exists():
        npm = shutil.which("npm")
        if npm is None:
            assert not os.environ.get("CI"), "npm is missing"
            pytest.skip("there is no npm: apt-get install npm, or say where the server is with UNSTUCK_YAML_SERVER")
        command = [npm, "install", "--no-package-lock", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"]
        subprocess.run(command, cwd=HERE, check=True, timeout=300)
    return file


@pytest.fixture(scope="package")
def editor(server: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Editor]:
    """An editor in an author's folder, which has what `unstuck new` writes for it."""
    folder = written(tmp_path_factory.mktemp("ours"), editors.files())
    with Editor(server, folder) as opened:
        yield opened
