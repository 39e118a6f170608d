"""全所事项: a month's duties with how each was answered, counted, filtered, answered afterwards."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ipdesk.domain.duties import CPC_DAILY, SHEET_TO_FINANCE
from ipdesk.domain.matters import State
from ipdesk.services.duties import DutyState, duty_rows
from ipdesk.services.undo import undo
from tests.ui.pages.conftest import TODAY
from ui.context import Desk
from ui.dialogs.duty_answer import DutyAnswerDialog
from ui.main_window import MainWindow
from ui.pages.duties import DutiesPage, bucket_of
from ui.pages.fee_sheet import FeeSheetPage

Settle = Callable[[Desk], None]
FIRST, LAST = date(2026, 11, 1), date(2026, 11, 30)


@pytest.fixture
def page(qtbot: QtBot, desk: Desk, settle: Settle) -> DutiesPage:
    made = DutiesPage(desk)
    qtbot.addWidget(made)
    desk.changes.happened.connect(made.on_changes)
    made.resize(1366, 690)
    made.show()
    settle(desk)
    return made


def rows(desk: Desk) -> tuple[DutyState, ...]:
    assert desk.office is not None
    return duty_rows(desk.office, TODAY, FIRST, LAST)


def choose(page: DutiesPage, *keys: tuple[str, str]) -> None:
    page.table.clearSelection()
    model = page.table.selectionModel()
    for key in keys:
        index = page.table.rows_model.index(page.table.rows_model.place_of(key), 0)
        model.select(index, model.SelectionFlag.Select | model.SelectionFlag.Rows)
        model.setCurrentIndex(index, model.SelectionFlag.NoUpdate)


def dialog_of(page: DutiesPage) -> DutyAnswerDialog:
    found = page.window().findChild(DutyAnswerDialog)
    assert found is not None
    return found


def test_the_counters_hold_what_the_rules_ask_for(page: DutiesPage, desk: Desk) -> None:
    every = rows(desk)
    assert page.table.shown() == every
    for key, pill in page.pills.items():
        assert pill.count == sum(1 for row in every if key in ("all", bucket_of(row))), key
    due = [row for row in every if row.done or row.state is State.OVERDUE]
    well = sum(1 for row in due if row.state is State.DONE)
    assert page.rate.text().startswith(f"到今天应办 {len(due)} 项，按期 {well} 项")


def test_counters_and_duties_filter(qtbot: QtBot, page: DutiesPage, desk: Desk) -> None:
    qtbot.mouseClick(page.pills["missed"], Qt.MouseButton.LeftButton)
    assert {row.state for row in page.table.shown()} == {State.OVERDUE}
    page.rule.setCurrentIndex(page.rule.findData(SHEET_TO_FINANCE))
    assert page.table.shown() == ()
    assert page.empty.isVisible()
    qtbot.mouseClick(page.pills["all"], Qt.MouseButton.LeftButton)
    assert {row.rule for row in page.table.shown()} == {SHEET_TO_FINANCE}


def test_a_forgotten_day_is_answered_with_its_real_date(
    qtbot: QtBot, page: DutiesPage, desk: Desk, settle: Settle
) -> None:
    missed = next(row for row in rows(desk) if row.state is State.OVERDUE and row.rule == CPC_DAILY)
    choose(page, missed.key)
    qtbot.keyClick(page.table, Qt.Key.Key_Return)
    dialog = dialog_of(page)
    assert dialog.on.value() == missed.due
    dialog.none_answer.setChecked(True)
    dialog.note.setText("当天没有文件")
    qtbot.mouseClick(dialog.go, Qt.MouseButton.LeftButton)
    settle(desk)
    found = next(row for row in page.table.shown() if row.key == missed.key)
    assert (found.state, found.answer, found.done_on, found.note) == (State.DONE, "none", missed.due, "当天没有文件")
    qtbot.mouseClick(page.take_back, Qt.MouseButton.LeftButton)
    settle(desk)
    assert next(row for row in page.table.shown() if row.key == missed.key).state is State.OVERDUE


def test_several_days_are_answered_in_one_act(qtbot: QtBot, page: DutiesPage, desk: Desk, settle: Settle) -> None:
    marked = [row.key for row in rows(desk) if row.proof == "mark" and row.rule == CPC_DAILY][-2:]
    for key in marked:
        choose(page, key)
        qtbot.mouseClick(page.take_back, Qt.MouseButton.LeftButton)
        settle(desk)
    choose(page, *marked)
    qtbot.mouseClick(page.answer, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(dialog_of(page).go, Qt.MouseButton.LeftButton)
    settle(desk)
    done = [row for row in page.table.shown() if row.key in marked]
    assert [(row.state, row.done_on) for row in done] == [(State.DONE, row.due) for row in done]
    office, act = desk.office, desk.act()
    assert office is not None
    desk.runner.write(lambda: undo(office, act))
    settle(desk)
    assert {row.state for row in page.table.shown() if row.key in marked} == {State.OVERDUE}


def test_a_refusal_is_said_in_the_dialog(qtbot: QtBot, page: DutiesPage, desk: Desk, settle: Settle) -> None:
    missed = next(row for row in rows(desk) if row.state is State.OVERDUE and row.rule == CPC_DAILY)
    choose(page, missed.key)
    page.open_answer()
    dialog = dialog_of(page)
    dialog.on.set_value(date(2026, 11, 1))
    qtbot.mouseClick(dialog.go, Qt.MouseButton.LeftButton)
    settle(desk)
    assert dialog.isVisible()
    assert "才能完成" in dialog.refusal.text()
    dialog.reject()


def test_what_is_not_there_yet_cannot_be_answered(page: DutiesPage, desk: Desk) -> None:
    ahead = next(row for row in rows(desk) if row.rule == CPC_DAILY and row.due > TODAY)
    choose(page, ahead.key)
    assert not page.answer.isEnabled()
    assert not page.lead.isEnabled()


def test_months_are_turned(qtbot: QtBot, page: DutiesPage, desk: Desk, settle: Settle) -> None:
    qtbot.keyClick(page.table, Qt.Key.Key_PageUp)
    settle(desk)
    assert page.heading.text() == "2026年10月"
    assert {row.due.month for row in page.table.shown()} == {10}
    page.show_place(date(2026, 12, 9))
    settle(desk)
    assert page.heading.text() == "2026年12月"
    page.turn(1)
    settle(desk)
    assert {row.provisional for row in page.table.shown()} == {True}


def test_the_window_leads_on_to_the_sheet_of_that_week(
    qtbot: QtBot, qapp: QApplication, desk: Desk, settle: Settle
) -> None:
    window = MainWindow(desk)
    qtbot.addWidget(window)
    window.show()
    page = window.show_page("today/duties")
    settle(desk)
    assert isinstance(page, DutiesPage)
    choose(page, (SHEET_TO_FINANCE, "2026-W47"))
    page.go_there()
    settle(desk)
    shown = window.current_page()
    assert isinstance(shown, FeeSheetPage)
    assert shown.week == "2026-W47"
    assert window.current_key() == "fee_sheet"
