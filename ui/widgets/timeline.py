"""经过: what happened and what is due on one axis of time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QHelpEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from ui.theme import colours
from ui.widgets.lamp import lamp_colour, text_colour

_MARGIN = 12


@dataclass(frozen=True, slots=True)
class Mark:
    """One point on the axis; ``state``: a due item's, None for an event. ``pause`` spans reach to ``until``."""

    on: date
    words: str
    state: str | None = None
    until: date | None = None


class Timeline(QWidget):
    """Points in time, evenly by date but never closer than can be read; labels above and below in turn."""

    def __init__(self, marks: Sequence[Mark], today: date, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._marks = tuple(sorted(marks, key=lambda mark: (mark.on, mark.state is not None)))
        self._today = today
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("经过"))
        self.setAccessibleDescription("；".join(f"{m.on.isoformat()} {m.words}" for m in self._marks))

    def sizeHint(self) -> QSize:
        return QSize(320, QFontMetrics(self._small()).height() * 4 + 40)

    def minimumSizeHint(self) -> QSize:
        return QSize(120, self.sizeHint().height())

    def _small(self) -> QFont:
        font = QFont(self.font())
        font.setPointSizeF(font.pointSizeF() * 0.88)
        return font

    def _xs(self) -> list[float]:
        return places([mark.on for mark in self._marks], self.width() - 2 * _MARGIN, _MARGIN)

    def paintEvent(self, _event: QPaintEvent) -> None:
        if not self._marks:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(self._small())
        c, middle, xs = colours(), self.height() / 2, self._xs()
        painter.setPen(QPen(c.border, 2))
        painter.drawLine(QPointF(0, middle), QPointF(self.width(), middle))
        self._paint_pauses(painter, xs, middle)
        for mark, x in zip(self._marks, xs, strict=True):
            self._paint_point(painter, mark, QPointF(x, middle))
        self._paint_labels(painter, xs, middle)
        painter.end()

    def _paint_pauses(self, painter: QPainter, xs: list[float], middle: float) -> None:
        c = colours()
        for mark, x in zip(self._marks, xs, strict=True):
            if mark.until is None:
                continue
            later = [at for other, at in zip(self._marks, xs, strict=True) if other.on >= mark.until and at > x]
            end = min(later, default=float(self.width()))
            painter.fillRect(QRectF(x, middle - 4, end - x, 8), c.surface)
            painter.fillRect(QRectF(x, middle - 4, end - x, 8), Qt.BrushStyle.BDiagPattern)

    def _paint_point(self, painter: QPainter, mark: Mark, at: QPointF) -> None:
        c = colours()
        if mark.state is None:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(c.accent)
            painter.drawEllipse(at, 4.5, 4.5)
        else:
            painter.setPen(QPen(lamp_colour(mark.state), 2))
            painter.setBrush(c.surface)
            painter.drawEllipse(at, 5.5, 5.5)

    def _day(self, on: date) -> str:
        year = "" if on.year == self._today.year else f"{on.year}-"
        return f"{year}{on.month}-{on.day}"

    def _paint_labels(self, painter: QPainter, xs: list[float], middle: float) -> None:
        """Four lanes, two above and two below; a label that finds no room is left to the tool tip."""
        metrics = QFontMetrics(self._small())
        height = metrics.height()
        lanes = [middle - 10 - height, middle + 10, middle - 10 - 2 * height, middle + 10 + height]
        order = sorted(range(len(xs)), key=lambda i: (self._marks[i].state is None, i))
        taken: list[tuple[int, float, float]] = []
        for i in order:
            mark = self._marks[i]
            words = f"{self._day(mark.on)} {mark.words}"
            width = metrics.horizontalAdvance(words)
            left = min(max(0.0, xs[i] - width / 2), max(0.0, self.width() - width))
            lane = next((n for n in range(4) if _free(taken, n, left, left + width)), None)
            if lane is None:
                continue
            taken.append((lane, left, left + width))
            painter.setPen(colours().quiet if mark.state is None else text_colour(mark.state))
            painter.drawText(QRectF(left, lanes[lane], width + 2, height), Qt.AlignmentFlag.AlignLeft, words)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            near = [
                f"{m.on.isoformat()} {m.words}"
                for m, x in zip(self._marks, self._xs(), strict=True)
                if abs(x - event.pos().x()) < 8
            ]
            QToolTip.showText(event.globalPos(), "\n".join(near), self)
            return True
        return super().event(event)


def _free(taken: Sequence[tuple[int, float, float]], lane: int, left: float, right: float) -> bool:
    """Whether a label from ``left`` to ``right`` finds room in a lane."""
    return all(other != lane or left > end + 8 or right < start - 8 for other, start, end in taken)


def places(days: Sequence[date], width: float, margin: float, least: float = 14.0) -> list[float]:
    """Where the days stand: in proportion to time, but neighbours of different days at least ``least`` apart.

    Long gaps are shortened (the square root of the days), so that ten busy days and two quiet years both show.
    """
    if not days:
        return []
    steps = [((b - a).days) ** 0.5 for a, b in pairwise(days)]
    total = sum(steps)
    if total == 0:
        return [margin + width / 2] * len(days)
    least = min(least, width / (len(steps) + 1))
    free = max(0.0, width - least * sum(1 for step in steps if step))
    at, found = margin, [margin]
    for step in steps:
        at += (least + free * step / total) if step else 0.0
        found.append(at)
    return found
