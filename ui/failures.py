"""Failures told: one sentence in a bar that does not block; details fold out and can be copied.

Two kinds: what a user or machine causes (``UserError``) and bugs (logged with context, shown once).
"""

from __future__ import annotations

import logging
import sys
import threading
import traceback
from collections.abc import Callable
from types import TracebackType

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from ipdesk.errors import Cancelled, UserError

_log = logging.getLogger(__name__)


def told(error: BaseException) -> str:
    """The one sentence of a failure."""
    from ipdesk.text import sentence

    return sentence(error if isinstance(error, UserError) else UserError("ui.unexpected", what=type(error).__name__))


def details(error: BaseException) -> str:
    """What folds out: nothing for a user's error; for a bug its traceback and the last lines of the log."""
    if isinstance(error, UserError):
        return ""
    from ipdesk import logs

    trace = "".join(traceback.format_exception(error))
    return trace + "\n" + "\n".join(logs.recent.lines()[-40:])


class FailureBar(QFrame):
    """Stands above the page until it is closed; a new failure replaces the old one."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("failureBar")
        self.sentence = QLabel(self)
        self.sentence.setWordWrap(True)
        self.sentence.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.unfold = _link(self.tr("详情"), self)
        self.copy = _link(self.tr("复制"), self)
        self.shut = _link(self.tr("关闭"), self)
        self.text = QPlainTextEdit(self)
        self.text.setReadOnly(True)
        self.text.setMaximumHeight(180)
        self.text.setAccessibleName(self.tr("失败详情"))
        row = QHBoxLayout()
        row.addWidget(self.sentence, 1)
        for button in (self.unfold, self.copy, self.shut):
            row.addWidget(button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 6, 8, 6)
        layout.addLayout(row)
        layout.addWidget(self.text)
        self.unfold.clicked.connect(lambda: self.text.setVisible(not self.text.isVisible()))
        self.copy.clicked.connect(self._copy)
        self.shut.clicked.connect(self.hide)
        self.hide()

    def tell(self, error: BaseException) -> None:
        """Show a failure; a stop its user asked for is none."""
        if isinstance(error, Cancelled):
            return
        if not isinstance(error, UserError):
            _log.error("unexpected failure", exc_info=error)
        self.sentence.setText(told(error))
        more = details(error)
        self.text.setPlainText(more)
        self.text.hide()
        self.unfold.setVisible(bool(more))
        self.show()

    def _copy(self) -> None:
        parts = (self.sentence.text(), self.text.toPlainText())
        QGuiApplication.clipboard().setText("\n\n".join(part for part in parts if part))


class ExceptionHook(QObject):
    """Takes ``sys.excepthook``: logs, brings the failure into the window's thread, shows each place once."""

    _raised = Signal(object)

    def __init__(self, show: Callable[[BaseException], object], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._show = show
        self._seen: set[str] = set()
        self._inside = threading.local()
        self._before = sys.excepthook
        self._raised.connect(self._tell, Qt.ConnectionType.QueuedConnection)

    def install(self) -> None:
        """From now on; ``remove`` puts the old hook back."""
        sys.excepthook = self

    def remove(self) -> None:
        if sys.excepthook is self:
            sys.excepthook = self._before

    def __call__(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt) or getattr(self._inside, "busy", False):
            self._before(kind, error, trace)
            return
        self._inside.busy = True
        try:
            _log.error("uncaught", exc_info=(kind, error, trace))
            place = _place(error)
            if place not in self._seen:
                self._seen.add(place)
                self._raised.emit(error)
        finally:
            self._inside.busy = False

    def _tell(self, error: BaseException) -> None:
        self._show(error)


def _place(error: BaseException) -> str:
    """Where it was raised: the same bug at the same place is told once."""
    frames = traceback.extract_tb(error.__traceback__)
    where = f"{frames[-1].filename}:{frames[-1].lineno}" if frames else ""
    return f"{type(error).__name__} {where}"


def _link(text: str, parent: QWidget) -> QPushButton:
    button = QPushButton(text, parent)
    button.setObjectName("link")
    button.setCursor(Qt.CursorShape.PointingHandCursor)
    return button
