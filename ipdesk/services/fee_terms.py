"""What the events of patents say about their fees, and the one way every list counts an annuity."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Protocol

from ipdesk.domain.fee_terms import PAID, TERM_EVENTS, FeeTerms, TermEvent, fee_year, terms_from
from ipdesk.domain.fees import Annuity, annuities, annuity
from ipdesk.domain.workdays import WorkCalendar
from ipdesk.services.tariffs import shipped_tariff

if TYPE_CHECKING:
    from ipdesk.model.unit_of_work import UnitOfWork

_NOTHING = FeeTerms(paid={})


class Patent(Protocol):
    """What a fee is counted from; the rows of several queries have it."""

    @property
    def kind(self) -> str: ...
    @property
    def filed(self) -> date | None: ...
    @property
    def granted(self) -> date | None: ...
    @property
    def reduction(self) -> int | None: ...


def terms_of(uow: UnitOfWork, matter_ids: Iterable[int] | None) -> dict[int, FeeTerms]:
    """The terms of these patents (None: all of the office); one without events of that kind is missing."""
    from ipdesk.model import reading_annuities

    ids = None if matter_ids is None else list(matter_ids)
    paid: dict[int, dict[int, date]] = {}
    for matter, about, on in reading_annuities.abouts(uow.session, PAID, ids):
        year = fee_year(about)
        if year is not None:
            years = paid.setdefault(matter, {})
            years[year] = min(on, years.get(year, on))
    events: dict[int, list[TermEvent]] = {}
    for row in reading_annuities.events_named(uow.session, TERM_EVENTS, ids):
        events.setdefault(row[0], []).append(TermEvent(row[1], row[2], row[4] or {}))
    return {matter: terms_from(events.get(matter, ()), paid.get(matter, {})) for matter in paid.keys() | events.keys()}


def annuities_of(row: Patent, terms: FeeTerms | None, calendar: WorkCalendar) -> Sequence[Annuity]:
    """Every annuity of a patent; none without a filing date. UserErrors of :func:`annuities`."""
    if row.filed is None:
        return ()
    return annuities(row.kind, row.filed, row.granted, row.reduction, calendar, shipped_tariff(), terms or _NOTHING)


def annuity_in(row: Patent, year: int, terms: FeeTerms | None, calendar: WorkCalendar) -> Annuity:
    """The annuity of one year of a patent with a filing date. UserErrors of :func:`annuity`."""
    assert row.filed is not None
    return annuity(row.kind, row.filed, row.granted, year, row.reduction, calendar, shipped_tariff(), terms or _NOTHING)
