"""Due items, the office's duties and hand-made reminders written as an iCalendar file for phones and mail programs."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from ipdesk.domain.matters import State
from ipdesk.files.icalendar import Entry, calendar_bytes
from ipdesk.paths import write_beside
from ipdesk.services.duties import DutyState
from ipdesk.services.office import Act, Office
from ipdesk.services.rows import DueRow, MonthFilter, ReminderRow


def export_calendar(
    office: Office,
    act: Act,
    path: Path,
    frm: date,
    to: date,
    choice: MonthFilter | None = None,
) -> int:
    """Write the due items, duties and reminders from ``frm`` to ``to`` and return how many there are.

    Void items and missed recurrences that have a successor are left out. Errors: ``OSError`` of the file.
    """
    from ipdesk.services.listing import due_items
    from ipdesk.services.month import duties_between, reminders_between

    c = choice or MonthFilter()
    entries: list[Entry] = []
    if not c.office:
        rows = due_items(office, act.today, frm, to, c.department, c.handler_id, None, c.official, kind=c.kind)
        entries += [_entry(row) for row in rows]
    entries += [_duty(row) for row in duties_between(office, act.today, frm, to, c)]
    entries += [_reminder(row) for row in reminders_between(office, act.today, frm, to, c)]
    write_beside(path, calendar_bytes("案件期限", entries, act.at))
    return len(entries)


def _entry(row: DueRow) -> Entry:
    """The entry of an item; its id stays when its date moves, its number and rule tell offices apart."""
    key = f"{row.number}|{row.rule}|{row.about or ''}|{row.id}"
    last = f"安全日 {row.due}，最后一日 {row.last_day}" if row.last_day not in (None, row.due) else ""
    marks = ("暂定" if row.provisional else "", "待核实" if row.confirm else "")
    details = (row.matter_title, row.client, row.person, f"依据 {row.clause}", last, *marks)
    return Entry(
        key=key,
        on=row.due,
        title=f"{'【法定】' if row.official else ''}{row.title} {row.number}",
        description="\n".join(part for part in details if part),
        category="法定期限" if row.official else "服务期限",
        official=row.official,
        done=row.state in (State.DONE, State.DONE_LATE),
    )


def _duty(row: DutyState) -> Entry:
    """The entry of a duty of the whole office; its rule and period stay when its date moves."""
    details = ("全所事项", f"依据 {row.clause}", "暂定" if row.provisional else "")
    return Entry(
        key=f"office|{row.rule}|{row.period}",
        on=row.due,
        title=f"【全所】{row.title}",
        description="\n".join(part for part in details if part),
        category="全所事项",
        official=False,
        done=row.done,
    )


def _reminder(row: ReminderRow) -> Entry:
    """The entry of a reminder somebody wrote."""
    return Entry(
        key=f"reminder|{row.id}",
        on=row.due,
        title=f"【提醒】{row.text}",
        description="\n".join(part for part in (row.number, row.person, "手工提醒") if part),
        category="手工提醒",
        official=False,
        done=False,
    )
