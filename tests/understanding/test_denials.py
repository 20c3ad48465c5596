"""What people rule out, in French, Spanish and Portuguese: a "not" inside such a phrase turns nothing."""

from itertools import product

import pytest

from bot.understanding.model import Code
from tests.understanding.shipped import read

CODE = "0x8004def7"

RULED_OUT = (
    "{} n'y est pour rien",
    "{} n'a rien à voir là-dedans",
    "rien à voir avec {}",
    "je peux exclure {}",
    "{} est hors de cause",
    "{} no tiene la culpa",
    "descarto {}",
    "no tiene relación con {}",
    "{} no viene al caso",
    "{} não tem culpa",
    "já descartei {}",
    "não tem relação com {}",
    "{} não é o caso",
)
NO_MORE = (
    "j'avais {} la semaine passée, mais plus maintenant",
    "avant j'avais {}, plus du tout",
    "antes era {}, ya no",
    "antes era {}, agora já não",
)
STILL = (
    "hier j'avais {}, et toujours pas mieux",
    "ayer era {}, y todavía no se va",
    "ontem era {}, e ainda não foi embora",
)
ASKED = ("peut-on exclure {} ?", "¿no tiene relación con {}?", "não tem relação com {}?")
SUSPECTS = {
    "{} n'y est pour rien": ("l'antivirus", "le pare-feu"),
    "{} est hors de cause": ("l'antivirus", "le pare-feu"),
    "{} no tiene la culpa": ("el antivirus", "el cortafuegos"),
    "descartado {}": ("el antivirus", "el firewall"),
    "{} não tem culpa": ("o antivírus", "o firewall"),
    "já descartei {}": ("o antivírus", "o firewall"),
}
TROUBLE = {
    "fr": "OneDrive ne synchronise pas",
    "es": "OneDrive no sincroniza",
    "pt": "OneDrive não sincroniza",
}


@pytest.mark.parametrize(("saying", "behind"), list(product(RULED_OUT, ("", ", OneDrive plante", ". OneDrive falla"))))
def test_a_code_that_is_ruled_out_starts_nothing(saying: str, behind: str) -> None:
    found = read(saying.format(CODE) + behind)
    assert found.denied == (Code(CODE),)
    assert found.label == "ambiguous"


@pytest.mark.parametrize("saying", NO_MORE)
def test_a_code_that_was_and_is_no_more_is_denied(saying: str) -> None:
    assert read(saying.format(CODE)).denied == (Code(CODE),)


@pytest.mark.parametrize("saying", [*STILL, *ASKED])
def test_a_code_that_is_still_there_or_only_asked_about_is_not_denied(saying: str) -> None:
    assert read(saying.format(CODE)).denied == ()


@pytest.mark.parametrize(("saying", "trouble"), list(product(SUSPECTS, TROUBLE.values())))
def test_what_is_ruled_out_as_the_cause_starts_no_dialog_about_it(saying: str, trouble: str) -> None:
    for suspect in SUSPECTS[saying]:
        assert read(f"{trouble}, {saying.format(suspect)}").label != "security-software", suspect
        assert read(f"{saying.format(suspect)}, {trouble}").label != "security-software", suspect
