"""The department page used as a person uses it, on real services."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QCheckBox, QPushButton
from pytestqt.qtbot import QtBot

from ipdesk.services.attachments import attachments
from ipdesk.services.listing import matter_view
from ipdesk.services.undo import undo
from tests.ui.conftest import TODAY, Small
from ui.context import Desk
from ui.departments import DESCRIPTIONS, description_of
from ui.pages.department import DepartmentPage

Quiet = Callable[[], None]


@pytest.fixture
def page(desk: Desk, qtbot: QtBot, quiet: Quiet) -> DepartmentPage:
    made = DepartmentPage(desk, description_of("patent"))
    qtbot.addWidget(made)
    desk.changes.happened.connect(made.on_changes)
    made.resize(1366, 700)
    made.show()
    quiet()
    return made


def _titles(page: DepartmentPage) -> list[str]:
    rows = [page.model.row_at(place) for place in range(page.model.rowCount())]
    return [row.title for row in rows if row is not None]


def _choose(page: DepartmentPage, small: Small, title: str, quiet: Quiet) -> None:
    assert page.table.choose(small.matters[title])
    quiet()
    assert page.panel.view is not None
    assert page.panel.view.row.title == title


def test_the_most_urgent_stands_first_and_is_chosen(page: DepartmentPage, small: Small) -> None:
    assert set(_titles(page)) == {"一种折叠支架", "散热装置", "路由器", "水杯"}
    assert page.pills["all"].count == 4
    assert page.pills["paused"].count == 1
    assert page.panel.view is not None
    assert page.table.current_id() == page.panel.view.id
    first = page.model.row_at(0)
    assert first is not None
    assert first.nearest is not None


def test_the_counters_filter(page: DepartmentPage, small: Small, qtbot: QtBot, quiet: Quiet) -> None:
    qtbot.mouseClick(page.pills["paused"], Qt.MouseButton.LeftButton)
    quiet()
    assert _titles(page) == ["水杯"]
    qtbot.mouseClick(page.pills["overdue"], Qt.MouseButton.LeftButton)
    quiet()
    assert len(_titles(page)) == page.pills["overdue"].count


def test_filter_as_you_type(page: DepartmentPage, quiet: Quiet, qtbot: QtBot) -> None:
    page.line.setText("折叠")
    qtbot.waitUntil(lambda: page.model.rowCount() == 1)
    quiet()
    assert _titles(page) == ["一种折叠支架"]
    page.line.setText("没有")
    qtbot.waitUntil(lambda: page.model.rowCount() == 0)
    quiet()
    assert page.empty.isVisible()
    assert page.empty.title.text() == "没有符合条件的案件"
    page.line.clear()
    qtbot.waitUntil(lambda: page.model.rowCount() == 4)


def test_enter_records_the_next_step_and_undo_takes_it_back(
    page: DepartmentPage, small: Small, desk: Desk, quiet: Quiet
) -> None:
    said: list[tuple[str, object]] = []
    desk.said.connect(lambda text, act: said.append((text, act)))
    _choose(page, small, "散热装置", quiet)
    assert page.panel.primary is not None
    before = matter_view(small.office, TODAY, small.matters["散热装置"])
    step = before.next_steps[0]
    QTest.keyClick(page.table, Qt.Key.Key_Return)
    quiet()
    after = matter_view(small.office, TODAY, before.id)
    assert [event.name for event in after.events][-1] == step
    assert after.events[-1].on == TODAY
    assert page.panel.view is not None
    assert page.panel.view.version == after.version
    assert page.table.current_id() == before.id
    ((_text, act),) = said
    assert isinstance(act, int)
    undo(small.office, desk.act(), act)
    assert matter_view(small.office, TODAY, before.id).next_steps == before.next_steps


def test_why_unfolds_below_the_line(page: DepartmentPage, small: Small, qtbot: QtBot, quiet: Quiet) -> None:
    _choose(page, small, "一种折叠支架", quiet)
    assert page.panel.due is not None
    line = page.panel.due.lines[0]
    qtbot.mouseClick(line.link, Qt.MouseButton.LeftButton)
    quiet()
    assert line.box is not None
    assert line.box.isVisible()
    qtbot.mouseClick(line.link, Qt.MouseButton.LeftButton)
    assert line.box is None


def test_what_is_unfolded_stays_after_a_change(page: DepartmentPage, small: Small, quiet: Quiet, desk: Desk) -> None:
    _choose(page, small, "一种折叠支架", quiet)
    assert page.panel.due is not None
    page.panel.due.open_first()
    quiet()
    page.refresh()
    page.panel.refresh()
    quiet()
    assert page.panel.due is not None
    assert page.panel.due.lines[0].box is not None


def test_several_matters_get_the_same_event(page: DepartmentPage, small: Small, desk: Desk, quiet: Quiet) -> None:
    from ui.recording import record_for

    page.table.selectAll()
    assert page.many.isVisible()
    ids = page.table.selected_ids()
    assert len(ids) == 4
    record_for(desk, ids, "sales_contacted")
    quiet()
    for one in ids:
        assert "sales_contacted" in [event.name for event in matter_view(small.office, TODAY, one).events]


def test_a_tick_a_note_and_a_paper(
    page: DepartmentPage, small: Small, desk: Desk, quiet: Quiet, tmp_path: Path, qtbot: QtBot
) -> None:
    _choose(page, small, "散热装置", quiet)
    one = small.matters["散热装置"]
    assert page.panel.more is not None
    page.panel.more.show_key("checklists")
    boxes = page.panel.more.findChildren(QCheckBox)
    assert boxes
    boxes[0].click()
    quiet()
    assert sum(item.done for item in matter_view(small.office, TODAY, one).checklists) == 1
    page.panel.more.show_key("note")
    assert page.panel.more.note is not None
    page.panel.more.note.setPlainText("客户要求加急")
    assert page.panel.more.typing()
    save = next(b for b in page.panel.more.findChildren(QPushButton) if b.text() == "保存备注")
    qtbot.mouseClick(save, Qt.MouseButton.LeftButton)
    quiet()
    assert matter_view(small.office, TODAY, one).note == "客户要求加急"
    paper = tmp_path / "交底书.txt"
    paper.write_text("内容", encoding="utf-8")
    page.panel.more.keep([paper])
    quiet()
    assert [p.name for p in attachments(small.office, [one])] == ["交底书.txt"]


def test_a_note_being_written_is_not_swept_away(page: DepartmentPage, small: Small, desk: Desk, quiet: Quiet) -> None:
    _choose(page, small, "散热装置", quiet)
    assert page.panel.more is not None
    page.panel.more.show_key("note")
    assert page.panel.more.note is not None
    page.panel.more.note.setPlainText("写到一半")
    small.record("散热装置", "sales_contacted", TODAY)
    from ipdesk.services.office import Changes

    desk.changes.happened.emit(Changes(frozenset({"matters", "events"}), frozenset({small.matters["散热装置"]})))
    quiet()
    assert page.panel.more.note.toPlainText() == "写到一半"


def test_show_matter_takes_filters_away(page: DepartmentPage, small: Small, quiet: Quiet, qtbot: QtBot) -> None:
    page.line.setText("路由器")
    qtbot.waitUntil(lambda: page.model.rowCount() == 1)
    page.show_matter(small.matters["水杯"])
    quiet()
    assert page.line.text() == ""
    assert page.table.current_id() == small.matters["水杯"]


def test_a_hidden_page_reads_when_it_is_shown(page: DepartmentPage, small: Small, desk: Desk, quiet: Quiet) -> None:
    from ipdesk.domain.matters import Kind
    from ipdesk.services.matters import NewMatter, add_matter

    page.hide()
    changes = add_matter(small.office, small.act, NewMatter(Kind.DESIGN, "后来的", client="某公司", slip_on=TODAY))
    desk.changes.happened.emit(changes)
    quiet()
    assert page.model.rowCount() == 4
    page.show()
    quiet()
    assert page.model.rowCount() == 5


def test_sorting_happens_in_the_database(page: DepartmentPage, quiet: Quiet) -> None:
    page.table.horizontalHeader().setSortIndicator(1, Qt.SortOrder.DescendingOrder)
    quiet()
    numbers = [page.model.row_at(place).number for place in range(page.model.rowCount())]  # type: ignore[union-attr]
    assert numbers == sorted(numbers, reverse=True)


@pytest.mark.parametrize("description", DESCRIPTIONS, ids=lambda d: str(d.department))
def test_every_department_is_the_same_page(desk: Desk, description: object, qtbot: QtBot, quiet: Quiet) -> None:
    page = DepartmentPage(desk, description)  # type: ignore[arg-type]
    qtbot.addWidget(page)
    page.resize(1000, 600)
    page.show()
    quiet()
    expected = {"patent": 4, "software": 1}.get(str(page.filter().department), 0)
    assert page.model.rowCount() == expected


def test_everything_that_takes_the_focus_has_a_name(page: DepartmentPage, small: Small, quiet: Quiet) -> None:
    from PySide6.QtWidgets import QAbstractButton, QAbstractScrollArea, QComboBox, QLineEdit, QWidget

    _choose(page, small, "散热装置", quiet)
    nameless = []
    for widget in page.findChildren(QWidget):
        if not isinstance(widget, QAbstractButton | QComboBox | QLineEdit | QAbstractScrollArea):
            continue
        takes = widget.focusPolicy() != Qt.FocusPolicy.NoFocus and widget.isVisibleTo(page)
        words = widget.accessibleName() or (widget.text() if isinstance(widget, QAbstractButton) else "")
        if takes and not words:
            nameless.append(type(widget).__name__ + " " + widget.objectName())
    assert not nameless


def test_the_page_holds_at_200_percent(page: DepartmentPage, qapp: QApplication, small: Small, quiet: Quiet) -> None:
    """Fonts twice as large on a small window: nothing is narrower than its words can be shortened to."""
    page.resize(683, 350)
    assert page.minimumSizeHint().width() <= 1366
    assert not page.grab().isNull()
    assert date(2026, 11, 20) == TODAY
