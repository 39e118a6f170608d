"""The program with its window: shell painted first, then the window built, then the office opened beside it."""

from __future__ import annotations

from ui.quick_import import quick_imports  # isort: skip - before PySide6 replaces the import function

import os
import sys
import time
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QLibraryInfo, QLocale, QTimer, QTranslator
from PySide6.QtWidgets import QApplication

from ipdesk import config
from ui.launch import Launch
from ui.shell import TITLE, Shell

if TYPE_CHECKING:
    from ui.context import Desk
    from ui.failures import ExceptionHook
    from ui.garbage import GarbageTimer
    from ui.main_window import MainWindow

__all__ = ["make_application", "quick_imports", "run"]

_NEWS = 5000  # milliseconds between two looks for what other workstations did
_CLOCK = 60_000
_ASK_LATER = 600  # milliseconds: the first page is seen before anybody is asked who they are
_GEOMETRY = "window/geometry"


def make_application() -> QApplication:
    """The one QApplication, speaking Chinese."""
    app = QApplication.instance()
    if isinstance(app, QApplication):
        return app
    app = QApplication(sys.argv[:1])
    app.setApplicationName("ipdesk")
    app.setApplicationDisplayName(TITLE)
    QLocale.setDefault(QLocale("zh_CN"))
    translator = QTranslator(app)
    # qtbase_zh_CN holds Qt's own texts; qt_zh_CN is only a list of catalogues.
    if translator.load("qtbase_zh_CN", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
        app.installTranslator(translator)
    return app


def run(launch: Launch) -> int:
    """Show the window and stay until it is closed; answers the exit status."""
    app = make_application()
    settings = config.load()
    shell = Shell(dark=settings.theme == "dark")
    kept = settings.window.get(_GEOMETRY, "")
    if not kept or not shell.restoreGeometry(QByteArray.fromBase64(kept.encode())):
        shell.resize(1366, 768)
    start = _Start(app, shell, launch, settings)
    shell.on_painted = start.painted
    shell.show()
    try:
        status = app.exec()
    finally:
        start.end()
    return start.status or status


class _Start:
    """From the first paint to a filled page; a start that is only measured ends itself.

    ``IPDESK_EXIT_WHEN_SHOWN``: ``paint`` ends it after the first paint, anything else once a page is filled.
    """

    def __init__(self, app: QApplication, shell: Shell, launch: Launch, settings: config.Settings) -> None:
        self.status = 0
        self._app, self._shell, self._launch, self._settings = app, shell, launch, settings
        self._until = os.environ.get("IPDESK_EXIT_WHEN_SHOWN", "") or ("1" if launch.exit_when_shown else "")
        self._began = time.perf_counter()
        self._desk: Desk | None = None
        self._window: MainWindow | None = None
        self._hook: ExceptionHook | None = None
        self._garbage: GarbageTimer | None = None
        self._left = False

    def painted(self) -> None:
        """The shell stands: build the window in it, then open the office beside it."""
        self._say("paint")
        if self._until == "paint":
            self._leave()
            return
        from ui import theme
        from ui.context import Desk
        from ui.failures import ExceptionHook
        from ui.main_window import MainWindow

        theme.apply(self._app, self._settings.theme)
        desk = self._desk = Desk(self._launch.today, self._settings)
        desk.keeps_settings = not self._until
        window = self._window = MainWindow(desk)
        self._hook = ExceptionHook(window.failures.tell, window)
        self._hook.install()
        from ui.garbage import GarbageTimer

        self._garbage = GarbageTimer(window)
        if self._until:
            window.page_shown.connect(lambda _key: QTimer.singleShot(0, self._wait))
        self._shell.on_close = self._closing
        self._shell.setCentralWidget(window)
        self._open(window, desk)

    def _open(self, window: MainWindow, desk: Desk) -> None:
        from datetime import datetime

        from ui.opening import database_for, open_in

        url = database_for(desk, self._launch.url)
        if url is None:
            self._welcome(window)
        else:
            open_in(desk, url, create=False, failed=self._not_opened)
        if self._launch.today == datetime.now().astimezone().date():
            timer = QTimer(window)
            timer.timeout.connect(lambda: desk.set_today(datetime.now().astimezone().date()))
            timer.start(_CLOCK)
        if not self._until:
            from ui.news import News

            News(desk, window).start(_NEWS)
            desk.office_changed.connect(lambda: QTimer.singleShot(_ASK_LATER, window, window.deeds.ask_person))

    def _not_opened(self, error: BaseException) -> None:
        if self._window is not None and self._desk is not None:
            self.status = 1 if self._until else 0
            self._welcome(self._window)
            self._desk.show_failure(error)

    def _welcome(self, window: MainWindow) -> None:
        window.show_welcome()
        if self._until:
            QTimer.singleShot(0, self._filled)

    def _wait(self) -> None:
        """The page asked for what it shows; when nothing runs any more it is filled."""
        if self._desk is not None and self._desk.runner.busy:
            self._desk.runner.idle.connect(lambda: QTimer.singleShot(0, self._wait))
        else:
            self._filled()

    def _filled(self) -> None:
        if self._left:
            return
        self._left = True
        self._shell.repaint()
        self._say("filled")
        self._leave()

    def _closing(self) -> None:
        if self._desk is not None:
            self._desk.remember(_GEOMETRY, bytes(self._shell.saveGeometry().toBase64().data()).decode())
        if self._window is not None:
            self._window.close_down()

    def _leave(self) -> None:
        self._shell.close()
        QApplication.exit(self.status)

    def end(self) -> None:
        """Whatever ended the program: nothing is left running, the old hook is back."""
        if self._hook is not None:
            self._hook.remove()
        if self._garbage is not None:
            self._garbage.stop()
        if self._window is not None:
            self._window.close_down()

    def _say(self, what: str) -> None:
        if os.environ.get("IPDESK_TIMING"):
            print(f"{what} {1000 * (time.perf_counter() - self._began):.0f} ms", file=sys.stderr)  # noqa: T201
