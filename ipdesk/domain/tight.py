"""The service standard's promises beside the law's end: where they leave too little room."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Generic, Protocol, TypeVar

from ipdesk.domain.matters import State
from ipdesk.domain.workdays import WorkCalendar

_TO_DO = frozenset({State.OPEN, State.DUE_SOON, State.OVERDUE, State.PAUSED})
LEAST_ROOM = 3  # working days a promise should leave before the law's end


class Dated(Protocol):
    """What ``tight`` looks at; due items and the rows of lists alike."""

    @property
    def about(self) -> str | None: ...
    @property
    def due(self) -> date: ...
    @property
    def official(self) -> bool: ...
    @property
    def superseded(self) -> bool: ...
    @property
    def state(self) -> State: ...


D = TypeVar("D", bound=Dated)


@dataclass(frozen=True, slots=True)
class Tight(Generic[D]):
    """``promised`` leaves only ``days`` working days (negative: it lies later) before the end of ``official``."""

    official: D
    promised: D
    days: int


def tight(items: Iterable[D], calendar: WorkCalendar) -> tuple[Tight[D], ...]:
    """The items of one matter whose latest service promise about the same notice or fee leaves fewer than
    ``LEAST_ROOM`` working days before the safe day of the law's; what is done, void or superseded does not count."""
    live = [item for item in items if item.state in _TO_DO and item.about is not None and not item.superseded]
    found = []
    for law in (item for item in live if item.official):
        promises = [item for item in live if not item.official and item.about == law.about]
        if promises:
            last = max(promises, key=lambda item: item.due)
            days = calendar.count(last.due, law.due)
            if days < LEAST_ROOM:
                found.append(Tight(law, last, days))
    return tuple(found)
