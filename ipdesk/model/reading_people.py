"""What people have to do: matters under way, open items, those they answer for."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ipdesk.model.due_items import DueItemRecord
from ipdesk.model.matters import MatterRecord
from ipdesk.model.people import PersonRecord

_UNDER_WAY = ("active", "paused")


def matters_of(session: Session, person_id: int) -> Sequence[int]:
    """The ids of matters under way that this person handles, by number."""
    table = MatterRecord
    query = select(table.id).where(
        table.handler_id == person_id, table.state.in_(_UNDER_WAY), table.removed_at.is_(None)
    )
    return session.scalars(query.order_by(table.number)).all()


def clerk_matters(session: Session, person_id: int) -> int:
    """How many matters under way this person looks after as process clerk only."""
    table = MatterRecord
    query = select(func.count()).where(
        table.clerk_id == person_id,
        table.handler_id.is_distinct_from(person_id),
        table.state.in_(_UNDER_WAY),
        table.removed_at.is_(None),
    )
    return session.scalar(query) or 0


def open_items(session: Session, person_id: int) -> int:
    """How many due items this person still has to do."""
    item, matter = DueItemRecord, MatterRecord
    query = (
        select(func.count())
        .select_from(item)
        .join(matter, matter.id == item.matter_id)
        .where(
            item.person_id == person_id,
            item.state.in_(("open", "paused")),
            item.superseded.is_(False),
            matter.removed_at.is_(None),
        )
    )
    return session.scalar(query) or 0


def team(session: Session, person_id: int) -> int:
    """How many active people name this person as their superior."""
    table = PersonRecord
    query = select(func.count()).where(
        table.superior_id == person_id, table.active.is_(True), table.removed_at.is_(None)
    )
    return session.scalar(query) or 0


def workloads(session: Session) -> dict[int, int]:
    """How many matters under way each handler has."""
    table = MatterRecord
    query = (
        select(table.handler_id, func.count().label("matters"))
        .where(table.handler_id.is_not(None), table.state.in_(_UNDER_WAY), table.removed_at.is_(None))
        .group_by(table.handler_id)
    )
    return {row.handler_id: row.matters for row in session.execute(query)}
