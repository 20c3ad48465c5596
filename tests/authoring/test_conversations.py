"""Talks are played as authors write them, and a difference is told with its place and the transcript."""

from pathlib import Path

import pytest

from bot.authoring.check import check
from bot.authoring.conversations import Played, play, play_reading
from bot.authoring.coverage import coverage
from bot.authoring.samples import Samples
from tests.content.folders import SAMPLE, sample, written

STATUS = "Printer state : Ready\nToner level : LOW\n"


def played(folder: Path, turns: str, given: str = "") -> Played:
    """Play one talk in the sample content."""
    lines = "".join(f"      - {turn}\n" for turn in turns.strip().splitlines())
    facts = f"    given: {given}\n" if given else ""
    written(folder, {"tests/conversations/a.yaml": f"tests:\n  - name: a talk\n{facts}    talk:\n{lines}"})
    checked = check([folder])
    assert checked.edition is not None, checked.diagnostics
    return play(checked.edition.content.talks[-1], checked.edition, Samples([folder]))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return sample(tmp_path, {"tests/samples/printer/low.txt": STATUS})


def test_a_talk_that_goes_as_written_has_no_difference(folder: Path) -> None:
    talk = played(
        folder,
        """
{open: clear-paper, step: look-inside, bot: Where do you see paper?, happened: StepShown}
{press: Under the lid, step: open-lid, bot: [Open the lid, Does it print now?], not: tray}
{press: fixed, happened: [StepFixed, Fixed]}
""",
    )
    assert talk.difference is None
    assert talk.reached == {
        "clear-paper#look-inside",
        "clear-paper#look-inside=lid",
        "clear-paper#open-lid",
        "clear-paper: fixed",
    }


@pytest.mark.parametrize(
    ("turns", "message"),
    [
        ("{open: clear-paper, bot: Nowhere said}", 'the reply doesn\'t hold "Nowhere said"'),
        ("{open: clear-paper, not: Where do you see}", 'the reply holds "Where do you see"'),
        ("{open: clear-paper, step: open-lid}", 'step "open-lid" should be open, but step "look-inside" is open'),
        ("{you: hello, step: open-lid}", 'step "open-lid" should be open, but nothing is asked'),
        ("{open: clear-paper, happened: Fixed}", '"Fixed" didn\'t happen'),
        ("{open: clear-paper, note: toner}", 'the handoff note doesn\'t hold "toner"'),
        ("{open: clear-paper}\n{press: fixed}", 'there is no button "fixed"; there are "In the tray", "Under the lid"'),
        ("{press: fixed}", 'there is no button "fixed"; there are none'),
        ("{open: clear-paper}\n{paste: printer/none.txt}", 'there is no sample "printer/none.txt"'),
    ],
)
def test_a_difference_is_told_in_an_authors_words(turns: str, message: str, folder: Path) -> None:
    talk = played(folder, turns)
    assert talk.difference is not None
    assert message in talk.difference.message
    assert talk.difference.place.line == 3 + len(turns.splitlines())


def test_the_talk_stops_where_it_differs_and_shows_what_was_said(folder: Path) -> None:
    talk = played(folder, "{open: clear-paper}\n{you: Under the lid, bot: Nowhere said}\n{press: fixed}")
    assert talk.transcript[0] == "open:  clear-paper"
    assert "you:   Under the lid" in talk.transcript
    assert not any(line.startswith("press:") for line in talk.transcript)


def test_a_given_fact_is_not_asked(folder: Path) -> None:
    step = """\
over: clear-paper
steps:
  call:
    after: look-inside
    title: Call a colleague
    minutes: 1
    when: {managed: [yes], device: [mac]}
    changes: nothing
    do: |
      Call one.
"""
    written(folder, {"dialogs/printer/ours.yaml": step})
    asked = played(folder, "{open: clear-paper}\n{press: tray, bot: Did your company set up this PC?}")
    known = played(folder, "{open: clear-paper}\n{press: tray, step: call}", "{managed: yes, device: mac}")
    assert asked.difference is None
    assert known.difference is None


def test_a_pasted_sample_is_read(folder: Path) -> None:
    talk = played(folder, "{open: new-toner, step: read-status}\n{paste: printer/low.txt, step: shake-toner}")
    assert talk.difference is None


def test_a_turn_without_an_act_expects_of_the_reply_before(folder: Path) -> None:
    talk = played(folder, "{open: clear-paper}\n{bot: Where do you see paper?}\n{step: look-inside}")
    assert talk.difference is None


def test_time_passes_only_where_the_talk_waits_and_timers_fire_on_the_way(folder: Path) -> None:
    text = (SAMPLE / "dialogs/printer/clear-paper.yaml").read_text("utf-8")
    written(
        folder,
        {
            "dialogs/printer/clear-paper.yaml": text.replace(
                "    changes: nothing", "    settles: 10m\n    changes: nothing"
            )
        },
    )
    turns = """
{open: clear-paper}
{press: lid, step: open-lid}
{press: broken, happened: SettlingAsked}
{wait: 10m, bot: Does it print now?}
"""
    assert played(folder, turns).difference is None
    assert played(folder, turns.replace("wait: 10m", "wait: 5m")).difference is not None


def test_a_reading_is_compared_with_its_sample(folder: Path) -> None:
    reading = (SAMPLE / "dialogs/readings/status-page.yaml").read_text("utf-8")
    tests = """\
tests:
  - {sample: printer/low.txt, facts: {toner: low}, concludes: read}
  - {sample: printer/low.txt, facts: {toner: full}}
  - {sample: printer/low.txt, concludes: fault}
  - {sample: printer/none.txt}
  - {sample: printer/other.txt}
"""
    written(
        folder,
        {"dialogs/readings/status-page.yaml": reading + tests, "tests/samples/printer/other.txt": "no such text"},
    )
    edition = check([folder]).edition
    assert edition is not None
    found = [
        play_reading("status-page", test, edition, Samples([folder]))
        for test in edition.content.reading_tests["status-page"]
    ]
    assert [each.difference and each.difference.message for each in found] == [
        None,
        '`toner` is "low", not "full"',
        'it concludes "read", not "fault"',
        'there is no sample "printer/none.txt"',
        "the sample isn't recognised as this reading",
    ]


def test_coverage_names_what_no_talk_reaches(folder: Path) -> None:
    checked = check([folder])
    found = coverage(
        checked.loaded.draft, {"clear-paper#look-inside", "clear-paper#look-inside=lid", "clear-paper: end"}
    )
    assert [
        str(place).partition(":")[2] + " " + what for place, what in found.missing if "clear-paper" in place.file
    ] == [
        '4:1 "clear-paper" ends as fixed',
        '12:15 option "tray" of "look-inside"',
        '13:5 step "open-lid"',
    ]
    assert 0 < found.percent < 100
