"""Faults as authors, programs and pull requests read them."""

from pathlib import Path

from bot.content.diagnostic import Diagnostic, Place
from bot.content.telling import as_github, as_json, as_text, summary
from tests.content.folders import SAMPLE, faults, sample

FAULT = Diagnostic(
    place=Place("dialogs/onedrive/sign-in.yaml", 63, 12),
    severity="error",
    rule="step/unmarked-danger",
    message='step "reset" runs `onedrive.exe /reset` but names no risk',
    write="risk: what can go wrong",
    line_text="      Type `%localappdata%\\Microsoft\\OneDrive\\onedrive.exe /reset` and press **Enter**.",
    also=Place("dialogs/onedrive/sign-in.yaml", 58, 5),
    also_is="the step starts",
)


def test_an_author_sees_the_line_the_mark_and_what_to_write() -> None:
    assert as_text(FAULT).splitlines() == [
        'dialogs/onedrive/sign-in.yaml:63:12: error: step "reset" runs `onedrive.exe /reset` but names no risk',
        "  63 |       Type `%localappdata%\\Microsoft\\OneDrive\\onedrive.exe /reset` and press **Enter**.",
        "     |            ^ risk: what can go wrong",
        "  rule step/unmarked-danger; the step starts at line 58",
    ]


def test_the_mark_stands_below_its_character(tmp_path: Path) -> None:
    text = (SAMPLE / "dialogs/printer/clear-paper.yaml").read_text("utf-8")
    (fault,) = faults(sample(tmp_path, {"dialogs/printer/clear-paper.yaml": text.replace("slowly", "http://a.b")}))
    _, line, mark, _ = as_text(fault).splitlines()
    assert line[mark.index("^") :].startswith("http://a.b")


def test_a_long_line_is_cut_around_its_mark() -> None:
    line = "x" * 300 + "HERE" + "y" * 300
    fault = Diagnostic(Place("a.yaml", 1, 301), "error", "a/b", "wrong", "right", line)
    _, shown, mark, _ = as_text(fault).splitlines()
    assert len(shown) < 130
    assert shown[mark.index("^") :].startswith("HERE")


def test_another_file_is_named() -> None:
    fault = Diagnostic(
        Place("a.yaml", 1, 1), "warning", "a/b", "wrong", also=Place("b.yaml", 2, 3), also_is="the other one stands"
    )
    assert as_text(fault).splitlines() == [
        "a.yaml:1:1: warning: wrong",
        "  rule a/b; the other one stands at b.yaml:2",
    ]


def test_a_program_reads_exactly_these_fields() -> None:
    assert as_json(FAULT) == {
        "file": "dialogs/onedrive/sign-in.yaml",
        "line": 63,
        "column": 12,
        "severity": "error",
        "rule": "step/unmarked-danger",
        "message": 'step "reset" runs `onedrive.exe /reset` but names no risk',
        "write": "risk: what can go wrong",
    }


def test_a_pull_request_gets_the_path_and_no_line_break() -> None:
    fault = Diagnostic(Place("dialogs/a.yaml", 2, 3), "warning", "a/b", "100 % wrong", "right")
    assert as_github(fault, {"dialogs/a.yaml": "ours/dialogs/a,b.yaml"}) == (
        "::warning file=ours/dialogs/a%2Cb.yaml,line=2,col=3,title=a/b::100 %25 wrong%0Aright"
    )


def test_faults_are_counted_by_their_weight() -> None:
    warning = Diagnostic(Place("a.yaml", 1, 1), "warning", "a/b", "wrong")
    assert summary([]) == "no faults"
    assert summary([FAULT]) == "1 error"
    assert summary([FAULT, FAULT, warning]) == "2 errors, 1 warning"
