"""A box to be ticked, painted so that it is seen in light and dark."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QCheckBox, QSizePolicy, QWidget

from ipdesk.domain.matters import State
from ui.theme import colours
from ui.widgets.lamp import paint_lamp

_SIZE = 16


class Tick(QCheckBox):
    """A check box without words: what it ticks stands beside it, and is its accessible name."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def sizeHint(self) -> QSize:
        return QSize(_SIZE + 4, _SIZE + 4)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def hitButton(self, pos: object) -> bool:  # noqa: ARG002
        """The whole of it is to be clicked; callers only ask for points inside."""
        return True

    def paintEvent(self, _event: QPaintEvent) -> None:
        c, on = colours(), self.isEnabled()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(2, 2, _SIZE, _SIZE)
        edge = c.accent if on and (self.hasFocus() or self.underMouse()) else c.faint if on else c.border
        painter.setPen(QPen(edge, 1.6 if self.hasFocus() else 1.2))
        painter.setBrush(c.surface if on else c.tag)
        painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 3, 3)
        if self.isChecked():
            paint_lamp(painter, box.adjusted(2, 2, -2, -2), State.DONE)
        painter.end()
