"""A dialog is offered where its problem is told, and nowhere else, in six languages."""

import pytest

from tests.understanding.grids import NO_PROBLEM, PROBLEMS
from tests.understanding.shipped import index, read


@pytest.mark.parametrize("language", PROBLEMS)
def test_a_plain_complaint_starts_its_dialog(language: str) -> None:
    assert [text for text in PROBLEMS[language] if read(text).label not in index().problems] == []


@pytest.mark.parametrize("language", NO_PROBLEM)
def test_what_is_about_something_else_starts_nothing(language: str) -> None:
    assert [text for text in NO_PROBLEM[language] if read(text).label in index().problems] == []


@pytest.mark.parametrize("language", PROBLEMS)
def test_a_guard_that_is_off_is_not_the_cause(language: str) -> None:
    off = {
        "en": "the antivirus is off and OneDrive doesn't sync",
        "de": "der Virenscanner ist aus und OneDrive synct nicht",
        "fr": "l'antivirus est désactivé et OneDrive ne synchronise pas",
        "es": "el antivirus está desactivado y OneDrive no sincroniza",
        "pl": "antywirus jest wyłączony i OneDrive nie synchronizuje",
        "pt": "o antivírus está desativado e o OneDrive não sincroniza",
    }
    assert read(off[language]).label not in index().problems
