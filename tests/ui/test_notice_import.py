"""A package of notices dropped on the window: looked through, the doubtful one settled, all taken over with one button."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from ipdesk.domain.matters import Kind
from ipdesk.services.demo.package_maker import Made, package_of
from ipdesk.services.listing import matter_view
from ipdesk.services.matters import NewMatter, add_matter
from ipdesk.services.undo import undo
from tests.files.notice_packages import number_of
from tests.ui.conftest import TODAY, Small
from ui.context import Desk
from ui.dialogs.notice_import import NoticeImportDialog
from ui.dialogs.notice_pages import NoticePages, image_of
from ui.main_window import MainWindow
from ui.pages.notices import NoticesPage

Quiet = Callable[[], None]
ACTION = Made(
    "2026111600000001", "210401", "第一次审查意见通知书", date(2026, 11, 16), number_of(1), "净水器", kind="0", stated=4, pages=2
)  # fmt: skip
NUMBERED = (("净水器", 1), ("水泵", 2))


@pytest.fixture
def package(small: Small, tmp_path: Path) -> Path:
    """One right notice, one under another title, one of a number nobody knows."""
    for title, serial in NUMBERED:
        new = NewMatter(Kind.INVENTION, title, "甲公司", application_number=number_of(serial))
        small.matters[title] = add_matter(small.office, small.act, new).created or 0
    notices = (
        ACTION,
        replace(ACTION, serial="2026111600000002", number=number_of(2), title="另一种水泵"),
        replace(ACTION, serial="2026111600000003", number=number_of(3), title="陌生的东西"),
    )
    path = tmp_path / "通知书.zip"
    path.write_bytes(package_of(notices))
    return path


@pytest.fixture
def dialog(desk: Desk, package: Path, qtbot: QtBot, quiet: Quiet) -> NoticeImportDialog:
    made = NoticeImportDialog(desk, package)
    made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    qtbot.addWidget(made)
    made.show()
    quiet()
    return made


def states(dialog: NoticeImportDialog) -> list[str]:
    return [row.state for row in dialog.table.shown()]


def test_dropped_looked_at_settled_taken_over_and_undone(
    dialog: NoticeImportDialog, small: Small, desk: Desk, qtbot: QtBot, quiet: Quiet
) -> None:
    ModelTester(None).check(dialog.table.rows_model)
    assert states(dialog) == ["unmatched", "doubtful", "ready"]
    assert dialog.go.text() == "全部接收 1 份"
    assert "没有申请号为" in dialog.side.words.text()
    dialog.table.setFocus()
    QTest.keyClick(dialog.table, Qt.Key.Key_Down)
    assert "名称不同" in dialog.side.words.text()
    QTest.keyClick(dialog.side.pick.line, Qt.Key.Key_Return)  # the matter that was offered
    quiet()
    assert states(dialog) == ["unmatched", "ready", "ready"]
    assert dialog.side.back.isVisible()
    qtbot.mouseClick(dialog.side.back, Qt.MouseButton.LeftButton)
    quiet()
    assert states(dialog) == ["unmatched", "doubtful", "ready"]
    dialog.table.choose(dialog.table.shown()[0].id)
    QTest.keyClicks(dialog.side.pick.line, matter_view(small.office, TODAY, small.matters["水泵"]).row.number)
    qtbot.waitUntil(lambda: dialog.side.pick.list.count() > 0)
    quiet()
    QTest.keyClick(dialog.side.pick.line, Qt.Key.Key_Return)
    quiet()
    assert dialog.go.text() == "全部接收 2 份"
    told: list[object] = []
    dialog.taken.connect(told.append)
    qtbot.mouseClick(dialog.go, Qt.MouseButton.LeftButton)
    quiet()
    assert len(told) == 1
    assert not dialog.isVisible()
    for title, _serial in NUMBERED:
        assert len(matter_view(small.office, TODAY, small.matters[title]).notices) == 1
    undo(small.office, desk.act())
    assert not matter_view(small.office, TODAY, small.matters["净水器"]).notices


def test_filters_words_and_pages(
    dialog: NoticeImportDialog, qtbot: QtBot, quiet: Quiet, monkeypatch: pytest.MonkeyPatch
) -> None:
    qtbot.mouseClick(dialog.filters.button(2), Qt.MouseButton.LeftButton)
    assert states(dialog) == ["unmatched", "doubtful"]
    qtbot.mouseClick(dialog.filters.button(0), Qt.MouseButton.LeftButton)
    dialog.line.setText("陌生")
    assert states(dialog) == ["unmatched"]
    dialog.line.clear()
    dialog.table.choose(dialog.table.shown()[2].id)
    words = dialog.side.words.text()
    assert "2027-03-16" in words
    assert "法定期限" in words
    qtbot.mouseClick(dialog.side.pages, Qt.MouseButton.LeftButton)
    quiet()
    pages = dialog.findChild(NoticePages)
    assert pages is not None
    first = pages.page.pixmap().toImage()
    assert not first.isNull()
    QTest.keyClick(pages, Qt.Key.Key_PageDown)
    quiet()
    assert pages.place.text().startswith("2 / 2")
    assert pages.page.pixmap().toImage() != first
    opened: list[QUrl] = []
    monkeypatch.setattr("ui.dialogs.notice_pages.QDesktopServices.openUrl", lambda url: opened.append(url) or True)
    qtbot.mouseClick(pages.outside, Qt.MouseButton.LeftButton)
    assert Path(opened[0].toLocalFile()).read_bytes()[:2] == b"II"
    pages.close()


def test_a_file_that_is_no_package_says_so_and_nothing_can_be_taken(
    desk: Desk, tmp_path: Path, qtbot: QtBot, quiet: Quiet
) -> None:
    path = tmp_path / "坏.zip"
    path.write_bytes(b"PK\x03\x04 half")
    dialog = NoticeImportDialog(desk, path)
    qtbot.addWidget(dialog)
    dialog.show()
    quiet()
    assert "不是完整的压缩包" in dialog.failure.text()
    assert not dialog.go.isEnabled()
    assert image_of(b"no picture at all") is None


def test_a_zip_dropped_on_the_window_and_the_button_of_the_page_open_it(
    desk: Desk, package: Path, qtbot: QtBot, quiet: Quiet, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = MainWindow(desk)
    window.resize(1366, 768)
    window.show()
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(package))])
    none = Qt.KeyboardModifier.NoModifier
    window.dropEvent(QDropEvent(QPointF(9, 9), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, none))
    quiet()
    (dropped,) = window.findChildren(NoticeImportDialog)
    assert states(dropped) == ["unmatched", "doubtful", "ready"]
    dropped.reject()
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_a: (str(package), ""))
    page = NoticesPage(desk)
    qtbot.addWidget(page)
    page.show()
    quiet()
    qtbot.mouseClick(page.buttons["package"], Qt.MouseButton.LeftButton)
    quiet()
    (opened,) = page.findChildren(NoticeImportDialog)
    assert opened.proposal is not None
    opened.reject()
    window.hide()
    window.deleteLater()
    QApplication.processEvents()
