"""Official patent fees: the tariff as a value, every annuity of a term, late fees, amounts in words.

All amounts are ``Decimal`` yuan with two places. Rules A1-A8 and R1-R4: patent years run from the filing
date; the annuity of year n is due on the anniversary that ends year n-1; the late fee is always a share of
the full annuity; the first reduced annuity is that of the grant year.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from ipdesk.domain.fee_terms import NO_TERMS, FeeTerms
from ipdesk.domain.periods import add_months
from ipdesk.domain.rulings import law_day_on_or_after
from ipdesk.domain.workdays import ONE_DAY, WorkCalendar
from ipdesk.errors import UserError

CENT = Decimal("0.01")
GRACE_MONTHS = 6  # 专利法实施细则第115条
MONTHS_PER_YEAR = 12


@dataclass(frozen=True, slots=True)
class LateBand:
    """Paying in [frm, to] costs ``surcharge`` on top: ``total`` in all. The first band costs nothing more."""

    frm: date
    to: date
    surcharge: Decimal
    total: Decimal


@dataclass(frozen=True, slots=True)
class Annuity:
    """The annual fee of patent year ``year``: ``full`` by the tariff, ``payable`` after the reduction.

    ``anniversary`` is the filing date's, ``due`` the same moved off a day off; ``grace_end`` the last day on
    which the right can still be kept by paying with the surcharge. Both are the safe ones; ``last_day`` and
    ``grace_last`` are the same as the law is read (a make-up weekend is no end day). ``percent``: what is taken
    off the full fee, because of ``basis``: reduction, licence or nothing.
    """

    year: int
    due: date
    full: Decimal
    payable: Decimal
    late: tuple[LateBand, ...]
    grace_end: date
    anniversary: date
    last_day: date
    grace_last: date
    percent: int = 0
    basis: str = ""


@dataclass(frozen=True, slots=True)
class LateReadings:
    """The surcharge of a day in doubt (A5, A7): ``charged`` is the highest reading, ``other`` the lowest."""

    charged: Decimal
    other: Decimal

    @property
    def doubtful(self) -> bool:
        return self.charged != self.other


@dataclass(frozen=True, slots=True)
class Compensation:
    """The fee of a compensated term (A10): ``years`` whole years of it, paid at once by ``due``, never late.

    The term runs ``days`` from ``begins``, the day the ordinary one ends.
    """

    days: int
    begins: date
    ends: date
    years: int
    amount: Decimal
    due: date


@dataclass(frozen=True, slots=True)
class Dated:
    """Something in force from a day on."""

    start: date
    value: Any


@dataclass(frozen=True, slots=True)
class OneOff:
    """A fee paid once: its official name, what it is counted by, amounts by kind of patent and day."""

    code: str
    name: str
    unit: str
    amounts: tuple[Dated, ...]


@dataclass(frozen=True, slots=True)
class TrademarkFee:
    """A trademark fee, per class unless ``unit`` says otherwise; amounts on paper and online by day."""

    code: str
    name: str
    unit: str
    amounts: tuple[Dated, ...]


@dataclass(frozen=True, slots=True)
class Tariff:
    """The official tariff. ``annuities[kind]``: (first year, last year, yuan) steps, dated."""

    terms: Mapping[str, tuple[Dated, ...]]
    late_percent: tuple[int, ...]
    reductions: tuple[int, ...]
    reduced_years: int
    reducible: frozenset[str]
    annuities: Mapping[str, tuple[Dated, ...]]
    one_off: Mapping[str, OneOff]
    open_licence: int = 0
    trademark: Mapping[str, TrademarkFee] = field(default_factory=dict)

    def term(self, kind: str, filed: date) -> int:
        """Years of protection from the filing date (专利法第42条). UserError for other kinds of right."""
        return int(_in_force(self.terms.get(patent_kind(kind), ()), filed, kind))

    def annuity(self, kind: str, year: int, on: date) -> Decimal:
        """The full annuity of patent year ``year`` by the tariff in force on ``on``."""
        for first, last, yuan in _in_force(self.annuities.get(patent_kind(kind), ()), on, kind):
            if first <= year <= last:
                return Decimal(yuan).quantize(CENT)
        raise UserError("fees.no_such_year", kind=kind, year=year)

    def fee(self, code: str, kind: str, on: date, reduction: int | None = None) -> Decimal:
        """A one-off fee for one unit, reduced where the fee may be (RED art. 2)."""
        fee = self.one_off.get(code)
        amounts = _in_force(fee.amounts, on, kind) if fee is not None else {}
        if patent_kind(kind) not in amounts:
            raise UserError("fees.no_such_fee", fee=fee.name if fee is not None else code, kind=kind)
        full = Decimal(amounts[patent_kind(kind)]).quantize(CENT)
        return self.reduced(full, reduction) if code in self.reducible else full

    def trademark_fee(self, code: str, on: date, *, online: bool = True) -> Decimal:
        """A trademark fee for one class (or the fee's own unit)."""
        fee = self.trademark.get(code)
        if fee is None:
            raise UserError("fees.no_such_fee", fee=code, kind="trademark")
        amounts = _in_force(fee.amounts, on, "trademark")
        return Decimal(amounts["online" if online else "paper"]).quantize(CENT)

    def reduced(self, full: Decimal, reduction: int | None) -> Decimal:
        """What remains of ``full`` after a reduction of 85 or 70 per cent. UserError for other rates."""
        if reduction is None:
            return full
        if reduction not in self.reductions:
            raise UserError("fees.no_such_reduction", rate=reduction)
        return (full * (100 - reduction) / 100).quantize(CENT)


def load_tariff(text: str) -> Tariff:
    """The tariff of a TOML text in the form of ``rulebook/tariffs.toml``."""
    data = tomllib.loads(text)
    terms = {kind: tuple(Dated(d["from"], d["years"]) for d in dated) for kind, dated in data["term"].items()}
    annuities = {
        kind: tuple(Dated(d["from"], tuple(tuple(step) for step in d["steps"])) for d in dated)
        for kind, dated in data["annuities"].items()
    }
    one_off = {
        code: OneOff(code, f["name"], f.get("unit", ""), tuple(Dated(d["from"], d) for d in f["amounts"]))
        for code, f in data["fees"].items()
    }
    trademark = {
        code: TrademarkFee(code, f["name"], f.get("unit", "每类"), tuple(Dated(d["from"], d) for d in f["amounts"]))
        for code, f in data.get("trademark", {}).items()
    }
    reduction = data["reduction"]
    return Tariff(
        terms=terms,
        late_percent=tuple(data["late"]["percent"]),
        reductions=tuple(reduction["rates"]),
        reduced_years=reduction["annuity_years"],
        reducible=frozenset(reduction["fees"]),
        annuities=annuities,
        one_off=one_off,
        open_licence=reduction.get("open_licence", 0),
        trademark=trademark,
    )


def _in_force(dated: Sequence[Dated], on: date, kind: str) -> Any:
    for entry in sorted(dated, key=lambda entry: entry.start, reverse=True):
        if entry.start <= on:
            return entry.value
    raise UserError("fees.not_a_patent", kind=kind)


def patent_kind(kind: str) -> str:
    """The kind of patent whose tariff applies: an international application is taken as an invention."""
    return "invention" if kind == "pct" else str(kind)


# -- annuities ---------------------------------------------------------------------------------


def patent_year(filed: date, on: date) -> int:
    """The patent year (from 1) that ``on`` lies in (A1). UserError when ``on`` is before the filing date."""
    if on < filed:
        raise UserError("fees.granted_before_filed", filed=filed, granted=on)
    year = on.year - filed.year
    return year + 1 if add_months(filed, year * MONTHS_PER_YEAR) <= on else year


def annuity_anniversary(filed: date, year: int) -> date:
    """The filing date's anniversary on which the annuity of patent year ``year`` falls due (A3)."""
    return add_months(filed, (year - 1) * MONTHS_PER_YEAR)


def annuities(
    kind: str,
    filed: date,
    granted: date | None,
    reduction: int | None,
    calendar: WorkCalendar,
    tariff: Tariff,
    terms: FeeTerms = NO_TERMS,
) -> tuple[Annuity, ...]:
    """Every annuity of the term after the grant year's; without ``granted`` all from year 2 on.

    The grant year's own annuity is paid at registration (A2) and is not listed. UserError for a kind that is
    no patent, a reduction that does not exist, or a grant before the filing date.
    """
    years = annuity_years(kind, filed, granted, tariff)
    return tuple(annuity(kind, filed, granted, year, reduction, calendar, tariff, terms) for year in years)


def annuity_years(kind: str, filed: date, granted: date | None, tariff: Tariff) -> range:
    """The patent years whose annuity falls due after the grant year's (A2)."""
    grant_year = 1 if granted is None else patent_year(filed, granted)
    return range(grant_year + 1, tariff.term(kind, filed) + 1)


def annuity(
    kind: str,
    filed: date,
    granted: date | None,
    year: int,
    reduction: int | None,
    calendar: WorkCalendar,
    tariff: Tariff,
    terms: FeeTerms = NO_TERMS,
) -> Annuity:
    """The annuity of one patent year. UserErrors as :func:`annuities`, and for a year the tariff does not know."""
    grant_year = 1 if granted is None else patent_year(filed, granted)
    anniversary = annuity_anniversary(filed, year)
    due, last_day = calendar.on_or_after(anniversary), law_day_on_or_after(anniversary, calendar)
    full = tariff.annuity(kind, year, anniversary)
    within = year < grant_year + tariff.reduced_years
    percent, basis = _taken_off(year, anniversary, reduction, within, tariff, terms)
    payable = (full * (100 - percent) / 100).quantize(CENT)
    grace_end = calendar.on_or_after(add_months(anniversary, GRACE_MONTHS))
    grace_last = law_day_on_or_after(add_months(last_day, GRACE_MONTHS), calendar)
    late = tuple(_bands(anniversary, due, grace_end, full, payable, tariff.late_percent))
    return Annuity(year, due, full, payable, late, grace_end, anniversary, last_day, grace_last, percent, basis)


def _taken_off(
    year: int, anniversary: date, reduction: int | None, within: bool, tariff: Tariff, terms: FeeTerms
) -> tuple[int, str]:
    """The share taken off a fee and why: the better of reduction and open licence, never both (R3, R6, R7)."""
    rate = terms.reduction_of(year, anniversary, reduction) if within else None
    if rate is not None and rate not in tariff.reductions:
        raise UserError("fees.no_such_reduction", rate=rate)
    licence = tariff.open_licence if terms.licensed(anniversary) else 0
    if rate is not None and rate >= licence:
        return rate, "reduction"
    return (licence, "licence") if licence else (0, "")


def compensation(filed: date, days: int, calendar: WorkCalendar, tariff: Tariff) -> Compensation | None:
    """The fee of an invention's compensated term (F16, A10); None where nothing was compensated."""
    if days <= 0:
        return None
    begins = add_months(filed, MONTHS_PER_YEAR * tariff.term("invention", filed))
    ends = begins + timedelta(days=days)
    years = ends.year - begins.year
    if add_months(begins, MONTHS_PER_YEAR * years) > ends:
        years -= 1
    due = calendar.on_or_before(begins - ONE_DAY)
    each = tariff.fee("compensation_year", "invention", due) if years else Decimal("0.00")
    return Compensation(days, begins, ends, years, each * years, due)


def _bands(
    anniversary: date, due: date, grace_end: date, full: Decimal, payable: Decimal, percents: Sequence[int]
) -> list[LateBand]:
    """Bands (D+k months, D+k+1 months], the upper edge included (A4, A5), counted from the anniversary itself:
    whether a moved due date moves the bands is not settled (A7), and the earlier edge is the safe one."""
    bands = []
    start = due + ONE_DAY
    for month, percent in enumerate(percents, start=1):
        end = grace_end if month == len(percents) else add_months(anniversary, month)
        surcharge = (full * percent / 100).quantize(CENT)
        if start <= end:
            bands.append(LateBand(start, end, surcharge, payable + surcharge))
            start = end + ONE_DAY
    return bands


def late_fee(annuity: Annuity, paid_on: date) -> Decimal:
    """The surcharge when the annuity is paid on ``paid_on``; after the grace period the highest one (A8)."""
    if paid_on <= annuity.due:
        return Decimal("0.00")
    for band in annuity.late:
        if paid_on <= band.to:
            return band.surcharge
    return annuity.late[-1].surcharge


def late_readings(annuity: Annuity, paid_on: date) -> LateReadings:
    """The surcharge of a day by every reading that is not excluded.

    In doubt are the day on which a whole month ends (the guidelines' own example lets the next band begin on it:
    A5) and whether a due date moved off a day off moves the bands (A7). Nobody loses a right by paying the higher.
    """
    counted = late_fee(annuity, paid_on)
    if paid_on <= annuity.due:
        return LateReadings(counted, counted)
    steps = [band.surcharge for band in annuity.late]
    strict = sum(1 for k in range(1, len(steps)) if paid_on >= add_months(annuity.anniversary, k))
    loose = sum(1 for k in range(1, len(steps)) if paid_on > add_months(annuity.last_day, k))
    return LateReadings(max(counted, steps[strict]), min(counted, steps[loose]))


def top_up(annuity: Annuity, paid: Decimal, topped_up_on: date) -> Decimal:
    """What is still to be paid when too little was: the band of the top-up's own day applies to the whole (A6)."""
    return max(Decimal("0.00"), annuity.payable + late_fee(annuity, topped_up_on) - paid)


# -- amounts in words --------------------------------------------------------------------------

_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_UNITS = ("", "拾", "佰", "仟")
_GROUPS = ("", "万", "亿", "万亿")
_LARGEST = Decimal(10) ** 16


def amount_in_words(amount: Decimal) -> str:
    """人民币壹万贰仟叁佰肆拾伍元陆角柒分: the capital form for forms and receipts (支付结算办法附一).

    ValueError for a fraction of a fen or more than 16 digits of yuan.
    """
    if amount != amount.quantize(CENT) or abs(amount) >= _LARGEST:
        raise ValueError(f"not an amount in yuan and fen: {amount}")
    fen = int(abs(amount) * 100)
    yuan, rest = divmod(fen, 100)
    sign = "负" if amount < 0 else ""
    return "人民币" + sign + _yuan_words(yuan, rest) + _rest_words(yuan, rest)


def _yuan_words(yuan: int, rest: int) -> str:
    if yuan == 0:
        return "" if rest else "零元"
    words = ""
    for place, group in reversed(list(enumerate(_groups_of_four(yuan)))):
        if group == 0:
            continue
        gap = bool(words) and (group < 1000 or _skipped(yuan, place))
        words += ("零" if gap else "") + _group_words(group) + _GROUPS[place]
    return words + "元"


def _groups_of_four(yuan: int) -> list[int]:
    groups = []
    while yuan:
        yuan, group = divmod(yuan, 10_000)
        groups.append(group)
    return groups


def _skipped(yuan: int, place: int) -> bool:
    """Is the group of four above ``place`` empty (and so unspoken)?"""
    groups = _groups_of_four(yuan)
    return place + 1 < len(groups) and groups[place + 1] == 0


def _group_words(group: int) -> str:
    words, gap = "", False
    for place in (3, 2, 1, 0):
        digit = group // 10**place % 10
        if digit == 0:
            gap = bool(words)
            continue
        words += ("零" if gap else "") + _DIGITS[digit] + _UNITS[place]
        gap = False
    return words


def _rest_words(yuan: int, rest: int) -> str:
    jiao, fen = divmod(rest, 10)
    if rest == 0:
        return "整"
    words = _DIGITS[jiao] + "角" if jiao else "零" if yuan else ""
    return words + (_DIGITS[fen] + "分" if fen else "")
