"""The program with its window: shell painted first, then the office opened beside it."""

from __future__ import annotations

from ui.quick_import import quick_imports  # isort: skip - before PySide6 replaces the import function

import os
import sys
import time
from datetime import datetime

from PySide6.QtCore import QLibraryInfo, QLocale, QTimer, QTranslator
from PySide6.QtWidgets import QApplication

from ipdesk import config
from ui import theme
from ui.context import Desk
from ui.failures import ExceptionHook
from ui.launch import Launch
from ui.main_window import MainWindow
from ui.opening import database_for, open_in

__all__ = ["make_application", "quick_imports", "run"]

_NEWS = 5000  # milliseconds between two looks for what other workstations did
_CLOCK = 60_000


def make_application() -> QApplication:
    """The one QApplication, speaking Chinese."""
    app = QApplication.instance()
    if isinstance(app, QApplication):
        return app
    app = QApplication(sys.argv[:1])
    app.setApplicationName("ipdesk")
    app.setApplicationDisplayName("知识产权案件台")
    QLocale.setDefault(QLocale(QLocale.Language.Chinese, QLocale.Country.China))
    translator = QTranslator(app)
    # qtbase_zh_CN holds Qt's own texts; qt_zh_CN is only a list of catalogues.
    if translator.load("qtbase_zh_CN", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
        app.installTranslator(translator)
    return app


def run(launch: Launch) -> int:
    """Show the window and stay until it is closed; answers the exit status."""
    started = time.perf_counter()
    app = make_application()
    settings = config.load()
    theme.apply(app, settings.theme)
    desk = Desk(launch.today, settings)
    until = os.environ.get("IPDESK_EXIT_WHEN_SHOWN", "") or ("1" if launch.exit_when_shown else "")
    desk.keeps_settings = not until
    window = MainWindow(desk)
    hook = ExceptionHook(window.failures.tell, window)
    hook.install()
    stay = _Stay(window, desk, until, started)
    window.first_painted.connect(lambda: _start(window, desk, launch, stay))
    window.restore_place()
    window.show()
    try:
        status = app.exec()
    finally:
        hook.remove()
        if window.isVisible():
            window.close()
        desk.runner.close()
    return stay.status or status


def _start(window: MainWindow, desk: Desk, launch: Launch, stay: _Stay) -> None:
    stay.painted()
    if stay.until == "paint":
        return
    url = database_for(desk, launch.url)
    if url is None:
        window.show_welcome()
        stay.shown()
        return
    open_in(desk, url, create=False, failed=lambda error: _not_opened(window, desk, error, stay))
    if launch.today == datetime.now().astimezone().date():
        timer = QTimer(window)
        timer.timeout.connect(lambda: desk.set_today(datetime.now().astimezone().date()))
        timer.start(_CLOCK)
    if not stay.until:
        from ui.news import News

        News(desk, window).start(_NEWS)


def _not_opened(window: MainWindow, desk: Desk, error: BaseException, stay: _Stay) -> None:
    stay.status = 1
    window.show_welcome()
    desk.show_failure(error)
    stay.shown()


class _Stay:
    """Ends a start that is only measured: ``paint`` after the first paint, else once a page is filled."""

    def __init__(self, window: MainWindow, desk: Desk, until: str, started: float) -> None:
        self.until = until
        self.status = 0
        self._window, self._desk, self._started = window, desk, started
        if until and until != "paint":
            window.page_shown.connect(lambda _key: QTimer.singleShot(0, self._wait))

    def painted(self) -> None:
        self._say("paint")
        if self.until == "paint":
            self._end()

    def shown(self) -> None:
        """A page that reads nothing stands."""
        if self.until and self.until != "paint":
            QTimer.singleShot(0, self._filled)

    def _wait(self) -> None:
        """The page asked for what it shows; when nothing runs any more it is filled."""
        if self._desk.runner.busy:
            self._desk.runner.idle.connect(lambda: QTimer.singleShot(0, self._wait))
        else:
            self._filled()

    def _filled(self) -> None:
        self._window.repaint()
        self._say("filled")
        self._end()

    def _say(self, what: str) -> None:
        if os.environ.get("IPDESK_TIMING"):
            print(f"{what} {1000 * (time.perf_counter() - self._started):.0f} ms", file=sys.stderr)  # noqa: T201

    def _end(self) -> None:
        self._window.close()
        QApplication.exit(self.status)
