"""The renewal of a registered mark: term, window, grace, fees per class (T18-T20)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from ipdesk.domain.fees import Tariff
from ipdesk.domain.periods import add_months
from ipdesk.domain.rulings import law_day_on_or_after
from ipdesk.domain.workdays import ONE_DAY, WorkCalendar

TERM_MONTHS, WINDOW_MONTHS, GRACE_MONTHS = 120, 12, 6


@dataclass(frozen=True, slots=True)
class Renewal:
    """The ``turn``-th renewal. ``expiry``: the last day of the term; the window is ``opens`` to ``due`` (the last
    working day not after the expiry: whether a day off moves it is not written), the grace ``grace_end``.
    ``fee`` and ``extra`` (in the grace period, on top) for all ``classes`` together, filed online.
    """

    turn: int
    opens: date
    expiry: date
    due: date
    last_day: date
    grace_end: date
    classes: int
    fee: Decimal
    extra: Decimal


def renewal(registered: date, turn: int, classes: int, calendar: WorkCalendar, tariff: Tariff) -> Renewal:
    """The renewal at the end of the ``turn``-th ten years."""
    expiry = add_months(registered, TERM_MONTHS * turn) - ONE_DAY
    return Renewal(
        turn=turn,
        opens=add_months(expiry, -WINDOW_MONTHS) + ONE_DAY,
        expiry=expiry,
        due=calendar.on_or_before(expiry),
        last_day=law_day_on_or_after(expiry, calendar),
        grace_end=calendar.on_or_after(add_months(expiry, GRACE_MONTHS)),
        classes=classes,
        fee=tariff.trademark_fee("renewal", expiry) * classes,
        extra=tariff.trademark_fee("renewal_grace", expiry) * classes,
    )
