"""The window's tabs, with red badges."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QTabBar, QWidget

from ui.theme import colours

_HEIGHT = 44
_PAD = 16


class TabStrip(QTabBar):
    """Tabs without a frame: the chosen one is underlined; a badge counts what is late."""

    def __init__(self, titles: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._badges: dict[int, int] = {}
        self._titles = list(titles)
        self.setDrawBase(False)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setExpanding(False)
        self.setUsesScrollButtons(False)
        self.setElideMode(Qt.TextElideMode.ElideNone)
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("页签"))
        for place, title in enumerate(titles):
            self.addTab(title)
            self.setTabToolTip(place, f"Ctrl+{place + 1}")

    def set_badge(self, place: int, count: int) -> None:
        """How many things are late behind a tab; 0 takes the badge away."""
        if self._badges.get(place, 0) == count:
            return
        self._badges[place] = count
        words = self.tr("{title}，{count} 件逾期").format(title=self._titles[place], count=count)
        self.setAccessibleTabName(place, words if count else self._titles[place])
        # The tab's width is asked for only when its text changes.
        self.setTabText(place, self._titles[place] + ("\u200b" if count else ""))
        self.updateGeometry()
        self.update()

    def badge(self, place: int) -> int:
        return self._badges.get(place, 0)

    def _fonts(self) -> tuple[QFont, QFont, QFont]:
        plain, bold, small = QFont(self.font()), QFont(self.font()), QFont(self.font())
        bold.setBold(True)
        small.setBold(True)
        small.setPointSizeF(self.font().pointSizeF() * 0.85)
        return plain, bold, small

    def tabSizeHint(self, index: int) -> QSize:
        _plain, bold, small = self._fonts()
        width = QFontMetrics(bold).horizontalAdvance(self._titles[index]) + 2 * _PAD
        if self.badge(index):
            width += QFontMetrics(small).horizontalAdvance(_shown(self.badge(index))) + 18
        return QSize(width, max(_HEIGHT, QFontMetrics(bold).height() + 20))

    def minimumTabSizeHint(self, index: int) -> QSize:
        return self.tabSizeHint(index)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for place in range(self.count()):
            self._paint_tab(painter, place)
        painter.end()

    def _paint_tab(self, painter: QPainter, place: int) -> None:
        c, rect = colours(), self.tabRect(place)
        plain, bold, small = self._fonts()
        chosen = place == self.currentIndex() and self.isEnabled()
        font = bold if chosen else plain
        title = self._titles[place]
        painter.setFont(font)
        painter.setPen(c.accent if chosen else c.ink if self.isEnabled() else c.faint)
        left = rect.adjusted(_PAD, 0, 0, 0)
        painter.drawText(left, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, title)
        if chosen:
            painter.fillRect(rect.left(), rect.bottom() - 2, rect.width(), 3, c.accent)
            if self.hasFocus():
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRoundedRect(QRectF(rect).adjusted(4.5, 5.5, -4.5, -6.5), 4, 4)
        count = self.badge(place)
        if count:
            metrics = QFontMetrics(small)
            x = left.left() + QFontMetrics(font).horizontalAdvance(title) + 6
            height = metrics.height() + 2
            width = max(height, metrics.horizontalAdvance(_shown(count)) + 11)
            box = QRectF(x, rect.center().y() - height / 2, width, height)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(c.late_soft)
            painter.drawRoundedRect(box, height / 2, height / 2)
            painter.setPen(c.late)
            painter.setFont(small)
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, _shown(count))


def _shown(count: int) -> str:
    return str(count) if count < 1000 else "999+"
