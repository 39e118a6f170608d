"""What the annual-fee notices ask of the tables (3.2.3): which fees are near, and whose they are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from ipdesk.model.clients import ClientRecord
from ipdesk.model.due_items import DueItemRecord
from ipdesk.model.events import EventRecord
from ipdesk.model.matters import MatterRecord
from ipdesk.model.people import PersonRecord
from ipdesk.model.reading import AnyRow, in_pieces

_Salesperson = aliased(PersonRecord, name="salesperson")


def near_items(session: Session, rules: Sequence[str], until: date) -> Sequence[AnyRow]:
    """The things with an item of these rules still to be done by ``until``: (matter, about)."""
    item = DueItemRecord
    query = select(item.matter_id, item.about).where(
        item.department == "process",
        item.state.in_(("open", "paused")),
        item.superseded.is_(False),
        item.due <= until,
        item.rule.in_(rules),
        item.about.is_not(None),
    )
    return session.execute(query.distinct()).all()


def told_and_not_settled(session: Session, sent: str, settled: Sequence[str], since: date) -> Sequence[AnyRow]:
    """Fees whose notice went out since a day and that nobody paid or recorded as received: (matter, about)."""
    event, later, matter = EventRecord, aliased(EventRecord), MatterRecord
    after = (
        select(later.id)
        .where(
            later.matter_id == event.matter_id,
            later.about == event.about,
            later.name.in_(settled),
            later.revoked_at.is_(None),
        )
        .exists()
    )
    query = (
        select(event.matter_id, event.about)
        .join(matter, matter.id == event.matter_id)
        .where(
            event.name == sent,
            event.on >= since,
            event.revoked_at.is_(None),
            event.about.is_not(None),
            matter.removed_at.is_(None),
            matter.state.in_(("active", "paused")),
            ~after,
        )
    )
    return session.execute(query.distinct()).all()


def patents(session: Session, ids: Iterable[int]) -> dict[int, AnyRow]:
    """What a line and a form show of a patent, by its id; removed ones are missing."""
    matter = MatterRecord
    found: dict[int, AnyRow] = {}
    for piece in in_pieces(ids):
        query = (
            select(
                matter.id, matter.number, matter.title, matter.kind, matter.application_number, matter.filed,
                matter.granted, matter.reduction, matter.state, matter.client_id, matter.salesperson_id,
                func.coalesce(ClientRecord.name, matter.applicant).label("client"),
                func.coalesce(_Salesperson.name, "").label("salesperson"),
                func.coalesce(_Salesperson.email, "").label("salesperson_email"),
            )
            .outerjoin(ClientRecord, ClientRecord.id == matter.client_id)
            .outerjoin(_Salesperson, _Salesperson.id == matter.salesperson_id)
            .where(matter.id.in_(piece), matter.removed_at.is_(None))
        )  # fmt: skip
        found.update((row.id, row) for row in session.execute(query))
    return found


def matching(session: Session, ids: Iterable[int], needle: str) -> set[int]:
    """Those of the matters whose number, names or title hold ``needle``."""
    from ipdesk.model.reading import contains

    found: set[int] = set()
    for piece in in_pieces(ids):
        query = select(MatterRecord.id).where(MatterRecord.id.in_(piece), contains(MatterRecord.search, needle))
        found.update(session.scalars(query))
    return found


def matters_of_client(session: Session, client_id: int) -> list[int]:
    """The live matters of a client."""
    query = select(MatterRecord.id).where(
        MatterRecord.client_id == client_id,
        MatterRecord.removed_at.is_(None),
        MatterRecord.state.in_(("active", "paused")),
    )
    return list(session.scalars(query))
