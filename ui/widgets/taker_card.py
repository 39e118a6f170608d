"""Somebody who can take a slip: name, what lies on their desk, and the next four weeks as small bars."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDropEvent,
    QFont,
    QFontMetrics,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from ipdesk.services.allocation import Taker
from ui.theme import Colours, colours
from ui.widgets.row_drag import MIME

_BAR, _GAP, _PAD = 18, 4, 12
_WEEKS = ("本周", "下周", "第三周", "第四周")
_CENTRE = Qt.AlignmentFlag.AlignCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


class TakerCard(QAbstractButton):
    """A click, Enter, Space or a drop gives the chosen slips to ``taker``; so does the number key ``place``.

    ``most``: the fullest week of all cards, the height of a full bar.
    """

    def __init__(self, taker: Taker, place: int, most: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.taker = taker
        self._place, self._most = place, max(1, most)
        self._suggested = 0
        self._over = False
        self.setAcceptDrops(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setToolTip(self._tip())
        self._speak()

    @property
    def suggested(self) -> int:
        """How many of the chosen slips are suggested for this person."""
        return self._suggested

    def set_suggested(self, count: int) -> None:
        """Mark the card as the one suggested for so many of the chosen slips."""
        if count != self._suggested:
            self._suggested = count
            self._speak()
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(320, 2 * QFontMetrics(self.font()).height() + 28)

    def minimumSizeHint(self) -> QSize:
        return QSize(240, self.sizeHint().height())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
            return
        super().keyPressEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasFormat(MIME):
            event.acceptProposedAction()
            self._over = True
            self.update()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        super().dragLeaveEvent(event)
        self._over = False
        self.update()

    def dropEvent(self, event: QDropEvent) -> None:
        self._over = False
        if event.mimeData().hasFormat(MIME):
            event.acceptProposedAction()
            self.click()

    # -- words ------------------------------------------------------------------------------------------

    def figures(self) -> str:
        """逾期 1 · 本周 4 · 待办 12 · 在办 9 件."""
        load = self.taker.load
        late = f"逾期 {load.overdue} · " if load.overdue else ""
        return f"{late}本周 {load.this_week} · 待办 {load.items} · 在办 {load.matters} 件"

    def _tip(self) -> str:
        weeks = "，".join(f"{word} {count} 项" for word, count in zip(_WEEKS, self.taker.weeks, strict=True))
        return f"{self.taker.name}：{self.figures()}\n{weeks}（本周含逾期）"

    def _speak(self) -> None:
        suggested = f"，建议 {self._suggested} 件" if self._suggested else ""
        self.setAccessibleName(f"分配给 {self.taker.name}，{self.figures()}{suggested}")

    # -- paint ------------------------------------------------------------------------------------------

    def paintEvent(self, _event: QPaintEvent) -> None:
        c = colours()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        strong = self.hasFocus() or self._over
        painter.setPen(QPen(c.accent if strong or self._suggested else c.line, 1.5 if strong else 1))
        hover = self.underMouse() and self.isEnabled()
        painter.setBrush(c.accent_soft if self._suggested or self.isDown() else c.hover if hover else c.surface)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 6, 6)
        bars = 4 * _BAR + 3 * _GAP
        self._paint_bars(painter, c, QRect(self.width() - _PAD - bars, 8, bars, self.height() - 16))
        self._paint_words(painter, c, self.width() - 3 * _PAD - bars)
        painter.end()

    def _paint_words(self, painter: QPainter, c: Colours, right: int) -> None:
        bold = QFont(self.font())
        bold.setBold(True)
        metrics, height = QFontMetrics(bold), QFontMetrics(self.font()).height()
        x, upper = _PAD, QRect(_PAD, 10, right - _PAD, height + 4)
        if self._place <= 9:
            key = QRect(x, upper.top() + 1, height, height)
            painter.setPen(QPen(c.border, 1))
            painter.setBrush(c.raised)
            painter.drawRoundedRect(QRectF(key).adjusted(0.5, 0.5, -0.5, -0.5), 3, 3)
            painter.setPen(c.quiet)
            painter.drawText(key, _CENTRE, str(self._place))
            x = key.right() + 9
        painter.setFont(bold)
        painter.setPen(c.ink)
        name = metrics.elidedText(self.taker.name, Qt.TextElideMode.ElideRight, right - x)
        painter.drawText(QRect(x, upper.top(), right - x, upper.height()), _LEFT, name)
        x += metrics.horizontalAdvance(name) + 10
        painter.setFont(self.font())
        if self._suggested:
            painter.setPen(c.accent)
            painter.drawText(QRect(x, upper.top(), right - x, upper.height()), _LEFT, f"建议 {self._suggested} 件")
        lower = QRect(_PAD, upper.bottom() + 4, right - _PAD, height + 4)
        painter.setPen(c.late if self.taker.load.overdue else c.quiet)
        words = QFontMetrics(self.font()).elidedText(self.figures(), Qt.TextElideMode.ElideRight, lower.width())
        painter.drawText(lower, _LEFT, words)

    def _paint_bars(self, painter: QPainter, c: Colours, room: QRect) -> None:
        small = QFont(self.font())
        small.setPointSizeF(self.font().pointSizeF() * 0.85)
        painter.setFont(small)
        figure = QFontMetrics(small).height()
        full = room.height() - figure
        for week, count in enumerate(self.taker.weeks):
            left = room.left() + week * (_BAR + _GAP)
            height = max(2, round(full * count / self._most)) if count else 1
            bar = QRect(left, room.bottom() - height + 1, _BAR, height)
            painter.fillRect(bar, self._tone(c, week, count))
            painter.setPen(c.quiet)
            painter.drawText(
                QRect(left - 4, bar.top() - figure, _BAR + 8, figure), _CENTRE, str(count) if count else ""
            )

    def _tone(self, c: Colours, week: int, count: int) -> QColor:
        if not count:
            return c.line
        if week == 0:
            return c.late_lamp if self.taker.load.overdue else c.near_lamp
        return c.accent_line
