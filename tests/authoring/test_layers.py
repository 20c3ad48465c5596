"""A talk is held to what its author saw: what a layer above changes on purpose is told, and is no failure."""

from functools import partial
from pathlib import Path

import pytest

from bot.authoring.check import check
from bot.authoring.conversations import play
from bot.authoring.layers import Layers
from bot.authoring.samples import Samples
from tests.content.folders import sample, written

ASKS_THE_PC = """
id: ask-pc
title: Ask the PC
intro: We look at the PC.
check: {ask: Does it print now?, how: Print one page.}
steps:
  - id: turn-on
    title: Turn the printer on
    minutes: 1
    when: {managed: [no]}
    changes: nothing
    do: |
      Press the button.
handoff: It doesn't print.
reviewed: 2026-11-24
"""
TALKS = """
tests:
  - name: under the lid
    talk:
      - {open: clear-paper, step: look-inside}
      - {press: lid, step: open-lid}
      - {press: broken, note: still doesn't print}
  - name: a PC of one's own
    talk:
      - {open: ask-pc, bot: Did your company set up this PC}
      - {press: 'No', step: turn-on}
"""


def left_out(tmp_path: Path, *overlays: dict[str, str]) -> dict[str, str | None]:
    """Test -> why it is left out on the layers (None: it isn't); only those that differ there."""
    files = {"tests/conversations/a.yaml": TALKS, "dialogs/printer/ask-pc.yaml": ASKS_THE_PC}
    folders = [sample(tmp_path, files)]
    folders += [written(tmp_path / f"layer{number}", each) for number, each in enumerate(overlays)]
    checked = check(folders)
    assert checked.edition is not None, checked.diagnostics
    layers = Layers(folders, checked)
    found = {}
    for talk in checked.edition.content.talks:
        here = play(talk, checked.edition, Samples(folders))
        if here.difference is not None:
            found[talk.name] = layers.left_out(here, partial(play, talk))
    return found


def overlay(over: str, text: str) -> dict[str, str]:
    return {f"dialogs/ours/{over}.yaml": f"over: {over}\n{text}"}


def talks_of_ours(old: str, new: str) -> dict[str, str]:
    """The first talk once more, in a layer above, and with that difference."""
    first = TALKS[: TALKS.index("  - name: a PC")]
    return {"tests/conversations/b.yaml": first.replace("under the lid", "ours").replace(old, new)}


NEW_STEP = (
    "steps:\n  switch-off:\n    after: look-inside\n    title: Switch it off\n    minutes: 1\n"
    "    changes: nothing\n    do: |\n      Press the button.\n"
)


@pytest.mark.parametrize(
    ("over", "text", "talk", "reason"),
    [
        ("clear-paper", "steps:\n  open-lid: {off: yes}\n", "under the lid", 'step "open-lid" is off'),
        (
            "clear-paper",
            "steps:\n  look-inside: {answer: lid}\n",
            "under the lid",
            '"look-inside" is answered for everybody',
        ),
        ("clear-paper", NEW_STEP, "under the lid", 'step "switch-off" is new'),
        ("facts", "facts:\n  managed: {known: no}\n", "a PC of one's own", '"managed" is known of everybody'),
        (
            "clear-paper",
            "handoff: Please call the printer's maker.\n",
            "under the lid",
            "a layer above changes its way: the handoff note doesn't hold \"still doesn't print\"",
        ),
    ],
)
def test_a_talk_that_a_layer_above_changes_is_left_out_and_the_reason_is_named(
    over: str, text: str, talk: str, reason: str, tmp_path: Path
) -> None:
    found = left_out(tmp_path, overlay(over, text))
    assert list(found) == [talk]
    assert (found[talk] or "").startswith(reason)


def test_the_reason_says_where_the_step_was_taken_out(tmp_path: Path) -> None:
    found = left_out(tmp_path, overlay("clear-paper", "steps:\n  open-lid: {off: yes}\n"))
    assert found["under the lid"] == 'step "open-lid" is off (dialogs/ours/clear-paper.yaml, line 3)'


def test_a_talk_of_the_uppermost_layer_has_to_hold_there(tmp_path: Path) -> None:
    assert left_out(tmp_path, talks_of_ours("step: open-lid", "step: look-inside"))["ours"] is None


def test_a_talk_that_is_wrong_where_it_was_written_is_not_excused_by_a_layer_above(tmp_path: Path) -> None:
    off = overlay("clear-paper", "steps:\n  open-lid: {off: yes}\n")
    found = left_out(tmp_path, talks_of_ours("step: open-lid", "step: look-inside"), off)
    assert found["ours"] is None
    assert found["under the lid"] is not None
