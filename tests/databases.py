"""A statement on a database of either kind, beside the store: for what a test wants to see or to break."""

import sqlite3
from typing import Any

import psycopg


def execute(database: str, sql: str, *values: object) -> list[tuple[Any, ...]]:
    """The rows that it gives, or none. `?` stands for a value."""
    if database.startswith("sqlite"):
        file = sqlite3.connect(database.removeprefix("sqlite:///"))
        try:
            with file:
                return file.execute(sql, values).fetchall()
        finally:
            file.close()
    with psycopg.connect(database, autocommit=True) as db:
        cursor = db.execute(sql.replace("?", "%s").encode(), values)
        return cursor.fetchall() if cursor.description else []
