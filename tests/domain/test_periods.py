"""Periods, table by table as the service standard's counting section reads."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ipdesk.domain.periods import Pause, Period, Unit, add_months, end_of, merged, period_text, reckon
from ipdesk.errors import UserError
from ipdesk.services.calendar import shipped_calendar

CALENDAR = shipped_calendar()
WD, DAYS, WEEKS, MONTHS = Unit.WORKING_DAYS, Unit.DAYS, Unit.WEEKS, Unit.MONTHS


def d(text: str) -> date:
    return date.fromisoformat(text)


def pauses(*texts: str) -> list[Pause]:
    return [Pause(d(text[:10]), d(text[12:])) for text in texts]


@pytest.mark.parametrize(
    ("base", "n", "end"),
    [
        # the trigger's day is not counted; day 1 is the next working day
        ("2026-03-02", 2, "2026-03-04"),
        ("2026-03-06", 1, "2026-03-09"),
        # around Spring Festival 2026: 02-15..02-23 off, 02-14 and 02-28 worked
        ("2026-02-13", 2, "2026-02-24"),
        ("2026-02-24", 5, "2026-03-02"),
        ("2026-02-13", 1, "2026-02-14"),
        ("2026-02-27", 1, "2026-02-28"),
        # around National Day 2026: 10-01..10-07 off, 09-20 and 10-10 worked
        ("2026-09-30", 2, "2026-10-09"),
        ("2026-09-30", 3, "2026-10-10"),
        ("2026-09-18", 1, "2026-09-20"),
        # a trigger on a day off: day 1 is still the next working day
        ("2026-10-03", 1, "2026-10-08"),
        ("2026-02-21", 5, "2026-02-28"),
    ],
)
def test_working_days(base: str, n: int, end: str) -> None:
    reckoning = reckon(d(base), Period(n, WD), CALENDAR)
    assert reckoning.end == end_of(d(base), Period(n, WD), CALENDAR) == d(end)
    assert reckoning.days[-1].mark == "due"
    assert reckoning.days[-1].number == n


@pytest.mark.parametrize(
    ("base", "period", "end"),
    [
        ("2026-03-02", Period(1, Unit.SAME_DAY), "2026-03-02"),
        ("2026-02-14", Period(1, Unit.SAME_DAY), "2026-02-14"),  # a Saturday that is worked
        ("2026-02-15", Period(1, Unit.SAME_DAY), "2026-02-24"),
        ("2026-03-07", Period(1, Unit.SAME_DAY), "2026-03-09"),
        ("2026-03-02", Period(2, WEEKS), "2026-03-16"),
        ("2026-02-01", Period(2, WEEKS), "2026-02-15"),  # a service period is not extended over a day off
        ("2026-02-10", Period(7, DAYS), "2026-02-17"),
        ("2026-01-31", Period(1, MONTHS), "2026-02-28"),
        ("2026-01-31", Period(2, MONTHS), "2026-03-31"),  # from the base, not from February's last day
        ("2024-01-31", Period(1, MONTHS), "2024-02-29"),
        ("2026-03-02", Period(30, Unit.MINUTES), "2026-03-02"),
    ],
)
def test_same_day_and_calendar_periods(base: str, period: Period, end: str) -> None:
    assert end_of(d(base), period, CALENDAR) == reckon(d(base), period, CALENDAR).end == d(end)


@pytest.mark.parametrize(
    ("base", "n", "unit", "raw", "end"),
    [
        # worked examples of the examination guidelines
        ("1998-06-01", 36, MONTHS, "2001-06-01", "2001-06-01"),
        ("2008-06-21", 2, MONTHS, "2008-08-21", "2008-08-21"),
        ("2022-12-31", 2, MONTHS, "2023-02-28", "2023-02-28"),
        ("2007-10-30", 2, MONTHS, "2007-12-30", "2008-01-02"),
        # the calendars of 2025 to 2027
        ("2026-06-01", 4, MONTHS, "2026-10-01", "2026-10-08"),
        ("2026-08-20", 4, MONTHS, "2026-12-20", "2026-12-21"),
        ("2025-12-31", 2, MONTHS, "2026-02-28", "2026-02-28"),  # a make-up Saturday is a working day here
        ("2026-08-31", 1, MONTHS, "2026-09-30", "2026-09-30"),
        ("2026-09-01", 2, MONTHS, "2026-11-01", "2026-11-02"),
        ("2026-07-31", 2, MONTHS, "2026-09-30", "2026-09-30"),
        ("2026-07-05", 3, MONTHS, "2026-10-05", "2026-10-08"),
        ("2026-09-20", 15, DAYS, "2026-10-05", "2026-10-08"),
        ("2026-08-03", 2, MONTHS, "2026-10-03", "2026-10-08"),
        ("2026-04-05", 6, MONTHS, "2026-10-05", "2026-10-08"),
        ("2026-09-16", 15, DAYS, "2026-10-01", "2026-10-08"),
        ("2026-09-01", 15, DAYS, "2026-09-16", "2026-09-16"),
        ("2026-09-27", 3, MONTHS, "2026-12-27", "2026-12-28"),
        ("2027-01-06", 2, MONTHS, "2027-03-06", "2027-03-08"),
        ("2026-09-07", 30, DAYS, "2026-10-07", "2026-10-08"),
        ("2025-10-03", 12, MONTHS, "2026-10-03", "2026-10-08"),
    ],
)
def test_official_periods_move_to_the_next_working_day(base: str, n: int, unit: Unit, raw: str, end: str) -> None:
    reckoning = reckon(d(base), Period(n, unit, roll=True), CALENDAR)
    assert (reckoning.raw_end, reckoning.end) == (d(raw), d(end))
    assert reckoning.provisional is (reckoning.end.year in (2001, 2027))


@pytest.mark.parametrize(
    ("base", "n", "unit", "raw", "end"),
    [
        ("2026-04-10", 45, DAYS, "2026-02-24", "2026-02-24"),
        (
            "2026-04-08",
            45,
            DAYS,
            "2026-02-22",
            "2026-02-14",
        ),  # in Spring Festival: the worked Saturday before it
        ("2026-11-05", 30, DAYS, "2026-10-06", "2026-09-30"),
        ("2026-10-12", 5, WD, "2026-09-29", "2026-09-29"),
        ("2026-10-04", 5, WD, "2026-09-23", "2026-09-23"),
        ("2026-11-12", 1, MONTHS, "2026-10-12", "2026-10-12"),
        ("2026-10-05", 0, Unit.SAME_DAY, "2026-10-05", "2026-09-30"),
    ],
)
def test_at_least_before_moves_earlier_never_later(base: str, n: int, unit: Unit, raw: str, end: str) -> None:
    period = Period(n, unit, before=True)
    held = pauses("2026-01-01..2026-12-31")
    reckoning = reckon(d(base), period, CALENDAR, held)
    assert (reckoning.raw_end, reckoning.end) == (d(raw), d(end))
    assert end_of(d(base), period, CALENDAR, held) == d(end), "a pause does not move it"
    assert reckoning.days[0].mark == "due"
    assert reckoning.days[0].number == (n if unit is WD else (d(base) - d(end)).days)
    assert reckoning.days[-1].mark == "trigger"


@pytest.mark.parametrize(
    ("base", "n", "held", "end"),
    [
        ("2026-03-02", 5, [], "2026-03-09"),
        ("2026-03-02", 5, ["2026-03-04..2026-03-04"], "2026-03-09"),  # paused and resumed on one day
        ("2026-03-02", 5, ["2026-03-04..2026-03-06"], "2026-03-11"),
        # four left when paused (03-04..03-09), four left on the day it is resumed
        ("2026-03-02", 5, ["2026-03-04..2026-03-16"], "2026-03-19"),
        ("2026-03-02", 5, ["2026-03-07..2026-03-09"], "2026-03-09"),  # a weekend stops nothing
        ("2026-03-02", 5, ["2026-03-09..2026-03-12"], "2026-03-12"),  # paused on the last day
        ("2026-03-02", 5, ["2026-03-10..2026-03-20"], "2026-03-09"),  # after the end
        ("2026-03-02", 5, ["2026-02-01..2026-03-05"], "2026-03-11"),  # already paused at the trigger
        ("2026-03-02", 5, ["2026-03-03..2026-03-05", "2026-03-11..2026-03-13"], "2026-03-13"),
        (
            "2026-03-02",
            5,
            ["2026-03-03..2026-03-06", "2026-03-04..2026-03-06"],
            "2026-03-12",
        ),  # overlapping once
        ("2026-02-12", 3, ["2026-02-13..2026-03-02"], "2026-03-04"),
    ],
)
def test_pauses_stop_the_working_days(base: str, n: int, held: list[str], end: str) -> None:
    reckoning = reckon(d(base), Period(n, WD), CALENDAR, pauses(*held))
    assert reckoning.end == d(end)
    assert sum(day.number is not None and day.mark in ("counted", "makeup", "due") for day in reckoning.days) == n


@pytest.mark.parametrize(
    ("base", "period", "held", "end"),
    [
        ("2026-03-02", Period(2, WEEKS), ["2026-03-05..2026-03-08"], "2026-03-19"),
        ("2026-03-02", Period(2, WEEKS), ["2026-03-16..2026-03-20"], "2026-03-20"),  # begins on the end
        ("2026-03-02", Period(2, WEEKS), ["2026-03-17..2026-03-20"], "2026-03-16"),  # begins after it
        (
            "2026-03-02",
            Period(2, WEEKS),
            ["2026-02-20..2026-03-05"],
            "2026-03-18",
        ),  # only days after the trigger's
        ("2026-03-02", Period(2, WEEKS), ["2026-03-02..2026-03-03"], "2026-03-16"),  # the trigger's day alone
        ("2026-03-02", Period(1, MONTHS), ["2026-03-30..2026-04-04"], "2026-04-07"),
        ("2026-03-02", Period(7, DAYS), ["2026-03-05..2026-03-07", "2026-03-11..2026-03-12"], "2026-03-12"),
        ("2026-03-02", Period(1, Unit.SAME_DAY), ["2026-03-02..2026-03-05"], "2026-03-05"),
        ("2026-03-02", Period(1, Unit.SAME_DAY), ["2026-03-02..2026-03-07"], "2026-03-09"),
        ("2026-03-02", Period(1, Unit.SAME_DAY), ["2026-03-03..2026-03-07"], "2026-03-02"),
    ],
)
def test_pauses_move_calendar_periods(base: str, period: Period, held: list[str], end: str) -> None:
    reckoning = reckon(d(base), period, CALENDAR, pauses(*held))
    assert reckoning.end == end_of(d(base), period, CALENDAR, pauses(*held)) == d(end)


def test_the_explanation_names_every_day_that_did_not_count() -> None:
    reckoning = reckon(d("2026-02-13"), Period(2, WD), CALENDAR)
    marks = {str(day.on)[5:]: (day.mark, day.number) for day in reckoning.days}
    assert marks["02-13"] == ("trigger", 0)
    assert marks["02-14"] == ("makeup", 1)
    assert marks["02-17"] == ("off", None)
    assert marks["02-24"] == ("due", 2)
    assert len(reckoning.days) == 12
    assert "2026年2月14日（周六）春节调休上班，计入工作日" in reckoning.steps
    assert reckoning.steps[0] == "自2026年2月13日（周五）起算2个工作日，当日不计入"
    assert reckoning.steps[-1] == "第2个工作日为2026年2月24日（周二），当日届满"


def test_the_explanation_of_a_pause_and_of_a_move() -> None:
    paused = reckon(d("2026-03-02"), Period(5, WD), CALENDAR, pauses("2026-03-04..2026-03-06"))
    assert "2026年3月4日（周三）起暂停，2026年3月6日（周五）恢复，其间2个工作日不计入" in paused.steps
    assert [day.mark for day in paused.days if day.on in (d("2026-03-04"), d("2026-03-05"))] == ["paused"] * 2
    moved = reckon(d("2026-06-01"), Period(4, MONTHS, roll=True), CALENDAR)
    assert "2026年10月1日（周四）为休息日（国庆节），顺延至下一个工作日2026年10月8日（周四）" in moved.steps
    assert [day.mark for day in moved.days[-8:]] == ["moved"] * 7 + ["due"]
    kept = reckon(d("2026-02-01"), Period(2, WEEKS), CALENDAR)
    assert kept.steps[-1].endswith("服务期限不顺延")
    assert reckon(d("2026-01-31"), Period(1, MONTHS), CALENDAR).steps[1].startswith("2026年2月没有31日")


def test_a_provisional_end_says_so() -> None:
    reckoning = reckon(d("2026-12-30"), Period(5, WD), CALENDAR)
    assert reckoning.provisional
    assert "2027年的放假安排尚未公布" in reckoning.steps[-1]
    assert not reckon(d("2026-12-01"), Period(5, WD), CALENDAR).provisional


def test_without_explanation_only_the_dates_are_made() -> None:
    reckoning = reckon(d("2026-02-13"), Period(2, WD), CALENDAR, explain=False)
    assert (reckoning.steps, reckoning.days, reckoning.end) == ((), (), d("2026-02-24"))


def test_a_long_count_lists_its_last_days() -> None:
    reckoning = reckon(d("2023-03-01"), Period(36, MONTHS, roll=True), CALENDAR)
    assert reckoning.end == d("2026-03-02")
    assert len(reckoning.days) <= 20
    assert reckoning.days[-2].mark == "moved"


def test_out_of_the_calendar_is_refused() -> None:
    for period in (Period(10**6, WD), Period(10**8, DAYS), Period(10**6, MONTHS)):
        with pytest.raises(UserError):
            end_of(d("2026-01-01"), period, CALENDAR)


@pytest.mark.parametrize(
    ("period", "text"),
    [
        (Period(5, WD), "5个工作日"),
        (Period(2, WEEKS), "2周（14日）"),
        (Period(45, DAYS, before=True), "至少提前45日"),
        (Period(0, Unit.SAME_DAY), "当日"),
        (Period(30, Unit.MINUTES), "30分钟"),
    ],
)
def test_a_period_in_words(period: Period, text: str) -> None:
    assert period_text(period) == text


BASES = st.dates(date(2010, 1, 1), date(2090, 12, 31))
PERIODS = st.builds(
    Period,
    st.integers(1, 60),
    st.sampled_from((WD, DAYS, WEEKS, MONTHS, Unit.SAME_DAY)),
    roll=st.booleans(),
)
PAUSES = st.lists(
    st.builds(lambda offset, length: (offset, length), st.integers(-20, 120), st.integers(0, 60)),
    max_size=4,
)


def held_from(base: date, offsets: list[tuple[int, int]]) -> list[Pause]:
    starts = [(base + timedelta(days=offset), length) for offset, length in offsets]
    return [Pause(start, start + timedelta(days=length)) for start, length in starts]


@given(BASES, PERIODS, PAUSES)
def test_the_fast_path_and_the_explained_one_agree(base: date, period: Period, offsets: list[tuple[int, int]]) -> None:
    held = held_from(base, offsets)
    reckoning = reckon(base, period, CALENDAR, held)
    assert reckoning.end == end_of(base, period, CALENDAR, held) >= base
    assert reckoning.days[-1].on == reckoning.end
    assert reckoning.end >= end_of(base, period, CALENDAR), "a pause never shortens a period"


@given(BASES, st.integers(1, 200), PERIODS)
def test_a_later_base_never_ends_earlier(base: date, later: int, period: Period) -> None:
    assert end_of(base, period, CALENDAR) <= end_of(base + timedelta(days=later), period, CALENDAR)


@given(BASES, st.integers(1, 60))
def test_the_count_back_from_the_end_is_the_period(base: date, n: int) -> None:
    end = end_of(base, Period(n, WD), CALENDAR)
    assert CALENDAR.is_working(end)
    assert CALENDAR.count(base, end) == n


@given(BASES, st.integers(1, 60), PAUSES)
def test_exactly_n_unpaused_working_days_lie_after_the_base(base: date, n: int, offsets: list[tuple[int, int]]) -> None:
    held = held_from(base, offsets)
    end = end_of(base, Period(n, WD), CALENDAR, held)
    counted = [
        day
        for day in (base + timedelta(days=i) for i in range(1, (end - base).days + 1))
        if CALENDAR.is_working(day) and not any(p.start <= day < p.end for p in held)
    ]
    assert len(counted) == n
    assert counted[-1] == end


@given(BASES, PERIODS, PAUSES, st.integers(-10, 100))
def test_a_pause_of_no_length_changes_nothing(
    base: date, period: Period, offsets: list[tuple[int, int]], at: int
) -> None:
    held = held_from(base, offsets)
    empty = Pause(base + timedelta(days=at), base + timedelta(days=at))
    assert end_of(base, period, CALENDAR, [*held, empty]) == end_of(base, period, CALENDAR, held)
    assert merged([empty]) == ()


@given(BASES, st.integers(-600, 600))
def test_months_keep_the_day_number_or_take_the_last_day(base: date, n: int) -> None:
    moved = add_months(base, n)
    assert (moved.year - base.year) * 12 + moved.month - base.month == n
    assert moved.day == base.day or (moved.day < base.day and (moved + timedelta(days=1)).day == 1)
