"""Links of matters with both their ends, as plain rows; one row serves both sides."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from ipdesk.model.events import EventRecord, NoticeRecord
from ipdesk.model.links import LinkRecord
from ipdesk.model.matters import MatterRecord

MOST = 400
"""No family is larger; reading stops there."""


def links_touching(session: Session, matter_ids: Sequence[int]) -> list[LinkRecord]:
    """The links that have one of these matters at either end, the oldest first."""
    table = LinkRecord
    query = select(table).where(table.removed_at.is_(None))
    query = query.where(or_(table.from_id.in_(matter_ids), table.to_id.in_(matter_ids)))
    return list(session.scalars(query.order_by(table.id)))


def family_links(session: Session, matter_id: int) -> list[LinkRecord]:
    """Every link that can be reached from this matter over others, at most ``MOST``."""
    seen, frontier, found = {matter_id}, [matter_id], dict[int, LinkRecord]()
    while frontier and len(found) < MOST:
        links = links_touching(session, frontier)
        found |= {one.id: one for one in links}
        ends = {end for one in links for end in (one.from_id, one.to_id) if end is not None}
        frontier = sorted(ends - seen)
        seen |= ends
    return list(found.values())


def matters_of(session: Session, matter_ids: Sequence[int]) -> dict[int, Any]:
    """What is shown of the matters at the ends, removed ones too."""
    m = MatterRecord
    query = select(
        m.id, m.number, m.kind, m.title, m.application_number, m.applicant, m.filed, m.granted, m.state, m.stage,
        m.removed_at,
    ).where(m.id.in_(matter_ids))  # fmt: skip
    return {row.id: row for row in session.execute(query)}


def with_notice(session: Session, matter_ids: Sequence[int], kinds: Sequence[str]) -> set[int]:
    """Those of the matters that have a notice of one of these kinds."""
    n = NoticeRecord
    query = select(n.matter_id).where(n.matter_id.in_(matter_ids), n.kind.in_(kinds), n.removed_at.is_(None))
    return set(session.scalars(query))


def events_named(session: Session, matter_id: int, name: str) -> list[EventRecord]:
    """The counting events of one name, the oldest first."""
    e = EventRecord
    query = select(e).where(e.matter_id == matter_id, e.name == name, e.revoked_at.is_(None))
    return list(session.scalars(query.order_by(e.on, e.id)))
