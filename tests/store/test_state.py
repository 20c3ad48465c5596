"""Sessions as text: complete, lifted from older versions, read as far as known from newer ones."""

import json
from pathlib import Path

import pytest

from bot.engine.model import AtStep, Choosing, Idle, Known, Mark, Session, Waiting, Walk
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


@pytest.mark.parametrize(
    "session", [Session(), FULL, Session(open=Waiting(1001, "Dana"), under=None)], ids=["new", "full", "waiting"]
)
def test_a_session_is_the_same_after_it_was_stored(session: Session) -> None:
    assert load_session(dump_session(session)) == session


def test_a_stored_session_says_its_version_and_leaves_defaults_out() -> None:
    assert json.loads(dump_session(Session())) == {"schema": SCHEMA}


@pytest.mark.parametrize("path", sorted(FROZEN.glob("*.json")), ids=lambda path: path.stem)
def test_sessions_of_every_released_version_are_read(path: Path) -> None:
    """`frozen/<version>-<what>.json` is never changed once it was released."""
    assert load_session(path.read_text("utf-8")) == FULL


def test_every_version_has_a_frozen_example() -> None:
    assert {int(path.stem.split("-")[0]) for path in FROZEN.glob("*.json")} == set(range(1, SCHEMA + 1))


def test_an_old_state_is_lifted_version_by_version() -> None:
    lifts = {1: lambda old: {**old, "b": old["a"]}, 2: lambda old: {"c": old["b"]}}
    assert lift({"schema": 1, "a": 7}, lifts, to=3) == {"schema": 3, "c": 7}


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
