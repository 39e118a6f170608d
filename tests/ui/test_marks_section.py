"""商标与类别 in the panel, the choice of classes, and a new order entered with its marks (3.4.3–3.4.5)."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from ipdesk.domain.matters import Kind
from ipdesk.services.listing import matter_view
from ipdesk.services.marks import NewMark, add_marks, marks
from ipdesk.services.matters import NewMatter, add_matter
from ipdesk.services.undo import undo
from tests.ui.conftest import TODAY, Small
from ui.context import Desk
from ui.dialogs.mark_classes import MarkClassesDialog
from ui.dialogs.new_matter import NewMatterDialog
from ui.pages.sections.marks import MarksSection

Quiet = Callable[[], None]


@pytest.fixture
def quiet(desk: Desk, qtbot: QtBot) -> Quiet:
    """Wait until nothing runs beside the window: what starts from an answer counts as running, too."""
    return lambda: qtbot.waitUntil(lambda: not desk.runner.busy, timeout=30_000)


@pytest.fixture
def section(small: Small, desk: Desk, qtbot: QtBot, quiet: Quiet) -> MarksSection:
    order = add_matter(small.office, small.act, NewMatter(Kind.TRADEMARK, "远航", slip_on=TODAY)).created or 0
    made = MarksSection(desk, matter_view(small.office, TODAY, order))
    qtbot.addWidget(made)
    made.resize(520, 320)
    made.show()
    quiet()
    return made


def shown(small: Small, section: MarksSection) -> list[tuple[str, int | None, str, str]]:
    found = marks(small.office, section._view.id)
    return [(row.name, row.nice_class, row.result, row.application_number) for row in found]


def press(section: MarksSection, name: str) -> None:
    (button,) = [one for one in section.findChildren(QPushButton) if one.accessibleName() == name and one.isVisible()]
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def test_3_4_3_a_mark_is_added_by_name_and_classes(section: MarksSection, small: Small, quiet: Quiet) -> None:
    assert "3.4.3" in section.hint.text()
    assert section.name.text() == "远航"  # the order's title is offered
    section.classes.line.setText("9 35 服装")
    QTest.keyClick(section.classes.line, Qt.Key.Key_Return)
    quiet()
    assert [row[:2] for row in shown(small, section)] == [("远航", 9), ("远航", 25), ("远航", 35)]
    assert not section.hint.isVisible()
    assert section.name.text() == ""
    section.name.setText("远航")
    section.classes.line.setText("9")
    section.add.click()
    quiet()
    assert "已经登记" in section.refusal.text()
    assert section.name.text() == "远航"  # nothing typed is lost
    section.classes.line.setText("飞毯")
    section.add.click()
    assert "飞毯" in section.refusal.text()


def test_a_word_offers_its_classes(section: MarksSection) -> None:
    section.hide()  # what is offered, without the list that pops up
    section.classes.line.setText("9 白")
    section.classes.line.textEdited.emit("9 白")
    assert "33 酒" in section.classes.offers()
    section.classes.take("33 酒")
    assert section.classes.classes() == (9, 33)


def test_3_4_4_result_and_number_are_kept_row_by_row(section: MarksSection, small: Small, quiet: Quiet) -> None:
    add_marks(small.office, small.act, section._view.id, [NewMark("远航", (9, 42))])
    section.refresh()
    quiet()
    first, second = (row.id for row in section.rows)
    section.results[first].setCurrentIndex(section.results[first].findData("can_file"))
    section.results[first].activated.emit(section.results[first].currentIndex())
    quiet()
    section.numbers[second].setText("81234567")
    section.numbers[second].editingFinished.emit()
    quiet()
    assert shown(small, section) == [("远航", 9, "can_file", ""), ("远航", 42, "", "81234567")]
    assert section.rows[1].filed == TODAY
    press(section, "移除 远航")
    quiet()
    assert "申请号" in section.refusal.text()
    undo(small.office, section._desk.act())
    section.refresh()
    quiet()
    press(section, "移除 远航")
    quiet()
    assert shown(small, section) == []


def test_classes_are_chosen_in_the_list(section: MarksSection, small: Small, quiet: Quiet, qtbot: QtBot) -> None:
    add_marks(small.office, small.act, section._view.id, [NewMark("远航", (9,))])
    section.refresh()
    quiet()
    press(section, "类别… 远航")
    (dialog,) = section.window().findChildren(MarkClassesDialog)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    qtbot.addWidget(dialog)
    assert dialog.chosen() == (9,)
    assert dialog.list.count() == 45
    dialog.line.setText("餐厅")
    QTest.keyClick(dialog.line, Qt.Key.Key_Return)
    assert (dialog.chosen(), dialog.line.text()) == ((9, 43), "")
    item = dialog.list.item(0)
    assert item is not None
    item.setCheckState(Qt.CheckState.Unchecked)
    dialog.line.setText("没有的")
    assert "没有这样的类别" in dialog.about.text()
    dialog.line.clear()
    QTest.keyClick(dialog.line, Qt.Key.Key_Return)
    quiet()
    assert [row[1] for row in shown(small, section)] == [43]


def test_a_new_order_is_entered_with_its_marks(small: Small, desk: Desk, qtbot: QtBot, quiet: Quiet) -> None:
    dialog = NewMatterDialog(desk, "trademark")
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    qtbot.addWidget(dialog)
    dialog.show()
    assert dialog.marks.isVisible()
    dialog.fields.title.setText("启明星")
    dialog.marks.lines[0][1].line.setText("9、飞毯")
    dialog.go.click()
    assert "飞毯" in dialog.refusal.text()
    dialog.marks.lines[0][1].line.setText("9、42")
    dialog.marks.more.click()
    dialog.marks.lines[1][0].setText("QIMING")
    made: list[int] = []
    dialog.made.connect(made.append)
    with qtbot.waitSignal(dialog.accepted):
        dialog.go.click()
    quiet()
    rows = marks(small.office, made[0])
    assert [(row.name, row.nice_class) for row in rows] == [("启明星", 9), ("启明星", 42), ("QIMING", None)]
    dialog.fields.kind.setCurrentIndex(dialog.fields.kind.findData(Kind.SOFTWARE))
    assert not dialog.form.isRowVisible(dialog.marks)
