"""Recurrences: every Monday, every seven days; each occurrence with the day its own span begins."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from ipdesk.domain.periods import Pause, Period, Unit, end_of
from ipdesk.domain.rulebook import Recurrence
from ipdesk.domain.workdays import WorkCalendar

ONE_DAY = timedelta(days=1)
WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Run:
    """The occurrences as ``(since, due)``, and the days on which "up to the first on or after today" stays so.

    ``stopped``: the series has ended, no occurrence follows the last.
    """

    spans: tuple[tuple[date, date], ...]
    valid_from: date
    valid_until: date
    stopped: bool = False


def series(
    every: Recurrence,
    start: date,
    pauses: Sequence[Pause],
    calendar: WorkCalendar,
    stop: date | None,
    today: date,
    *,
    paused: bool,
) -> Run:
    """Occurrences after ``start`` and before ``stop``, up to and including the first on or after ``today``.

    ``every.unit`` is ``week`` or ``days``. An occurrence that falls inside a pause is left out (3.5.2: the clock
    stands); one every N days is moved by the pause like any period in calendar days.
    """
    make = (
        _weekly(every.n, start, pauses, calendar) if every.unit == "week" else _daily(every.n, start, pauses, calendar)
    )
    spans: list[tuple[date, date]] = []
    since = start
    for due in make:
        if stop is not None and due >= stop:
            return Run(tuple(spans), _day_after(spans), date.max, stopped=True)
        spans.append((since, due))
        since = due
        if due >= today:
            break
    valid_from = _day_after(spans[:-1])
    if paused:
        return Run(tuple(spans), today, today)
    return Run(tuple(spans), valid_from, spans[-1][1])


def _day_after(spans: Sequence[tuple[date, date]]) -> date:
    return spans[-1][1] + ONE_DAY if spans else date.min


def _weekly(weekday: int, start: date, pauses: Sequence[Pause], calendar: WorkCalendar) -> Iterator[date]:
    """Each week's day, or the week's first working day if that day is off; a week all off has none."""
    monday = start - timedelta(days=start.weekday())
    while True:
        planned = monday + timedelta(days=weekday - 1)
        due = planned if calendar.is_working(planned) else calendar.on_or_after(monday)
        if due < monday + WEEK and due > start and not any(pause.start <= due < pause.end for pause in pauses):
            yield due
        monday += WEEK


def _daily(n: int, start: date, pauses: Sequence[Pause], calendar: WorkCalendar) -> Iterator[date]:
    count = 0
    while True:
        count += 1
        yield end_of(start, Period(n * count, Unit.DAYS), calendar, pauses)
