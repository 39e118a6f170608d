"""A matter's official notices with their steps, inside its panel."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from ipdesk.services.notices import NoticeLine, lines_of_matter
from ui.pages import notice_acts
from ui.pages.notice_columns import section_columns
from ui.tables.step_view import StepTable

if TYPE_CHECKING:
    from ipdesk.services.rows import MatterView
    from ui.context import Desk

_MOST_SHOWN = 6


class NoticesSection(QWidget):
    """Read beside the window when the panel is; the panel makes a new one after every change."""

    def __init__(self, desk: Desk, view: MatterView, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._view = desk, view
        self.table = StepTable(section_columns(), self.tr("本案通知书"), self)
        new = QPushButton(self.tr("＋ 收到通知书"), self)
        new.setObjectName("link")
        new.clicked.connect(self.receive)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 8, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.table)
        row = QHBoxLayout()
        row.addWidget(new)
        row.addStretch(1)
        column.addLayout(row)
        column.addStretch(1)
        self._size(len(view.notices))
        self.table.go.connect(self.record_next)
        self.table.step_wanted.connect(self.record)
        self.table.place_wanted.connect(self._record_place)
        self.table.menu_wanted.connect(lambda where: notice_acts.menu(desk, self.lines(), self, where))
        self.table.files_dropped.connect(lambda line, paths: notice_acts.take_files(desk, line, paths))
        self._read()

    def _size(self, rows: int) -> None:
        """As high as its rows, so that the panel scrolls and not the table."""
        shown = min(max(rows, 1), _MOST_SHOWN)
        header = self.table.horizontalHeader().height()
        self.table.setFixedHeight(header + shown * self.table.verticalHeader().defaultSectionSize() + 4)

    def _read(self) -> None:
        from shiboken6 import Shiboken

        office, today, matter = self._desk.office, self._desk.today, self._view.id

        def read(lines: tuple[NoticeLine, ...]) -> None:
            if Shiboken.isValid(self):
                self.table.show_rows(lines)

        if office is not None:
            self._desk.runner.read(lambda: lines_of_matter(office, today, matter), read)

    def lines(self) -> tuple[NoticeLine, ...]:
        """The chosen lines."""
        return tuple(row for row in self.table.selected() if isinstance(row, NoticeLine))

    def record_next(self) -> None:
        """The next step of the current line."""
        line = self.table.current()
        if isinstance(line, NoticeLine) and line.next_step:
            self.record(line.next_step)

    def record(self, event: str) -> None:
        notice_acts.record(self._desk, self.lines(), event, self.window())

    def _record_place(self, place: int) -> None:
        line = self.table.current()
        if isinstance(line, NoticeLine) and place <= len(line.steps) and line.steps[place - 1].pending:
            self.record(line.steps[place - 1].event)

    def receive(self) -> None:
        """The dialog that records what came in, this matter chosen."""
        from ui.dialogs.notice import NoticeDialog

        NoticeDialog(self._desk, self.window(), matter=self._view.row).open()
