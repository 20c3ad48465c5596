"""A code that is ruled out or of the past is denied, and one that can't be ruled out or is still there isn't."""

from itertools import product

import pytest

from bot.understanding.model import Code
from tests.understanding.shipped import read

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
