"""Sessions as text: complete, lifted from older versions, read as far as known from newer ones."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from bot.engine.model import AtStep, Choosing, Idle, Known, Mark, Noting, OpenCase, Session, Waiting, Walk
from bot.engine.replies import HandoffNote, Tried
from bot.store.codec import decode, encode
from bot.store.state import SCHEMA, dump_session, lift, load_session

FROZEN = Path(__file__).parent / "frozen"
WALK = Walk("onedrive-sign-in", "onedrive-0x8004def7", ("0x8004def7",), "onedrive-sign-in#reset", round=("a#b",))
FULL = Session(
    language="de",
    zone="Europe/Berlin",
    revision=12,
    open=AtStep("onedrive-sign-in#reset", 3, 8, 1_790_000_000, confirmed=True),
    under=Choosing(problems=("a", "b"), why="products", codes=("53003",)),
    walks=(WALK, Walk("onedrive-files")),
    trail=(
        Mark("broken", "onedrive-sign-in#quit", number=2, at=1_790_000_000, before=(WALK,)),
        Mark("fact", "managed", "yes", before=(WALK, Walk("onedrive-files"))),
    ),
    told=("onedrive-sign-in#unlink",),
    facts={"join": Known("entra", "reading"), "platform": Known("windows", "client")},
    pasted=("dsregcmd",),
    readings={"dsregcmd": "healthy"},
    greeted=True,
    touched=1_790_000_100,
)

FULL_2 = replace(
    FULL,
    cases=(OpenCase(0, "lamp-dark", "lamp-on", ("lamp-steady",)), OpenCase(7, codes=("0x1",), listed=True)),
    words="I need it at three",
    unfinished={"onedrive-sign-in#quit": 2},
)
"""What version 2 can say more."""


@pytest.mark.parametrize(
    "session",
    [Session(), FULL, FULL_2, Session(open=Waiting(1001, adding=True), cases=(OpenCase(1001, taken_by="Dana"),))],
    ids=["new", "full", "cases", "waiting"],
)
def test_a_session_is_the_same_after_it_was_stored(session: Session) -> None:
    assert load_session(dump_session(session)) == session


def test_a_stored_session_says_its_version_and_leaves_defaults_out() -> None:
    assert json.loads(dump_session(Session())) == {"schema": SCHEMA}


@pytest.mark.parametrize("path", sorted(FROZEN.glob("*.json")), ids=lambda path: path.stem)
def test_sessions_of_every_released_version_are_read(path: Path) -> None:
    """`frozen/<version>-<what>.json` is never changed once it was released."""
    assert load_session(path.read_text("utf-8")) == (FULL if path.stem.startswith("1-") else FULL_2)


def test_every_version_has_a_frozen_example() -> None:
    assert {int(path.stem.split("-")[0]) for path in FROZEN.glob("*.json")} == set(range(1, SCHEMA + 1))


def test_an_old_state_is_lifted_version_by_version() -> None:
    lifts = {1: lambda old: {**old, "b": old["a"]}, 2: lambda old: {"c": old["b"]}}
    assert lift({"schema": 1, "a": 7}, lifts, to=3) == {"schema": 3, "c": 7}


WAITING_1 = (
    '{"schema":1,"revision":9,"open":{"kind":"waiting","number":1001,"taken_by":"Dana"},'
    '"walks":[{"dialog":"lamp-on","problem":"lamp-dark","step":"lamp-on#look"},{"dialog":"lamp-steady"}]}'
)
"""As version 1 wrote it: the case was the open question."""


def test_a_case_of_version_1_stands_beside_the_question_now() -> None:
    session = load_session(WAITING_1)
    assert session.open == Waiting(1001)
    assert session.cases == (OpenCase(1001, "lamp-dark", "lamp-on", taken_by="Dana"),)


def test_a_case_of_version_1_under_another_question_is_kept() -> None:
    session = load_session('{"schema":1,"open":{"kind":"restarting"},"under":{"kind":"waiting","adding":true}}')
    assert (session.under, session.cases) == (Waiting(0, adding=True), (OpenCase(),))


def test_words_for_a_note_of_version_1_are_kept() -> None:
    session = load_session('{"schema":1,"open":{"kind":"noting","why":"asked","words":"I need it at three"}}')
    assert (session.open, session.words) == (Noting("asked"), "I need it at three")


def test_a_program_of_version_1_finds_the_case_whose_card_is_open() -> None:
    """It passes over what it doesn't know, and writes its own version back; the card is the same in both."""
    state = json.loads(dump_session(replace(FULL, open=Waiting(7), under=None, cases=(OpenCase(7, "p", "d"),))))
    of_version_1 = {key: value for key, value in state.items() if key not in ("cases", "words", "unfinished")}
    assert load_session(json.dumps(of_version_1 | {"schema": 1})).cases[0].number == 7


def test_what_a_newer_program_wrote_is_read_as_far_as_it_is_known() -> None:
    state = json.loads(dump_session(FULL))
    state |= {"schema": SCHEMA + 1, "mood": "calm", "open": {"kind": "dancing", "with": "a#b"}}
    state["trail"][0]["weather"] = "rain"

    session = load_session(json.dumps(state))

    assert session.open == Idle()
    assert (session.walks, session.trail, session.facts) == (FULL.walks, FULL.trail, FULL.facts)


def test_a_note_is_the_same_after_it_was_stored() -> None:
    note = HandoffNote(
        problem="p", title="t", codes=("0x1",), product="OneDrive", tried=(Tried(1, "a", "broken"),),
        facts=(("Whose PC", "company"),), read=(), for_it=(), says=("x",), dialog="d", step="d#s", words="please",
    )  # fmt: skip
    assert decode(HandoffNote, json.loads(json.dumps(encode(note)))) == note
