import json
import os
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from bot.cli import main

SEVEN = ["text", "label", "codes", "denied", "problem", "suggestions", "reading"]


@pytest.fixture(autouse=True)
def _no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in list(os.environ):
        if name.startswith("UNSTUCK_"):
            monkeypatch.delenv(name)


def unstuck(*args: str, given: str | None = None) -> Result:
    return CliRunner().invoke(main, args, input=given)


def matched(*texts: str) -> list[dict[str, Any]]:
    result = unstuck("match", "--jsonl", given="".join(json.dumps(text) + "\n" for text in texts))
    assert result.exit_code == 0, result.output
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_match_prints_one_object_a_line_with_exactly_seven_fields() -> None:
    lines = matched("ox8004 def7", "it isn't 0x8004def7", "🤷", "", "a\nb")
    assert [list(line) for line in lines] == [SEVEN] * 5
    assert [line["text"] for line in lines] == ["ox8004 def7", "it isn't 0x8004def7", "🤷", "", "a\nb"]
    assert (lines[0]["label"], lines[0]["codes"], lines[0]["problem"]) == (
        "onedrive-0x8004def7",
        ["0x8004def7"],
        "onedrive-0x8004def7",
    )
    assert lines[1]["denied"] == ["0x8004def7"]
    assert lines[1]["problem"] is None


def test_match_shows_what_a_pasted_reading_told() -> None:
    sample = Path(__file__).parents[1] / "samples" / "dsregcmd" / "01-entra-joined-healthy.txt"
    (line,) = matched(sample.read_text(encoding="utf-8"))
    assert line["reading"]["id"] == "dsregcmd"
    assert line["reading"]["facts"]["join"] == "entra"
    assert list(line["reading"]) == ["id", "facts", "concludes"]


def test_match_says_which_line_is_no_json_string() -> None:
    result = unstuck("match", "--jsonl", given='"hello"\n{"text": "x"}\n')
    assert result.exit_code == 1
    assert "Line 2" in result.stderr


def test_match_explains_what_was_read_and_why() -> None:
    result = unstuck("match", "it isn't 0x8007016a, it says 8004DEF7")
    assert result.exit_code == 0
    rows = dict(line.split("  ", 1) for line in result.stdout.splitlines() if not line.startswith(" "))
    assert rows["understood as"].strip() == "onedrive-0x8004def7"
    assert rows["denied"].strip() == "0x8007016a"
    assert "code 0x8004def7" in rows["problems"]


@pytest.mark.parametrize("args", [("match",), ("match", "hello", "--jsonl")])
def test_match_wants_a_text_or_lines(args: tuple[str, ...]) -> None:
    assert unstuck(*args).exit_code == 2


def test_a_setting_that_cannot_work_is_told_by_name_without_a_trace() -> None:
    result = unstuck("run", "--port", "many", "--cloud", "sky")
    assert result.exit_code == 1
    assert "UNSTUCK_PORT" in result.stderr
    assert "UNSTUCK_CLOUD" in result.stderr
    assert "Traceback" not in result.output


@pytest.mark.parametrize("command", ["run", "talk", "match"])
def test_faulty_content_is_refused_with_place_and_remedy_for_every_fault(command: str, tmp_path: Path) -> None:
    dialogs = tmp_path / "dialogs" / "own"
    dialogs.mkdir(parents=True)
    (dialogs / "a.yaml").write_text("id: own\ntitel: Mine\n", encoding="utf-8")
    (dialogs / "b.yaml").write_text("id: [\n", encoding="utf-8")
    more = {
        "run": ("--port", "0", "--database", str(tmp_path / "x.sqlite3")),
        "talk": ("--database", str(tmp_path / "y.sqlite3")),
        "match": ("hello",),
    }[command]
    result = unstuck(command, "--content", str(tmp_path), *more)
    assert result.exit_code == 1
    assert "dialogs/own/a.yaml:2:1: error:" in result.stderr
    assert "dialogs/own/b.yaml:" in result.stderr
    assert "Nothing was started" in result.stderr
    assert "Traceback" not in result.output


def test_a_talk_answers_each_line_and_goes_on_where_it_was(tmp_path: Path) -> None:
    database = str(tmp_path / "talk.sqlite3")
    first = unstuck("talk", "--database", database, given="0x8004def7\nstart\n")
    assert first.exit_code == 0
    assert "Hello, I'm Unstuck" in first.stdout
    assert "Step 1 of" in first.stdout
    second = unstuck("talk", "--database", database, given="")
    assert "Hello, I'm Unstuck" not in second.stdout
    assert second.stdout.count("Step 1 of") == 1


def test_a_talk_says_how_to_leave_and_never_speaks_of_buttons(tmp_path: Path) -> None:
    told = unstuck("talk", "--database", str(tmp_path / "t.sqlite3"), given="0x8004def7\nstart\nqwertz asdf\n").stdout
    assert "To leave, press Ctrl +" in told.splitlines()[0]
    assert "button" not in told.lower()


def test_a_talk_in_a_language_that_is_not_there_says_which_are(tmp_path: Path) -> None:
    result = unstuck("talk", "--database", str(tmp_path / "t.sqlite3"), "--language", "xx", given="")
    assert result.exit_code == 2
    assert "There is de, en." in result.stderr
    german = unstuck("talk", "--database", str(tmp_path / "t.sqlite3"), "--language", "de-AT", given="")
    assert german.exit_code == 0


def test_a_case_from_a_talk_goes_where_the_settings_say(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cases = tmp_path / "cases.jsonl"
    monkeypatch.setenv("UNSTUCK_HANDOFF_FILE", str(cases))
    database = str(tmp_path / "t.sqlite3")
    told = unstuck("talk", "--database", database, given="0x8004def7\nstart\nperson\nsend\n")
    assert told.exit_code == 0
    assert json.loads(cases.read_text("utf-8"))["type"] == "case.opened"


def test_a_file_of_cases_that_cannot_be_written_is_told_before_the_talk_begins(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("UNSTUCK_HANDOFF_FILE", str(tmp_path / "nowhere" / "cases.jsonl"))
    result = unstuck("talk", "--database", str(tmp_path / "t.sqlite3"), given="0x8004def7\n")
    assert result.exit_code == 1
    assert "there is no folder" in result.stderr


def test_a_talk_in_a_place_that_cannot_be_written_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    result = unstuck("talk", "--database", str(tmp_path / "file" / "x.sqlite3"), given="")
    assert result.exit_code == 1
    assert "--database" in result.stderr
    assert len(result.stderr.splitlines()) == 1


def test_a_talk_is_kept_as_a_test_that_holds(tmp_path: Path) -> None:
    database = str(tmp_path / "t.sqlite3")
    told = unstuck("talk", "--database", database, given="0x8004def7\nyes\nIt says it's full\n/keep\n").stdout
    test = told[told.index("tests:") :].rstrip() + "\n"
    kept = tmp_path / "ours" / "tests" / "conversations" / "kept.yaml"
    kept.parent.mkdir(parents=True)
    kept.write_text(test, "utf-8")
    played = unstuck("test", "kept.yaml", "--content", str(tmp_path / "ours"))
    assert played.exit_code == 0, played.output
    assert "1 talk, all as written" in played.output
    assert "step: browser-check" in test


def test_a_talk_that_began_before_the_program_isnt_kept_in_part(tmp_path: Path) -> None:
    database = str(tmp_path / "t.sqlite3")
    unstuck("talk", "--database", database, given="0x8004def7\nyes\n")
    told = unstuck("talk", "--database", database, given="It says it's full\n/keep\n").stdout
    assert "began before the program was started" in told
    assert "tests:" not in told
