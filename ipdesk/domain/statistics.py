"""Whether the standard is kept: how a due item counts, and how many days were used of those allowed.

An item counts in the month of its **due** date, once, as exactly one :class:`Outcome`. The rate is
kept ÷ (kept + late): what is still open, paused or void says nothing yet about the standard.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from ipdesk.domain.periods import Pause, Period, Unit, add_months, merged, period_text
from ipdesk.domain.rulebook import Rule
from ipdesk.domain.workdays import WorkCalendar

ONE_DAY = timedelta(days=1)
SMALL = 5
"""A rate of fewer judged items than this says little: it is shown greyed."""
TREND = 12
"""Months in a trend."""


class Outcome(StrEnum):
    """What became of a due item, seen from today."""

    KEPT = "kept"  # done by its due date
    LATE_DONE = "late_done"  # done after it
    OVERDUE = "overdue"  # not done, its due date has passed
    MISSED = "missed"  # a recurrence nobody did before the next one came
    OPEN = "open"  # not due yet
    PAUSED = "paused"  # the clock stands (3.5.2)
    VOID = "void"  # the matter ended first (3.5.1, 3.5.3): not counted


LATE = (Outcome.LATE_DONE, Outcome.OVERDUE, Outcome.MISSED)
JUDGED = (Outcome.KEPT, *LATE)
LIVE = (Outcome.OPEN, Outcome.OVERDUE)


def outcome(state: str, due: date, today: date, *, superseded: bool = False) -> Outcome:
    """How a stored item (open|paused|done|done_late|void) counts on ``today``.

    A recurrence with a successor is history: missed, whether or not the matter is paused now.
    """
    if state == "done":
        return Outcome.KEPT
    if state == "done_late":
        return Outcome.LATE_DONE
    if state == "void":
        return Outcome.VOID
    if superseded:
        return Outcome.MISSED
    if state == "paused":
        return Outcome.PAUSED
    return Outcome.OVERDUE if due < today else Outcome.OPEN


@dataclass(frozen=True, slots=True)
class Tally:
    """How many items of each outcome."""

    kept: int = 0
    late_done: int = 0
    overdue: int = 0
    missed: int = 0
    open: int = 0
    paused: int = 0
    void: int = 0

    @property
    def late(self) -> int:
        """Done late, overdue, or missed."""
        return self.late_done + self.overdue + self.missed

    @property
    def judged(self) -> int:
        """Kept or late: what the rate is made of."""
        return self.kept + self.late

    @property
    def counted(self) -> int:
        """All but the void ones."""
        return self.judged + self.open + self.paused

    @property
    def rate(self) -> float | None:
        """kept ÷ (kept + late), from 0 to 1; None when nothing is judged yet."""
        return self.kept / self.judged if self.judged else None

    @property
    def small(self) -> bool:
        """Too few judged items for the rate to mean much."""
        return self.judged < SMALL

    def of(self, outcomes: Iterable[Outcome]) -> int:
        """How many items have one of these outcomes."""
        return sum(int(getattr(self, which.value)) for which in set(outcomes))

    def __add__(self, other: Tally) -> Tally:
        return Tally(
            self.kept + other.kept,
            self.late_done + other.late_done,
            self.overdue + other.overdue,
            self.missed + other.missed,
            self.open + other.open,
            self.paused + other.paused,
            self.void + other.void,
        )


def tally(found: Iterable[tuple[Outcome, int]]) -> Tally:
    """A tally of (outcome, how many) pairs."""
    counts: dict[str, int] = {}
    for which, n in found:
        counts[which.value] = counts.get(which.value, 0) + n
    return Tally(**counts)


# -- months -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Span:
    """Days from ``frm`` to ``to``, both included."""

    frm: date
    to: date

    @property
    def months(self) -> tuple[date, ...]:
        """The first days of the months it touches."""
        return tuple(months_between(self.frm, self.to))


def month_span(day: date) -> Span:
    """The whole month of a day."""
    first = day.replace(day=1)
    return Span(first, add_months(first, 1) - ONE_DAY)


def year_span(day: date) -> Span:
    """The whole calendar year of a day."""
    return Span(date(day.year, 1, 1), date(day.year, 12, 31))


def trend_span(day: date) -> Span:
    """The twelve months that end with the month of ``day``."""
    month = month_span(day)
    return Span(add_months(month.frm, 1 - TREND), month.to)


def months_shown(span: Span, today: date) -> Span:
    """The months of the trend beside ``span``: the last twelve, unless it begins before them: then the twelve that end
    with it, or all of its own when it is longer."""
    trend = trend_span(today)
    if span.frm >= trend.frm:
        return trend
    own = Span(month_span(span.frm).frm, month_span(span.to).to)
    return own if len(own.months) > TREND else trend_span(span.to)


def months_between(frm: date, to: date) -> Iterator[date]:
    """The first days of the months from that of ``frm`` to that of ``to``."""
    month = frm.replace(day=1)
    while month <= to:
        yield month
        month = add_months(month, 1)


# -- days used of those allowed -----------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Days:
    """How much of a period was used: the median of what is done, the worst of all.

    ``before``: a rule of "at least N before D", whose figures are units left before D (the worst is the least).
    ``allowed`` in ``unit`` (working days, calendar days or minutes); ``words`` is the period as people say it.
    """

    n: int
    median: float | None
    worst: int | None
    allowed: int
    unit: Unit
    before: bool
    words: str

    @property
    def worst_is_late(self) -> bool:
        """Whether the worst lies beyond what was allowed."""
        if self.worst is None or self.unit is Unit.MONTHS:
            return False
        return self.worst < self.allowed if self.before else self.worst > self.allowed


def measured(rule: Rule) -> Period | None:
    """The period a rule's days are measured against; None for recurrences and steps without a number."""
    return None if rule.every is not None or rule.steps else rule.period


def used(
    period: Period, trigger_on: date, done_on: date, calendar: WorkCalendar, pauses: Sequence[Pause] = ()
) -> int | None:
    """Units of the period used from the trigger to ``done_on``, paused days left out.

    Working days for periods of working days and for "same day", calendar days for days, weeks and months; for "at
    least N before" the units left before the anchor (negative after it). None for minutes: days don't tell them.
    """
    if period.unit is Unit.MINUTES:
        return None
    in_working_days = period.unit in (Unit.WORKING_DAYS, Unit.SAME_DAY)
    if period.before:
        # As the rule counts back: the anchor's own day is not one of the N.
        if period.unit is Unit.WORKING_DAYS:
            return calendar.count(done_on - ONE_DAY, trigger_on - ONE_DAY)
        return (trigger_on - done_on).days
    total = calendar.count(trigger_on, done_on) if in_working_days else (done_on - trigger_on).days
    return max(0, total - _paused(trigger_on, done_on, calendar, pauses, in_working_days=in_working_days))


def _paused(
    trigger_on: date, done_on: date, calendar: WorkCalendar, pauses: Sequence[Pause], *, in_working_days: bool
) -> int:
    """Days in (trigger_on, done_on] on which the clock stood."""
    stood = 0
    for pause in merged(pauses):
        start, stop = max(pause.start - ONE_DAY, trigger_on), min(pause.end - ONE_DAY, done_on)
        if stop > start:
            stood += calendar.count(start, stop) if in_working_days else (stop - start).days
    return stood


def allowed_units(period: Period) -> int:
    """The period in the unit that :func:`used` counts in; a month is taken as 30 days."""
    factor = {Unit.WEEKS: 7, Unit.MONTHS: 30}.get(period.unit, 1)
    return 0 if period.unit is Unit.SAME_DAY else period.n * factor


def days_of(period: Period, done: Mapping[int, int], running: Mapping[int, int]) -> Days:
    """The figures of units used → how many items: ``done`` for the median, with ``running`` (overdue, so far) for
    the worst."""
    every = (*done, *running)
    return Days(
        n=sum(done.values()),
        median=median_of(done),
        worst=(min(every) if period.before else max(every)) if every else None,
        allowed=allowed_units(period),
        unit=period.unit,
        before=period.before,
        words=period_text(period),
    )


def median_of(counts: Mapping[int, int]) -> float | None:
    """The median of values given as value → how often; None of nothing."""
    total = sum(counts.values())
    if not total:
        return None
    low, high = (total - 1) // 2, total // 2
    values: list[int] = []
    seen = 0
    for value in sorted(counts):
        before, seen = seen, seen + counts[value]
        values += [value for place in (low, high) if before <= place < seen]
    return sum(values) / 2
