"""Pictures of the main screens with real data, for looking at: ``ipdesk screenshots``."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication, QWidget

from ipdesk import config
from ui import theme
from ui.app import make_application
from ui.context import Desk
from ui.main_window import MainWindow
from ui.opening import open_in
from ui.pages.department import DepartmentPage

_log = logging.getLogger(__name__)
_QUIET = 3  # looks in a row at which nothing ran and nothing was about to
_LOOK = 5  # milliseconds
_SOON = 500  # milliseconds: a longer timer (a message that goes away, a clock) is not waited for
_LONGEST = 30  # seconds

SMALL, LARGE = (1366, 768), (1920, 1080)


@dataclass(frozen=True, slots=True)
class Shot:
    """One picture: file name, tab, size, theme, and what is done before it is taken."""

    name: str
    tab: str
    size: tuple[int, int] = SMALL
    theme: str = "light"
    prepare: Callable[[QWidget], object] | None = None


def take_screenshots(url: str, folder: Path, today: date) -> list[Path]:
    """Open ``url`` in a window and write one PNG per screen into ``folder``; what is there is written over."""
    app = make_application()
    theme.apply(app, "light")
    desk = Desk(today, config.Settings())
    desk.keeps_settings = False
    window = MainWindow(desk)
    failed: list[BaseException] = []
    window.resize(*SMALL)
    window.show()
    open_in(desk, url, create=False, failed=failed.append)
    settle(desk)
    if failed:
        window.close()
        raise failed[0]
    folder.mkdir(parents=True, exist_ok=True)
    made = []
    for shot in SHOTS:
        path = folder / f"{shot.name}.png"
        _take(app, window, shot, path)
        made.append(path)
    theme.apply(app, "light")
    window.close()
    window.deleteLater()
    return made


def _take(app: QApplication, window: MainWindow, shot: Shot, path: Path) -> None:
    theme.apply(app, shot.theme)
    window.resize(*shot.size)
    window.toast.hide()
    page = window.show_page(shot.tab)
    settle(window.desk)
    if shot.prepare is not None:
        shot.prepare(page)
        settle(window.desk)
    window.grab().save(str(path), "PNG", 80)  # packed lightly: the file is little larger, and soon written


def settle(desk: Desk) -> None:
    """Wait until nothing runs beside the window and no short pause after a key is left, at most half a minute."""
    loop, timer, quiet = QEventLoop(), QTimer(), 0
    end = time.monotonic() + _LONGEST

    def look() -> None:
        nonlocal quiet
        quiet = 0 if desk.runner.busy or _about_to_run() else quiet + 1
        if quiet >= _QUIET or time.monotonic() > end:
            loop.quit()

    timer.timeout.connect(look)
    timer.start(_LOOK)
    loop.exec()
    timer.stop()


def _about_to_run() -> bool:
    """Whether a window waits for the end of a short pause, as after the last key of a filter."""
    timers = (timer for window in QApplication.topLevelWidgets() for timer in window.findChildren(QTimer))
    return any(timer.isActive() and timer.isSingleShot() and timer.interval() <= _SOON for timer in timers)


def _open_why(page: QWidget) -> None:
    """The first due item's explanation, folded out."""
    if isinstance(page, DepartmentPage) and page.panel.due is not None:
        page.panel.due.open_first()


def _nothing_found(page: QWidget) -> None:
    if isinstance(page, DepartmentPage):
        page.line.setText("没有这样的案件")


def _late_items(page: QWidget) -> None:
    """The items behind a figure of the statistics."""
    from ui.pages.statistics import StatisticsPage

    if isinstance(page, StatisticsPage) and page.view is not None:
        page.show_list(page.view.late_which)


def _figures(page: QWidget) -> None:
    from ui.pages.statistics import StatisticsPage

    if isinstance(page, StatisticsPage):
        page.show_figures()


SHOTS: tuple[Shot, ...] = (
    # All of one look together: a change of look styles every page anew.
    Shot("今日", "today"),
    Shot("专利部", "patent", prepare=_open_why),
    Shot("专利部-1920", "patent", LARGE),
    Shot("流程部", "process", prepare=_open_why),
    Shot("软件部", "software", prepare=_open_why),
    Shot("商标部", "trademark", prepare=_open_why),
    Shot("日历", "calendar"),
    Shot("日历-1920", "calendar", LARGE),
    Shot("费用总表", "fee_sheet"),
    Shot("年费与续展", "fee_sheet/annuities"),
    Shot("全所事项", "today/duties"),
    Shot("分配-专利部", "patent/allocation"),
    Shot("每周跟进", "patent/follow_up"),
    Shot("月度提醒", "process/reminder"),
    Shot("通知书", "process/notices"),
    Shot("通知书-1920", "process/notices", LARGE),
    Shot("年费通知", "process/annual"),
    Shot("投诉", "complaints"),
    Shot("投诉-1920", "complaints", LARGE),
    Shot("投诉-年度", "complaints/year"),
    Shot("统计", "statistics"),
    Shot("统计-明细", "statistics", prepare=_late_items),
    Shot("统计-1920", "statistics", LARGE, prepare=_figures),
    Shot("服务标准", "statistics/standard"),
    Shot("专利部-深色", "patent", theme="dark"),
    Shot("日历-深色", "calendar", theme="dark"),
    Shot("费用总表-深色", "fee_sheet", theme="dark"),
    Shot("年费与续展-深色", "fee_sheet/annuities", theme="dark"),
    Shot("今日-深色", "today", theme="dark"),
    Shot("分配-流程部-深色", "process/allocation", theme="dark"),
    Shot("通知书-深色", "process/notices", theme="dark"),
    Shot("投诉-深色", "complaints", theme="dark"),
    Shot("统计-深色", "statistics", theme="dark"),
    Shot("服务标准-深色", "statistics/standard", theme="dark"),
    # Last: its page keeps the words it was given.
    Shot("专利部-无结果", "patent", prepare=_nothing_found),
)
