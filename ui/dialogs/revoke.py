"""Revoke an event that was recorded wrongly; it stays in the list, struck out, with the reason."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QLabel, QLineEdit, QWidget

from ui.dialogs.base import AskDialog

if TYPE_CHECKING:
    from ui.context import Desk


class RevokeDialog(AskDialog):
    """The reason is asked for; the due items are derived again without the event."""

    def __init__(self, desk: Desk, event_id: int, words: str, on: date, parent: QWidget | None = None) -> None:
        super().__init__(desk, self._title(), "撤销事件", parent)
        self._event_id = event_id
        sentence = self.tr("将撤销 {on} 的“{event}”，并重新计算该案件的期限；记录保留可查。")
        said = QLabel(sentence.format(on=on.isoformat(), event=words), self)
        said.setWordWrap(True)
        self.form.addRow(said)
        self.why = QLineEdit(self)
        self.why.setAccessibleName(self.tr("原因"))
        self.why.setPlaceholderText(self.tr("例如：日期录错"))
        self.form.addRow(self.tr("原因"), self.why)
        self.why.setFocus()

    @staticmethod
    def _title() -> str:
        return "撤销事件"

    def submit(self) -> None:
        from ipdesk.services.events import revoke_event

        why = self.why.text().strip()
        if not why:
            self.refuse(self.tr("请写明撤销的原因。"))
            return
        self.run(lambda office, act: revoke_event(office, act, self._event_id, why))
