"""Answer duties of the office that nobody ticked in time: on which day each was done, or that there was nothing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QLabel, QLineEdit, QRadioButton, QWidget

from ipdesk.text import label
from ui.dialogs.base import AskDialog
from ui.pages.due_lines import day_name
from ui.widgets.date_field import DateField

if TYPE_CHECKING:
    from ipdesk.services.duties import DutyState
    from ui.context import Desk


class DutyAnswerDialog(AskDialog):
    """One duty: the day is asked for. Several: each is recorded on the day it was due."""

    def __init__(self, desk: Desk, duties: Sequence[DutyState], parent: QWidget | None = None) -> None:
        super().__init__(desk, "补记全所事项", "记录", parent)
        self._duties = tuple(duties)
        first = self._duties[0]
        words = QLabel(self._words(), self)
        words.setWordWrap(True)
        self.form.addRow(self.tr("事项"), words)
        self.done_answer = QRadioButton(self.tr("已完成"), self)
        self.none_answer = QRadioButton(label("duty_none", first.rule), self)
        self._answers = QButtonGroup(self)
        row = QHBoxLayout()
        row.setSpacing(16)
        for button in (self.done_answer, self.none_answer):
            self._answers.addButton(button)
            row.addWidget(button)
        row.addStretch(1)
        self.done_answer.setEnabled(all(duty.by_hand for duty in self._duties))
        self.none_answer.setEnabled(all(duty.may_be_none for duty in self._duties))
        self.none_answer.setVisible(self.none_answer.isEnabled())
        (self.done_answer if self.done_answer.isEnabled() else self.none_answer).setChecked(True)
        self.form.addRow(self.tr("回答"), row)
        self.on = DateField(desk.today, self.tr("完成日期"), value=min(first.due, desk.today), parent=self)
        if len(self._duties) == 1:
            self.form.addRow(self.tr("完成日期"), self.on)
        else:
            self.on.hide()
            self.form.addRow(self.tr("完成日期"), QLabel(self.tr("各项均记为到期当天"), self))
        self.note = QLineEdit(self)
        self.note.setMaxLength(500)
        self.note.setAccessibleName(self.tr("说明"))
        self.note.setPlaceholderText(self.tr("可不填，例如：当天系统维护，次日补下"))
        self.form.addRow(self.tr("说明"), self.note)

    def _words(self) -> str:
        first = self._duties[0]
        if len(self._duties) == 1:
            return f"{first.title}\n{day_name(first.due, self.desk.today)}到期 · {first.clause}"
        names = "、".join(dict.fromkeys(duty.title for duty in self._duties))
        return self.tr("{names}，共 {count} 项").format(names=names, count=len(self._duties))

    def submit(self) -> None:
        from ipdesk.services.duties import mark_duty, mark_each

        answer = "none" if self.none_answer.isChecked() else "done"
        note, on, first = self.note.text().strip(), self.on.value(), self._duties[0]
        if len(self._duties) > 1:
            wanted = [(duty.rule, duty.period, duty.due) for duty in self._duties]
            self.run(lambda office, act: mark_each(office, act, wanted, answer, note))
        elif on is None:
            self.refuse(self.on.problem() or self.tr("请填写完成日期。"))
        else:
            self.run(lambda office, act: mark_duty(office, act, first.rule, first.period, answer, note, on))
