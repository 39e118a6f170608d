"""分配 as a head of department uses it: select, one click or a number key, everything as suggested, undo."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QMouseEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ipdesk.domain.matters import Kind
from ipdesk.services.allocation import ANSWERS, SLIPS, allocation
from ipdesk.services.listing import matter_view
from ipdesk.services.matters import NewMatter, add_matter
from ipdesk.services.undo import undo
from tests.ui.pages.conftest import TODAY
from ui.context import Desk
from ui.pages.allocation import AllocationPage
from ui.widgets.row_drag import MIME, RowDrag

Settle = Callable[[Desk], None]


@pytest.fixture
def page(qtbot: QtBot, desk: Desk, settle: Settle) -> AllocationPage:
    assert desk.office is not None
    for title in ("一种折叠支架", "散热装置", "滤芯"):
        add_matter(desk.office, desk.act(), NewMatter(Kind.INVENTION, title, "新客户", slip_on=TODAY))
    made = AllocationPage(desk, "patent")
    qtbot.addWidget(made)
    desk.changes.happened.connect(made.on_changes)
    made.resize(1366, 690)
    made.show()
    settle(desk)
    return made


def test_every_slip_with_a_suggestion_every_person_with_a_card(page: AllocationPage, desk: Desk) -> None:
    assert desk.office is not None
    board = allocation(desk.office, TODAY, "patent")
    assert page.table.shown() == board.slips
    assert len(board.slips) >= 3
    assert [card.taker for card in page.cards] == list(board.takers)
    assert page.suggest.text() == f"按建议分配 {len(board.slips)} 项"


def test_a_click_on_a_card_gives_the_chosen_slips_and_undo_brings_them_back(
    qtbot: QtBot, page: AllocationPage, desk: Desk, settle: Settle
) -> None:
    assert desk.office is not None
    slips = page.table.shown()
    qtbot.mouseClick(page.cards[1], Qt.MouseButton.LeftButton)
    settle(desk)
    assert page.table.shown() == slips, "nothing chosen, nothing given"
    page.table.selectAll()
    assert sum(card.suggested for card in page.cards) == len(slips)
    taker = page.cards[1].taker
    qtbot.mouseClick(page.cards[1], Qt.MouseButton.LeftButton)
    settle(desk)
    assert page.table.shown() == ()
    assert page.empty.isVisible()
    assert {matter_view(desk.office, TODAY, slip.matter_id).row.handler_id for slip in slips} == {taker.id}
    act, office = desk.act(), desk.office
    desk.runner.write(lambda: undo(office, act))
    settle(desk)
    assert page.table.shown() == slips


def test_a_number_key_gives_one_and_goes_on_to_the_next(
    qtbot: QtBot, page: AllocationPage, desk: Desk, settle: Settle
) -> None:
    assert desk.office is not None
    first, second = page.table.shown()[:2]
    page.table.selectRow(0)
    qtbot.keyClick(page.table, Qt.Key.Key_2)
    settle(desk)
    assert matter_view(desk.office, TODAY, first.matter_id).row.handler_id == page.cards[1].taker.id
    assert [slip.key for slip in page.table.selected()] == [second.key]
    qtbot.keyClick(page.table, Qt.Key.Key_9 if len(page.cards) < 9 else Qt.Key.Key_0)
    settle(desk)
    assert page.table.shown()[0].key == second.key, "a number nobody has gives nothing"


def test_chosen_slips_are_dragged_onto_somebody(
    qtbot: QtBot, page: AllocationPage, desk: Desk, settle: Settle, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert desk.office is not None
    dragged: list[int] = []
    monkeypatch.setattr(RowDrag, "start", lambda _drag: dragged.append(len(page.table.selected())))
    page.table.selectAll()
    view = page.table.viewport()
    start = QPoint(40, page.table.rowViewportPosition(1) + 8)
    qtbot.mousePress(view, Qt.MouseButton.LeftButton, pos=start)
    move = QMouseEvent(
        QMouseEvent.Type.MouseMove, QPointF(start + QPoint(60, 4)), QPointF(view.mapToGlobal(start + QPoint(60, 4))),
        Qt.MouseButton.NoButton, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier,
    )  # fmt: skip
    QApplication.sendEvent(view, move)
    assert dragged == [len(page.table.shown())], "a press on a chosen row keeps the others chosen"
    qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=start)
    (one,) = page.table.selected()
    data = QMimeData()
    data.setData(MIME, b"1")
    card = page.cards[2]
    enter = QDragEnterEvent(
        QPoint(20, 20), Qt.DropAction.MoveAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    QApplication.sendEvent(card, enter)
    assert enter.isAccepted()
    drop = QDropEvent(
        QPointF(20, 20), Qt.DropAction.MoveAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    QApplication.sendEvent(card, drop)
    settle(desk)
    assert matter_view(desk.office, TODAY, one.matter_id).row.handler_id == card.taker.id


def test_everything_as_suggested_in_one_act(qtbot: QtBot, page: AllocationPage, desk: Desk, settle: Settle) -> None:
    assert desk.office is not None
    wanted = {slip.matter_id: slip.suggested for slip in page.table.shown()}
    said: list[str] = []
    desk.said.connect(lambda text, _act: said.append(text))
    qtbot.mouseClick(page.suggest, Qt.MouseButton.LeftButton)
    settle(desk)
    given = {matter: matter_view(desk.office, TODAY, matter).row.handler_id for matter in wanted}
    assert given == wanted
    assert len(said) == 1
    assert not page.suggest.isEnabled()


def test_the_process_department_has_two_groups(qtbot: QtBot, desk: Desk, settle: Settle) -> None:
    page = AllocationPage(desk, "process")
    qtbot.addWidget(page)
    page.show()
    settle(desk)
    handlers = {card.taker.role for card in page.cards}
    assert (page.group, handlers) == (ANSWERS, {"handler"})
    qtbot.mouseClick(page.pills[SLIPS], Qt.MouseButton.LeftButton)
    settle(desk)
    assert page.group == SLIPS
    assert {card.taker.role for card in page.cards} == {"process_clerk"}
