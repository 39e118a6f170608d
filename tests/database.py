"""Databases for tests: a fresh SQLite file by copying a template, or the server that
``IPDESK_TEST_DATABASE`` names (an SQLAlchemy URL), emptied before each test.
"""

from __future__ import annotations

import os
import shutil
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Engine
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.util import LRUCache

from ipdesk.model.engine import place
from ipdesk.model.schema import current_revision, open_database
from ipdesk.model.unit_of_work import Database
from ipdesk.services.office import Act, Office, folder_of, open_office

TODAY = date(2026, 11, 20)
URL = os.environ.get("IPDESK_TEST_DATABASE", "")


def make_template(path: Path) -> Path:
    """An empty office as the migrations make it; closed, so that copying the file is right."""
    open_office(path, create=True).close()
    return path


def fresh_office(template: Path, path: Path) -> Office:
    """An empty office of this test's own."""
    if not URL:
        shutil.copy(template, path)
        return open_office(path)
    where = place(URL)
    database = Database(where)
    if current_revision(database) is None:
        database.close()
        database = open_database(where, create=True)
    with database.engine.begin() as connection:
        names = connection.exec_driver_sql(
            "SELECT tablename FROM pg_tables WHERE schemaname = current_schema() AND tablename <> 'alembic_version'"
        ).scalars()
        tables = ", ".join(f'"{name}"' for name in names)
        connection.exec_driver_sql(f"TRUNCATE {tables} RESTART IDENTITY CASCADE")
    return Office(database, folder_of(place(path)))


def an_act(by: int | None = None, today: date = TODAY, second: int = 0) -> Act:
    """An act of somebody on a day, at a fixed moment."""
    return Act(by, datetime(today.year, today.month, today.day, 2, 0, second, tzinfo=UTC), today)


def share_compiled_statements() -> None:
    """Let the many engines of a test run compile each statement once between them, as the one engine of a program does.

    The cache of an engine is keyed by its dialect; those of this program's SQLite files are all set alike.
    """
    compiled: LRUCache[Any, Any] = LRUCache(8000)
    plain = Engine.__init__

    def made(self: Engine, *args: Any, **options: Any) -> None:
        plain(self, *args, **options)
        if self.dialect.name == "sqlite":
            self._compiled_cache = compiled

    Engine.__init__ = made  # type: ignore[method-assign]
    SQLiteDialect_pysqlite.__eq__ = lambda self, other: type(self) is type(other)  # type: ignore[method-assign]
    SQLiteDialect_pysqlite.__hash__ = lambda self: hash(type(self))  # type: ignore[method-assign]
