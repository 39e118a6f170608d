"""Engines: how a connection is opened, what every connection sets, and who may write when.

SQLite: writers begin with ``BEGIN IMMEDIATE`` (a reader that turns into a writer fails at once when another
writes meanwhile, whatever the time-out); WAL with ``synchronous=FULL``, on a network drive a rollback
journal with ``synchronous=EXTRA`` because WAL needs one host. PostgreSQL: writers take one advisory lock, so
that acts are numbered in the order in which they become visible and the change log has no holes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import URL, Connection, make_url
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.pool import ConnectionPoolEntry, NullPool, QueuePool, StaticPool

from ipdesk.errors import UserError
from ipdesk.model.drives import is_network_path

Mode = Literal["read", "write"]
BUSY_MILLISECONDS = 5000
WRITE_LOCK = 0x697064
MODE = "ipdesk_mode"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a database lives. ``path``: the SQLite file, None elsewhere; ``network``: it is on a share."""

    url: URL
    path: Path | None
    network: bool = False

    @property
    def sqlite(self) -> bool:
        return self.url.get_backend_name() == "sqlite"

    @property
    def shown(self) -> str:
        """What people may see: the path or the address without the password."""
        return str(self.path) if self.path else self.url.render_as_string(hide_password=True)


def place(url_or_path: str | Path) -> Place:
    """Understand a file's path or an SQLAlchemy URL; ``UserError`` for anything else."""
    text = str(url_or_path)
    if isinstance(url_or_path, Path) or "://" not in text:
        path = Path(text).expanduser().absolute()
        return Place(URL.create("sqlite", database=str(path)), path, is_network_path(path))
    try:
        url = make_url(text)
        backend = url.get_backend_name()
    except Exception as problem:
        raise UserError("database.bad_url", url=text) from problem
    if backend == "postgresql":
        return Place(url.set(drivername="postgresql+psycopg"), None)
    if backend != "sqlite":
        raise UserError("database.bad_url", url=url.render_as_string(hide_password=True))
    if not url.database or url.database == ":memory:":
        return Place(url, None)
    path = Path(url.database).expanduser().absolute()
    return Place(url.set(database=str(path)), path, is_network_path(path))


def make_engine(where: Place, *, foreign_keys: bool = True, pooled: bool = True) -> Engine:
    """An engine whose connections set what ``Habits 4`` asks for; migrations want ``foreign_keys=False``."""
    if where.sqlite:
        pool = StaticPool if where.path is None else QueuePool if pooled else NullPool
        engine = create_engine(
            where.url,
            poolclass=pool,
            connect_args={"check_same_thread": False, "timeout": BUSY_MILLISECONDS / 1000},
        )
        event.listen(engine, "connect", _sqlite_setup(where.network, foreign_keys))
        if where.path is not None and not where.network:
            event.listen(engine, "checkout", _still_ours(Path(f"{where.path}-shm")))
    else:
        engine = create_engine(where.url, poolclass=QueuePool if pooled else NullPool, pool_pre_ping=True)
    event.listen(engine, "begin", _begin)
    return engine


def _sqlite_setup(network: bool, foreign_keys: bool) -> Callable[[Any, ConnectionPoolEntry], None]:
    """What every SQLite connection is told, before any transaction (inside one the pragmas do nothing)."""
    journal, synchronous = ("DELETE", "EXTRA") if network else ("WAL", "FULL")

    def setup(raw: Any, _entry: ConnectionPoolEntry) -> None:
        raw.isolation_level = None  # the driver must not begin by itself; ``_begin`` does
        raw.execute(f"PRAGMA busy_timeout={BUSY_MILLISECONDS}")
        raw.execute(f"PRAGMA foreign_keys={'ON' if foreign_keys else 'OFF'}")
        raw.execute(f"PRAGMA journal_mode={journal}").fetchone()
        raw.execute(f"PRAGMA synchronous={synchronous}")
        raw.execute("PRAGMA temp_store=MEMORY")
        raw.execute("PRAGMA cache_size=-65536")

    return setup


def _still_ours(index: Path) -> Callable[[Any, ConnectionPoolEntry, Any], None]:
    """Is the WAL a kept connection writes to still the one that stands beside the file?

    POSIX drops all of a process's locks on a file when it closes any handle of it: a file dialog that looks into the
    database to choose its icon is enough. Another process may then take itself for the last one and remove the WAL,
    and what is written to it afterwards is lost. So each connection is looked at before it is used again.
    """

    def look(_raw: Any, entry: ConnectionPoolEntry, _proxy: Any) -> None:
        known, there = entry.info.get("wal-index"), _inode(index)
        if known is None:
            entry.info["wal-index"] = there
        elif known != there:
            raise DisconnectionError

    return look


def _inode(path: Path) -> int | None:
    try:
        return path.stat().st_ino
    except OSError:
        return None


def _begin(connection: Connection) -> None:
    """Begin as the mode of the connection says: a writer waits here for its turn, not later."""
    mode: Mode | None = connection.get_execution_options().get(MODE)
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("BEGIN IMMEDIATE" if mode == "write" else "BEGIN DEFERRED")
    elif mode == "write":
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({WRITE_LOCK})")
    elif mode == "read":
        # One view over several questions, as a deferred transaction of SQLite gives it.
        connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
