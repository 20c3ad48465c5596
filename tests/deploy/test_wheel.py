"""What the image is made of: the files that the Dockerfile copies make a wheel that runs by itself, content and all."""

import os
import re
import subprocess
import sys
import sysconfig
import tomllib
import venv
import zipfile
from pathlib import Path

import pytest

from tests.deploy.dockerfile import ROOT, copied

PIP = (sys.executable, "-m", "pip", "--disable-pip-version-check")


def run(*command: str | Path, cwd: Path) -> str:
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    words = [str(part) for part in command]
    done = subprocess.run(words, cwd=cwd, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Made of nothing but what the Dockerfile copies."""
    source = tmp_path_factory.mktemp("source")
    for name in copied():
        target = source / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.symlink_to(ROOT / name)
    wheels = tmp_path_factory.mktemp("wheels")
    run(*PIP, "wheel", "-q", "--no-deps", "--no-build-isolation", "--wheel-dir", wheels, source, cwd=wheels)
    (made,) = wheels.glob("unstuck-*.whl")
    return made


@pytest.fixture(scope="module")
def unstuck(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The command, in a fresh environment into which the wheel was installed.

    What it depends on is lent by the environment of the tests: the lock pins the same.
    """
    folder = tmp_path_factory.mktemp("fresh") / "venv"
    venv.create(folder, with_pip=False)
    python = folder / "bin" / "python"
    run(*PIP, "--python", python, "install", "-q", "--no-deps", "--no-index", wheel, cwd=folder)
    packages = next((folder / "lib").glob("python*/site-packages"))
    (packages / "lent.pth").write_text(sysconfig.get_path("purelib") + "\n", "utf-8")
    return folder / "bin" / "unstuck"


def test_it_runs_from_the_wheel_with_the_shipped_content_inside(unstuck: Path, tmp_path: Path) -> None:
    told = run(unstuck, "match", "OneDrive says 0x8004def7", cwd=tmp_path)
    assert re.search(r"^problems +onedrive-0x8004def7 ", told, re.MULTILINE)
    where = "import bot; from bot.content.load import shipped; print(bot.__file__, shipped(), sep='\\n')"
    places = run(unstuck.parent / "python", "-c", where, cwd=tmp_path).splitlines()
    assert all(Path(place).is_relative_to(unstuck.parents[1]) for place in places), places


def test_every_file_of_the_program_and_of_its_content_is_inside(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as zipped:
        inside = set(zipped.namelist())
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    places = {"bot": "bot", **project["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"]}
    assert {"knowledge", "dialogs"} < set(places)
    for folder, place in places.items():
        files = (path for path in (ROOT / folder).rglob("*") if path.is_file() and "__pycache__" not in path.parts)
        wanted = {f"{place}/{path.relative_to(ROOT / folder).as_posix()}" for path in files}
        assert wanted - inside == set()


def test_everything_in_the_lock_has_a_hash_and_everything_needed_is_in_the_lock() -> None:
    lock = (ROOT / "requirements.txt").read_text("utf-8")
    entries = re.split(r"\n(?=[a-z0-9])", lock.partition("\n    make lock\n")[2] or lock)
    pinned = {}
    for entry in entries:
        if found := re.match(r"([a-z0-9._-]+)==", entry):
            pinned[found[1].replace("_", "-").lower()] = entry.count("--hash=sha256:")
    assert len(pinned) > 40
    assert [name for name, hashes in pinned.items() if not hashes] == []
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    extras = project["project"]["optional-dependencies"]
    wanted = [
        *project["project"]["dependencies"],
        *extras["fast"],
        *extras["postgres"],
        *project["build-system"]["requires"],
    ]
    names = {re.split(r"[\[<>=; ]", each)[0].lower() for each in wanted}
    assert names - set(pinned) == set()
