"""Texts that are hard to read are told, in the language in which they are written."""

from pathlib import Path

import pytest

from bot.authoring.check import check
from bot.authoring.prose_rules import lix
from tests.content.folders import SAMPLE, TODAY, written

EASY = "Open the lid. Pull the paper out. Close the lid. Then look at the page that the printer gives you now. "
HARD = "Necessary administrative authorisation requirements considerably complicate configuration procedures. "
GERMAN = """\
over: clear-queue
language: de
digest: {digest}
intro: {intro}
"""
LONG = " ".join(["Wer", "wartet", *["und", "wartet"] * 13]) + "."


@pytest.mark.parametrize(("text", "least", "most"), [(EASY * 2, 1, 20), (HARD * 4, 60, 120), ("Open it.", 0, 0)])
def test_the_formula_tells_easy_from_hard_and_says_nothing_of_a_few_words(text: str, least: int, most: int) -> None:
    assert least <= lix(iter([text])) <= most


def test_names_of_buttons_and_commands_make_no_text_harder() -> None:
    with_names = EASY * 2 + "Press **Configuration administration** and type `Get-ConfigurationAdministration`."
    assert lix(iter([with_names])) <= lix(iter([EASY * 2])) + 1


def test_a_long_sentence_of_a_translation_is_told_where_it_is_written(tmp_path: Path) -> None:
    def told(digest: str) -> list[tuple[str, str, str]]:
        text = GERMAN.format(digest=digest, intro=LONG)
        folder = written(tmp_path / "ours", {"dialogs/de/clear-queue.yaml": text})
        return [(each.rule, str(each.place), each.write) for each in check([SAMPLE, folder], TODAY).diagnostics]

    stale = next(write for rule, _, write in told("0000") if rule == "overlay/stale")
    assert told(stale.rpartition(" ")[2]) == [
        ("text/long-sentence", "dialogs/de/clear-queue.yaml:4:8", "two sentences"),
    ]
