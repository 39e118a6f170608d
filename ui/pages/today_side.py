"""Beside today's list: the office's own duties as a checklist, and what changed since the last look."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QLabel, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from ipdesk.text import label
from ui.pages.due_lines import day_name

if TYPE_CHECKING:
    from ipdesk.services.duties import DutyState
    from ipdesk.services.rows import ChangeRow, TodayView

_MATTER = int(Qt.ItemDataRole.UserRole)


class TodaySide(QWidget):
    """Two boxes. A change of a matter opens it by double-click or Enter."""

    opened = Signal(int)  # matter id

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.newest = 0  # the last act that is shown
        self.setMinimumWidth(240)
        self.duties = _plain_list(self.tr("全所事务"), self)
        self.changes = _plain_list(self.tr("近来变化"), self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(12)
        layout.addWidget(_box(self.tr("全所事务"), self.duties), 2)
        layout.addWidget(_box(self.tr("上次查看以来的变化"), self.changes), 3)
        self.changes.itemActivated.connect(self._activated)

    def show_view(self, view: TodayView, today: date) -> None:
        """Show the duties and the changes of a view."""
        self.newest = max(self.newest, view.last_act)
        _fill(self.duties, [_duty(row, today) for row in view.duties], self.tr("到周日为止没有待办的全所事务。"))
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


def _box(title: str, inner: QWidget) -> QFrame:
    frame = QFrame()
    frame.setObjectName("panel")
    label = QLabel(title, frame)
    label.setObjectName("panelTitle")
    layout = QVBoxLayout(frame)
    layout.setContentsMargins(12, 12, 8, 8)
    layout.setSpacing(8)
    layout.addWidget(label)
    layout.addWidget(inner, 1)
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


def _duty(row: DutyState, today: date) -> tuple[str, str, int | None]:
    """☐ 当日下载 CPC 文件 / 今天 · 3.2.2; shown only: it can't be ticked yet."""
    when = "今天" if row.due == today else day_name(row.due, today)
    provisional = " · 暂定" if row.provisional else ""
    week = f"（{row.period}）" if "W" in row.period else ""
    return f"☐ {row.title}{week}\n　 {when} · {row.clause}{provisional}", row.title, None


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
