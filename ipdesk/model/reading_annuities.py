"""What annuities and renewals ask of the tables: granted patents, registered marks, and what changes their fees."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from ipdesk.model.clients import ClientRecord
from ipdesk.model.events import EventRecord
from ipdesk.model.fees import FeeRecord
from ipdesk.model.matters import MatterRecord
from ipdesk.model.people import PersonRecord
from ipdesk.model.reading import AnyRow, in_pieces

_ENDED = ("cancelled", "infeasible")
_Salesperson = aliased(PersonRecord, name="salesperson")


def granted(
    session: Session, kinds: Sequence[str], *, client_id: int | None = None, ids: Sequence[int] | None = None
) -> Iterator[AnyRow]:
    """Granted patents and registered marks by number. The whole office's leave out work that was ended."""
    matter = MatterRecord
    query = (
        select(
            matter.id, matter.number, matter.title, matter.kind, matter.application_number, matter.filed,
            matter.granted, matter.reduction, matter.taken_on, matter.state, matter.classes, matter.client_id,
            func.coalesce(ClientRecord.name, matter.applicant).label("client"),
            func.coalesce(_Salesperson.name, "").label("salesperson"),
        )
        .outerjoin(ClientRecord, ClientRecord.id == matter.client_id)
        .outerjoin(_Salesperson, _Salesperson.id == matter.salesperson_id)
        .where(matter.removed_at.is_(None), matter.kind.in_(kinds), matter.granted.is_not(None))
    )  # fmt: skip
    if client_id is not None:
        query = query.where(matter.client_id == client_id)
    query = query.where(matter.id.in_(ids)) if ids is not None else query.where(matter.state.not_in(_ENDED))
    yield from session.execute(query.order_by(matter.number))


def events_named(session: Session, names: Sequence[str], ids: Iterable[int] | None = None) -> Iterator[AnyRow]:
    """(matter_id, name, on, about, data) of these events; without ``ids`` of the whole office."""
    event = EventRecord
    query = select(event.matter_id, event.name, event.on, event.about, event.data).where(
        event.name.in_(names), event.revoked_at.is_(None)
    )
    if ids is None:
        yield from session.execute(query)
        return
    for piece in in_pieces(ids):
        yield from session.execute(query.where(event.matter_id.in_(piece)))


def abouts(session: Session, name: str, ids: Iterable[int] | None = None) -> Iterator[AnyRow]:
    """(matter_id, about, on) of the events of one name: for what happens tens of thousands of times."""
    event = EventRecord
    query = select(event.matter_id, event.about, event.on).where(event.name == name, event.revoked_at.is_(None))
    for piece in [None] if ids is None else in_pieces(ids):
        yield from session.execute(query if piece is None else query.where(event.matter_id.in_(piece)))


def first_events(session: Session, ids: Iterable[int]) -> dict[int, date]:
    """The day of the first thing recorded of each matter."""
    event, found = EventRecord, {}
    for piece in in_pieces(ids):
        query = select(event.matter_id, func.min(event.on)).where(
            event.matter_id.in_(piece), event.revoked_at.is_(None)
        )
        found.update({row[0]: row[1] for row in session.execute(query.group_by(event.matter_id))})
    return found


def client_named(session: Session, name: str) -> int | None:
    """The client of this name."""
    query = select(ClientRecord.id).where(ClientRecord.name == name, ClientRecord.removed_at.is_(None))
    return session.scalars(query.limit(1)).first()


def fees_of_kinds(session: Session, matter_id: int, kinds: Sequence[str]) -> dict[str, FeeRecord]:
    """A matter's fees of these kinds, the latest of each."""
    query = select(FeeRecord).where(
        FeeRecord.matter_id == matter_id, FeeRecord.kind.in_(kinds), FeeRecord.removed_at.is_(None)
    )
    return {fee.kind: fee for fee in session.scalars(query.order_by(FeeRecord.id))}
