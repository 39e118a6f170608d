"""From the named tuples of the model to the rows the screens read, as of a day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from ipdesk.domain.docket import live_state
from ipdesk.domain.matters import Department, Kind, State
from ipdesk.domain.workdays import WorkCalendar
from ipdesk.errors import UserError
from ipdesk.services.rows import (
    AttachmentRow,
    ContactRow,
    DueRow,
    EventRow,
    FeeRow,
    MatterRow,
    Nearest,
    NoticeRow,
    ReminderRow,
    TransferRow,
    WaitingRow,
)


def days_left(calendar: WorkCalendar, today: date, due: date) -> int:
    """Working days from today to ``due``; outside the calendar's years plain days stand in."""
    try:
        return calendar.count(today, due)
    except UserError:
        return (due - today).days


def words(text: str) -> tuple[str, ...]:
    """What is stored as words parted by a blank."""
    return tuple(text.split())


def matter_row(row: Any, waiting: Sequence[Any], calendar: WorkCalendar, today: date) -> MatterRow:
    """One line of the table of matters."""
    return MatterRow(
        id=row.id,
        number=row.number,
        department=Department(row.department),
        kind=Kind(row.kind),
        title=row.title,
        client_id=row.client_id,
        client=row.client,
        handler_id=row.handler_id,
        handler=row.handler,
        stage=row.stage,
        nearest=_nearest(row, calendar, today),
        waiting=_missing(row, waiting),
        application_number=row.application_number,
        salesperson=row.salesperson,
        filed=row.filed,
        granted=row.granted,
        state=row.state,
        version=row.version,
    )


def _missing(row: Any, waiting: Sequence[Any]) -> tuple[str, ...]:
    """What is really waited for: rules that have begun, or any while there is nothing else to do."""
    begun = [one for one in waiting if row.waits or one.have]
    return tuple(dict.fromkeys(name for one in begun for name in words(one.missing)))


def _nearest(row: Any, calendar: WorkCalendar, today: date) -> Nearest | None:
    if row.item_id is None:
        return None
    return Nearest(
        item_id=row.item_id,
        state=live_state(State(row.item_state), row.due, today, calendar),
        due=row.due,
        due_time=row.due_time,
        days_left=days_left(calendar, today, row.due),
        official=row.official,
        title=row.item_title,
        rule=row.rule,
        about=row.about,
        provisional=row.provisional,
    )


def due_row(row: Any, calendar: WorkCalendar, today: date) -> DueRow:
    """One due item, its state as of ``today``."""
    return DueRow(
        id=row.id,
        matter_id=row.matter_id,
        number=row.number,
        matter_title=row.matter_title,
        client=row.client,
        kind=Kind(row.kind),
        department=Department(row.department),
        rule=row.rule,
        clause=row.clause,
        title=row.title,
        about=row.about,
        trigger_on=row.trigger_on,
        due=row.due,
        due_time=row.due_time,
        days_left=days_left(calendar, today, row.due),
        state=live_state(State(row.state), row.due, today, calendar),
        done_on=row.done_on,
        responsible=row.responsible,
        person_id=row.person_id,
        person=row.person,
        official=row.official,
        provisional=row.provisional,
        superseded=row.superseded,
        last_day=row.last_day,
        confirm=row.confirm,
        safe_passed=row.state == State.OPEN and row.last_day is not None and row.due < today <= row.last_day,
        fulfilled_by=words(row.fulfilled_by),
    )


def waiting_row(row: Any) -> WaitingRow:
    return WaitingRow(row.rule, row.clause, row.title, row.about, words(row.missing), words(row.have))


def event_row(row: Any) -> EventRow:
    return EventRow(
        id=row.id,
        name=row.name,
        on=row.on,
        at=row.at,
        about=row.about,
        data=row.data or {},
        note=row.note,
        recorded_by=row.recorder,
        recorded_at=row.recorded_at,
        revoked_by=row.revoker,
        revoked_at=row.revoked_at,
        revoked_why=row.revoked_why,
    )


def fee_row(fee: Any) -> FeeRow:
    return FeeRow(
        id=fee.id,
        kind=fee.kind,
        year=fee.year,
        about=fee.about,
        amount=fee.amount,
        late=fee.late,
        due=fee.due,
        state=fee.state,
        received_on=fee.received_on,
        payer=fee.payer,
        credit_code=fee.credit_code,
        note=fee.note,
        paid_on=fee.paid_on,
        paid_amount=fee.paid_amount,
        version=fee.version,
    )


def notice_row(notice: Any) -> NoticeRow:
    return NoticeRow(
        notice.id, notice.about, notice.kind, notice.name, notice.issued, notice.delivery, notice.received_on
    )


def contact_row(contact: Any) -> ContactRow:
    return ContactRow(contact.id, contact.name, contact.phone, contact.email, contact.wechat, contact.is_main)


def attachment_row(row: Any) -> AttachmentRow:
    return AttachmentRow(
        id=row.id,
        matter_id=row.matter_id,
        event_id=row.event_id,
        name=row.name,
        sha256=row.sha256,
        size=row.size,
        mime=row.mime,
        added_by=row.adder,
        added_at=row.added_at,
    )


def transfer_row(row: Any) -> TransferRow:
    return TransferRow(
        id=row.id,
        number=row.number,
        state=row.state,
        matter_ids=tuple(row.matter_ids),
        from_person_id=row.from_id,
        from_person=row.giver,
        to_person_id=row.to_id,
        to_person=row.taker,
        reason=row.reason,
        requested_by=row.requester,
        requested_at=row.requested_at,
        decided_by=row.decider,
        decided_at=row.decided_at,
        refusal=row.refusal,
        signed_name=row.signed_name,
        signed_at=row.signed_at,
    )


def reminder_row(row: Any, calendar: WorkCalendar, today: date) -> ReminderRow:
    """A hand-made reminder; done ones are ``done`` whenever that was."""
    stored = State.OPEN if row.done_at is None else State.DONE
    return ReminderRow(
        id=row.id,
        matter_id=row.matter_id,
        number=row.number,
        text=row.text,
        due=row.due,
        days_left=days_left(calendar, today, row.due),
        state=live_state(stored, row.due, today, calendar),
        person_id=row.person_id,
        person=row.person,
        done_at=row.done_at,
    )
