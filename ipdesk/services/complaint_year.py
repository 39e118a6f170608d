"""A year's complaints in figures: units over 10 % (4.4.3) and the yearly summary (4.3.1, 4.3.2, 4.4.1)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from ipdesk.domain import complaints as domain
from ipdesk.model import reading_complaints
from ipdesk.services.complaint_lists import ComplaintRow, complaint_rows
from ipdesk.services.complaint_settling import GiftRow, gift_sheet, gifts
from ipdesk.services.office import Office
from ipdesk.text import label

if TYPE_CHECKING:
    from ipdesk.files.table_book import BookSheet


@dataclass(frozen=True, slots=True)
class UnitRate:
    """A unit's complaints of a year against the clients it served; ``unit`` empty: the people of the department
    that belong to none. ``flagged``: over 10 %, for the head's year-end review (4.4.3)."""

    department: str
    unit: str
    complaints: int
    clients: int
    flagged: bool

    @property
    def share(self) -> float | None:
        """Complaints per client served; None where nobody was served."""
        return self.complaints / self.clients if self.clients else None


@dataclass(frozen=True, slots=True)
class YearSummary:
    """Counts by code: ``levels``, ``causes`` (empty code: not known yet), ``subjects``; ``kept`` and ``late``:
    call-backs in and over time; ``criticisms``: people with an attitude complaint and how many (4.4.1)."""

    year: int
    total: int
    open: int
    levels: Mapping[str, int]
    causes: Mapping[str, int]
    subjects: Mapping[str, int]
    kept: int
    late: int
    criticisms: Mapping[str, int]


def unit_rates(office: Office, year: int) -> tuple[UnitRate, ...]:
    """Every unit with complaints or clients in that year, the flagged first, then by rate.

    A complaint counts for the unit of the person it is about; while nobody is known it counts for none.
    A client is served by a unit when something happened in the year to a matter that its people handle.
    """
    rows = [row for row in rows_of_year(complaint_rows(office), year) if row.against_id is not None]
    with office.database.read() as uow:
        served = reading_complaints.served(uow.session, date(year, 1, 1), date(year, 12, 31))
    clients = {(row.department or "", row.unit): row.clients for row in served}
    complained = Counter((row.department, row.unit) for row in rows)
    rates = [
        UnitRate(department, unit, complained[department, unit], count, flagged)
        for department, unit in dict.fromkeys((*complained, *clients))
        for count in (clients.get((department, unit), 0),)
        for flagged in (domain.is_flagged(complained[department, unit], count),)
    ]
    return tuple(sorted(rates, key=lambda one: (not one.flagged, -(one.share or 0), one.department, one.unit)))


def year_summary(rows: Sequence[ComplaintRow], year: int) -> YearSummary:
    """The complaints received in a year, counted."""
    chosen = rows_of_year(rows, year)
    calls = [line for row in chosen for line in row.clocks if line.rule == "C.call_back"]
    return YearSummary(
        year=year,
        total=len(chosen),
        open=sum(row.is_open for row in chosen),
        levels={level: sum(row.level == level for row in chosen) for level in domain.LEVELS},
        causes=dict(Counter(row.cause for row in chosen)),
        subjects=dict(Counter(row.subject for row in chosen)),
        kept=sum(line.state == "done" for line in calls),
        late=sum(line.state == "done_late" for line in calls),
        criticisms=dict(Counter(row.against for row in chosen if row.cause == "attitude" and row.against)),
    )


def rows_of_year(rows: Sequence[ComplaintRow], year: int) -> list[ComplaintRow]:
    """The complaints received in a year."""
    return [row for row in rows if row.received is not None and row.received.year == year]


def year_book(office: Office, year: int) -> tuple[BookSheet, ...]:
    """The year as Excel sheets: summary, every complaint, rates by unit, services given away."""
    rows = complaint_rows(office)
    given: tuple[GiftRow, ...] = gifts(office, year)
    return (
        _summary_sheet(year_summary(rows, year)),
        _list_sheet(rows_of_year(rows, year), year),
        _rates_sheet(unit_rates(office, year), year),
        gift_sheet(given, year),
    )


def _summary_sheet(found: YearSummary) -> BookSheet:
    from ipdesk.files.table_book import BookColumn, BookSheet

    lines: list[tuple[object, ...]] = [("投诉总数", "", found.total), ("其中未结", "", found.open)]
    lines += [("类型", f"{code} {label('complaint_level', code)}", count) for code, count in found.levels.items()]
    lines += [
        ("原因", label("complaint_cause", code) if code else "尚未查明", count) for code, count in found.causes.items()
    ]
    lines += [("事由", label("subject", code) if code else "未填写", count) for code, count in found.subjects.items()]
    lines += [("电话回访", "30 分钟内", found.kept), ("电话回访", "超时", found.late)]
    lines += [("检讨书（年终考核）", name, count) for name, count in found.criticisms.items()]
    columns = (BookColumn("项目", 22), BookColumn("分类", 22), BookColumn("件数", 10, "int"))
    return BookSheet("年度汇总", columns, lines, heading=f"{found.year} 年客户投诉汇总")


def _list_sheet(rows: Sequence[ComplaintRow], year: int) -> BookSheet:
    from ipdesk.files.table_book import BookColumn, BookSheet

    columns = (
        BookColumn("编号", 11), BookColumn("收到", 17), BookColumn("客户", 28), BookColumn("类型", 8),
        BookColumn("来源", 11), BookColumn("事由", 16), BookColumn("被投诉人", 10), BookColumn("小组", 12),
        BookColumn("内容", 36), BookColumn("原因", 11), BookColumn("状态", 11),
    )  # fmt: skip
    lines = [
        (
            row.number, f"{row.received:%Y-%m-%d %H:%M}" if row.received else "", row.client,
            f"{row.level} {label('complaint_level', row.level)}", label("channel", row.channel),
            label("subject", row.subject), row.against, row.unit, row.title,
            label("complaint_cause", row.cause) if row.cause else "", label("complaint_state", row.state),
        )
        for row in rows
    ]  # fmt: skip
    return BookSheet("投诉清单", columns, lines, heading=f"{year} 年投诉清单")


def _rates_sheet(rates: Sequence[UnitRate], year: int) -> BookSheet:
    from ipdesk.files.table_book import BookColumn, BookSheet

    columns = (
        BookColumn("部门", 12), BookColumn("小组", 16), BookColumn("投诉", 8, "int"),
        BookColumn("服务客户", 10, "int"), BookColumn("占比", 10, "percent"), BookColumn("年终检讨", 12),
    )  # fmt: skip
    lines = [
        (
            label("department", rate.department), rate.unit or "（未分小组）", rate.complaints, rate.clients,
            rate.share, "超过 10%" if rate.flagged else "",
        )
        for rate in rates
    ]  # fmt: skip
    notes = ("依据：服务标准 4.4.3　每年总投诉超过每年总服务客户的 10%，部门负责人年终总结检讨。",)
    return BookSheet("小组投诉率", columns, lines, heading=f"{year} 年各小组投诉率", notes=notes)
