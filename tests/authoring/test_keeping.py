"""A talk that is kept is a test that holds, whatever was written in it."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Literal

import pytest

from bot.authoring.check import check
from bot.authoring.conversations import play
from bot.authoring.keeping import MOST_MOVES, Kept, Move, Record, keep
from bot.authoring.samples import Samples
from bot.content.load import load, shipped
from bot.engine import Edition, make_edition
from bot.wording import load_wordings
from tests.content.folders import written
from tests.turn.talking import LAMPS, lamps

NOW = datetime(2026, 11, 25, 9, 12, tzinfo=UTC)
TO_STEP = (Move("you", "0x80fe0001"), Move("press", "start"), Move("press", "pick:off"))


def kept(*moves: Move, edition: Edition | None = None) -> Kept:
    return keep(edition or lamps(), moves, now=NOW)


def difference(folder: Path, text: str) -> str | None:
    """Play what was kept, as `unstuck test` does."""
    written(folder, {"knowledge/.keep": "", "tests/conversations/kept.yaml": text})
    checked = check([LAMPS, folder])
    assert checked.edition is not None, (checked.diagnostics, text)
    told = play(checked.edition.content.talks[-1], checked.edition, Samples(()))
    return told.difference.message if told.difference else None


@pytest.mark.parametrize(
    "moves",
    [
        pytest.param(TO_STEP, id="to a step"),
        pytest.param((*TO_STEP, Move("press", "fixed")), id="to fixed"),
        pytest.param((*TO_STEP, Move("press", "person"), Move("press", "send")), id="to a note that is sent"),
        pytest.param((Move("open", "lamp-on#new-bulb"), Move("press", "confirm")), id="past a risk"),
        pytest.param((Move("open", "lamp-on#fuse-is-out"),), id="to a step that isn't for them"),
        pytest.param(
            (Move("open", "lamp-on#new-bulb"), Move("press", "confirm"), Move("wait", "10m"), Move("press", "broken")),
            id="with time in between",
        ),
        pytest.param((*TO_STEP, Move("you", "FuseBox\nFuseState: OUT\nLampPlace: DESK")), id="with a paste"),
    ],
)
def test_what_was_kept_plays_as_written(tmp_path: Path, moves: tuple[Move, ...]) -> None:
    made = kept(*moves)
    assert made.stopped == ""
    assert difference(tmp_path, made.text) is None


@pytest.mark.parametrize(
    "text",
    [
        "it says: no # and 'quotes' \"too\"",
        "- a list, {a: map}, [b]",
        "*stars* & %percent @at `tick`",
        "  blanks before\n    and a second line  \n\n- last: one ",
        "\t\x07 tab and bell \u2028 separator",
        "\N{PILE OF POO} \u0634\u0646\u0648 \u202eabc",
        "yes: no",
        "> | !tag ? ---",
        "C:\\new\\table",
        "\u201cround quotes\u201d",
        "it\u2019s round in the middle",
        "",
        "x" * 5000,
    ],
)
def test_whatever_was_written_stands_in_the_file_as_text(tmp_path: Path, text: str) -> None:
    made = kept(Move("you", text), *TO_STEP)
    assert difference(tmp_path, made.text) is None


def test_a_test_says_which_step_is_open_and_what_has_to_be_confirmed() -> None:
    lines = kept(Move("open", "lamp-on#new-bulb"), Move("press", "confirm")).text.splitlines()
    assert lines[3:] == [
        "      - open: 'lamp-on#new-bulb'",
        "        step: new-bulb",
        "        bot: The bulb is cold",
        "      - press: confirm",
        "        step: new-bulb",
    ]


def test_every_shipped_talk_can_be_kept_and_plays_as_written(tmp_path: Path) -> None:
    content = load((shipped(),)).content
    assert content is not None
    edition, samples = make_edition(content, load_wordings(overlays=content.wordings)), Samples([shipped()])
    texts = ["tests:"]
    for number, talk in enumerate(content.talks):
        moves = [Move("given", f"{fact}={value}") for fact, value in talk.given.items()]
        moves += [_move(turn.act, turn.given, samples) for turn in talk.turns if turn.act is not None]
        made = keep(edition, moves, language=talk.language, now=NOW)
        assert made.stopped == "", talk.name
        texts.append(made.text.partition("\n")[2].replace("kept on 2026-11-25", f"kept {number}").rstrip())
    folder = written(tmp_path, {"knowledge/.keep": "", "tests/conversations/kept.yaml": "\n".join(texts) + "\n"})
    again = load((shipped(), folder))
    assert again.content is not None, again.diagnostics
    kept_talks = again.content.talks[len(content.talks) :]
    assert len(kept_talks) == len(content.talks) > 50
    told = [(talk.name, play(talk, edition, samples).difference) for talk in kept_talks]
    assert [each for each in told if each[1] is not None] == []


def _move(act: Literal["you", "press", "open", "paste", "wait"], given: str, samples: Samples) -> Move:
    return Move("you", samples.text(given) or "") if act == "paste" else Move(act, given)


def test_a_choice_is_pressed_by_its_id() -> None:
    assert "      - press: off\n" in kept(*TO_STEP).text


def test_a_fact_that_was_set_is_known_from_the_start(tmp_path: Path) -> None:
    made = kept(*TO_STEP, Move("given", "place=floor"), Move("press", "broken"))
    assert "given: {place: floor}" in made.text
    assert "step: floor-lamp" in made.text
    assert difference(tmp_path, made.text) is None


def test_a_fact_that_was_taken_back_isnt_known(tmp_path: Path) -> None:
    made = kept(Move("given", "place=floor"), *TO_STEP, Move("given", "place="))
    assert "given" not in made.text
    assert difference(tmp_path, made.text) is None


def test_what_cant_be_played_ends_the_test_and_says_why(tmp_path: Path) -> None:
    made = kept(*TO_STEP, Move("press", "pick:gone"), Move("press", "fixed"))
    assert made.stopped == 'thing 4 of the talk can\'t be played: there is no button "gone"'
    assert made.text.endswith(f"# Here it ends: {made.stopped}\n")
    assert difference(tmp_path, made.text) is None


def test_minutes_are_kept_only_where_something_takes_its_time() -> None:
    record = Record()
    record.did(Move("you", "a"), NOW, timers=["left"])
    record.did(Move("you", "b"), NOW + timedelta(minutes=5), timers=["left", "settles"])
    record.did(Move("you", "c"), NOW + timedelta(minutes=7, seconds=50))
    assert record.moves == [Move("you", "a"), Move("you", "b"), Move("wait", "2m"), Move("you", "c")]


def test_a_talk_that_is_too_long_isnt_whole() -> None:
    record = Record()
    for _ in range(MOST_MOVES + 1):
        assert record.is_whole
        record.did(Move("you", "a"), NOW)
    assert not record.is_whole
    assert len(record.moves) == MOST_MOVES
