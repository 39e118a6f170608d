"""What filing costs: a short form, its lines and their sum; with a matter they become its fees."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFrame,
    QGridLayout,
    QLabel,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from ipdesk.domain.fees import amount_in_words
from ipdesk.domain.filing_fees import MOST, Filing, FilingFees, filing_fees
from ipdesk.services.filing_fees import KINDS
from ipdesk.services.tariffs import shipped_tariff
from ipdesk.text import label
from ui.dialogs.base import AskDialog

if TYPE_CHECKING:
    from ipdesk.services.rows import MatterView
    from ui.context import Desk

_COUNTED = frozenset({"invention", "utility_model", "pct"})
_EXAMINED = frozenset({"invention", "pct"})


class FilingFeesDialog(AskDialog):
    """Counts while it is filled in. ``view``: the matter the fees are recorded for; None: only counted."""

    def __init__(self, desk: Desk, view: MatterView | None, parent: QWidget | None = None) -> None:
        super().__init__(desk, "", "", parent)
        self.setWindowTitle(
            self.tr("申请费") if view is None else self.tr("申请费：{number}").format(number=view.row.number)
        )
        self._view = view
        self.fees = FilingFees(())
        self.kind, self.reduction = QComboBox(self), QComboBox(self)
        self.claims, self.pages, self.priorities = QSpinBox(self), QSpinBox(self), QSpinBox(self)
        self.examination = QCheckBox(self.tr("同时提出实质审查请求"), self)
        self.received = QCheckBox(self.tr("中国局为受理局并作出国际检索"), self)
        self.searched = QCheckBox(self.tr("中国局作出国际检索或初审报告（免实审费）"), self)
        self.lines = QFrame(self)
        self.lines.setObjectName("panel")
        self._grid = QGridLayout(self.lines)
        self.total, self.words = QLabel(self), QLabel(self)
        self._lay_out()
        self._fill_in()
        for box in (self.kind, self.reduction):
            box.currentIndexChanged.connect(lambda _index: self.count())
        for spin in (self.claims, self.pages, self.priorities):
            spin.valueChanged.connect(lambda _value: self.count())
        for check in (self.examination, self.received, self.searched):
            check.toggled.connect(lambda _on: self.count())
        self.go.setText(self.tr("记为费用") if view is not None else self.tr("复制"))
        self.count()

    def _lay_out(self) -> None:
        for kind in KINDS:
            self.kind.addItem(label("kind", kind), kind)
        for words, rate in ((self.tr("不减缴"), None), ("85%", 85), ("70%", 70)):
            self.reduction.addItem(words, rate)
        for spin, name, suffix in (
            (self.claims, self.tr("权利要求"), self.tr(" 项")),
            (self.pages, self.tr("说明书"), self.tr(" 页（含附图、序列表）")),
            (self.priorities, self.tr("优先权"), self.tr(" 项")),
        ):
            spin.setRange(0, MOST)
            spin.setSuffix(suffix)
            spin.lineEdit().setTextMargins(6, 0, 6, 0)
            spin.setAccessibleName(name)
        self.kind.setAccessibleName(self.tr("专利类型"))
        self.reduction.setAccessibleName(self.tr("费减比例"))
        for words, field in (
            (self.tr("类型"), self.kind),
            (self.tr("权利要求"), self.claims),
            (self.tr("说明书"), self.pages),
            (self.tr("优先权"), self.priorities),
            (self.tr("费减"), self.reduction),
            ("", self.examination),
            ("", self.received),
            ("", self.searched),
        ):
            self.form.addRow(words, field)
        self._grid.setContentsMargins(16, 12, 16, 12)
        self._grid.setHorizontalSpacing(16)
        self._grid.setVerticalSpacing(6)
        self._grid.setColumnStretch(0, 1)
        self.total.setObjectName("cardTitle")
        self.total.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.words.setObjectName("quiet")
        self.words.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.words.setWordWrap(True)
        column = self.layout()
        assert isinstance(column, QVBoxLayout)
        column.insertWidget(1, self.lines)
        column.insertWidget(2, self.total)
        column.insertWidget(3, self.words)
        self.setMinimumWidth(560)

    def _fill_in(self) -> None:
        """What is known of the matter."""
        self.claims.setValue(10)
        self.pages.setValue(20)
        if self._view is None:
            return
        self.kind.setCurrentIndex(max(0, self.kind.findData(str(self._view.row.kind))))
        self.kind.setEnabled(False)
        self.reduction.setCurrentIndex(max(0, self.reduction.findData(self._view.reduction)))

    def filing(self) -> Filing:
        """What the form says; what a kind does not have is nothing."""
        kind = str(self.kind.currentData())
        counted, pct = kind in _COUNTED, kind == "pct"
        return Filing(
            kind=kind,
            claims=self.claims.value() if counted else 0,
            pages=self.pages.value() if counted else 0,
            priorities=self.priorities.value(),
            reduction=self.reduction.currentData(),
            examination=self.examination.isChecked() and kind in _EXAMINED,
            received_here=pct and self.received.isChecked(),
            searched_here=pct and self.searched.isChecked(),
        )

    def count(self) -> None:
        """Count anew and show the lines."""
        kind = str(self.kind.currentData())
        for field, on in (
            *((field, kind in _COUNTED) for field in (self.claims, self.pages)),
            (self.examination, kind in _EXAMINED),
            *((field, kind == "pct") for field in (self.received, self.searched)),
        ):
            self.form.setRowVisible(field, on)
        day = self._view.row.filed if self._view is not None and self._view.row.filed else self.desk.today
        self.fees = filing_fees(self.filing(), day, shipped_tariff())
        self._show_lines()
        self.total.setText(self.tr("合计 {total} 元").format(total=f"{self.fees.total:,.2f}"))
        self.words.setText(amount_in_words(self.fees.total))
        self.go.setEnabled(self.fees.total > 0)

    def _show_lines(self) -> None:
        while (item := self._grid.takeAt(0)) is not None:
            old = item.widget()
            if old is not None:
                old.hide()
                old.deleteLater()
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        for place, line in enumerate(self.fees.lines):
            name = QLabel(line.name + (f"（{line.unit}）" if line.unit else ""), self.lines)
            times = QLabel(f"{line.count} × {line.each:,.2f}" if line.count > 1 else "", self.lines)
            note = QLabel(line.note, self.lines)
            for quiet in (times, note):
                quiet.setObjectName("quiet")
            amount = QLabel(f"{line.amount:,.2f}", self.lines)
            for column, part in enumerate((name, times, note, amount)):
                self._grid.addWidget(part, place, column)
                if column:
                    part.setAlignment(right)

    def submit(self) -> None:
        """Record them for the matter, or copy the lines as Excel pastes them."""
        from ipdesk.services.filing_fees import record_filing_fees

        view, filing = self._view, self.filing()
        if view is not None:
            self.run(lambda office, act: record_filing_fees(office, act, view.id, filing))
            return
        from PySide6.QtGui import QGuiApplication

        rows = [f"{line.name}\t{line.count}\t{line.amount}" for line in self.fees.lines]
        total = self.tr("合计")
        QGuiApplication.clipboard().setText("\n".join([*rows, f"{total}\t\t{self.fees.total}"]))
        self.desk.say(self.tr("已复制 {count} 行，可粘贴到 Excel。").format(count=len(rows) + 1))
        self.accept()
