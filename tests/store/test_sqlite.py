"""The file: what was committed is there, one process has it, and every trouble at opening says what to do."""

import asyncio
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from bot.engine.outcome import Event, EventName, Gap
from bot.store import (
    DatabaseBusy,
    DatabaseDamaged,
    DatabaseNewer,
    DatabaseProblem,
    DatabaseUnreadable,
    DatabaseUnsupported,
    DatabaseUnwritable,
    SqliteStore,
    open_store,
)
from bot.store.sqlite import WAIT_FOR_OTHERS_MS
from bot.turn import Delivery, Person, StoreUnavailable
from tests.store.test_contract import NOTE, turn
from tests.turn.talking import CONV, START


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqliteStore]:
    made = SqliteStore(tmp_path / "t.db")
    yield made
    made.close()


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


def test_of_six_starts_at_once_one_opens_the_file_and_the_others_are_refused(tmp_path: Path) -> None:
    path = str(tmp_path / "t.db")
    program = (
        f"import sys\nfrom bot.store import *\ntry: store = open_store({path!r})\n"
        "except DatabaseBusy: print('busy')\nelse: print('open', flush=True); sys.stdin.read()"
    )
    starts = [
        subprocess.Popen([sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for _ in range(6)
    ]
    said = [start.stdout.readline().strip() for start in starts if start.stdout is not None]
    for start in starts:
        start.communicate("")
    assert sorted(said) == ["busy"] * 5 + ["open"]


def test_a_start_that_is_killed_at_any_moment_leaves_a_file_that_the_next_one_can_use(tmp_path: Path) -> None:
    path = str(tmp_path / "t.db")
    program = [sys.executable, "-c", f"from bot.store import open_store; open_store({path!r})"]
    for after in (0.2, 0.25, 0.3, 0.35, 0.4):
        process = subprocess.Popen(program)
        time.sleep(after)
        process.kill()
        process.wait()
    open_store(path).close()


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


async def filled(path: Path) -> None:
    """A file of more pages than a connection remembers."""
    store = SqliteStore(path)
    for number in range(40):
        await store.commit(turn("a:1", conv=f"c{number}", deliveries=(Delivery("post", {"text": "x" * 100_000}),)))
    await store._wipe()
    store.close()


def spoil(path: Path) -> None:
    """Rubbish over everything but the first pages, as a disk that dies leaves it."""
    size = path.stat().st_size
    with path.open("r+b") as file:
        file.seek(size // 3)
        file.write(b"\xa5" * (size - size // 3))


async def test_a_file_that_is_damaged_inside_is_refused_in_one_line_and_left_alone(tmp_path: Path) -> None:
    await filled(tmp_path / "t.db")
    spoil(tmp_path / "t.db")
    before = (tmp_path / "t.db").read_bytes()
    with pytest.raises(DatabaseDamaged) as told:
        SqliteStore(tmp_path / "t.db")
    assert one_line(told.value)
    assert "backup" in str(told.value)
    assert (tmp_path / "t.db").read_bytes() == before


@pytest.mark.skipif(sys.platform == "win32", reason="file modes are another thing there")
def test_nobody_else_on_the_machine_can_read_it(tmp_path: Path) -> None:
    SqliteStore(tmp_path / "t.db").close()
    assert (tmp_path / "t.db").stat().st_mode & 0o077 == 0


# --- trouble while it runs -------------------------------------------------------------------------------------------


def first_trouble(results: Sequence[object]) -> str:
    """What was said first by those that couldn't be done; nothing else may go wrong."""
    troubles = [each for each in results if isinstance(each, BaseException)]
    assert all(isinstance(each, StoreUnavailable) for each in troubles), troubles
    return str(troubles[0])


async def test_who_comes_upon_a_damaged_place_is_told_to_come_again_and_the_store_is_not_ready(tmp_path: Path) -> None:
    await filled(tmp_path / "t.db")
    store = SqliteStore(tmp_path / "t.db")
    await store.ready()
    spoil(tmp_path / "t.db")
    reads = [store.transcript(f"c{number}") for number in range(40)]
    assert "damaged" in first_trouble(await asyncio.gather(*reads, return_exceptions=True))
    with pytest.raises(StoreUnavailable, match="put a backup in its place"):
        await store.ready()
    store.close()


async def test_a_damaged_place_that_is_written_to_is_told_as_one(tmp_path: Path) -> None:
    await filled(tmp_path / "t.db")
    store = SqliteStore(tmp_path / "t.db")
    spoil(tmp_path / "t.db")
    big = (Delivery("post", {"text": "x" * 5000}),)
    writes = [store.commit(turn("a:2", 1, conv=f"c{number}", deliveries=big)) for number in range(40)]
    assert "damaged" in first_trouble(await asyncio.gather(*writes, return_exceptions=True))
    with pytest.raises(StoreUnavailable, match="damaged"):
        await store.ready()
    store.close()


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


async def test_while_another_program_writes_the_loop_goes_on_and_what_waits_is_written_afterwards(
    store: SqliteStore, tmp_path: Path
) -> None:
    other = sqlite3.connect(tmp_path / "t.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    began = time.monotonic()
    writing = asyncio.create_task(store.commit(turn("a:1")))
    for _ in range(20):
        assert await store.session(CONV) is None, "not before the other is done"
        await asyncio.sleep(0)
    assert time.monotonic() - began < WAIT_FOR_OTHERS_MS / 2000, "the loop waits for nobody"
    other.execute("ROLLBACK")
    other.close()
    await writing
    assert await store.session(CONV) is not None


def test_a_store_serves_one_loop_after_the_other(tmp_path: Path) -> None:
    store = SqliteStore(tmp_path / "t.db")

    async def leaves_before_it_is_written() -> None:
        asyncio.get_running_loop().create_task(store.commit(turn("a:1")))
        await asyncio.sleep(0)

    asyncio.run(leaves_before_it_is_written())
    asyncio.run(store.commit(turn("a:1", conv="later")))
    assert asyncio.run(store.session("later")) is not None
    store.close()


async def test_what_waits_when_the_store_is_closed_is_written(store: SqliteStore, tmp_path: Path) -> None:
    waiting = [asyncio.create_task(store.commit(turn("a:1", conv=f"c{number}"))) for number in range(3)]
    await asyncio.sleep(0)
    store.close()
    await asyncio.gather(*waiting)
    again = SqliteStore(tmp_path / "t.db")
    assert [await again.session(f"c{number}") is not None for number in range(3)] == [True] * 3
    again.close()


async def test_who_waits_too_long_for_another_writer_is_told_to_come_again(store: SqliteStore, tmp_path: Path) -> None:
    other = sqlite3.connect(tmp_path / "t.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreUnavailable):
        await store.commit(turn("a:1"))
    assert await store.session(CONV) is None, "reading goes on meanwhile"
    other.execute("ROLLBACK")
    other.close()
    await store.commit(turn("a:1"))
