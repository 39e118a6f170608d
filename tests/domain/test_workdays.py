"""The working calendar's arithmetic on a small calendar and on the shipped one."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ipdesk.domain.workdays import Arrangement, WorkCalendar, build_calendar, weekly_bytes
from ipdesk.errors import UserError
from ipdesk.services.calendar import shipped_calendar

CALENDAR = shipped_calendar()
DAYS = st.dates(date(1990, 1, 1), date(2090, 12, 31))
NUMBERS = st.integers(-800, 800)


def d(text: str) -> date:
    return date.fromisoformat(text)


@pytest.mark.parametrize(
    ("on", "working", "name"),
    [
        ("2026-02-14", True, "春节调休上班"),
        ("2026-02-15", False, "春节假期"),
        ("2026-02-16", False, "农历除夕"),
        ("2026-02-17", False, "春节"),
        ("2026-02-23", False, "春节调休"),
        ("2026-02-24", True, "工作日"),
        ("2026-02-28", True, "春节调休上班"),
        ("2026-03-01", False, "周日"),
        ("2026-09-20", True, "国庆节调休上班"),
        ("2026-10-01", False, "国庆节"),
        ("2026-10-07", False, "国庆节调休"),
        ("2026-10-10", True, "国庆节调休上班"),
        ("2005-12-31", True, "元旦调休上班"),
        ("2011-12-31", True, "元旦调休上班"),
        ("2015-09-03", False, "抗战胜利70周年纪念日"),
        ("2015-09-06", True, "抗战胜利70周年纪念日调休上班"),
        ("2020-01-31", False, "春节延长假期"),
        ("2020-02-01", False, "春节延长假期"),
        ("2020-02-03", True, "工作日"),
    ],
)
def test_days_and_their_names(on: str, working: bool, name: str) -> None:
    day = CALENDAR.day(d(on))
    assert (day.on, day.working, day.name, day.provisional) == (d(on), working, name, False)


@pytest.mark.parametrize(
    ("start", "n", "end"),
    [
        ("2026-02-13", 1, "2026-02-14"),  # a Saturday that is worked counts
        ("2026-02-13", 2, "2026-02-24"),
        ("2026-02-14", 1, "2026-02-24"),
        ("2026-02-24", 4, "2026-02-28"),
        ("2026-09-30", 3, "2026-10-10"),
        ("2026-10-03", 1, "2026-10-08"),  # from a day off, day 1 is still the next working day
        ("2026-10-08", -1, "2026-09-30"),
        ("2026-10-04", -1, "2026-09-30"),
        ("2026-10-04", 0, "2026-10-08"),
        ("2026-10-08", 0, "2026-10-08"),
    ],
)
def test_nth_working_day(start: str, n: int, end: str) -> None:
    assert CALENDAR.add(d(start), n) == d(end)


def test_count_is_open_at_the_start_and_closed_at_the_end() -> None:
    assert CALENDAR.count(d("2026-09-30"), d("2026-10-10")) == 3
    assert CALENDAR.count(d("2026-10-10"), d("2026-09-30")) == -3
    assert CALENDAR.count(d("2026-10-08"), d("2026-10-08")) == 0


def test_month_lists_every_day() -> None:
    february = CALENDAR.month(2026, 2)
    assert [day.on.day for day in february] == list(range(1, 29))
    assert sum(day.working for day in february) == 16
    with pytest.raises(UserError, match="month_out_of_range"):
        CALENDAR.month(1980, 1)
    with pytest.raises(UserError, match="month_out_of_range"):
        CALENDAR.month(2026, 13)


@pytest.mark.parametrize(
    ("on", "provisional"),
    [("2003-12-31", True), ("2004-01-01", False), ("2026-12-31", False), ("2027-01-01", True)],
)
def test_provisional_years(on: str, provisional: bool) -> None:
    assert CALENDAR.provisional(d(on)) is provisional
    assert CALENDAR.last_official == 2026
    assert CALENDAR.document(2026) == "国办发明电〔2025〕7号"
    assert CALENDAR.document(2027) is None


def test_a_provisional_year_has_the_days_off_by_law_and_no_makeup_day() -> None:
    off = [
        str(day.on) for m in range(1, 13) for day in CALENDAR.month(2027, m) if not day.working and day.on.weekday() < 5
    ]
    assert off == [
        "2027-01-01",
        "2027-02-05",
        "2027-02-08",
        "2027-02-09",
        "2027-02-10",
        "2027-04-05",
        "2027-05-03",
        "2027-05-04",
        "2027-06-09",
        "2027-09-15",
        "2027-10-01",
        "2027-10-04",
        "2027-10-05",
    ]
    assert not any(CALENDAR.is_makeup(day.on) for m in range(1, 13) for day in CALENDAR.month(2027, m))


@pytest.mark.parametrize("on", ["1984-12-31", "2100-01-01"])
def test_outside_the_calendar_is_refused(on: str) -> None:
    for question in (CALENDAR.is_working, CALENDAR.day, lambda x: CALENDAR.add(x, 1), CALENDAR.on_or_before):
        with pytest.raises(UserError, match="out_of_range"):
            question(d(on))


@pytest.mark.parametrize(("on", "n"), [("2099-12-31", 1), ("1985-01-02", -2), ("2026-01-01", 10**9)])
def test_a_count_that_leaves_the_calendar_is_refused(on: str, n: int) -> None:
    with pytest.raises(UserError, match="count_out_of_range"):
        CALENDAR.add(d(on), n)


@given(DAYS, NUMBERS)
def test_add_and_count_are_each_others_inverse(start: date, n: int) -> None:
    end = CALENDAR.add(start, n)
    assert CALENDAR.is_working(end)
    if n > 0:
        assert CALENDAR.count(start, end) == n
    elif n < 0:
        assert CALENDAR.count(end, start) == -n - (not CALENDAR.is_working(start))


@given(DAYS, DAYS)
def test_count_agrees_with_counting_one_by_one(a: date, b: date) -> None:
    b = a + (b - a) % timedelta(days=400)
    one_by_one = sum(CALENDAR.is_working(a + timedelta(days=i)) for i in range(1, (b - a).days + 1))
    assert CALENDAR.count(a, b) == one_by_one
    assert CALENDAR.count(b, a) == -one_by_one


@given(DAYS)
def test_rolling_finds_the_nearest_working_day(start: date) -> None:
    after, before = CALENDAR.on_or_after(start), CALENDAR.on_or_before(start)
    assert before <= start <= after
    assert CALENDAR.is_working(before)
    assert CALENDAR.is_working(after)
    assert (before == start) is (after == start) is CALENDAR.is_working(start)


def test_an_arrangement_replaces_its_year_only() -> None:
    loaded = CALENDAR.with_arrangement(
        Arrangement(
            2027,
            "国办发明电〔2026〕1号",
            "",
            off={date(2027, 2, day): "" for day in range(5, 13)},
            work={date(2027, 2, 14): "", date(2026, 12, 27): ""},
        )
    )
    assert loaded.last_official == 2027
    assert not loaded.provisional(d("2027-06-01"))
    assert [loaded.day(d(f"2027-02-{day:02d}")).name for day in (5, 6, 9, 12, 14)] == [
        "农历除夕",
        "春节",
        "春节调休",
        "春节调休",
        "调休上班",
    ]
    assert loaded.is_working(d("2027-02-14"))
    assert loaded.is_working(d("2026-12-27"))
    assert not loaded.is_working(d("2027-10-01")), "a day off by law stays off although the file is silent"
    assert loaded.is_working(d("2027-10-04")), "a made-up day that the file does not name is gone"
    assert [loaded.day(x) for x in (d("2026-05-04"), d("2028-01-03"))] == [
        CALENDAR.day(x) for x in (d("2026-05-04"), d("2028-01-03"))
    ]
    assert CALENDAR.last_official == 2026, "the calendar before is unchanged"


def test_an_arrangement_outside_the_calendar_is_refused() -> None:
    with pytest.raises(UserError, match="year_out_of_range"):
        CALENDAR.with_arrangement(Arrangement(2100, "x", "", {date(2100, 1, 1): ""}))


def test_a_calendar_of_weekends_alone() -> None:
    calendar = WorkCalendar(date(2026, 1, 5), weekly_bytes(date(2026, 1, 5), date(2026, 1, 18)), {}, {})
    assert calendar.last == date(2026, 1, 18)
    assert calendar.last_official == 0
    assert calendar.add(date(2026, 1, 9), 1) == date(2026, 1, 12)
    assert build_calendar(date(2026, 1, 5), date(2026, 1, 18), {}, []).count(date(2026, 1, 5), date(2026, 1, 18)) == 9
