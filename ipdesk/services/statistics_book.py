"""The statistics as a workbook: 部门, 条款, 人员, 月份, and 明细, every item they count."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from ipdesk.domain.periods import Unit
from ipdesk.files.table_book import BookColumn, BookSheet
from ipdesk.services.statistics import overview
from ipdesk.services.statistics_days import days_used
from ipdesk.services.statistics_items import stat_items
from ipdesk.text import label

if TYPE_CHECKING:
    from datetime import date

    from ipdesk.domain.statistics import Days, Span, Tally
    from ipdesk.services.office import Office
    from ipdesk.services.statistics_days import Share
    from ipdesk.services.statistics_figures import Overview
    from ipdesk.services.statistics_items import StatItems

MOST = 100_000
"""Items a workbook holds; the sheet says so when there are more."""
_COUNTS = tuple(
    BookColumn(title, 10, "int") for title in ("按期", "逾期完成", "逾期未办", "漏办", "在办", "暂停", "失效")
)
_RATE = BookColumn("达标率", 10, "percent")
_SHARES = (BookColumn("用时中位", 10, "percent"), BookColumn("用时最长", 10, "percent"))
_FIGURES = (*_COUNTS, _RATE, *_SHARES)
_ITEMS = (
    BookColumn("结果", 10),
    BookColumn("逾期天数", 9, "int"),
    BookColumn("部门", 9),
    BookColumn("条款", 10),
    BookColumn("事项", 24),
    BookColumn("涉及", 12),
    BookColumn("案件编号", 11),
    BookColumn("案件名称", 30),
    BookColumn("客户", 26),
    BookColumn("负责人", 10),
    BookColumn("到期日", 12, "date"),
    BookColumn("办结日", 12, "date"),
    BookColumn("用时", 8, "int"),
    BookColumn("规定", 16),
)


def statistics_book(
    office: Office, today: date, span: Span, department: str | None = None, person_id: int | None = None
) -> list[BookSheet]:
    """Five sheets of one department or person, or of the whole centre."""
    view = overview(office, today, span, department, person_id)
    days = days_used(office, today, view.which, None, view.months_which)
    items = stat_items(office, today, view.which, MOST)
    title = f"服务标准达标情况　{span.frm} 至 {span.to}"
    notes = (
        "按到期日计入；达标率 = 按期 ÷（按期 + 逾期完成 + 逾期未办 + 漏办）；暂停、失效不计。",
        "用时 = 已用时间 ÷ 规定时间，扣除暂停；“当日”“至少提前”和周期性事项不计。",
    )
    people = (BookColumn("人员", 12), BookColumn("部门", 12), *_COUNTS, _RATE, BookColumn("部门平均", 10, "percent"))
    return [
        BookSheet("部门", (BookColumn("部门", 12), *_FIGURES), _departments(view, days.departments), title, notes),
        BookSheet("条款", _CLAUSE_COLUMNS, _clauses(view, days.clauses), title, notes[:1]),
        BookSheet("人员", (*people, *_SHARES), _people(view, days.people), title, notes),
        BookSheet("月份", (BookColumn("月份", 12), *_FIGURES), _months(view, days.months), title, notes),
        items_sheet(items, title),
    ]


def items_sheet(items: StatItems, heading: str) -> BookSheet:
    """The items of a list as a sheet."""
    rows = [
        (
            label("outcome", row.outcome.value), row.days_late, label("department", row.department), row.clause,
            row.title, row.about, row.number, row.matter_title, row.client, row.person, row.due, row.done_on, row.used,
            row.allowed,
        )
        for row in items.rows
    ]  # fmt: skip
    left = items.total - len(items.rows)
    return BookSheet("明细", _ITEMS, rows, heading, (f"另有 {left} 项未列出。",) if left > 0 else ())


_CLAUSE_COLUMNS = (
    BookColumn("条款", 10),
    BookColumn("规则", 18),
    BookColumn("事项", 26),
    BookColumn("部门", 10),
    *_COUNTS,
    _RATE,
    BookColumn("规定", 16),
    BookColumn("中位", 8, "money"),
    BookColumn("最慢", 8, "int"),
    BookColumn("单位", 10),
)


def _counts(tally: Tally) -> tuple[object, ...]:
    counts = (tally.kept, tally.late_done, tally.overdue, tally.missed, tally.open, tally.paused, tally.void)
    return (*counts, tally.rate)


def _share(share: Share | None) -> tuple[object, ...]:
    return (None, None) if share is None else (share.median, share.worst)


def _departments(view: Overview, known: Mapping[str, Share]) -> Sequence[Sequence[object]]:
    centre = (label("statistics", "centre"), *_counts(view.centre.tally), None, None)
    return [centre] + [
        (label("department", one.code), *_counts(one.tally), *_share(known.get(one.code))) for one in view.departments
    ]


def _clauses(view: Overview, known: Mapping[str, Days]) -> Sequence[Sequence[object]]:
    return [
        (
            one.clause, one.rule, one.title, label("department", one.department), *_counts(one.tally),
            *_spent(known.get(one.rule)),
        )
        for one in view.clauses
    ]  # fmt: skip


def _spent(days: Days | None) -> tuple[object, ...]:
    if days is None:
        return ("", None, None, "")
    unit = {Unit.WORKING_DAYS: "工作日", Unit.SAME_DAY: "工作日", Unit.MINUTES: "分钟"}.get(days.unit, "日")
    return (days.words, days.median, days.worst, f"提前{unit}" if days.before else unit)


def _people(view: Overview, known: Mapping[int | None, Share]) -> Sequence[Sequence[object]]:
    return [
        (
            one.name or label("statistics", "nobody"), label("department", one.department), *_counts(one.tally),
            one.peers.rate, *_share(known.get(one.id)),
        )
        for one in view.people
    ]  # fmt: skip


def _months(view: Overview, known: Mapping[date, Share]) -> Sequence[Sequence[object]]:
    return [(f"{one.month:%Y-%m}", *_counts(one.tally), *_share(known.get(one.month))) for one in view.months]
