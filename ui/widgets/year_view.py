"""A year at a glance: twelve small months, days off filled, make-up workdays framed, changed days underlined."""

from __future__ import annotations

import calendar as months
from collections.abc import Mapping
from datetime import date

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QHelpEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from ui.theme import colours
from ui.widgets.date_words import day_words

_COLUMNS, _ROWS = 4, 3
_GAP = 16


class YearView(QWidget):
    """``show_year`` takes marks of days: 休, 班 or nothing, and the words of each."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._year = 0
        self._marks: dict[date, str] = {}
        self._words: dict[date, str] = {}
        self._changed: frozenset[date] = frozenset()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(self.tr("全年放假安排"))

    def show_year(
        self, year: int, marks: Mapping[date, str], words: Mapping[date, str], changed: frozenset[date]
    ) -> None:
        """Show a year; ``changed``: the days that are other than in the calendar now."""
        self._year, self._marks, self._words, self._changed = year, dict(marks), dict(words), changed
        said = [f"{day_words(on)} {mark} {words.get(on, '')}".strip() for on, mark in sorted(marks.items())]
        self.setAccessibleDescription("；".join(said))
        self.update()

    def sizeHint(self) -> QSize:
        metrics = QFontMetrics(self._small())
        cell = metrics.horizontalAdvance("00") + 8
        line = metrics.height() + 2
        return QSize(_COLUMNS * 7 * cell + (_COLUMNS - 1) * _GAP, _ROWS * 8 * line + (_ROWS - 1) * 8)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def _small(self) -> QFont:
        font = QFont(self.font())
        font.setPointSizeF(font.pointSizeF() * 0.85)
        return font

    def _boxes(self) -> list[tuple[date, QRectF]]:
        wide = (self.width() - (_COLUMNS - 1) * _GAP) / _COLUMNS
        high = (self.height() - (_ROWS - 1) * 8) / _ROWS
        cell, line = wide / 7, high / 7
        found = []
        for month in range(1, 13):
            left = (month - 1) % _COLUMNS * (wide + _GAP)
            top = (month - 1) // _COLUMNS * (high + 8)
            first, count = months.monthrange(self._year, month)
            for day in range(1, count + 1):
                row, column = divmod(first + day - 1, 7)
                box = QRectF(left + column * cell, top + (row + 1) * line, cell, line)
                found.append((date(self._year, month, day), box))
        return found

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(self._small())
        if self._year:
            for on, box in self._boxes():
                if on.day == 1:
                    self._paint_title(painter, on, box)
                self._paint_day(painter, on, box)
        painter.end()

    def _paint_title(self, painter: QPainter, on: date, box: QRectF) -> None:
        left = box.left() - on.weekday() * box.width()
        painter.setPen(colours().quiet)
        bold = QFont(painter.font())
        bold.setBold(True)
        plain = painter.font()
        painter.setFont(bold)
        area = QRectF(left, box.top() - box.height(), box.width() * 7, box.height())
        painter.drawText(area, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), f"{on.month} 月")
        painter.setFont(plain)

    def _paint_day(self, painter: QPainter, on: date, box: QRectF) -> None:
        c = colours()
        mark = self._marks.get(on, "")
        inner = box.adjusted(1, 1, -1, -1)
        ink = c.faint if on.weekday() >= 5 else c.ink
        if mark == "休":
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(c.well_soft)
            painter.drawRoundedRect(inner, 3, 3)
            ink = c.well
        elif mark == "班":
            painter.setPen(QPen(c.near_lamp, 1.5))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(inner, 3, 3)
            ink = c.near
        painter.setPen(ink)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, str(on.day))
        if on in self._changed:
            painter.setPen(QPen(c.late_lamp, 2))
            middle, low = inner.center().x(), inner.bottom() - 1
            painter.drawLine(QPointF(middle - 6, low), QPointF(middle + 6, low))

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent) and self._year:
            for on, box in self._boxes():
                if box.contains(event.pos()):
                    words = " ".join(p for p in (day_words(on), self._marks.get(on, ""), self._words.get(on, "")) if p)
                    QToolTip.showText(event.globalPos(), words, self)
                    return True
            QToolTip.hideText()
        return super().event(event)
