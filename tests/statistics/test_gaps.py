"""What nothing matched is put together as a person would, and what was decided about it holds."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest

from bot.statistics.gaps import (
    BadDecision,
    Decisions,
    grouped,
    id_of,
    read_decisions,
    said_with_id,
    told,
    with_ignored,
    with_merged,
)

NOTHING = Decisions()
LAST = datetime(2026, 11, 20, tzinfo=UTC)


@dataclass(frozen=True)
class Said:
    text: str
    code: str = ""
    language: str = "en"
    times: int = 1
    last: datetime = LAST


ALIKE: tuple[tuple[str, ...], ...] = (
    ("my camera is black", "my camera is black in teams since monday", "Camera is black", "my camra is black"),
    ("nobody hears me in the meeting", "Nobody can hear me in the meeting", "nobody hears me in teh meeting!!"),
    ("meine kamera ist schwarz", "Meine Kamera ist schwarz.", "kamera ist schwarz meine"),
    ("der kalender zeigt nichts an", "kalender zeigt nichts an", "der Kalender zeigt nichts mehr an"),
    ("mon micro ne marche pas", "mon micro ne marche pas du tout", "Mon micro ne marche plus"),
    ("mi cámara no funciona", "mi camara no funciona", "mi cámara no funcoina en la reunión"),
    ("nie słychać mnie na spotkaniu", "nie slychac mnie na spotkaniu"),
    ("a minha câmara está preta", "minha camara está preta"),
    ("the shared mailbox is missing", "shared mailbox is missing in outlook"),
)


def groups(texts: Sequence[str | Said], decisions: Decisions = NOTHING) -> list[set[str]]:
    counted = [each if isinstance(each, Said) else Said(each) for each in texts]
    return [set(group.texts) or {group.code} for group in grouped(counted, decisions)]


def test_texts_that_say_the_same_are_one_group_and_others_are_not() -> None:
    """A text more or less in a group is no harm; two subjects in one would hide one of them."""
    found = groups([text for group in ALIKE for text in group])
    assert len(found) <= len(ALIKE) + 3
    for group in found:
        assert any(group <= set(alike) for alike in ALIKE), group


def test_codes_come_first_and_each_is_a_group() -> None:
    counted = [Said("camera is black", times=9), Said("", "0x80070005", times=2), Said("", "0x80070006", times=3)]
    assert [group.name for group in grouped(counted, Decisions())] == ["0x80070006", "0x80070005", "camera is black"]


def test_the_same_text_in_two_languages_is_counted_together() -> None:
    (group,) = grouped([Said("teams?", language="de", times=2), Said("teams?", times=3)], Decisions())
    assert (group.times, group.languages) == (5, ("de", "en"))


def test_what_is_ignored_stays_away_with_all_that_is_like_it() -> None:
    said = ["my printer is on fire", "My printer is on fire!", "my pritner is on fire", "camera is black"]
    assert groups(said, Decisions(ignored=("my printer is on fire",))) == [{"camera is black"}]
    assert groups([Said("", "0x80070005")], Decisions(ignored=("0x80070005",))) == []


def test_what_is_merged_is_one_group_also_with_what_comes_later() -> None:
    decided = Decisions(merged=(("camera is black", "nobody sees me"),))
    assert groups(["camera is black", "nobody sees me", "my camera is black", "no sound"], decided) == [
        {"camera is black", "nobody sees me", "my camera is black"},
        {"no sound"},
    ]


def test_each_text_of_a_group_is_found_by_its_id_whichever_leads_now() -> None:
    counted = [Said("camera is black"), Said("my camera is black"), Said("", "0x80070005")]
    for each in counted:
        said = each.code or each.text
        assert said_with_id(id_of(said), counted) == said
    assert said_with_id("nothing", counted) is None


def test_what_is_decided_stands_in_a_file_that_reads_back() -> None:
    file = with_merged(with_ignored("", "my printer\nis on fire"), "camera = black", "nobody sees me")
    assert file.startswith("# ")
    assert read_decisions(file) == Decisions(("my printer is on fire",), (("camera black", "nobody sees me"),))
    assert with_ignored(file, "my printer is on fire") == file


def test_a_line_that_decides_nothing_is_told_with_its_number() -> None:
    with pytest.raises(BadDecision, match="line 2 is no decision"):
        read_decisions("# mine\nforget it\n")


def test_what_is_left_out_of_the_list_is_counted() -> None:
    found = grouped([Said("camera is black"), Said("no sound at all")], Decisions())
    assert list(told(found, 1, str))[-1] == "1 more: --most 2 shows all"
