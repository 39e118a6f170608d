"""Verified copies of an SQLite database. A file copy of a live WAL database can lack whole tables."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from ipdesk.errors import UserError


def copy_database(source: Path, target: Path) -> Path:
    """Copy a (possibly live) database by SQLite's backup API, beside and renamed, opened and verified.

    ``target`` is replaced. ``UserError``: backup.failed (the copy differs or is damaged), backup.unwritable.
    """
    beside = target.with_name(f".{target.name}.part")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        beside.unlink(missing_ok=True)
        with _opened(source) as original, _opened(beside) as copy:
            original.execute("BEGIN")  # one view for counting and copying, whatever others write meanwhile
            expected = row_counts(original)
            original.backup(copy)
            original.rollback()
            # One file, not three: the copy carries no log of its own.
            copy.execute("PRAGMA journal_mode=DELETE")
        verify(beside, expected)
        beside.replace(target)
    except (OSError, sqlite3.Error) as problem:
        raise UserError("backup.unwritable", path=target, reason=problem) from problem
    finally:
        with contextlib.suppress(OSError):
            beside.unlink(missing_ok=True)
    return target


def verify(path: Path, expected: dict[str, int] | None = None) -> dict[str, int]:
    """Open a copy and look: ``quick_check``, foreign keys, rows per table. ``UserError("backup.failed")``."""
    try:
        with _opened(path, read_only=True) as copy:
            found = [str(row[0]) for row in copy.execute("PRAGMA quick_check")]
            if found != ["ok"]:
                raise UserError("backup.failed", path=path, reason=found[0])
            counts = row_counts(copy)
            if copy.execute("PRAGMA foreign_key_check").fetchone():
                raise UserError("backup.failed", path=path, reason="foreign keys")
    except sqlite3.DatabaseError as problem:
        raise UserError("backup.failed", path=path, reason=problem) from problem
    if expected is not None and counts != expected:
        raise UserError("backup.failed", path=path, reason="rows")
    return counts


def stamped_revision(path: Path) -> str | None:
    """The schema's revision in a file; None if it is no database of ours."""
    try:
        with _opened(path, read_only=True) as found:
            row = found.execute("SELECT version_num FROM alembic_version").fetchone()
    except sqlite3.DatabaseError:
        return None
    return str(row[0]) if row else None


def make_single(path: Path) -> None:
    """Fold the log into the database file; nobody else may have it open. ``UserError("database.busy")``."""
    try:
        with _opened(path, wait=1000) as found:
            if found.execute("PRAGMA journal_mode=DELETE").fetchone()[0] != "delete":
                raise UserError("database.busy", path=path)
    except sqlite3.OperationalError as problem:
        raise UserError("database.busy", path=path) from problem


def row_counts(connection: sqlite3.Connection) -> dict[str, int]:
    """Rows per table."""
    names = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    return {name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in names}  # noqa: S608


@contextlib.contextmanager
def _opened(path: Path, *, read_only: bool = False, wait: int = 5000) -> Iterator[sqlite3.Connection]:
    if read_only:
        connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)
    else:
        connection = sqlite3.connect(path)
    try:
        connection.execute(f"PRAGMA busy_timeout={wait}")
        yield connection
    finally:
        connection.close()
