"""All hand-overs (标准 3.5.5), the ones to be decided first; a double-click opens the form."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from ipdesk.text import label
from ui.dialogs.base import take_wanted_size

if TYPE_CHECKING:
    from ipdesk.services.rows import TransferRow
    from ui.context import Desk

_HEADINGS = ("编号", "状态", "移交人", "接手人", "案件", "申请人", "申请时间", "原因")
_WIDTHS = (116, 84, 96, 96, 56, 96, 130, 240)
_ID = int(Qt.ItemDataRole.UserRole)


class TransferListDialog(QDialog):
    """Read when shown and after every decision."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._left = False
        self.setWindowTitle(self.tr("项目移交申请"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.table = QTableWidget(0, len(_HEADINGS), self)
        self.empty = QLabel(self.tr("还没有移交申请。在部门页签选中案件后，用“移交…”填写。"), self)
        self.empty.setObjectName("quiet")
        self.open_button = QPushButton(self.tr("打开申请单"), self)
        self.open_button.setProperty("primary", True)
        close = QPushButton(self.tr("关闭"), self)
        close.setAutoDefault(False)
        self._set_up_table()
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(close)
        row.addWidget(self.open_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 16)
        layout.setSpacing(12)
        layout.addWidget(self.empty)
        layout.addWidget(self.table, 1)
        layout.addLayout(row)
        close.clicked.connect(self.reject)
        self.open_button.clicked.connect(self.open_form)
        self.table.doubleClicked.connect(lambda _index: self.open_form())
        desk.changes.happened.connect(self._changed)
        take_wanted_size(self)
        self.read()

    def sizeHint(self) -> QSize:
        return QSize(960, 440)

    def _set_up_table(self) -> None:
        table = self.table
        table.setAccessibleName(self.tr("移交申请"))
        table.setHorizontalHeaderLabels(list(_HEADINGS))
        table.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        table.horizontalHeader().setStretchLastSection(True)
        table.verticalHeader().hide()
        table.verticalHeader().setDefaultSectionSize(table.fontMetrics().height() + 16)
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.setShowGrid(False)
        for column, width in enumerate(_WIDTHS):
            table.setColumnWidth(column, width)

    def read(self) -> None:
        """Read all hand-overs."""
        from ipdesk.services.transfers import transfers

        office = self._desk.office
        if office is not None:
            self._desk.runner.read(lambda: transfers(office), self._show)

    def _show(self, rows: tuple[TransferRow, ...]) -> None:
        if self._left:
            return
        self.empty.setVisible(not rows)
        self.table.setRowCount(len(rows))
        for place, row in enumerate(sorted(rows, key=lambda one: one.state != "requested")):
            sign = "▲ " if row.state == "requested" else ""
            asked = f"{row.requested_at.astimezone():%Y-%m-%d %H:%M}"
            cells = (
                row.number, sign + label("transfer_state", row.state), row.from_person, row.to_person,
                str(len(row.matter_ids)), row.requested_by, asked, row.refusal or row.reason,
            )  # fmt: skip
            for column, text in enumerate(cells):
                item = QTableWidgetItem(text)
                item.setToolTip(text)
                item.setData(_ID, row.id)
                self.table.setItem(place, column, item)
        self.open_button.setEnabled(bool(rows))
        if rows and self.table.currentRow() < 0:
            self.table.selectRow(0)

    def open_form(self) -> None:
        """Open the chosen hand-over's form."""
        from ui.dialogs.transfer import TransferDialog

        row = self.table.currentRow()
        item = self.table.item(row, 0) if row >= 0 else None
        if item is not None:
            TransferDialog(self._desk, transfer_id=int(item.data(_ID)), parent=self).open()

    def _changed(self, changes: object) -> None:
        if "transfers" in getattr(changes, "kinds", ()) and not self._left:
            self.read()

    def done(self, result: int) -> None:
        """Close; an answer that still comes finds no widgets."""
        self._left = True
        self._desk.changes.happened.disconnect(self._changed)
        super().done(result)
