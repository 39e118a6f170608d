"""The calendar's figures: how many due items lie on each day, and which."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from ipdesk.domain.docket import soon_limit
from ipdesk.domain.duties import CPC_DAILY
from ipdesk.domain.matters import Department, State
from ipdesk.errors import UserError
from ipdesk.services import shaping
from ipdesk.services.rows import DayLoad, DueRow, MonthFilter, ReminderRow

if TYPE_CHECKING:
    from ipdesk.model.reading_due import DueWanted
    from ipdesk.model.unit_of_work import UnitOfWork
    from ipdesk.services.duties import DutyState
    from ipdesk.services.office import Office

_DONE = ("done", "done_late")


def month_load(
    office: Office, today: date, year: int, month: int, filters: MonthFilter | None = None
) -> dict[date, DayLoad]:
    """The load of each day of a month's weeks (Monday before the 1st to Sunday after the last)."""
    first = date(year, month, 1)
    last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    start = first - timedelta(days=first.weekday())
    return load_between(office, today, start, last + timedelta(days=6 - last.weekday()), filters)


def load_between(
    office: Office, today: date, frm: date, to: date, filters: MonthFilter | None = None
) -> dict[date, DayLoad]:
    """How many due items lie on each day of [frm, to]; a day without any is not in the answer."""
    from ipdesk.model import reading_due

    chosen = filters or MonthFilter()
    with office.database.read() as uow:
        groups = () if chosen.office else reading_due.load_groups(uow.session, _wanted(frm, to, filters))
        duties = _duties(uow, office, today, frm, to, chosen)
        reminders = _reminders(uow, office, today, frm, to, chosen)
    soon = soon_limit(office.calendar, today)
    found: dict[date, DayLoad] = {}
    for due, state, official, n in groups:
        load = _added(found.get(due, DayLoad()), _kind_of(state, due, today, soon), n)
        if official and state not in _DONE:
            load = replace(load, official=load.official + n)
        found[due] = load
    for duty in duties:
        if not duty.done and not (duty.rule == CPC_DAILY and duty.due > today):
            load = _added(found.get(duty.due, DayLoad()), "duties", 1)
            found[duty.due] = _added(load, "duties_late", 1) if duty.due < today else load
    for reminder in reminders:
        found[reminder.due] = _added(found.get(reminder.due, DayLoad()), "reminders", 1)
    return found


def reminders_between(
    office: Office, today: date, frm: date, to: date, filters: MonthFilter | None = None
) -> tuple[ReminderRow, ...]:
    """The hand-made reminders in [frm, to] that are not done yet and that the filters let through, by date."""
    with office.database.read() as uow:
        return _reminders(uow, office, today, frm, to, filters or MonthFilter())


def _reminders(
    uow: UnitOfWork, office: Office, today: date, frm: date, to: date, chosen: MonthFilter
) -> tuple[ReminderRow, ...]:
    """They belong to no department and no kind; a person's are theirs and everybody's."""
    from ipdesk.model import reading_matter

    if chosen.office or chosen.official is not None or chosen.department is not None or chosen.kind is not None:
        return ()
    rows = reading_matter.reminders(uow.session, person_id=chosen.handler_id)
    return tuple(shaping.reminder_row(row, office.calendar, today) for row in rows if frm <= row.due <= to)


def duties_between(
    office: Office, today: date, frm: date, to: date, filters: MonthFilter | None = None
) -> tuple[DutyState, ...]:
    """The duties of the whole office in [frm, to] that the filters let through, by date."""
    with office.database.read() as uow:
        return _duties(uow, office, today, frm, to, filters or MonthFilter())


def _duties(
    uow: UnitOfWork, office: Office, today: date, frm: date, to: date, chosen: MonthFilter
) -> tuple[DutyState, ...]:
    """The process department does them, nobody in particular; none from before the office was there."""
    from ipdesk.services.duties import states_in

    theirs = chosen.department in (None, Department.PROCESS) and chosen.handler_id is None and chosen.kind is None
    if chosen.office is False or chosen.official or not theirs:
        return ()
    try:
        rows = states_in(uow, office, today, frm, to)
    except UserError:  # days outside the calendar's years have no duties
        return ()
    return tuple(row for row in rows if row.state is not State.VOID)


def day_items(office: Office, today: date, on: date, filters: MonthFilter | None = None) -> tuple[DueRow, ...]:
    """The due items of one day, official ones first."""
    from ipdesk.model import reading_due

    if filters is not None and filters.office:
        return ()
    with office.database.read() as uow:
        rows = reading_due.due_rows(uow.session, _wanted(on, on, filters))
    return tuple(shaping.due_row(row, office.calendar, today) for row in rows)


def _wanted(frm: date, to: date, filters: MonthFilter | None) -> DueWanted:
    from ipdesk.model.reading_due import DueWanted

    chosen = filters or MonthFilter()
    return DueWanted(
        frm=frm,
        to=to,
        department=chosen.department,
        person_id=chosen.handler_id,
        kind=chosen.kind,
        official=chosen.official,
    )


def _kind_of(state: str, due: date, today: date, soon: date) -> str:
    """The field of a day's load that a stored state counts in."""
    if state in _DONE:
        return "done"
    if state == "paused":
        return "paused"
    if due < today:
        return "overdue"
    return "soon" if due <= soon else "open"


def _added(load: DayLoad, field: str, n: int) -> DayLoad:
    more: Mapping[str, int] = {field: getattr(load, field) + n}
    return replace(load, **more)
