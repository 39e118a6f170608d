"""A week side by side: one narrow list per day."""

from __future__ import annotations

from datetime import date, timedelta

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from ipdesk.domain.workdays import WorkCalendar
from ipdesk.services.rows import DayLoad
from ui.pages.calendar_data import face_of
from ui.pages.calendar_grid import WEEKDAYS
from ui.pages.due_lines import Entry, any_line
from ui.pages.due_list import DueList


class _Day(QWidget):
    """One day's heading and cards."""

    def __init__(self, weekday: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.heading = QPushButton(weekday, self)
        self.heading.setProperty("flat", True)
        self.heading.setCursor(Qt.CursorShape.PointingHandCursor)
        self.list = DueList(weekday, cards=True, parent=self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(4, 4, 4, 4)
        layout.setSpacing(4)
        layout.addWidget(self.heading)
        layout.addWidget(self.list, 1)


class WeekView(QWidget):
    """Seven days from Monday; a heading leads to its day in the month."""

    opened = Signal(int)
    duty_opened = Signal(object)  # DutyState
    day_wanted = Signal(object)  # date

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._monday = date.min
        self._days = tuple(_Day(word, self) for word in WEEKDAYS)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(4, 4, 4, 4)
        layout.setSpacing(0)
        for index, day in enumerate(self._days):
            layout.addWidget(day, 1)
            day.list.opened.connect(self.opened)
            day.list.duty_opened.connect(self.duty_opened)
            day.heading.clicked.connect(lambda _checked=False, i=index: self._wanted(i))

    def show_week(self, monday: date, rows: tuple[Entry, ...], calendar: WorkCalendar, today: date) -> None:
        """Show the seven days from ``monday``; rows of other days are left out."""
        self._monday = monday
        for index, day in enumerate(self._days):
            on = monday + timedelta(days=index)
            mine = [any_line(row, today) for row in rows if row.due == on]
            face = face_of(calendar, on, DayLoad())
            parts = [f"{WEEKDAYS[index]} {on.month}-{on.day}", face.mark]
            parts.append(f"（{len(mine)}）" if mine else "")
            day.heading.setText(" ".join(part for part in parts if part))
            day.heading.setProperty("flat", on != today)
            day.heading.setProperty("primary", on == today)
            day.heading.style().unpolish(day.heading)
            day.heading.style().polish(day.heading)
            day.heading.setToolTip(face.name)
            day.list.show_items(mine)

    def lists(self) -> tuple[DueList, ...]:
        """The seven lists, Monday first."""
        return tuple(day.list for day in self._days)

    def _wanted(self, index: int) -> None:
        if self._monday != date.min:
            self.day_wanted.emit(self._monday + timedelta(days=index))
