"""A wish for a move is that move, and a word like "go" in it tells of no success."""

import pytest

from tests.understanding.shipped import read

MOVES = {
    "command-skip": ("gehen wir zum nächsten über", "geht auch der nächste", "idziemy do następnego"),
    "command-back": ("gehen wir zurück zum vorherigen Schritt", "geht es einen Schritt zurück", "wróćmy o krok"),
    "command-restart": ("gehen wir zurück an den Anfang", "lecimy od początku"),
    "command-stop": ("ich möchte abbrechen", "ich will aufhören", "chcę przerwać"),
}


@pytest.mark.parametrize(("label", "text"), [(label, text) for label, texts in MOVES.items() for text in texts])
def test_a_wish_to_move_is_that_move_and_no_success(label: str, text: str) -> None:
    assert read(text).label == label
