"""Every way through every dialog, on the engine itself."""

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.authoring.check import check
from bot.authoring.paths import Detour, Trouble, Walked, walk_everything
from bot.authoring.samples import Samples
from bot.content import shipped
from bot.engine import Edition
from bot.understanding import read_pasted
from bot.understanding.model import ReadingSpec
from tests.content.folders import SAMPLE, sample
from tests.engine.shipped import edition

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
SHIPPED = edition()
DIALOGS = sorted(SHIPPED.content.dialogs)


def short(text: str, reading: ReadingSpec) -> str:
    """The lines of a sample that the reading looks at: the rest only takes time."""
    names = [name for field in reading.fields for name in field.names]
    return "\n".join(line for line in text.splitlines() if any(name in line for name in names))


def pastes() -> Mapping[str, str]:
    """Samples in which every value of a fact, and every kind of conclusion, occurs."""
    content, samples = SHIPPED.content, Samples([shipped()])
    asked = {
        condition.name for dialog in content.dialogs.values() for item in dialog.items for condition in item.conditions
    }
    found: dict[str, str] = {}
    seen: set[tuple[object, ...]] = set()
    for id, tests in content.reading_tests.items():
        for test in tests:
            text = short(samples.text(test.sample) or "", content.readings[id])
            result = read_pasted(text, [content.readings[id]], NOW)
            assert result is not None
            says = next((each for each in content.readings[id].conclude if each.id == result.concludes), None)
            kind = (id, bool(says and says.handoff), bool(says and says.again), result.codes)
            news = {(name, value) for name, value in result.facts.items() if name in asked} | {kind}
            if not news <= seen:
                found[test.sample] = text
                seen |= news
    return found


PASTES = pastes()


def edition_of(folder: Path) -> Edition:
    edition = check([folder]).edition
    assert edition is not None
    return edition


@pytest.mark.parametrize("dialog", DIALOGS)
def test_no_way_through_a_shipped_dialog_goes_wrong(dialog: str, capsys: pytest.CaptureFixture[str]) -> None:
    walked = walk_everything(SHIPPED, dialog)
    with capsys.disabled():
        print(f"\n  {walked.told()}", end="")
    assert walked.troubles == ()
    assert walked.is_complete
    assert walked.steps <= 15
    assert walked.minutes <= 60


@pytest.mark.parametrize("detour", ["skip", "back", "reading"])
@pytest.mark.parametrize("dialog", DIALOGS)
def test_nor_with_one_detour_anywhere(dialog: str, detour: Detour) -> None:
    walked = walk_everything(SHIPPED, dialog, detours=[detour], pastes=PASTES)
    assert walked.troubles == ()
    assert walked.is_complete


def test_the_sample_is_walked_to_both_ends() -> None:
    walked = walk_everything(edition_of(SAMPLE), "clear-paper")
    assert (walked.steps, walked.minutes, walked.troubles) == (2, 4, ())


def test_the_longest_way_counts_the_minutes_of_one_way_only(tmp_path: Path) -> None:
    text = (SAMPLE / "dialogs/printer/clear-paper.yaml").read_text("utf-8")
    other = """\
  - id: empty-tray
    title: Empty the tray
    minutes: 9
    when: {look-inside: [tray]}
    changes: nothing
    do: |
      Empty it.
handoff"""
    folder = sample(tmp_path, {"dialogs/printer/clear-paper.yaml": text.replace("handoff", other, 1)})
    walked = walk_everything(edition_of(folder), "clear-paper")
    assert (walked.steps, walked.minutes) == (2, 10)


def test_a_walk_that_is_cut_short_says_so() -> None:
    walked = walk_everything(SHIPPED, DIALOGS[0], most=5)
    assert not walked.is_complete
    assert "more states" in walked.told()


def test_what_was_found_is_told_with_the_way_to_it() -> None:
    told = Walked("a", 1234, 5, 6, (Trouble("no way out", ("open a", "broken")),)).told()
    assert told == "a: 1,234 states, at most 5 steps and 6 minutes\n  no way out: open a > broken"
