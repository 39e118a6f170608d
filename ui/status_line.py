"""The window's last line: database, who sits here, which working calendar, the last backup, what runs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QProgressBar, QPushButton, QStatusBar, QWidget

if TYPE_CHECKING:
    from datetime import date

    from ipdesk.services.office import Office
    from ui.context import Desk


class StatusLine(QStatusBar):
    """Speaks of the office once it is open; the person is a button."""

    person_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizeGripEnabled(False)
        self.database = QLabel(self)
        self.person = QPushButton(self.tr("操作人：未选择"), self)
        self.person.setObjectName("statusButton")
        self.person.setToolTip(self.tr("谁在操作：记录在每一步操作里。点击更换"))
        self.person.setCursor(Qt.CursorShape.PointingHandCursor)
        self.calendar = QLabel(self)
        self.backup = QLabel(self)
        self.working = QProgressBar(self)
        self.working.setRange(0, 0)
        self.working.setFixedSize(80, 8)
        self.working.setAccessibleName(self.tr("正在读写"))
        for widget in (self.database, self.person, self.calendar, self.backup):
            self.addWidget(widget)
        self.addPermanentWidget(self.working)
        self.working.hide()
        self.person.hide()
        self.person.clicked.connect(self.person_wanted)

    def show_office(self, office: Office | None, today: date) -> None:
        """Name the database and the calendar that counts."""
        self.person.setVisible(office is not None)
        if office is None:
            for label in (self.database, self.calendar, self.backup):
                label.clear()
            return
        where = office.place
        self.database.setText(Path(where.path).name if where.path else str(where.url.database))
        self.database.setToolTip(office.url)
        self.calendar.setText(calendar_words(office, today))

    def show_person(self, name: str) -> None:
        """Who sits here; empty when nobody was chosen."""
        self.person.setText(self.tr("操作人：{name}").format(name=name or self.tr("未选择")))

    def show_backup(self, text: str) -> None:
        self.backup.setText(text)


def calendar_words(office: Office, today: date) -> str:
    """工作日历 2026（国办发明电〔2025〕7号）· 2027 暂定."""
    parts = []
    for year in (today.year, today.year + 1):
        document = office.calendar.document(year)
        parts.append(f"{year}（{document}）" if document else f"{year} 暂定")
    return "工作日历 " + " · ".join(parts)


def person_name(desk: Desk) -> str:
    """The name of whoever sits here; runs in the reading lane."""
    from ipdesk.services.people import people

    if desk.office is None or desk.person is None:
        return ""
    return next((one.name for one in people(desk.office) if one.id == desk.person), "")
