"""What changes for people is said in sentences."""

from pathlib import Path

import pytest

from bot.authoring.changes import changes
from tests.content.folders import SAMPLE, loaded, sample

LIST = "dialogs/printer/clear-paper.yaml"
RISK = "dialogs/printer/clear-queue.yaml"
STEP = """\
  - id: wait
    title: Wait a minute
    minutes: 1
    changes: nothing
    do: |
      Wait.
"""


def said(tmp_path: Path, file: str, before: str, after: str, moved: str = "") -> list[tuple[str, str, bool]]:
    """What is said of the sample when one text of it is another."""
    text = (SAMPLE / file).read_text("utf-8")
    assert before in text
    files = {file: text.replace(before, after)} | ({"dialogs/moved.yaml": moved} if moved else {})
    found = changes(loaded(SAMPLE), loaded(sample(tmp_path, files)))
    return [(each.about, each.says, each.is_risky) for each in found]


def test_what_is_the_same_is_not_told() -> None:
    assert changes(loaded(SAMPLE), loaded(SAMPLE)) == ()


def test_a_new_step_is_told_with_its_place(tmp_path: Path) -> None:
    assert said(tmp_path, LIST, "handoff:", f"{STEP}handoff:") == [
        ("clear-paper", 'step "wait" is new, after "open-lid": Wait a minute', False)
    ]


def test_a_step_that_is_gone_is_told_with_what_becomes_of_its_links(tmp_path: Path) -> None:
    text = (SAMPLE / LIST).read_text("utf-8")
    step = text[text.index("  - id: open-lid") : text.index("handoff:")]
    assert said(tmp_path, LIST, step, STEP)[0] == (
        "clear-paper",
        'step "open-lid" is gone. Who is at it goes on with the next one. Links to it lead nowhere',
        False,
    )


def test_a_step_with_another_id_takes_its_links_along(tmp_path: Path) -> None:
    moved = "clear-paper#open-lid: clear-paper#lift-lid\n"
    assert said(tmp_path, LIST, "id: open-lid", "id: lift-lid", moved) == [
        ("clear-paper", 'step "open-lid" is called "lift-lid" now: links and open talks follow', False)
    ]


def test_a_step_in_another_place_is_told_once(tmp_path: Path) -> None:
    text = (SAMPLE / LIST).read_text("utf-8").replace("handoff:", f"{STEP}handoff:")
    first = sample(tmp_path / "first", {LIST: text})
    second = sample(tmp_path / "second", {LIST: text.replace(STEP, "").replace("steps:\n", f"steps:\n{STEP}")})
    (moved,) = changes(loaded(first), loaded(second))
    assert moved.says == 'step "wait" stands in another place: after the start'


@pytest.mark.parametrize(
    ("before", "after", "says", "is_risky"),
    [
        ("title: Open the lid", "title: Lift the lid", "has another title", False),
        ("Open the lid.\n", "Lift the lid.\n", 'step "open-lid" reads otherwise: do', False),
        ("[lid, unsure]", "[lid]", "is for look-inside: lid (before: look-inside: lid or unsure)", False),
        ("minutes: 3", "minutes: 5", "takes 5 min (before: 3 min)", False),
        ("tray: In the tray", "tray: In a tray", 'calls "tray" otherwise: "In a tray" (before: "In the tray")', False),
        ("tray: In the tray", "back: At the back", 'no answer "tray" any more', False),
        ("ask: Does it print now?", "ask: Does it print?", 'another check: "Does it print?"', False),
        ("handoff: The paper", "handoff: All paper", "ends otherwise: hands over", False),
    ],
)
def test_what_reads_or_asks_otherwise_is_told(
    before: str, after: str, says: str, is_risky: bool, tmp_path: Path
) -> None:
    told = said(tmp_path, LIST, before, after)
    assert any(says in each and risky is is_risky for _, each, risky in told), told


def test_other_words_above_the_note_are_told(tmp_path: Path) -> None:
    step = """\
  - id: nobody
    when: {managed: [yes]}
    say: IT does that for you.
    handoff: The PC is managed.
"""
    text = (SAMPLE / LIST).read_text("utf-8").replace("handoff:", f"{step}handoff:")
    first = sample(tmp_path / "first", {LIST: text})
    second = sample(tmp_path / "second", {LIST: text.replace("IT does that", "Somebody in IT does that")})
    (told,) = changes(loaded(first), loaded(second))
    assert told.says == 'step "nobody" reads otherwise: say'


@pytest.mark.parametrize(
    ("before", "after", "says"),
    [
        (
            "    changes:",
            "    when: {managed: [yes]}\n    changes:",
            "is for IT manages this PC: yes (before: everybody)",
        ),
        ("    risk: What waits", "    risk: All that waits", 'step "empty" has another risk'),
    ],
)
def test_what_may_hurt_somebody_is_marked(before: str, after: str, says: str, tmp_path: Path) -> None:
    ((_, told, is_risky),) = said(tmp_path, RISK, before, after)
    assert says in told
    assert is_risky
