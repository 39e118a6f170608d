"""A counter that is a filter: lamp, words, number."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from ui.theme import colours
from ui.widgets.lamp import paint_lamp

_LAMP = 11


class Pill(QAbstractButton):
    """Checkable; ``lamp`` is the state whose shape stands in front (None: no lamp)."""

    def __init__(self, words: str, lamp: str | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lamp = lamp
        self._count: int | None = None
        self.setText(words)
        self.setCheckable(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setAccessibleName(words)

    def set_count(self, count: int | None) -> None:
        """The number; None while it is not known."""
        if count != self._count:
            self._count = count
            self.setAccessibleName(self.text() if count is None else f"{self.text()} {count}")
            self.updateGeometry()
            self.update()

    @property
    def count(self) -> int | None:
        return self._count

    def _bold(self) -> QFont:
        font = QFont(self.font())
        font.setBold(True)
        return font

    def _number(self) -> str:
        return "" if self._count is None else str(self._count)

    def sizeHint(self) -> QSize:
        plain, bold = QFontMetrics(self.font()), QFontMetrics(self._bold())
        width = 26 + plain.horizontalAdvance(self.text())
        width += _LAMP + 8 if self._lamp else 0
        width += bold.horizontalAdvance(self._number()) + 8 if self._number() else 0
        return QSize(width, plain.height() + 14)

    def paintEvent(self, _event: QPaintEvent) -> None:
        c, chosen = colours(), self.isChecked()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        edge = c.accent if chosen or self.hasFocus() else c.border
        painter.setPen(QPen(edge, 1.5 if self.hasFocus() and chosen else 1))
        painter.setBrush(c.accent_soft if chosen else c.hover if self.underMouse() else c.surface)
        painter.drawRoundedRect(box, box.height() / 2, box.height() / 2)
        x = 13.0
        if self._lamp:
            paint_lamp(painter, QRectF(x, box.center().y() - _LAMP / 2, _LAMP, _LAMP), self._lamp)
            x += _LAMP + 8
        painter.setPen(c.accent if chosen else c.ink)
        painter.setFont(self.font())
        rest = QRectF(x, 0, self.width() - x, self.height())
        painter.drawText(rest, Qt.AlignmentFlag.AlignVCenter, self.text())
        if self._number():
            x += QFontMetrics(self.font()).horizontalAdvance(self.text()) + 8
            painter.setFont(self._bold())
            rest = QRectF(x, 0, self.width() - x, self.height())
            painter.drawText(rest, Qt.AlignmentFlag.AlignVCenter, self._number())
        painter.end()
