"""The exceptions of 3.5 as a person does them: through the panel's own buttons and menus."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QLabel, QMenu, QPushButton
from pytestqt.qtbot import QtBot

from ipdesk.services.events import RecordEvent, record_event
from ipdesk.services.listing import matter_view
from ipdesk.services.mailings import mailings
from ipdesk.services.matters import change_matter
from ipdesk.services.people import change_person, person_named
from ipdesk.services.rows import MatterView
from ipdesk.services.undo import undo
from tests.ui.conftest import TODAY, Small
from ui.context import Desk
from ui.departments import description_of
from ui.dialogs.evidence import EvidenceDialog
from ui.dialogs.pause import PauseDialog
from ui.dialogs.resume import ResumeDialog
from ui.dialogs.stop import StopDialog
from ui.dialogs.tell_sales import TellSalesDialog
from ui.pages.department import DepartmentPage

Quiet = Callable[[], None]


@pytest.fixture(autouse=True)
def drafts(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The mails that would have been opened in the system's mail program."""
    opened: list[int] = []
    monkeypatch.setattr("ui.mailing.open_mails", lambda _desk, ids: opened.extend(ids))
    return opened


@pytest.fixture
def page(desk: Desk, qtbot: QtBot, quiet: Quiet) -> Iterator[DepartmentPage]:
    made = DepartmentPage(desk, description_of("patent"))
    qtbot.addWidget(made)
    made.resize(1366, 700)
    desk.changes.happened.connect(made.on_changes)
    made.show()
    quiet()
    yield made
    desk.changes.happened.disconnect(made.on_changes)


def view(small: Small, title: str) -> MatterView:
    return matter_view(small.office, TODAY, small.matters[title])


def show(page: DepartmentPage, small: Small, title: str, quiet: Quiet) -> None:
    page.show_matter(small.matters[title])
    quiet()


def press(page: DepartmentPage, words: str) -> None:
    """Press the panel's button with these words."""
    button = next(one for one in page.panel.findChildren(QPushButton) if words in one.text() and one.isVisible())
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def pick(page: DepartmentPage, words: str) -> None:
    """Choose an entry of the panel's 更多 menu, wherever it stands in it."""
    made = page.panel._more_menu(page)
    made.aboutToShow.emit()
    entries = [*made.actions(), *(a for sub in made.findChildren(QMenu) for a in sub.actions())]
    next(one for one in entries if one.text() == words).trigger()


def opened(page: DepartmentPage, kind: type[QDialog]) -> QDialog:
    (found,) = [one for one in page.window().findChildren(kind) if one.isVisible()]
    return found


def sold(small: Small, *titles: str) -> None:
    person = person_named(small.office, "业务甲")
    assert person is not None
    change_person(small.office, small.act, person.id, person.version, {"email": "sales@example.com"})
    for title in titles:
        seen = view(small, title)
        change_matter(small.office, small.act, seen.id, seen.version, {"salesperson_id": person.id})


def test_3_5_3_the_client_gives_up(
    small: Small, desk: Desk, page: DepartmentPage, quiet: Quiet, tmp_path: Path, drafts: list[int]
) -> None:
    sold(small, "散热装置")
    record_event(small.office, small.act, RecordEvent(small.matters["散热装置"], "coached", TODAY))
    show(page, small, "散热装置", quiet)
    pick(page, "客户放弃…")
    dialog = opened(page, StopDialog)
    assert isinstance(dialog, StopDialog)
    quiet()
    words = dialog.consequences.words.text()
    assert "法定期限不因此停止" in words
    assert "告知业务员客户放弃的原因" in words
    assert "催交技术交底书" in words
    assert dialog.tell.isChecked()
    QTest.mouseClick(dialog.go, Qt.MouseButton.LeftButton)
    assert "原因" in dialog.refusal.text()
    QTest.keyClick(dialog.reason, Qt.Key.Key_Down)
    reason = dialog.reason.currentText()
    assert reason
    proof = tmp_path / "微信记录.txt"
    proof.write_text("不做了", encoding="utf-8")
    dialog.box.add_files([proof, proof])
    assert dialog.box.count() == 1
    QTest.mouseClick(dialog.go, Qt.MouseButton.LeftButton)
    quiet()
    seen = view(small, "散热装置")
    assert seen.row.state == "cancelled"
    assert {row.rule: str(row.state) for row in seen.due_items}["X.evidence"] == "done"
    assert seen.events[-1].data["reason"] == reason
    assert drafts == [mailings(small.office, purpose="tell_sales")[0].id]
    undo(small.office, desk.act())
    assert view(small, "散热装置").row.state == "active"


def test_3_5_1_what_was_tried_must_be_said(small: Small, page: DepartmentPage, quiet: Quiet) -> None:
    show(page, small, "路由器", quiet)
    pick(page, "确认做不了…")
    dialog = opened(page, StopDialog)
    assert isinstance(dialog, StopDialog)
    quiet()
    assert not dialog.tell.isEnabled()
    dialog.reason.setEditText("不属于可申请的客体")
    QTest.mouseClick(dialog.go, Qt.MouseButton.LeftButton)
    quiet()
    assert "解决方案" in dialog.refusal.text()
    assert dialog.reason.currentText() == "不属于可申请的客体"
    dialog.solution.setPlainText("建议改申请外观设计")
    QTest.mouseClick(dialog.go, Qt.MouseButton.LeftButton)
    quiet()
    seen = view(small, "路由器")
    assert dict(seen.events[-1].data) == {"reason": "不属于可申请的客体", "solution": "建议改申请外观设计"}
    assert page.panel.more is not None
    shown = " ".join(label.text() for label in page.panel.findChildren(QLabel))
    assert "建议改申请外观设计" in shown or "不属于可申请的客体" in shown


def test_evidence_is_asked_for_where_the_step_is_pressed(
    small: Small, page: DepartmentPage, quiet: Quiet, tmp_path: Path
) -> None:
    record_event(small.office, small.act, RecordEvent(small.matters["路由器"], "infeasible", TODAY))
    show(page, small, "路由器", quiet)
    press(page, "证据存档")
    dialog = opened(page, EvidenceDialog)
    assert isinstance(dialog, EvidenceDialog)
    QTest.mouseClick(dialog.go, Qt.MouseButton.LeftButton)
    assert "至少一份证据" in dialog.refusal.text()
    assert dialog.isVisible()
    proof = tmp_path / "邮件.txt"
    proof.write_text("确认", encoding="utf-8")
    dialog.box.add_files([proof])
    QTest.mouseClick(dialog.go, Qt.MouseButton.LeftButton)
    quiet()
    seen = view(small, "路由器")
    assert [(paper.name, paper.event_id) for paper in seen.attachments] == [("邮件.txt", seen.events[-1].id)]
    assert {row.rule: str(row.state) for row in seen.due_items}["X.evidence"] == "done"


def test_3_5_2_pause_and_resume_by_the_panel(
    small: Small, desk: Desk, page: DepartmentPage, quiet: Quiet, drafts: list[int]
) -> None:
    sold(small, "散热装置")
    desk.person = small.people["林一"]
    show(page, small, "散热装置", quiet)
    press(page, "暂停")
    dialog = opened(page, PauseDialog)
    assert isinstance(dialog, PauseDialog)
    quiet()
    assert dialog.why.currentText() == "未按合同付款"
    dialog.on.line.setText("11-19")
    dialog.tell.setChecked(True)
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    quiet()
    assert drafts == [mailings(small.office, purpose="paused")[0].id]
    line = next(one for one in page.panel.findChildren(QLabel) if one.text().startswith("暂停 自"))
    assert line.text() == "暂停 自 11-19 · 林一 · 未按合同付款 · 1 个工作日"
    before = {row.rule: row.due for row in view(small, "散热装置").due_items}
    press(page, "恢复")
    asking = opened(page, ResumeDialog)
    assert isinstance(asking, ResumeDialog)
    quiet()
    matter = asking.tree.topLevelItem(0)
    assert matter is not None
    assert "1 个工作日 · 未按合同付款" in matter.text(0)
    rows = [matter.child(place) for place in range(matter.childCount())]
    shown = {row.text(0): row.text(2) for row in rows if row is not None}
    QTest.mouseClick(asking.go, Qt.MouseButton.LeftButton)
    quiet()
    seen = view(small, "散热装置")
    assert seen.row.state == "active"
    live = {f"{row.title}　{row.clause}": row.due.isoformat() for row in seen.due_items if not row.done_on}
    assert shown == live
    assert set(before) >= {row.rule for row in seen.due_items}


def test_3_5_3_the_salesperson_is_told_afterwards_with_the_reason(
    small: Small, page: DepartmentPage, quiet: Quiet, drafts: list[int]
) -> None:
    matter = small.matters["散热装置"]
    for name, data in (("coached", {}), ("cancelled", {"reason": "费用预算不足"})):
        record_event(small.office, small.act, RecordEvent(matter, name, TODAY, data=data))
    sold(small, "散热装置")
    show(page, small, "散热装置", quiet)
    press(page, "联系业务员")
    dialog = opened(page, TellSalesDialog)
    assert isinstance(dialog, TellSalesDialog)
    quiet()
    assert dialog.reason.currentText() == "费用预算不足"
    assert dialog.mail.isChecked()
    QTest.mouseClick(dialog.go, Qt.MouseButton.LeftButton)
    quiet()
    seen = view(small, "散热装置")
    assert (seen.events[-1].name, seen.events[-1].data["reason"]) == ("sales_contacted", "费用预算不足")
    assert {row.rule: str(row.state) for row in seen.due_items}["X.tell_sales"] == "done"
    (mail,) = mailings(small.office, purpose="tell_sales")
    assert (drafts, mail.recipients) == ([mail.id], "sales@example.com")


def test_several_at_once(small: Small, desk: Desk, page: DepartmentPage, quiet: Quiet) -> None:
    ids = (small.matters["散热装置"], small.matters["路由器"], small.matters["水杯"])  # the last stands still already
    menu = QMenu()
    page.many.fill_menu(menu, ids)
    rest = [a.text() for sub in menu.findChildren(QMenu) for a in sub.actions()]
    assert not {"暂停", "恢复", "客户放弃", "确认做不了", "证据存档"} & set(rest)
    next(one for one in menu.actions() if one.text() == "暂停…").trigger()
    dialog = opened(page, PauseDialog)
    assert isinstance(dialog, PauseDialog)
    quiet()
    assert "散热装置" in dialog.which.text()
    assert "另有 1 件已暂停" in dialog.which.text()
    QTest.mouseClick(dialog.go, Qt.MouseButton.LeftButton)
    quiet()
    assert {view(small, title).row.state for title in ("散热装置", "路由器")} == {"paused"}
    next(one for one in menu.actions() if one.text() == "恢复…").trigger()
    asking = opened(page, ResumeDialog)
    assert isinstance(asking, ResumeDialog)
    quiet()
    assert asking.tree.topLevelItemCount() == 3
    QTest.mouseClick(asking.go, Qt.MouseButton.LeftButton)
    quiet()
    assert {view(small, title).row.state for title in ("散热装置", "路由器", "水杯")} == {"active"}
