"""月度提醒 (3.2.4): write the mails, open them, mark them sent; the month's duty is done with it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QUrl
from pytestqt.qtbot import QtBot

from ipdesk.services.mailings import mailings
from ipdesk.services.undo import undo
from tests.ui.conftest import Small
from ui.context import Desk
from ui.dialogs.print_preview import PrintPreview
from ui.pages.month_reminder import MonthReminderPage

Quiet = Callable[[], None]


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """What the system was asked to open."""
    found: list[Path] = []

    def take(url: QUrl) -> bool:
        found.append(Path(url.toLocalFile()))
        return True

    monkeypatch.setattr("ui.mailing.QDesktopServices.openUrl", take)
    return found


@pytest.fixture
def page(qtbot: QtBot, desk: Desk, small: Small, quiet: Quiet, opened: list[Path]) -> MonthReminderPage:
    """Two notices for 林一 to answer, one of them without a day, and one for 王二."""
    for title, answer_by in (("一种折叠支架", "2026-11-27"), ("散热装置", "2026-12-10"), ("路由器", "")):
        data = {"notice": "correction"} | ({"answer_by": answer_by} if answer_by else {})
        small.record(title, "notice_received", date(2026, 10, 9), data=data)
        small.record(title, "notice_imported", date(2026, 10, 10), about="N1")
        who = {"answerer_id": str(small.people["王二"])} if title == "散热装置" else {}
        small.record(title, "response_assigned", date(2026, 10, 12), about="N1", data=who)
    made = MonthReminderPage(desk)
    qtbot.addWidget(made)
    desk.changes.happened.connect(made.on_changes)
    made.resize(1366, 690)
    made.show()
    quiet()
    return made


def click(qtbot: QtBot, widget: object) -> None:
    qtbot.mouseClick(widget, Qt.MouseButton.LeftButton)


def test_written_opened_sent_and_taken_back(
    qtbot: QtBot, page: MonthReminderPage, desk: Desk, quiet: Quiet, opened: list[Path]
) -> None:
    assert desk.office is not None
    assert page.found is not None
    people = page.found.answerers
    assert [(one.name, len(one.cases)) for one in people] == [("林一", 2), ("王二", 1)]
    click(qtbot, page.buttons["write"])
    quiet()
    assert len(page.found.unsent) == len(people)
    assert {path.suffix for path in opened} == {".eml"}
    assert len(opened) == len(people)
    assert "发出" in page.state.text()
    assert page.buttons["sent"].property("primary")
    click(qtbot, page.buttons["sent"])
    quiet()
    assert page.found.unsent == ()
    assert page.found.done_on == desk.today
    assert not page.buttons["sent"].isEnabled()
    undo(desk.office, desk.act())
    page.refresh()
    quiet()
    assert len(page.found.unsent) == len(people)
    assert len(mailings(desk.office, purpose="month_reminder", period="2026-11")) == 2


def test_an_answerer_shows_their_cases_and_opens_their_mail(
    qtbot: QtBot, page: MonthReminderPage, small: Small, quiet: Quiet, opened: list[Path]
) -> None:
    assert page.found is not None
    assert page.cases.shown() == page.found.cases
    click(qtbot, page.buttons["write"])
    quiet()
    opened.clear()
    assert page.answerers.choose(small.people["王二"])
    who = page.answerers.current()
    assert who is not None
    assert page.cases.shown() == who.cases
    assert {case.answerer for case in page.cases.shown()} == {who.name}
    qtbot.keyClick(page.answerers, Qt.Key.Key_Return)
    quiet()
    assert [who.name in path.name for path in opened] == [True]
    page.answerers.selectRow(0)
    assert page.cases.shown() == page.found.cases


def test_a_system_without_a_mail_program_says_where_the_draft_is(
    qtbot: QtBot, page: MonthReminderPage, desk: Desk, quiet: Quiet, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ui.mailing.QDesktopServices.openUrl", lambda _url: False)
    shown: list[BaseException] = []
    monkeypatch.setattr(desk, "show_failure", shown.append)
    click(qtbot, page.buttons["write"])
    quiet()
    (error,) = shown
    assert getattr(error, "code", "") == "mail.no_program"
    assert Path(str(error.details["path"])).is_file()  # type: ignore[attr-defined]


def test_earlier_months_are_history(qtbot: QtBot, page: MonthReminderPage, desk: Desk, quiet: Quiet) -> None:
    assert page.found is not None
    click(qtbot, page.buttons["back"])
    quiet()
    assert page.found.month == "2026-10"
    assert "2026年10月" in page.heading.text()
    assert not page.buttons["write"].isEnabled()
    click(qtbot, page.buttons["now"])
    quiet()
    assert page.found.month == "2026-11"
    click(qtbot, page.buttons["forward"])
    quiet()
    assert page.found.month == "2026-12"
    assert not page.buttons["forward"].isEnabled()
    assert not page.buttons["sent"].isEnabled()  # not before its month


def test_the_list_is_printed_by_answerer(qtbot: QtBot, page: MonthReminderPage, desk: Desk, quiet: Quiet) -> None:
    click(qtbot, page.buttons["print"])
    quiet()
    (preview,) = page.findChildren(PrintPreview)
    assert preview.strip.images
    preview.close()
