"""A backup is made while the bot runs, and what was put back from one sends nothing a second time."""

import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest

from bot.store import DatabaseUnwritable, SqliteStore, open_store
from bot.turn import Delivery
from tests.store.test_contract import NOTE, turn
from tests.turn.talking import CONV, START

WORD = Delivery("post", {"text": "one"})


def as_pg_restore_leaves_it(address: str) -> None:
    """The same rows in a table that was made anew."""
    with psycopg.connect(address, autocommit=True) as db:
        db.execute("CREATE TABLE again (LIKE session INCLUDING ALL)")
        db.execute("INSERT INTO again SELECT * FROM session")
        db.execute("DROP TABLE session")
        db.execute("ALTER TABLE again RENAME TO session")


async def left_behind(database: str) -> None:
    """A bot that ended with a reply, a word and a case still to be sent."""
    store = open_store(database)
    told = Delivery("input", {"conv": CONV, "what": "case-closed", "values": {}})
    await store.commit(turn("a:1", deliveries=(WORD, told), case="open", note=NOTE))
    store.close()


async def kinds_due(database: str) -> list[str]:
    store = open_store(database)
    await store.due(START, 10)
    agenda = await store.agenda(CONV, START)
    store.close()
    return sorted(row.kind for row in agenda.rows) if agenda is not None else []


async def test_what_a_killed_bot_left_is_still_to_be_sent_after_the_next_start(database: str) -> None:
    await left_behind(database)
    assert await kinds_due(database) == ["handoff", "input", "post"]
    assert await kinds_due(database) == ["handoff", "input", "post"]


@pytest.mark.postgres
async def test_a_restored_dump_sends_its_cases_and_nothing_else(empty_postgres: str) -> None:
    await left_behind(empty_postgres)
    as_pg_restore_leaves_it(empty_postgres)
    for _ in range(2):
        assert await kinds_due(empty_postgres) == ["handoff"]


async def test_a_backup_of_a_running_bot_that_is_put_back_sends_its_cases_and_nothing_else(tmp_path: Path) -> None:
    there, copy = tmp_path / "t.db", tmp_path / "copy"
    await left_behind(str(there))
    running = SqliteStore(there)
    running.backup(copy)
    await running.commit(turn("a:2", 1))
    running.close()
    for leftover in tmp_path.glob("t.db-*"):
        leftover.unlink()
    shutil.copy(copy, there)
    assert await kinds_due(str(there)) == ["handoff"]
    store = open_store(str(there))
    assert (await store.load(CONV, (), None)).version == 1
    await store.commit(turn("a:9", 1, deliveries=(WORD,)))
    assert await store.due(START, 10) == (CONV,), "what comes anew is sent"
    store.close()


def in_the_same_place(folder: Path) -> Path:
    return folder / "t.db"


def in_another_place(folder: Path) -> Path:
    (folder / "new").mkdir()
    return folder / "new" / "t.db"


@pytest.mark.parametrize("place", [in_the_same_place, in_another_place])
async def test_a_copy_that_was_made_by_other_means_is_noticed_too(
    tmp_path: Path, place: Callable[[Path], Path]
) -> None:
    there = tmp_path / "t.db"
    await left_behind(str(there))
    with sqlite3.connect(there) as source, sqlite3.connect(tmp_path / "copy") as copy:
        source.backup(copy)
    copy.close()
    source.close()
    store = SqliteStore(there)
    for version in (1, 2):
        await store.commit(turn(f"a:{version + 1}", version))
        await store.renew(())
    store.close()
    to = place(tmp_path)
    shutil.copy(tmp_path / "copy", to)
    assert await kinds_due(str(to)) == ["handoff"]


def test_a_backup_is_for_its_owner_alone_and_overwrites_nothing(tmp_path: Path) -> None:
    store = SqliteStore(tmp_path / "t.db")
    store.backup(tmp_path / "copy")
    with pytest.raises(DatabaseUnwritable, match="something already"):
        store.backup(tmp_path / "copy")
    assert (tmp_path / "copy").stat().st_mode & 0o077 == 0
    store.close()
