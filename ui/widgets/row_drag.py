"""Dragging the chosen rows of a table sideways: onto somebody who takes them."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QMimeData, QObject, QPoint, Qt
from PySide6.QtGui import QDrag, QMouseEvent
from PySide6.QtWidgets import QApplication, QTableView

MIME = "application/x-ipdesk-chosen-rows"


class RowDrag(QObject):
    """Watches a table's mouse. Up and down still selects; sideways drags what is chosen.

    A press on one of several chosen rows keeps them chosen until it is released where it was pressed.
    """

    def __init__(self, table: QTableView) -> None:
        super().__init__(table)
        self._table = table
        self._pressed: QPoint | None = None
        self._held = False
        table.viewport().installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QMouseEvent):
            if event.type() == QEvent.Type.MouseButtonPress:
                return self._press(event)
            if event.type() == QEvent.Type.MouseMove:
                return self._move(event)
            if event.type() == QEvent.Type.MouseButtonRelease:
                return self._release(event)
        return super().eventFilter(watched, event)

    def _press(self, event: QMouseEvent) -> bool:
        self._pressed, self._held = None, False
        row = self._table.rowAt(event.position().toPoint().y())
        if event.button() != Qt.MouseButton.LeftButton or event.modifiers() or row < 0:
            return False
        self._pressed = event.position().toPoint()
        chosen = {index.row() for index in self._table.selectionModel().selectedRows()}
        self._held = len(chosen) > 1 and row in chosen
        if self._held:
            self._table.setFocus()
        return self._held

    def _move(self, event: QMouseEvent) -> bool:
        if self._pressed is None or not event.buttons() & Qt.MouseButton.LeftButton:
            return False
        way = event.position().toPoint() - self._pressed
        if abs(way.x()) >= QApplication.startDragDistance() and abs(way.x()) > abs(way.y()):
            self._pressed, self._held = None, False
            self.start()
            return True
        return self._held

    def _release(self, event: QMouseEvent) -> bool:
        held, self._held, self._pressed = self._held, False, None
        if held:
            self._table.selectRow(self._table.rowAt(event.position().toPoint().y()))
        return held

    def start(self) -> None:
        """Begin to drag the chosen rows."""
        count = len(self._table.selectionModel().selectedRows())
        if not count:
            return
        data = QMimeData()
        data.setData(MIME, str(count).encode())
        drag = QDrag(self._table)
        drag.setMimeData(data)
        drag.exec(Qt.DropAction.MoveAction)
