"""Official patent fees: the tariff as a value, every annuity of a term, late fees, amounts in words.

All amounts are ``Decimal`` yuan with two places. Rules A1-A8 and R1-R4: patent years run from the filing
date; the annuity of year n is due on the anniversary that ends year n-1; the late fee is always a share of
the full annuity; the first reduced annuity is that of the grant year.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Protocol

from ipdesk.domain.periods import add_months
from ipdesk.domain.workdays import ONE_DAY
from ipdesk.errors import UserError

CENT = Decimal("0.01")
GRACE_MONTHS = 6  # 专利法实施细则第115条
MONTHS_PER_YEAR = 12


class Rolls(Protocol):
    """The one question fees ask of the working calendar."""

    def on_or_after(self, d: date) -> date: ...


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
    which the right can still be kept by paying with the surcharge.
    """

    year: int
    due: date
    full: Decimal
    payable: Decimal
    late: tuple[LateBand, ...]
    grace_end: date
    anniversary: date


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
class Tariff:
    """The official tariff. ``annuities[kind]``: (first year, last year, yuan) steps, dated."""

    terms: Mapping[str, tuple[Dated, ...]]
    late_percent: tuple[int, ...]
    reductions: tuple[int, ...]
    reduced_years: int
    reducible: frozenset[str]
    annuities: Mapping[str, tuple[Dated, ...]]
    one_off: Mapping[str, OneOff]

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
    reduction = data["reduction"]
    return Tariff(
        terms=terms,
        late_percent=tuple(data["late"]["percent"]),
        reductions=tuple(reduction["rates"]),
        reduced_years=reduction["annuity_years"],
        reducible=frozenset(reduction["fees"]),
        annuities=annuities,
        one_off=one_off,
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
    calendar: Rolls,
    tariff: Tariff,
) -> tuple[Annuity, ...]:
    """Every annuity of the term after the grant year's; without ``granted`` all from year 2 on.

    The grant year's own annuity is paid at registration (A2) and is not listed. UserError for a kind that is
    no patent, a reduction that does not exist, or a grant before the filing date.
    """
    grant_year = 1 if granted is None else patent_year(filed, granted)
    term = tariff.term(kind, filed)
    return tuple(
        _annuity(kind, filed, year, reduction if year < grant_year + tariff.reduced_years else None, calendar, tariff)
        for year in range(grant_year + 1, term + 1)
    )


def _annuity(kind: str, filed: date, year: int, reduction: int | None, calendar: Rolls, tariff: Tariff) -> Annuity:
    anniversary = annuity_anniversary(filed, year)
    due = calendar.on_or_after(anniversary)
    full = tariff.annuity(kind, year, anniversary)
    payable = tariff.reduced(full, reduction)
    grace_end = calendar.on_or_after(add_months(anniversary, GRACE_MONTHS))
    late = tuple(_bands(anniversary, due, grace_end, full, payable, tariff.late_percent))
    return Annuity(year, due, full, payable, late, grace_end, anniversary)


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
