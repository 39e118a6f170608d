"""A running pause, from a matter's events: since when, by whom, why, how many working days (3.5.2)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Protocol, TypeVar

from ipdesk.domain.workdays import WorkCalendar
from ipdesk.services.rows import MatterView


class _Happened(Protocol):
    """What an event needs to say here: rows, records and plain events all do."""

    @property
    def name(self) -> str: ...

    @property
    def on(self) -> date: ...


E = TypeVar("E", bound=_Happened)


@dataclass(frozen=True, slots=True)
class RunningPause:
    """``days``: whole working days from the pause's date up to, not including, today."""

    on: date
    by: str
    reason: str
    days: int


def running(events: Iterable[E]) -> list[E]:
    """The ``paused`` events since the last ``resumed``; the first of them began the pause. Empty: none runs.

    ``events`` are those that count, of one day in the order recorded; pausing what stands still changes nothing.
    """
    found: list[E] = []
    for event in sorted(events, key=lambda one: one.on):
        if event.name == "paused":
            found.append(event)
        elif event.name == "resumed":
            found = []
    return found


def running_since(events: Iterable[E]) -> E | None:
    """The event that began the pause that still runs."""
    found = running(events)
    return found[0] if found else None


def running_pause(view: MatterView, calendar: WorkCalendar, today: date) -> RunningPause | None:
    """The pause a matter's panel shows; None while it is not paused."""
    if view.row.state != "paused":
        return None
    since = running_since(event for event in view.events if not event.revoked)
    if since is None:
        return None
    reason = since.data.get("reason") or since.note
    return RunningPause(since.on, since.recorded_by, reason.rstrip("。"), working_days(calendar, since.on, today))


def working_days(calendar: WorkCalendar, start: date, end: date) -> int:
    """Whole working days from ``start`` up to, not including, ``end``."""
    if end <= start:
        return 0
    return calendar.count(start, end) + calendar.is_working(start) - calendar.is_working(end)
