"""Annuities and renewals of the whole office: due, amounts, late fees, grace, and how far each is.

Days are the safe ones. A fee due before the office took the matter on counts as paid: nobody knows here (the docket
does the same); so does one before a later one that was paid. After a fee whose grace is over nothing is forecast: the
right has ended unless it is restored.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from ipdesk.domain.fee_terms import FeeTerms, fee_year
from ipdesk.domain.fees import (
    Annuity,
    LateBand,
    LateReadings,
    annuity_anniversary,
    annuity_years,
    compensation,
    late_readings,
)
from ipdesk.domain.matters import State
from ipdesk.domain.periods import add_months
from ipdesk.domain.renewals import Renewal, renewal
from ipdesk.errors import UserError
from ipdesk.services.fee_terms import annuity_in, terms_of
from ipdesk.services.tariffs import shipped_tariff

if TYPE_CHECKING:
    from ipdesk.model.unit_of_work import UnitOfWork
    from ipdesk.services.office import Office

PATENTS = ("invention", "utility_model", "design", "pct")
TRADEMARK = "trademark"
ZERO = Decimal("0.00")
NEAR = timedelta(days=90)
SHOWN = 2000
"""So many lines are shown; sums are over all."""
REMEMBERED = timedelta(days=400)
"""A fee whose grace ended longer ago is history."""
STEP = 500
_NOT_LATE = LateReadings(ZERO, ZERO)
_CLASS = re.compile(r"\d{1,2}")
LAMPS: Mapping[str, State] = {
    "ahead": State.WAITING, "near": State.DUE_SOON, "open": State.DUE_SOON, "overdue": State.OVERDUE,
    "late": State.OVERDUE, "grace": State.OVERDUE, "over": State.OVERDUE, "lapsed": State.VOID,
    "paid": State.DONE, "presumed": State.DONE, "given_up": State.VOID,
}  # fmt: skip
TO_PAY = frozenset({"ahead", "near", "open", "overdue", "late", "grace"})
IN_GRACE = frozenset({"overdue", "late", "grace"})
Progress = Callable[[int, int, str], None]
Cancel = Callable[[], bool]


@dataclass(frozen=True, slots=True)
class FeeOf:
    """One annuity, compensated term (``what`` compensation) or renewal (``what`` renewal; ``year`` its turn).

    ``due``: the safe last day without surcharge; ``last_day``: as the law is read. ``late``: the surcharge if paid
    today, by the highest reading; ``late_other`` the lowest. ``paid_on`` for state paid.
    """

    matter_id: int
    number: str
    title: str
    kind: str
    application_number: str
    client_id: int | None
    client: str
    what: str
    year: int
    due: date
    last_day: date
    full: Decimal
    payable: Decimal
    percent: int
    basis: str
    state: str
    late: Decimal
    late_other: Decimal
    grace_end: date | None
    ladder: tuple[LateBand, ...]
    opens: date | None = None
    paid_on: date | None = None
    note: str = ""

    @property
    def id(self) -> tuple[int, str, int]:
        return self.matter_id, self.what, self.year

    @property
    def total(self) -> Decimal:
        """What paying today would cost."""
        return self.payable + self.late

    @property
    def to_pay(self) -> bool:
        return self.state in TO_PAY

    @property
    def at_most(self) -> Decimal:
        """What waiting to the end of the grace period would cost on top."""
        return self.ladder[-1].surcharge if self.ladder else ZERO

    def waiting(self, month: int) -> Decimal:
        """The surcharge in the ``month``-th month (from 1) after it was due."""
        return self.ladder[min(month, len(self.ladder)) - 1].surcharge if self.ladder else ZERO


@dataclass(frozen=True, slots=True)
class Forecast:
    """The fees due by ``until``, not paid, the nearest first; ``over``: those whose grace is over."""

    today: date
    until: date
    fees: tuple[FeeOf, ...]
    over: tuple[FeeOf, ...] = ()
    problems: tuple[tuple[str, str], ...] = field(default=())


def forecast(
    office: Office,
    today: date,
    until: date,
    *,
    client_id: int | None = None,
    progress: Progress | None = None,
    cancel: Cancel | None = None,
) -> Forecast:
    """Every fee due by ``until`` of the office's (or one client's) granted patents and registered marks.

    ``UserError`` job.cancelled. A matter whose dates contradict each other is among the ``problems``: (number, why).
    """
    from ipdesk.model import reading_annuities
    from ipdesk.text import sentence

    with office.database.read() as uow:
        rows = list(reading_annuities.granted(uow.session, (*PATENTS, TRADEMARK), client_id=client_id))
        known = _Known(uow, [row.id for row in rows] if client_id is not None else None, rows)
    found: list[FeeOf] = []
    problems = []
    for place, row in enumerate(rows):
        if place % STEP == 0:
            if cancel is not None and cancel():
                raise UserError("job.cancelled")
            if progress is not None:
                progress(place, len(rows), "计算年费与续展")
        try:
            found.extend(_fees(office, row, known, today, until))
        except UserError as error:
            problems.append((row.number, sentence(error)))
    fees = sorted((one for one in found if one.to_pay), key=lambda one: (one.due, one.number, one.year))
    over = sorted((one for one in found if one.state == "over"), key=lambda one: (one.due, one.number))
    return Forecast(today, until, tuple(fees), tuple(over), tuple(problems))


def fees_of_matter(office: Office, today: date, matter_id: int) -> tuple[FeeOf, ...]:
    """Every annuity of a patent's whole term, or the renewals of a mark up to the next one; by date."""
    from ipdesk.model import reading_annuities

    with office.database.read() as uow:
        rows = list(reading_annuities.granted(uow.session, (*PATENTS, TRADEMARK), ids=(matter_id,)))
        known = _Known(uow, [matter_id], rows)
    return tuple(one for row in rows for one in _fees(office, row, known, today, None))


def client_id_of(office: Office, name: str) -> int:
    """The client's id; ``UserError`` annuities.no_client."""
    from ipdesk.model import reading_annuities

    with office.database.read() as uow:
        found = reading_annuities.client_named(uow.session, name.strip())
    if found is None:
        raise UserError("annuities.no_client", client=name)
    return found


# -- one matter ---------------------------------------------------------------------------------


class _Known:
    """What was recorded of the matters: terms, what was given up, renewals, since when they are looked after."""

    def __init__(self, uow: UnitOfWork, ids: list[int] | None, rows: Iterable[Any]) -> None:
        from ipdesk.model import reading_annuities

        session = uow.session
        self.terms = terms_of(uow, ids)
        self.given_up: dict[int, set[str]] = {}
        self.renewed: dict[int, list[date]] = {}
        for matter, name, on, about, _data in reading_annuities.events_named(session, ("given_up", "renewed"), ids):
            if name == "renewed":
                self.renewed.setdefault(matter, []).append(on)
            else:
                self.given_up.setdefault(matter, set()).add(about or "")
        without = [row.id for row in rows if row.taken_on is None]
        self.first = reading_annuities.first_events(session, without)

    def since(self, row: Any) -> date:
        """As the docket has it: taken on, else the first thing recorded, else the grant."""
        return row.taken_on or self.first.get(row.id) or row.granted or date.min


def _fees(office: Office, row: Any, known: _Known, today: date, until: date | None) -> Iterator[FeeOf]:
    """``until`` None: the whole term, what is past included."""
    if row.kind == TRADEMARK:
        yield from _renewals(office, row, known, today, until)
    elif row.filed is not None:
        yield from _annuities(office, row, known, today, until)


def _annuities(office: Office, row: Any, known: _Known, today: date, until: date | None) -> Iterator[FeeOf]:
    terms = known.terms.get(row.id) or FeeTerms(paid={})
    given_up = {fee_year(about) for about in known.given_up.get(row.id, ())}
    paid = terms.paid or {}
    last_paid = max(paid, default=0)
    since = known.since(row)
    lapsed = False
    years = annuity_years(row.kind, row.filed, row.granted, shipped_tariff())
    if until is not None:  # what is before a paid one is settled
        years = range(max(years.start, last_paid + 1), years.stop)
    for year in years:
        day = annuity_anniversary(row.filed, year)
        if until is not None and day > until:
            return
        settled = _settled(year, day, paid, last_paid, since)
        if until is not None and settled:
            continue
        one = annuity_in(row, year, terms, office.calendar)
        state = settled or ("given_up" if year in given_up else "lapsed" if lapsed else _state(one, today))
        lapsed = lapsed or state in ("over", "given_up")
        if until is not None and ((lapsed and state != "over") or today - one.grace_end > REMEMBERED):
            return
        yield _annuity_line(row, one, state, today, paid.get(year))
    if row.kind in ("invention", "pct") and terms.compensated_days and not lapsed:
        line = _compensation_line(office, row, terms, today, paid)
        if line is not None and (until is None or (line.due <= until and line.to_pay)):
            yield line


def _settled(year: int, day: date, paid: Mapping[int, date], last_paid: int, since: date) -> str:
    if year in paid:
        return "paid"
    return "presumed" if day < since or year < last_paid else ""


def _state(one: Annuity, today: date) -> str:
    if today <= one.due:
        return "near" if one.due - today <= NEAR else "ahead"
    if today > one.grace_end:
        return "over"
    return "late" if late_readings(one, today).charged else "overdue"


def _annuity_line(row: Any, one: Annuity, state: str, today: date, paid_on: date | None) -> FeeOf:
    owed = state in ("overdue", "late")
    late = late_readings(one, today) if owed else _NOT_LATE
    return FeeOf(
        *_of(row),
        what="annual",
        year=one.year,
        due=one.due,
        last_day=one.last_day,
        full=one.full,
        payable=one.payable,
        percent=one.percent,
        basis=one.basis,
        state=state,
        late=late.charged,
        late_other=late.other,
        grace_end=one.grace_end,
        ladder=one.late,
        paid_on=paid_on,
    )


def _compensation_line(
    office: Office, row: Any, terms: FeeTerms, today: date, paid: Mapping[int, date]
) -> FeeOf | None:
    """The lump sum of a compensated term; it is recorded as paid under the year after the last (``annual:21``)."""
    found = compensation(row.filed, terms.compensated_days, office.calendar, shipped_tariff())
    if found is None or not found.years:
        return None
    year = annuity_years(row.kind, row.filed, row.granted, shipped_tariff()).stop
    state = (
        "paid" if year in paid else "over" if today > found.due else "near" if found.due - today <= NEAR else "ahead"
    )
    return FeeOf(
        *_of(row),
        what="compensation",
        year=year,
        due=found.due,
        last_day=found.due,
        full=found.amount,
        payable=found.amount,
        percent=0,
        basis="",
        state=state,
        late=ZERO,
        late_other=ZERO,
        grace_end=None,
        ladder=(),
        paid_on=paid.get(year),
        note=f"补偿期 {found.begins} 至 {found.ends}，{found.years} 个整年，一次缴纳，无滞纳期",
    )


def _renewals(office: Office, row: Any, known: _Known, today: date, until: date | None) -> Iterator[FeeOf]:
    done = sorted(known.renewed.get(row.id, ()))
    classes = max(1, len(_CLASS.findall(row.classes)))
    turns = range(1, len(done) + 2) if until is None else range(len(done) + 1, len(done) + 2)
    for turn in turns:
        one = renewal(row.granted, turn, classes, office.calendar, shipped_tariff())
        settled = turn <= len(done)
        while not settled and one.grace_end < known.since(row):  # renewed before the office had it
            turn += 1  # noqa: PLW2901
            one = renewal(row.granted, turn, classes, office.calendar, shipped_tariff())
        if until is not None and one.expiry > until:
            return
        given_up = "" in known.given_up.get(row.id, ())
        state = "paid" if settled else "given_up" if given_up else _renewal_state(one, today)
        if until is not None and state == "over" and today - one.grace_end > REMEMBERED:
            return
        yield _renewal_line(row, one, state, done[turn - 1] if settled else None)


def _renewal_state(one: Renewal, today: date) -> str:
    if today < one.opens:
        return "ahead"
    if today <= one.due:
        return "open"
    return "grace" if today <= one.grace_end else "over"


def _renewal_line(row: Any, one: Renewal, state: str, done: date | None) -> FeeOf:
    band = LateBand(one.due + timedelta(days=1), one.grace_end, one.extra, one.fee + one.extra)
    late = one.extra if state == "grace" else ZERO
    return FeeOf(
        *_of(row),
        what="renewal",
        year=one.turn,
        due=one.due,
        last_day=one.last_day,
        full=one.fee,
        payable=one.fee,
        percent=0,
        basis="",
        state=state,
        late=late,
        late_other=late,
        grace_end=one.grace_end,
        ladder=(band,),
        opens=one.opens,
        paid_on=done,
        note=f"{one.classes} 个类别，有效期至 {one.expiry}，{one.opens} 起可续展",
    )


def _of(row: Any) -> tuple[int, str, str, str, str, int | None, str]:
    return row.id, row.number, row.title, row.kind, row.application_number, row.client_id, row.client


# -- choosing -----------------------------------------------------------------------------------


def chosen(
    found: Forecast, which: str = "all", *, client: str = "", year: int | None = None, text: str = ""
) -> tuple[FeeOf, ...]:
    """The fees of one filter: ``which`` of the labels annuity_filter, a client, a calendar year, words."""
    end = {"month": _month_end(found.today), "quarter": add_months(found.today, 3)}.get(which)
    fees = found.over if which == "over" else found.fees
    words = text.casefold().split()
    return tuple(
        one
        for one in fees
        if (end is None or one.due <= end)
        and (which != "grace" or one.state in IN_GRACE)
        and (not client or one.client == client)
        and (year is None or one.due.year == year)
        and all(word in f"{one.number} {one.title} {one.application_number} {one.client}".casefold() for word in words)
    )


def _month_end(today: date) -> date:
    return add_months(today.replace(day=1), 1) - timedelta(days=1)


@dataclass(frozen=True, slots=True)
class YearSum:
    """One client's fees of one calendar year. ``waiting``: what paying in the 1st … 6th month late costs on top."""

    client: str
    year: int
    count: int
    full: Decimal
    payable: Decimal
    late: Decimal
    waiting: tuple[Decimal, ...]


def year_sums(fees: Iterable[FeeOf]) -> tuple[YearSum, ...]:
    """The fees by client and the calendar year they fall due in."""
    groups: dict[tuple[str, int], list[FeeOf]] = {}
    for one in fees:
        groups.setdefault((one.client, one.due.year), []).append(one)
    return tuple(
        YearSum(
            client,
            year,
            len(group),
            sum((one.full for one in group), ZERO),
            sum((one.payable for one in group), ZERO),
            sum((one.late for one in group), ZERO),
            tuple(sum((one.waiting(month) for one in group), ZERO) for month in range(1, 7)),
        )
        for (client, year), group in sorted(groups.items())
    )
