"""Patents offered on an order, and which of them the client chose, as plain rows."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ipdesk.model.events import EventRecord
from ipdesk.model.orders import CandidateRecord


def candidates_of(session: Session, matter_id: int) -> Sequence[CandidateRecord]:
    """Those that are not removed, in the order they were added."""
    table = CandidateRecord
    query = select(table).where(table.matter_id == matter_id, table.removed_at.is_(None))
    return session.scalars(query.order_by(table.position, table.id)).all()


def chosen_of(session: Session, matter_id: int) -> int | None:
    """The candidate that the last choice that counts names; None while nothing is chosen."""
    table = EventRecord
    query = (
        select(table.data)
        .where(table.matter_id == matter_id, table.name == "candidate_chosen", table.revoked_at.is_(None))
        .order_by(table.on.desc(), table.id.desc())
        .limit(1)
    )
    data = session.scalar(query) or {}
    text = data.get("candidate", "")
    return int(text) if text.isdecimal() else None


def last_position(session: Session, matter_id: int) -> int:
    """The highest place given on an order, 0 when there is none."""
    query = select(func.max(CandidateRecord.position)).where(CandidateRecord.matter_id == matter_id)
    return session.scalar(query) or 0
