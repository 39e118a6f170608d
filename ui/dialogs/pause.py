"""Pause one matter or several: from which day, and why (标准 3.5.2: the clock stands until they are resumed)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QComboBox, QLabel, QWidget

from ipdesk.text import labels
from ui.dialogs.base import AskDialog, take_wanted_size
from ui.dialogs.consequences import Consequences
from ui.dialogs.halting import HaltReader, open_mails_of, reason_box
from ui.widgets.date_field import DateField

if TYPE_CHECKING:
    from ipdesk.services.exception_views import Halt
    from ipdesk.services.office import Changes
    from ui.context import Desk


class PauseDialog(AskDialog):
    """Says what will stand still and what won't before it is confirmed."""

    def __init__(self, desk: Desk, matter_ids: tuple[int, ...], parent: QWidget | None = None) -> None:
        super().__init__(desk, "暂停案件", "暂停", parent)
        self.setMinimumWidth(640)
        self._asked = self._ids = matter_ids
        self.which = QLabel(self.tr("{count} 件案件").format(count=len(matter_ids)), self)
        self.which.setTextFormat(Qt.TextFormat.RichText)
        self.which.setWordWrap(True)
        self.form.addRow(self.which)
        self.on = DateField(desk.today, self.tr("自"), value=desk.today, parent=self)
        self.form.addRow(self.tr("自"), self.on)
        self.why: QComboBox = reason_box(labels("pause_reason").values(), self.tr("原因"), self, chosen=True)
        self.form.addRow(self.tr("原因"), self.why)
        self.tell = QCheckBox(self.tr("写邮件告知业务员"), self)
        self.tell.setEnabled(False)
        self.form.addRow("", self.tell)
        self.consequences = Consequences(self, pausing=True)
        self.form.addRow(self.consequences)
        self._reader = HaltReader(desk, matter_ids, "paused", self.on, self._read, self)
        take_wanted_size(self)
        self.why.setFocus()
        line = self.why.lineEdit()
        if line is not None:
            line.selectAll()

    def _read(self, halts: tuple[Halt, ...] | str) -> None:
        if isinstance(halts, str):
            self.consequences.say(halts)
            return
        self.consequences.show_halts(halts)
        chosen, self._ids = len(self._asked), tuple(halt.matter_id for halt in halts)
        names = [f"<b>{halt.number}</b>　{halt.title}" for halt in halts[:3]]
        more = [self.tr("… 共 {count} 件").format(count=len(halts))] if len(halts) > 3 else []
        if chosen > len(halts):
            more.append(self.tr("另有 {count} 件已暂停或已结束，不在此列").format(count=chosen - len(halts)))
        self.which.setText("<br>".join([*names, *more]))
        people = list(dict.fromkeys(halt.salesperson for halt in halts if halt.sales_email))
        can = bool(people) and all(halt.sales_email for halt in halts)
        self.tell.setEnabled(can)
        if can:
            self.tell.setText(self.tr("写邮件告知业务员 {names}").format(names="、".join(people)))
        else:
            self.tell.setText(self.tr("有案件没有业务员邮箱，不写邮件，请电话告知"))
            self.tell.setChecked(False)

    def submit(self) -> None:
        from ipdesk.services.exceptions import pause_matters

        on, why = self.on.value(), self.why.currentText().strip()
        if on is None:
            self.refuse(self.on.problem() or self.tr("请填写日期。"))
            return
        if not why:
            self.refuse(self.tr("请写明原因：从列表中选择，或直接填写。"))
            self.why.setFocus()
            return
        desk, ids, tell = self.desk, self._ids, self.tell.isChecked()

        def done(changes: Changes) -> None:
            open_mails_of(desk, "paused", changes.created)

        self.run(lambda office, act: pause_matters(office, act, ids, on, why, tell=tell), done)
