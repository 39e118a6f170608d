"""服务标准: rules shown, one changed through the form after its preview, taken back with its button."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QMessageBox
from pytestqt.qtbot import QtBot

from ipdesk.services.listing import matter_view
from ipdesk.services.people import add_person
from tests.ui.conftest import TODAY, Small
from ui.context import Desk
from ui.dialogs.rule_change import RuleChangeDialog
from ui.pages.standard import StandardPage

Quiet = Callable[[], None]


@pytest.fixture
def quiet(desk: Desk, qtbot: QtBot) -> Quiet:
    """Wait until nothing runs beside the window: what starts from an answer counts as running, too."""
    return lambda: qtbot.waitUntil(lambda: not desk.runner.busy, timeout=30_000)


@pytest.fixture
def page(small: Small, desk: Desk, qtbot: QtBot, quiet: Quiet) -> StandardPage:
    head = add_person(small.office, small.act, "赵主任", "department_head", "patent").created
    desk.set_person(head)
    made = StandardPage(desk)
    qtbot.addWidget(made)
    desk.changes.happened.connect(made.on_changes)
    made.resize(1300, 700)
    made.show()
    quiet()
    return made


def dues(small: Small, rule: str) -> dict[str, date]:
    return {
        title: item.due
        for title, one in small.matters.items()
        for item in matter_view(small.office, TODAY, one).due_items
        if item.rule == rule
    }


def dialog_of(page: StandardPage, qtbot: QtBot) -> RuleChangeDialog:
    QTest.mouseClick(page.side.change, Qt.MouseButton.LeftButton)
    (dialog,) = page.window().findChildren(RuleChangeDialog)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    qtbot.addWidget(dialog)
    assert not dialog.halt.isVisible(), "nothing runs yet"
    return dialog


def test_rules_are_listed_filtered_and_told(page: StandardPage, quiet: Quiet) -> None:
    QAbstractItemModelTester(page.table.rows_model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    assert len(page.table.shown()) == 51
    QTest.mouseClick(page.departments.button(4), Qt.MouseButton.LeftButton)
    assert {row.department for row in page.table.shown()} == {"trademark"}
    quiet()
    assert page.side.view is not None
    assert page.side.view.row.department == "trademark"
    assert not page.side.change.isEnabled()  # another department's rule
    QTest.mouseClick(page.departments.button(0), Qt.MouseButton.LeftButton)
    page.line.setText("检索")
    assert {row.id for row in page.table.shown()} == {"P.search", "P.ask_payment", "T.search", "T.ask_payment"}
    page.line.clear()
    page.own_only.click()
    assert page.table.shown() == ()
    quiet()
    assert page.side.view is None


def test_a_rule_is_changed_after_its_preview_and_taken_back(
    page: StandardPage, small: Small, qtbot: QtBot, quiet: Quiet
) -> None:
    before = dues(small, "P.contact")
    page.table.choose("P.contact")
    quiet()
    dialog = dialog_of(page, qtbot)
    dialog.period.number.setValue(3)
    dialog.since.line.setText("今天")
    dialog.go.click()
    quiet()
    assert dues(small, "P.contact") == before  # seen, not written
    assert dialog.go.text() == "保存修改"
    moved = {row.matter_title: row.due_new for row in dialog.preview.table.shown()}
    assert moved
    assert f"移动 {len(moved)} 项" in dialog.preview.summary.text()
    dialog.go.click()
    assert "原因" in dialog.refusal.text()
    dialog.period.number.setValue(4)  # another change: it is to be looked at again
    assert dialog.go.text() == "查看影响"
    dialog.period.number.setValue(3)
    dialog.why.setText("旺季")
    dialog.go.click()
    quiet()
    with qtbot.waitSignal(dialog.accepted):
        dialog.go.click()
    quiet()
    after = dues(small, "P.contact")
    assert {title: due for title, due in after.items() if due != before[title]} == moved
    assert [row.id for row in page.table.shown() if row.own] == ["P.contact"]
    assert page.side.view is not None
    assert page.side.view.changes[0].person == "赵主任"
    assert page.side.back is not None
    QTest.mouseClick(page.side.back, Qt.MouseButton.LeftButton)
    (box,) = page.window().findChildren(QMessageBox)
    box.button(QMessageBox.StandardButton.Ok).click()
    quiet()
    assert dues(small, "P.contact") == before
    assert not [row.id for row in page.table.shown() if row.own]


def test_what_is_refused_is_said_in_the_form(page: StandardPage, qtbot: QtBot, quiet: Quiet) -> None:
    page.table.choose("P.weekly")
    quiet()
    dialog = dialog_of(page, qtbot)
    assert dialog.period.unit.currentText() == "周一"
    dialog.go.click()
    quiet()
    assert "已经是这样" in dialog.refusal.text()
    dialog.since.line.setText("什么时候")
    dialog.go.click()
    assert "什么时候" in dialog.refusal.text()
    dialog.reject()
