"""Which annual fees (年费) of a patent are in sight: the anchors of clause 3.2.3."""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache

from ipdesk.domain.history import History
from ipdesk.domain.matters import AnnualFee, Kind, Matter
from ipdesk.domain.periods import add_months

IN_SIGHT = timedelta(days=366)
TERM_YEARS = {Kind.INVENTION: 20, Kind.PCT: 20, Kind.UTILITY_MODEL: 10, Kind.DESIGN: 15}
GRACE_MONTHS = 6  # 细则第115条: a fee missed before the first thing recorded here can still be paid
OLD_DESIGN_TERM, DESIGN_CHANGE = 10, date(2021, 6, 1)


@lru_cache(maxsize=4096)
def annual_fees(kind: Kind, filed: date, granted: date) -> tuple[AnnualFee, ...]:
    """Every annual fee after the grant year's: year n is due on the filing date's anniversary that ends year n-1
    (细则 115 条; PL Art. 42 for the term; designs filed before 2021-06-01 have ten years).
    """
    term = TERM_YEARS.get(kind, 0)
    if kind is Kind.DESIGN and filed < DESIGN_CHANGE:
        term = OLD_DESIGN_TERM
    fees = ((year, add_months(filed, 12 * (year - 1))) for year in range(2, term + 1))
    return tuple(AnnualFee(f"annual:{year}", due) for year, due in fees if due > granted)


def annual_fees_within(matter: Matter, history: History, today: date) -> tuple[list[AnnualFee], date, date]:
    """The fees to be asked for, and the days on which that list stays the same.

    A fee comes in sight :data:`IN_SIGHT` before it is due. Fees due before the office took the matter on are left out,
    but for those that something is recorded about.
    """
    fees = matter.annual_fees
    if not fees and matter.filed and matter.granted:
        fees = annual_fees(matter.kind, matter.filed, matter.granted)
    since = matter.taken_on or _begun(matter, history)
    wanted = sorted((fee for fee in fees if fee.due >= since or fee.about in history.groups), key=lambda fee: fee.due)
    seen = [fee for fee in wanted if fee.due - IN_SIGHT <= today]
    first = seen[-1].due - IN_SIGHT if seen else date.min
    last = wanted[len(seen)].due - IN_SIGHT - timedelta(days=1) if len(seen) < len(wanted) else date.max
    return seen, first, last


def _begun(matter: Matter, history: History) -> date:
    """From when fees are asked for: the grant, or the first event less the grace that could still be running then."""
    granted = matter.granted or date.min
    return max(granted, add_months(history.placed[0].on, -GRACE_MONTHS)) if history.placed else granted
