"""Pause a matter: from which day, and why (3.5.2: the clock stands until it is resumed)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QLabel, QLineEdit, QWidget

from ui.dialogs.base import AskDialog
from ui.widgets.date_field import DateField

if TYPE_CHECKING:
    from ipdesk.services.rows import MatterView
    from ui.context import Desk


class PauseDialog(AskDialog):
    """Says what will happen in one sentence."""

    def __init__(self, desk: Desk, view: MatterView, parent: QWidget | None = None) -> None:
        super().__init__(desk, f"暂停 {view.row.number}", "暂停", parent)
        self._view = view
        words = QLabel(self.tr("暂停期间服务期限停止计算，恢复后顺延；法定期限不受影响，继续计算。"), self)
        words.setWordWrap(True)
        self.form.addRow(words)
        self.on = DateField(desk.today, self.tr("自"), value=desk.today, parent=self)
        self.form.addRow(self.tr("自"), self.on)
        self.why = QLineEdit(self)
        self.why.setAccessibleName(self.tr("原因"))
        self.why.setPlaceholderText(self.tr("例如：客户要求暂缓"))
        self.form.addRow(self.tr("原因"), self.why)
        self.why.setFocus()

    def submit(self) -> None:
        from ipdesk.services.events import RecordEvent, record_event

        on = self.on.value()
        if on is None:
            self.refuse(self.on.problem() or self.tr("请填写日期。"))
            return
        what = RecordEvent(self._view.id, "paused", on, note=self.why.text().strip())
        self.run(lambda office, act: record_event(office, act, what))
