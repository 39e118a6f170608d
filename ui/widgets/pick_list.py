"""A line to type in and the few things that match below it: picked with Enter, the arrows or a click."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

_DATA = int(Qt.ItemDataRole.UserRole)


class PickList(QWidget):
    """``typed``: what was typed, for whoever offers things; ``picked``: the data of the thing chosen."""

    typed = Signal(str)
    picked = Signal(object)

    def __init__(self, name: str, hint: str, rows: int = 5, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.line = QLineEdit(self)
        self.line.setPlaceholderText(hint)
        self.line.setAccessibleName(name)
        self.line.setClearButtonEnabled(True)
        self.list = QListWidget(self)
        self.list.setObjectName("pickList")
        self.list.setAccessibleName(name)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setUniformItemSizes(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.list.setFixedHeight(rows * (self.fontMetrics().height() + 10) + 6)
        self._chosen: Any = None
        self._words = ""
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.line)
        column.addWidget(self.list)
        self.setFocusProxy(self.line)
        self.line.installEventFilter(self)
        self.line.textEdited.connect(self._edited)
        self.line.textChanged.connect(lambda text: self._edited(text) if not text else None)
        self.list.itemClicked.connect(lambda item: self.pick(self.list.row(item)))

    def offer(self, things: Sequence[tuple[str, Any]]) -> None:
        """Show these (words, data), the first one ready to be picked."""
        self.list.clear()
        for words, data in things:
            item = QListWidgetItem(words, self.list)
            item.setToolTip(words)
            item.setData(_DATA, data)
        if things:
            self.list.setCurrentRow(0)

    def chosen(self) -> Any:
        """The data that was picked, None while what is typed is not one of the things."""
        return self._chosen

    def pick(self, row: int) -> bool:
        """Choose the thing in this row; False when there is none."""
        if not 0 <= row < self.list.count():
            return False
        item = self.list.item(row)
        self._chosen, self._words = item.data(_DATA), item.text()
        self.line.setText(self._words)
        self.line.setCursorPosition(0)
        self.list.setCurrentRow(row)
        self.picked.emit(self._chosen)
        return True

    def pick_current(self) -> bool:
        """What Enter does."""
        return self.pick(max(0, self.list.currentRow()))

    def set_chosen(self, words: str, data: Any) -> None:
        """Show something as picked without offering it."""
        self.offer([(words, data)])
        self.pick(0)

    def clear(self) -> None:
        """Nothing typed, nothing picked."""
        self._chosen = None
        self.line.clear()

    def _edited(self, text: str) -> None:
        self._chosen = None
        self.typed.emit(text.strip())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.line and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            moves = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}
            if event.key() in moves and self.list.count():
                row = self.list.currentRow() + moves[Qt.Key(event.key())]
                self.list.setCurrentRow(min(max(row, 0), self.list.count() - 1))
                return True
        return super().eventFilter(watched, event)
