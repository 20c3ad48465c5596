"""The rules that need the whole program."""

from dataclasses import replace
from pathlib import Path

from bot.authoring.check import check
from bot.authoring.rules import RULES
from bot.content.model import Instruction
from tests.content.folders import SAMPLE, written


def test_a_card_that_is_too_big_is_told_at_its_step() -> None:
    checked = check([SAMPLE])
    assert checked.whole is not None
    content = checked.whole.content
    dialog = content.dialogs["clear-paper"]
    item = dialog.items[1]
    huge = replace(item.step, do=tuple(Instruction("w" * 2000) for _ in range(10)))
    dialogs = {**content.dialogs, dialog.id: replace(dialog, items=(dialog.items[0], replace(item, step=huge)))}
    steps = {**content.steps, huge.key: huge}
    whole = replace(checked.whole, content=replace(content, dialogs=dialogs, steps=steps))
    found = [fault for rule in RULES for fault in rule.run(whole)]
    assert {(fault.rule, str(fault.place)) for fault in found} == {
        ("card/too-big", "dialogs/printer/clear-paper.yaml:13:5")
    }


def test_an_overlaid_sentence_that_is_wrong_is_told_where_it_is_written(tmp_path: Path) -> None:
    text = "over: wording\ntexts:\n  sayings.nowhere.title: Hello\n"
    above = written(tmp_path / "ours", {"dialogs/ours.yaml": text})
    (fault,) = check([SAMPLE, above]).diagnostics
    assert (fault.rule, str(fault.place)) == ("wording/unknown-key", "dialogs/ours.yaml:3:26")
