"""When things happened: chains of steps laid out backwards from the one that is still to come."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from ipdesk.domain.workdays import WorkCalendar

OVERDUE, TODAY, WEEK, LATER = "overdue", "today", "week", "later"
LATELY = timedelta(days=150)
"""Since then the office keeps to its standard a little better: a year's picture is to show something."""


@dataclass(frozen=True, slots=True)
class Step:
    """One event of a chain. ``limit``: working days our own rules give for it; None: others take their time,
    usually up to ``usual`` working days."""

    name: str
    limit: int | None = None
    usual: int = 6


@dataclass(frozen=True, slots=True)
class Clock:
    """The day taken as today, and the calendar it is counted on."""

    today: date
    calendar: WorkCalendar

    @property
    def latest(self) -> date:
        """Today, or the last working day before it."""
        return self.calendar.on_or_before(self.today)

    def ago(self, working_days: int) -> date:
        """The working day that many before today; 0: today or the last one."""
        return self.calendar.add(self.latest, -working_days) if working_days else self.latest

    def monday(self) -> date:
        """The first working day of this week, or its Monday if the whole week is off."""
        monday = self.today - timedelta(days=self.today.weekday())
        return self.calendar.on_or_after(monday)


def bucket(rng: Random) -> str:
    """How near the next item is: few are late, most are well in time."""
    return rng.choices((OVERDUE, TODAY, WEEK, LATER), (14, 9, 35, 42))[0]


def trigger_day(rng: Random, clock: Clock, limit: int, near: str) -> date:
    """The day of the last step such that the next, due ``limit`` working days later, is as ``near`` as asked."""
    soonest = 0 if clock.calendar.is_working(clock.today) else 1
    left = {OVERDUE: -rng.randint(1, 4), TODAY: soonest, WEEK: rng.randint(1, 3), LATER: rng.randint(3, 10)}[near]
    left = min(left, limit)
    return clock.ago(limit - left)


def lay_out(rng: Random, clock: Clock, steps: Sequence[Step], done: int, near: str | None) -> list[date]:
    """Days for ``steps[:done]``, the last so long ago that step ``done`` is as ``near`` as asked.

    Steps of our own took as long as their limit allows, now and then a day or two longer.
    """
    if done == 0:
        return []
    upcoming = steps[done] if done < len(steps) else None
    if upcoming is not None and upcoming.limit is not None:
        last = trigger_day(rng, clock, upcoming.limit, near or bucket(rng))
    else:
        last = clock.ago(rng.randint(0, 8))
    days = [last]
    for step in reversed(steps[1:done]):
        longer = 0.09 if clock.today - days[-1] < LATELY else 0.13
        days.append(clock.calendar.add(days[-1], -_took(rng, step, longer)))
    return days[::-1]


def earlier(clock: Clock, days: Sequence[date], days_ago: int) -> list[date]:
    """The same chain, ended ``days_ago`` calendar days before today."""
    end = clock.calendar.on_or_before(clock.today - timedelta(days=max(1, days_ago)))
    back = clock.calendar.count(end, days[-1])
    return [clock.calendar.add(day, -back) if back > 0 else day for day in days]


def _took(rng: Random, step: Step, longer: float) -> int:
    if step.limit is None:
        return rng.randint(1, step.usual)
    if rng.random() < longer:
        return step.limit + rng.randint(1, 3)
    return rng.randint(1 if step.limit > 1 else min(1, step.limit), step.limit) if step.limit else 0
