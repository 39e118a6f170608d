"""Write a reminder by hand: what, when, for whom; of a matter or of none."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QWidget

from ui.dialogs.base import AskDialog
from ui.dialogs.people_box import fill_people
from ui.widgets.date_field import DateField

if TYPE_CHECKING:
    from ipdesk.services.people import Person
    from ipdesk.services.rows import MatterRow
    from ui.context import Desk

_LONGEST = 500


class ReminderDialog(AskDialog):
    """``matter_id`` None: a reminder of nothing in particular. Enter in any field writes it down."""

    def __init__(self, desk: Desk, matter_id: int | None, parent: QWidget | None = None) -> None:
        super().__init__(desk, "新建提醒", "添加", parent)
        self._matter_id = matter_id
        self.matter = QLabel(self)
        self.matter.setObjectName("quiet")
        self.matter.setWordWrap(True)
        self.text = QLineEdit(self)
        self.text.setMaxLength(_LONGEST)
        self.text.setAccessibleName(self.tr("提醒内容"))
        self.text.setPlaceholderText(self.tr("例如：下午与客户确认附图"))
        self.on = DateField(desk.today, self.tr("日期"), past=False, parent=self)
        self.person = QComboBox(self)
        self.person.setAccessibleName(self.tr("提醒谁"))
        self.person.addItem(self.tr("所有人"), None)
        if matter_id is not None:
            self.form.addRow(self.tr("案件"), self.matter)
            self._ask_matter(matter_id)
        self.form.addRow(self.tr("内容"), self.text)
        self.form.addRow(self.tr("日期"), self.on)
        self.form.addRow(self.tr("提醒谁"), self.person)
        note = QLabel(self.tr("手工提醒不是期限：到日期后出现在“今日”，完成或移除前一直保留。"), self)
        note.setObjectName("quiet")
        note.setWordWrap(True)
        self.form.addRow(note)
        if desk.office is not None:
            self.on.set_value(desk.office.calendar.add(desk.today, 1))
        fill_people(desk, self._filled)
        self.text.setFocus()

    def _ask_matter(self, matter_id: int) -> None:
        from shiboken6 import Shiboken

        from ipdesk.services.listing import matter_rows

        office, today = self.desk.office, self.desk.today
        if office is None:
            return

        def found(rows: Sequence[MatterRow]) -> None:
            if rows and Shiboken.isValid(self):
                self.matter.setText(f"{rows[0].number}　{rows[0].title}")

        self.desk.runner.read(lambda: matter_rows(office, today, [matter_id]), found)

    def _filled(self, found: Iterable[Person]) -> None:
        for one in found:
            if one.role != "salesperson":  # they never see the program
                self.person.addItem(one.name, one.id)
        self.person.setCurrentIndex(max(0, self.person.findData(self.desk.person)))

    def submit(self) -> None:
        from ipdesk.services.reminders import add_reminder

        text, on, person = self.text.text().strip(), self.on.value(), self.person.currentData()
        if not text:
            self.refuse(self.tr("请填写提醒内容。"))
        elif on is None:
            self.refuse(self.on.problem() or self.tr("请填写日期。"))
        elif on < self.desk.today:
            self.refuse(self.tr("这一天已经过去了，请填写今天或以后的日期。"))
        else:
            self.run(lambda office, act: add_reminder(office, act, text, on, self._matter_id, person))
