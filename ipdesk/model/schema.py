"""Is the schema the one this program knows? Asked by plain SQL, so that no start imports Alembic."""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import Connection, inspect, text
from sqlalchemy.exc import DBAPIError

from ipdesk.errors import UserError
from ipdesk.model.engine import MODE, Place, make_engine, place
from ipdesk.model.unit_of_work import Database, understood

REVISIONS = ("0001", "0002", "0003")
HEAD_REVISION = REVISIONS[-1]


def open_database(where: Place, *, create: bool, before_upgrade: Callable[[str], object] | None = None) -> Database:
    """Open (or make) the database and see that its schema fits.

    An older SQLite schema is upgraded after ``before_upgrade(revision)`` (a verified backup); an older
    PostgreSQL one only by ``upgrade_database``. ``UserError``: database.missing, .exists, .not_ours, .too_new,
    .needs_upgrade and what the machine refuses.
    """
    if where.path is not None and not create and not where.path.is_file():
        raise UserError("database.missing", path=where.path)
    if where.path is not None and create:
        _make_file(where.path)
    database = Database(where)
    try:
        found = current_revision(database)
        if create and where.path is None:
            if found is not None:
                raise UserError("database.exists", path=where.shown)
            upgrade_schema(database)
        elif found != HEAD_REVISION:
            _settle(database, found, before_upgrade)
    except BaseException:
        database.close()
        raise
    return database


def _make_file(path: Path) -> None:
    """Make a new SQLite file beside and give it its name when it is whole; one that is there is never replaced."""
    if path.exists() and path.stat().st_size:
        raise UserError("database.exists", path=path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=path.parent, prefix=".ipdesk-new-") as folder:
            beside = Path(folder) / path.name
            database = Database(place(beside))
            try:
                upgrade_schema(database)
            finally:
                database.close()
            path.unlink(missing_ok=True)
            beside.rename(path)
    except OSError as problem:
        raise UserError("database.unreachable", path=path) from problem


def _settle(database: Database, found: str | None, before_upgrade: Callable[[str], object] | None) -> None:
    """The schema is not the newest one: upgrade it, or say why not."""
    where = database.place
    if found is None:
        raise UserError("database.not_ours", path=where.shown)
    if found not in REVISIONS:
        raise UserError("database.too_new", path=where.shown, found=found, known=HEAD_REVISION)
    if not where.sqlite:
        raise UserError("database.needs_upgrade", path=where.shown)
    if before_upgrade is not None:
        before_upgrade(found)
    upgrade_schema(database)


def current_revision(database: Database) -> str | None:
    """The revision stamped into the database; None where there is no stamp (empty, or not ours)."""
    with database.read() as uow:
        connection = uow.connection
        if not inspect(connection).has_table("alembic_version"):
            return None
        return connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one_or_none()


def upgrade_schema(database: Database) -> None:
    """Run the missing migrations in one transaction, foreign keys off, and check the keys afterwards.

    With foreign keys on, a table rebuilt by a batch migration would take its children along. A file that is
    not empty and not ours is refused.
    """
    from ipdesk.model.migrations import upgrade

    where = database.place
    engine = make_engine(where, foreign_keys=False, pooled=False) if where.path else database.engine
    try:
        with engine.execution_options(**{MODE: "write"}).connect() as connection, connection.begin():
            tables = set(inspect(connection).get_table_names())
            if tables and "alembic_version" not in tables:
                raise UserError("database.not_ours", path=where.shown)
            upgrade(connection)
            broken = broken_keys(connection)
            if broken:
                raise UserError("database.keys_broken", path=where.shown, where=broken)
    except (DBAPIError, sqlite3.Error) as problem:
        raise understood(problem, where) from problem
    finally:
        if engine is not database.engine:
            engine.dispose()


def upgrade_database(where: Place) -> str:
    """Upgrade on purpose (the only way on a server); the revision the database then has."""
    if where.sqlite:
        from ipdesk.model.backup import copy_database

        def keep(revision: str) -> None:
            if where.path is not None:
                copy_database(where.path, where.path.with_name(f"{where.path.name}.before-upgrade-from-{revision}"))

        open_database(where, create=False, before_upgrade=keep).close()
        return HEAD_REVISION
    database = Database(where)
    try:
        found = current_revision(database)
        if found is not None and found not in REVISIONS:
            raise UserError("database.too_new", path=where.shown, found=found, known=HEAD_REVISION)
        if found != HEAD_REVISION:
            upgrade_schema(database)
    finally:
        database.close()
    return HEAD_REVISION


def damage(connection: Connection) -> list[str]:
    """What SQLite's own quick check finds wrong; a server looks after its files itself."""
    if connection.dialect.name != "sqlite":
        return []
    rows = connection.exec_driver_sql("PRAGMA quick_check(20)").scalars().all()
    return [text for text in rows if text != "ok"]


def broken_keys(connection: Connection) -> list[str]:
    """Rows that point nowhere, as ``table#row→parent`` (SQLite; PostgreSQL never lets them in)."""
    if connection.dialect.name != "sqlite":
        return []
    rows = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
    return [f"{table}#{row}→{parent}" for table, row, parent, _ in rows]
