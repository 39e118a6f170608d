"""What a 项目移交申请单 lists, and how the forms are numbered."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ipdesk.model.clients import ClientRecord, ContactRecord
from ipdesk.model.papers import ReminderRecord
from ipdesk.model.people import PersonRecord
from ipdesk.model.reading import AnyRow
from ipdesk.model.transfers import TransferRecord


def last_serial(session: Session, prefix: str) -> int:
    """The highest number after ``prefix``, 0 when there is none; numbers are as wide as they need to be."""
    numbers = session.scalars(
        select(TransferRecord.number).where(TransferRecord.number.startswith(prefix, autoescape=True))
    )
    serials = (number.removeprefix(prefix) for number in numbers)
    return max((int(serial) for serial in serials if serial.isdigit()), default=0)


def contacts(session: Session, client_ids: Sequence[int]) -> Sequence[AnyRow]:
    """The people at these clients', main ones first."""
    table = ContactRecord
    query = (
        select(
            func.coalesce(ClientRecord.name, "").label("client"),
            table.name, table.phone, table.email, table.wechat,
        )
        .join(ClientRecord, ClientRecord.id == table.client_id)
        .where(table.client_id.in_(client_ids), table.removed_at.is_(None))
        .order_by(table.client_id, table.is_main.desc(), table.id)
    )  # fmt: skip
    return session.execute(query).all()


def reminders_of(session: Session, matter_ids: Sequence[int], person_id: int | None) -> Sequence[ReminderRecord]:
    """Reminders still to be done that this person has on these matters."""
    table = ReminderRecord
    query = select(table).where(
        table.matter_id.in_(list(matter_ids)),
        table.person_id == person_id,
        table.done_at.is_(None),
        table.removed_at.is_(None),
    )
    return session.scalars(query).all()


def emails(session: Session, person_ids: Sequence[int]) -> dict[int, str]:
    """The addresses of those of these people who are here and have one."""
    query = select(PersonRecord.id, PersonRecord.email).where(
        PersonRecord.id.in_(list(person_ids)),
        PersonRecord.email != "",
        PersonRecord.active.is_(True),
        PersonRecord.removed_at.is_(None),
    )
    return {row.id: row.email for row in session.execute(query)}
