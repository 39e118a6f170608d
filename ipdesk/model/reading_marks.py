"""The marks of trademark orders."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ipdesk.model.orders import MarkRecord


def marks_of(session: Session, matter_id: int) -> Sequence[MarkRecord]:
    """The marks of an order in the order they were entered, each class of one beside the other."""
    table = MarkRecord
    query = select(table).where(table.matter_id == matter_id, table.removed_at.is_(None))
    return session.scalars(query.order_by(table.position, table.nice_class, table.id)).all()


def last_position(session: Session, matter_id: int) -> int:
    """The position of the mark entered last, removed ones too."""
    return session.scalar(select(func.max(MarkRecord.position)).where(MarkRecord.matter_id == matter_id)) or 0
