"""Counting periods from a base date, with the steps and days that explain the result.

Every period is counted from its base date, never from another result (31 Jan + 2 months is 31 Mar,
although 31 Jan + 1 month is the last of February). The rules are those of the service standard's
counting section: the trigger's day is not counted; working days follow the official arrangement;
pauses stop service periods; "at least N before" never moves later.
"""

from __future__ import annotations

import calendar as months_of_year
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from ipdesk.domain.workdays import ONE_DAY, WEEKDAY_NAMES, WorkCalendar
from ipdesk.errors import UserError

LONGEST_LISTED = 100  # days; a longer count lists only its first and last days
LISTED_TAIL = 14
_IN_EVERY_MONTH = 28


class Unit(StrEnum):
    """What a period is counted in."""

    WORKING_DAYS = "wd"
    DAYS = "d"
    WEEKS = "w"
    MONTHS = "m"
    SAME_DAY = "same_day"
    MINUTES = "min"


@dataclass(frozen=True, slots=True)
class Period:
    """``n`` units after the base; ``before``: at least ``n`` before it; ``roll``: a day off moves to the next
    working day (official periods)."""

    n: int
    unit: Unit
    before: bool = False
    roll: bool = False


@dataclass(frozen=True, slots=True)
class Pause:
    """Days on which a service period's clock stands (clause 3.5.2): ``start`` included, ``end`` (the day of
    resuming, or today) not."""

    start: date
    end: date


@dataclass(frozen=True, slots=True)
class CountedDay:
    """One day of a count. ``mark``: trigger, counted, off, makeup (counted), paused, due or moved;
    ``number``: how many units have been counted with this day."""

    on: date
    mark: str
    number: int | None
    text: str


@dataclass(frozen=True, slots=True)
class Reckoning:
    """A counted period: ``raw_end`` before any move off a day off, ``end`` after it."""

    base: date
    raw_end: date
    end: date
    steps: tuple[str, ...]
    days: tuple[CountedDay, ...]
    provisional: bool


def add_months(d: date, n: int) -> date:
    """The same day number ``n`` months from ``d`` (negative: before), or that month's last day."""
    months = d.year * 12 + d.month - 1 + n
    year, month = divmod(months, 12)
    if not 1 <= year <= 9999:
        raise UserError("calendar.month_count_out_of_range", on=d, count=n)
    if d.day <= _IN_EVERY_MONTH:
        return date(year, month + 1, d.day)
    return date(year, month + 1, min(d.day, months_of_year.monthrange(year, month + 1)[1]))


def end_of(base: date, period: Period, calendar: WorkCalendar, pauses: Sequence[Pause] = ()) -> date:
    """The last day of ``period`` from ``base``. UserError when the calendar does not reach that far."""
    return _ends(base, period, calendar, pauses)[1]


def reckon(
    base: date, period: Period, calendar: WorkCalendar, pauses: Sequence[Pause] = (), *, explain: bool = True
) -> Reckoning:
    """Count ``period`` from ``base`` and, with ``explain``, say how."""
    raw_end, end = _ends(base, period, calendar, pauses)
    provisional = calendar.provisional(end)
    if not explain:
        return Reckoning(base, raw_end, end, (), (), provisional)
    held = () if period.before else merged(pauses)
    steps = tuple(_steps(base, period, calendar, held, raw_end, end))
    days = tuple(_listed(base, period, calendar, held, raw_end, end))
    return Reckoning(base, raw_end, end, steps, days, provisional)


def merged(pauses: Sequence[Pause]) -> tuple[Pause, ...]:
    """Pauses in order, overlapping or touching ones joined, empty ones dropped."""
    joined: list[Pause] = []
    for pause in sorted(pauses, key=lambda p: (p.start, p.end)):
        if pause.end <= pause.start:
            continue
        if joined and pause.start <= joined[-1].end:
            joined[-1] = Pause(joined[-1].start, max(joined[-1].end, pause.end))
        else:
            joined.append(pause)
    return tuple(joined)


# -- the arithmetic --------------------------------------------------------------------------


def _ends(base: date, period: Period, calendar: WorkCalendar, pauses: Sequence[Pause]) -> tuple[date, date]:
    if period.before:
        return _before(base, period, calendar)
    held = merged(pauses) if pauses else ()
    if period.unit is Unit.WORKING_DAYS:
        raw_end = _after_working_days(base, period.n, calendar, held)
        return raw_end, raw_end
    if period.unit is Unit.MINUTES:
        return base, base  # the docket adds the time of day
    if period.unit is Unit.SAME_DAY:
        return base, _same_day(base, calendar, held)
    raw_end = _shift(base, period.n, period.unit)
    raw_end = _moved_by_pauses(base, raw_end, held)
    return raw_end, calendar.on_or_after(raw_end) if period.roll else raw_end


def _before(base: date, period: Period, calendar: WorkCalendar) -> tuple[date, date]:
    """At least ``n`` before ``base``: it may move earlier, never later, and no pause moves it."""
    if period.unit is Unit.WORKING_DAYS:
        raw_end = calendar.add(base, -period.n)
        return raw_end, raw_end
    if period.unit in (Unit.SAME_DAY, Unit.MINUTES):
        return base, calendar.on_or_before(base)
    raw_end = _shift(base, -period.n, period.unit)
    return raw_end, calendar.on_or_before(raw_end)


def _shift(base: date, n: int, unit: Unit) -> date:
    if unit is Unit.MONTHS:
        return add_months(base, n)
    try:
        return base + timedelta(days=n * (7 if unit is Unit.WEEKS else 1))
    except OverflowError:
        raise UserError("calendar.month_count_out_of_range", on=base, count=n) from None


def _after_working_days(base: date, n: int, calendar: WorkCalendar, held: tuple[Pause, ...]) -> date:
    """Day ``n`` of the working days after ``base`` that lie in no pause: the least fixed point."""
    end = calendar.add(base, n)
    while held:
        skipped = sum(_working_days_within(pause, base, end, calendar) for pause in held)
        later = calendar.add(base, n + skipped)
        if later == end:
            break
        end = later
    return end


def _working_days_within(pause: Pause, base: date, end: date, calendar: WorkCalendar) -> int:
    """Working days of ``pause`` that lie in (base, end]."""
    start = max(pause.start - ONE_DAY, base)
    stop = min(pause.end - ONE_DAY, end)
    return calendar.count(start, stop) if stop > start else 0


def _same_day(base: date, calendar: WorkCalendar, held: tuple[Pause, ...]) -> date:
    end = calendar.on_or_after(base)
    for pause in held:
        if pause.start <= end < pause.end:
            end = calendar.on_or_after(pause.end)
    return end


def _moved_by_pauses(base: date, end: date, held: tuple[Pause, ...]) -> date:
    """Each pause that has begun by the end so far moves it by its calendar days after ``base``."""
    for pause in held:
        if pause.start <= end:
            start = max(pause.start, base + ONE_DAY)
            end += timedelta(days=max(0, (pause.end - start).days))
    return end


# -- the explanation -------------------------------------------------------------------------


def written(d: date) -> str:
    """2026年2月14日（周六）: the way a date stands in an explanation."""
    return f"{d.year}年{d.month}月{d.day}日（{WEEKDAY_NAMES[d.weekday()]}）"


def period_text(period: Period) -> str:
    """5个工作日, 2周, 当日, 至少提前45日: the period in words."""
    n = period.n
    if period.unit is Unit.SAME_DAY:
        return "当日"
    amount = {
        Unit.WORKING_DAYS: f"{n}个工作日",
        Unit.DAYS: f"{n}日",
        Unit.WEEKS: f"{n}周（{n * 7}日）",
        Unit.MONTHS: f"{n}个月",
        Unit.MINUTES: f"{n}分钟",
    }[period.unit]
    return f"至少提前{amount}" if period.before else amount


def _steps(
    base: date, period: Period, calendar: WorkCalendar, held: tuple[Pause, ...], raw_end: date, end: date
) -> Iterator[str]:
    if period.before:
        yield from _steps_before(base, period, raw_end, end, calendar)
    elif period.unit is Unit.WORKING_DAYS:
        yield f"自{written(base)}起算{period_text(period)}，当日不计入"
        yield from _steps_of_workdays(base, calendar, held, end)
        yield f"第{period.n}个工作日为{written(end)}，当日届满"
    elif period.unit is Unit.SAME_DAY:
        yield from _steps_same_day(base, calendar, held, end)
    elif period.unit is Unit.MINUTES:
        yield f"自{written(base)}当时起{period_text(period)}内"
    else:
        yield from _steps_of_calendar(base, period, calendar, held, raw_end, end)
    if calendar.provisional(end):
        yield f"{end.year}年的放假安排尚未公布（或未导入），此日期为暂定，公布后将重新计算"


def _steps_before(base: date, period: Period, raw_end: date, end: date, calendar: WorkCalendar) -> Iterator[str]:
    yield f"以{written(base)}为基准，{period_text(period)}，为{written(raw_end)}"
    if end != raw_end:
        day = calendar.day(raw_end)
        yield f"{written(raw_end)}为休息日（{day.name}），须提前至此前最后一个工作日{written(end)}"
    yield "“至少提前”的期限不因暂停而移动"


def _steps_of_workdays(base: date, calendar: WorkCalendar, held: tuple[Pause, ...], end: date) -> Iterator[str]:
    off: list[date] = []
    for i in range(1, (end - base).days + 1):
        d = base + timedelta(days=i)
        if _paused(d, held) is None and not calendar.is_working(d) and d.weekday() < 5:
            off.append(d)
        elif _paused(d, held) is None and calendar.is_makeup(d):
            yield f"{written(d)}{calendar.day(d).name}，计入工作日"
    for d in off:
        yield f"{written(d)}{calendar.day(d).name}，不计入"
    for pause in held:
        skipped = _working_days_within(pause, base, end, calendar)
        if skipped:
            yield f"{_pause_text(pause)}，其间{skipped}个工作日不计入"


def _steps_same_day(base: date, calendar: WorkCalendar, held: tuple[Pause, ...], end: date) -> Iterator[str]:
    yield f"应于当日办理：{written(base)}"
    if not calendar.is_working(base):
        moved = calendar.on_or_after(base)
        yield f"当日为休息日（{calendar.day(base).name}），顺延至下一个工作日{written(moved)}"
    if end != calendar.on_or_after(base):
        pause = next(p for p in reversed(held) if p.start <= end and p.end <= end)
        yield f"{_pause_text(pause)}，顺延至恢复后的工作日{written(end)}"


def _steps_of_calendar(
    base: date, period: Period, calendar: WorkCalendar, held: tuple[Pause, ...], raw_end: date, end: date
) -> Iterator[str]:
    plain = _shift(base, period.n, period.unit)
    yield f"自{written(base)}起算{period_text(period)}，当日不计入，届满于{written(plain)}"
    if period.unit is Unit.MONTHS and plain.day != base.day:
        yield f"{plain.year}年{plain.month}月没有{base.day}日，以该月最后一日为准"
    sofar = plain
    for pause in held:
        moved = _moved_by_pauses(base, sofar, (pause,))
        if moved != sofar:
            yield f"{_pause_text(pause)}，期限顺延{(moved - sofar).days}日，至{written(moved)}"
        sofar = moved
    if end != raw_end:
        yield f"{written(raw_end)}为休息日（{calendar.day(raw_end).name}），顺延至下一个工作日{written(end)}"
    elif not period.roll and not calendar.is_working(end):
        yield f"{written(end)}为休息日（{calendar.day(end).name}），服务期限不顺延"


def _pause_text(pause: Pause) -> str:
    return f"{written(pause.start)}起暂停，{written(pause.end)}恢复"


def _paused(d: date, held: tuple[Pause, ...]) -> Pause | None:
    return next((pause for pause in held if pause.start <= d < pause.end), None)


def _listed(
    base: date, period: Period, calendar: WorkCalendar, held: tuple[Pause, ...], raw_end: date, end: date
) -> Iterator[CountedDay]:
    """The days of the count in order; a count longer than ``LONGEST_LISTED`` keeps its last days only."""
    if period.before:
        yield from _listed_before(base, period, calendar, raw_end, end)
        return
    if end == base:
        yield CountedDay(base, "due", 0, "起算日，当日届满")
        return
    yield CountedDay(base, "trigger", 0, "起算日（不计入）")
    span = (end - base).days
    shown_from = 1 if span <= LONGEST_LISTED else span - LISTED_TAIL
    number = 0
    for i in range(1, span + 1):
        d = base + timedelta(days=i)
        counted = _count_day(d, period, calendar, held, raw_end)
        number += counted
        if i >= shown_from:
            yield _counted_day(d, number, counted, period, calendar, held, raw_end, end)


def _count_day(d: date, period: Period, calendar: WorkCalendar, held: tuple[Pause, ...], raw_end: date) -> bool:
    if _paused(d, held) is not None or period.unit is Unit.SAME_DAY:
        return False
    return calendar.is_working(d) if period.unit is Unit.WORKING_DAYS else d <= raw_end


def _counted_day(
    d: date,
    number: int,
    counted: bool,
    period: Period,
    calendar: WorkCalendar,
    held: tuple[Pause, ...],
    raw_end: date,
    end: date,
) -> CountedDay:
    day = calendar.day(d)
    working_days = period.unit is Unit.WORKING_DAYS
    nth = f"第{number}个工作日" if working_days else f"第{number}日"
    if d == end:
        return CountedDay(d, "due", number if counted else None, f"{nth}，届满" if counted else "届满")
    if _paused(d, held) is not None:
        return CountedDay(d, "paused", None, "暂停")
    if d >= raw_end and not working_days:
        return CountedDay(d, "moved", None, f"{day.name}，顺延")
    if not counted:
        return CountedDay(d, "off", None, day.name)
    if working_days and calendar.is_makeup(d):
        return CountedDay(d, "makeup", number, f"{nth}（{day.name}）")
    return CountedDay(d, "counted", number, nth)


def _listed_before(
    base: date, period: Period, calendar: WorkCalendar, raw_end: date, end: date
) -> Iterator[CountedDay]:
    span = (base - end).days
    for i in range(span + 1):
        d = end + timedelta(days=i)
        if LISTED_TAIL < i < span and span > LONGEST_LISTED:
            continue
        yield _day_before(d, base, period, calendar, raw_end, end)


def _day_before(d: date, base: date, period: Period, calendar: WorkCalendar, raw_end: date, end: date) -> CountedDay:
    """``number`` is what is left until the base: working days for a period of these, else calendar days."""
    day = calendar.day(d)
    in_working_days = period.unit is Unit.WORKING_DAYS
    left = calendar.count(d - ONE_DAY, base - ONE_DAY) if in_working_days else (base - d).days
    distance = f"距基准日{left}个工作日" if in_working_days else f"距基准日{left}日"
    if d == end:
        return CountedDay(d, "due", left, f"{distance}，最晚应在当日办理")
    if d == base:
        return CountedDay(d, "trigger", 0, "基准日")
    if d <= raw_end:
        return CountedDay(d, "moved", None, f"{day.name}，提前")
    if not day.working and in_working_days:
        return CountedDay(d, "off", None, day.name)
    mark = "makeup" if in_working_days and calendar.is_makeup(d) else "counted"
    return CountedDay(d, mark, left, distance if day.working else f"{distance}（{day.name}）")
