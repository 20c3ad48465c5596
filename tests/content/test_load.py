"""Folders -> Content: lists with everything borrowed in its place, complete or not at all."""

from datetime import timedelta
from pathlib import Path

import pytest

from bot.content import Content, load, shipped
from bot.content.model import Condition, Instruction
from bot.understanding.model import Code
from tests.content.folders import SAMPLE, TODAY, faults, loaded, rules, sample, written

HEAD = """\
id: {id}
title: A dialog
intro: It is short.
check: {{ask: Does it work?, how: Look at it.}}
steps:
{steps}
{end}
reviewed: 2026-11-24
"""


def dialog(id: str, steps: str, end: str = "handoff: All was tried.") -> str:
    return HEAD.format(id=id, steps="".join(f"  {line}\n" for line in steps.strip().splitlines()), end=end)


def listed(content: Content, id: str) -> list[tuple[str, str, dict[str, tuple[str, ...]]]]:
    """(step, part, conditions) of a dialog's list."""
    return [
        (item.step.key, item.part, {each.name: each.values for each in item.conditions})
        for item in content.dialogs[id].items
    ]


DO = "minutes: 1, changes: nothing"


def step(id: str, when: str = "") -> str:
    condition = f"\n  when: {{{when}}}" if when else ""
    return f"- id: {id}\n  title: Do it\n  minutes: 1{condition}\n  changes: nothing\n  do: |\n    Do it.\n"


def question(id: str, when: str = "") -> str:
    condition = f", when: {{{when}}}" if when else ""
    return f"- {{id: {id}, title: Look, minutes: 1{condition}, ask: What?, options: {{a: An A, b: A B}}}}\n"


def test_the_shipped_content_has_no_fault() -> None:
    found = load([shipped()], today=TODAY)
    assert found.diagnostics == ()
    assert found.content is not None
    assert {"onedrive-sign-in", "onedrive-cloud-files"} <= set(found.content.dialogs)


def test_a_problem_holds_all_that_was_written() -> None:
    problem = loaded(SAMPLE).problems["paper-stuck"]
    assert problem.product == "Printer"
    assert problem.signatures == (("paper", "stuck"),)
    assert problem.sources[0].url == "https://example.com/printer/paper"
    assert problem.reviewed.isoformat() == "2026-11-24"
    assert str(problem.place) == "knowledge/printer/paper-stuck.yaml:1:1"


def test_codes_are_normalised_however_they_are_written(tmp_path: Path) -> None:
    text = (SAMPLE / "knowledge/printer/paper-stuck.yaml").read_text("utf-8")
    text = text.replace("label:", 'codes: [0X80070005, "-2147024891", 8007 0006]\nlabel:')
    content = loaded(sample(tmp_path, {"knowledge/printer/paper-stuck.yaml": text}))
    assert content.problems["paper-stuck"].codes == (Code("0x80070005"), Code("0x80070006"))


def test_a_step_holds_all_that_was_written(tmp_path: Path) -> None:
    text = dialog(
        "careful",
        """
- id: reset
  title: Reset it
  aliases: [started afresh]
  why: It helps.
  minutes: 5
  restart: maybe
  settles: 2h
  when: {managed: [no, unsure]}
  changes: It forgets all.
  risk: It may forget you.
  confirm: I am ready
  undo: Tell it again.
  do: |
    Press **Reset**,
      then wait.
    Type `go`.
  worked-if: It blinks.
  nothing-there: There was none
""",
    )
    step = loaded(sample(tmp_path, {"dialogs/printer/careful.yaml": text})).steps["careful#reset"]
    assert step.kind == "do"
    assert step.restart == "maybe"
    assert step.settles == timedelta(hours=2)
    assert step.do == (Instruction("Press **Reset**, then wait."), Instruction("Type `go`."))
    assert step.when == (Condition("managed", "fact", ("no", "unsure")),)
    assert (step.risk, step.confirm, step.undo) == ("It may forget you.", "I am ready", "Tell it again.")
    assert (step.worked_if, step.nothing_there, step.aliases) == ("It blinks.", "There was none", ("started afresh",))


def test_changes_nothing_is_no_change() -> None:
    assert loaded(SAMPLE).steps["clear-paper#open-lid"].changes is None


@pytest.mark.parametrize(
    ("key", "kind"),
    [
        ("clear-paper#look-inside", "ask"),
        ("clear-paper#open-lid", "do"),
        ("new-toner#read-status", "paste"),
    ],
)
def test_a_step_is_of_the_kind_that_its_fields_say(key: str, kind: str) -> None:
    assert loaded(SAMPLE).steps[key].kind == kind


def test_a_borrowed_step_keeps_its_key_and_belongs_to_the_borrower(tmp_path: Path) -> None:
    text = dialog("borrower", "- use: new-toner#shake-toner\n  when: {managed: [no]}\n")
    content = loaded(sample(tmp_path, {"dialogs/printer/borrower.yaml": text}))
    assert listed(content, "borrower") == [
        ("new-toner#shake-toner", "borrower", {"managed": ("no",), "toner": ("low",)})
    ]


def test_conditions_stand_from_the_outside_in(tmp_path: Path) -> None:
    files = {
        "dialogs/printer/a.yaml": dialog("a", "- use: b\n  when: {device: [mac]}\n"),
        "dialogs/printer/b.yaml": dialog("b", "- use: c\n  when: {managed: [no]}\n"),
        "dialogs/printer/c.yaml": dialog("c", step("last", "toner: [low]")),
    }
    content = loaded(sample(tmp_path, files))
    conditions = content.dialogs["a"].items[0].conditions
    assert [each.name for each in conditions] == ["device", "managed", "toner"]


def test_the_steps_of_a_borrowed_dialog_are_a_part_of_its_own(tmp_path: Path) -> None:
    files = {
        "dialogs/printer/a.yaml": dialog("a", step("first") + "- use: b\n" + step("last")),
        "dialogs/printer/b.yaml": dialog("b", step("middle")),
    }
    content = loaded(sample(tmp_path, files))
    assert [(key, part) for key, part, _ in listed(content, "a")] == [
        ("a#first", "a"),
        ("b#middle", "b"),
        ("a#last", "a"),
    ]


def test_a_condition_on_a_question_that_the_list_does_not_ask_does_not_count(tmp_path: Path) -> None:
    files = {
        "dialogs/printer/asks.yaml": dialog("asks", question("look") + step("act", "look: [a], managed: [no]")),
        "dialogs/printer/borrows.yaml": dialog("borrows", "- use: asks#act\n"),
        "dialogs/printer/borrows-both.yaml": dialog("borrows-both", "- use: asks#look\n- use: asks#act\n"),
    }
    content = loaded(sample(tmp_path, files))
    assert listed(content, "borrows") == [("asks#act", "borrows", {"managed": ("no",)})]
    assert listed(content, "borrows-both")[1][2] == {"asks#look": ("a",), "managed": ("no",)}


def test_a_condition_may_name_a_borrowed_question(tmp_path: Path) -> None:
    files = {
        "dialogs/printer/asks.yaml": dialog("asks", question("look")),
        "dialogs/printer/borrows.yaml": dialog("borrows", "- use: asks#look\n" + step("act", "look: [a]")),
    }
    assert listed(loaded(sample(tmp_path, files)), "borrows")[1][2] == {"asks#look": ("a",)}


def test_the_same_step_may_stand_twice_in_a_list(tmp_path: Path) -> None:
    use = "- use: new-toner#shake-toner\n  when: {managed: [VALUE]}\n"
    uses = use.replace("VALUE", "no") + use.replace("VALUE", "yes")
    content = loaded(sample(tmp_path, {"dialogs/printer/a.yaml": dialog("a", uses)}))
    assert len(content.dialogs["a"].items) == 2


def test_moves_are_followed_to_their_end(tmp_path: Path) -> None:
    moved = "old: older\nolder: clear-paper\nold#a: clear-paper#open-lid\n"
    assert loaded(sample(tmp_path, {"dialogs/moved.yaml": moved})).moved == {
        "old": "clear-paper",
        "older": "clear-paper",
        "old#a": "clear-paper#open-lid",
    }


def test_a_step_that_moved_takes_its_options_along(tmp_path: Path) -> None:
    files = {
        "dialogs/released-ids.txt": "# promised\nold#look\nold#look=a\nfacts#managed=yes\n",
        "dialogs/moved.yaml": "old#look: clear-paper#look-inside\n",
    }
    assert rules(sample(tmp_path, files)) == []


def test_a_reading_holds_all_that_was_written() -> None:
    content = loaded(SAMPLE)
    reading = content.readings["status-page"]
    assert [(each.word, each.names, dict(each.values), each.which) for each in reading.fields] == [
        ("level", ("Toner level",), {"full": ("OK",), "low": ("LOW",)}, "first"),
        ("state", ("Printer state",), {"ready": ("Ready",), "fault": ("Error*",)}, "first"),
    ]
    assert [(each.when, each.sets) for each in reading.derive] == [
        ({"level": ("low",)}, {"toner": "low"}),
        ({"level": ("full",)}, {"toner": "full"}),
    ]
    assert [each.id for each in reading.conclude] == ["fault", "read"]


def test_the_tests_of_dialogs_and_of_the_folder_are_read(tmp_path: Path) -> None:
    talks = "tests:\n  - name: it is opened\n    talk:\n      - {open: clear-paper, bot: [a, b], step: look-inside}\n"
    talk = loaded(sample(tmp_path, {"tests/conversations/a.yaml": talks})).talks[0]
    assert (talk.name, talk.turns[0].act, talk.turns[0].given) == ("it is opened", "open", "clear-paper")
    assert (talk.turns[0].bot, talk.turns[0].step) == (("a", "b"), "look-inside")


def test_the_digest_is_that_of_the_files_and_of_nothing_else(tmp_path: Path) -> None:
    first, second = sample(tmp_path / "one"), sample(tmp_path / "two")
    digest = loaded(first).digest
    assert len(digest) == 12
    assert loaded(second).digest == digest
    written(second, {"tests/conversations/a.yaml": "tests: [{name: a, talk: [{you: hello}]}]\n"})
    assert loaded(second).digest == digest
    facts = (second / "dialogs/facts.yaml").read_text("utf-8")
    written(second, {"dialogs/facts.yaml": facts.replace("Nearly none", "Almost none")})
    assert loaded(second).digest != digest


def test_all_faults_of_all_files_are_told_at_once_and_nothing_is_made(tmp_path: Path) -> None:
    files = {
        "dialogs/printer/a.yaml": dialog("a", step("x", "managed: [perhaps]")),
        "dialogs/printer/b.yaml": dialog("b", "- use: nowhere\n"),
        "knowledge/printer/c.yaml": "id: c\n",
    }
    found = load([sample(tmp_path, files)])
    assert found.content is None
    assert {fault.place.file for fault in found.diagnostics} == set(files)
    assert list(found.diagnostics) == sorted(found.diagnostics)


def test_a_file_that_cannot_be_read_does_not_make_others_wrong(tmp_path: Path) -> None:
    text = (SAMPLE / "dialogs/printer/clear-paper.yaml").read_text("utf-8")
    assert rules(sample(tmp_path, {"dialogs/printer/clear-paper.yaml": text + " x: y\n"})) == ["yaml/syntax"]
    assert set(rules(sample(tmp_path / "2", {"dialogs/facts.yaml": "facts: [\n"}))) == {
        "field/type",
        "yaml/unclosed-bracket",
    }


@pytest.mark.parametrize("depth", [30, 600])
def test_a_tower_of_borrowed_dialogs_is_told_and_never_climbed(depth: int, tmp_path: Path) -> None:
    files = {
        f"dialogs/printer/d{i}.yaml": dialog(f"d{i}", f"- use: d{i + 1}\n" * 3 if i < depth else step("top"))
        for i in range(depth + 1)
    }
    assert {fault.rule for fault in faults(sample(tmp_path, files))} == {"dialog/list-length"}


@pytest.mark.parametrize(
    ("known", "found"),
    [
        ("[{codes: [0x80070005], says: A, who: it, source: S}]", ["code/taken"]),
        (
            "[{codes: [0x80070009], says: A, who: it, source: S},"
            " {codes: ['-2147024887'], says: B, who: you, source: S}]",
            ["code/taken"],
        ),
        ("[{codes: [0x80070009, '-2147024887'], says: A, who: it, source: S}]", []),
    ],
    ids=["it has a dialog", "twice", "two spellings"],
)
def test_a_code_is_known_once(known: str, found: list[str], tmp_path: Path) -> None:
    problem = (SAMPLE / "knowledge/printer/paper-stuck.yaml").read_text("utf-8")
    files = {
        "knowledge/printer/paper-stuck.yaml": problem.replace("label:", "codes: [0x80070005]\nlabel:"),
        "knowledge/printer/known.yaml": f"product: Printer\nknown: {known}\n",
    }
    assert rules(sample(tmp_path, files)) == found


def test_a_code_in_two_products_is_fine(tmp_path: Path) -> None:
    problem = (SAMPLE / "knowledge/printer/paper-stuck.yaml").read_text("utf-8")
    files = {
        "knowledge/printer/paper-stuck.yaml": problem.replace("label:", "codes: [53003]\nlabel:"),
        "knowledge/printer/known.yaml": "product: Scanner\nknown: [{codes: [53003], says: A, who: it, source: S}]\n",
    }
    assert rules(sample(tmp_path, files)) == []
