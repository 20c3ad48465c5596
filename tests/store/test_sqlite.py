"""The file: what was committed is there, one process has it, and every trouble at opening says what to do."""

import asyncio
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.engine.model import Event, EventName, Gap, HandoffNote, Session, Timer
from bot.store import (
    DatabaseBusy,
    DatabaseNewer,
    DatabaseProblem,
    DatabaseUnreadable,
    DatabaseUnsupported,
    DatabaseUnwritable,
    SqliteStore,
    open_store,
)
from bot.turn import AlreadyAnswered, Commit, Delivery, LostRace, Person, ShownCard, StoreUnavailable
from tests.turn.talking import AYLIN, CONV, START

NOTE = HandoffNote("lamp-dark", "Lamp", ("0x80fe0001",), "Lamp", (), (), (), (), (), words="before noon please")
CARD = {"revision": 1, "step": None, "number": 0, "subject": "s", "offers": {"start": "Start"}, "aside": False}
LOOK = {"card": {"type": "AdaptiveCard"}, "text": "Hello", "summary": "Hello"}


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqliteStore]:
    made = SqliteStore(tmp_path / "t.db")
    yield made
    made.close()


def turn(key: str, version: int = 0, conv: str = CONV, person: Person = AYLIN, **fields: object) -> Commit:
    base = {"address": {"serviceUrl": "here"}, "session": Session(revision=version + 1), "content": "d1", "at": START}
    return Commit(conv=conv, person=person, keys=(key,), version=version, **{**base, **fields})  # type: ignore[arg-type]


async def test_a_turn_is_written_whole(store: SqliteStore) -> None:
    card = ShownCard("tok", CONV, CARD | LOOK)
    await store.commit(
        turn(
            "a:1",
            events=(Event(EventName.GREETED, problem="lamp-dark"), Event(EventName.STEP_SHOWN, step="a#b", number=2)),
            deliveries=(Delivery("post", LOOK | {"token": "tok"}), Delivery("post", {"text": "bare"})),
            cards=(card,),
            timers=(Timer("held", START + timedelta(days=1)),),
            gaps=(Gap("my [name] is broken", "0x80fe0999"),),
        )
    )
    loaded = await store.load(CONV, ("a:1",), "tok")
    assert (loaded.version, loaded.answered, loaded.session) == (1, True, Session(revision=1))
    assert loaded.card == card
    assert loaded.open_cards == (card,)
    assert [(each.name, each.step, each.content) for each in await store.events(CONV)] == [
        ("Greeted", "", "d1"),
        ("StepShown", "a#b", "d1"),
    ]
    assert [(each.text, each.token) for each in await store.transcript(CONV)] == [("Hello", "tok"), ("bare", "")]
    assert [each.text for each in await store.gaps()] == ["my [name] is broken"]
    assert await store.due(START, 10) == (CONV,)


async def test_a_turn_that_lost_its_race_writes_nothing(store: SqliteStore) -> None:
    await store.commit(turn("a:1"))
    late = turn("a:2", version=0, deliveries=(Delivery("post", {"text": "late"}),))
    with pytest.raises(LostRace):
        await store.commit(late)
    assert await store.transcript(CONV) == ()
    assert not (await store.load(CONV, ("a:2",), None)).answered


async def test_a_key_counts_once_even_in_one_commit(store: SqliteStore) -> None:
    results = await asyncio.gather(*(store.commit(turn("a:1")) for _ in range(5)), return_exceptions=True)
    assert results.count(None) == 1
    assert all(isinstance(each, AlreadyAnswered) for each in results if each is not None)


async def test_one_that_fails_takes_back_only_what_it_did(store: SqliteStore) -> None:
    """All wait at once and share a commit."""
    commits = [turn("a:1", conv=f"c{n % 30}") for n in range(40)]
    results = await asyncio.gather(*(store.commit(each) for each in commits), return_exceptions=True)
    assert results.count(None) == 30
    assert len(await store.due(START + timedelta(days=1), 100)) == 0


async def test_a_banner_stands_until_it_is_cleared(store: SqliteStore) -> None:
    await store.set_banner("Wait, please", START, products=("OneDrive",), set_by="dana")
    await store.set_banner("IT knows", START)
    found = (await store.load(CONV, (), None)).banner
    assert found is not None
    assert found.text == "IT knows"
    assert [await store.clear_banner(), await store.clear_banner()] == [True, False]
    assert (await store.load(CONV, (), None)).banner is None


async def test_cases_are_numbered_and_change_with_the_turns_that_say_so(store: SqliteStore) -> None:
    await store.commit(turn("a:1", case="open", note=NOTE))
    await store.commit(turn("a:2", 1, case="add", note=replace(NOTE, words="still here")))
    await store.commit(turn("a:1", conv="other", case="open", note=NOTE))
    await store.commit(turn("a:2", 1, conv="other", case="withdraw"))
    newer, older = await store.cases()
    assert (older.number, older.state, older.note, older.words) == (1001, "waiting", NOTE, ("still here",))
    assert (newer.number, newer.state, newer.closed) == (1002, "withdrawn", START)


async def test_without_a_case_there_is_nothing_to_withdraw(store: SqliteStore) -> None:
    await store.commit(turn("a:1", case="withdraw"))
    assert await store.cases() == ()
    assert await store.due(START, 10) == ()


async def test_a_person_who_is_forgotten_is_nowhere_in_the_files(store: SqliteStore, tmp_path: Path) -> None:
    canary = "Kanarienvogel"
    person = Person("contoso", canary, canary)
    note = replace(NOTE, words=canary)
    await store.commit(
        turn(
            "a:1",
            conv=f"test|contoso|{canary}",
            person=person,
            deliveries=(Delivery("post", {"text": canary}),),
            gaps=(Gap(canary),),
            case="open",
            note=note,
            address={"user": canary},
            events=(Event(EventName.GREETED),),
        )
    )
    await store.commit(turn("a:1"))
    assert await store.forget(canary, "contoso") == 1
    store.close()
    kept = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert canary.encode() not in kept
    db = sqlite3.connect(tmp_path / "t.db")
    assert db.execute("SELECT count(*) FROM event").fetchone() == (1,), "what happened stays, for the numbers"
    assert db.execute("SELECT conv FROM session").fetchall() == [(CONV,)]
    db.close()


async def test_what_is_old_goes_and_what_is_new_stays(store: SqliteStore) -> None:
    await store.commit(turn("a:1", conv="old", events=(Event(EventName.GREETED),)))
    later = START + timedelta(days=200)
    await store.commit(turn("a:1", conv="new", at=later))
    await store.drop_old(later)
    assert await store.session("old") is None
    assert await store.session("new") is not None
    assert not (await store.load("old", ("a:1",), None)).answered


async def test_what_was_committed_is_there_after_opening_again(store: SqliteStore, tmp_path: Path) -> None:
    await store.commit(turn("a:1"))
    store.close()
    with pytest.raises(StoreUnavailable):
        await store.commit(turn("a:2", 1))
    again = open_store(f"sqlite:///{tmp_path / 't.db'}")
    assert await again.session(CONV) == Session(revision=1)
    again.close()


# --- opening ---------------------------------------------------------------------------------------------------------


def one_line(problem: DatabaseProblem) -> bool:
    return "\n" not in str(problem) and str(problem).rstrip().endswith(".")


def test_a_second_process_is_refused(store: SqliteStore, tmp_path: Path) -> None:
    program = (
        f"from bot.store import *\ntry: open_store({str(tmp_path / 't.db')!r})\nexcept DatabaseBusy as e: print(e)"
    )
    told = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert "in use by another process (process " in told.stdout
    assert told.stdout.count("\n") == 1


def test_the_lock_ends_with_the_process_that_held_it(tmp_path: Path) -> None:
    path = str(tmp_path / "t.db")
    program = f"import os, signal\nfrom bot.store import *\nopen_store({path!r})\nos.kill(os.getpid(), signal.SIGKILL)"
    killed = subprocess.run([sys.executable, "-c", program], check=False)
    assert killed.returncode == -9
    open_store(path).close()


async def test_a_command_beside_the_bot_may_read_and_write(store: SqliteStore, tmp_path: Path) -> None:
    beside = open_store(str(tmp_path / "t.db"), alone=False)
    await beside.set_banner("IT knows", START)
    found = (await store.load(CONV, (), None)).banner
    assert found is not None
    beside.close()


def test_two_bots_in_one_process_are_refused_too(store: SqliteStore, tmp_path: Path) -> None:
    with pytest.raises(DatabaseBusy) as told:
        SqliteStore(tmp_path / "t.db")
    assert one_line(told.value)


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    for path in (tmp_path / "file" / "t.db", tmp_path):
        with pytest.raises(DatabaseUnwritable) as told:
            SqliteStore(path)
        assert one_line(told.value)
        assert "--database" in str(told.value)


@pytest.mark.parametrize("rubbish", [b"not a database at all" * 100, b"SQLite format 3\x00" + b"\xff" * 4096])
def test_a_file_that_is_no_database_is_left_alone(tmp_path: Path, rubbish: bytes) -> None:
    path = tmp_path / "t.db"
    path.write_bytes(rubbish)
    with pytest.raises(DatabaseUnreadable) as told:
        SqliteStore(path)
    assert one_line(told.value)
    assert path.read_bytes() == rubbish


def test_a_database_that_is_too_new_is_left_alone(tmp_path: Path) -> None:
    SqliteStore(tmp_path / "t.db").close()
    db = sqlite3.connect(tmp_path / "t.db")
    db.execute("UPDATE meta SET value = '99' WHERE key = 'schema'")
    db.commit()
    db.close()
    with pytest.raises(DatabaseNewer) as told:
        SqliteStore(tmp_path / "t.db")
    assert one_line(told.value)


def test_other_databases_are_named_with_what_to_do() -> None:
    with pytest.raises(DatabaseUnsupported) as told:
        open_store("mysql://db/unstuck")
    assert one_line(told.value)


@pytest.mark.skipif(sys.platform == "win32", reason="file modes are another thing there")
def test_nobody_else_on_the_machine_can_read_it(tmp_path: Path) -> None:
    SqliteStore(tmp_path / "t.db").close()
    assert (tmp_path / "t.db").stat().st_mode & 0o077 == 0


# --- trouble while it runs -------------------------------------------------------------------------------------------

FULL_DISK = """
import asyncio, resource, signal, sys
from dataclasses import replace
from bot.store import SqliteStore
from bot.turn import Delivery, StoreUnavailable
from pathlib import Path
from tests.store.test_sqlite import turn

async def main():
    store = SqliteStore(Path(sys.argv[1]))
    await store.commit(turn("a:1"))
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, hard))
    big = Delivery("post", {"text": "x" * 300_000})
    jobs = [store.commit(turn("a:2", 1, deliveries=(big,))), store.commit(turn("a:1", conv="other"))]
    print([type(each).__name__ for each in await asyncio.gather(*jobs, return_exceptions=True)])
    resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    await store.commit(turn("a:2", 1))
    await store.commit(turn("a:1", conv="other"))
    print(len(await store.transcript("test|contoso|aylin")))
    store.close()

asyncio.run(main())
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no such limit there")
def test_on_a_full_disk_nobody_is_told_that_it_was_done_and_afterwards_it_goes_on(tmp_path: Path) -> None:
    program = [sys.executable, "-c", FULL_DISK, str(tmp_path / "t.db")]
    told = subprocess.run(program, capture_output=True, text=True, check=False, cwd=Path(__file__).parents[2])
    assert told.stderr == ""
    assert told.stdout.splitlines() == ["['StoreUnavailable', 'StoreUnavailable']", "0"]


async def test_who_waits_too_long_for_another_writer_is_told_to_come_again(store: SqliteStore, tmp_path: Path) -> None:
    other = sqlite3.connect(tmp_path / "t.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreUnavailable):
        await store.commit(turn("a:1"))
    assert await store.session(CONV) is None, "reading goes on meanwhile"
    other.execute("ROLLBACK")
    other.close()
    await store.commit(turn("a:1"))
