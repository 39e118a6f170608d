"""Office-wide duties, read against 3.2.2, 3.2.4 and 3.2.5 across the long holidays of 2026."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from ipdesk.domain.duties import (
    CPC_DAILY,
    MONTH_REMIND,
    SHEET_PAY,
    SHEET_TO_FINANCE,
    office_duties,
    sheet_week,
    week_name,
)
from ipdesk.domain.workdays import WorkCalendar
from ipdesk.services.calendar import shipped_calendar


@pytest.fixture(scope="module")
def calendar() -> WorkCalendar:
    return shipped_calendar()


def dates(calendar: WorkCalendar, rule: str, frm: date, to: date) -> list[tuple[date, str]]:
    return [(duty.due, duty.period) for duty in office_duties(calendar, frm, to) if duty.rule == rule]


def test_cpc_files_every_working_day_make_up_days_included(calendar: WorkCalendar) -> None:
    days = [on for on, _ in dates(calendar, CPC_DAILY, date(2026, 2, 12), date(2026, 3, 1))]
    # 2026-02-14 and 02-28 are worked Saturdays; 02-15..02-23 is the Spring Festival.
    assert days == [date(2026, 2, day) for day in (12, 13, 14, 24, 25, 26, 27, 28)]


@pytest.mark.parametrize(
    ("month", "expected"),
    [
        ((2026, 1), date(2026, 1, 9)),  # the 10th is a Saturday
        ((2026, 2), date(2026, 2, 10)),
        ((2026, 5), date(2026, 5, 9)),  # the 10th is a Sunday, the 9th a worked Saturday
        ((2026, 10), date(2026, 10, 10)),  # a worked Saturday
    ],
)
def test_the_month_is_reminded_of_by_the_tenth(calendar: WorkCalendar, month: tuple[int, int], expected: date) -> None:
    first = date(*month, 1)
    found = dates(calendar, MONTH_REMIND, first, first + timedelta(days=27))
    assert found == [(expected, f"{first:%Y-%m}")]


@pytest.mark.parametrize(
    ("week", "tuesday", "to_finance", "pay"),
    [
        ("an ordinary week", date(2026, 11, 24), date(2026, 11, 23), date(2026, 11, 25)),
        ("Spring Festival: all off", date(2026, 2, 17), date(2026, 2, 14), date(2026, 2, 24)),
        ("the week it ends in", date(2026, 2, 24), date(2026, 2, 14), date(2026, 2, 25)),
        ("National Day: until Wednesday", date(2026, 10, 6), date(2026, 9, 30), date(2026, 10, 8)),
        ("Sunday 09-20 is worked", date(2026, 9, 22), date(2026, 9, 21), date(2026, 9, 23)),
    ],
)
def test_the_weeks_sheet(calendar: WorkCalendar, week: str, tuesday: date, to_finance: date, pay: date) -> None:
    name = week_name(tuesday)
    frm, to = tuesday - timedelta(days=30), tuesday + timedelta(days=30)
    assert (to_finance, name) in dates(calendar, SHEET_TO_FINANCE, frm, to), week
    assert (pay, name) in dates(calendar, SHEET_PAY, frm, to), week


def test_a_duty_moved_out_of_its_week_is_found_by_its_own_day(calendar: WorkCalendar) -> None:
    one_day = office_duties(calendar, date(2026, 2, 14), date(2026, 2, 14))
    assert [(duty.rule, duty.period) for duty in one_day] == [
        (CPC_DAILY, "2026-02-14"),
        (SHEET_TO_FINANCE, "2026-W08"),
        (SHEET_TO_FINANCE, "2026-W09"),
    ]
    assert [duty.clause for duty in one_day] == ["3.2.2", "3.2.5", "3.2.5"]
    assert not any(duty.provisional for duty in one_day)


def test_nothing_is_due_of_the_office_in_the_middle_of_a_holiday(calendar: WorkCalendar) -> None:
    assert office_duties(calendar, date(2026, 10, 1), date(2026, 10, 7)) == ()


def test_a_year_without_an_arrangement_is_provisional(calendar: WorkCalendar) -> None:
    year = calendar.last_official + 1
    assert all(duty.provisional for duty in office_duties(calendar, date(year, 3, 1), date(year, 3, 31)))


@pytest.mark.parametrize(
    ("on", "week"),
    [
        (date(2026, 11, 22), "2026-W48"),  # Sunday: for the coming Tuesday
        (date(2026, 11, 23), "2026-W48"),  # Monday
        (date(2026, 11, 24), "2026-W49"),  # Tuesday itself: this week's is out
        (date(2026, 12, 30), "2027-W01"),
    ],
)
def test_the_week_a_sheet_is_made_for(on: date, week: str) -> None:
    assert sheet_week(on) == week
