"""A field for a date: typed in short, checked while it is typed, or picked."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QDate, QPoint, Qt, Signal
from PySide6.QtWidgets import (
    QCalendarWidget,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QMenu,
    QPushButton,
    QWidget,
    QWidgetAction,
)

from ipdesk.errors import UserError
from ipdesk.text import sentence
from ui.widgets.date_words import day_words, parse_date


class DateField(QWidget):
    """``value()`` is the day, None when the field is empty or unreadable; the hint beside says which."""

    changed = Signal()

    def __init__(
        self,
        today: date,
        name: str,
        *,
        value: date | None = None,
        past: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._today, self._past = today, past
        self._problem = ""
        self.line = QLineEdit(self)
        self.line.setFixedWidth(self.fontMetrics().horizontalAdvance("0") * 18)
        self.line.setPlaceholderText(self.tr("3 · 3-5 · 今天"))
        self.line.setToolTip(self.tr("可以写 3（本月3日）、3-5、2026-3-5、+5、昨天、周三"))
        self.line.setAccessibleName(name)
        self.hint = QLabel(self)
        self.hint.setObjectName("quiet")
        self.pick = QPushButton("▾", self)
        self.pick.setFixedWidth(28)
        self.pick.setProperty("tiny", True)
        self.pick.setAccessibleName(self.tr("{name}：从日历选择").format(name=name))
        self.pick.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self.line)
        layout.addWidget(self.pick)
        layout.addSpacing(4)
        layout.addWidget(self.hint, 1)
        self.setFocusProxy(self.line)
        self.line.textChanged.connect(self._typed)
        self.pick.clicked.connect(self._open_calendar)
        if value is not None:
            self.set_value(value)

    def value(self) -> date | None:
        text = self.line.text().strip()
        if not text:
            return None
        try:
            return parse_date(text, self._today, past=self._past)
        except UserError:
            return None

    def problem(self) -> str:
        """Why what is typed is no date; empty when it is one or nothing is typed."""
        return self._problem

    def set_value(self, on: date | None) -> None:
        self.line.setText(on.isoformat() if on else "")

    def _typed(self) -> None:
        on, text = self.value(), self.line.text().strip()
        self._problem = sentence(UserError("ui.date_unreadable", text=text)) if text and on is None else ""
        self.hint.setText(self._problem or (day_words(on) if on else ""))
        self.hint.setProperty("tone", "late" if self._problem else "quiet")
        self.line.setProperty("wrong", bool(self._problem))
        for widget in (self.hint, self.line):
            widget.style().unpolish(widget)
            widget.style().polish(widget)
        self.changed.emit()

    def _open_calendar(self) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        month = QCalendarWidget(menu)
        month.setFirstDayOfWeek(Qt.DayOfWeek.Monday)
        month.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
        on = self.value() or self._today
        month.setSelectedDate(QDate(on.year, on.month, on.day))
        action = QWidgetAction(menu)
        action.setDefaultWidget(month)
        menu.addAction(action)

        def chosen(day: QDate) -> None:
            self.set_value(date(day.year(), day.month(), day.day()))
            menu.close()

        month.clicked.connect(chosen)
        menu.popup(self.mapToGlobal(QPoint(0, self.height())))
