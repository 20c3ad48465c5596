"""Folders are data: nothing outside them is read, and what can't be read is told."""

import os
from pathlib import Path

import pytest

from bot.content import files, load
from bot.content.files import FILES, Kind, read_layer
from tests.content.folders import faults, loaded, rules, sample, written


def names(folder: Path) -> dict[str, Kind]:
    return {file.name: file.kind for file in read_layer(folder, frozenset(), conversations=True).files}


def test_a_file_is_known_by_its_place(tmp_path: Path) -> None:
    folder = written(
        tmp_path / "a",
        {
            "knowledge/words.yaml": "concepts: {}\n",
            "knowledge/printer/known.yaml": "product: x\n",
            "knowledge/printer/paper.yaml": "id: x\n",
            "knowledge/printer/ours.yaml": "over: x\n",
            "dialogs/facts.yaml": "facts: {}\n",
            "dialogs/moved.yaml": "a: b\n",
            "dialogs/released-ids.txt": "a\n",
            "dialogs/printer/clear.yaml": "id: x\n",
            "dialogs/readings/status.yaml": "id: x\n",
            "tests/conversations/talks.yaml": "tests: []\n",
            "README.md": "not read",
            "dialogs/printer/notes.txt": "not read",
            ".git/config.yaml": "not: read\n",
            "dialogs/.draft/clear.yaml": "not: read\n",
        },
    )
    assert names(folder) == {
        "knowledge/words.yaml": Kind.WORDS,
        "knowledge/printer/known.yaml": Kind.KNOWN,
        "knowledge/printer/paper.yaml": Kind.PROBLEM,
        "knowledge/printer/ours.yaml": Kind.OVERLAY,
        "dialogs/facts.yaml": Kind.FACTS,
        "dialogs/moved.yaml": Kind.MOVED,
        "dialogs/released-ids.txt": Kind.RELEASED,
        "dialogs/printer/clear.yaml": Kind.DIALOG,
        "dialogs/readings/status.yaml": Kind.READING,
        "tests/conversations/talks.yaml": Kind.CONVERSATIONS,
    }


@pytest.mark.parametrize(
    "place",
    [
        "knowledge/printer/words.yaml",
        "dialogs/printer/facts.yaml",
        "dialogs/printer/moved.yaml",
        "dialogs/clear.yaml",
        "knowledge/paper.yaml",
        "knowledge/known.yaml",
        "dialogs/printer/deeper/clear.yaml",
    ],
)
def test_a_file_where_nothing_is_read_is_told(place: str, tmp_path: Path) -> None:
    assert "file/place" in rules(sample(tmp_path, {place: "id: x\n"}))


def test_a_link_out_of_the_folder_is_refused_and_not_read(tmp_path: Path) -> None:
    folder = sample(tmp_path)
    secret = tmp_path / "secret.yaml"
    secret.write_text("password: hunter2\n", "utf-8")
    (folder / "dialogs/printer/secret.yaml").symlink_to(secret)
    (folder / "knowledge/etc").symlink_to("/etc")
    told = faults(folder)
    assert {(fault.rule, fault.place.file) for fault in told} == {
        ("file/outside", "dialogs/printer/secret.yaml"),
        ("file/outside", "knowledge/etc"),
    }
    assert "hunter2" not in str(told)


def test_a_link_within_the_folder_is_followed(tmp_path: Path) -> None:
    folder = sample(tmp_path)
    (folder / "dialogs").rename(folder / "..data")
    (folder / "dialogs").symlink_to(folder / "..data")
    assert "clear-paper" in loaded(folder).dialogs


def test_a_link_in_a_circle_comes_to_an_end(tmp_path: Path) -> None:
    folder = sample(tmp_path)
    (folder / "dialogs/printer/again").symlink_to(folder / "dialogs")
    assert set(rules(folder)) == {"file/place"}


def test_a_missing_folder_is_told(tmp_path: Path) -> None:
    assert rules(tmp_path / "nowhere") == ["file/unreadable"]


def test_a_fifo_and_a_device_are_not_read(tmp_path: Path) -> None:
    folder = sample(tmp_path)
    os.mkfifo(folder / "dialogs/printer/pipe.yaml")
    assert rules(folder) == ["file/unreadable"]


def test_a_folder_with_too_many_files_is_not_read_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert FILES == 20_000
    monkeypatch.setattr(files, "FILES", 3)
    layer = read_layer(sample(tmp_path), frozenset(), conversations=False)
    assert len(layer.files) == 3
    assert [fault.rule for fault in layer.faults] == ["file/too-many"]


def test_a_file_of_the_same_name_above_is_told_with_its_folder(tmp_path: Path) -> None:
    above = written(tmp_path / "ours", {"dialogs/facts.yaml": "facts: {x: {name: X, options: {a: A, b: }}}\n"})
    assert [fault.place.file for fault in faults(sample(tmp_path), above)] == ["ours/dialogs/facts.yaml"]


def test_conversations_are_read_only_when_asked_for(tmp_path: Path) -> None:
    folder = sample(tmp_path, {"tests/conversations/a.yaml": "tests: broken\n"})
    assert load([folder], conversations=False).content is not None
    assert load([folder]).content is None


@pytest.mark.parametrize("inside", [None, "dialgs/printer/clear.yaml"])
def test_a_folder_in_which_nothing_is_content_says_so(tmp_path: Path, inside: str | None) -> None:
    (tmp_path / "ours").mkdir()
    if inside is not None:
        written(tmp_path / "ours", {inside: "id: x\n"})
    (fault,) = read_layer(tmp_path / "ours", frozenset(), conversations=True).faults
    assert (fault.severity, fault.place.file) == ("error", str(tmp_path / "ours"))
    assert "neither knowledge/ nor dialogs/" in fault.message
