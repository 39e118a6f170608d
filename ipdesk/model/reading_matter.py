"""Everything that hangs on one matter, noun by noun, as plain named tuples."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache

from sqlalchemy import Text, cast, func, select
from sqlalchemy.orm import Session, aliased

from ipdesk.model.acts import ActRecord
from ipdesk.model.clients import ClientRecord, ContactRecord
from ipdesk.model.events import EventRecord, NoticeRecord
from ipdesk.model.fees import FeeRecord
from ipdesk.model.matters import MatterRecord
from ipdesk.model.papers import AttachmentRecord, ChecklistRecord, ReminderRecord
from ipdesk.model.people import PersonRecord
from ipdesk.model.reading import AnyRow, AnySelect
from ipdesk.model.transfers import TransferRecord

_One = aliased(PersonRecord, name="one")
_Two = aliased(PersonRecord, name="two")


def events_of(session: Session, matter_id: int) -> Sequence[AnyRow]:
    """Its events, revoked ones too, by date and then as recorded."""
    table = EventRecord
    query = (
        select(
            table.id, table.name, table.on, table.at, table.about, table.data, table.note, table.recorded_at,
            table.revoked_at, table.revoked_why,
            func.coalesce(_One.name, "").label("recorder"), func.coalesce(_Two.name, "").label("revoker"),
        )
        .outerjoin(_One, _One.id == table.recorded_by)
        .outerjoin(_Two, _Two.id == table.revoked_by)
        .where(table.matter_id == matter_id)
        .order_by(table.on, table.id)
    )  # fmt: skip
    return session.execute(query).all()


def fees_of(session: Session, matter_id: int) -> Sequence[FeeRecord]:
    """Its fees, by due date."""
    table = FeeRecord
    query = select(table).where(table.matter_id == matter_id, table.removed_at.is_(None))
    return session.scalars(query.order_by(table.due, table.id)).all()


def notices_of(session: Session, matter_id: int) -> Sequence[NoticeRecord]:
    """Its official notices, as received."""
    table = NoticeRecord
    query = select(table).where(table.matter_id == matter_id, table.removed_at.is_(None))
    return session.scalars(query.order_by(table.received_on, table.id)).all()


def attachments_of(session: Session, matter_ids: Iterable[int]) -> Sequence[AnyRow]:
    """The papers of these matters that are not removed, oldest first."""
    table = AttachmentRecord
    query = (
        select(
            table.id, table.matter_id, table.event_id, table.name, table.sha256, table.size, table.mime,
            table.added_at, func.coalesce(_One.name, "").label("adder"),
        )
        .outerjoin(_One, _One.id == table.added_by)
        .where(table.matter_id.in_(list(matter_ids)), table.removed_at.is_(None))
        .order_by(table.matter_id, table.id)
    )  # fmt: skip
    return session.execute(query).all()


def ticks_of(session: Session, matter_id: int) -> Sequence[AnyRow]:
    """The steps of its checklists that were ever ticked."""
    table = ChecklistRecord
    query = (
        select(table.template, table.item, table.done_at, func.coalesce(_One.name, "").label("ticker"))
        .outerjoin(_One, _One.id == table.done_by)
        .where(table.matter_id == matter_id)
    )
    return session.execute(query).all()


def tick_record(session: Session, matter_id: int, template: str, item: str) -> ChecklistRecord | None:
    """The row of one step of one matter's checklist, None when it was never ticked."""
    table = ChecklistRecord
    return session.scalar(
        select(table).where(table.matter_id == matter_id, table.template == template, table.item == item)
    )


def is_event_of(session: Session, event_id: int, matter_id: int) -> bool:
    """Whether the event was recorded on this matter."""
    return session.scalar(select(EventRecord.matter_id).where(EventRecord.id == event_id)) == matter_id


def client_of(session: Session, client_id: int) -> ClientRecord | None:
    """A client by id, None when there is none."""
    return session.get(ClientRecord, client_id)


def contacts_of(session: Session, client_id: int) -> Sequence[ContactRecord]:
    """The people at a client's, the main one first."""
    table = ContactRecord
    query = select(table).where(table.client_id == client_id, table.removed_at.is_(None))
    return session.scalars(query.order_by(table.is_main.desc(), table.id)).all()


def transfers_of(session: Session, matter_id: int | None = None) -> Sequence[AnyRow]:
    """The hand-overs a matter is part of (``None``: all of them), newest first."""
    query = _transfers()
    if matter_id is not None:  # the text narrows it down, the list decides
        query = query.where(cast(TransferRecord.matter_ids, Text).contains(str(matter_id)))
    rows = session.execute(query).all()
    return [row for row in rows if matter_id is None or matter_id in row.matter_ids]


@cache
def _transfers() -> AnySelect:
    table, decider = TransferRecord, aliased(PersonRecord, name="decider")
    requester = aliased(PersonRecord, name="requester")
    return (
        select(
            table.id, table.number, table.state, table.matter_ids, table.from_id, table.to_id, table.reason,
            table.requested_at, table.decided_at, table.refusal, table.signed_name, table.signed_at,
            func.coalesce(_One.name, "").label("giver"), func.coalesce(_Two.name, "").label("taker"),
            func.coalesce(requester.name, "").label("requester"),
            func.coalesce(decider.name, "").label("decider"),
        )
        .outerjoin(_One, _One.id == table.from_id)
        .outerjoin(_Two, _Two.id == table.to_id)
        .outerjoin(requester, requester.id == table.requested_by)
        .outerjoin(decider, decider.id == table.decided_by)
        .where(table.removed_at.is_(None))
        .order_by(table.id.desc())
    )  # fmt: skip


def reminders(
    session: Session, matter_id: int | None = None, person_id: int | None = None, *, done: bool = False
) -> Sequence[AnyRow]:
    """Hand-made reminders by date: of a matter, of a person and nobody, or all."""
    table = ReminderRecord
    query = (
        select(
            table.id, table.matter_id, table.text, table.due, table.person_id, table.done_at,
            func.coalesce(MatterRecord.number, "").label("number"),
            func.coalesce(_One.name, "").label("person"),
        )
        .outerjoin(MatterRecord, MatterRecord.id == table.matter_id)
        .outerjoin(_One, _One.id == table.person_id)
        .where(table.removed_at.is_(None), MatterRecord.removed_at.is_(None))
        .order_by(table.due, table.id)
    )  # fmt: skip
    if matter_id is not None:
        query = query.where(table.matter_id == matter_id)
    if person_id is not None:
        query = query.where((table.person_id == person_id) | table.person_id.is_(None))
    if not done:
        query = query.where(table.done_at.is_(None))
    return session.execute(query).all()


def acts_since(session: Session, act_id: int, not_by: int | None, limit: int) -> Sequence[AnyRow]:
    """What others did after ``act_id``, newest first."""
    table = ActRecord
    query = (
        select(
            table.id, table.at, table.name, table.summary, table.matter_id,
            func.coalesce(_One.name, "").label("by"), func.coalesce(MatterRecord.number, "").label("number"),
        )
        .outerjoin(_One, _One.id == table.by_id)
        .outerjoin(MatterRecord, MatterRecord.id == table.matter_id)
        .where(table.id > act_id)
        .order_by(table.id.desc())
        .limit(limit)
    )  # fmt: skip
    if not_by is not None:
        query = query.where(table.by_id.is_distinct_from(not_by))
    return session.execute(query).all()


def last_act_id(session: Session) -> int:
    """The newest act of all, 0 when there is none."""
    return session.scalar(select(func.max(ActRecord.id))) or 0
