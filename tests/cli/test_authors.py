"""What authors run: what is printed, and how it ends."""

import json
import os
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.authoring.explain import catalogue
from bot.cli import main
from tests.content.folders import written

PROBLEM = """\
id: printer-stuck
product: Printer
label: {label}
title: The printer is stuck
impact: Nothing is printed.
cause: Paper is in the way.
fix: Take it out.
dialog: onedrive-network
codes: [0x80070005]
sources: [{{title: Handbook, url: "https://example.com", says: Take the paper out.}}]
reviewed: {reviewed}
"""
TALK = """\
tests:
  - name: the clock comes first
    given: {platform: windows}
    talk:
      - {open: onedrive-network, step: STEP}
"""


def unstuck(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, [str(each) for each in arguments])


def problem(tmp_path: Path, label: str = "Printer is stuck", reviewed: str = "2026-11-24") -> Path:
    return written(tmp_path / "ours", {"knowledge/printer/stuck.yaml": PROBLEM.format(label=label, reviewed=reviewed)})


def test_the_shipped_content_is_free_of_faults() -> None:
    result = unstuck("check")
    assert result.exit_code == 0, result.output
    assert result.output.endswith("files: no faults\n")


def test_a_fault_is_shown_with_its_line_and_ends_with_1(tmp_path: Path) -> None:
    folder = problem(tmp_path, label="Printer's stuck: help")
    result = unstuck("check", "--content", folder)
    assert result.exit_code == 1
    assert result.output.splitlines()[:4] == [
        f"{folder}/knowledge/printer/stuck.yaml:3:23: error: `: ` inside a text starts a field of its own",
        "  3 | label: Printer's stuck: help",
        "    |                       ^ 'Printer''s stuck: help'",
        "  rule yaml/colon-in-text",
    ]


def test_a_place_names_the_folder_as_it_was_given(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    twice = {name: PROBLEM.format(label="Stuck", reviewed="2026-11-24") for name in ("a.yaml", "b.yaml")}
    written(tmp_path / "ours", {f"knowledge/printer/{name}": text for name, text in twice.items()})
    written(tmp_path / "ours", {"knowledge/printer/c.yml": "id: c"})
    monkeypatch.chdir(tmp_path)
    told = unstuck("check", "--content", "ours").output
    assert 'another problem "printer-stuck" (ours/knowledge/printer/a.yaml, line 1)' in told
    assert "the other one stands at ours/knowledge/printer/a.yaml:1" in told
    assert "ours/knowledge/printer/c.yml:1:1: error" in told


def test_warnings_alone_end_with_0(tmp_path: Path) -> None:
    result = unstuck("check", "--content", problem(tmp_path, reviewed="2020-01-01"))
    assert result.exit_code == 0
    assert "warning: reviewed 2020-01-01" in result.output


def test_a_folder_that_is_not_there_ends_with_2() -> None:
    assert unstuck("check", "--content", "/nowhere/at/all").exit_code == 2


def test_a_program_gets_a_list(tmp_path: Path) -> None:
    folder = problem(tmp_path, label="x" * 30)
    result = unstuck("check", "--content", folder, "--format", "json")
    assert result.exit_code == 1
    (fault,) = json.loads(result.output)
    assert fault == {
        "file": f"{folder}/knowledge/printer/stuck.yaml",
        "line": 3,
        "column": 30,
        "severity": "error",
        "rule": "field/too-long",
        "message": "`label` has 30 characters; 22 are the most",
        "write": "take 8 away",
    }
    assert json.loads(unstuck("check", "--format", "json").output) == []


def test_a_pull_request_gets_workflow_commands(tmp_path: Path) -> None:
    folder = problem(tmp_path, label="x" * 30)
    result = unstuck("check", "--content", folder, "--format", "github")
    assert result.output.startswith(
        f"::error file={folder}/knowledge/printer/stuck.yaml,line=3,col=30,title=field/too-long::"
    )


def test_fix_repairs_what_is_safe_and_checks_again(tmp_path: Path) -> None:
    folder = problem(tmp_path, label="Stuck: help")
    assert unstuck("check", "--content", folder).exit_code == 1
    result = unstuck("check", "--content", folder, "--fix")
    assert result.exit_code == 0, result.output
    assert "repaired" in result.output
    assert "label: 'Stuck: help'" in (folder / "knowledge/printer/stuck.yaml").read_text("utf-8")


def test_explain_prints_the_page_of_a_rule_and_a_list_of_all() -> None:
    assert "names no risk" in unstuck("explain", "step/unmarked-danger").output
    listed = unstuck("explain").output.splitlines()
    assert [line.split()[0] for line in listed] == list(catalogue())


def test_explain_says_which_rule_may_be_meant() -> None:
    result = unstuck("explain", "step/unmarked-dangr")
    assert result.exit_code == 2
    assert 'did you mean "step/unmarked-danger"?' in result.output


def test_the_shipped_talks_go_as_written_and_reach_everything() -> None:
    result = unstuck("test", "--coverage")
    assert result.exit_code == 0, result.output
    assert "talks, all as written" in result.output
    assert "(100 %)" in result.output


@pytest.mark.parametrize(("step", "code"), [("clock", 0), ("other-way", 1)])
def test_a_talk_that_differs_is_shown_and_ends_with_1(step: str, code: int, tmp_path: Path) -> None:
    folder = written(tmp_path / "ours", {"tests/conversations/ours.yaml": TALK.replace("STEP", step)})
    result = unstuck("test", "tests/conversations/ours.yaml", "--content", folder)
    assert result.exit_code == code, result.output
    if code:
        assert 'ours.yaml:5:9: differs: step "other-way" should be open, but step "clock" is open' in result.output
        assert "    open:  onedrive-network" in result.output
    else:
        assert result.output == "1 talk, all as written\n"


def test_shipped_talks_through_a_step_that_is_off_are_named_and_do_not_fail(tmp_path: Path) -> None:
    overlay = "over: onedrive-sign-in\nsteps:\n  reset: {off: yes}\n"
    folder = written(tmp_path / "ours", {"dialogs/ours/reset.yaml": overlay})
    result = unstuck("test", "--content", folder)
    assert result.exit_code == 0, result.output
    assert 'left out: step "reset" is off (dialogs/ours/reset.yaml, line 3)' in result.output
    assert '  test "a private PC goes all the way and reconnects its account"' in result.output
    assert "of them left out, since a layer above changes their way, the others as written" in result.output
    assert "differs" not in result.output


def test_talks_in_broken_content_cannot_be_played(tmp_path: Path) -> None:
    assert unstuck("test", "--content", problem(tmp_path, label="x" * 30)).exit_code == 2


def test_a_file_without_tests_is_told() -> None:
    assert unstuck("test", "dialogs/nowhere.yaml").exit_code == 2


def test_show_draws_a_dialog_as_text() -> None:
    shown = unstuck("show", "onedrive-cloud-files", "--paths")
    assert shown.exit_code == 0
    assert shown.output.startswith("onedrive-cloud-files: ")
    assert "onedrive-sign-in#reset  (does, 5 min" in shown.output
    assert "states, at most" in shown.output
    assert 'did you mean "onedrive-cloud-files"?' in unstuck("show", "onedrive-cloud-file").output


def test_schema_prints_one_kind_or_writes_all(tmp_path: Path) -> None:
    assert json.loads(unstuck("schema", "dialog").output)["title"] == "Unstuck: dialog"
    assert unstuck("schema", "--write", tmp_path / "schemas").exit_code == 0
    assert (tmp_path / "schemas/problem.schema.json").is_file()
    assert unstuck("schema").exit_code == 2
    assert unstuck("schema", "nonsense").exit_code == 2


def test_the_setting_for_content_counts_as_the_option_does(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folders = [problem(tmp_path / name, label="x" * length) for name, length in (("a", 30), ("b", 22))]
    monkeypatch.setenv("UNSTUCK_CONTENT", os.pathsep.join(map(str, folders)))
    assert [fault["message"] for fault in json.loads(unstuck("check", "--format", "json").output)][:1] == [
        "`label` has 30 characters; 22 are the most"
    ]


@pytest.mark.parametrize(("form", "begins"), [("svg", "<svg "), ("mermaid", "flowchart TD\n")])
def test_show_draws_a_dialog_as_a_picture(form: str, begins: str) -> None:
    shown = unstuck("show", "onedrive-network", "--format", form)
    assert shown.exit_code == 0
    assert shown.output.startswith(begins)
    assert unstuck("show", "onedrive-network", "--format", form, "--paths").exit_code == 2
