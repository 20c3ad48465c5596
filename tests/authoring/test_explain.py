"""The pages of the rules."""

import pytest

from bot.authoring.explain import all_pages, catalogue, page


def test_a_page_shows_the_reason_and_both_examples() -> None:
    shown = page("step/unmarked-danger")
    assert shown.startswith("step/unmarked-danger (error)\n\nA step presses a button")
    assert "Bad, in dialogs/printer/clear-paper.yaml:" in shown
    assert 'line 6, column 22: step "open-lid" presses **Reset printer** but names no risk' in shown
    assert "\nGood:\n" in shown


def test_every_rule_is_on_the_page_of_all() -> None:
    pages = all_pages()
    for id in catalogue():
        assert f"\n### {id}\n" in pages


def test_an_unknown_rule_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        page("step/nonsense")
