"""提醒: what somebody wrote down to be reminded of about this matter; ticked when done, taken away when wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from ipdesk.services.rows import MatterView, ReminderRow
from ui.pages.due_lines import day_name, reminder_line, tone_of
from ui.pages.reminder_lines import finish_line, remove_line
from ui.widgets.tick import Tick

if TYPE_CHECKING:
    from ui.context import Desk


class RemindersSection(QWidget):
    """The reminders of a matter by date, done ones ticked."""

    def __init__(self, desk: Desk, view: MatterView, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._view = desk, view
        self.ticks: dict[int, Tick] = {}
        self.links: dict[int, QPushButton] = {}
        self.new = _link(self.tr("新建提醒…"), self)
        self.new.clicked.connect(lambda _checked=False: self.write())
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(8)
        self._grid.setVerticalSpacing(8)
        self._grid.setColumnStretch(1, 1)
        for place, reminder in enumerate(view.reminders):
            self._row(place, reminder)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 8, 0, 0)
        column.setSpacing(8)
        column.addLayout(self._grid)
        column.addWidget(self.new, 0, Qt.AlignmentFlag.AlignLeft)
        column.addStretch(1)

    def _row(self, place: int, reminder: ReminderRow) -> None:
        line = reminder_line(reminder, self._desk.today)
        tick = Tick(self)
        tick.setAccessibleName(self.tr("完成提醒：{text}").format(text=reminder.text))
        tick.setChecked(reminder.done_at is not None)
        tick.setToolTip(self.tr("再点一次恢复") if tick.isChecked() else self.tr("记为完成"))
        tick.clicked.connect(lambda on: finish_line(self._desk, line, done=on))
        text = QLabel(reminder.text, self)
        text.setWordWrap(True)
        text.setTextFormat(Qt.TextFormat.PlainText)
        left = self.tr("已完成") if tick.isChecked() else line.left
        when = QLabel(f"{day_name(reminder.due, self._desk.today)} · {left}", self)
        when.setProperty("tone", tone_of(reminder.state))
        who = QLabel(reminder.person or self.tr("所有人"), self)
        who.setObjectName("quiet")
        away = _link(self.tr("移除"), self)
        away.setAccessibleName(self.tr("移除提醒：{text}").format(text=reminder.text))
        away.clicked.connect(lambda _checked=False: remove_line(self._desk, line))
        self.ticks[reminder.id], self.links[reminder.id] = tick, away
        for column, widget in enumerate((tick, text, when, who, away)):
            self._grid.addWidget(widget, place, column, Qt.AlignmentFlag.AlignVCenter)

    def write(self) -> None:
        """Write another reminder of this matter."""
        from ui.dialogs.reminder import ReminderDialog

        ReminderDialog(self._desk, self._view.id, self.window()).open()


def _link(words: str, parent: QWidget) -> QPushButton:
    button = QPushButton(words, parent)
    button.setObjectName("link")
    button.setCursor(Qt.CursorShape.PointingHandCursor)
    return button
