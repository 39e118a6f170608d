"""同族与关联 in the panel, the acts on a line of the law, and numbers that say what is wrong while they are typed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from ipdesk.domain.matters import Kind
from ipdesk.services.events import RecordEvent, record_event
from ipdesk.services.family import family
from ipdesk.services.listing import matter_view
from ipdesk.services.matters import NewMatter, add_matter
from ipdesk.services.official_acts import choices
from ipdesk.services.rows import DueRow, MatterView
from ipdesk.services.undo import undo
from tests.ui.conftest import TODAY, Small
from ui.context import Desk
from ui.dialogs.link import LinkDialog
from ui.dialogs.new_matter import NewMatterDialog
from ui.dialogs.official_acts import ExtendDialog, GiveUpDialog, ReceiptDialog, RestoreDialog
from ui.pages.official_menu import official_button, official_menu
from ui.pages.sections.links import LinksSection
from ui.widgets.number_hint import number_problem

Quiet = Callable[[], None]


@pytest.fixture
def quiet(desk: Desk, qtbot: QtBot) -> Quiet:
    return lambda: qtbot.waitUntil(lambda: not desk.runner.busy, timeout=30_000)


def filed(small: Small, title: str, on: date, number: str = "") -> int:
    new = NewMatter(Kind.INVENTION, title, filed=on, application_number=number)
    return add_matter(small.office, small.act, new).created or 0


def view(small: Small, matter: int) -> MatterView:
    return matter_view(small.office, TODAY, matter)


def due(small: Small, matter: int, rule: str) -> DueRow:
    return next(row for row in view(small, matter).due_items if row.rule == rule)


def click(button: object) -> None:
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)  # type: ignore[call-overload]


def test_a_link_is_added_by_typing_gone_to_and_removed(small: Small, desk: Desk, qtbot: QtBot, quiet: Quiet) -> None:
    first = filed(small, "首次申请", date(2026, 3, 2))
    later = filed(small, "后续申请", date(2026, 11, 2))
    dialog = LinkDialog(desk, view(small, later))
    qtbot.addWidget(dialog)
    dialog.show()
    QTest.keyClicks(dialog.other, view(small, first).row.number)
    qtbot.waitUntil(lambda: dialog.hits.count() == 2)  # the matter, and a number outside
    assert dialog.chosen() == first
    assert not dialog.country.isVisible()
    click(dialog.go)
    quiet()
    assert due(small, later, "D11").due == date(2029, 3, 2)
    section = LinksSection(desk, view(small, first))
    qtbot.addWidget(section)
    section.resize(520, 320)
    section.show()
    quiet()
    assert [row.itself for row in section.rows] == [True, False]
    with qtbot.waitSignal(desk.wanted) as gone:
        click(section.goers[later])
    assert gone.args == [later]
    (away,) = section.removers.values()
    click(away)
    quiet()
    assert family(small.office, first) == ()
    undo(small.office, small.act)
    assert len(family(small.office, first)) == 2


def test_a_number_outside_says_which_character_is_wrong(small: Small, desk: Desk, qtbot: QtBot, quiet: Quiet) -> None:
    later = filed(small, "后续申请", date(2026, 11, 2))
    dialog = LinkDialog(desk, view(small, later))
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.other.setText("202610123456.7")
    qtbot.waitUntil(lambda: "第13位" in dialog.hint.text())
    assert "应为 X" in dialog.hint.text()
    assert dialog.other.text() == "202610123456.7"  # named, never repaired
    dialog.on.set_value(date(2026, 3, 2))
    click(dialog.go)
    quiet()
    assert "应为 X" in dialog.refusal.text()
    dialog.other.setText("63/123456")
    dialog.country.setText("us")
    quiet()
    qtbot.waitUntil(lambda: not dialog._timer.isActive() and not desk.runner.busy)
    assert not dialog.hint.isVisible()
    click(dialog.go)
    quiet()
    assert [row.country for row in family(small.office, later)] == ["US", ""]


def test_one_click_says_that_the_client_wants_it_abroad(small: Small, desk: Desk, qtbot: QtBot, quiet: Quiet) -> None:
    first = filed(small, "首次申请", date(2026, 3, 2))
    section = LinksSection(desk, view(small, first))
    qtbot.addWidget(section)
    section.show()
    quiet()
    assert section.empty.isVisible()
    click(section.wishes["wants_priority"])
    quiet()
    assert due(small, first, "D22").due == date(2027, 3, 2)


def with_notice(small: Small, notice: str, issued: str) -> int:
    matter = filed(small, "一种装置", date(2025, 3, 3))
    data = {"notice": notice, "issued": issued, "delivery": "electronic"}
    record_event(small.office, small.act, RecordEvent(matter, "notice_received", TODAY, data=data))
    return matter


def test_the_line_of_the_law_offers_what_can_be_done(small: Small, desk: Desk, qtbot: QtBot) -> None:
    matter = with_notice(small, "first_office_action", "2026-11-02")
    seen = choices(small.office, small.act, due(small, matter, "D01").id)
    menu = official_menu(desk, view(small, matter), seen, desk_parent(qtbot))
    assert [(action.text(), action.isEnabled()) for action in menu.actions()] == [
        ("申请延长…", True),
        ("请求恢复…", False),
        ("证明实际收到日…", True),
        ("放弃该期限…", True),
    ]
    assert "还没有丧失" in menu.actions()[1].toolTip()
    own = next(row for row in view(small, small.matters["散热装置"]).due_items if not row.official)
    assert official_button(desk, view(small, matter), own, menu) is None


def desk_parent(qtbot: QtBot) -> QWidget:
    parent = QWidget()
    qtbot.addWidget(parent)
    return parent


def test_the_dialogs_record_what_they_ask(small: Small, desk: Desk, qtbot: QtBot, quiet: Quiet, tmp_path: Path) -> None:
    paper = tmp_path / "确认.txt"
    paper.write_text("ok", encoding="utf-8")
    matter = with_notice(small, "first_office_action", "2026-11-02")
    asked = due(small, matter, "D01")

    def opened(make: type) -> object:
        dialog = make(desk, view(small, matter), choices(small.office, small.act, asked.id))
        qtbot.addWidget(dialog)
        dialog.show()
        return dialog

    extend = opened(ExtendDialog)
    assert isinstance(extend, ExtendDialog)
    click(extend.months.button(2))
    extend.months.button(2).setChecked(True)
    assert "600 元" in extend.cost.text()
    click(extend.go)
    quiet()
    assert due(small, matter, "D21").due == asked.due
    receipt = opened(ReceiptDialog)
    assert isinstance(receipt, ReceiptDialog)
    receipt.on.set_value(date(2026, 11, 9))
    click(receipt.go)
    assert "请附上" in receipt.refusal.text()
    receipt.box.add_files([paper])
    click(receipt.go)
    quiet()
    assert due(small, matter, "D01").due == date(2027, 3, 9)
    drop = opened(GiveUpDialog)
    assert isinstance(drop, GiveUpDialog)
    click(drop.go)
    assert "书面确认" in drop.refusal.text()
    drop.box.add_files([paper])
    click(drop.go)
    quiet()
    assert due(small, matter, "D01").state == "void"


def test_the_right_is_asked_back_in_the_dialog(small: Small, desk: Desk, qtbot: QtBot, quiet: Quiet) -> None:
    matter = with_notice(small, "deemed_withdrawn", "2026-11-02")
    seen = choices(small.office, small.act, due(small, matter, "D19").id)
    dialog = RestoreDialog(desk, view(small, matter), seen)
    qtbot.addWidget(dialog)
    dialog.show()
    assert not dialog.ended.isVisible()
    assert "1,000 元" in dialog.cost.text()
    dialog.forced.setChecked(True)
    assert dialog.ended.isVisible()
    assert "不缴恢复费" in dialog.cost.text()
    dialog.other.setChecked(True)
    click(dialog.go)
    quiet()
    assert due(small, matter, "D19").state == "done"


@pytest.mark.parametrize(
    ("kind", "text", "words"),
    [
        (Kind.INVENTION, "202610123456.7", "应为 X"),
        (Kind.INVENTION, "202610123456X", ""),
        (Kind.INVENTION, "ＺＬ２０２６１０１２３４５６．Ｘ", ""),
        (Kind.INVENTION, "12345678", "这像是商标号"),
        (Kind.INVENTION, "", ""),
        (Kind.TRADEMARK, "12345678", ""),
        (Kind.TRADEMARK, "012345", "不以0开头"),
        (Kind.SOFTWARE, "2026SR12", "6或7位"),
        (Kind.LAYOUT, "BS.12", "9位"),
        (Kind.PCT, "PCT/CN2026/01234", "6位"),
    ],
)
def test_a_number_is_looked_at_while_it_is_typed(kind: Kind, text: str, words: str) -> None:
    problem = number_problem(kind, text)
    assert words in problem
    assert bool(problem) is bool(words)


def test_a_new_matters_number_is_faulted_beside_its_field(desk: Desk, qtbot: QtBot) -> None:
    dialog = NewMatterDialog(desk, "patent")
    qtbot.addWidget(dialog)
    dialog.show()
    fields = dialog.fields
    fields.kind.setCurrentIndex(fields.kind.findData(Kind.INVENTION))
    QTest.keyClicks(fields.number, "202610123456.7")
    assert fields.number_hint.isVisible()
    assert "应为 X" in fields.number_hint.text()
    QTest.keyClick(fields.number, Qt.Key.Key_Backspace)
    QTest.keyClicks(fields.number, "X")
    assert not fields.number_hint.isVisible()
    assert fields.number.text() == "202610123456.X"
