"""Duties of the whole office that belong to no matter (标准 3.2.2, 3.2.4, 3.2.5).

``F.cpc_daily`` every working day; ``F.month_remind`` the 10th, or the last working day before it;
``F.sheet_to_finance`` the last working day before a week's Tuesday; ``F.sheet_pay`` that week's Wednesday,
or the next working day. A sheet's week is the ISO week of that Tuesday, whatever day its duty falls on.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from ipdesk.domain.workdays import WorkCalendar

CPC_DAILY = "F.cpc_daily"
MONTH_REMIND = "F.month_remind"
SHEET_TO_FINANCE = "F.sheet_to_finance"
SHEET_PAY = "F.sheet_pay"

CLAUSES = {CPC_DAILY: "3.2.2", MONTH_REMIND: "3.2.4", SHEET_TO_FINANCE: "3.2.5", SHEET_PAY: "3.2.5"}
# A duty can lie this far from its week or month: longer than any run of days off has been.
_REACH = timedelta(days=21)


@dataclass(frozen=True, slots=True)
class OfficeDuty:
    """One duty on its date; ``period`` is its day, month (``2026-10``) or week (``2026-W41``)."""

    rule: str
    clause: str
    due: date
    period: str
    provisional: bool


def office_duties(calendar: WorkCalendar, frm: date, to: date) -> tuple[OfficeDuty, ...]:
    """Every duty of the office due in [frm, to], by date and rule.

    UserError ``calendar.out_of_range`` when the days, or those around them, lie outside the calendar.
    """
    found = [
        OfficeDuty(rule, CLAUSES[rule], due, period, calendar.provisional(due))
        for rule, due, period in _all(calendar, frm, to)
        if frm <= due <= to
    ]
    return tuple(sorted(found, key=lambda duty: (duty.due, duty.rule)))


def sheet_week(on: date) -> str:
    """The week of a sheet made on ``on``: the ISO week of the next Tuesday after it (it goes out before)."""
    ahead = (1 - on.weekday()) % 7 or 7
    return week_name(on + timedelta(days=ahead))


def week_name(on: date) -> str:
    """The ISO week of a date: ``2026-W48``."""
    year, week, _ = on.isocalendar()
    return f"{year}-W{week:02d}"


def _all(calendar: WorkCalendar, frm: date, to: date) -> Iterator[tuple[str, date, str]]:
    """All duties that may lie in [frm, to], and some around it."""
    day = frm
    while day <= to:
        if calendar.is_working(day):
            yield CPC_DAILY, day, day.isoformat()
        day += timedelta(days=1)
    for tenth in _tenths(frm, to + _REACH):
        yield MONTH_REMIND, calendar.on_or_before(tenth), f"{tenth:%Y-%m}"
    for monday in _mondays(frm - _REACH, to + _REACH):
        tuesday = monday + timedelta(days=1)
        week = week_name(monday)
        yield SHEET_TO_FINANCE, calendar.add(tuesday, -1), week
        yield SHEET_PAY, calendar.on_or_after(monday + timedelta(days=2)), week


def _tenths(frm: date, to: date) -> Iterator[date]:
    month = date(frm.year, frm.month, 10)
    while month <= to:
        yield month
        month = date(month.year + month.month // 12, month.month % 12 + 1, 10)


def _mondays(frm: date, to: date) -> Iterator[date]:
    monday = frm - timedelta(days=frm.weekday())
    while monday <= to:
        yield monday
        monday += timedelta(days=7)
