"""The staff list: added, changed, let go only after what is left behind was said."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog
from pytestqt.qtbot import QtBot

from ipdesk.services.people import leaving, people, person_named
from ui.context import Desk
from ui.dialogs.people import LeavingDialog, PeopleDialog
from ui.dialogs.person_edit import PersonEditDialog
from ui.dialogs.transfer import TransferDialog

Settle = Callable[[Desk], None]


@pytest.fixture
def dialog(qtbot: QtBot, desk: Desk, settle: Settle) -> PeopleDialog:
    made = PeopleDialog(desk)
    qtbot.addWidget(made)
    made.show()
    settle(desk)
    return made


def _opened(dialog: QDialog, kind: type[QDialog]) -> QDialog:
    (found,) = dialog.findChildren(kind)
    return found


def test_everybody_is_listed_with_unit_and_superior(dialog: PeopleDialog, desk: Desk) -> None:
    office = desk.office
    assert office is not None
    everybody = {one.id: one for one in people(office)}
    assert len(dialog.table.shown()) == len(everybody)
    for row in dialog.table.shown():
        if row.person.role == "handler" and row.person.department == "patent":
            leader = everybody[row.person.superior_id or 0]
            assert (leader.name, leader.unit, leader.role) == (row.superior, row.person.unit, "superior")
    dialog.line.setText("专利二组")
    assert {row.person.unit for row in dialog.table.shown()} == {"专利二组"}


def test_a_new_person_and_a_change(qtbot: QtBot, dialog: PeopleDialog, desk: Desk, settle: Settle) -> None:
    office = desk.office
    assert office is not None
    QTest.mouseClick(dialog.add, Qt.MouseButton.LeftButton)
    form = _opened(dialog, PersonEditDialog)
    assert isinstance(form, PersonEditDialog)
    QTest.mouseClick(form.go, Qt.MouseButton.LeftButton)
    assert "姓名" in form.refusal.text()
    form.name.setText("新同事")
    form.email.setText("不是邮箱")
    QTest.mouseClick(form.go, Qt.MouseButton.LeftButton)
    assert "邮箱" in form.refusal.text()
    form.email.setText("new@example.com")
    form.unit.setEditText("专利三组")
    form.superior.setCurrentIndex(1)
    above = form.superior.currentData()
    QTest.mouseClick(form.go, Qt.MouseButton.LeftButton)
    settle(desk)
    made = person_named(office, "新同事")
    assert made is not None
    assert (made.unit, made.superior_id, made.email, made.department) == (
        "专利三组",
        above,
        "new@example.com",
        "patent",
    )
    settle(desk)
    assert dialog.table.choose(made.id)
    QTest.keyClick(dialog.table, Qt.Key.Key_Return)
    form = next(one for one in dialog.findChildren(PersonEditDialog) if one.isVisible())
    assert isinstance(form, PersonEditDialog)
    form.phone.setText("13000000000")
    QTest.mouseClick(form.go, Qt.MouseButton.LeftButton)
    settle(desk)
    changed = person_named(office, "新同事")
    assert changed is not None
    assert (changed.phone, changed.unit) == ("13000000000", "专利三组")


def test_who_leaves_with_open_matters_is_offered_the_hand_over(
    dialog: PeopleDialog, desk: Desk, settle: Settle
) -> None:
    office = desk.office
    assert office is not None
    row = max(dialog.table.shown(), key=lambda one: one.matters)
    assert row.matters == len(leaving(office, row.id).matters) > 0
    dialog.table.choose(row.id)
    QTest.mouseClick(dialog.stop, Qt.MouseButton.LeftButton)
    settle(desk)
    asking = _opened(dialog, LeavingDialog)
    assert isinstance(asking, LeavingDialog)
    assert f"{row.matters} 件未办结案件" in asking.words.text()
    assert asking.transfer.isDefault()
    QTest.mouseClick(asking.transfer, Qt.MouseButton.LeftButton)
    settle(desk)
    form = _opened(dialog, TransferDialog)
    assert isinstance(form, TransferDialog)
    assert set(form._matters) == set(leaving(office, row.id).matters)
    form.reject()
    assert next(one for one in people(office) if one.id == row.id).active


def test_who_leaves_with_nothing_goes_and_comes_back(dialog: PeopleDialog, desk: Desk, settle: Settle) -> None:
    office = desk.office
    assert office is not None
    row = next(one for one in dialog.table.shown() if one.person.role == "salesperson")
    dialog.table.choose(row.id)
    QTest.mouseClick(dialog.stop, Qt.MouseButton.LeftButton)
    settle(desk)
    asking = _opened(dialog, LeavingDialog)
    assert isinstance(asking, LeavingDialog)
    assert not asking.transfer.isVisible()
    QTest.mouseClick(asking.go, Qt.MouseButton.LeftButton)
    settle(desk)
    assert row.id not in [one.id for one in dialog.table.shown()]
    dialog.gone.setChecked(True)
    assert dialog.table.choose(row.id)
    assert dialog.stop.text() == "重新启用"
    QTest.mouseClick(dialog.stop, Qt.MouseButton.LeftButton)
    settle(desk)
    assert next(one for one in people(office) if one.id == row.id).active
