"""What the month's reminder asks (3.2.4): official notices that wait for an answer."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session, aliased

from ipdesk.model.clients import ClientRecord
from ipdesk.model.due_items import DueItemRecord
from ipdesk.model.events import EventRecord
from ipdesk.model.matters import MatterRecord
from ipdesk.model.people import PersonRecord
from ipdesk.model.reading import IDS_AT_ONCE, AnyRow

_Answered = aliased(EventRecord, name="answered")
ANSWERS = ("response_received", "response_submitted")


def unanswered(session: Session, until: date) -> Sequence[AnyRow]:
    """Notices received by ``until`` with no answer to the same notice by then, on matters that go on."""
    event, matter = EventRecord, MatterRecord
    answered = select(_Answered.id).where(
        _Answered.matter_id == event.matter_id,
        _Answered.name.in_(ANSWERS),
        func.coalesce(_Answered.about, "") == func.coalesce(event.about, ""),
        _Answered.on >= event.on,
        _Answered.on <= until,
        _Answered.revoked_at.is_(None),
    )
    query = (
        select(
            event.id, event.matter_id, event.about, event.data, event.on, matter.number, matter.title, matter.kind,
            matter.application_number, matter.handler_id,
            func.coalesce(ClientRecord.name, "").label("client"),
            func.coalesce(PersonRecord.name, "").label("handler"),
        )
        .join(matter, matter.id == event.matter_id)
        .outerjoin(ClientRecord, ClientRecord.id == matter.client_id)
        .outerjoin(PersonRecord, PersonRecord.id == matter.handler_id)
        .where(
            event.name == "notice_received",
            event.on <= until,
            event.revoked_at.is_(None),
            matter.removed_at.is_(None),
            matter.state.not_in(("cancelled", "infeasible", "completed")),
            ~answered.exists(),
        )
        .order_by(event.on, event.id)
    )  # fmt: skip
    return session.execute(query).all()


def assigned_answers(session: Session, matter_ids: Sequence[int], until: date) -> Sequence[AnyRow]:
    """Who was given which notice to answer, in order: matter, notice, the event's fields."""
    table = EventRecord
    found: list[AnyRow] = []
    for start in range(0, len(matter_ids), IDS_AT_ONCE):
        query = (
            select(table.matter_id, table.about, table.data, table.on)
            .where(
                table.matter_id.in_(matter_ids[start : start + IDS_AT_ONCE]),
                table.name == "response_assigned",
                table.on <= until,
                table.revoked_at.is_(None),
            )
            .order_by(table.on, table.id)
        )
        found += session.execute(query).all()
    return found


def items_about(session: Session, matter_ids: Sequence[int]) -> Sequence[AnyRow]:
    """The items that are about one thing of these matters, by due date."""
    table = DueItemRecord
    found: list[AnyRow] = []
    for start in range(0, len(matter_ids), IDS_AT_ONCE):
        query = (
            select(
                table.matter_id, table.about, table.rule, table.title, table.due, table.state, table.done_on,
                table.official, table.provisional,
            )
            .where(
                table.matter_id.in_(matter_ids[start : start + IDS_AT_ONCE]),
                and_(table.about.is_not(None), table.state != "void"),
                table.superseded.is_(False),
            )
            .order_by(table.due, table.id)
        )  # fmt: skip
        found += session.execute(query).all()
    return found


def people_by_id(session: Session, ids: Iterable[int]) -> dict[int, PersonRecord]:
    """These people by id, also those who left; unknown ids are missing."""
    query = select(PersonRecord).where(PersonRecord.id.in_(list(ids)))
    return {person.id: person for person in session.scalars(query)}
