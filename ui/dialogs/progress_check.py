"""查询进度 (3.3.7): what the register says of a registration that was filed, one click for one or for many."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QButtonGroup, QGridLayout, QLineEdit, QPushButton, QWidget

from ipdesk.text import labels
from ui.dialogs.base import AskDialog
from ui.widgets.date_field import DateField

if TYPE_CHECKING:
    from ui.context import Desk

STEP = "status_checked"
_IN_A_ROW = 3


class ProgressCheckDialog(AskDialog):
    """A click on a result records it for all with today's date; a remark typed before goes along."""

    def __init__(self, desk: Desk, matter_ids: Sequence[int], title: str, parent: QWidget | None = None) -> None:
        super().__init__(desk, f"查询进度：{title}", "记录", parent)
        self._ids = tuple(matter_ids)
        self.on = DateField(desk.today, self.tr("查询日期"), value=desk.today, parent=self)
        self.note = QLineEdit(self)
        self.note.setAccessibleName(self.tr("说明"))
        self.note.setPlaceholderText(self.tr("补正内容、流水号等（可不填）"))
        self.note.setMaxLength(200)
        self.results = QButtonGroup(self)
        grid = QGridLayout()
        grid.setSpacing(8)
        for place, (code, words) in enumerate(labels("progress_result").items()):
            button = QPushButton(words, self)
            button.setProperty("step", True)
            button.setAutoDefault(False)
            button.setAccessibleName(self.tr("查询结果：{words}").format(words=words))
            button.setProperty("result", code)
            self.results.addButton(button)
            grid.addWidget(button, place // _IN_A_ROW, place % _IN_A_ROW)
        self.form.addRow(self.tr("查询日期"), self.on)
        self.form.addRow(self.tr("说明"), self.note)
        self.form.addRow(self.tr("查询结果"), grid)
        self.results.buttonClicked.connect(lambda button: self.record(button.text()))
        self.go.setText(self.tr("只记录已查询"))
        self.note.setFocus()

    def submit(self) -> None:
        """Looked at, nothing to say beside the remark."""
        self.record("")

    def record(self, result: str) -> None:
        """Record the look with its result on every matter, in one act."""
        from ipdesk.services.events import record_for_many

        day = self.on.value()
        if day is None:
            self.refuse(self.on.problem() or self.tr("请填写查询日期。"))
            return
        note = "：".join(part for part in (result, self.note.text().strip()) if part)
        ids = self._ids
        self.run(lambda office, act: record_for_many(office, act, ids, STEP, day, note))


def check_progress(desk: Desk, matter_ids: Sequence[int], title: str, parent: QWidget) -> None:
    """Ask what the register says of these registrations."""
    if matter_ids and desk.office is not None:
        ProgressCheckDialog(desk, matter_ids, title, parent).open()
