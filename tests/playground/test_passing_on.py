"""A talk in a link: it comes back whole, it stays small, and whatever else stands there is refused."""

import base64
import json
import zlib

import pytest

from bot.authoring.keeping import Act, Move
from bot.playground.passing_on import LONGEST, MOST, PassedOn, pack, unpack

TALK = PassedOn(
    "de-AT",
    (
        Move("you", "0x8004def7 \N{PILE OF POO} \u0634\nzwei"),
        Move("press", "pick:gone"),
        Move("open", "lamp-on#look"),
        Move("wait", "10m"),
        Move("given", "place="),
    ),
)


def packed(value: object) -> str:
    return base64.urlsafe_b64encode(zlib.compress(json.dumps(value).encode())).decode().rstrip("=")


def test_a_talk_comes_back_as_it_was() -> None:
    text = pack(TALK)
    assert text is not None
    assert unpack(text) == TALK


def test_a_talk_of_a_hundred_things_fits_and_one_more_does_not() -> None:
    acts: tuple[Act, ...] = ("press", "you")
    moves = tuple(Move(acts[number % 2], "still broken") for number in range(MOST))
    text = pack(PassedOn("en", moves))
    assert text is not None
    assert len(text) < 200
    assert pack(PassedOn("en", (*moves, moves[0]))) is None


def test_what_can_not_be_made_small_has_no_link() -> None:
    noise = "".join(chr(0x4E00 + number * 7919 % 20000) for number in range(LONGEST))
    assert pack(PassedOn("en", (Move("you", noise),))) is None


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="nothing"),
        pytest.param("\N{PILE OF POO}", id="other letters"),
        pytest.param("a" * (LONGEST + 1), id="too long"),
        pytest.param("????", id="other signs"),
        pytest.param("AAAA", id="not packed"),
        pytest.param((pack(TALK) or "")[:-8], id="a part of one"),
        pytest.param(packed(["en", [["y", "x" * 200_000]]]), id="small outside and large inside"),
        pytest.param(packed(["en", [["y", "x"]] * (MOST + 1)]), id="too many things"),
        pytest.param(packed(["en", []]), id="nothing done"),
        pytest.param(packed(["en", [["x", "x"]]]), id="an unknown thing"),
        pytest.param(packed(["en", [["y", 7]]]), id="a number for a text"),
        pytest.param(packed(["en", [["y"]]]), id="half a thing"),
        pytest.param(packed(["en", [["w", "9999999d"]]]), id="a time that is none"),
        pytest.param(packed(["en", [["y", "\ud800"]]]), id="half a letter"),
        pytest.param(packed(["e" * 36, [["y", "x"]]]), id="a language that is none"),
        pytest.param(packed([{}, [["y", "x"]]]), id="an object for a language"),
        pytest.param(packed({"en": 1}), id="an object"),
        pytest.param(packed(7), id="a number"),
        pytest.param((pack(TALK) or "")[:40] + "AAAA" + (pack(TALK) or "")[44:], id="some letters changed"),
    ],
)
def test_whatever_else_stands_there_is_no_talk(text: str) -> None:
    assert unpack(text) is None
