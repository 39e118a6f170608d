"""A month of the office's duties on paper and as a workbook: for the audit, with due day, done day and by whom."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from ipdesk.domain.matters import State
from ipdesk.files.lists import PrintedList
from ipdesk.files.table_book import BookColumn, BookSheet
from ipdesk.services.duties import DutyState, proof_words
from ipdesk.text import label

_BOOK = (
    BookColumn("到期", 12, "date"),
    BookColumn("事项", 40),
    BookColumn("期次", 12),
    BookColumn("条款", 8),
    BookColumn("状态", 10),
    BookColumn("完成日期", 12, "date"),
    BookColumn("完成人", 10),
    BookColumn("依据", 16),
    BookColumn("说明", 30),
)


def book(month: date, rows: Sequence[DutyState]) -> tuple[BookSheet, ...]:
    """One sheet, a duty a row."""
    cells = [(r.due, r.title, r.period, r.clause, _state(r), r.done_on, r.by, proof_words(r), r.note) for r in rows]
    return (BookSheet(f"{month:%Y-%m}", _BOOK, cells, f"{_spoken(month)}全所事项", (summary(rows),)),)


def printed(month: date, rows: Sequence[DutyState]) -> PrintedList:
    """The same on A4, with who signs for it."""
    cells = [
        (
            f"{r.due:%m-%d}",
            r.title,
            _state(r),
            f"{r.done_on:%m-%d}" if r.done_on is not None else "",
            r.by,
            " ".join(part for part in (proof_words(r), r.note) if part),
        )
        for r in rows
    ]
    return PrintedList(
        title=f"{_spoken(month)}全所事项",
        columns=(("到期", 9), ("事项", 33), ("状态", 12), ("完成", 9), ("完成人", 11), ("依据与说明", 26)),
        rows=cells,
        lead=summary(rows),
        clause="标准 3.2.2、3.2.4、3.2.5",
        signatures=("流程专员", "部门主管"),
    )


def summary(rows: Sequence[DutyState]) -> str:
    """应办 22 项，按期 20 项，逾期完成 1 项，未办 1 项."""
    due = [row for row in rows if row.done or row.state is State.OVERDUE]
    well = sum(1 for row in due if row.state is State.DONE)
    late = sum(1 for row in due if row.state is State.DONE_LATE)
    return f"应办 {len(due)} 项，按期 {well} 项，逾期完成 {late} 项，未办 {len(due) - well - late} 项。"


def _state(row: DutyState) -> str:
    return "启用前" if row.state is State.VOID else label("state", row.state)


def _spoken(month: date) -> str:
    return f"{month.year}年{month.month}月"
