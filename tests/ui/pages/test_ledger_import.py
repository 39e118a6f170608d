"""导入台账: columns, rows and reasons before anything is written; all at once or nothing; stopping."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from PySide6.QtCore import Qt
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from ipdesk.services.listing import Filter, matter_ids
from tests.ui.pages.conftest import TODAY
from ui.context import Desk
from ui.dialogs.ledger_import import LedgerImportDialog

Settle = Callable[[Desk], None]


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    """Two sheets that are ledgers, one that isn't; two rows that can't be right."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "专利"
    sheet.append(["某某知识产权 专利台账"])
    sheet.append(["案件编号", "专利名称", "类型", "申请人", "申请日", "负责人", "客户代号"])
    for place in range(1, 7):
        kind = "看不懂的类型" if place == 3 else "发明专利"
        on = "2026-02-30" if place == 5 else "2026.3.5"
        sheet.append([f"P26-9{place:03}", f"一种导入装置{place}", kind, "广东测试有限公司", on, "导入员", "甲"])
    other = book.create_sheet("商标")
    other.append(["商标名称", "类别", "申请人"])
    other.append(["测试商标", "9", "广东测试有限公司"])
    book.create_sheet("说明").append(["这一页只有说明"])
    path = tmp_path / "台账.xlsx"
    book.save(path)
    return path


@pytest.fixture
def dialog(qtbot: QtBot, desk: Desk, settle: Settle, ledger: Path) -> LedgerImportDialog:
    made = LedgerImportDialog(desk, ledger)
    made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, on=False)  # the test still looks at it
    qtbot.addWidget(made)
    made.show()
    settle(desk)
    return made


def _count(desk: Desk) -> int:
    assert desk.office is not None
    return len(matter_ids(desk.office, TODAY, Filter()))


def test_the_preview_says_what_becomes_of_every_row(
    dialog: LedgerImportDialog, desk: Desk, qtmodeltester: ModelTester
) -> None:
    assert [dialog.buttons.button(place).text() for place in range(5)] == [
        "全部 7",
        "新增 5",
        "变更 0",
        "未变 0",
        "未接收 2",
    ]
    dialog.buttons.button(4).setChecked(True)
    assert dialog.rows.rowCount() == 2
    reasons = [dialog.rows.told(place) for place in range(2)]
    assert "看不懂的类型" in reasons[0]
    assert "2026-02-30" in reasons[1]
    assert [dialog.rows.row(place).row for place in range(2)] == [5, 7]
    assert "导入员" in dialog.people.text()
    qtmodeltester.check(dialog.rows)


def test_columns_are_shown_and_can_be_changed(dialog: LedgerImportDialog, desk: Desk, settle: Settle) -> None:
    assert dialog.columns.sheet.count() == 3
    assert "表头在第 2 行" in dialog.columns.note.text()
    combos = {c.accessibleName(): c for c in dialog.columns.area.findChildren(type(dialog.columns.sheet))}
    strange = combos["“客户代号”列识别为"]
    assert strange.currentData() is None
    handler = combos["“负责人”列识别为"]
    handler.setCurrentIndex(handler.findData(None))
    handler.activated.emit(handler.currentIndex())
    settle(desk)
    assert "导入员" not in dialog.people.text()
    assert dialog.columns.mapping() == {"专利": {5: None}}


def test_filtering_rows_by_text(dialog: LedgerImportDialog) -> None:
    dialog.filter.setText("装置2")
    assert dialog.rows.rowCount() == 1
    dialog.filter.setText("没有这样的行")
    assert dialog.rows.rowCount() == 0
    assert dialog.detail.text() == ""


def test_taking_over_writes_the_right_rows_once(
    qtbot: QtBot, dialog: LedgerImportDialog, desk: Desk, settle: Settle, ledger: Path
) -> None:
    before = _count(desk)
    said: list[str] = []
    desk.said.connect(lambda text, _act: said.append(text))
    assert dialog.accept_all.text() == "全部接收 5 行"
    with qtbot.waitSignal(dialog.taken):
        dialog.accept_all.click()
    settle(desk)
    assert _count(desk) == before + 5
    assert "新增 5 件" in said[0]
    again = LedgerImportDialog(desk, ledger)
    qtbot.addWidget(again)
    settle(desk)
    assert not again.accept_all.isEnabled()
    assert again.buttons.button(3).text() == "未变 5"


def test_cancelling_writes_nothing(dialog: LedgerImportDialog, desk: Desk, settle: Settle) -> None:
    before = _count(desk)
    dialog.reject()
    settle(desk)
    assert _count(desk) == before


def test_stopping_while_reading(qtbot: QtBot, desk: Desk, settle: Settle, ledger: Path) -> None:
    made = LedgerImportDialog(desk, ledger)
    qtbot.addWidget(made)
    made.show()
    assert made.stop.isVisible()
    made.stop.click()
    settle(desk)
    assert not made.stop.isVisible()


def test_closing_while_reading_is_harmless(qtbot: QtBot, desk: Desk, settle: Settle, ledger: Path) -> None:
    failures: list[object] = []
    desk.failure.connect(failures.append)
    made = LedgerImportDialog(desk, ledger)
    made.show()
    made.close()
    settle(desk)
    assert failures == []
    assert not desk.runner.busy


def test_a_file_that_is_no_ledger_is_said_in_the_dialog(
    qtbot: QtBot, desk: Desk, settle: Settle, tmp_path: Path
) -> None:
    path = tmp_path / "不是表格.xlsx"
    path.write_bytes(b"nothing of the kind")
    made = LedgerImportDialog(desk, path)
    qtbot.addWidget(made)
    made.show()
    settle(desk)
    assert made.failure.isVisible()
    assert "不是表格.xlsx" in made.failure.text()
    assert not made.accept_all.isEnabled()
