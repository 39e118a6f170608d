"""What finance's returned sheet says, line by line, before anything of it is taken."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QDialogButtonBox,
    QHeaderView,
    QLabel,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from ipdesk.text import label
from ui.theme import colours

if TYPE_CHECKING:
    from ipdesk.services.fee_sheet import SheetReading
    from ui.context import Desk

_HEADINGS = ("差异", "申请号", "栏目", "我方", "表中", "文件行")
_WIDTHS = (104, 150, 120, 190, 190, 64)


class SheetDifferencesDialog(QDialog):
    """Differences are shown and kept out: only finance's own columns are taken, and only on 接收."""

    def __init__(self, desk: Desk, reading: SheetReading, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._reading = desk, reading
        self.setWindowTitle(self.tr("读回总表 {week}").format(week=reading.week))
        self.summary = QLabel(self._summary(), self)
        self.summary.setWordWrap(True)
        self.table = QTableWidget(0, len(_HEADINGS), self)
        self.remarks = QLabel("\n".join(reading.remarks), self)
        self.remarks.setProperty("tone", "near")
        self.remarks.setWordWrap(True)
        self.remarks.setVisible(bool(reading.remarks))
        self.wrong = QLabel(self)
        self.wrong.setObjectName("fieldError")
        self.wrong.setWordWrap(True)
        self.box = QDialogButtonBox(self)
        filled = sum(1 for entry in reading.entries if entry.paid_on or entry.paid_amount is not None)
        self.take = self.box.addButton(
            self.tr("接收财务填写的 {count} 行").format(count=filled), QDialogButtonBox.ButtonRole.AcceptRole
        )
        self.take.setEnabled(bool(reading.entries))
        self.box.addButton(QDialogButtonBox.StandardButton.Cancel)
        self.box.accepted.connect(self.take_over)
        self.box.rejected.connect(self.reject)
        self._fill()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 16)
        layout.setSpacing(12)
        layout.addWidget(self.summary)
        layout.addWidget(self.table, 1)
        for widget in (self.remarks, self.wrong, self.box):
            layout.addWidget(widget)
        self.resize(self.sizeHint())

    def sizeHint(self) -> QSize:
        return QSize(900, 480 if self._reading.differences else 240)

    def _summary(self) -> str:
        reading = self._reading
        found = self.tr("{file}：对上 {count} 行。").format(file=reading.file.name, count=len(reading.entries))
        if not reading.differences:
            return found + self.tr("除财务填写的打款日期、打款金额、备注外没有任何差异。")
        return found + self.tr(
            "另有 {count} 处差异，逐处列在下面；这些差异不会写入，需要时请改正后重发，或在案件中更正。"
        ).format(count=len(reading.differences))

    def _fill(self) -> None:
        table = self.table
        table.setVisible(bool(self._reading.differences))
        table.setAccessibleName(self.tr("逐处差异"))
        table.setHorizontalHeaderLabels(list(_HEADINGS))
        table.verticalHeader().hide()
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setShowGrid(False)
        table.horizontalHeader().setSectionResizeMode(4, QHeaderView.ResizeMode.Stretch)
        for column, width in enumerate(_WIDTHS):
            table.setColumnWidth(column, width)
        table.setRowCount(len(self._reading.differences))
        for row, one in enumerate(self._reading.differences):
            words = label("difference", one.kind)
            cells = (f"◆ {words}", one.application_number, one.field, one.ours, one.theirs, str(one.row or ""))
            for column, text in enumerate(cells):
                item = QTableWidgetItem(text)
                item.setToolTip(text)
                if column == 0:
                    item.setForeground(_tone(one.kind))
                if column == len(cells) - 1:
                    item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
                table.setItem(row, column, item)

    def take_over(self) -> None:
        """Take finance's columns; close when that is done."""
        from ipdesk.services.fee_sheet import take_over_reading

        office, act, reading = self._desk.office, self._desk.act(), self._reading
        if office is None:
            return
        self.setEnabled(False)
        self._desk.runner.write(
            lambda: take_over_reading(office, act, reading), lambda _changes: self.accept(), self._failed
        )

    def _failed(self, error: BaseException) -> None:
        from ipdesk.errors import UserError
        from ipdesk.text import sentence

        self.setEnabled(True)
        if isinstance(error, UserError):
            self.wrong.setText(sentence(error))
        else:
            self._desk.show_failure(error)


def _tone(kind: str) -> QColor:
    c = colours()
    return c.near if kind in ("added", "text_changed") else c.late
