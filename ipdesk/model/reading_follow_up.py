"""What the weekly follow-up asks (3.1.1): patent matters on their way to the draft, and their events."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, aliased

from ipdesk.model.clients import ClientRecord
from ipdesk.model.due_items import DueItemRecord
from ipdesk.model.events import EventRecord
from ipdesk.model.matters import MatterRecord
from ipdesk.model.people import PersonRecord
from ipdesk.model.reading import IDS_AT_ONCE, AnyRow, AnySelect

_Sales = aliased(PersonRecord, name="sales")
_Event = aliased(EventRecord, name="happened")


def in_drafting(
    session: Session, kinds: Iterable[str], ends: Iterable[str], monday: date, until: date
) -> Sequence[AnyRow]:
    """As ``drafting_query`` asks."""
    return session.execute(drafting_query(kinds, ends, monday, until)).all()


def drafting_query(kinds: Iterable[str], ends: Iterable[str], monday: date, until: date) -> AnySelect:
    """Matters of these kinds that were assigned by ``until`` and had none of the events ``ends`` before ``monday``."""
    matter = MatterRecord
    # Uncorrelated: asked for each matter, the planner would walk the index of names each time.
    given = select(_Event.matter_id).where(_Event.name == "assigned", _Event.on <= until, _Event.revoked_at.is_(None))
    ended = select(_Event.matter_id).where(_Event.name.in_(list(ends)), _Event.on < monday, _Event.revoked_at.is_(None))
    return (
        select(
            matter.id, matter.number, matter.title, matter.kind, matter.client_id, matter.handler_id, matter.filed,
            matter.granted, matter.version, func.coalesce(ClientRecord.name, "").label("client"),
            func.coalesce(PersonRecord.name, "").label("handler"), func.coalesce(_Sales.name, "").label("salesperson"),
        )
        .outerjoin(ClientRecord, ClientRecord.id == matter.client_id)
        .outerjoin(PersonRecord, PersonRecord.id == matter.handler_id)
        .outerjoin(_Sales, _Sales.id == matter.salesperson_id)
        .where(
            matter.removed_at.is_(None),
            matter.kind.in_(list(kinds)),
            or_(matter.filed.is_(None), matter.filed >= monday),
            matter.granted.is_(None),
            matter.id.in_(given),
            matter.id.not_in(ended),
        )
        .order_by(matter.number)
    )  # fmt: skip


def events_until(session: Session, matter_ids: Sequence[int], until: date) -> Sequence[AnyRow]:
    """The events of these matters up to a day, revoked ones left out, with who recorded them, in order."""
    table = EventRecord
    found: list[AnyRow] = []
    for start in range(0, len(matter_ids), IDS_AT_ONCE):
        query = (
            select(
                table.id, table.matter_id, table.name, table.on, table.about, table.note,
                func.coalesce(PersonRecord.name, "").label("by"),
            )
            .outerjoin(PersonRecord, PersonRecord.id == table.recorded_by)
            .where(
                table.matter_id.in_(matter_ids[start : start + IDS_AT_ONCE]),
                table.on <= until,
                table.revoked_at.is_(None),
            )
            .order_by(table.matter_id, table.on, table.id)
        )  # fmt: skip
        found += session.execute(query).all()
    return found


def due_items(session: Session, matter_ids: Sequence[int], rules: Iterable[str]) -> Sequence[AnyRow]:
    """The items of these rules on these matters by due date, those a later one has taken the place of, too."""
    table, names = DueItemRecord, list(rules)
    found: list[AnyRow] = []
    for start in range(0, len(matter_ids), IDS_AT_ONCE):
        query = (
            select(table.matter_id, table.rule, table.due, table.state, table.superseded)
            .where(
                table.matter_id.in_(matter_ids[start : start + IDS_AT_ONCE]),
                table.rule.in_(names),
                table.state != "void",
            )
            .order_by(table.due, table.id)
        )
        found += session.execute(query).all()
    return found
