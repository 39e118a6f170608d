"""费用总表: collect, edit, drop, the five steps, the file out and back with its differences."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from PySide6.QtWidgets import QMessageBox
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from ipdesk.domain.fees import amount_in_words
from ui.context import Desk
from ui.dialogs.fee_line import FeeLineDialog, amount_of
from ui.dialogs.sheet_differences import SheetDifferencesDialog
from ui.pages.fee_sheet import FeeSheetPage, monday_of, spoken_week, week_name
from ui.pages.fee_sheet_print import sheet_html

Settle = Callable[[Desk], None]


@pytest.fixture
def page(qtbot: QtBot, desk: Desk, settle: Settle) -> FeeSheetPage:
    made = FeeSheetPage(desk)
    qtbot.addWidget(made)
    desk.changes.happened.connect(made.on_changes)
    made.resize(1366, 690)
    made.show()
    settle(desk)
    return made


@pytest.fixture
def draft(page: FeeSheetPage, desk: Desk, settle: Settle) -> FeeSheetPage:
    page.collect()
    settle(desk)
    return page


@pytest.mark.parametrize(
    ("day", "week"),
    [(date(2026, 11, 23), "2026-W48"), (date(2027, 1, 1), "2026-W53"), (date(2024, 12, 30), "2025-W01")],
)
def test_weeks_are_iso_weeks(day: date, week: str) -> None:
    assert week_name(day) == week
    assert week_name(monday_of(week)) == week


def test_it_opens_on_the_week_being_prepared(page: FeeSheetPage) -> None:
    assert page.week == "2026-W48"
    assert "11-23 至 11-29" in spoken_week(page.week)
    assert page.stack.currentIndex() == 1
    assert not page.buttons["export"].isEnabled()


def test_lines_stand_by_salesperson_with_subtotals(draft: FeeSheetPage, qtmodeltester: ModelTester) -> None:
    view = draft.view
    assert view is not None
    assert len(view.lines) >= 20
    assert draft.model.rowCount() == len(view.lines) + len(view.subtotals)
    row = 0
    for subtotal in view.subtotals:
        for _ in range(subtotal.lines):
            line = draft.model.line(row)
            assert line is not None
            assert line.salesperson == subtotal.salesperson
            row += 1
        assert draft.model.line(row) is None
        assert draft.model.index(row, 7).data() == f"{subtotal.total:,.2f}"
        row += 1
    assert f"¥{view.total:,.2f}" in draft.total.text()
    assert amount_in_words(view.total) in draft.total.text()
    qtmodeltester.check(draft.model)


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("1,200", "1200.00"),
        ("￥12.5", "12.50"),
        ("0", "0.00"),
        ("-1", None),
        ("1.005", None),
        ("十", None),
        ("", None),
        ("NaN", None),
    ],
)
def test_amounts_as_people_type_them(text: str, amount: str | None) -> None:
    assert amount_of(text) == (Decimal(amount) if amount is not None else None)


def test_editing_a_line(qtbot: QtBot, draft: FeeSheetPage, desk: Desk, settle: Settle) -> None:
    line = draft.line()
    assert line is not None
    dialog = FeeLineDialog(desk, draft.week, line, draft)
    qtbot.addWidget(dialog)
    dialog.amount.setText("12x")
    assert not dialog.check()
    dialog.amount.setText("1,234.50")
    dialog.note.setText("客户要求")
    dialog.save()
    settle(desk)
    changed = draft.line()
    assert changed is not None
    assert (changed.amount, changed.note) == (Decimal("1234.50"), "客户要求")
    stale = FeeLineDialog(desk, draft.week, line, draft)
    qtbot.addWidget(stale)
    stale.note.setText("我打的字")
    stale.save()
    settle(desk)
    assert stale.wrong.text()
    assert stale.note.text() == "我打的字"
    assert stale.isEnabled()


def test_a_dropped_line_can_be_put_back(draft: FeeSheetPage, desk: Desk, settle: Settle) -> None:
    line, before = draft.line(), draft.view
    assert line is not None
    assert before is not None
    draft.drop_line()
    settle(desk)
    assert draft.view is not None
    assert len(draft.view.lines) == len(before.lines) - 1
    assert "1" in draft.put_back.text()
    draft.put_back_line(line.uid)
    settle(desk)
    assert draft.view.total == before.total


def test_the_steps_in_their_order(qtbot: QtBot, draft: FeeSheetPage, desk: Desk, settle: Settle) -> None:
    assert [draft.steps.buttons[name].isEnabled() for name in ("signed", "sent", "paid_out", "done")] == [
        True,
        False,
        False,
        False,
    ]
    for name in ("signed", "sent", "paid_out"):
        draft.steps.buttons[name].click()
        settle(desk)
        assert draft.view is not None
        assert draft.view.state == name
        assert draft.steps.captions[name].text()
    assert not draft.buttons["edit"].isEnabled()
    draft.steps.buttons["done"].click()
    asked = draft.findChild(QMessageBox)
    assert asked is not None
    assert f"{len(draft.view.lines)} 笔" in asked.text()
    asked.button(QMessageBox.StandardButton.Ok).click()
    settle(desk)
    assert draft.view.state == "done"
    assert not any(button.isEnabled() for button in draft.steps.buttons.values())


def test_the_returned_sheet_is_shown_before_it_is_taken(
    qtbot: QtBot, draft: FeeSheetPage, desk: Desk, settle: Settle, tmp_path: Path
) -> None:
    for name in ("signed", "sent"):
        draft.set_state(name)
        settle(desk)
    path = tmp_path / "总表.xlsx"
    draft.export_to(path)
    settle(desk)
    _fill_in(path)
    draft.read_from(path)
    settle(desk)
    dialog = draft.findChild(SheetDifferencesDialog)
    assert dialog is not None
    kinds = [dialog.table.item(row, 0).text() for row in range(dialog.table.rowCount())]
    assert kinds == ["◆ 金额不同"]
    assert dialog.table.item(0, 4).text() == "99999.00"
    before = draft.view
    dialog.take_over()
    settle(desk)
    assert draft.view is not None
    assert before is not None
    assert draft.view.lines[0].paid_on == date(2026, 11, 24)
    assert draft.view.total == before.total, "a changed amount is never swallowed"


def _fill_in(path: Path) -> None:
    """As finance does it: a date on the first line, and an amount that it must not change."""
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    header = next(row for row in sheet.iter_rows() if any(cell.value == "序号" for cell in row))
    column = {cell.value: cell.column for cell in header}
    first = header[0].row + 1
    sheet.cell(first, column["打款日期"], date(2026, 11, 24))
    sheet.cell(first + 1, column["应缴金额"], 99999)
    book.save(path)


def test_the_printed_sheet_holds_lines_words_and_signatures(draft: FeeSheetPage) -> None:
    assert draft.view is not None
    html = sheet_html(draft.view)
    assert draft.view.words in html
    assert all(line.number in html for line in draft.view.lines)
    assert "签字" in html
    assert html.count("<h4>业务员：") == len(draft.view.subtotals), "a heading stays with its table"
    assert f'<td align="right">{draft.view.lines[0].amount:,.2f}</td>' in html
