"""A department's tile: its rate, its twelve months, and its three figures, each of which opens its list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QFont, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QFrame, QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from ipdesk.domain.statistics import LATE, Outcome
from ipdesk.text import label
from ui.pages.statistics_words import month_words, percent, rate_words, tally_words
from ui.theme import colours
from ui.widgets.chart_trend import paint_spark

if TYPE_CHECKING:
    from ipdesk.services.statistics_figures import DepartmentFigure

FIGURES: tuple[tuple[str, tuple[Outcome, ...]], ...] = (
    ("按期", (Outcome.KEPT,)),
    ("逾期", LATE),
    ("在办", (Outcome.OPEN,)),
)


class RateFace(QAbstractButton):
    """Name, rate and line of months; checked when the page is about this department."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setText(name)
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(name)
        self.figure: DepartmentFigure | None = None
        self._by_key = False

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The frame of the focus is for those who walk with the keyboard."""
        reasons = Qt.FocusReason
        self._by_key = event.reason() in (reasons.TabFocusReason, reasons.BacktabFocusReason)
        super().focusInEvent(event)

    def show_figure(self, figure: DepartmentFigure) -> None:
        """Show another rate."""
        self.figure = figure
        words = rate_words(figure.tally)
        months = "；".join(f"{month_words(one.month)} {percent(one.tally.rate)}" for one in figure.months)
        self.setAccessibleDescription(f"{words}。{tally_words(figure.tally)}。")
        self.setToolTip(f"{self.text()}\n{words}\n{tally_words(figure.tally)}\n{months.replace('；', chr(10))}")
        self.update()

    def _big(self) -> QFont:
        font = QFont(self.font())
        font.setPointSizeF(font.pointSizeF() * 1.9)
        font.setBold(True)
        return font

    def sizeHint(self) -> QSize:
        height = QFontMetrics(self.font()).height() + QFontMetrics(self._big()).height() + 14
        return QSize(200, height)

    def paintEvent(self, _event: QPaintEvent) -> None:
        c = colours()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = QRectF(self.rect()).adjusted(12, 8, -12, 0)
        left = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        name = QFont(self.font())
        name.setBold(self.isChecked())
        painter.setFont(name)
        painter.setPen(c.accent if self.isChecked() or self.underMouse() else c.quiet)
        painter.drawText(area, left, self.text())
        if self.figure is None:
            painter.end()
            return
        tally = self.figure.tally
        line = painter.fontMetrics().height()
        painter.setFont(self._big())
        painter.setPen(c.faint if tally.small else c.ink)
        rate = percent(tally.rate)
        below = area.adjusted(0, line + 2, 0, 0)
        painter.drawText(below, left, rate)
        taken = painter.fontMetrics().horizontalAdvance(rate) + 20
        spark = QRectF(below.left() + taken, below.top() + 6, below.width() - taken, below.height() - 14)
        if spark.width() > 40:
            paint_spark(painter, spark, [one.tally.rate for one in self.figure.months])
        if self._by_key and self.hasFocus():
            painter.setPen(c.accent)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(3.5, 3.5, -3.5, -0.5), 5, 5)
        painter.end()


class RateTile(QFrame):
    """``chosen``: the page is to be about this department; ``wanted``: the items of these outcomes."""

    chosen = Signal(str)
    wanted = Signal(str, object)

    def __init__(self, code: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.code = code
        self.setObjectName("panel")
        name = label("department", code) if code else label("statistics", "centre")
        self.face = RateFace(name, self)
        self.face.clicked.connect(lambda _checked=False: self.chosen.emit(code))
        self.figures: list[QPushButton] = []
        row = QHBoxLayout()
        row.setContentsMargins(8, 0, 8, 8)
        row.setSpacing(4)
        for words, outcomes in FIGURES:
            button = QPushButton(words, self)
            button.setObjectName("link")
            button.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
            button.clicked.connect(lambda _checked=False, which=outcomes: self.wanted.emit(self.code, which))
            row.addWidget(button)
            self.figures.append(button)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 1, 1, 1)
        column.setSpacing(0)
        column.addWidget(self.face)
        column.addLayout(row)

    def show_figure(self, figure: DepartmentFigure, *, chosen: bool) -> None:
        """Show this department's figures."""
        self.face.setChecked(chosen)
        self.face.show_figure(figure)
        for button, (words, outcomes) in zip(self.figures, FIGURES, strict=True):
            count = figure.tally.of(outcomes)
            button.setText(f"{words} {count}")
            button.setEnabled(bool(count))
            name = self.face.text()
            button.setAccessibleName(f"{name} {words} {count}")
            button.setToolTip(self.tr("{name}：查看{words}的 {count} 项").format(name=name, words=words, count=count))
        self.setProperty("chosen", chosen)
        self.style().unpolish(self)
        self.style().polish(self)
