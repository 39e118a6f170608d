"""One use case, one unit of work: it rolls back unless it commits."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Protocol, TypeVar

from sqlalchemy import Engine
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from ipdesk.errors import StaleVersion, UserError
from ipdesk.model import journal
from ipdesk.model.acts import ActRecord
from ipdesk.model.base import Base
from ipdesk.model.engine import MODE, Mode, Place, make_engine

T = TypeVar("T")
MATTERS_LISTED = 500


class Doer(Protocol):
    """Who does it and when: what the journal keeps of an act."""

    @property
    def by(self) -> int | None: ...

    @property
    def at(self) -> datetime: ...


class UnitOfWork:
    """A session inside one transaction. Writers first say what they do: ``begin_act``."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.act: ActRecord | None = None
        self.committed = False

    @property
    def connection(self) -> Connection:
        """The connection of this transaction, for Core statements and driver SQL."""
        return self.session.connection()

    def get(self, table: type[T], row_id: int | str | None) -> T | None:
        """The row with this id or None."""
        return None if row_id is None else self.session.get(table, row_id)

    def add(self, record: Base) -> None:
        self.session.add(record)

    def flush(self) -> None:
        """Send what was added, so that it has its id."""
        self.session.flush()

    def begin_act(self, doer: Doer, name: str, summary: str = "", matter_id: int | None = None) -> ActRecord:
        """Start the act under which every change of this unit of work is journaled."""
        self.act = ActRecord(at=doer.at, by_id=doer.by, name=name, summary=summary, matter_id=matter_id)
        self.session.add(self.act)
        self.session.flush()
        self.session.info[journal.ACT] = self.act.id
        return self.act

    def end_act(self, kinds: frozenset[str], matters: frozenset[int]) -> None:
        """Note for other workstations what the act touched."""
        if self.act is None:
            return
        self.act.kinds = " ".join(sorted(kinds))
        self.act.matters = sorted(matters) if len(matters) <= MATTERS_LISTED else None

    def commit(self) -> None:
        """Make it last. ``StaleVersion`` if a row was changed by somebody else inside the race."""
        self.session.commit()
        self.committed = True


class Database:
    """An engine with the two ways to use it; thread-safe, each unit of work has a connection of its own."""

    def __init__(self, where: Place) -> None:
        self.place = where
        self.engine: Engine = make_engine(where)

    @contextmanager
    def read(self) -> Iterator[UnitOfWork]:
        """A consistent view; nothing written in it lasts."""
        with self._unit("read") as uow:
            yield uow

    @contextmanager
    def write(self) -> Iterator[UnitOfWork]:
        """The one writer; waits for its turn up to the busy time-out, then ``UserError``."""
        with self._unit("write") as uow:
            yield uow

    @contextmanager
    def _unit(self, mode: Mode) -> Iterator[UnitOfWork]:
        engine = self.engine.execution_options(**{MODE: mode})
        try:
            with Session(engine, expire_on_commit=False, autoflush=mode == "write") as session:
                if mode == "write":
                    journal.listen(session)
                yield UnitOfWork(session)
        except StaleDataError as problem:
            raise StaleVersion("record.stale") from problem
        except (DBAPIError, sqlite3.Error) as problem:
            raise understood(problem, self.place) from problem

    def close(self) -> None:
        """Give all connections back; a WAL file is folded into the database by the last one."""
        self.engine.dispose()


def understood(problem: DBAPIError | sqlite3.Error, where: Place) -> UserError:
    """The sentence for what the machine refused (locked, full, read-only …); anything else is a bug."""
    text = str(problem.orig if isinstance(problem, DBAPIError) else problem).lower()
    for code, marks in _MACHINE.items():
        if any(mark in text for mark in marks):
            return UserError(code, path=where.shown)
    raise problem


_MACHINE: dict[str, tuple[str, ...]] = {
    "database.busy": ("database is locked", "database table is locked", "lock timeout"),
    "database.read_only": ("readonly", "read-only"),
    "database.full": ("disk is full", "disk full", "no space left"),
    "database.damaged": ("malformed", "not a database", "disk i/o error"),
    "database.unreachable": (
        "unable to open",
        "connection refused",
        "could not connect",
        "connection failed",
        "server closed the connection",
        "could not translate host",
        "failed to resolve",
        "timeout expired",
    ),
}

__all__ = ["Database", "Doer", "UnitOfWork"]
