"""Tell the salesperson why the client gave up, where that was not done at once (标准 3.5.3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QComboBox, QLabel, QWidget

from ipdesk.text import labels
from ui.dialogs.base import AskDialog
from ui.dialogs.halting import HaltReader, open_mails_of, reason_box
from ui.widgets.date_field import DateField

if TYPE_CHECKING:
    from ipdesk.services.exception_views import Halt
    from ipdesk.services.office import Changes
    from ipdesk.services.rows import MatterView
    from ui.context import Desk


class TellSalesDialog(AskDialog):
    """The client's reason as it was recorded, and the mail."""

    def __init__(self, desk: Desk, view: MatterView, parent: QWidget | None = None) -> None:
        super().__init__(desk, f"告知业务员 {view.row.number}", "已告知", parent)
        self.setMinimumWidth(560)
        self._view = view
        title = QLabel(f"<b>{view.row.number}</b>　{view.row.title}", self)
        title.setTextFormat(Qt.TextFormat.RichText)
        title.setWordWrap(True)
        self.form.addRow(title)
        self.on = DateField(desk.today, self.tr("日期"), value=desk.today, parent=self)
        self.form.addRow(self.tr("日期"), self.on)
        self.reason: QComboBox = reason_box(labels("stop_reason_cancelled").values(), self.tr("客户放弃的原因"), self)
        self.reason.setEditText(reason_of(view))
        self.form.addRow(self.tr("客户的原因"), self.reason)
        self.mail = QCheckBox(self.tr("写邮件告知业务员"), self)
        self.mail.setEnabled(False)
        self.form.addRow("", self.mail)
        self._reader = HaltReader(desk, (view.id,), "sales_contacted", self.on, self._read, self)
        self.go.setFocus()

    def _read(self, halts: tuple[Halt, ...] | str) -> None:
        if isinstance(halts, str) or self.mail.property("known"):
            return
        self.mail.setProperty("known", True)
        halt = halts[0]
        can = bool(halt.sales_email)
        self.mail.setEnabled(can)
        self.mail.setChecked(can)
        words = (
            self.tr("写邮件告知业务员 {name}（{email}）") if can else self.tr("没有业务员邮箱，只记录已当面或电话告知")
        )
        self.mail.setText(words.format(name=halt.salesperson, email=halt.sales_email))

    def submit(self) -> None:
        from ipdesk.services.exceptions import tell_sales

        on, reason = self.on.value(), self.reason.currentText().strip()
        if on is None or not reason:
            self.refuse(self.on.problem() or self.tr("请填写日期和客户放弃的原因。"))
            return
        desk, matter, mail = self.desk, self._view.id, self.mail.isChecked()

        def done(changes: Changes) -> None:
            open_mails_of(desk, "tell_sales", changes.created)

        self.run(lambda office, act: tell_sales(office, act, matter, on, reason, mail=mail), done)


def reason_of(view: MatterView) -> str:
    """Why the client gave up, as it was recorded; empty when nothing was."""
    ended = [event for event in view.events if event.name == "cancelled" and not event.revoked]
    return (ended[-1].data.get("reason") or ended[-1].note) if ended else ""


def is_owed(view: MatterView) -> bool:
    """Whether the salesperson still has to be told of the client's giving up."""
    return any(row.rule == "X.tell_sales" and row.done_on is None and row.state != "void" for row in view.due_items)
