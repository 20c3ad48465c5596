"""One slip is one fault: what follows from it isn't told as well."""

from pathlib import Path

import pytest

from bot.authoring.check import check
from tests.content.folders import SAMPLE, TODAY, sample

DIALOG = "dialogs/printer/clear-paper.yaml"
PROBLEM = "knowledge/printer/paper-stuck.yaml"
TESTS = """\
tests:
  - name: the lid is opened
    given: {managed: yes}
    talk:
      - {open: clear-paper, step: look-inside}
      - {press: lid, step: open-lid, bot: Open the lid}
      - {press: fixed, happened: [StepFixed]}
"""
OPTIONS = "options: {tray: In the tray, lid: Under the lid}"
WHEN = "when: {look-inside: [lid, unsure]}"


def faults(tmp_path: Path, file: str, wrong: str, right: str) -> list[tuple[str, str]]:
    text = (SAMPLE / file).read_text("utf-8") + (TESTS if file == DIALOG else "")
    assert right in text
    folder = sample(tmp_path, {file: text.replace(right, wrong, 1)})
    return [(fault.rule, fault.write) for fault in check([folder], TODAY).diagnostics]


@pytest.mark.parametrize(
    ("right", "wrong", "rule", "write"),
    [
        ("id: clear-paper\n", "", "field/missing", "id: my-id"),
        ("title: Get", "titel: Get", "field/unknown", "title:"),
        ("  ask: Does", "  aks: Does", "field/unknown", "ask:"),
        ("- id: look-inside", "- id: Look_Inside", "id/spelling", "look-inside"),
        ("id: look-inside\n    title", "title", "field/missing", "id: my-id"),
        ("    ask: Where do you see paper?\n", "", "step/question", "ask: the question"),
        (f"    {OPTIONS}\n", "", "step/question", "options: {id: text, other: text}"),
        ("lid: Under the lid", "lid: Under the lid of the printer", "field/too-long", "take 6 away"),
        (WHEN, "when: {look-inside: lid}", "when/not-list", "look-inside: [lid]"),
        (WHEN, "when: look-inside", "field/type", "when: {name: [value]}"),
        ("minutes: 3", "minutes: 3 min", "value/number", "minutes: 3"),
        ("minutes: 3", "minutes: 2-4", "value/number", "minutes: 4"),
        ("minutes: 3", "minutes: soon", "value/number", "minutes: 1"),
        ("minutes: 3", "minutes: 90", "value/number", "minutes: 60"),
        ("reviewed: 2026-11-24", "reviewed: 25.11.2026", "value/date", "reviewed: 2026-11-25"),
        ("reviewed: 2026-11-24", "reviewed: 2026/11/5", "value/date", "reviewed: 2026-11-05"),
        ("reviewed: 2026-11-24", "reviewed: 11/25/2026", "value/date", "reviewed: 2026-11-25"),
        ("reviewed: 2026-11-24", "reviewed: 3/4/2026", "value/date", "(year, month, day)"),
        ("do: |\n", "do:\n", "step/do-block", "do: |   and the text below it"),
        ("      Pull the", "     Pull the", "yaml/block-line", "1 space more at its start"),
        ("      Pull the", "    Pull the", "yaml/block-line", "2 spaces more at its start"),
        ("handoff:", "handof:", "field/unknown", "handoff:"),
        (
            "minutes: 3",
            "minutes: 3\n    who: it",
            "field/wrong-kind",
            "take it out: the person never sees a step of IT",
        ),
        ("ask: Where", "paste: status-page\n    ask: Where", "step/two-kinds", "take `ask` out"),
        ("  - id: open", "  - use: clear-quee#empty\n  - id: open", "use/unknown", "use: clear-queue#empty"),
        ("{managed: yes}", "{managed: [yes]}", "field/type", "managed: yes"),
        ("open: clear-paper", "open: clear-papr", "test/unknown-step", "clear-paper"),
        ("press: lid", "press: lidd", "test/unknown-press", "lid"),
        ("{press: lid", "{presss: lid", "field/unknown", "press:"),
        ("step: open-lid", "step: open-lit", "test/unknown-step", "open-lid"),
        ("[StepFixed]", "[StepFixd]", "test/unknown-event", "StepFixed"),
    ],
)
def test_a_slip_in_a_dialog(right: str, wrong: str, rule: str, write: str, tmp_path: Path) -> None:
    ((found, remedy),) = faults(tmp_path, DIALOG, wrong, right)
    assert found == rule
    assert write in remedy


@pytest.mark.parametrize(
    ("right", "wrong", "rule", "write"),
    [
        ("dialog: clear-paper", "dialog: clear-papr", "dialog/unknown", "clear-paper"),
        ("signatures:\n  - [paper, stuck]", "signatures: [paper, stuck]", "field/type", "signatures: [[paper, stuck]]"),
        ("title: Printer handbook", "titel: Printer handbook", "field/unknown", "title:"),
        ("sources:", "source:", "field/unknown", "sources:"),
    ],
)
def test_a_slip_in_a_problem(right: str, wrong: str, rule: str, write: str, tmp_path: Path) -> None:
    ((found, remedy),) = faults(tmp_path, PROBLEM, wrong, right)
    assert found == rule
    assert write in remedy


def test_a_button_that_a_comma_cut_off_is_told_with_its_whole_length(tmp_path: Path) -> None:
    wrong = "tray: It was free, and it is clean"
    assert faults(tmp_path, DIALOG, wrong, "tray: In the tray") == [
        ("yaml/comma-in-braces", "tray: 'It was free, and it is clean'"),
        ("field/too-long", "take 6 away"),
    ]


def test_a_dialog_that_is_named_and_cannot_be_read_is_not_told_as_missing(tmp_path: Path) -> None:
    ((rule, _),) = faults(tmp_path, DIALOG, "  intro:", "intro:")
    assert rule.startswith("yaml/")


def test_a_code_that_is_none_is_answered_with_one_that_nobody_has(tmp_path: Path) -> None:
    ((rule, write),) = faults(tmp_path, PROBLEM, "codes: [E-77]\nsignatures:", "signatures:")
    assert rule == "code/family"
    folder = sample(tmp_path / "again")
    file = folder / PROBLEM
    code = write.rpartition(" ")[2]
    file.write_text(file.read_text("utf-8").replace("signatures:", f"codes: [{code}]\nsignatures:"), "utf-8")
    assert check([folder], TODAY).diagnostics == ()


PROMISED = "clear-paper\nclear-paper#look-inside\nclear-paper#look-inside=lid\nclear-paper#open-lid\n"


@pytest.mark.parametrize(
    ("right", "wrong", "rule"),
    [
        ("options: {tray: In the tray, lid: Under the lid}", "options: [tray, lid]", "field/type"),
        ("steps:\n  - id: look-inside", "steps:\n  - id: Open lid!\n    minutes: soon", "value/number"),
        ("minutes: 3", "minutes: soon", "value/number"),
    ],
)
def test_a_promise_is_not_told_as_broken_while_the_file_that_keeps_it_has_other_errors(
    right: str, wrong: str, rule: str, tmp_path: Path
) -> None:
    text = (SAMPLE / DIALOG).read_text("utf-8")
    assert right in text
    moved = "old-paper: clear-paper#look-inside\n"
    files = {DIALOG: text.replace(right, wrong, 1), "dialogs/released-ids.txt": PROMISED, "dialogs/moved.yaml": moved}
    told = {fault.rule for fault in check([sample(tmp_path, files)], TODAY).diagnostics}
    assert rule in told
    assert told.isdisjoint({"id/vanished", "moved/unknown"})


def test_a_file_that_ends_in_yml_is_one_fault(tmp_path: Path) -> None:
    folder = sample(tmp_path, {"dialogs/released-ids.txt": PROMISED})
    (folder / DIALOG).rename((folder / DIALOG).with_suffix(".yml"))
    (fault,) = check([folder], TODAY).diagnostics
    assert (fault.rule, fault.write) == ("file/extension", "clear-paper.yaml")


def test_a_promised_option_is_not_taken_for_another_that_has_nothing_in_common(tmp_path: Path) -> None:
    text = (
        (SAMPLE / DIALOG).read_text("utf-8").replace("lid: Under", "e: Under").replace("[lid, unsure]", "[e, unsure]")
    )
    folder = sample(tmp_path, {DIALOG: text, "dialogs/released-ids.txt": PROMISED})
    (fault,) = check([folder], TODAY).diagnostics
    assert (fault.rule, fault.place.file) == ("id/vanished", "dialogs/released-ids.txt")
    assert "did you mean" not in fault.message
