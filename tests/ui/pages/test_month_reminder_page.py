"""月度提醒 (3.2.4): write the mails, open them, mark them sent; the month's duty is done with it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QUrl
from pytestqt.qtbot import QtBot

from ipdesk.services.mailings import mailings
from ipdesk.services.undo import undo
from ui.context import Desk
from ui.dialogs.print_preview import PrintPreview
from ui.pages.month_reminder import MonthReminderPage

Settle = Callable[[Desk], None]


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
def page(qtbot: QtBot, desk: Desk, settle: Settle, opened: list[Path]) -> MonthReminderPage:
    made = MonthReminderPage(desk)
    qtbot.addWidget(made)
    desk.changes.happened.connect(made.on_changes)
    made.resize(1366, 690)
    made.show()
    settle(desk)
    return made


def click(qtbot: QtBot, widget: object) -> None:
    qtbot.mouseClick(widget, Qt.MouseButton.LeftButton)


def test_written_opened_sent_and_taken_back(
    qtbot: QtBot, page: MonthReminderPage, desk: Desk, settle: Settle, opened: list[Path]
) -> None:
    assert desk.office is not None
    assert page.found is not None
    people = [one for one in page.found.answerers if one.person_id is not None and one.cases]
    assert people
    sent_before = len(mailings(desk.office, purpose="month_reminder", period="2026-11"))
    click(qtbot, page.buttons["write"])
    settle(desk)
    settle(desk)
    assert len(page.found.unsent) == len(people)
    assert {path.suffix for path in opened} == {".eml"}
    assert len(opened) == len(people)
    assert "发出" in page.state.text()
    assert page.buttons["sent"].property("primary")
    click(qtbot, page.buttons["sent"])
    settle(desk)
    assert page.found.unsent == ()
    assert page.found.done_on is not None
    assert not page.buttons["sent"].isEnabled()
    undo(desk.office, desk.act())
    page.refresh()
    settle(desk)
    assert len(page.found.unsent) == len(people)
    assert len(mailings(desk.office, purpose="month_reminder", period="2026-11")) == sent_before + len(people)


def test_an_answerer_shows_their_cases_and_opens_their_mail(
    qtbot: QtBot, page: MonthReminderPage, desk: Desk, settle: Settle, opened: list[Path]
) -> None:
    assert page.found is not None
    assert page.cases.shown() == page.found.cases
    click(qtbot, page.buttons["write"])
    settle(desk)
    settle(desk)
    opened.clear()
    assert page.answerers.choose(page.found.cases[-1].answerer_id)
    who = page.answerers.current()
    assert who is not None
    assert page.cases.shown() == who.cases
    assert {case.answerer for case in page.cases.shown()} == {who.name}
    qtbot.keyClick(page.answerers, Qt.Key.Key_Return)
    settle(desk)
    assert [who.name in path.name for path in opened] == [True]
    page.answerers.selectRow(0)
    assert page.cases.shown() == page.found.cases


def test_a_system_without_a_mail_program_says_where_the_draft_is(
    qtbot: QtBot, page: MonthReminderPage, desk: Desk, settle: Settle, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ui.mailing.QDesktopServices.openUrl", lambda _url: False)
    shown: list[BaseException] = []
    monkeypatch.setattr(desk, "show_failure", shown.append)
    click(qtbot, page.buttons["write"])
    settle(desk)
    settle(desk)
    (error,) = shown
    assert getattr(error, "code", "") == "mail.no_program"
    assert Path(str(error.details["path"])).is_file()  # type: ignore[attr-defined]


def test_earlier_months_are_history(qtbot: QtBot, page: MonthReminderPage, desk: Desk, settle: Settle) -> None:
    assert page.found is not None
    click(qtbot, page.buttons["back"])
    settle(desk)
    assert page.found.month == "2026-10"
    assert "2026年10月" in page.heading.text()
    assert not page.buttons["write"].isEnabled()
    click(qtbot, page.buttons["now"])
    settle(desk)
    assert page.found.month == "2026-11"
    click(qtbot, page.buttons["forward"])
    settle(desk)
    assert page.found.month == "2026-12"
    assert not page.buttons["forward"].isEnabled()
    assert not page.buttons["sent"].isEnabled()  # not before its month


def test_the_list_is_printed_by_answerer(qtbot: QtBot, page: MonthReminderPage, desk: Desk, settle: Settle) -> None:
    click(qtbot, page.buttons["print"])
    settle(desk)
    (preview,) = page.findChildren(PrintPreview)
    assert preview.strip.images
    preview.close()
