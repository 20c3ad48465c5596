"""Each rule has an example, bad and good, and what is said about it. Authors are shown them, so they must be true."""

import shutil
from datetime import date
from pathlib import Path

import pytest

from bot.authoring.check import check
from bot.authoring.explain import Example, catalogue, example, is_steps
from bot.content.diagnostic import Diagnostic

HERE = Path(__file__).parent
TODAY = date(2026, 11, 25)
WITHOUT_EXAMPLE = {
    "card/too-big": "no text within the limits is so long; tests/authoring/test_rules.py",
    "file/outside": "it takes a link in the file system; tests/content/test_files.py",
    "file/too-many": "it takes thousands of files; tests/content/test_files.py",
    "file/unreadable": "it takes a missing folder; tests/content/test_files.py",
    "yaml/too-big": "it takes megabytes; tests/content/test_source.py",
}
"""Rules whose example can't be shown, why, and where they are tested."""
EXAMPLES = [shown for path in sorted(HERE.glob("*.yaml")) if (shown := example(path.stem.replace("-", "/", 1), HERE))]


def found(shown: Example, name: str, text: str, tmp_path: Path) -> tuple[Diagnostic, ...]:
    """What is found in the sample content with an example's files in it, or over it."""
    folder = tmp_path / "sample"
    shutil.copytree(HERE / "sample", folder)
    top = tmp_path / "ours" if shown.is_layer else folder
    for file, inside in {**shown.beside, name: shown.written(text)}.items():
        path = top / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(inside, "utf-8")
    return check([folder, top] if shown.is_layer else [folder], TODAY).diagnostics


def told(shown: Example, fault: Diagnostic) -> tuple[str, int, int]:
    """Where a fault is, counted as in what is shown."""
    place = fault.place
    name = place.file.removeprefix("ours/") if shown.is_layer else place.file
    if is_steps(shown.bad) and name == shown.file:
        return name, place.line - 7, place.column - 2
    return name, place.line, place.column


def test_the_sample_content_has_no_fault() -> None:
    assert check([HERE / "sample"], TODAY).diagnostics == ()


def test_every_rule_has_an_example_or_a_reason_to_have_none() -> None:
    shown = {each.rule for each in EXAMPLES}
    wanted = {id for id in catalogue() if not id.startswith("wording/")}
    assert shown | set(WITHOUT_EXAMPLE) == wanted
    assert not shown & set(WITHOUT_EXAMPLE)


@pytest.mark.parametrize("shown", EXAMPLES, ids=lambda shown: shown.rule)
def test_the_bad_one_is_found_at_its_place_with_what_to_write(shown: Example, tmp_path: Path) -> None:
    faults = found(shown, shown.file, shown.bad, tmp_path)
    mine = [fault for fault in faults if fault.rule == shown.rule]
    assert {fault.rule for fault in faults} <= {shown.rule, *shown.others}, faults
    assert [told(shown, fault) for fault in mine] == [(said.file, said.line, said.column) for said in shown.said]
    for fault, said in zip(mine, shown.said, strict=True):
        assert said.message in fault.message
        assert fault.severity == catalogue()[shown.rule].severity
    for fault in faults:
        assert fault.write, fault
        assert fault.line_text or fault.rule.startswith(("file/", "yaml/no-fields")), fault
        assert fault.also is None or fault.also_is, fault


@pytest.mark.parametrize("shown", EXAMPLES, ids=lambda shown: shown.rule)
def test_the_good_one_is_free_of_it(shown: Example, tmp_path: Path) -> None:
    faults = found(shown, shown.good_file, shown.good, tmp_path)
    assert {fault.rule for fault in faults} <= set(shown.others), faults


@pytest.mark.parametrize("id", sorted(catalogue()))
def test_a_rule_has_a_page_with_its_reason(id: str) -> None:
    rule = catalogue()[id]
    assert rule.id.count("/") == 1
    assert rule.summary.endswith(".")
    assert rule.text != rule.summary
