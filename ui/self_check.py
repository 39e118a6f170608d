"""What ``ipdesk --self-test`` asks of Qt: it starts, speaks Chinese and paints."""

from __future__ import annotations

from PySide6.QtCore import QLibraryInfo, QTranslator
from PySide6.QtWidgets import QApplication, QLabel


def self_check() -> None:
    """Import the window, load Qt's Chinese texts, paint a label. Errors: ``RuntimeError`` says what is missing."""
    import ui.app
    import ui.main_window  # noqa: F401 - importing it is the check

    app = QApplication.instance() or QApplication([])
    translator = QTranslator()
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    if not translator.load("qtbase_zh_CN", folder):
        raise RuntimeError(f"qtbase_zh_CN is not in {folder}")
    if translator.translate("QPlatformTheme", "Cancel") != "取消":
        raise RuntimeError("qtbase_zh_CN does not translate")
    label = QLabel("知识产权")
    if label.grab().isNull():
        raise RuntimeError("nothing can be painted")
    app.sendPostedEvents()
