"""Twelve months: the rate as a line (with a second, dashed one to compare with), how many items as bars below."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.widgets.chart import Chart, Key, ink, paint_bar, small_font

_LEFT, _RIGHT = 44, 12
_BARS = 0.3  # of the height


@dataclass(frozen=True, slots=True)
class TrendPoint:
    """One month. ``rate`` and ``peer`` from 0 to 1, None where nothing is judged; ``small``: too few for a rate."""

    name: str
    rate: float | None
    kept: int
    late: int
    spoken: str
    peer: float | None = None
    small: bool = False


class TrendChart(Chart):
    """``activated`` carries the month's place."""

    forward = (Key.Key_Right,)
    backward = (Key.Key_Left,)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(name, parent)
        self.points: tuple[TrendPoint, ...] = ()
        self.chosen = -1
        self.words = ("", "", "", "")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def show_points(self, points: Sequence[TrendPoint], words: tuple[str, str, str, str], chosen: int = -1) -> None:
        """Show these months. ``words``: the line's, the dashed line's (empty: there is none), the bars' kept and late;
        ``chosen``: the month the page is about."""
        self.points, self.words, self.chosen = tuple(points), words, chosen
        self.changed()

    def sizeHint(self) -> QSize:
        return QSize(440, 240)

    def minimumSizeHint(self) -> QSize:
        return QSize(320, 170)

    def spoken(self) -> Sequence[str]:
        return [point.spoken for point in self.points]

    # -- places ---------------------------------------------------------------------------------------

    def _small(self) -> QFontMetrics:
        return QFontMetrics(small_font(self.font()))

    def _plot(self) -> QRectF:
        line = self._small().height()
        return QRectF(_LEFT, line + 12, self.width() - _LEFT - _RIGHT, self.height() - 2 * line - 20)

    def _step(self) -> float:
        return self._plot().width() / max(1, len(self.points))

    def _x(self, place: int) -> float:
        return self._plot().left() + self._step() * (place + 0.5)

    def boxes(self) -> Sequence[QRectF]:
        plot, step = self._plot(), self._step()
        height = self.height() - plot.top()
        return [QRectF(plot.left() + step * place, plot.top(), step, height) for place in range(len(self.points))]

    def ticks(self) -> tuple[float, ...]:
        """The scale of the rates, from 100 % down to just below the lowest, so that differences can be seen."""
        rates = [rate for point in self.points for rate in (point.rate, point.peer) if rate is not None]
        lowest = min(rates, default=0.9)
        for step, most in ((5, 4), (10, 5), (25, 4)):
            count = max(2, math.ceil((1 - lowest + 0.01) * 100 / step))
            if count <= most:
                return tuple((100 - step * n) / 100 for n in range(count + 1))
        return (1.0, 0.75, 0.5, 0.25, 0.0)

    def _lines(self) -> QRectF:
        plot = self._plot()
        return QRectF(plot.left(), plot.top(), plot.width(), plot.height() * (1 - _BARS) - 8)

    def _y(self, rate: float) -> float:
        lines, floor = self._lines(), self.ticks()[-1]
        return lines.bottom() - (rate - floor) / (1 - floor) * lines.height()

    # -- painting -------------------------------------------------------------------------------------

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(small_font(self.font()))
        boxes = self.boxes()
        for place, box in enumerate(boxes):
            if place == self.chosen:
                painter.fillRect(box.adjusted(1, 0, -1, 0), ink().accent_soft)
            elif place == self.hover:
                painter.fillRect(box.adjusted(1, 0, -1, 0), ink().hover)
        self._paint_scale(painter)
        self._paint_bars(painter)
        self._paint_months(painter)
        if self.words[1]:
            self._paint_line(painter, [point.peer for point in self.points], dashed=True)
        self._paint_line(painter, [point.rate for point in self.points], dashed=False)
        self._paint_points(painter)
        self._paint_legend(painter)
        if self.hasFocus() and 0 <= self.current < len(boxes):
            self.paint_focus(painter, boxes[self.current])
        painter.end()

    def _paint_scale(self, painter: QPainter) -> None:
        c, lines = ink(), self._lines()
        side = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        for rate in self.ticks():
            y = self._y(rate)
            painter.setPen(QPen(c.line, 1))
            painter.drawLine(QPointF(lines.left(), y), QPointF(lines.right(), y))
            painter.setPen(c.faint)
            painter.drawText(QRectF(0, y - 10, _LEFT - 6, 20), side, f"{rate:.0%}")

    def _paint_bars(self, painter: QPainter) -> None:
        plot = self._plot()
        room = plot.height() * _BARS - painter.fontMetrics().height()
        largest = max((point.kept + point.late for point in self.points), default=0)
        width = min(22.0, self._step() * 0.5)
        if not largest or room < 4:
            return
        painter.setPen(QPen(ink().line, 1))
        painter.drawLine(plot.bottomLeft(), plot.bottomRight())
        for place, point in enumerate(self.points):
            bottom, left = plot.bottom(), self._x(place) - width / 2
            for value, tone in ((point.kept, "kept"), (point.late, "late")):
                height = room * value / largest
                if value:
                    height = max(1.5, height)
                    paint_bar(painter, QRectF(left, bottom - height, width, height), tone)
                    bottom -= height
            total = point.kept + point.late
            if total:
                painter.setPen(ink().faint)
                line = painter.fontMetrics().height()
                area = QRectF(self._x(place) - self._step() / 2, bottom - line, self._step(), line)
                painter.drawText(area, int(Qt.AlignmentFlag.AlignCenter), str(total))

    def _paint_months(self, painter: QPainter) -> None:
        c, plot, step = ink(), self._plot(), self._step()
        widest = max((painter.fontMetrics().horizontalAdvance(point.name) for point in self.points), default=0)
        every = 1 if widest + 4 <= step else 2
        for place, point in enumerate(self.points):
            if (len(self.points) - 1 - place) % every:
                continue
            painter.setPen(c.accent if place == self.chosen else c.quiet)
            area = QRectF(self._x(place) - step, plot.bottom() + 4, 2 * step, painter.fontMetrics().height())
            painter.drawText(area, int(Qt.AlignmentFlag.AlignCenter), point.name)

    def _paint_line(self, painter: QPainter, rates: Sequence[float | None], *, dashed: bool) -> None:
        c = ink()
        pen = QPen(c.faint, 1.5, Qt.PenStyle.DashLine) if dashed else QPen(c.accent, 2)
        painter.setPen(pen)
        run = QPolygonF()
        for place, rate in enumerate([*rates, None]):
            if rate is not None:
                run.append(QPointF(self._x(place), self._y(rate)))
                continue
            if run.size() > 1:
                painter.drawPolyline(run)
            run = QPolygonF()

    def _paint_points(self, painter: QPainter) -> None:
        """Points with their rate; of too few items: hollow and grey."""
        c, metrics = ink(), painter.fontMetrics()
        for place, point in enumerate(self.points):
            if point.rate is None:
                continue
            at = QPointF(self._x(place), self._y(point.rate))
            painter.setPen(QPen(c.faint if point.small else c.accent, 2))
            painter.setBrush(c.surface if point.small else c.accent)
            painter.drawEllipse(at, 3, 3)
            words = f"{point.rate:.0%}"
            if metrics.horizontalAdvance(words) + 2 > self._step():
                continue
            painter.setPen(c.faint if point.small else c.ink)
            # Above the point; below it in a dip, where the line would run through the words, and at the top.
            above = at.y() - metrics.height() - 4
            fits = above >= self._plot().top() - metrics.height() + 2
            top = above if fits and not self._dips(place) else at.y() + 5
            area = QRectF(at.x() - self._step(), top, 2 * self._step(), metrics.height())
            painter.drawText(area, int(Qt.AlignmentFlag.AlignCenter), words)

    def _dips(self, place: int) -> bool:
        """Whether the line comes down to this point and goes up from it."""
        rate = self.points[place].rate
        beside = [self.points[n].rate for n in (place - 1, place + 1) if 0 <= n < len(self.points)]
        known = [one for one in beside if one is not None]
        return rate is not None and bool(known) and all(one > rate + 0.005 for one in known)

    def _paint_legend(self, painter: QPainter) -> None:
        c, metrics = ink(), painter.fontMetrics()
        y, x = metrics.height() / 2 + 1, float(_LEFT)
        for number, words in enumerate(self.words):
            if not words:
                continue
            if number < 2:
                pen = QPen(c.accent, 2) if number == 0 else QPen(c.faint, 1.5, Qt.PenStyle.DashLine)
                painter.setPen(pen)
                painter.drawLine(QPointF(x, y), QPointF(x + 18, y))
                x += 23
            else:
                paint_bar(painter, QRectF(x, y - 5, 10, 10), ("kept", "late")[number - 2])
                x += 15
            painter.setPen(c.quiet)
            width = metrics.horizontalAdvance(words)
            painter.drawText(QRectF(x, 1, width + 2, metrics.height()), int(Qt.AlignmentFlag.AlignLeft), words)
            x += width + 14


def paint_spark(painter: QPainter, box: QRectF, rates: Sequence[float | None]) -> None:
    """A small line of rates without a scale, the last point marked; gaps where nothing is judged."""
    known = [rate for rate in rates if rate is not None]
    if len(known) < 2:
        return
    low, high = min(*known, 0.9), max(known)
    spread = max(high - low, 0.02)
    step = box.width() / max(1, len(rates) - 1)
    c = ink()
    painter.setPen(QPen(c.line, 1))
    painter.drawLine(box.bottomLeft(), box.bottomRight())
    run: list[QPointF] = []
    last = QPointF()
    painter.setPen(QPen(c.accent, 1.5))
    for place, rate in enumerate([*rates, None]):
        if rate is not None:
            last = QPointF(box.left() + step * place, box.bottom() - (rate - low) / spread * box.height())
            run.append(last)
            continue
        if len(run) > 1:
            painter.drawPolyline(QPolygonF(run))
        elif run:
            painter.drawEllipse(run[0], 1, 1)
        run = []
    painter.setBrush(c.accent)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.drawEllipse(last, 2.5, 2.5)
