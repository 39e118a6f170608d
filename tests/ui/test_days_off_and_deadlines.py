"""放假安排 and 期限计算器 through their own widgets."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from ipdesk.domain.matters import State
from ipdesk.services.listing import due_items
from ipdesk.services.office import Office
from ui.context import Desk
from ui.dialogs.arrangement import ArrangementDialog
from ui.dialogs.deadline import DeadlineDialog
from ui.pages.due_lines import line_of, time_left

Quiet = Callable[[], None]
LINE = "10月1日（周四）至7日（周三）放假调休，共7天。9月20日（周日）、10月10日（周六）上班。"
MONDAY_OFF = '{"2026": {"doc": "试验〔2026〕1号", "off": ["11-23 试验"], "work": []}}'


def lying(office: Office, today: date) -> list[tuple[int, str, str, date]]:
    """What is to be done, and when."""
    return sorted(
        (row.matter_id, row.rule, row.about or "", row.due) for row in due_items(office, today) if not row.done_on
    )


@pytest.fixture
def days_off(desk: Desk, qtbot: QtBot, quiet: Quiet) -> ArrangementDialog:
    dialog = ArrangementDialog(desk)
    qtbot.addWidget(dialog)
    dialog.open()
    quiet()
    return dialog


@pytest.fixture
def calculator(desk: Desk, qtbot: QtBot, quiet: Quiet) -> DeadlineDialog:
    dialog = DeadlineDialog(desk)
    qtbot.addWidget(dialog)
    dialog.open()
    quiet()
    return dialog


def test_a_pasted_notice_is_shown_and_changes_nothing_by_itself(
    desk: Desk, days_off: ArrangementDialog, quiet: Quiet
) -> None:
    assert not days_off.go.isEnabled()
    days_off.text.setPlainText(LINE)
    days_off.read_now()
    quiet()
    assert days_off.go.isEnabled()
    assert days_off.heading.text() == "2026 年放假安排"
    assert days_off.number.text() == "国办发明电〔2025〕7号"
    assert "10月10日" in days_off.year.accessibleDescription()
    assert "不同 0 天" in days_off.words.text()
    days_off.text.setPlainText(LINE.replace("共7天", "共8天"))
    days_off.read_now()
    quiet()
    assert not days_off.go.isEnabled()
    assert "写明共 8 天，实际数出 7 天" in days_off.problem.text()


def test_taking_over_lists_what_moved_and_leads_back(desk: Desk, days_off: ArrangementDialog, quiet: Quiet) -> None:
    office = desk.office
    assert office is not None
    before = lying(office, desk.today)
    days_off.text.setPlainText(MONDAY_OFF)
    days_off.read_now()
    quiet()
    days_off.number.setText("国办发明电〔2026〕99号")
    QTest.mouseClick(days_off.go, Qt.MouseButton.LeftButton)
    quiet()
    assert not office.calendar.is_working(date(2026, 11, 23))
    assert office.calendar.document(2026) == "国办发明电〔2026〕99号"
    moved = len(set(before) - set(lying(office, desk.today)))
    assert moved > 0
    assert days_off.loaded is not None
    assert len(days_off.loaded.moved) == moved
    assert f"移动 {moved} 条" in days_off.outcome.text()
    QTest.mouseClick(days_off.back, Qt.MouseButton.LeftButton)
    quiet()
    assert office.calendar.is_working(date(2026, 11, 23))
    assert lying(office, desk.today) == before
    assert not days_off.back.isVisible()


def test_a_file_in_an_older_encoding_is_read_and_a_picture_refused(
    days_off: ArrangementDialog, quiet: Quiet, tmp_path: Path
) -> None:
    notice = tmp_path / "通知.txt"
    notice.write_bytes(LINE.encode("gb18030"))
    days_off.load_file(notice)
    days_off.read_now()
    quiet()
    assert days_off.reading is not None
    picture = tmp_path / "通知.png"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n\xff\xff\xff")
    days_off.load_file(picture)
    assert not days_off.problem.isHidden()
    assert not days_off.go.isEnabled()


def test_the_answer_comes_while_typing_and_enter_copies_it(calculator: DeadlineDialog, quiet: Quiet) -> None:
    QTest.keyClicks(calculator.rule.line, "D02")
    calculator.on.line.setText("2026-08-05")
    quiet()
    assert calculator.found is not None
    assert calculator.found.rule == "D02"
    assert calculator.choice is not None
    assert calculator.choice.served
    electronic = calculator.found.last_day
    calculator.delivery.setCurrentIndex(calculator.delivery.findData("postal"))
    quiet()
    assert calculator.found.last_day > electronic
    calculator.on.setFocus()
    QTest.keyClick(calculator, Qt.Key.Key_Return)
    copied = QGuiApplication.clipboard().text()
    assert copied.startswith("D02 ")
    assert calculator.found.last_day.isoformat() in copied
    assert all(step in copied for step in calculator.found.steps)


def test_words_find_a_rule_and_only_what_it_needs_is_asked(calculator: DeadlineDialog, quiet: Quiet) -> None:
    calculator.rule.line.setText("复审")
    calculator.rule.line.textEdited.emit("复审")
    assert calculator.rule.list.count() > 0
    assert all("复审" in calculator.rule.list.item(row).text() for row in range(calculator.rule.list.count()))
    quiet()
    assert calculator.found is not None
    first = calculator.found.rule
    QTest.keyClick(calculator.rule.line, Qt.Key.Key_Down)
    quiet()
    assert calculator.found.rule != first
    calculator.rule.line.clear()
    QTest.keyClicks(calculator.rule.line, "D09")
    quiet()
    assert calculator.form.isRowVisible(calculator.also)
    calculator.on.line.setText("2026-09-20")
    calculator.also.line.setText("2026-11-10")
    quiet()
    assert calculator.found is not None
    assert (calculator.found.last_day, calculator.found.safe_day) == (date(2026, 11, 25), date(2026, 11, 20))
    calculator.on.line.setText("什么")
    quiet()
    assert calculator.found is None
    assert not calculator.print.isEnabled()


def test_both_days_of_the_law_are_said(desk: Desk) -> None:
    office = desk.office
    assert office is not None
    row = next(iter(due_items(office, desk.today)))
    safe = replace(row, official=True, due=date(2026, 11, 18), last_day=date(2026, 11, 23))
    late = replace(safe, state=State.OVERDUE, days_left=-2, safe_passed=True, confirm=True)
    assert time_left(late) == "安全日已过"
    line = line_of(late, desk.today, "余量")
    assert line.marks == ("最后一日 11-23", "余量不足", "待核实")
    assert "法定期限" in line.spoken
    assert "最后一日 11-23" in line.spoken
    same = replace(safe, due=date(2026, 11, 23))
    assert line_of(same, desk.today).marks == ()
