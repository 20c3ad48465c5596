"""Tables are brought up to date once, in one go, and never by a program that is too old."""

import sqlite3
from pathlib import Path

import pytest

from bot.store.errors import DatabaseNewer
from bot.store.migrate import META, found_version, migrate, migrations, statements

OLD = {1: ("CREATE TABLE a (x TEXT)",)}
NEW = {**OLD, 2: ("ALTER TABLE a ADD COLUMN y TEXT", "INSERT INTO a VALUES ('1', '2')")}


def connect(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(path / "test.db", isolation_level=None)


def test_each_migration_runs_once(tmp_path: Path) -> None:
    db = connect(tmp_path)
    assert [migrate(db, "here", OLD), migrate(db, "here", NEW), migrate(db, "here", NEW)] == [1, 2, 2]
    assert db.execute("SELECT * FROM a").fetchall() == [("1", "2")]
    db.close()


def test_what_fails_half_way_leaves_the_tables_as_they_were(tmp_path: Path) -> None:
    db = connect(tmp_path)
    migrate(db, "here", OLD)
    db.execute("BEGIN IMMEDIATE")
    with pytest.raises(sqlite3.OperationalError):
        migrate(db, "here", {**OLD, 2: ("ALTER TABLE a ADD COLUMN y TEXT", "INSERT INTO nowhere VALUES (1)")})
    db.execute("ROLLBACK")
    assert found_version(db, "t") == 1
    assert [column[1] for column in db.execute("PRAGMA table_info(a)")] == ["x"]
    db.close()


def test_tables_one_version_newer_are_used_and_newer_ones_refused(tmp_path: Path) -> None:
    db = connect(tmp_path)
    migrate(db, "here", NEW)
    assert migrate(db, "here", OLD) == 2
    db.execute("UPDATE meta SET value = '3' WHERE key = 'schema'")
    with pytest.raises(DatabaseNewer, match="newer Unstuck"):
        migrate(db, "here", OLD)
    db.close()


def test_the_shipped_migrations_are_numbered_without_a_gap() -> None:
    assert sorted(migrations()) == list(range(1, len(migrations()) + 1))


def test_a_file_is_split_into_its_statements() -> None:
    text = "-- a comment; with a semicolon\nCREATE TABLE a (\n  x TEXT -- why\n);\n\nINSERT INTO a VALUES (1);\n"
    assert statements(text) == ("CREATE TABLE a (\n  x TEXT \n)", "INSERT INTO a VALUES (1)")


def test_the_shipped_statements_are_of_the_kind_that_both_databases_read() -> None:
    """No type or word that only one of them knows."""
    only_one = ("AUTOINCREMENT", "SERIAL", "JSONB", "WITHOUT ROWID", "DATETIME", "BLOB", "BYTEA", "BOOLEAN")
    text = " ".join(each for version in migrations().values() for each in version).upper()
    assert [word for word in only_one if word in text] == []
    assert META.startswith("CREATE TABLE IF NOT EXISTS")
