"""What the calendar page reads, beside the window's thread: days, loads, items."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from ipdesk.domain.matters import State
from ipdesk.domain.workdays import Day, WorkCalendar, is_statutory
from ipdesk.services.rows import DayLoad, DueRow, MonthFilter, ReminderRow
from ui.pages.calendar_grid import DayFace, first_cell, weeks_of
from ui.pages.due_lines import Entry, urgent_first

if TYPE_CHECKING:
    from ipdesk.services.duties import DutyState
    from ipdesk.services.office import Office


DONE = (State.DONE, State.DONE_LATE)


@dataclass(frozen=True, slots=True)
class MonthData:
    """A month's days and what their working days rest on (``document``; None: 暂定)."""

    month: date
    faces: dict[date, DayFace]
    document: str | None


def mark_of(day: Day, made_up: bool) -> str:
    """The tag of a day: 班 on a make-up workday, the holiday's short name, 休 on its other days off."""
    if made_up:
        return "班"
    if day.working:
        return ""
    if is_statutory(day.name):
        name = day.name.split(";")[0].split("；")[0].removeprefix("农历")
        return name.removesuffix("节") if len(name) > 2 else name
    return "休"


def face_of(calendar: WorkCalendar, on: date, load: DayLoad) -> DayFace:
    """One day; outside the calendar's years only Monday to Friday are known."""
    if not calendar.first <= on <= calendar.last:
        return DayFace(on, working=on.weekday() < 5, provisional=True, load=load)
    day = calendar.day(on)
    mark = mark_of(day, calendar.is_makeup(on))
    return DayFace(on, day.working, mark, day.name, day.provisional, load)


def load_month(office: Office, today: date, month: date, choice: MonthFilter) -> MonthData:
    """The grid of a month, with the days of its neighbours that it shows."""
    from ipdesk.services.month import load_between

    start = first_cell(month)
    days = [start + timedelta(days=index) for index in range(weeks_of(month) * 7)]
    loads = load_between(office, today, days[0], days[-1], choice)
    faces = {on: face_of(office.calendar, on, loads.get(on, DayLoad())) for on in days}
    return MonthData(month, faces, office.calendar.document(month.year))


def load_span(office: Office, today: date, frm: date, to: date, choice: MonthFilter) -> tuple[Entry, ...]:
    """What lies from ``frm`` to ``to``, day by day: official items, duties, reminders, the others; the done last."""
    from ipdesk.services.listing import due_items
    from ipdesk.services.month import duties_between, reminders_between

    days: dict[date, list[DueRow]] = {}
    if not choice.office:
        rows = due_items(office, today, frm, to, choice.department, choice.handler_id, None, choice.official)
        for row in rows:
            days.setdefault(row.due, []).append(row)
    duties: dict[date, list[DutyState]] = {}
    for duty in duties_between(office, today, frm, to, choice):
        duties.setdefault(duty.due, []).append(duty)
    own: dict[date, list[ReminderRow]] = {}
    for reminder in reminders_between(office, today, frm, to, choice):
        own.setdefault(reminder.due, []).append(reminder)
    return tuple(
        row
        for on in sorted({*days, *duties, *own})
        for row in _day(days.get(on, ()), duties.get(on, ()), own.get(on, ()))
    )


def _day(rows: Sequence[DueRow], duties: Sequence[DutyState], own: Sequence[ReminderRow]) -> list[Entry]:
    ordered = urgent_first(rows)
    official = [row for row in ordered if row.official and row.state not in DONE]
    rest = [row for row in ordered if not (row.official and row.state not in DONE)]
    return [*official, *(row for row in duties if not row.done), *own, *rest, *(row for row in duties if row.done)]
