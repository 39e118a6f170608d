"""The fees of filing a patent application, line by line (专利费用 F01-F06, F22)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from ipdesk.domain.fees import Tariff, patent_kind
from ipdesk.errors import UserError

FREE_CLAIMS, FREE_PAGES, DEARER_PAGES = 10, 30, 300
MOST = 9999
ZERO = Decimal("0.00")


@dataclass(frozen=True, slots=True)
class Filing:
    """What is filed. ``pages``: description, drawings and sequence list together; ``examination``: the request goes
    along; ``received_here``: the Chinese office was both receiving office and searching authority of an international
    application; ``searched_here``: it made the search report or the preliminary examination report.
    """

    kind: str
    claims: int = 1
    pages: int = 1
    priorities: int = 0
    reduction: int | None = None
    examination: bool = False
    received_here: bool = False
    searched_here: bool = False


@dataclass(frozen=True, slots=True)
class FeeLine:
    """One fee: ``count`` times ``each``; ``amount`` after the reduction, ``full`` before it; ``note``: why less."""

    code: str
    name: str
    unit: str
    count: int
    each: Decimal
    full: Decimal
    amount: Decimal
    note: str = ""


@dataclass(frozen=True, slots=True)
class FilingFees:
    """All lines with their sums."""

    lines: tuple[FeeLine, ...]

    @property
    def full(self) -> Decimal:
        return sum((line.full for line in self.lines), ZERO)

    @property
    def total(self) -> Decimal:
        return sum((line.amount for line in self.lines), ZERO)


def filing_fees(filing: Filing, on: date, tariff: Tariff) -> FilingFees:
    """The fees due on filing by the tariff in force on ``on``.

    ``UserError``: fees.no_such_fee (a design has no claims, only inventions are examined), .no_such_reduction,
    .bad_count, .not_a_patent.
    """
    for count in (filing.claims, filing.pages, filing.priorities):
        if not 0 <= count <= MOST:
            raise UserError("fees.bad_count", count=count, most=MOST)
    kind = patent_kind(filing.kind)
    pct = filing.kind == "pct"
    free = pct and filing.received_here
    lines = [_line("filing", 1, filing, on, tariff, free=free)]
    if kind in tariff.one_off["publication"].amounts[0].value:
        lines.append(_line("publication", 1, filing, on, tariff))
    counts = (
        ("claim", filing.claims - FREE_CLAIMS),
        ("page", min(filing.pages, DEARER_PAGES) - FREE_PAGES),
        ("page_over_300", filing.pages - DEARER_PAGES),
        ("priority", filing.priorities),
    )
    for code, count in counts:
        if count > 0:
            lines.append(_line(code, count, filing, on, tariff, free=free and code != "priority"))
    if filing.examination:
        lines.append(_line("examination", 1, filing, on, tariff, free=pct and filing.searched_here))
    return FilingFees(tuple(lines))


def _line(code: str, count: int, filing: Filing, on: date, tariff: Tariff, *, free: bool = False) -> FeeLine:
    fee = tariff.one_off[code]
    each = tariff.fee(code, filing.kind, on)
    amount = ZERO if free else tariff.fee(code, filing.kind, on, filing.reduction) * count
    note = "免缴（公告第594号）" if free else f"费减 {filing.reduction}%" if amount < each * count else ""
    return FeeLine(code, fee.name, fee.unit, count, each, each * count, amount, note)
