"""Editing one line of a draft sheet: amount, late fee, invoice, note; checked where it is typed."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QDialog, QDialogButtonBox, QFormLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

if TYPE_CHECKING:
    from ipdesk.services.fee_sheet import LineView
    from ui.context import Desk

_LARGEST = Decimal("99999999.99")


def amount_of(text: str) -> Decimal | None:
    """The amount typed (1,200 · 1200.5 · ￥1200), or None when it isn't one."""
    try:
        amount = Decimal(text.replace(",", "").replace("，", "").strip().lstrip("¥￥"))
    except InvalidOperation:
        return None
    if not amount.is_finite() or not 0 <= amount <= _LARGEST or amount != amount.quantize(Decimal("0.01")):
        return None
    return amount.quantize(Decimal("0.01"))


class FeeLineDialog(QDialog):
    """Saves through the desk; a line that somebody changed meanwhile is refused and nothing typed is lost."""

    def __init__(self, desk: Desk, week: str, line: LineView, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._week, self._line = desk, week, line
        self.setWindowTitle(self.tr("修改总表的一行"))
        heading = QLabel(f"{line.number}　{line.title}", self)
        heading.setObjectName("panelTitle")
        heading.setWordWrap(True)
        self.amount = QLineEdit(f"{line.amount:.2f}", self)
        self.late = QLineEdit(f"{line.late:.2f}", self)
        self.invoice = QLineEdit(line.invoice_title, self)
        self.code = QLineEdit(line.credit_code, self)
        self.note = QLineEdit(line.note, self)
        self.wrong = QLabel(self)
        self.wrong.setObjectName("fieldError")
        self.wrong.setWordWrap(True)
        form = QFormLayout()
        form.addRow(self.tr("应缴金额(&A)"), self.amount)
        form.addRow(self.tr("滞纳金(&L)"), self.late)
        form.addRow(self.tr("票据抬头(&T)"), self.invoice)
        form.addRow(self.tr("统一社会信用代码(&C)"), self.code)
        form.addRow(self.tr("备注(&N)"), self.note)
        self.box = QDialogButtonBox(QDialogButtonBox.StandardButton.Save | QDialogButtonBox.StandardButton.Cancel)
        self.box.accepted.connect(self.save)
        self.box.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 16)
        layout.setSpacing(12)
        layout.addWidget(heading)
        layout.addLayout(form)
        layout.addWidget(self.wrong)
        layout.addWidget(self.box)
        self.setMinimumWidth(460)
        for edit in (self.amount, self.late):
            edit.textChanged.connect(lambda _text: self.check())
        self.check()

    def check(self) -> bool:
        """Say what can't be saved beside the fields; True when everything can."""
        bad = [edit for edit in (self.amount, self.late) if amount_of(edit.text()) is None]
        for edit in (self.amount, self.late):
            edit.setProperty("wrong", edit in bad)
            edit.style().unpolish(edit)
            edit.style().polish(edit)
        self.wrong.setText(self.tr("金额应是不小于 0、最多两位小数的数。") if bad else "")
        self.box.button(QDialogButtonBox.StandardButton.Save).setEnabled(not bad)
        return not bad

    def fields(self) -> dict[str, object]:
        """What was typed."""
        return {
            "amount": amount_of(self.amount.text()),
            "late": amount_of(self.late.text()),
            "invoice_title": self.invoice.text().strip(),
            "credit_code": self.code.text().strip(),
            "note": self.note.text().strip(),
        }

    def save(self) -> None:
        """Change the line; close when that is done."""
        from ipdesk.services.fee_sheet import change_line

        office, act = self._desk.office, self._desk.act()
        if office is None or not self.check():
            return
        week, line, fields = self._week, self._line, self.fields()
        self.setEnabled(False)
        self._desk.runner.write(
            lambda: change_line(office, act, week, line.uid, fields, line.version),
            lambda _changes: self.accept(),
            self._failed,
        )

    def _failed(self, error: BaseException) -> None:
        from ipdesk.errors import UserError
        from ipdesk.text import sentence

        self.setEnabled(True)
        if isinstance(error, UserError):
            self.wrong.setText(sentence(error))
        else:
            self._desk.show_failure(error)
