"""The program starts, shows a filled page and ends; the window's tabs, badges, failures and keys."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ipdesk.errors import UserError
from ipdesk.services.office import Changes, open_office
from tests.ui.conftest import TODAY, Small
from ui import theme
from ui.actions import ENTRIES
from ui.context import Desk
from ui.failures import ExceptionHook, FailureBar
from ui.main_window import MainWindow

Quiet = Callable[[], None]


def _start(database: Path | None, until: str, root: Path) -> subprocess.CompletedProcess[str]:
    more = [] if database is None else ["--db", str(database)]
    return subprocess.run(
        [sys.executable, "-m", "ipdesk", *more, "--today", "2026-11-20"],
        cwd=root,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen", "IPDESK_EXIT_WHEN_SHOWN": until, "IPDESK_TIMING": "1"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@pytest.mark.parametrize("until", ["paint", "1"])
def test_the_program_shows_itself_and_ends(tmp_path: Path, root: Path, until: str) -> None:
    open_office(tmp_path / "office.db", create=True).close()
    done = _start(tmp_path / "office.db", until, root)
    assert done.returncode == 0, done.stderr
    assert "paint " in done.stderr
    assert ("filled " in done.stderr) is (until == "1")


def test_a_missing_database_is_told_and_the_start_fails(tmp_path: Path, root: Path) -> None:
    done = _start(tmp_path / "no.db", "1", root)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr


@pytest.fixture
def window(desk: Desk, qtbot: QtBot, quiet: Quiet) -> MainWindow:
    made = MainWindow(desk)
    qtbot.addWidget(made)
    made.resize(1366, 768)
    made.show()
    desk.office_changed.emit()
    quiet()
    return made


def test_tabs_make_their_page_once(window: MainWindow, quiet: Quiet) -> None:
    assert window.current_key() == "today"
    first = window.show_page("patent")
    window.show_page("software")
    quiet()
    assert window.show_page("patent") is first
    assert window.current_page() is first


def test_badges_count_what_is_late(window: MainWindow, small: Small, desk: Desk, quiet: Quiet) -> None:
    from ipdesk.services.listing import counters

    later = date(2026, 12, 31)
    desk.set_today(later)
    window.refresh_badges()
    quiet()
    late = counters(small.office, later, "patent").overdue
    assert late > 0
    assert window.tabs.badge(1) == late


def test_going_to_a_matter_shows_its_department(window: MainWindow, small: Small, desk: Desk, quiet: Quiet) -> None:
    desk.navigate(small.matters["管理软件V1.0"])
    quiet()
    assert window.current_key() == "software"
    desk.navigate(9999)
    quiet()
    assert window.failures.isVisible()


def test_a_users_error_is_one_sentence(window: MainWindow, desk: Desk) -> None:
    desk.show_failure(UserError("ui.no_selection"))
    assert window.failures.sentence.text().startswith("没有选中案件")
    assert not window.failures.unfold.isVisible()
    window.failures.shut.click()
    assert not window.failures.isVisible()


def test_a_bug_folds_out_and_is_logged(qtbot: QtBot, caplog: pytest.LogCaptureFixture) -> None:
    bar = FailureBar()
    qtbot.addWidget(bar)
    try:
        raise ZeroDivisionError("x")
    except ZeroDivisionError as error:
        bar.tell(error)
    assert "意外错误" in bar.sentence.text()
    assert "ZeroDivisionError" in bar.text.toPlainText()
    assert "unexpected failure" in caplog.text
    bar.copy.click()
    assert "ZeroDivisionError" in QApplication.clipboard().text()


def test_the_same_bug_is_told_once(qtbot: QtBot) -> None:
    told: list[BaseException] = []
    hook = ExceptionHook(told.append)
    for _ in range(5):
        try:
            raise RuntimeError("again")
        except RuntimeError as error:
            hook(type(error), error, error.__traceback__)
    qtbot.waitUntil(lambda: bool(told))
    assert len(told) == 1


def test_what_is_said_offers_its_undo(window: MainWindow, small: Small, desk: Desk, quiet: Quiet) -> None:
    from ui.recording import record_for

    record_for(desk, (small.matters["散热装置"],), "sales_contacted")
    quiet()
    assert window.toast.isVisible()
    assert window.toast.button.isVisible()
    window.toast.button.click()
    quiet()
    assert "已撤销" in window.toast.text.text()


def test_a_new_day_reads_everything_again(window: MainWindow, desk: Desk, quiet: Quiet) -> None:
    before = window.show_page("patent")
    quiet()
    desk.set_today(date(2026, 11, 23))
    quiet()
    after = window.current_page()
    assert after is not None
    assert after is not before


def test_news_of_others_reach_the_screens(desk: Desk, small: Small, quiet: Quiet) -> None:
    from ui.news import News

    heard: list[Changes] = []
    desk.changes.happened.connect(heard.append)
    news = News(desk)
    news.ask()
    quiet()
    assert heard == []
    small.record("散热装置", "sales_contacted", TODAY)
    news.ask()
    quiet()
    assert [changes.matters for changes in heard] == [frozenset({small.matters["散热装置"]})]
    news.ask()
    quiet()
    assert len(heard) == 1


def test_dark_and_light(window: MainWindow, qapp: QApplication) -> None:
    window.deeds.theme()
    assert theme.is_dark()
    window.deeds.theme()
    assert not theme.is_dark()


def test_shortcuts_are_unique(window: MainWindow) -> None:
    keys = [entry.shortcut for entry in ENTRIES if entry is not None and entry.shortcut]
    assert len(keys) == len(set(keys))
    assert set(window.actions_by_key) == {entry.key for entry in ENTRIES if entry is not None}
    assert set(window.deeds.table()) == set(window.actions_by_key)


def test_closing_leaves_nothing_running(window: MainWindow, desk: Desk) -> None:
    window.close()
    assert not desk.runner.busy


def test_the_search_box_has_a_name_and_escape_works(window: MainWindow) -> None:
    assert window.search.accessibleName()
    assert window.menu_button.accessibleName()
    QTest.keyClick(window, Qt.Key.Key_Escape)
    assert window.isVisible()
