"""What counts as kept and late, and how many days were used of those allowed."""

from __future__ import annotations

import statistics
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ipdesk.domain.periods import Pause, Period, Unit, end_of
from ipdesk.domain.statistics import (
    Outcome,
    Span,
    Tally,
    allowed_units,
    days_of,
    measured,
    median_of,
    month_span,
    months_shown,
    outcome,
    tally,
    trend_span,
    used,
    year_span,
)
from ipdesk.services.calendar import shipped_calendar
from ipdesk.services.rules import shipped_rules

CALENDAR = shipped_calendar()
TODAY = date(2026, 11, 20)  # a Friday
BEFORE, NOW, AFTER = date(2026, 11, 19), TODAY, date(2026, 11, 21)


@pytest.mark.parametrize(
    ("state", "superseded", "due", "expected"),
    [
        ("done", False, BEFORE, Outcome.KEPT),
        ("done", False, AFTER, Outcome.KEPT),
        ("done_late", False, BEFORE, Outcome.LATE_DONE),
        ("open", False, BEFORE, Outcome.OVERDUE),
        ("open", False, NOW, Outcome.OPEN),
        ("open", False, AFTER, Outcome.OPEN),
        ("open", True, BEFORE, Outcome.MISSED),
        ("paused", False, BEFORE, Outcome.PAUSED),
        ("paused", True, BEFORE, Outcome.MISSED),
        ("void", False, BEFORE, Outcome.VOID),
        ("void", True, BEFORE, Outcome.VOID),
        # As the duties of the office say it:
        ("overdue", False, BEFORE, Outcome.OVERDUE),
        ("due_soon", False, AFTER, Outcome.OPEN),
    ],
)
def test_every_item_has_one_outcome(state: str, superseded: bool, due: date, expected: Outcome) -> None:
    assert outcome(state, due, TODAY, superseded=superseded) is expected


def test_the_rate_is_kept_of_what_is_judged() -> None:
    sums = Tally(kept=7, late_done=1, overdue=1, missed=1, open=20, paused=4, void=9)
    assert (sums.late, sums.judged, sums.counted) == (3, 10, 34)
    assert sums.rate == 0.7
    assert not sums.small
    assert Tally(kept=4).small
    assert Tally(open=3).rate is None
    assert sums.of([Outcome.KEPT, Outcome.VOID]) == 16


@given(st.lists(st.tuples(st.sampled_from(Outcome), st.integers(0, 50))))
def test_a_tally_loses_nothing(found: list[tuple[Outcome, int]]) -> None:
    sums = tally(found)
    assert sums.counted + sums.void == sum(n for _, n in found)
    assert sums.of(Outcome) == sum(n for _, n in found)
    middle = len(found) // 2
    assert tally(found[:middle]) + tally(found[middle:]) == sums


# Mid-Autumn 2026 is off from Fri 25 to Sun 27 September; 1 to 7 October is off, Sun 20 September
# and Sat 10 October are worked.
@pytest.mark.parametrize(
    ("period", "start", "done", "pauses", "expected"),
    [
        (Period(2, Unit.WORKING_DAYS), date(2026, 11, 16), date(2026, 11, 18), (), 2),
        (Period(2, Unit.WORKING_DAYS), date(2026, 11, 20), date(2026, 11, 23), (), 1),
        (Period(2, Unit.WORKING_DAYS), date(2026, 11, 20), date(2026, 11, 20), (), 0),
        (Period(5, Unit.WORKING_DAYS), date(2026, 9, 30), date(2026, 10, 10), (), 3),
        (Period(0, Unit.SAME_DAY), date(2026, 11, 16), date(2026, 11, 16), (), 0),
        (Period(0, Unit.SAME_DAY), date(2026, 11, 16), date(2026, 11, 18), (), 2),
        (Period(7, Unit.DAYS), date(2026, 11, 13), date(2026, 11, 22), (), 9),
        (Period(2, Unit.WEEKS), date(2026, 11, 2), date(2026, 11, 12), (), 10),
        (Period(1, Unit.MONTHS), date(2026, 10, 12), date(2026, 11, 11), (), 30),
        # paused from Tuesday to Thursday: Tuesday and Wednesday are not counted
        (Period(5, Unit.WORKING_DAYS), date(2026, 11, 16), date(2026, 11, 20),
         (Pause(date(2026, 11, 17), date(2026, 11, 19)),), 2),
        (Period(7, Unit.DAYS), date(2026, 11, 13), date(2026, 11, 22), (Pause(date(2026, 11, 1), date(2026, 11, 16)),), 7),
        # a pause after the work was done moves nothing
        (Period(5, Unit.WORKING_DAYS), date(2026, 11, 16), date(2026, 11, 18),
         (Pause(date(2026, 11, 19), date(2026, 11, 25)),), 2),
        (Period(45, Unit.DAYS, before=True), date(2026, 12, 31), date(2026, 11, 10), (), 51),
        (Period(30, Unit.DAYS, before=True), date(2026, 11, 10), date(2026, 11, 12), (), -2),
        (Period(5, Unit.WORKING_DAYS, before=True), date(2026, 11, 20), date(2026, 11, 13), (), 5),
        (Period(30, Unit.MINUTES), date(2026, 11, 20), date(2026, 11, 20), (), None),
    ],
)  # fmt: skip
def test_days_used(period: Period, start: date, done: date, pauses: tuple[Pause, ...], expected: int | None) -> None:
    assert used(period, start, done, CALENDAR, pauses) == expected


@given(
    st.sampled_from([Period(n, unit) for n in (1, 2, 5, 10) for unit in (Unit.WORKING_DAYS, Unit.DAYS, Unit.WEEKS)]),
    st.dates(date(2026, 1, 5), date(2026, 11, 30)),
    st.integers(0, 20),
    st.integers(0, 15),
    st.integers(-5, 25),
)
def test_more_than_allowed_is_used_exactly_when_it_is_late(
    period: Period, start: date, pause_after: int, pause_length: int, done_after: int
) -> None:
    """The days used and the due date are counted by different code and never disagree."""
    from datetime import timedelta

    paused = start + timedelta(days=pause_after)
    pauses = (Pause(paused, paused + timedelta(days=pause_length)),)
    due = end_of(start, period, CALENDAR, pauses)
    done = start + timedelta(days=max(0, done_after))
    spent = used(period, start, done, CALENDAR, pauses)
    assert spent is not None
    if period.unit is Unit.WORKING_DAYS and not CALENDAR.is_working(done):
        return  # on a day off nothing more is used, though the due date may have passed
    if any(pause.start <= done < pause.end for pause in pauses):
        return  # what is done while the clock stands is never late
    assert (spent > allowed_units(period)) == (done > due)


@given(st.lists(st.integers(-20, 60), min_size=1, max_size=40))
def test_median_of_counts(values: list[int]) -> None:
    counts = {value: values.count(value) for value in set(values)}
    assert median_of(counts) == statistics.median(values)


def test_days_of_a_clause_and_of_an_at_least_before() -> None:
    ten = days_of(Period(10, Unit.WORKING_DAYS), {8: 3, 9: 1, 12: 1}, {15: 1})
    assert (ten.n, ten.median, ten.worst, ten.allowed, ten.words) == (5, 8, 15, 10, "10个工作日")
    assert ten.worst_is_late
    ahead = days_of(Period(45, Unit.DAYS, before=True), {50: 1, 46: 1}, {})
    assert (ahead.median, ahead.worst, ahead.worst_is_late) == (48, 46, False)
    assert days_of(Period(3, Unit.WORKING_DAYS), {}, {}).median is None
    assert median_of({}) is None


def test_recurrences_and_steps_are_not_measured() -> None:
    book = shipped_rules()
    assert measured(book.rule("P.weekly")) is None
    assert measured(book.rule("S.track")) is None
    assert measured(book.rule("F.layout_file")) is None
    assert measured(book.rule("P.draft")) == Period(10, Unit.WORKING_DAYS)


def test_spans_of_months() -> None:
    assert month_span(date(2026, 2, 11)) == Span(date(2026, 2, 1), date(2026, 2, 28))
    assert year_span(TODAY) == Span(date(2026, 1, 1), date(2026, 12, 31))
    twelve = trend_span(TODAY)
    assert twelve == Span(date(2025, 12, 1), date(2026, 11, 30))
    assert len(twelve.months) == 12
    assert months_shown(month_span(TODAY), TODAY) == twelve
    assert months_shown(year_span(TODAY), TODAY) == twelve
    earlier = month_span(date(2025, 3, 1))
    assert months_shown(earlier, TODAY) == Span(date(2024, 4, 1), date(2025, 3, 31))
    long = Span(date(2024, 1, 15), date(2026, 5, 3))
    assert months_shown(long, TODAY) == Span(date(2024, 1, 1), date(2026, 5, 31))
