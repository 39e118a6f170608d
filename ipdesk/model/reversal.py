"""Reversing an act from its journal, row by row, last first."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import select

from ipdesk.model import journal, tables
from ipdesk.model.acts import ActChangeRecord, ActRecord
from ipdesk.model.base import Base
from ipdesk.model.clients import ClientRecord
from ipdesk.model.dockets import batches
from ipdesk.model.events import EventRecord
from ipdesk.model.matters import MatterRecord
from ipdesk.model.people import PersonRecord
from ipdesk.model.queries import changes_of
from ipdesk.model.unit_of_work import Doer, UnitOfWork

LISTED = 500
RECORDS: dict[str, type[Base]] = {mapper.class_.__tablename__: mapper.class_ for mapper in tables.Base.registry.mappers}


class ChangedSince(Exception):
    """A row is no longer what the act left; ``where`` says which."""

    def __init__(self, where: str) -> None:
        super().__init__(where)
        self.where = where


def reverse(uow: UnitOfWork, act_id: int, doer: Doer, why: str) -> set[int]:
    """Take back every change of an act; the ids of the matters touched. ``ChangedSince`` before anything lasts."""
    matters: set[int] = set()
    for change in changes_of(uow, act_id):
        record = RECORDS[change.table_name]
        if change.before is None and change.after is None:
            _take_back_bulk(uow, record, change, doer, why, matters)
            continue
        row = uow.session.get(record, change.row_id)
        if change.after is None:
            _bring_back(uow, record, change, row)
        elif row is None:
            raise ChangedSince(change.table_name)
        elif change.before is None:
            if isinstance(row, MatterRecord) and _journaled_later(uow, change):
                raise ChangedSince(change.table_name)
            _take_back(uow, row, change.after, doer, why)
        else:
            _put_back(row, change.before, change.after, doer)
        matters |= _matters_of(row)
    uow.flush()
    return matters


def _take_back(uow: UnitOfWork, row: Any, made: dict[str, Any], doer: Doer, why: str) -> None:
    """A row the act made: an event is revoked, others are marked removed, what can't be marked is deleted."""
    _unchanged(row, made)
    if isinstance(row, EventRecord):
        row.revoked_at, row.revoked_by, row.revoked_why = doer.at, doer.by, why
    elif isinstance(row, (ClientRecord, PersonRecord)) and matters_named(uow, row.__tablename__, row.id, there=True):
        return  # others use it by now; it was only made in passing
    elif hasattr(row, "removed_at") and not row.vanishes:
        row.removed_at = doer.at
    else:
        uow.session.delete(row)
        uow.flush()  # children before their parents, in the order of the journal


def _put_back(row: Any, before: dict[str, Any], after: dict[str, Any], doer: Doer) -> None:
    """A row the act changed: the same columns as they were before."""
    _unchanged(row, after)
    for name, value in before.items():
        setattr(row, name, journal.revive(type(row), name, value))
    if isinstance(row, MatterRecord):
        row.changed_at, row.changed_by_id = doer.at, doer.by


def _bring_back(uow: UnitOfWork, record: type[Base], change: ActChangeRecord, row: Base | None) -> None:
    """A row the act deleted: made again under its id."""
    if row is not None:
        raise ChangedSince(change.table_name)
    assert change.before is not None
    values = {name: journal.revive(record, name, value) for name, value in change.before.items()}
    uow.add(record(**values))
    uow.flush()


def _take_back_bulk(
    uow: UnitOfWork, record: type[Base], change: ActChangeRecord, doer: Doer, why: str, matters: set[int]
) -> None:
    """A run of rows made at once. None may have been changed since: its journal would say so."""
    assert change.last_id is not None
    ids = range(change.row_id, change.last_id + 1)
    if _journaled_later(uow, change):
        raise ChangedSince(change.table_name)
    for part in batches(ids):
        for row in uow.session.scalars(select(record).where(record.__table__.c.id.in_(part))):
            _take_back(uow, row, {}, doer, why)
            matters |= _matters_of(row)
        uow.flush()


def _journaled_later(uow: UnitOfWork, change: ActChangeRecord) -> bool:
    """Did a later act that still holds touch a row of this run, or do anything to a matter of it?"""
    last = change.last_id or change.row_id
    later = [ActRecord.id > change.act_id, ActRecord.undone_by.is_(None), ActRecord.undoes.is_(None)]
    rows = (
        select(ActChangeRecord.id)
        .join(ActRecord, ActRecord.id == ActChangeRecord.act_id)
        .where(
            ActChangeRecord.table_name == change.table_name,
            ActChangeRecord.row_id.between(change.row_id, last),
            *later,
        )
    )
    if uow.session.scalars(rows.limit(1)).first() is not None:
        return True
    if change.table_name != MatterRecord.__tablename__:
        return False
    acts = select(ActRecord.id).where(ActRecord.matter_id.between(change.row_id, last), *later)
    return uow.session.scalars(acts.limit(1)).first() is not None


def _unchanged(row: Any, left: dict[str, Any]) -> None:
    """The columns are as the act left them, or somebody changed them since."""
    for name, value in left.items():
        if journal.plain(getattr(row, name)) != value:
            raise ChangedSince(type(row).__tablename__)


def _matters_of(row: Base | None) -> set[int]:
    if isinstance(row, MatterRecord):
        return {row.id}
    matter_id = getattr(row, "matter_id", None)
    return {matter_id} if matter_id is not None else set()


def projected_matters(uow: UnitOfWork, act_id: int, matters: Iterable[int]) -> set[int]:
    """The matters to derive again: those touched, and all matters of clients and persons that changed."""
    found = set(matters)
    for change in changes_of(uow, act_id):
        if change.table_name in ("clients", "people") and change.before is not None:
            found |= matters_named(uow, change.table_name, change.row_id)
    return found


def matters_named(uow: UnitOfWork, table: str, row_id: int, *, there: bool = False) -> set[int]:
    """Matters that show this client's or person's name (``there``: without the removed ones)."""
    if table == "clients":
        where = MatterRecord.client_id == row_id
    else:
        where = (MatterRecord.handler_id == row_id) | (MatterRecord.salesperson_id == row_id)
    if there:
        where = where & MatterRecord.removed_at.is_(None)
    return set(uow.session.scalars(select(MatterRecord.id).where(where)))
