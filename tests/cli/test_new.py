"""`unstuck new`: what it writes is whole from the start."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.authoring.check import check
from bot.cli import main
from bot.content import shipped
from tests.content.folders import TODAY, written


def unstuck(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, [str(each) for each in arguments])


def own_faults(folder: Path) -> dict[str, str]:
    """Rule -> severity of what is told of a folder's own files."""
    checked = check([shipped(), folder], TODAY)
    return {fault.rule: fault.severity for fault in checked.diagnostics if fault.place.file in checked.loaded.paths}


@pytest.mark.parametrize(
    "name",
    [
        "Teams camera is black",
        "OneDrive won't open: error #5",
        "Kamera in Teams ist schwarz",
        "The sound of my headset is gone whenever somebody else joins the meeting from a phone",
    ],
)
def test_a_new_problem_has_no_error_and_its_talks_go_as_written(name: str, tmp_path: Path) -> None:
    folder = tmp_path / "ours"
    made = unstuck("new", "problem", name, "--content", folder, "--product", "Teams")
    assert made.exit_code == 0, made.output
    faults = own_faults(folder)
    assert faults["text/unfilled"] == "warning"
    assert set(faults) <= {"text/unfilled", "concept/missing-language", "concept/shared-word"}
    (conversation,) = (folder / "tests" / "conversations").iterdir()
    played = unstuck("test", conversation, "--content", folder)
    assert (played.exit_code, played.output) == (0, "2 talks, all as written\n")


def test_a_second_problem_adds_its_words_to_the_file_that_is_there(tmp_path: Path) -> None:
    for name in ("Teams camera is black", "Teams camera is upside down"):
        assert unstuck("new", "problem", name, "--content", tmp_path, "--product", "Teams").exit_code == 0
    words = (tmp_path / "knowledge/words.yaml").read_text("utf-8")
    assert words.count("  camera:\n") == 1
    assert "  upside:\n    en: [upside]\n" in words
    assert "error" not in own_faults(tmp_path).values()


def test_every_file_names_the_schema_that_an_editor_needs(tmp_path: Path) -> None:
    unstuck("new", "problem", "Teams camera is black", "--content", tmp_path, "--product", "Teams")
    for file in tmp_path.glob("*/**/*.yaml"):
        first = file.read_text("utf-8").split("\n")[0]
        assert (file.parent / first.removeprefix("# yaml-language-server: $schema=")).is_file(), file
    settings = json.loads((tmp_path / ".vscode/settings.json").read_text("utf-8"))
    assert all((tmp_path / schema).is_file() for schema in settings["yaml.schemas"])


def test_settings_that_are_there_stay(tmp_path: Path) -> None:
    written(tmp_path, {".vscode/settings.json": "{}"})
    unstuck("new", "problem", "Teams camera is black", "--content", tmp_path)
    assert (tmp_path / ".vscode/settings.json").read_text("utf-8") == "{}"


def test_nothing_is_written_over(tmp_path: Path) -> None:
    unstuck("new", "problem", "Teams camera is black", "--content", tmp_path)
    again = unstuck("new", "problem", "Teams camera is black", "--content", tmp_path)
    assert again.exit_code == 2
    assert 'There is a problem or dialog "teams-camera-is-black" already.' in again.output


@pytest.mark.parametrize("name", ["it is not", "  ", "???"])
def test_a_name_that_says_nothing_is_refused(name: str, tmp_path: Path) -> None:
    assert unstuck("new", "problem", name, "--content", tmp_path).exit_code == 2
    assert not list(tmp_path.glob("*/*"))


@pytest.mark.parametrize("id", ["onedrive-network", "onedrive-cloud-files", "dsregcmd", "facts", "onedrive-0x8007016a"])
def test_a_new_translation_says_what_the_original_says_and_has_its_digests(id: str, tmp_path: Path) -> None:
    made = unstuck("new", "translation", id, "it", "--content", tmp_path)
    assert made.exit_code == 0, made.output
    checked = check([shipped(), tmp_path], TODAY)
    assert own_faults(tmp_path) == {"overlay/untranslated": "warning"}
    content = checked.loaded.content
    assert content is not None
    italian = content.translations["it"]
    assert (italian.steps, italian.problems, italian.facts) == (content.steps, content.problems, content.facts)
    assert {id: each.handoff for id, each in italian.dialogs.items()} == {
        id: each.handoff for id, each in content.dialogs.items()
    }


def test_a_translation_that_is_there_is_not_written_over(tmp_path: Path) -> None:
    for code in (0, 2):
        assert unstuck("new", "translation", "onedrive-network", "it", "--content", tmp_path).exit_code == code


@pytest.mark.parametrize(("id", "language"), [("onedrive-networc", "it"), ("onedrive-network", "Italian")])
def test_what_cannot_be_translated_is_told(id: str, language: str, tmp_path: Path) -> None:
    assert unstuck("new", "translation", id, language, "--content", tmp_path).exit_code == 2
