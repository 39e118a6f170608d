"""Beside today's list: the office's own duties as a checklist, and what changed since the last look."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from ipdesk.text import label
from ui.pages.duty_checklist import DutyChecklist

if TYPE_CHECKING:
    from ipdesk.services.rows import ChangeRow, TodayView

_MATTER = int(Qt.ItemDataRole.UserRole)


class TodaySide(QWidget):
    """Two boxes. A duty is answered with one click; a change of a matter opens it by double-click or Enter."""

    opened = Signal(int)  # matter id
    all_duties = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.newest = 0  # the last act that is shown
        self.setMinimumWidth(240)
        self.duties = DutyChecklist(self.tr("到周日为止没有待办的全所事项。"), self)
        self.missed = _link(self)
        self.missed.hide()
        self.all = _link(self, self.tr("全部 ›"))
        self.all.setAccessibleName(self.tr("全所事项的历史"))
        self.all.setToolTip(self.tr("按月查看全所事项，补记当时已做的"))
        self.changes = _plain_list(self.tr("近来变化"), self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(12)
        layout.addWidget(_box(self.tr("全所事项"), self.duties, self.all, self.missed), 3)
        layout.addWidget(_box(self.tr("上次查看以来的变化"), self.changes), 3)
        self.changes.itemActivated.connect(self._activated)
        for button in (self.all, self.missed):
            button.clicked.connect(lambda _checked=False: self.all_duties.emit())

    def show_view(self, view: TodayView, today: date) -> None:
        """Show the duties and the changes of a view."""
        self.newest = max(self.newest, view.last_act)
        self.duties.show_duties(view.duties, today)
        self.missed.setText(self.tr("更早还有 {count} 项没有回答 ›").format(count=view.duties_missed))
        self.missed.setVisible(view.duties_missed > 0)
        _fill(self.changes, [_change(row) for row in view.changes], self.tr("没有新的变化。"))

    def _activated(self, item: QListWidgetItem) -> None:
        matter_id = item.data(_MATTER)
        if isinstance(matter_id, int):
            self.opened.emit(matter_id)


class _List(QListWidget):
    """Enter activates, whatever the platform's habit is."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        item = self.currentItem()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and item is not None:
            self.itemActivated.emit(item)
            return
        super().keyPressEvent(event)


def _plain_list(name: str, parent: QWidget) -> QListWidget:
    found = _List(parent)
    found.setAccessibleName(name)
    found.setFrameShape(QFrame.Shape.NoFrame)
    found.setObjectName("dueList")
    found.setWordWrap(True)
    found.setSpacing(2)
    found.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    return found


def _link(parent: QWidget, words: str = "") -> QPushButton:
    found = QPushButton(words, parent)
    found.setObjectName("link")
    found.setCursor(Qt.CursorShape.PointingHandCursor)
    return found


def _box(title: str, inner: QWidget, beside: QWidget | None = None, below: QWidget | None = None) -> QFrame:
    frame = QFrame()
    frame.setObjectName("panel")
    label = QLabel(title, frame)
    label.setObjectName("panelTitle")
    head = QHBoxLayout()
    head.addWidget(label, 1)
    if beside is not None:
        head.addWidget(beside)
    layout = QVBoxLayout(frame)
    layout.setContentsMargins(12, 12, 8, 8)
    layout.setSpacing(8)
    layout.addLayout(head)
    layout.addWidget(inner, 1)
    if below is not None:
        layout.addWidget(below)
    return frame


def _fill(target: QListWidget, lines: list[tuple[str, str, int | None]], empty: str) -> None:
    target.clear()
    for text, tip, matter_id in lines or [(empty, "", None)]:
        item = QListWidgetItem(text)
        item.setToolTip(tip)
        item.setData(_MATTER, matter_id)
        if not lines:
            item.setFlags(Qt.ItemFlag.ItemIsEnabled)
        target.addItem(item)


def _change(row: ChangeRow) -> tuple[str, str, int | None]:
    """P26-0405 记录 撰写完成 2026-11-20 / 11-20 09:12 · 张伟."""
    when = row.at.astimezone()
    what = row.summary if row.name in ("undo", "redo") else f"{_act_words(row.name)} {row.summary}".strip()
    if row.number and row.number not in what:
        what = f"{row.number} {what}"
    return f"{what}\n{when:%m-%d %H:%M}" + (f" · {row.by}" if row.by else ""), what, row.matter_id


def _act_words(name: str) -> str:
    words = label("act", name)
    return "" if words == name else words
