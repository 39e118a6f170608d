"""Many rows at once (ledger import, example office): Core executemany, ids known beforehand.

One line per run of rows in the journal, so that undo takes a whole import back in one step.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

from sqlalchemy import Boolean, Connection, Table, text

from ipdesk.model import journal
from ipdesk.model.acts import ActChangeRecord
from ipdesk.model.base import Base
from ipdesk.model.events import EventRecord
from ipdesk.model.matters import MatterRecord
from ipdesk.model.unit_of_work import UnitOfWork

Row = Mapping[str, Any]


def insert_rows(uow: UnitOfWork, record: type[Base], rows: Sequence[Row]) -> list[int]:
    """Insert rows (column -> value; defaults fill the rest) and journal them; their ids, in order."""
    if not rows:
        return []
    uow.flush()
    ids = next_ids(uow.connection, record.__tablename__, len(rows))
    filled = _defaults(record)
    values = [tuple({**filled, **row, "id": row_id}.values()) for row, row_id in zip(rows, ids, strict=True)]
    insert_tuples(uow.connection, table_of(record), tuple(filled), values)
    if record.journaled:
        _note(uow, record.__tablename__, ids)
    return ids


def table_of(record: type[Base]) -> Table:
    """The table behind a record class."""
    table = record.__table__
    assert isinstance(table, Table)
    return table


def insert_matters(uow: UnitOfWork, rows: Sequence[Row]) -> list[int]:
    """Matters; their projected columns come from ``services.docket.project`` afterwards."""
    return insert_rows(uow, MatterRecord, rows)


def insert_events(uow: UnitOfWork, rows: Sequence[Row]) -> list[int]:
    """Events; ``recorded_by``, ``recorded_at`` and ``act_id`` are those of the act unless given."""
    act = uow.act
    if act is None:
        raise RuntimeError("events need an act; call begin_act first")
    stamp = {"recorded_by": act.by_id, "recorded_at": act.at, "act_id": act.id}
    return insert_rows(uow, EventRecord, [{**stamp, **row} for row in rows])


def insert_tuples(connection: Connection, table: Table, names: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> None:
    """Hand rows (values in the order of ``names``) to the driver; a third of what an executemany of Core takes."""
    dialect = connection.dialect
    prepare = dialect.identifier_preparer
    types = [(at, table.c[name].type) for at, name in enumerate(names)]
    converters = [
        (at, convert)
        for at, kind in types
        # Both drivers take a bool as it is; asking SQLAlchemy to look at each costs more than the rest of the row.
        if not isinstance(kind, Boolean) and (convert := kind.dialect_impl(dialect).bind_processor(dialect)) is not None
    ]
    mark = "?" if dialect.paramstyle == "qmark" else "%s"
    columns = ", ".join(prepare.quote(name) for name in names)
    statement = f"INSERT INTO {prepare.quote(table.name)} ({columns}) VALUES ({', '.join([mark] * len(names))})"  # noqa: S608
    connection.exec_driver_sql(statement, [_converted(row, converters) for row in rows])


def _converted(row: tuple[Any, ...], converters: Sequence[tuple[int, Any]]) -> tuple[Any, ...]:
    values = list(row)
    for at, convert in converters:
        values[at] = convert(values[at])
    return tuple(values)


def next_ids(connection: Connection, table: str, count: int) -> list[int]:
    """Ids nobody has had: from the sequence of the table, never one that a removed row had."""
    if connection.dialect.name == "sqlite":
        last = connection.execute(text("SELECT seq FROM sqlite_sequence WHERE name = :t"), {"t": table}).scalar()
        start = int(last or 0) + 1
        return list(range(start, start + count))
    rows = connection.execute(
        text("SELECT nextval(pg_get_serial_sequence(:t, 'id')) FROM generate_series(1, :n)"),
        {"t": table, "n": count},
    )
    return sorted(int(value) for value in rows.scalars())


def runs(ids: Sequence[int]) -> list[tuple[int, int]]:
    """Runs of consecutive ids as (first, last)."""
    if not ids:
        return []
    breaks = [i for i, (a, b) in enumerate(pairwise(ids), start=1) if b != a + 1]
    starts, ends = [0, *breaks], [*breaks, len(ids)]
    return [(ids[a], ids[b - 1]) for a, b in zip(starts, ends, strict=True)]


def _defaults(record: type[Base]) -> dict[str, Any]:
    """Every column with what it holds when nothing is said, so that all rows share one statement."""
    found: dict[str, Any] = {}
    for column in record.__table__.columns:
        default = column.default
        if default is None:
            found[column.key] = None
        elif default.is_scalar:
            found[column.key] = default.arg
        else:
            found[column.key] = {}  # the only callable default is ``dict``
    return found


def _note(uow: UnitOfWork, table: str, ids: Sequence[int]) -> None:
    act_id = uow.session.info.get(journal.ACT)
    if act_id is None:
        raise RuntimeError(f"{table} was changed outside an act; call begin_act first")
    uow.session.add_all(
        ActChangeRecord(act_id=act_id, table_name=table, row_id=first, last_id=last, before=None, after=None)
        for first, last in runs(ids)
    )
