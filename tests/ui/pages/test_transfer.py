"""项目移交: filled in, previewed, asked for, approved by who may, printed with text that can be searched."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from ipdesk.services.listing import Filter, matter_ids, matter_rows
from ipdesk.services.mailings import mailings
from ipdesk.services.people import Person, people
from ipdesk.services.transfers import transfers
from tests.ui.pages.conftest import TODAY
from ui.context import Desk
from ui.dialogs.transfer import TransferDialog
from ui.dialogs.transfer_list import TransferListDialog
from ui.pages.today import TodayPage

Settle = Callable[[Desk], None]


@pytest.fixture
def matters(desk: Desk) -> list[int]:
    """Two matters of one handler that nobody has asked to hand over."""
    office = desk.office
    assert office is not None
    pending = {one for row in transfers(office, "requested") for one in row.matter_ids}
    by_handler: dict[int, list[int]] = {}
    for row in matter_rows(office, TODAY, matter_ids(office, TODAY, Filter(department="patent"))):
        if row.handler_id is not None and row.id not in pending:
            by_handler.setdefault(row.handler_id, []).append(row.id)
    return next(ids[:2] for ids in by_handler.values() if len(ids) >= 2)


@pytest.fixture
def taker(desk: Desk, matters: list[int]) -> Person:
    """Somebody else who can take them."""
    office = desk.office
    assert office is not None
    giver = matter_rows(office, TODAY, matters)[0].handler_id
    return next(one for one in people(office) if one.role == "handler" and one.active and one.id != giver)


@pytest.fixture
def dialog(qtbot: QtBot, desk: Desk, settle: Settle, matters: list[int]) -> TransferDialog:
    made = TransferDialog(desk, matters)
    qtbot.addWidget(made)
    made.show()
    settle(desk)
    return made


def _fill_in(dialog: TransferDialog, taker: Person) -> None:
    dialog.to.setCurrentIndex(dialog.to.findData(taker.id))
    dialog.reason.setPlainText("客户要求更换负责人")


def test_what_is_missing_is_said_beside_the_fields(dialog: TransferDialog, taker: Person) -> None:
    dialog.request()
    assert "接手人" in dialog.wrong.text()
    dialog.to.setCurrentIndex(dialog.to.findData(taker.id))
    dialog.request()
    assert "原因" in dialog.wrong.text()


def test_the_preview_follows_what_is_typed(
    qtbot: QtBot, dialog: TransferDialog, desk: Desk, settle: Settle, taker: Person
) -> None:
    _fill_in(dialog, taker)
    qtbot.waitUntil(lambda: not dialog._timer.isActive(), timeout=3000)
    settle(desk)
    document = dialog.strip.document
    assert document is not None
    assert taker.name in document.page.html
    assert "客户要求更换负责人" in document.page.html
    assert dialog.strip.images


def test_nothing_moves_before_approval(
    dialog: TransferDialog, desk: Desk, settle: Settle, taker: Person, matters: list[int], tmp_path: Path
) -> None:
    office = desk.office
    assert office is not None
    director = desk.person
    dialog.tell.setChecked(False)
    _fill_in(dialog, taker)
    dialog.request()
    settle(desk)
    assert dialog.approve.isVisible()
    assert all(row.handler_id != taker.id for row in matter_rows(office, TODAY, matters))
    desk.person = taker.id
    dialog.agree()
    settle(desk)
    assert "总监" in dialog.wrong.text()
    desk.person = director
    dialog.agree()
    settle(desk)
    assert all(row.handler_id == taker.id for row in matter_rows(office, TODAY, matters))
    assert not dialog.approve.isVisible()
    assert dialog.save_to(tmp_path / "移交.pdf")
    assert (tmp_path / "移交.pdf").read_bytes().startswith(b"%PDF")


def test_a_refused_one_stays_in_the_list(
    qtbot: QtBot, dialog: TransferDialog, desk: Desk, settle: Settle, taker: Person
) -> None:
    listed = TransferListDialog(desk)
    qtbot.addWidget(listed)
    listed.show()
    settle(desk)
    before = len(_lines(listed))
    _fill_in(dialog, taker)
    dialog.request()
    settle(desk)
    assert len(_lines(listed)) == before + 1
    assert _lines(listed)[0][4].startswith("▲")
    dialog.send_back("人手不足")
    settle(desk)
    assert "人手不足" in [line[6] for line in _lines(listed)]
    listed.reject()


def _lines(listed: TransferListDialog) -> list[tuple[str, ...]]:
    return [tuple(item.text(column) for column in range(7)) for item in listed._items()]


def test_what_moved_in_yesterdays_hand_over_within_three_clicks(qtbot: QtBot, desk: Desk, settle: Settle) -> None:
    """今日 → 移交申请… → the line: its matters stand below; Enter on one shows it."""
    office = desk.office
    assert office is not None
    page = TodayPage(desk)
    qtbot.addWidget(page)
    page.show()
    settle(desk)
    button = next(one for one in page.findChildren(QPushButton) if one.text() == "移交申请…")
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    settle(desk)
    listed = page.findChild(TransferListDialog)
    assert listed is not None
    (moved,) = transfers(office, "approved")
    item = next(one for one in listed._items() if one.text(0) == moved.number)
    group = item.parent()
    assert group is not None
    assert group.text(0).startswith("最近批准")
    assert item.text(1).startswith("昨天")
    where = listed.tree.visualItemRect(item).center()
    QTest.mouseClick(listed.tree.viewport(), Qt.MouseButton.LeftButton, pos=where)
    settle(desk)
    shown = listed.matters.shown()
    assert tuple(one.matter_id for one in shown) == moved.matter_ids
    assert {row.handler for row in matter_rows(office, TODAY, moved.matter_ids)} == {moved.to_person}
    listed.matters.choose(shown[0].number)
    with qtbot.waitSignal(desk.wanted) as wanted:
        QTest.keyClick(listed.matters, Qt.Key.Key_Return)
    assert wanted.args == [moved.matter_ids[0]]
    assert not listed.isVisible()


def test_the_signed_form_and_the_mail(
    dialog: TransferDialog,
    desk: Desk,
    settle: Settle,
    taker: Person,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    opened: list[int] = []
    monkeypatch.setattr("ui.mailing.open_mail", lambda _desk, mail_id: opened.append(mail_id))
    office = desk.office
    assert office is not None
    _fill_in(dialog, taker)
    dialog.request()
    settle(desk)
    assert dialog.tell.isVisible()
    assert not dialog.sign.isVisible()
    dialog.agree()
    settle(desk)
    mail = mailings(office, purpose="transfer")[0]
    assert opened == [mail.id]
    assert mail.recipients == taker.email
    assert dialog.sign.isVisible()
    assert not dialog.signed.isVisible()
    scan = tmp_path / "已签字.pdf"
    scan.write_bytes(b"%PDF-1.4")
    dialog.keep_scan(scan)
    settle(desk)
    assert dialog.signed.isVisible()
    assert "已签字存档" in dialog.state.text()
    assert dialog.matters.count() == 2


def test_a_folder_that_is_not_there_is_said(
    dialog: TransferDialog, desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from PySide6.QtWidgets import QMessageBox

    told: list[str] = []
    monkeypatch.setattr(QMessageBox, "warning", lambda _parent, _title, text: told.append(text))
    assert not dialog.save_to(tmp_path / "没有" / "移交.pdf")
    assert "移交.pdf" in told[0]
