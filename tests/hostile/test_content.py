"""An organisation's content is data: what would do more than say something is refused, and `unstuck check` says where.

Everything stands in one folder, over the shipped content, and one run finds it all.
"""

import json
import os
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from bot.authoring.samples import Samples
from bot.cli import main
from tests.hostile.table import as_bytes, made, params, rows

Faults = Mapping[tuple[str, str], str]
"""(file, rule) -> line:column of the first."""

HUGE_STEP = """\
id: huge-card
title: Get the paper out
intro: '{longer}'
check:
  ask: Does it print now?
  how: '{long}'
steps:
  - id: open-lid
    title: Open the lid
    minutes: 3
    why: '{long}'
    changes: '{long}'
    worked-if: '{shorter}'
    do: |
{lines}
handoff: It still doesn't print.
reviewed: 2026-11-24
"""


def checked(folder: Path, form: str = "json") -> Result:
    return CliRunner().invoke(main, ["check", "--content", str(folder), "--format", form])


def write(folder: Path, name: str, text: str | bytes) -> None:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(as_bytes(text))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The table's files, and what only a file system can do."""
    folder = tmp_path_factory.mktemp("organisation")
    secret = tmp_path_factory.mktemp("elsewhere") / "secret.yaml"
    secret.write_text("id: hunter2\n", "utf-8")
    for row in rows("content.yaml"):
        write(folder, row["file"], made(row["text"]))
    write(folder, "dialogs/a/\x1b[2J.yaml", "id: x\n")
    (folder / "dialogs/a/link-out.yaml").symlink_to(secret)
    (folder / "dialogs/a/device.yaml").symlink_to("/dev/zero")
    (folder / "dialogs/etc").symlink_to("/etc")
    (folder / "knowledge").symlink_to(secret.parent)
    (folder / "dialogs/a/circle").symlink_to(folder / "dialogs")
    os.mkfifo(folder / "dialogs/a/pipe.yaml")
    return folder


@pytest.fixture(scope="module")
def result(folder: Path) -> Result:
    return checked(folder)


@pytest.fixture(scope="module")
def faults(folder: Path, result: Result) -> Faults:
    assert result.exit_code == 1
    found: list[dict[str, Any]] = json.loads(result.output)
    assert all(fault["line"] >= 1 and fault["column"] >= 1 and fault["message"] for fault in found)
    places: dict[tuple[str, str], str] = {}
    for fault in found:
        file = fault["file"].removeprefix(f"{folder}/")
        places.setdefault((file, fault["rule"]), f"{fault['line']}:{fault['column']}")
    return places


@pytest.mark.parametrize("row", params("content.yaml"))
def test_what_is_more_than_words_is_refused_at_its_place(faults: Faults, row: dict[str, Any]) -> None:
    assert faults.get((row["file"], row["rule"])) == row["at"], [key for key in faults if key[0] == row["file"]]


@pytest.mark.parametrize(
    ("file", "rule"),
    [
        ("dialogs/a/link-out.yaml", "file/outside"),
        ("dialogs/a/device.yaml", "file/outside"),
        ("dialogs/etc", "file/outside"),
        ("knowledge", "file/outside"),
        ("dialogs/a/pipe.yaml", "file/unreadable"),
    ],
)
def test_what_isnt_a_file_of_the_folder_is_not_read(faults: Faults, file: str, rule: str) -> None:
    assert faults[file, rule] == "1:1"


def test_nothing_that_stands_elsewhere_is_shown(result: Result) -> None:
    assert "hunter2" not in result.output


def test_it_all_takes_a_few_seconds_and_not_more(folder: Path) -> None:
    began = time.process_time()
    checked(folder)
    assert time.process_time() - began < 10


@pytest.mark.parametrize("form", ["text", "github"])
def test_no_file_and_no_name_of_a_file_gives_orders_to_the_terminal(folder: Path, form: str) -> None:
    told = checked(folder, form).output
    assert "escape.yaml" in told
    assert {letter for letter in told if ord(letter) < 32 or 126 < ord(letter) < 160} <= {"\n"}


@pytest.mark.parametrize("path", ["../secret.txt", "/etc/hostname", "out.txt", "../tests/samples/../../secret.txt"])
def test_a_sample_outside_its_folder_is_not_read(tmp_path: Path, path: str) -> None:
    write(tmp_path, "samples/mine.txt", "mine")
    write(tmp_path, "secret.txt", "hunter2")
    (tmp_path / "samples/out.txt").symlink_to(tmp_path / "secret.txt")
    samples = Samples([tmp_path])
    assert samples.text("mine.txt") == "mine"
    assert samples.text(path) is None


def test_a_card_that_teams_would_refuse_is_refused_at_its_step(tmp_path: Path) -> None:
    lines = "\n".join("      " + "🙂" * 240 for _ in range(10))
    texts = {"long": "🙂" * 200, "longer": "🙂" * 240, "shorter": "🙂" * 160, "lines": lines}
    write(tmp_path, "dialogs/a/huge-card.yaml", HUGE_STEP.format(**texts))
    found = [fault for fault in json.loads(checked(tmp_path).output) if fault["severity"] == "error"]
    assert {(fault["rule"], fault["line"], fault["column"]) for fault in found} == {("card/too-big", 8, 5)}


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("Hello <script>alert(1)</script>", "text/markup"),
        ("Hello [you](https://evil.example)", "text/markup"),
        ("Hello javascript:alert(1)", "text/link"),
        ("Hello {password}", "wording/place"),
    ],
)
def test_a_sentence_of_the_bot_that_is_more_than_words_is_refused(tmp_path: Path, text: str, rule: str) -> None:
    write(tmp_path, "dialogs/ours.yaml", f"over: wording\ntexts:\n  sayings.help.title: '{text}'\n")
    found = [fault for fault in json.loads(checked(tmp_path).output) if fault["severity"] == "error"]
    place = f"{tmp_path}/dialogs/ours.yaml"
    assert {(fault["rule"], fault["file"], fault["line"]) for fault in found} == {(rule, place, 3)}


def test_a_repair_writes_nothing_outside_the_folder(tmp_path: Path) -> None:
    write(tmp_path, "elsewhere/secret.yaml", "title: Fix: this\n")
    write(tmp_path, "organisation/dialogs/a/mine.yaml", "title: Fix: this\n")
    (tmp_path / "organisation/dialogs/a/out.yaml").symlink_to(tmp_path / "elsewhere/secret.yaml")
    CliRunner().invoke(main, ["check", "--fix", "--content", str(tmp_path / "organisation")])
    assert (tmp_path / "organisation/dialogs/a/mine.yaml").read_text("utf-8") == "title: 'Fix: this'\n"
    assert (tmp_path / "elsewhere/secret.yaml").read_text("utf-8") == "title: Fix: this\n"
