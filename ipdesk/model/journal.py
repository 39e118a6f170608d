"""The journal of changes: each flush writes, per touched row, what it was and what it became.

Undo reads it backwards. Only rows that go through the session (or :mod:`ipdesk.model.bulk`) are seen;
projected columns and tables are not journaled because rules make them again from the events.
"""

from __future__ import annotations

from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from sqlalchemy import Date, Time, event, inspect
from sqlalchemy.orm import Session, UOWTransaction

from ipdesk.model.acts import ActChangeRecord
from ipdesk.model.base import Base, Moment, Money

ACT = "ipdesk_act"
UNTOLD = frozenset({"version"})


def listen(session: Session) -> None:
    """Journal this session's flushes."""
    event.listen(session, "after_flush", _after_flush)


def plain(value: Any) -> Any:
    """A column's value as JSON keeps it."""
    if isinstance(value, (datetime, date, time)):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value


def revive(record: type[Base], column: str, value: Any) -> Any:
    """The value of ``column`` again from what ``plain`` made of it."""
    if value is None or not isinstance(value, str):
        return value
    kind = record.__table__.c[column].type
    if isinstance(kind, Moment):
        return datetime.fromisoformat(value)
    if isinstance(kind, Money):
        return Decimal(value)
    if isinstance(kind, Date):
        return date.fromisoformat(value)
    return time.fromisoformat(value) if isinstance(kind, Time) else value


def told(record: type[Base]) -> tuple[str, ...]:
    """The columns of a table that the journal keeps."""
    return tuple(c.key for c in record.__table__.c if c.key not in record.projected | UNTOLD)


def snapshot(row: Base) -> dict[str, Any]:
    """All journaled columns of a row, plain."""
    return {name: plain(getattr(row, name)) for name in told(type(row))}


def _after_flush(session: Session, _context: UOWTransaction) -> None:
    act_id = session.info.get(ACT)
    found = [_change(act_id, row, None, snapshot(row)) for row in session.new if _counts(row)]
    found += [_change(act_id, row, snapshot(row), None) for row in session.deleted if _counts(row)]
    for row in filter(_counts, session.dirty):
        before, after = _difference(row)
        if after:
            found.append(_change(act_id, row, before, after))
    session.add_all(found)


def _counts(row: object) -> bool:
    return isinstance(row, Base) and row.journaled


Plain = dict[str, Any]


def _change(act_id: int | None, row: Any, before: Plain | None, after: Plain | None) -> ActChangeRecord:
    if act_id is None:
        raise RuntimeError(f"{row.__tablename__} was changed outside an act; call begin_act first")
    return ActChangeRecord(act_id=act_id, table_name=row.__tablename__, row_id=row.id, before=before, after=after)


def _difference(row: Base) -> tuple[Plain, Plain]:
    """The journaled columns this flush changed, before and after."""
    before: dict[str, Any] = {}
    after: dict[str, Any] = {}
    state = inspect(row)
    for name in told(type(row)):
        history = state.attrs[name].history
        if not history.has_changes():
            continue
        old = plain(history.deleted[0]) if history.deleted else None
        new = plain(history.added[0]) if history.added else None
        if old != new:
            before[name], after[name] = old, new
    return before, after
