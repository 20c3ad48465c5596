"""Steps that the person says were done already."""

import pytest

from bot.understanding import build_index, understand
from bot.understanding.model import CHECK, StepWords
from tests.understanding.shipped import NOW, index, lexicon, read

INDEX = build_index(
    problems=index().problems.values(),
    known=(),
    concepts=index().concepts.values(),
    steps=[
        StepWords("d#unlink", ("Unlink this PC and sign in again", "unlink")),
        StepWords("d#reset", ("Reset OneDrive", "OneDrive zurücksetzen")),
        StepWords("d#restart-onedrive", ("Restart OneDrive",)),
        StepWords("d#restart-pc", ("Restart the PC", "PC neu starten")),
    ],
    readings=(),
    lexicon=lexicon(),
)


@pytest.mark.parametrize(
    ("text", "steps"),
    [
        ("I already unlinked it and reset it", {"d#unlink", "d#reset"}),
        ("already reset OneDrive", {"d#reset"}),
        ("I tried resetting OneDrive twice", {"d#reset"}),
        ("I have already restarted my pc", {"d#restart-pc"}),
        ("schon OneDrive zurückgesetzt", set()),
        ("I reset it", set()),
        ("shall I reset it already?", set()),
        ("not reset yet, already", set()),
        ("already tried nothing", set()),
    ],
)
def test_a_step_counts_with_an_already_and_all_of_its_words(text: str, steps: set[str]) -> None:
    assert set(understand(text, INDEX, CHECK, NOW).tried) == steps


def test_the_shipped_steps_are_known_by_their_aliases() -> None:
    assert {"onedrive-sign-in#unlink", "onedrive-sign-in#reset"} <= set(
        read("I already unlinked and reset OneDrive").tried
    )
