"""What the allocation page asks: slips nobody has, who could take them, what lies on their desks, what they know."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import and_, case, func, select
from sqlalchemy.orm import Session, aliased

from ipdesk.model.clients import ClientRecord
from ipdesk.model.due_items import DueItemRecord
from ipdesk.model.events import EventRecord, NoticeRecord
from ipdesk.model.matters import MatterRecord
from ipdesk.model.people import PersonRecord
from ipdesk.model.reading import AnyRow, AnySelect

_Sales = aliased(PersonRecord)
_Handler = aliased(PersonRecord)


def _matters() -> AnySelect:
    table = MatterRecord
    return (
        select(
            table.id.label("matter_id"), table.number, table.kind, table.title, table.department, table.client_id,
            table.handler_id, func.coalesce(ClientRecord.name, "").label("client"),
            func.coalesce(_Sales.name, "").label("salesperson"), func.coalesce(_Handler.name, "").label("handler"),
        )
        .outerjoin(ClientRecord, ClientRecord.id == table.client_id)
        .outerjoin(_Sales, _Sales.id == table.salesperson_id)
        .outerjoin(_Handler, _Handler.id == table.handler_id)
        .where(table.removed_at.is_(None))
    )  # fmt: skip


def items_to_allocate(session: Session, rule: str) -> Sequence[AnyRow]:
    """Matters with an open item of this rule, by its date; ``about`` and ``notice`` where it is about a notice."""
    item, notice = DueItemRecord, NoticeRecord
    query = (
        _matters()
        .add_columns(
            *(item.trigger_on, item.due, item.about, item.clause, item.provisional),
            func.coalesce(notice.name, "").label("notice"),
        )
        .join(item, item.matter_id == MatterRecord.id)
        .outerjoin(
            notice,
            and_(notice.matter_id == item.matter_id, notice.about == item.about, notice.removed_at.is_(None)),
        )
        .where(item.rule == rule, item.state == "open", item.superseded.is_(False))
        .order_by(item.due, MatterRecord.number, item.id)
    )
    return session.execute(query).all()


def matters_of_nobody(session: Session, department: str) -> Sequence[AnyRow]:
    """Active matters of a department without a clerk, with the day of their first event, the older first."""
    event = EventRecord
    began = (
        select(func.min(event.on))
        .where(event.matter_id == MatterRecord.id, event.revoked_at.is_(None))
        .correlate(MatterRecord)
        .scalar_subquery()
    )
    query = (
        _matters()
        .add_columns(began.label("began"), MatterRecord.nearest_due)
        .where(
            MatterRecord.department == department,
            MatterRecord.clerk_id.is_(None),
            MatterRecord.state == "active",
            MatterRecord.kind != "complaint",
        )
        .order_by(MatterRecord.nearest_due.is_(None), MatterRecord.nearest_due, MatterRecord.number)
    )
    return session.execute(query).all()


def takers(session: Session, department: str, roles: Collection[str]) -> Sequence[AnyRow]:
    """The active people of a department with one of these roles, those longest there first."""
    table = PersonRecord
    query = (
        select(table.id, table.name, table.role)
        .where(
            table.department == department,
            table.role.in_(roles),
            table.active.is_(True),
            table.removed_at.is_(None),
        )
        .order_by(table.id)
    )
    return session.execute(query).all()


def open_by_day(session: Session, people: Collection[int]) -> Sequence[AnyRow]:
    """How many open items each of these people has on each day: person_id, due, n."""
    item = DueItemRecord
    query = (
        select(item.person_id, item.due, func.count().label("n"))
        .where(item.person_id.in_(people), item.state == "open", item.superseded.is_(False))
        .group_by(item.person_id, item.due)
    )
    return session.execute(query).all()


def running_matters(session: Session, people: Collection[int]) -> dict[int, int]:
    """How many active matters each of these people has; the process department's belong to their clerk."""
    table = MatterRecord
    clerk = func.coalesce(table.clerk_id, table.handler_id)
    owner: Any = case((table.department == "process", clerk), else_=table.handler_id)
    query = (
        select(owner, func.count())
        .where(owner.in_(people), table.removed_at.is_(None), table.state == "active")
        .group_by(owner)
    )
    return {row[0]: row[1] for row in session.execute(query)}


def matters_by_client(session: Session, people: Collection[int], clients: Collection[int]) -> Sequence[AnyRow]:
    """How many matters of each of these clients each person has or had: person_id, what, n."""
    table = MatterRecord
    return _by_handler(session, people, table.client_id, table.client_id.in_(clients))


def matters_by_kind(session: Session, people: Collection[int], kinds: Collection[str]) -> Sequence[AnyRow]:
    """How many matters of each of these kinds each person has or had: person_id, what, n."""
    table = MatterRecord
    return _by_handler(session, people, table.kind, table.kind.in_(kinds))


def _by_handler(session: Session, people: Collection[int], what: Any, where: Any) -> Sequence[AnyRow]:
    table = MatterRecord
    query = (
        select(table.handler_id.label("person_id"), what.label("what"), func.count().label("n"))
        .where(table.handler_id.in_(people), table.removed_at.is_(None), where)
        .group_by(table.handler_id, what)
    )
    return session.execute(query).all()
