"""A matter that ends unfinished: given up by the client (标准 3.5.3) or found not feasible (3.5.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QComboBox, QLabel, QPlainTextEdit, QWidget

from ipdesk.text import label, labels
from ui.dialogs.base import AskDialog, take_wanted_size
from ui.dialogs.consequences import Consequences
from ui.dialogs.evidence import EvidenceBox
from ui.dialogs.halting import HaltReader, open_mails_of, reason_box
from ui.widgets.date_field import DateField

if TYPE_CHECKING:
    from ipdesk.services.exception_views import Halt
    from ipdesk.services.office import Changes
    from ipdesk.services.rows import MatterView
    from ui.context import Desk


class StopDialog(AskDialog):
    """Reason, what was tried, evidence, word to the salesperson; says what ends and what goes on."""

    def __init__(self, desk: Desk, view: MatterView, name: str, parent: QWidget | None = None) -> None:
        super().__init__(desk, f"{label('event', name)} {view.row.number}", label("event", name), parent)
        self.setMinimumWidth(640)
        self._view, self._name = view, name
        title = QLabel(f"<b>{view.row.number}</b>　{view.row.title}", self)
        title.setTextFormat(Qt.TextFormat.RichText)
        title.setWordWrap(True)
        self.form.addRow(title)
        self.on = DateField(desk.today, self.tr("日期"), value=desk.today, parent=self)
        self.form.addRow(self.tr("日期"), self.on)
        self.reason: QComboBox = reason_box(labels(f"stop_reason_{name}").values(), self.tr("原因"), self)
        self.form.addRow(self.tr("原因"), self.reason)
        self.solution = QPlainTextEdit(self)
        self.solution.setAccessibleName(self.tr("试过的解决方案"))
        self.solution.setPlaceholderText(self.tr("与客户、业务员沟通后试过的解决方案（标准 3.5.1）"))
        self.solution.setTabChangesFocus(True)
        self.solution.setFixedHeight(52)
        self.form.addRow(self.tr("解决方案"), self.solution)
        self.box = EvidenceBox((), self)
        self.form.addRow(self.tr("证据"), self.box)
        self.tell = QCheckBox(self.tr("写邮件告知业务员"), self)
        self.tell.setEnabled(False)
        self.form.addRow("", self.tell)
        self.consequences = Consequences(self)
        self.form.addRow(self.consequences)
        self._reader = HaltReader(desk, (view.id,), name, self.on, self._read, self)
        take_wanted_size(self)
        self.reason.setFocus()

    def _read(self, halts: tuple[Halt, ...] | str) -> None:
        if isinstance(halts, str):
            self.consequences.say(halts)
            return
        self.consequences.show_halts(halts)
        halt = halts[0]
        first = not self.tell.property("known")
        self.tell.setProperty("known", True)
        can = bool(halt.sales_email)
        self.tell.setEnabled(can)
        if can:
            words = self.tr("写邮件告知业务员 {name}（{email}），并记为“联系业务员”")
            self.tell.setText(words.format(name=halt.salesperson, email=halt.sales_email))
        elif halt.salesperson:
            self.tell.setText(self.tr("业务员 {name} 没有登记邮箱，请电话告知").format(name=halt.salesperson))
        else:
            self.tell.setText(self.tr("本案没有登记业务员，不写邮件"))
        if first:
            self.tell.setChecked(can)

    def submit(self) -> None:
        from ipdesk.services.exceptions import Stop, stop_matter

        on, reason = self.on.value(), self.reason.currentText().strip()
        if on is None:
            self.refuse(self.on.problem() or self.tr("请填写日期。"))
            return
        if not reason:
            self.refuse(self.tr("请写明原因：从列表中选择，或直接填写。"))
            self.reason.setFocus()
            return
        stop = Stop(
            self._view.id,
            self._name,
            on,
            reason,
            self.solution.toPlainText().strip(),
            self.box.files(),
            tell=self.tell.isChecked(),
            expected_version=self._view.version,
        )
        desk = self.desk

        def done(changes: Changes) -> None:
            open_mails_of(desk, "tell_sales", changes.created)

        self.run(lambda office, act: stop_matter(office, act, stop), done)
