"""The page 今日: what one person has to do now, what waits for others, what the office owes, what changed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from ipdesk.domain.docket import soon_limit
from ipdesk.domain.duties import CPC_DAILY
from ipdesk.domain.matters import State
from ipdesk.errors import UserError
from ipdesk.services import shaping
from ipdesk.services.listing import week_end
from ipdesk.services.rows import (
    ChangeRow,
    DueRow,
    ReminderRow,
    TodayView,
    WaitingMatter,
)
from ipdesk.services.tight import tight_of

if TYPE_CHECKING:
    from ipdesk.model.reading_due import DueWanted
    from ipdesk.model.unit_of_work import UnitOfWork
    from ipdesk.services.duties import DutyState
    from ipdesk.services.office import Act, Office

SHOWN = 200
"""How many items a group shows; ``TodayView.left_out`` says how many more there are."""
CHANGES_SHOWN = 50
WAITING_SHOWN = 200
MISSED_DAYS = 10
"""Working days for which a duty nobody answered stays on the page; older ones are counted."""
LOOKED_BACK = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class _Me:
    """Whose page it is: ``department`` is set when this person also does what nobody is named for."""

    person_id: int | None
    department: str | None


def today_view(office: Office, act: Act, *, everyone: bool = False, since: int | None = None) -> TodayView:
    """What ``act.by`` sees in the morning (nobody chosen, a director, or ``everyone``: the whole office).

    ``official`` holds official items that are overdue, due soon or due this week; the other groups hold the
    service ones. ``since`` is the last act already looked at; without it, what ``mark_seen`` kept.
    """
    from ipdesk.model import reading_matter

    with office.database.read() as uow:
        me = _me(uow, None if everyone else act.by)
        groups = _groups(office, uow, me, act.today)
        calendar = office.calendar
        reminders = reading_matter.reminders(uow.session, person_id=me.person_id)
        seen = since if since is not None else _seen(uow, act.by)
        duties, duties_missed = _duties(office, uow, act.today)
        return TodayView(
            official=groups.items["official"],
            overdue=groups.items["overdue"],
            today=groups.items["today"],
            week=groups.items["week"],
            waiting=_waiting(uow, me),
            reminders=_due_reminders(
                [shaping.reminder_row(row, calendar, act.today) for row in reminders], week_end(act.today)
            ),
            duties=duties,
            duties_missed=duties_missed,
            changes=_changes(uow, seen, act.by),
            last_act=reading_matter.last_act_id(uow.session),
            whole_office=me.person_id is None,
            left_out=groups.left_out,
            tight=tight_of(office, uow, act.today, (row.matter_id for row in groups.items["official"])),
        )


def mark_seen(office: Office, act: Act, act_id: int) -> None:
    """Remember that ``act.by`` has looked at everything up to the act ``act_id``."""
    from ipdesk.model import reading_today

    if act.by is None:
        return
    with office.database.write() as uow:
        reading_today.put_setting(uow.session, f"seen.{act.by}", str(act_id))
        uow.commit()


# -- who ----------------------------------------------------------------------------------------


def _me(uow: UnitOfWork, person_id: int | None) -> _Me:
    from ipdesk.model import reading_today

    person = reading_today.person(uow.session, person_id)
    if person is None or person.role == "director":
        return _Me(None, None)
    shares = person.role in ("process_clerk", "department_head", "system_administrator")
    return _Me(person.id, person.department if shares else None)


def _seen(uow: UnitOfWork, person_id: int | None) -> int:
    from ipdesk.model import reading_today

    kept = reading_today.setting(uow.session, f"seen.{person_id}")
    return int(kept) if kept is not None and kept.isdigit() else 0


# -- due items ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Groups:
    items: dict[str, tuple[DueRow, ...]]
    left_out: dict[str, int]


def _groups(office: Office, uow: UnitOfWork, me: _Me, today: date) -> _Groups:
    """The four groups of items; each is asked for by itself, so that none hides another."""
    from ipdesk.model import reading_due

    sunday, one = week_end(today), timedelta(days=1)
    base = reading_due.DueWanted(
        states=("open",),
        official=False,
        mine=me.person_id,
        mine_department=me.department,
    )
    soon = max(sunday, soon_limit(office.calendar, today))
    wanted: dict[str, DueWanted] = {
        "official": replace(base, official=True, to=soon),
        "overdue": replace(base, to=today - one),
        "today": replace(base, frm=today, to=today),
        "week": replace(base, frm=today + one, to=sunday),
    }
    items: dict[str, tuple[DueRow, ...]] = {}
    left_out: dict[str, int] = {}
    for name, which in wanted.items():
        rows = reading_due.due_rows(uow.session, which, SHOWN + 1)
        if len(rows) > SHOWN:
            left_out[name] = reading_due.count_due(uow.session, which) - SHOWN
        items[name] = tuple(shaping.due_row(row, office.calendar, today) for row in rows[:SHOWN])
    return _Groups(items, left_out)


def _waiting(uow: UnitOfWork, me: _Me) -> tuple[WaitingMatter, ...]:
    """Matters that wait for others: nothing to do ourselves, something still to come."""
    from ipdesk.model import reading

    wanted = reading.Wanted(date.min, date.max, bucket="waiting", handler_id=me.person_id)
    ids = reading.matter_ids(uow.session, wanted, "number", descending=False, limit=WAITING_SHOWN)
    rows = reading.matter_rows(uow.session, ids)
    waiting = reading.waiting_of(uow.session, ids)
    found = []
    for one in ids:
        row = rows[one]
        missing = dict.fromkeys(name for w in waiting.get(one, ()) for name in shaping.words(w.missing))
        found.append(WaitingMatter(one, row.number, row.title, row.client, row.handler, tuple(missing)))
    return tuple(found)


def _due_reminders(reminders: list[ReminderRow], until: date) -> tuple[ReminderRow, ...]:
    return tuple(reminder for reminder in reminders if reminder.due <= until)


# -- the office ---------------------------------------------------------------------------------


def _duties(office: Office, uow: UnitOfWork, today: date) -> tuple[tuple[DutyState, ...], int]:
    """The office's checklist to the Sunday of the next working day's week, and how many older ones nobody answered.

    What was answered stays as long as it is of today; a CPC day to come can't be done yet and is left out.
    """
    from ipdesk.services.duties import states_in

    calendar = office.calendar
    try:
        missed_from = calendar.add(calendar.on_or_before(today), -MISSED_DAYS)
        last = week_end(calendar.on_or_after(today))
        rows = states_in(uow, office, today, max(missed_from - LOOKED_BACK, calendar.first + LOOKED_BACK), last)
    except UserError:  # a day outside the calendar's years has no duties to show
        return (), 0
    missed = [row for row in rows if row.state is State.OVERDUE]
    shown = tuple(
        row
        for row in rows
        if (row.due >= today and not (row.rule == CPC_DAILY and row.due > today))
        or (row.state is State.OVERDUE and row.due >= missed_from)
        or row.done_on == today
    )
    return shown, sum(1 for row in missed if row.due < missed_from)


def _changes(uow: UnitOfWork, since: int, by: int | None) -> tuple[ChangeRow, ...]:
    from ipdesk.model import reading_matter

    return tuple(
        ChangeRow(row.id, row.at, row.by, row.name, row.summary, row.matter_id, row.number)
        for row in reading_matter.acts_since(uow.session, since, by, CHANGES_SHOWN)
    )
