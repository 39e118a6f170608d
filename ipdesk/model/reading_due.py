"""Questions about due items: lists of them, and how many lie on each day."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache

from sqlalchemy import ColumnElement, and_, false, func, or_, select
from sqlalchemy.orm import Session

from ipdesk.model.clients import ClientRecord
from ipdesk.model.due_items import DueItemRecord
from ipdesk.model.matters import MatterRecord
from ipdesk.model.people import PersonRecord
from ipdesk.model.reading import AnyRow, AnySelect

TO_DO = ("open", "paused")
SHOWN = ("open", "paused", "done", "done_late")
ALL = (*SHOWN, "void")
_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class DueWanted:
    """Which due items; ``None`` is any. ``states`` are stored ones (open|paused|done|done_late|void).

    ``mine``: those of this person, and those of nobody in ``mine_department``.
    """

    frm: date | None = None
    to: date | None = None
    department: str | None = None
    person_id: int | None = None
    person: str | None = None
    kind: str | None = None
    official: bool | None = None
    states: tuple[str, ...] = SHOWN
    matter_id: int | None = None
    superseded: bool = False
    mine: int | None = None
    mine_department: str | None = None


def due_rows(session: Session, wanted: DueWanted, limit: int | None = None) -> Sequence[AnyRow]:
    """The items with matter, client and person, by due date, official ones first on a day."""
    item = DueItemRecord
    order = (item.due, item.official.desc(), item.rule, item.id)
    if limit is None:
        return session.execute(_row_query().where(*_conditions(wanted)).order_by(*order)).all()
    # The first ones are chosen before names are joined to them: a week may hold thousands.
    first = _joined(select(item.id), wanted).where(*_conditions(wanted)).order_by(*order).limit(limit)
    return session.execute(_row_query().where(item.id.in_(first)).order_by(*order)).all()


def due_rows_by_id(session: Session, ids: Iterable[int]) -> Sequence[AnyRow]:
    """The items with these ids, in no order; unknown ones are missing."""
    return session.execute(_row_query().where(DueItemRecord.id.in_(list(ids)))).all()


def live_rows_of(session: Session, matter_ids: Sequence[int]) -> Sequence[AnyRow]:
    """What is still to be done of these matters, matter by matter."""
    item = DueItemRecord
    found: list[AnyRow] = []
    for start in range(0, len(matter_ids), _AT_ONCE):
        some = matter_ids[start : start + _AT_ONCE]
        where = (item.matter_id.in_(some), item.state.in_(TO_DO), item.superseded.is_(False))
        found += session.execute(_row_query().where(*where).order_by(item.matter_id, item.due, item.id)).all()
    return found


def count_due(session: Session, wanted: DueWanted) -> int:
    """How many items are wanted."""
    query = _joined(select(func.count()).select_from(DueItemRecord), wanted).where(*_conditions(wanted))
    return int(session.execute(query).scalar_one())


def load_groups(session: Session, wanted: DueWanted) -> Sequence[AnyRow]:
    """Counts by (due, state, official): one walk over the index of days, which holds all it needs."""
    item = DueItemRecord
    keys = (item.due, item.state, item.official)
    where = _conditions(wanted) if wanted.person_id is not None else _by_day(wanted)
    query = _joined(select(*keys, func.count().label("n")), wanted).where(*where).group_by(*keys)
    return session.execute(query).all()


def _by_day(wanted: DueWanted) -> list[ColumnElement[bool]]:
    """The conditions with department and state wrapped, so that no other index looks better than the days'."""
    item = DueItemRecord
    where = _conditions(replace(wanted, department=None, states=ALL))
    if wanted.states != ALL:
        where.append(func.coalesce(item.state, "").in_(wanted.states))
    if wanted.department is not None:
        where.append(func.coalesce(item.department, "") == wanted.department)
    return where


def _joined(query: AnySelect, wanted: DueWanted) -> AnySelect:
    """``query`` over due items with the tables that its conditions name."""
    if wanted.kind is not None:
        query = query.join(MatterRecord, MatterRecord.id == DueItemRecord.matter_id)
    if wanted.person is not None:
        query = query.outerjoin(PersonRecord, PersonRecord.id == DueItemRecord.person_id)
    return query


def _conditions(wanted: DueWanted) -> list[ColumnElement[bool]]:
    item = DueItemRecord
    equal = {
        item.department: wanted.department,
        item.person_id: wanted.person_id,
        item.official: wanted.official,
        item.matter_id: wanted.matter_id,
        MatterRecord.kind: wanted.kind,
        PersonRecord.name: wanted.person,
    }
    where = [column == value for column, value in equal.items() if value is not None]
    if wanted.states != ALL:
        where.append(item.state.in_(wanted.states))
    if not wanted.superseded:
        where.append(item.superseded.is_(False))
    if wanted.frm is not None:
        where.append(item.due >= wanted.frm)
    if wanted.to is not None:
        where.append(item.due <= wanted.to)
    if wanted.mine is not None:
        where.append(_mine(wanted.mine, wanted.mine_department))
    return where


def _mine(person_id: int, department: str | None) -> ColumnElement[bool]:
    item = DueItemRecord
    nobodys = false() if department is None else and_(item.person_id.is_(None), item.department == department)
    return or_(item.person_id == person_id, nobodys)


@cache
def _row_query() -> AnySelect:
    item, matter = DueItemRecord, MatterRecord
    return (
        select(
            item.id, item.matter_id, item.rule, item.clause, item.title, item.about, item.trigger_on, item.due,
            item.due_time, item.state, item.done_on, item.responsible, item.person_id, item.official,
            item.provisional, item.superseded, item.department, item.fulfilled_by,
            item.last_day, item.confirm,
            matter.number, matter.title.label("matter_title"), matter.kind,
            func.coalesce(ClientRecord.name, "").label("client"),
            func.coalesce(PersonRecord.name, "").label("person"),
        )
        .join(matter, matter.id == item.matter_id)
        .outerjoin(ClientRecord, ClientRecord.id == matter.client_id)
        .outerjoin(PersonRecord, PersonRecord.id == item.person_id)
    )  # fmt: skip
