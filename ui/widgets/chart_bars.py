"""A list of bars: a name, a bar of one or several parts, and their figures in columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QSizePolicy, QWidget

from ui.widgets.chart import Chart, ink, paint_bar, small_font

_GAP = 8
_PAD = 12
_SWATCH = 10


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the bars: its name in the heading and its tone (kept, late, week, later)."""

    title: str
    tone: str


@dataclass(frozen=True, slots=True)
class BarRow:
    """One bar. ``values``: one for each part; ``note`` stands quiet behind the name, ``end`` ends the line;
    ``spoken`` is all of it in words."""

    name: str
    values: tuple[int, ...]
    spoken: str
    note: str = ""
    end: str = ""


class BarList(Chart):
    """Bars one below the other, on one scale."""

    def __init__(self, name: str, parts: Sequence[Part], parent: QWidget | None = None, *, end: str = "") -> None:
        super().__init__(name, parent)
        self.parts = tuple(parts)
        self.end_title = end
        self.rows: tuple[BarRow, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_rows(self, rows: Sequence[BarRow]) -> None:
        """Show these bars."""
        self.rows = tuple(rows)
        self.setFixedHeight(self.sizeHint().height())
        self.changed()

    # -- places ---------------------------------------------------------------------------------------

    @property
    def row_height(self) -> int:
        return self.fontMetrics().height() + 11

    @property
    def head_height(self) -> int:
        return self.fontMetrics().height() + 6

    def sizeHint(self) -> QSize:
        return QSize(280, self.head_height + max(1, len(self.rows)) * self.row_height + 4)

    def minimumSizeHint(self) -> QSize:
        return QSize(220, self.sizeHint().height())

    def row_box(self, place: int) -> QRect:
        """Where a row is."""
        return QRect(4, self.head_height + place * self.row_height, self.width() - 8, self.row_height)

    def boxes(self) -> Sequence[QRectF]:
        return [QRectF(self.row_box(place)) for place in range(len(self.rows))]

    def spoken(self) -> Sequence[str]:
        return [row.spoken for row in self.rows]

    def _columns(self) -> tuple[list[int], int]:
        """Widths of the columns of figures, and of the one at the end (0: none)."""
        small = QFontMetrics(small_font(self.font()))
        plain = self.fontMetrics()
        widths = []
        for place, part in enumerate(self.parts):
            figures = max((plain.horizontalAdvance(str(row.values[place])) for row in self.rows), default=0)
            widths.append(max(figures, small.horizontalAdvance(part.title) + _SWATCH + 4))
        ends = max((plain.horizontalAdvance(row.end) for row in self.rows), default=0)
        end = max(ends, small.horizontalAdvance(self.end_title)) if self.end_title else 0
        return widths, end

    def _name_width(self) -> int:
        plain = self.fontMetrics()
        small = QFontMetrics(small_font(self.font()))
        wanted = max(
            (
                plain.horizontalAdvance(row.name) + (small.horizontalAdvance(row.note) + _GAP if row.note else 0)
                for row in self.rows
            ),
            default=0,
        )
        return min(wanted + 2, int(self.width() * 0.45))

    # -- painting -------------------------------------------------------------------------------------

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        widths, end = self._columns()
        figures = sum(widths) + (len(widths) - 1) * _GAP + (end + _GAP + 4 if end else 0)
        left = _PAD + self._name_width() + _GAP
        right = self.width() - _PAD - figures
        self._paint_head(painter, right, widths, end)
        largest = max((sum(row.values) for row in self.rows), default=0)
        for place, row in enumerate(self.rows):
            box = self.row_box(place)
            if place == self.hover:
                painter.fillRect(box, ink().hover)
            self._paint_name(painter, box, row, left - _GAP - _PAD)
            self._paint_bar(painter, box, row, left, right - _GAP, largest)
            self._paint_figures(painter, box, row, right, widths, end)
            if place == self.current and self.hasFocus():
                self.paint_focus(painter, QRectF(box))
        painter.end()

    def _paint_head(self, painter: QPainter, right: int, widths: Sequence[int], end: int) -> None:
        painter.setFont(small_font(self.font()))
        small = painter.fontMetrics()
        x = right
        for part, width in zip(self.parts, widths, strict=True):
            area = QRect(x, 0, width, self.head_height)
            words = small.horizontalAdvance(part.title)
            swatch = QRectF(area.right() - words - _SWATCH - 3, area.center().y() - _SWATCH / 2 + 1, _SWATCH, _SWATCH)
            paint_bar(painter, swatch, part.tone)
            painter.setPen(ink().quiet)
            painter.drawText(area, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), part.title)
            x += width + _GAP
        if end:
            area = QRect(self.width() - _PAD - end, 0, end, self.head_height)
            painter.setPen(ink().quiet)
            painter.drawText(area, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), self.end_title)

    def _paint_name(self, painter: QPainter, box: QRect, row: BarRow, width: int) -> None:
        c = ink()
        small = QFontMetrics(small_font(self.font()))
        note = small.horizontalAdvance(row.note) + _GAP if row.note else 0
        painter.setFont(self.font())
        painter.setPen(c.ink)
        plain = painter.fontMetrics()
        name = plain.elidedText(row.name, Qt.TextElideMode.ElideRight, width - note)
        area = QRect(_PAD, box.top(), width, box.height())
        painter.drawText(area, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), name)
        if row.note:
            painter.setFont(small_font(self.font()))
            painter.setPen(c.faint)
            area.setLeft(_PAD + plain.horizontalAdvance(name) + _GAP)
            painter.drawText(area, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), row.note)

    def _paint_bar(self, painter: QPainter, box: QRect, row: BarRow, left: int, right: int, largest: int) -> None:
        room = right - left
        if room < 16 or not largest:
            return
        height = max(8, self.fontMetrics().height() - 6)
        top = box.center().y() - height / 2 + 1
        painter.fillRect(QRectF(left, top + height - 1, room, 1), ink().line)
        x = float(left)
        for value, part in zip(row.values, self.parts, strict=True):
            if value:
                width = max(3.0, room * value / largest)
                paint_bar(painter, QRectF(x, top, min(width, right - x), height), part.tone)
                x += width

    def _paint_figures(
        self, painter: QPainter, box: QRect, row: BarRow, right: int, widths: Sequence[int], end: int
    ) -> None:
        c, x = ink(), right
        painter.setFont(self.font())
        side = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        for value, part, width in zip(row.values, self.parts, widths, strict=True):
            painter.setPen(c.faint if not value else c.late if part.tone == "late" else c.ink)
            painter.drawText(QRect(x, box.top(), width, box.height()), side, str(value) if value else "–")
            x += width + _GAP
        if end:
            painter.setPen(c.quiet)
            painter.drawText(QRect(self.width() - _PAD - end, box.top(), end, box.height()), side, row.end)


class BarScroll(QScrollArea):
    """A bar list that scrolls when it is longer than its place; the bar the keyboard is on stays in sight."""

    def __init__(self, bars: BarList, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.bars = bars
        self.setWidget(bars)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.viewport().setAutoFillBackground(False)
        bars.setAutoFillBackground(False)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        bars.current_changed.connect(self._show_row)

    def minimumSizeHint(self) -> QSize:
        return QSize(220, self.bars.head_height + 3 * self.bars.row_height)

    def sizeHint(self) -> QSize:
        return QSize(320, self.bars.head_height + 6 * self.bars.row_height + 4)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit()

    def fit(self) -> None:
        """Whole rows only: what is left over below them stays empty."""
        rows = max(1, (self.height() - self.bars.head_height) // self.bars.row_height)
        used = self.bars.head_height + rows * self.bars.row_height
        spare = self.height() - used if rows < len(self.bars.rows) else 0
        self.setViewportMargins(0, 0, 0, max(0, spare))
        self.verticalScrollBar().setSingleStep(self.bars.row_height)

    def _show_row(self, place: int) -> None:
        if place >= 0:
            box = self.bars.row_box(place)
            self.ensureVisible(box.left(), box.center().y(), 0, box.height())
