"""The lists of the screens: ids in SQL order, then the rows that are painted."""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from ipdesk.domain.docket import soon_limit
from ipdesk.domain.matters import Kind, State
from ipdesk.errors import UserError
from ipdesk.searching import plain
from ipdesk.services import shaping
from ipdesk.services.checklists import checklist_in
from ipdesk.services.rows import (
    AttachmentRow,
    Bucket,
    ChangeRow,
    ChecklistItem,
    Column,
    ContactRow,
    Counters,
    DayLoad,
    DueRow,
    EventRow,
    FeeRow,
    Filter,
    Hit,
    MatterRow,
    MatterView,
    Nearest,
    NoticeRow,
    ReminderRow,
    Sort,
    TodayView,
    TransferRow,
    WaitingMatter,
    WaitingRow,
)

if TYPE_CHECKING:
    from ipdesk.model.reading import Wanted
    from ipdesk.model.reading_due import DueWanted
    from ipdesk.services.office import Office

__all__ = [
    "AttachmentRow",
    "Bucket",
    "ChangeRow",
    "ChecklistItem",
    "Column",
    "ContactRow",
    "Counters",
    "DayLoad",
    "DueRow",
    "EventRow",
    "FeeRow",
    "Filter",
    "Hit",
    "MatterRow",
    "MatterView",
    "Nearest",
    "NoticeRow",
    "ReminderRow",
    "Sort",
    "TodayView",
    "TransferRow",
    "WaitingMatter",
    "WaitingRow",
    "counters",
    "due_items",
    "matter_id",
    "matter_ids",
    "matter_rows",
    "matter_view",
    "week_end",
]


def matter_ids(office: Office, today: date, wanted: Filter, sort: Sort | None = None) -> array[int]:
    """The ids of the matters wanted, in the order asked for; a table fetches the rows it paints."""
    from ipdesk.model import reading

    order = sort or Sort()
    with office.database.read() as uow:
        return reading.matter_ids(uow.session, _wanted(wanted, today), str(order.column), descending=order.descending)


def matter_rows(office: Office, today: date, ids: Iterable[int]) -> tuple[MatterRow, ...]:
    """The matters with these ids, in the same order; removed and unknown ones are left out."""
    from ipdesk.model import reading

    order = list(ids)
    with office.database.read() as uow:
        rows = reading.matter_rows(uow.session, order)
        waiting = reading.waiting_of(uow.session, order)
    return tuple(
        shaping.matter_row(rows[one], waiting.get(one, ()), office.calendar, today) for one in order if one in rows
    )


def counters(
    office: Office,
    today: date,
    department: str | None = None,
    handler_id: int | None = None,
    kind: str | None = None,
    text: str = "",
) -> Counters:
    """How many matters each bucket holds, the other filters applied.

    A matter counts by its nearest item that is still to be done, so that it is in one of 逾期, 今天 and later
    only; 本周 includes today. Paused and waiting matters count by their state.
    """
    from ipdesk.model import reading

    wanted = _wanted(Filter(department, Bucket.ALL, handler_id, kind, text), today)
    with office.database.read() as uow:
        groups = reading.count_groups(uow.session, wanted)
    found = dict.fromkeys(Bucket, 0)
    for state, due, n, waits, paused in groups:
        found[Bucket.ALL] += n
        found[Bucket.PAUSED] += paused
        found[Bucket.WAITING] += waits
        if due is not None and state == "open":
            found[Bucket.OVERDUE] += n if due < today else 0
            found[Bucket.TODAY] += n if due == today else 0
            found[Bucket.WEEK] += n if today <= due <= wanted.week_end else 0
    return Counters(**{str(bucket): n for bucket, n in found.items()})


def _wanted(wanted: Filter, today: date) -> Wanted:
    from ipdesk.model.reading import Wanted

    return Wanted(
        today=today,
        week_end=week_end(today),
        department=wanted.department,
        bucket=str(wanted.bucket),
        handler_id=wanted.handler_id,
        kind=wanted.kind,
        needle=plain(wanted.text),
    )


def week_end(today: date) -> date:
    """The Sunday of the week."""
    return today + timedelta(days=6 - today.weekday())


def matter_id(office: Office, number: str) -> int:
    """The id of the matter with this number of the office. UserError ``matter.not_found``."""
    from ipdesk.model import reading

    with office.database.read() as uow:
        found = reading.id_of_number(uow.session, number.strip())
    if found is None:
        raise UserError("matter.not_found", id=number)
    return found


def matter_view(office: Office, today: date, matter_id: int) -> MatterView:
    """Everything of one matter. UserError ``matter.not_found`` when it is not there (any more)."""
    from ipdesk.model import reading, reading_due, reading_matter

    with office.database.read() as uow:
        session, calendar = uow.session, office.calendar
        record = reading.matter_rows(session, [matter_id]).get(matter_id)
        if record is None:
            raise UserError("matter.not_found", id=matter_id)
        waiting = reading.waiting_of(session, [matter_id]).get(matter_id, [])
        wanted = reading_due.DueWanted(matter_id=matter_id, states=reading_due.ALL, superseded=True)
        client = None if record.client_id is None else reading_matter.client_of(session, record.client_id)
        contacts = [] if client is None else reading_matter.contacts_of(session, client.id)
        return MatterView(
            row=shaping.matter_row(record, waiting, calendar, today),
            applicant=record.applicant,
            classes=record.classes,
            reduction=record.reduction,
            flags=frozenset(shaping.words(record.flags)),
            note=record.note,
            client_address="" if client is None else client.address,
            client_credit_code="" if client is None else client.credit_code,
            salesperson_id=record.salesperson_id,
            events=tuple(map(shaping.event_row, reading_matter.events_of(session, matter_id))),
            due_items=tuple(shaping.due_row(row, calendar, today) for row in reading_due.due_rows(session, wanted)),
            waiting=tuple(map(shaping.waiting_row, waiting)),
            next_steps=shaping.words(record.next_steps),
            fees=tuple(map(shaping.fee_row, reading_matter.fees_of(session, matter_id))),
            notices=tuple(map(shaping.notice_row, reading_matter.notices_of(session, matter_id))),
            attachments=tuple(map(shaping.attachment_row, reading_matter.attachments_of(session, [matter_id]))),
            checklists=checklist_in(uow, matter_id, Kind(record.kind), record.flags),
            contacts=tuple(map(shaping.contact_row, contacts)),
            transfers=tuple(map(shaping.transfer_row, reading_matter.transfers_of(session, matter_id))),
            reminders=tuple(
                shaping.reminder_row(row, calendar, today)
                for row in reading_matter.reminders(session, matter_id, done=True)
            ),
        )


def due_items(  # noqa: PLR0913 - the filters of the list of due items
    office: Office,
    today: date,
    frm: date | None = None,
    to: date | None = None,
    department: str | None = None,
    handler: int | str | None = None,
    state: str | None = None,
    official: bool | None = None,
    *,
    kind: str | None = None,
    limit: int | None = None,
) -> tuple[DueRow, ...]:
    """Due items from ``frm`` to ``to``, both included, by date.

    ``handler``: the id or name of the person who has to do it. ``state`` as of today (``due_soon``,
    ``overdue`` too); without one void items are left out. Superseded ones always are: they are history.
    """
    from ipdesk.model import reading_due

    wanted = reading_due.DueWanted(
        frm=frm,
        to=to,
        department=department,
        person_id=handler if isinstance(handler, int) else None,
        person=handler if isinstance(handler, str) else None,
        kind=kind,
        official=official,
    )
    if state is not None:
        wanted = _in_state(wanted, State(state), office, today)
    with office.database.read() as uow:
        rows = reading_due.due_rows(uow.session, wanted, limit)
    return tuple(shaping.due_row(row, office.calendar, today) for row in rows)


def _in_state(wanted: DueWanted, state: State, office: Office, today: date) -> DueWanted:
    """The stored state and the days that a state of today means."""
    frm, to = wanted.frm or date.min, wanted.to or date.max
    limit = soon_limit(office.calendar, today)
    stored = State.OPEN
    if state is State.OVERDUE:
        to = min(to, today - timedelta(days=1))
    elif state is State.DUE_SOON:
        frm, to = max(frm, today), min(to, limit)
    elif state is State.OPEN:
        frm = max(frm, limit + timedelta(days=1))
    else:
        stored = state
    return replace(wanted, frm=frm, to=to, states=(str(stored),))
