"""`unstuck release` and `unstuck diff`."""

import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.cli import main
from tests.content.folders import SAMPLE, sample, written

OWN = {
    "dialogs/printer/our-lid.yaml": (SAMPLE / "dialogs/printer/clear-paper.yaml")
    .read_text("utf-8")
    .replace("id: clear-paper", "id: our-lid")
}


def unstuck(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, [str(each) for each in arguments])


def test_a_release_promises_what_is_written_in_the_own_files_only(tmp_path: Path) -> None:
    folder = written(tmp_path, OWN | {"dialogs/released-ids.txt": "# ours\nour-lid\n"})
    result = unstuck("release", "--content", folder)
    assert result.exit_code == 0, result.output
    assert (folder / "dialogs/released-ids.txt").read_text("utf-8").splitlines() == [
        "# ours",
        "our-lid",
        "our-lid#look-inside",
        "our-lid#look-inside=lid",
        "our-lid#look-inside=tray",
        "our-lid#open-lid",
    ]
    assert "promised our-lid#open-lid\n" in result.output
    assert unstuck("release", "--content", folder).output == "nothing new: 5 ids are promised\n"


def test_a_promise_that_was_broken_stops_the_release(tmp_path: Path) -> None:
    folder = written(tmp_path, OWN)
    assert unstuck("release", "--content", folder).exit_code == 0
    before = (folder / "dialogs/released-ids.txt").read_text("utf-8")
    file = folder / "dialogs/printer/our-lid.yaml"
    file.write_text(file.read_text("utf-8").replace("id: open-lid", "id: pull-it-out"), "utf-8")
    broken = unstuck("release", "--content", folder)
    assert broken.exit_code == 1
    assert 'the promised id "our-lid#open-lid" is gone' in broken.output
    assert (folder / "dialogs/released-ids.txt").read_text("utf-8") == before
    written(folder, {"dialogs/moved.yaml": "our-lid#open-lid: our-lid#pull-it-out\n"})
    assert unstuck("release", "--content", folder).exit_code == 0


def test_two_folders_are_compared(tmp_path: Path) -> None:
    text = (SAMPLE / "dialogs/printer/clear-paper.yaml").read_text("utf-8").replace("minutes: 3", "minutes: 4")
    other = sample(tmp_path, {"dialogs/printer/clear-paper.yaml": text})
    assert unstuck("diff", SAMPLE, other).output == (
        'clear-paper\n    step "open-lid" takes 4 min (before: 3 min)\n1 change for people\n'
    )
    assert unstuck("diff", SAMPLE, SAMPLE).output == "no change for people\n"


def test_two_revisions_are_compared_and_nothing_is_left_behind(tmp_path: Path) -> None:
    def git(*arguments: str) -> None:
        who = ["-c", "user.name=An author", "-c", "user.email=author@example.com", "-c", "commit.gpgsign=false"]
        subprocess.run(["git", *who, *arguments], cwd=folder, check=True, capture_output=True)

    folder = sample(tmp_path)
    git("init")
    git("add", ".")
    git("commit", "-m", "first")
    file = folder / "dialogs/printer/clear-queue.yaml"
    file.write_text(file.read_text("utf-8").replace("    changes:", "    when: {managed: [no]}\n    changes:"), "utf-8")
    git("commit", "-am", "second")
    told = unstuck("diff", "HEAD~1", "HEAD", "--content", folder).output
    assert '  ! step "empty" is for IT manages this PC: no (before: everybody)' in told
    status = subprocess.run(["git", "status", "--porcelain"], cwd=folder, capture_output=True, text=True, check=True)
    assert status.stdout == ""


@pytest.mark.parametrize("revision", ["no-such-thing", "--output=/tmp/x", "-h"])
def test_what_is_neither_a_folder_nor_a_revision_is_told(revision: str) -> None:
    result = unstuck("diff", "--", revision, SAMPLE)
    assert result.exit_code == 2
    assert "neither a folder nor a git revision" in result.output
