"""Questions the lists ask: which matters, in which order, how many. Rows come back as plain named tuples."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import islice
from typing import Any, TypeAlias, TypeVar

from sqlalchemy import ColumnElement, Row, Select, case, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from ipdesk.model.clients import ClientRecord
from ipdesk.model.due_items import DueItemRecord, WaitingRecord
from ipdesk.model.matters import MatterRecord
from ipdesk.model.people import PersonRecord

AnyRow: TypeAlias = "Row[*tuple[Any, ...]]"
AnySelect: TypeAlias = "Select[*tuple[Any, ...]]"

_Key = TypeVar("_Key", int, str)
IDS_AT_ONCE = 500
ESCAPE = "\\"

_Handler = aliased(PersonRecord, name="handler")
_Salesperson = aliased(PersonRecord, name="salesperson")


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which matters: ``None`` and empty are any; ``needle`` is text made by ``ipdesk.searching.plain``.

    ``bucket``: overdue | today | week | waiting | paused | all, as of ``today``; ``week_end`` its Sunday.
    """

    today: date
    week_end: date
    department: str | None = None
    bucket: str = "all"
    handler_id: int | None = None
    kind: str | None = None
    needle: str = ""


def contains(column: InstrumentedAttribute[str], needle: str) -> ColumnElement[bool]:
    """``needle`` somewhere in the column, its ``%`` and ``_`` meaning themselves."""
    return column.contains(needle, autoescape=True, escape=ESCAPE)


def conditions(wanted: Wanted) -> list[ColumnElement[bool]]:
    """The WHERE of a list of matters; removed ones are never in it."""
    where: list[ColumnElement[bool]] = [MatterRecord.removed_at.is_(None)]
    if wanted.department is not None:
        where.append(MatterRecord.department == wanted.department)
    if wanted.handler_id is not None:
        where.append(MatterRecord.handler_id == wanted.handler_id)
    if wanted.kind is not None:
        where.append(MatterRecord.kind == wanted.kind)
    if wanted.needle:
        where.append(contains(MatterRecord.search, wanted.needle))
    return where + _bucket(wanted)


def _bucket(wanted: Wanted) -> list[ColumnElement[bool]]:
    due, to_do = MatterRecord.nearest_due, MatterRecord.nearest_state == "open"
    buckets: dict[str, list[ColumnElement[bool]]] = {
        "overdue": [due < wanted.today, to_do],
        "today": [due == wanted.today, to_do],
        "week": [due >= wanted.today, due <= wanted.week_end, to_do],
        "waiting": [MatterRecord.waits.is_(True)],
        "paused": [MatterRecord.state == "paused"],
        "all": [],
    }
    return buckets[wanted.bucket]


def count_groups(session: Session, wanted: Wanted) -> Sequence[AnyRow]:
    """Per (nearest_state, nearest_due): how many matters, how many of them wait, how many are paused.

    In the order of the index that covers it, so that a hundred thousand matters are one walk without a sort.
    """
    keys = (MatterRecord.nearest_state, MatterRecord.nearest_due)
    waits = func.sum(case((MatterRecord.waits.is_(True), 1), else_=0)).label("waits")
    paused = func.sum(case((MatterRecord.state == "paused", 1), else_=0)).label("paused")
    query = select(*keys, func.count().label("n"), waits, paused)
    return session.execute(query.where(*conditions(wanted)).group_by(*keys)).all()


# -- ids ----------------------------------------------------------------------------------------


def matter_ids(
    session: Session, wanted: Wanted, column: str, *, descending: bool, limit: int | None = None
) -> array[int]:
    """The ids of the matters wanted, in order of ``column``; what has none comes last either way.

    ``limit`` is not for the columns that may be empty (``nearest``, ``filed``): those are read whole.
    """
    where = conditions(wanted)
    if column in _PLAIN:
        if wanted.needle:
            return _by_sorting(session, where, _PLAIN[column], descending=descending)
        return _by_nullable(session, where, _PLAIN[column], descending=descending)
    keys = _joined_keys(column)
    query = _with_names(select(MatterRecord.id), column).where(*where)
    ordered = [key.desc() if descending else key.asc() for key in keys]
    if column != "number":
        ordered.append(MatterRecord.number.asc())
    return _fetch(session, query.order_by(*ordered).limit(limit))


_PLAIN: dict[str, InstrumentedAttribute[Any]] = {
    "nearest": MatterRecord.nearest_due,
    "filed": MatterRecord.filed,
}


def _by_nullable(
    session: Session,
    where: list[ColumnElement[bool]],
    column: InstrumentedAttribute[Any],
    *,
    descending: bool,
) -> array[int]:
    """Two ordered index walks instead of one sort: rows with a value, then rows without."""
    order = (column.desc(), MatterRecord.number.desc()) if descending else (column, MatterRecord.number)
    ids = select(MatterRecord.id)
    found = _fetch(session, ids.where(*where, column.is_not(None)).order_by(*order))
    found.extend(_fetch(session, ids.where(*where, column.is_(None)).order_by(MatterRecord.number)))
    return found


def _by_sorting(
    session: Session,
    where: list[ColumnElement[bool]],
    column: InstrumentedAttribute[Any],
    *,
    descending: bool,
) -> array[int]:
    """Read as the rows lie and sort what matches: walking an order index jumps about in the whole table."""
    order = (column.desc(), MatterRecord.number.desc()) if descending else (column, MatterRecord.number)
    return _fetch(session, select(MatterRecord.id).where(*where).order_by(column.is_(None), *order))


def _joined_keys(column: str) -> tuple[ColumnElement[Any] | InstrumentedAttribute[Any], ...]:
    """What to sort by; Chinese names go by their pinyin initials first."""
    if column == "client":
        return (func.coalesce(ClientRecord.initials, ""), func.coalesce(ClientRecord.name, ""))
    if column == "handler":
        return (func.coalesce(_Handler.initials, ""), func.coalesce(_Handler.name, ""))
    if column == "salesperson":
        return (func.coalesce(_Salesperson.initials, ""), func.coalesce(_Salesperson.name, ""))
    keys: dict[str, InstrumentedAttribute[Any]] = {
        "number": MatterRecord.number,
        "title": MatterRecord.title,
        "kind": MatterRecord.kind,
        "stage": MatterRecord.stage,
        "application_number": MatterRecord.application_key,
        "state": MatterRecord.state,
    }
    return (keys[column],)


def _with_names(query: AnySelect, column: str) -> AnySelect:
    if column == "client":
        return query.outerjoin(ClientRecord, ClientRecord.id == MatterRecord.client_id)
    if column == "handler":
        return query.outerjoin(_Handler, _Handler.id == MatterRecord.handler_id)
    if column == "salesperson":
        return query.outerjoin(_Salesperson, _Salesperson.id == MatterRecord.salesperson_id)
    return query


def _fetch(session: Session, query: AnySelect) -> array[int]:
    """One column of whole numbers, straight from the driver: a hundred thousand rows need no row objects."""
    result = session.connection().execute(query)
    cursor = result.cursor
    found = array("q", [row[0] for row in cursor.fetchall()])
    result.close()
    return found


# -- rows ---------------------------------------------------------------------------------------


def in_pieces(ids: Iterable[_Key]) -> Iterator[list[_Key]]:
    """``ids`` in lists short enough for one IN (…)."""
    rest = iter(ids)
    while piece := list(islice(rest, IDS_AT_ONCE)):
        yield piece


def matter_rows(session: Session, ids: Iterable[int]) -> dict[int, AnyRow]:
    """The matters with their client, people and nearest item, by id; unknown and removed ids are missing."""
    found: dict[int, AnyRow] = {}
    for piece in in_pieces(ids):
        rows = session.execute(_row_query().where(MatterRecord.id.in_(piece))).all()
        found.update((row.id, row) for row in rows)
    return found


@cache
def _row_query() -> AnySelect:
    matter, item = MatterRecord, DueItemRecord
    return (
        select(
            matter.id, matter.number, matter.department, matter.kind, matter.title, matter.client_id,
            matter.handler_id, matter.salesperson_id, matter.stage, matter.application_number, matter.filed,
            matter.granted, matter.state, matter.version, matter.applicant, matter.classes, matter.reduction,
            matter.flags, matter.note, matter.next_steps, matter.waits,
            func.coalesce(ClientRecord.name, "").label("client"),
            func.coalesce(_Handler.name, "").label("handler"),
            func.coalesce(_Salesperson.name, "").label("salesperson"),
            item.id.label("item_id"), item.state.label("item_state"), item.due, item.due_time, item.official,
            item.title.label("item_title"), item.rule, item.about, item.provisional,
        )
        .outerjoin(ClientRecord, ClientRecord.id == matter.client_id)
        .outerjoin(_Handler, _Handler.id == matter.handler_id)
        .outerjoin(_Salesperson, _Salesperson.id == matter.salesperson_id)
        .outerjoin(item, item.id == matter.nearest_item_id)
        .where(matter.removed_at.is_(None))
    )  # fmt: skip


def waiting_of(session: Session, ids: Iterable[int]) -> dict[int, list[AnyRow]]:
    """What each matter waits for, by matter id, in order of rule."""
    table = WaitingRecord
    found: dict[int, list[AnyRow]] = {}
    columns = (
        table.matter_id, table.rule, table.clause, table.title, table.about, table.missing, table.have,
    )  # fmt: skip
    for piece in in_pieces(ids):
        query = select(*columns).where(table.matter_id.in_(piece)).order_by(table.matter_id, table.id)
        for row in session.execute(query):
            found.setdefault(row.matter_id, []).append(row)
    return found


def id_of_number(session: Session, number: str) -> int | None:
    """The id of the matter with this number of the office; None when there is none."""
    return session.scalar(
        select(MatterRecord.id).where(MatterRecord.number == number, MatterRecord.removed_at.is_(None))
    )
