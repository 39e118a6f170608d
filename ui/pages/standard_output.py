"""The rules as a table: on the screen, on paper, as a workbook."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from ipdesk.text import label
from ui.tables.plain import PlainColumn

if TYPE_CHECKING:
    from ipdesk.files.lists import PrintedList
    from ipdesk.files.table_book import BookSheet
    from ipdesk.services.standard import RuleRow


def standing(row: RuleRow) -> str:
    """本所修改, 12-01 起改, 已停用; empty for a rule as it came."""
    if row.coming is not None:
        return f"{row.coming:%m-%d} 起改"
    if row.off:
        return "已停用"
    return "本所修改" if row.own else ""


def _clause(row: RuleRow) -> tuple[int, ...]:
    first = row.clause.split(",")[0]
    return tuple(int(part) if part.strip().isdigit() else 0 for part in first.split("."))


def _count(number: int) -> str:
    return str(number) if number else ""


def _quiet_when_off(row: RuleRow) -> str:
    return "quiet" if row.off else ""


COLUMNS: tuple[PlainColumn[RuleRow], ...] = (
    PlainColumn("条款", lambda row: row.clause, 64, sort=_clause, tone=lambda _row: "quiet"),
    PlainColumn("规则", lambda row: row.title, 156, tone=_quiet_when_off, tip=lambda row: f"{row.title}（{row.id}）"),
    PlainColumn("触发", lambda row: row.trigger, 180, tone=lambda _row: "quiet", stretch=True),
    PlainColumn("期限", lambda row: row.period, 132, tone=_quiet_when_off),
    PlainColumn("负责", lambda row: label("role", row.responsible), 90),
    PlainColumn(
        "生效", lambda row: row.in_force_from.isoformat() if row.in_force_from else "一直", 96,
        sort=lambda row: row.in_force_from or date.min, tone=lambda row: "" if row.in_force_from else "quiet",
    ),
    PlainColumn("修改", standing, 80, tone=lambda row: "quiet" if row.off else "accent"),
    PlainColumn("未完成", lambda row: _count(row.kept.open), 64, right=True, sort=lambda row: row.kept.open),
    PlainColumn(
        "逾期", lambda row: _count(row.kept.overdue), 52, right=True, sort=lambda row: row.kept.overdue,
        tone=lambda row: "late" if row.kept.overdue else "",
    ),
)  # fmt: skip


def standard_page(rows: Sequence[RuleRow], today: date) -> PrintedList:
    """The rules on paper, a table for each department."""
    from ipdesk.files.lists import ListGroup, PrintedList

    titles = (("条款", 7), ("规则", 20), ("触发", 27), ("期限", 12), ("负责", 10), ("生效", 11), ("修改", 13))
    groups: dict[str, list[tuple[str, ...]]] = {}
    for row in rows:
        groups.setdefault(row.department, []).append(
            (
                *(row.clause, row.title, row.trigger, row.period, label("role", row.responsible)),
                row.in_force_from.isoformat() if row.in_force_from else "一直",
                standing(row),
            )
        )
    return PrintedList(
        title="知识产权中心服务标准",
        columns=titles,
        lead=f"{today.year}年{today.month}月{today.day}日有效，共 {len(rows)} 条",
        groups=tuple(ListGroup(label("department", name), found) for name, found in groups.items()),
    )


def standard_sheet(rows: Sequence[RuleRow], today: date) -> BookSheet:
    """The rules as a sheet of a workbook."""
    from ipdesk.files.table_book import BookColumn, BookSheet

    columns = (
        BookColumn("部门", 10), BookColumn("条款", 8), BookColumn("编号", 18), BookColumn("规则", 22),
        BookColumn("触发", 34), BookColumn("期限", 14), BookColumn("负责", 12), BookColumn("生效", 12, "date"),
        BookColumn("修改", 12), BookColumn("未完成", 8, "int"), BookColumn("逾期", 8, "int"),
        BookColumn("本年按期", 10, "int"), BookColumn("本年逾期完成", 12, "int"),
    )  # fmt: skip
    return BookSheet(
        name="服务标准",
        columns=columns,
        rows=[
            (
                *(label("department", row.department), row.clause, row.id, row.title, row.trigger, row.period),
                *(label("role", row.responsible), row.in_force_from, standing(row)),
                *(row.kept.open, row.kept.overdue, row.kept.done, row.kept.done_late),
            )
            for row in rows
        ],
        heading=f"知识产权中心服务标准（{today.isoformat()} 有效）",
    )
