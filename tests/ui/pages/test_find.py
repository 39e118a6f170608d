"""Ctrl+K: numbers in any writing, clients, people, pinyin initials, commands; keys only."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from ipdesk.services.listing import Filter, matter_ids, matter_rows
from ipdesk.services.rows import Hit, MatterRow
from tests.ui.pages.conftest import TODAY
from ui.context import Desk
from ui.dialogs.find import Command, FindDialog, matching

Settle = Callable[[Desk], None]


@pytest.fixture
def ran() -> list[str]:
    return []


@pytest.fixture
def palette(qtbot: QtBot, desk: Desk, ran: list[str]) -> FindDialog:
    commands = [
        Command("新建案件", lambda: ran.append("new"), "Ctrl+N", "xjaj"),
        Command("撤销上一步", lambda: ran.append("undo"), "Ctrl+Z", "cx"),
    ]
    made = FindDialog(desk, commands)
    qtbot.addWidget(made)
    made.show()
    return made


@pytest.fixture
def granted(desk: Desk) -> MatterRow:
    office = desk.office
    assert office is not None
    rows = matter_rows(office, TODAY, matter_ids(office, TODAY, Filter(department="patent")))
    return next(row for row in rows if row.application_number)


def _type(palette: FindDialog, desk: Desk, settle: Settle, qtbot: QtBot, text: str) -> list[str]:
    palette.line.setText(text)
    qtbot.waitUntil(lambda: not palette._timer.isActive(), timeout=3000)
    settle(desk)
    return [palette.list.item(row).text() for row in range(palette.list.count())]


@pytest.mark.parametrize("writing", ["{}", "ZL{}", "zl {}"])
def test_an_application_number_is_found_however_it_is_written(
    palette: FindDialog, desk: Desk, settle: Settle, qtbot: QtBot, granted: MatterRow, writing: str
) -> None:
    for number in (granted.application_number, granted.application_number.replace(".", "")):
        texts = _type(palette, desk, settle, qtbot, writing.format(number))
        assert granted.number in texts[0]


def test_enter_goes_to_the_matter_and_closes(
    palette: FindDialog, desk: Desk, settle: Settle, qtbot: QtBot, granted: MatterRow
) -> None:
    wanted: list[int] = []
    desk.wanted.connect(wanted.append)
    _type(palette, desk, settle, qtbot, granted.number)
    qtbot.keyClick(palette.line, Qt.Key.Key_Return)
    assert wanted == [granted.id]
    assert not palette.isVisible()


def test_clients_by_part(palette: FindDialog, desk: Desk, settle: Settle, qtbot: QtBot, granted: MatterRow) -> None:
    texts = _type(palette, desk, settle, qtbot, granted.client[2:6])
    assert any(text.startswith("客户") and granted.client in text for text in texts)


def test_commands_by_word_and_by_initials(
    palette: FindDialog, desk: Desk, settle: Settle, qtbot: QtBot, ran: list[str]
) -> None:
    assert palette.list.count() == 2
    texts = _type(palette, desk, settle, qtbot, "xjaj")
    assert texts[-1].startswith("命令 新建案件")
    palette.list.setCurrentRow(palette.list.count() - 1)
    qtbot.keyClick(palette.line, Qt.Key.Key_Return)
    assert ran == ["new"]


def test_arrows_move_while_the_line_keeps_the_cursor(palette: FindDialog, qtbot: QtBot, ran: list[str]) -> None:
    qtbot.keyClick(palette.line, Qt.Key.Key_Down)
    assert palette.list.currentRow() == 1
    qtbot.keyClick(palette.line, Qt.Key.Key_Down)
    assert palette.list.currentRow() == 1
    qtbot.keyClick(palette.line, Qt.Key.Key_Return)
    assert ran == ["undo"]


def test_nothing_found_is_said(palette: FindDialog, desk: Desk, settle: Settle, qtbot: QtBot) -> None:
    assert _type(palette, desk, settle, qtbot, "不存在的东西") == ["没有找到「不存在的东西」。"]
    qtbot.keyClick(palette.line, Qt.Key.Key_Return)
    assert palette.isVisible()


def test_recent_things_are_offered_first(qtbot: QtBot, desk: Desk) -> None:
    chosen: list[Hit] = []
    hit = Hit("client", 7, "广东甲电子有限公司", "", None)
    made = FindDialog(desk, [], [hit], chosen.append)
    qtbot.addWidget(made)
    made.show()
    qtbot.keyClick(made.line, Qt.Key.Key_Return)
    assert chosen == [hit]


def test_every_word_must_match() -> None:
    commands = [Command("转到 日历", print, "Ctrl+6"), Command("转到 今日", print, "Ctrl+1")]
    assert [c.text for c in matching(commands, "转到 日历")] == ["转到 日历"]
    assert len(matching(commands, "")) == 2
