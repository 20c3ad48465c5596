"""Messages of one language each, `utterances_<language>.jsonl`: written before the words that they taught."""

from collections.abc import Iterable
from itertools import product
from pathlib import Path

import pytest

from bot.understanding.model import Code
from tests.understanding.shipped import Labelled, index, labelled, read

FILES = sorted(Path(__file__).parent.glob("utterances_??.jsonl"))
CODE = "0x8004def7"

RULED_OUT = (
    "{} scheidet aus",
    "{} kann ich ausschließen",
    "{} schließe ich aus",
    "{} kommt nicht in Frage",
    "{} ist es nicht",
    "mit {} hat das nichts zu tun",
    "{} odpada",
    "wykluczam {}",
    "{} nie wchodzi w grę",
    "z {} to nie ma nic wspólnego",
)
NOT_RULED_OUT = ("{} kann ich nicht ausschließen", "kann ich {} ausschließen?", "nie mogę wykluczyć {}", "{} odpada?")
OF_THE_PAST = (
    "{} war letzte Woche, der ist weg",
    "{} hatte ich gestern, ist behoben",
    "{} miałem wczoraj, już zniknął",
)
STILL_THERE = ("{} war gestern schon da und kommt immer noch", "{} miałem wczoraj i dalej wyskakuje")
BEHIND = ("", ", OneDrive spinnt", ", onedrive szwankuje", ". Was nun?")
MOVES = {
    "command-skip": ("gehen wir zum nächsten über", "geht auch der nächste", "idziemy do następnego"),
    "command-back": ("gehen wir zurück zum vorherigen Schritt", "geht es einen Schritt zurück", "wróćmy o krok"),
    "command-restart": ("gehen wir zurück an den Anfang", "lecimy od początku"),
    "command-stop": ("ich möchte abbrechen", "ich will aufhören", "chcę przerwać"),
}


def _wrong(rows: Iterable[Labelled]) -> list[tuple[str, str, str]]:
    return [(row.text, row.label, found) for row in rows if (found := read(row.text).label) != row.label]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_the_messages_of_a_language_are_understood(path: Path) -> None:
    rows = list(labelled(path))
    wrong = _wrong(rows)
    assert len(rows) >= 100
    assert len(wrong) <= 0.03 * len(rows), wrong


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_hardly_one_starts_a_wrong_dialog_and_none_is_heard_as_fixed(path: Path) -> None:
    rows = list(labelled(path))
    wrong = _wrong(rows)
    assert [each for each in wrong if each[2] == "answer-yes"] == []
    started = [each for each in wrong if each[2] in index().problems]
    assert len(started) <= 0.003 * len(rows), started


@pytest.mark.parametrize(("saying", "behind"), list(product(RULED_OUT, BEHIND)))
def test_a_code_that_is_ruled_out_is_denied(saying: str, behind: str) -> None:
    assert read(saying.format(CODE) + behind).denied == (Code(CODE),)


@pytest.mark.parametrize("saying", NOT_RULED_OUT)
def test_a_code_that_cannot_be_ruled_out_or_is_asked_about_is_not_denied(saying: str) -> None:
    assert read(saying.format(CODE)).denied == ()


@pytest.mark.parametrize("saying", OF_THE_PAST)
def test_a_code_of_the_past_that_is_gone_is_denied(saying: str) -> None:
    assert read(saying.format(CODE)).denied == (Code(CODE),)


def test_of_a_code_that_was_and_one_that_is_now_the_first_is_denied() -> None:
    found = read("gestern hatte ich 0x8004def7, jetzt kommt 0x8007016a")
    assert found.denied == (Code("0x8004def7"),)
    assert found.label == "onedrive-0x8007016a"


@pytest.mark.parametrize("saying", STILL_THERE)
def test_a_code_of_the_past_that_is_still_there_is_not_denied(saying: str) -> None:
    assert read(saying.format(CODE)).denied == ()


@pytest.mark.parametrize(("label", "text"), [(label, text) for label, texts in MOVES.items() for text in texts])
def test_a_wish_to_move_is_that_move_and_no_success(label: str, text: str) -> None:
    assert read(text).label == label
