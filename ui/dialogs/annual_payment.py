"""年费已收款 (标准 3.2.3): the day the money came, and how much; the weekly sheet takes it up from there."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QLabel,
    QPlainTextEdit,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from ui.dialogs.base import AskDialog
from ui.widgets.date_field import DateField

if TYPE_CHECKING:
    from ipdesk.services.annual_notices import AnnualLine
    from ui.context import Desk

_MOST_ROWS = 8


class AnnualPaymentDialog(AskDialog):
    """One row a fee; the amount received may be changed in its cell."""

    def __init__(self, desk: Desk, lines: Sequence[AnnualLine], parent: QWidget | None = None) -> None:
        super().__init__(desk, "年费已收款", "记录收款", parent)
        self._lines = tuple(lines)
        self.go.setProperty("primary", True)
        self.setMinimumWidth(720)
        self.on = DateField(desk.today, self.tr("收款日期"), value=desk.today, parent=self)
        self.form.addRow(self.tr("收款日期"), self.on)
        self.table = QTableWidget(len(lines), 4, self)
        self._fill()
        self.form.addRow(self.tr("年费"), self.table)
        said = QLabel(self.tr("金额默认为今天应缴的金额；实收不同时双击“收款金额”修改。"), self)
        said.setObjectName("quiet")
        said.setWordWrap(True)
        self.form.addRow("", said)
        self.on.setFocus()

    def _fill(self) -> None:
        table = self.table
        table.setAccessibleName(self.tr("收款的年费"))
        table.setHorizontalHeaderLabels(
            [self.tr("专利"), self.tr("客户"), self.tr("缴费期限"), self.tr("收款金额（元）")]
        )
        table.verticalHeader().hide()
        table.setShowGrid(False)
        table.setTabKeyNavigation(False)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        header = table.horizontalHeader()
        for place, line in enumerate(self._lines):
            due = line.due.isoformat() if line.due else ""
            for column, words in enumerate((f"{line.number} 第 {line.year} 年度　{line.title}", line.client, due)):
                item = QTableWidgetItem(words)
                item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
                item.setToolTip(words)
                table.setItem(place, column, item)
            amount = QTableWidgetItem(f"{line.total:.2f}")
            amount.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            table.setItem(place, 3, amount)
        for column, width in ((1, 170), (2, 92), (3, 110)):
            header.resizeSection(column, width)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        row = table.fontMetrics().height() + 14
        table.verticalHeader().setDefaultSectionSize(row)
        table.setFixedHeight(row * min(len(self._lines), _MOST_ROWS) + header.sizeHint().height() + 8)

    def submit(self) -> None:
        from ipdesk.services.annual_steps import receive_payments

        on = self.on.value()
        if on is None:
            self.refuse(self.on.problem() or self.tr("请填写收款日期。"))
            return
        paid = [(line.key, self._amount(place)) for place, line in enumerate(self._lines)]
        self.run(lambda office, act: receive_payments(office, act, paid, on))

    def _amount(self, place: int) -> str:
        item = self.table.item(place, 3)
        return item.text().strip() if item is not None else ""


class PaymentLinesDialog(AskDialog):
    """How clients pay, as it stands on every form."""

    def __init__(self, desk: Desk, lines: str, parent: QWidget | None = None) -> None:
        super().__init__(desk, "付款方式", "保存", parent)
        self.text = QPlainTextEdit(lines, self)
        self.text.setAccessibleName(self.tr("付款方式"))
        self.text.setPlaceholderText(self.tr("户名：\n开户行：\n账号："))
        self.text.setTabChangesFocus(True)
        self.form.addRow(self.tr("每行一项"), self.text)

    def submit(self) -> None:
        from ipdesk.services.annual_steps import set_payment_lines

        text = self.text.toPlainText()
        self.run(lambda office, _act: set_payment_lines(office, text))
