"""What the painted charts share: marks that can be pointed at, walked with the arrow keys and opened with Enter.

Colour never speaks alone: every tone has a pattern or a word beside it, and every mark says in words what it shows.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QBrush, QColor, QFocusEvent, QFont, QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import QToolTip, QWidget

from ui.theme import LIGHT, Colours, colours

Key = Qt.Key
_paper: list[Colours] = []


@contextmanager
def on_paper() -> Iterator[None]:
    """Charts painted meanwhile are for white paper, whatever the window's colours are."""
    _paper.append(LIGHT)
    try:
        yield
    finally:
        _paper.pop()


def ink() -> Colours:
    """The colours to paint with."""
    return _paper[-1] if _paper else colours()


def fill_of(tone: str) -> QColor:
    """The colour of a bar: ``kept`` ``late`` ``near`` ``week`` ``later``."""
    c = ink()
    tones = {"kept": c.well_lamp, "late": c.late_lamp, "near": c.near_lamp, "week": c.accent, "later": c.accent_line}
    return tones.get(tone, c.faint)


def paint_bar(painter: QPainter, box: QRectF, tone: str) -> None:
    """A bar of one tone; late ones are hatched, so that they are told apart without their colour."""
    painter.fillRect(box, fill_of(tone))
    if tone == "late":
        ground = QColor(ink().surface)
        ground.setAlpha(120)
        painter.fillRect(box, QBrush(ground, Qt.BrushStyle.BDiagPattern))


def small_font(font: QFont, factor: float = 0.9) -> QFont:
    """The same font a little smaller."""
    smaller = QFont(font)
    smaller.setPointSizeF(font.pointSizeF() * factor)
    return smaller


class Chart(QWidget):
    """A painted chart of marks. ``activated`` carries the number of the mark that was clicked or entered.

    Subclasses answer ``boxes`` (where each mark can be pointed at) and ``spoken`` (what each says).
    """

    activated = Signal(int)
    current_changed = Signal(int)
    forward: tuple[Key, ...] = (Key.Key_Right, Key.Key_Down)
    backward: tuple[Key, ...] = (Key.Key_Left, Key.Key_Up)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.name = name
        self.current = -1
        self.hover = -1
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    # -- what subclasses say ------------------------------------------------------------------------

    def boxes(self) -> Sequence[QRectF]:
        """Where each mark is."""
        raise NotImplementedError

    def spoken(self) -> Sequence[str]:
        """Each mark in words."""
        raise NotImplementedError

    def changed(self) -> None:
        """To be called when other marks are shown."""
        self.current = min(self.current, len(self.spoken()) - 1)
        self.hover = -1
        self.setAccessibleDescription("；".join(self.spoken()))
        self.updateGeometry()
        self.update()

    def choose(self, place: int) -> None:
        """Put the keyboard on a mark."""
        count = len(self.spoken())
        place = max(0, min(place, count - 1)) if count else -1
        if place != self.current:
            self.current = place
            if place >= 0:
                self.setAccessibleDescription(self.spoken()[place])
            self.current_changed.emit(place)
            self.update()

    def paint_focus(self, painter: QPainter, box: QRectF) -> None:
        """The frame of the mark the keyboard is on."""
        painter.save()
        painter.setPen(QPen(ink().accent, 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
        painter.restore()

    # -- Qt -------------------------------------------------------------------------------------------

    def _at(self, point: QPoint | QPointF) -> int:
        at = QPointF(point)
        return next((place for place, box in enumerate(self.boxes()) if box.contains(at)), -1)

    def focusInEvent(self, event: QFocusEvent) -> None:
        if self.current < 0:
            self.choose(0)
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Key(event.key())
        if key in self.forward:
            self.choose(self.current + 1)
        elif key in self.backward:
            self.choose(self.current - 1)
        elif key == Key.Key_Home:
            self.choose(0)
        elif key == Key.Key_End:
            self.choose(len(self.spoken()) - 1)
        elif key in (Key.Key_Return, Key.Key_Enter, Key.Key_Space) and self.current >= 0:
            self.activated.emit(self.current)
        else:
            super().keyPressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        place = self._at(event.position())
        if place != self.hover:
            self.hover = place
            self.setCursor(Qt.CursorShape.PointingHandCursor if place >= 0 else Qt.CursorShape.ArrowCursor)
            self.update()

    def leaveEvent(self, event: QEvent) -> None:
        self.hover = -1
        self.update()
        super().leaveEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        place = self._at(event.position())
        if place >= 0 and event.button() == Qt.MouseButton.LeftButton:
            self.choose(place)
            self.activated.emit(place)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            place = self._at(event.pos())
            words = self.spoken()[place] if place >= 0 else ""
            QToolTip.showText(event.globalPos(), words, self)
            return True
        return super().event(event)
