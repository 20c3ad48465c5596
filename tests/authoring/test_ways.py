"""Every way through a dialog, by its steps."""

from dataclasses import replace
from pathlib import Path

import pytest

from bot.authoring.paths import walk_everything
from bot.authoring.ways import Way, told, ways
from tests.content.folders import SAMPLE, loaded, sample
from tests.engine.shipped import edition

EDITION = edition()
PAPER = "dialogs/printer/clear-paper.yaml"


def test_answers_decide_which_way_it_is_and_ways_are_counted_by_their_steps() -> None:
    content = loaded(SAMPLE)
    both = ("clear-paper#look-inside", "clear-paper#open-lid")
    assert ways(content, content.dialogs["clear-paper"]).found == (Way(both, 4, False), Way(both[:1], 1, False))


def test_what_only_a_reading_tells_may_also_stay_untold() -> None:
    content = loaded(SAMPLE)
    found = ways(content, content.dialogs["new-toner"])
    assert [way.minutes for way in found.found] == [4, 2]


def test_a_step_that_hands_over_ends_the_way_and_what_follows_is_walked_too(tmp_path: Path) -> None:
    text = (SAMPLE / PAPER).read_text("utf-8")
    cut = "  - id: not-here\n    when: {device: [mac]}\n    handoff: It's a Mac.\nthen: clear-queue\n"
    content = loaded(sample(tmp_path, {PAPER: text[: text.index("handoff:")] + cut + "reviewed: 2026-11-24\n"}))
    found = ways(content, content.dialogs["clear-paper"])
    assert {(way.steps[-1], way.is_cut) for way in found.found} == {
        ("clear-queue#empty", False),
        ("clear-paper#open-lid", True),
        ("clear-paper#look-inside", True),
    }
    lines = list(told(content.dialogs["clear-paper"], found, most=1))
    assert lines == [
        "4 ways for whom nothing helps, the longest first",
        "   6 min  look-inside > open-lid > clear-queue#empty",
        "          and 3 shorter ones",
    ]


def test_what_is_the_same_for_everybody_opens_one_way_only() -> None:
    content = loaded(SAMPLE)
    known = replace(content.facts["toner"], known="full")
    content = replace(content, facts={**content.facts, "toner": known})
    assert len(ways(content, content.dialogs["new-toner"]).found) == 1


@pytest.mark.parametrize("dialog", ["onedrive-network", "onedrive-cloud-files", "onedrive-password-change"])
def test_the_longest_way_takes_as_long_as_the_engine_takes(dialog: str) -> None:
    found = ways(EDITION.content, EDITION.content.dialogs[dialog])
    assert found.found[0].minutes >= walk_everything(EDITION, dialog).minutes


def test_a_dialog_with_more_ways_than_anybody_can_follow_is_given_up_on(tmp_path: Path) -> None:
    question = "  - id: ask-{n}\n    title: Look\n    minutes: 1\n    ask: What?\n    options: {{a: A, b: B, c: C}}\n"
    step = (
        "  - id: do-{n}\n    title: Do\n    minutes: 1\n    changes: nothing\n"
        "    when: {{ask-{n}: [a]}}\n    do: |\n      Go.\n"
    )
    steps = "".join(part.format(n=n) for part in (question, step) for n in range(12))
    text = (SAMPLE / PAPER).read_text("utf-8")
    many = text[: text.index("steps:")] + f"steps:\n{steps}" + text[text.index("handoff:") :]
    content = loaded(sample(tmp_path, {PAPER: many}))
    found = ways(content, content.dialogs["clear-paper"])
    assert not found.is_complete
    assert next(told(content.dialogs["clear-paper"], found)).startswith("more than ")
