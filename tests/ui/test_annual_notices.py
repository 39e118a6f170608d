"""The page of annual-fee notices as a clerk uses it: forms made, mails read over, money recorded (3.2.3)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TypeVar

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from ipdesk.domain.matters import Kind
from ipdesk.services.annual_notices import AnnualLine, annual_lines
from ipdesk.services.annual_steps import payment_lines
from ipdesk.services.events import RecordEvent, record_event
from ipdesk.services.listing import matter_view
from ipdesk.services.mailings import mailings
from ipdesk.services.matters import NewMatter, add_matter
from ipdesk.services.people import add_person
from ipdesk.services.undo import undo
from tests.ui.conftest import TODAY, Small
from ui.context import Desk
from ui.dialogs.annual_payment import AnnualPaymentDialog, PaymentLinesDialog
from ui.dialogs.notice_mail import AnnualMailDialog
from ui.dialogs.print_preview import PrintPreview
from ui.pages.annual_notices import AnnualNoticesPage

Quiet = Callable[[], None]
W = TypeVar("W", bound=QWidget)


def dialog_of(kind: type[W]) -> W:
    found = [one for one in QApplication.topLevelWidgets() if isinstance(one, kind) and one.isVisible()]
    assert len(found) == 1, found
    return found[0]


@pytest.fixture
def patents(small: Small) -> dict[str, int]:
    """Two patents of one client whose notices are to be made, one of another whose notice was made by hand."""
    seller = add_person(small.office, small.act, "销四", "salesperson", None, "xiao@agency.cn").created or 0
    made = {}
    for name, client, due in (
        ("折叠椅", "长虹公司", date(2027, 1, 8)),
        ("水壶", "长虹公司", date(2027, 1, 12)),
        ("灯具", "南方厂", date(2026, 12, 31)),
    ):
        new = NewMatter(
            Kind.UTILITY_MODEL, name, client, filed=due.replace(year=due.year - 4), granted=date(2024, 6, 1),
            salesperson_id=seller, taken_on=date(2026, 9, 1),
        )  # fmt: skip
        made[name] = add_matter(small.office, small.act, new).created or 0
    record_event(small.office, small.act, RecordEvent(made["灯具"], "annual_notice_made", TODAY, about="annual:5"))
    return made


@pytest.fixture
def page(
    desk: Desk, patents: dict[str, int], qtbot: QtBot, quiet: Quiet, monkeypatch: pytest.MonkeyPatch
) -> AnnualNoticesPage:
    assert patents
    monkeypatch.setattr("ui.mailing.QDesktopServices.openUrl", lambda _url: True)
    made = AnnualNoticesPage(desk)
    qtbot.addWidget(made)
    desk.changes.happened.connect(made.on_changes)
    made.resize(1334, 600)
    made.show()
    quiet()
    return made


def line(small: Small, matter: int) -> AnnualLine:
    return annual_lines(small.office, TODAY, [(matter, "annual:5")])[0]


def show(page: AnnualNoticesPage, key: str, qtbot: QtBot, quiet: Quiet) -> list[str]:
    qtbot.mouseClick(page.pills[key], Qt.MouseButton.LeftButton)
    quiet()
    return [row.title for row in page.board.lines]


def test_3_2_3_one_form_for_the_patents_of_a_client(
    page: AnnualNoticesPage, small: Small, patents: dict[str, int], qtbot: QtBot, quiet: Quiet
) -> None:
    assert [row.title for row in page.board.lines] == ["折叠椅", "水壶"]
    page.table.choose(0)
    qtbot.mouseClick(page.buttons["all"], Qt.MouseButton.LeftButton)
    assert "2 笔" in page.next.text()
    qtbot.keyClick(page.table, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: line(small, patents["水壶"]).steps[0].done, timeout=5000)
    quiet()
    papers = [matter_view(small.office, TODAY, patents[name]).attachments for name in ("折叠椅", "水壶")]
    assert papers[0][0].sha256 == papers[1][0].sha256
    assert papers[0][0].size > 5000  # a page with its fonts
    assert page.pills["send"].count == 3
    undo(small.office, small.act)
    assert not line(small, patents["折叠椅"]).steps[0].done


def test_3_2_3_a_notice_made_by_hand_gets_its_form_before_it_is_sent(
    page: AnnualNoticesPage, small: Small, patents: dict[str, int], qtbot: QtBot, quiet: Quiet
) -> None:
    assert show(page, "send", qtbot, quiet) == ["灯具"]
    page.table.choose(0)
    qtbot.mouseClick(page.next, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(
        lambda: any(isinstance(one, AnnualMailDialog) and one.isVisible() for one in QApplication.topLevelWidgets()),
        timeout=5000,
    )
    quiet()
    dialog = dialog_of(AnnualMailDialog)
    assert "xiao@agency.cn" in dialog.to.text()
    assert dialog.files.text().endswith(".pdf")
    qtbot.mouseClick(dialog.go, Qt.MouseButton.LeftButton)
    quiet()
    (row,) = mailings(small.office, purpose="annual_notice")
    assert len(row.files) == 1
    assert line(small, patents["灯具"]).steps[1].on == TODAY
    assert show(page, "collect", qtbot, quiet) == ["灯具"]


def test_3_2_3_the_amount_received_may_be_another(
    page: AnnualNoticesPage, small: Small, patents: dict[str, int], qtbot: QtBot, quiet: Quiet
) -> None:
    key = (patents["灯具"], "annual:5")
    record_event(small.office, small.act, RecordEvent(key[0], "annual_notice_sent", TODAY, about=key[1]))
    page.refresh()
    quiet()
    show(page, "collect", qtbot, quiet)
    page.table.choose(0)
    qtbot.keyClick(page.table, Qt.Key.Key_3)
    dialog = dialog_of(AnnualPaymentDialog)
    cell = dialog.table.item(0, 3)
    assert cell is not None
    assert cell.text() == "900.00"
    cell.setText("无")
    qtbot.mouseClick(dialog.go, Qt.MouseButton.LeftButton)
    quiet()
    assert "无" in dialog.refusal.text()
    cell.setText("880.50")
    qtbot.mouseClick(dialog.go, Qt.MouseButton.LeftButton)
    quiet()
    (event,) = [one for one in matter_view(small.office, TODAY, key[0]).events if one.name == "annual_payment_received"]
    assert event.data["amount"] == "880.50"
    assert show(page, "pay", qtbot, quiet) == ["灯具"]


def test_the_preview_records_nothing_and_shows_how_to_pay(
    page: AnnualNoticesPage, desk: Desk, small: Small, patents: dict[str, int], qtbot: QtBot, quiet: Quiet
) -> None:
    page.ask_payment_lines()
    quiet()
    asked = dialog_of(PaymentLinesDialog)
    asked.text.setPlainText("户名：长江事务所\n账号：6222")
    qtbot.mouseClick(asked.go, Qt.MouseButton.LeftButton)
    quiet()
    assert payment_lines(small.office) == "户名：长江事务所\n账号：6222"
    page.table.choose(0)
    qtbot.mouseClick(page.buttons["preview"], Qt.MouseButton.LeftButton)
    quiet()
    preview = dialog_of(PrintPreview)
    assert preview.strip.document is not None
    assert "6222" in preview.strip.document.page.html
    assert preview.strip.document.pages == 1
    preview.close()
    assert not line(small, patents["折叠椅"]).steps[0].done


def test_nothing_to_do_says_so(page: AnnualNoticesPage, qtbot: QtBot, quiet: Quiet) -> None:
    assert show(page, "pay", qtbot, quiet) == []
    assert page.stack.currentIndex() == 1
    assert not page.next.isEnabled()
