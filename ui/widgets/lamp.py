"""Lamps: the state of a due item as shape and colour, so that colour never speaks alone.

◆ overdue, ▲ due soon, ● open, ○ waiting, ❚❚ paused, ✓ done, ✕ void.
"""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from ipdesk.domain.matters import State
from ipdesk.text import label
from ui.theme import colours


def lamp_colour(state: str) -> QColor:
    """The colour of a lamp."""
    c = colours()
    return {
        State.OVERDUE: c.late_lamp,
        State.DUE_SOON: c.near_lamp,
        State.OPEN: c.well_lamp,
        State.DONE: c.well,
        State.DONE_LATE: c.near,
    }.get(State(state), c.faint)


def text_colour(state: str) -> QColor:
    """The colour of words beside a lamp: at least 4.5 : 1 on the surface."""
    c = colours()
    return {State.OVERDUE: c.late, State.DUE_SOON: c.near}.get(
        State(state), c.ink if State(state) is State.OPEN else c.faint
    )


def paint_lamp(painter: QPainter, rect: QRect | QRectF, state: str) -> None:
    """Paint the lamp of ``state`` in the middle of ``rect``."""
    side = min(rect.width(), rect.height())
    box = QRectF(0, 0, side, side)
    box.moveCenter(QRectF(rect).center())
    colour = lamp_colour(state)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    _SHAPES.get(State(state), _dot)(painter, box, colour)
    painter.restore()


def _diamond(painter: QPainter, box: QRectF, _colour: QColor) -> None:
    c, r = box.center(), box.width() / 2
    corners = ((0, -r), (r, 0), (0, r), (-r, 0))
    painter.drawPolygon(QPolygonF([QPointF(c.x() + x, c.y() + y) for x, y in corners]))


def _triangle(painter: QPainter, box: QRectF, _colour: QColor) -> None:
    inner = box.adjusted(0, box.height() * 0.08, 0, -box.height() * 0.08)
    painter.drawPolygon(QPolygonF([QPointF(inner.center().x(), inner.top()), inner.bottomRight(), inner.bottomLeft()]))


def _dot(painter: QPainter, box: QRectF, _colour: QColor) -> None:
    margin = box.width() * 0.1
    painter.drawEllipse(box.adjusted(margin, margin, -margin, -margin))


def _ring(painter: QPainter, box: QRectF, colour: QColor) -> None:
    margin = box.width() * 0.18
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(colour, max(1.4, box.width() * 0.14)))
    painter.drawEllipse(box.adjusted(margin, margin, -margin, -margin))


def _bars(painter: QPainter, box: QRectF, _colour: QColor) -> None:
    width, top, height = box.width() * 0.24, box.top() + box.height() * 0.12, box.height() * 0.76
    painter.drawRect(QRectF(box.left() + box.width() * 0.16, top, width, height))
    painter.drawRect(QRectF(box.left() + box.width() * 0.60, top, width, height))


def _check(painter: QPainter, box: QRectF, colour: QColor) -> None:
    painter.setBrush(Qt.BrushStyle.NoBrush)
    pen = QPen(colour, max(1.6, box.width() * 0.16))
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    w, h = box.width(), box.height()
    points = ((0.14, 0.54), (0.40, 0.80), (0.88, 0.24))
    painter.drawPolyline(QPolygonF([QPointF(box.left() + w * x, box.top() + h * y) for x, y in points]))


def _cross(painter: QPainter, box: QRectF, colour: QColor) -> None:
    painter.setPen(QPen(colour, max(1.4, box.width() * 0.14)))
    m = box.width() * 0.24
    inner = box.adjusted(m, m, -m, -m)
    painter.drawLine(inner.topLeft(), inner.bottomRight())
    painter.drawLine(inner.topRight(), inner.bottomLeft())


_SHAPES = {
    State.OVERDUE: _diamond,
    State.DUE_SOON: _triangle,
    State.OPEN: _dot,
    State.WAITING: _ring,
    State.PAUSED: _bars,
    State.DONE: _check,
    State.DONE_LATE: _check,
    State.VOID: _cross,
}


class Lamp(QWidget):
    """A lamp as a widget of its own; its state is its accessible name."""

    def __init__(self, state: str, parent: QWidget | None = None, size: int = 12) -> None:
        super().__init__(parent)
        self._size = size
        self.setFixedSize(size + 2, size + 2)
        self.set_state(state)

    def set_state(self, state: str) -> None:
        """Show another state."""
        self._state = state
        self.setAccessibleName(label("state", state))
        self.setToolTip(label("state", state))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(self._size + 2, self._size + 2)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint_lamp(painter, QRectF(self.rect()).adjusted(1, 1, -1, -1), self._state)
        painter.end()
