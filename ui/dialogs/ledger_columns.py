"""What each column of a ledger was taken for, changeable."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QComboBox, QFrame, QGridLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from ipdesk.errors import UserError
from ipdesk.text import sentence

if TYPE_CHECKING:
    from ipdesk.services.ledger import LedgerSheet


class _Choice(QComboBox):
    """The wheel scrolls the list of columns; it never changes a choice by accident."""

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()


class ColumnsPanel(QFrame):
    """One sheet's columns at a time. ``changed``: a column is to be taken for something else."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("panel")
        self.setMinimumWidth(260)
        self._sheets: tuple[LedgerSheet, ...] = ()
        self._labels: Mapping[str, str] = {}
        self._mapping: dict[str, dict[int, str | None]] = {}
        heading = QLabel(self.tr("各列识别为"), self)
        heading.setObjectName("panelTitle")
        self.sheet = QComboBox(self)
        self.sheet.setAccessibleName(self.tr("工作表"))
        self.note = QLabel(self)
        self.note.setObjectName("quiet")
        self.note.setWordWrap(True)
        self.area = QScrollArea(self)
        self.area.setWidgetResizable(True)
        self.area.setAccessibleName(self.tr("各列识别为"))
        self.area.viewport().setAutoFillBackground(False)
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 12, 8, 8)
        layout.setSpacing(8)
        for widget in (heading, self.sheet, self.note):
            layout.addWidget(widget)
        layout.addWidget(self.area, 1)
        self.sheet.currentIndexChanged.connect(lambda _index: self._show_columns())

    def mapping(self) -> dict[str, dict[int, str | None]]:
        """What was chosen by hand: sheet to column index (0-based) to field."""
        return {name: dict(columns) for name, columns in self._mapping.items()}

    def forget(self) -> None:
        """Another file: nothing has been chosen."""
        self._mapping = {}

    def show_sheets(self, sheets: tuple[LedgerSheet, ...], labels: Mapping[str, str]) -> None:
        """Show the sheets of a book; the one looked at stays in front."""
        current = self.sheet.currentText()
        self._sheets, self._labels = sheets, labels
        self.sheet.blockSignals(True)
        self.sheet.clear()
        for sheet in sheets:
            self.sheet.addItem(sheet.name)
        first = next((place for place, sheet in enumerate(sheets) if sheet.skipped is None), 0)
        place = self.sheet.findText(current)
        self.sheet.setCurrentIndex(place if place >= 0 else first)
        self.sheet.blockSignals(False)
        self._show_columns()

    def _show_columns(self) -> None:
        index = self.sheet.currentIndex()
        if not 0 <= index < len(self._sheets):
            return
        sheet = self._sheets[index]
        self.note.setText(self._note(sheet))
        inner = QWidget(self.area)
        grid = QGridLayout(inner)
        grid.setContentsMargins(0, 0, 4, 0)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(0, 1)
        for row, column in enumerate(sheet.columns):
            name = QLabel(column.heading or self.tr("（无标题）"), inner)
            name.setToolTip(column.heading)
            name.setMinimumWidth(60)
            grid.addWidget(name, row, 0)
            grid.addWidget(self._choice(inner, sheet.name, column.index, column.heading, column.field), row, 1)
        grid.setRowStretch(len(sheet.columns), 1)
        self.area.setWidget(inner)
        inner.setAutoFillBackground(False)

    def _note(self, sheet: LedgerSheet) -> str:
        if sheet.skipped is not None:
            return sentence(UserError(sheet.skipped))
        hidden = self.tr("（隐藏的工作表）") if sheet.hidden else ""
        return self.tr("表头在第 {row} 行，{count} 行案件{hidden}").format(
            row=sheet.header_row, count=sheet.rows, hidden=hidden
        )

    def _choice(self, parent: QWidget, sheet: str, index: int, heading: str, field: str | None) -> QComboBox:
        combo = _Choice(parent)
        combo.setAccessibleName(self.tr("“{heading}”列识别为").format(heading=heading))
        combo.addItem(self.tr("不导入"), None)
        for name, words in self._labels.items():
            combo.addItem(words, name)
        combo.setCurrentIndex(max(0, combo.findData(field)))
        combo.setMaxVisibleItems(20)
        combo.setMinimumWidth(130)
        combo.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        combo.activated.connect(lambda _place: self._chosen(sheet, index, combo.currentData()))
        return combo

    def _chosen(self, sheet: str, index: int, field: str | None) -> None:
        self._mapping.setdefault(sheet, {})[index] = field
        self.changed.emit()
