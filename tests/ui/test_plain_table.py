"""The plain table: sorting, filtering, a selection that stays, copying, and a model without faults."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from ui.tables.plain import LAMP_ROLE, TONE_ROLE, PlainColumn, PlainTable


@dataclass(frozen=True)
class Row:
    id: int
    name: str
    owed: int | None


ROWS = (Row(1, "丙公司", 3), Row(2, "甲公司", None), Row(3, "=乙公司", 12))
COLUMNS = (
    PlainColumn[Row]("客户", lambda row: row.name, 160, stretch=True),
    PlainColumn[Row](
        "欠", lambda row: "" if row.owed is None else f"{row.owed} 天", 60, right=True, sort=lambda row: row.owed,
        tone=lambda row: "late" if (row.owed or 0) > 7 else "", lamp=lambda row: "overdue" if row.owed else None,
    ),
)  # fmt: skip


@pytest.fixture
def table(qtbot: QtBot) -> PlainTable[Row]:
    made: PlainTable[Row] = PlainTable(COLUMNS, "表")
    qtbot.addWidget(made)
    made.resize(400, 300)
    made.show_rows(ROWS)
    made.show()
    return made


def names(table: PlainTable[Row]) -> list[str]:
    return [row.name for row in table.shown()]


def click_heading(qtbot: QtBot, table: PlainTable[Row], column: int) -> None:
    header = table.horizontalHeader()
    place = QPoint(header.sectionViewportPosition(column) + 12, header.height() // 2)
    qtbot.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=place)


def test_the_model_keeps_qts_rules(table: PlainTable[Row], qtmodeltester: ModelTester) -> None:
    qtmodeltester.check(table.rows_model)
    index = table.rows_model.index(2, 1)
    assert (index.data(TONE_ROLE), index.data(LAMP_ROLE)) == ("late", "overdue")
    assert index.data(Qt.ItemDataRole.AccessibleTextRole) == "欠 12 天"


def test_a_click_on_a_heading_sorts_and_what_has_no_value_stands_last(qtbot: QtBot, table: PlainTable[Row]) -> None:
    click_heading(qtbot, table, 1)
    assert [row.owed for row in table.shown()] == [3, 12, None]
    click_heading(qtbot, table, 1)
    assert [row.owed for row in table.shown()] == [12, 3, None]
    click_heading(qtbot, table, 1)
    assert table.shown() == ROWS  # the third click: as they came


def test_every_word_typed_must_occur(table: PlainTable[Row]) -> None:
    table.filter_text("公司 12")
    assert names(table) == ["=乙公司"]
    table.filter_text("")
    assert len(table.shown()) == 3


def test_cursor_and_selection_stay_on_their_rows(qtbot: QtBot, table: PlainTable[Row]) -> None:
    table.selectRow(2)
    table.show_rows([replace(ROWS[2], owed=13), *ROWS[:2]])
    assert table.current() == Row(3, "=乙公司", 13)
    assert table.selected() == (Row(3, "=乙公司", 13),)
    table.show_rows(ROWS[:2])
    assert table.current() is None
    assert table.choose(2)
    assert table.current() == ROWS[1]
    assert not table.choose(99)


def test_keys_and_clicks_open_rows_and_copy_them(qtbot: QtBot, table: PlainTable[Row]) -> None:
    table.setFocus()
    table.selectAll()
    qtbot.keyClick(table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "客户\t欠\n丙公司\t3 天\n甲公司\t\n'=乙公司\t12 天"
    table.selectRow(0)
    with qtbot.waitSignal(table.go) as went:
        qtbot.keyClick(table, Qt.Key.Key_Return)
    assert went.args == [ROWS[0]]
    place = table.visualRect(table.rows_model.index(1, 0)).center()
    qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    with qtbot.waitSignal(table.opened) as opened:
        qtbot.mouseDClick(table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert opened.args == [ROWS[1]]
