"""What the benchmark says: verdicts, a table that can be read, a picture that is well formed."""

from xml.etree import ElementTree

import pytest

from bench.turns.report import Bound, picture, table


@pytest.mark.parametrize(("value", "at_least", "met"), [(4.0, False, True), (4.1, False, False), (3.9, True, False)])
def test_a_bound_is_met_up_to_its_value_and_missed_beyond(value: float, at_least: bool, met: bool) -> None:
    bound = Bound("a turn", value, 4, at_least=at_least)
    assert bound.met is met
    assert bound.cells[-1] == ("met" if met else "MISSED")


def test_each_line_of_a_table_is_as_wide_as_the_others() -> None:
    lines = table(("what", "ms"), [("a long name", "1"), ("b", "1234.5")]).splitlines()
    assert len({len(line) for line in lines}) == 1
    assert len(lines) == 4


def test_the_picture_has_a_bar_for_each_program_and_says_how_long_it_took() -> None:
    drawn = ElementTree.fromstring(picture([("Unstuck", 1.5), ("by hand", 0.4)], 1.6))
    words = [each.text for each in drawn.iter("{http://www.w3.org/2000/svg}text")]
    assert {"Unstuck", "1.50 ms", "by hand", "0.40 ms", "bound: 1.60 ms"} <= set(words)
