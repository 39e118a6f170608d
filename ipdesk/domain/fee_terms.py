"""What changes the annuities of one patent: open licences, a change of owner, a compensated term, what was paid.

Rules R6 (the reduction ends for unpaid fees when the owner changes), R7 (15 per cent off during an open licence),
A10 and F16 (a compensated term). They come from events; the reduction itself is the matter's.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

OWNER_CHANGED = "owner_changed"
LICENCE_BEGAN, LICENCE_ENDED = "open_licence_began", "open_licence_ended"
COMPENSATED = "term_compensated"
PAID = "annual_fee_paid"
TERM_EVENTS = (OWNER_CHANGED, LICENCE_BEGAN, LICENCE_ENDED, COMPENSATED)
"""The events :func:`terms_from` reads besides payments."""

_ANNUAL = "annual:"


@dataclass(frozen=True, slots=True)
class Licence:
    """An open licence (开放许可) at work from ``begins`` to ``ends``, both included; ``ends`` None: still."""

    begins: date
    ends: date | None = None


@dataclass(frozen=True, slots=True)
class OwnerChange:
    """The owner changed; ``reduction``: the rate the new owner was granted on a request of its own."""

    on: date
    reduction: int | None = None


@dataclass(frozen=True, slots=True)
class FeeTerms:
    """``owners`` by date. ``paid``: patent year to the day it was paid; None: each fee counts as paid when due."""

    licences: tuple[Licence, ...] = ()
    owners: tuple[OwnerChange, ...] = ()
    compensated_days: int = 0
    paid: Mapping[int, date] | None = None

    def reduction_of(self, year: int, due: date, reduction: int | None) -> int | None:
        """The reduction for one fee: the owner's at the time it was paid, or today's while it is not."""
        paid_on = due if self.paid is None else self.paid.get(year, date.max)
        for change in self.owners:
            if change.on <= paid_on:
                reduction = change.reduction
        return reduction

    def licensed(self, due: date) -> bool:
        """Whether an open licence is at work on the day the fee falls due."""
        return any(one.begins <= due and (one.ends is None or due <= one.ends) for one in self.licences)


NO_TERMS = FeeTerms()


@dataclass(frozen=True, slots=True)
class TermEvent:
    """One of :data:`TERM_EVENTS` as it was recorded."""

    name: str
    on: date
    data: Mapping[str, str]


def terms_from(events: Iterable[TermEvent], paid: Mapping[int, date]) -> FeeTerms:
    """The terms that a patent's events make. A licence that never ended is still at work."""
    licences: list[Licence] = []
    owners: list[OwnerChange] = []
    days = 0
    for event in sorted(events, key=lambda event: event.on):
        if event.name == LICENCE_BEGAN:
            if not licences or licences[-1].ends is not None:
                licences.append(Licence(event.on))
        elif event.name == LICENCE_ENDED:
            if licences and licences[-1].ends is None:
                licences[-1] = Licence(licences[-1].begins, event.on)
        elif event.name == OWNER_CHANGED:
            owners.append(OwnerChange(event.on, number_in(event.data.get("new_reduction", ""))))
        elif event.name == COMPENSATED:
            days = number_in(event.data.get("days", "")) or days
    return FeeTerms(tuple(licences), tuple(owners), days, paid)


def number_in(text: str) -> int | None:
    """A whole number greater than nothing, written in figures."""
    return int(text) if text.isascii() and text.isdecimal() and int(text) > 0 else None


def fee_year(about: str | None) -> int | None:
    """The patent year in a fee's key: 7 in ``annual:7``."""
    if about is None or not about.startswith(_ANNUAL):
        return None
    year = number_in(about.removeprefix(_ANNUAL))
    return year if year is not None and year < 100 else None
