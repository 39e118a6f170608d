"""The office's own checklist templates and the ticks of a matter, as plain rows."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from ipdesk.model.events import EventRecord
from ipdesk.model.papers import ChecklistRecord, ChecklistTemplateRecord
from ipdesk.model.people import PersonRecord
from ipdesk.model.reading import AnyRow

_Ticker = aliased(PersonRecord, name="ticker")


def templates(session: Session) -> Sequence[ChecklistTemplateRecord]:
    """The office's own templates that are not removed, oldest first."""
    table = ChecklistTemplateRecord
    return session.scalars(select(table).where(table.removed_at.is_(None)).order_by(table.id)).all()


def template_record(session: Session, code: str) -> ChecklistTemplateRecord | None:
    """The office's own version of one template, None when it uses the shipped one."""
    table = ChecklistTemplateRecord
    query = select(table).where(table.code == code, table.removed_at.is_(None)).order_by(table.id.desc())
    return session.scalars(query.limit(1)).first()


def ticks_of(session: Session, matter_id: int) -> Sequence[AnyRow]:
    """The steps of a matter's checklists that were ever ticked or noted."""
    table = ChecklistRecord
    query = (
        select(
            table.template, table.item, table.done_at, table.note, table.text,
            func.coalesce(_Ticker.name, "").label("ticker"),
        )
        .outerjoin(_Ticker, _Ticker.id == table.done_by)
        .where(table.matter_id == matter_id)
        .order_by(table.id)
    )  # fmt: skip
    return session.execute(query).all()


def event_names(session: Session, matter_id: int) -> frozenset[str]:
    """The names of a matter's events that count."""
    table = EventRecord
    query = select(table.name).where(table.matter_id == matter_id, table.revoked_at.is_(None))
    return frozenset(session.scalars(query.distinct()))


def last_data(session: Session, matter_id: int, name: str) -> dict[str, str]:
    """The fields of the last event of this name that counts; empty when there is none."""
    table = EventRecord
    query = (
        select(table.data)
        .where(table.matter_id == matter_id, table.name == name, table.revoked_at.is_(None))
        .order_by(table.on.desc(), table.id.desc())
        .limit(1)
    )
    return session.scalar(query) or {}
