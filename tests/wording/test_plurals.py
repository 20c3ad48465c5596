"""Which form a number takes."""

import pytest

from bot.wording.plurals import Plurals, rule

POLISH = Plurals(
    {
        "one": rule("n = 1"),
        "few": rule("n % 10 = 2..4 and n % 100 != 12..14"),
        "many": rule("n % 10 = 0,1 or n % 10 = 5..9 or n % 100 = 12..14"),
    }
)


@pytest.mark.parametrize(
    ("number", "form"),
    [
        pytest.param(0, "many", id="none"),
        pytest.param(1, "one", id="exactly one"),
        pytest.param(2, "few", id="the start of a range"),
        pytest.param(4, "few", id="the end of a range"),
        pytest.param(5, "many", id="behind the range"),
        pytest.param(12, "many", id="an exception of the remainder of ten"),
        pytest.param(21, "many", id="one only as the last digit"),
        pytest.param(22, "few", id="the remainder of ten decides again"),
        pytest.param(112, "many", id="the exception holds above a hundred"),
    ],
)
def test_polish_numbers_take_the_form_that_cldr_says(number: int, form: str) -> None:
    assert POLISH.category(number) == form


def test_a_language_without_rules_has_one_form_for_all_numbers() -> None:
    assert {Plurals().category(number) for number in range(200)} == {"other"}
    assert Plurals().categories == ("other",)


@pytest.mark.parametrize("text", ["", "n", "n == 1", "n = 1..", "m = 1", "n % 0 = 1", "n = 1 and", "i = 1", "n = x"])
def test_a_rule_that_cant_be_read_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        rule(text)
