"""每周跟进 (3.1.1): one key notes the call, a line adds a word, weeks turn, the list goes out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from ipdesk.files.lists import list_html
from ipdesk.services.listing import matter_view
from ipdesk.services.matters import assign
from ipdesk.services.undo import undo
from tests.ui.conftest import TODAY, Small
from ui.context import Desk
from ui.dialogs.print_preview import PrintPreview
from ui.pages.follow_up import FollowUpPage
from ui.pages.follow_up_columns import printed, told_text

Quiet = Callable[[], None]


@pytest.fixture
def page(qtbot: QtBot, desk: Desk, small: Small, quiet: Quiet) -> FollowUpPage:
    """Three patents of 林一 that are being written, one of 王二, one paused."""
    small.record("一种折叠支架", "client_contacted", date(2026, 11, 20), note="进度正常")
    assign(small.office, small.act, (small.matters["路由器"],), small.people["王二"], TODAY)
    made = FollowUpPage(desk)
    qtbot.addWidget(made)
    desk.changes.happened.connect(made.on_changes)
    made.resize(1366, 690)
    made.show()
    quiet()
    return made


def click(qtbot: QtBot, widget: object) -> None:
    qtbot.mouseClick(widget, Qt.MouseButton.LeftButton)


def told(desk: Desk, matter_id: int) -> list[str]:
    assert desk.office is not None
    events = matter_view(desk.office, desk.today, matter_id).events
    return [event.note for event in events if event.name == "client_contacted" and event.on == desk.today]


def test_one_key_notes_the_call_and_goes_on_to_the_next(
    qtbot: QtBot, page: FollowUpPage, desk: Desk, quiet: Quiet
) -> None:
    click(qtbot, page.pills["untold"])
    shown = page.table.shown()
    assert [row.title for row in shown] == ["散热装置", "路由器"]
    first = page.table.current()
    assert first == shown[0]
    assert first is not None
    assert first.number in page.who.text()
    qtbot.keyClick(page.table, Qt.Key.Key_Space)
    quiet()
    assert told(desk, first.id) == [""]
    assert [page.pills[key].count for key in ("all", "untold", "told", "paused")] == [3, 1, 2, 1]
    assert page.table.current() is not None
    assert page.table.current().id == shown[1].id  # type: ignore[union-attr]
    assert page.table.hasFocus()
    assert desk.office is not None
    undo(desk.office, desk.act())
    page.refresh()
    quiet()
    assert page.pills["untold"].count == len(shown)


def test_enter_asks_for_a_word_and_enter_again_notes_it(
    qtbot: QtBot, page: FollowUpPage, desk: Desk, quiet: Quiet
) -> None:
    page.table.selectRow(0)
    row = page.table.current()
    assert row is not None
    qtbot.keyClick(page.table, Qt.Key.Key_Return)
    assert page.note.hasFocus()
    page.note.setText("客户周三给附图")
    qtbot.keyClick(page.note, Qt.Key.Key_Return)
    quiet()
    assert told(desk, row.id)[-1] == "客户周三给附图"
    assert page.note.text() == ""
    assert page.found is not None
    again = next(one for one in page.found.rows if one.id == row.id)
    assert again.told_on == desk.today
    assert told_text(again) == "已联系 11-20"


def test_several_rows_are_told_with_one_click(qtbot: QtBot, page: FollowUpPage, desk: Desk, quiet: Quiet) -> None:
    page.table.selectAll()
    count = len(page.table.selected())
    assert page.tell.text() == f"✓ 已告知客户（{count} 件）"
    click(qtbot, page.tell)
    quiet()
    assert page.found is not None
    assert page.found.told == len(page.found.rows) == count
    click(qtbot, page.pills["untold"])
    assert page.stack.currentIndex() == 1
    assert "都联系过了" in page.empty.title.text()


def test_whoever_sits_here_sees_their_own_list_first(page: FollowUpPage, desk: Desk, small: Small) -> None:
    assert page.found is not None
    assert page.handlers.currentData() is None
    own = small.people["王二"]
    desk.person = own
    desk.person_changed.emit()
    assert page.handlers.currentData() == own
    assert {row.handler_id for row in page.table.shown()} == {own}
    page.handlers.setCurrentIndex(0)
    page.handlers.activated.emit(0)
    assert len(page.table.shown()) == len(page.found.rows)


def test_past_weeks_are_for_looking(qtbot: QtBot, page: FollowUpPage, desk: Desk, quiet: Quiet) -> None:
    assert page.found is not None
    assert page.found.week == "2026-W47"
    assert not page.buttons["forward"].isEnabled()
    click(qtbot, page.buttons["back"])
    quiet()
    assert page.found.week == "2026-W46"
    assert not page.bar.isVisible()
    before = page.found.told
    qtbot.keyClick(page.table, Qt.Key.Key_Space)
    quiet()
    assert page.found.told == before
    click(qtbot, page.buttons["now"])
    quiet()
    assert page.found.week == "2026-W47"


def test_words_narrow_the_list(page: FollowUpPage) -> None:
    row = page.table.shown()[0]
    page.words.setText(row.number)
    assert [one.id for one in page.table.shown()] == [row.id]
    page.words.setText("没有这样的客户")
    assert page.table.shown() == ()
    assert not page.tell.isEnabled()


def test_the_list_goes_out_as_workbook_and_on_paper(
    qtbot: QtBot, page: FollowUpPage, desk: Desk, quiet: Quiet, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "跟进"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_args: (str(target), ""))
    said: list[str] = []
    desk.said.connect(lambda text, _act: said.append(text))
    click(qtbot, page.buttons["export"])
    quiet()
    assert said == [f"已导出到 {target}.xlsx"]
    assert page.found is not None
    sheet = openpyxl.load_workbook(f"{target}.xlsx").worksheets[0]
    numbers = [row[2].value for row in sheet.iter_rows(min_row=3) if row[2].value]
    assert numbers == [row.number for row in page.found.rows]
    html = list_html(printed(page.found))
    assert all(row.number in html for row in (*page.found.rows, *page.found.paused))
    assert "每周至少联系一次客户" in html
    click(qtbot, page.buttons["print"])
    quiet()
    (preview,) = page.findChildren(PrintPreview)
    assert len(preview.strip.images) >= 1
    preview.close()


def test_a_double_click_opens_the_matter(qtbot: QtBot, page: FollowUpPage, desk: Desk) -> None:
    row = page.table.shown()[0]
    place = page.table.visualRect(page.table.rows_model.index(0, 1)).center()
    with qtbot.waitSignal(desk.wanted) as wanted:
        qtbot.mouseClick(page.table.viewport(), Qt.MouseButton.LeftButton, pos=place)
        qtbot.mouseDClick(page.table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert wanted.args == [row.id]
