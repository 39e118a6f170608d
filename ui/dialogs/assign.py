"""Give matters to a handler."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QComboBox, QLabel, QWidget

from ui.dialogs.base import AskDialog
from ui.dialogs.people_box import fill_people
from ui.widgets.date_field import DateField

if TYPE_CHECKING:
    from ipdesk.services.people import Person
    from ui.context import Desk


class AssignDialog(AskDialog):
    """One or several matters, one person, one day."""

    def __init__(self, desk: Desk, matter_ids: tuple[int, ...], parent: QWidget | None = None) -> None:
        super().__init__(desk, "分配负责人", "分配", parent)
        self._ids = matter_ids
        self.form.addRow(QLabel(self.tr("将 {count} 件案件分配给：").format(count=len(matter_ids)), self))
        self.person = QComboBox(self)
        self.person.setAccessibleName(self.tr("负责人"))
        self.form.addRow(self.tr("负责人"), self.person)
        self.on = DateField(desk.today, self.tr("日期"), value=desk.today, parent=self)
        self.form.addRow(self.tr("日期"), self.on)
        fill_people(desk, self._filled)

    def _filled(self, found: Iterable[Person]) -> None:
        for one in found:
            if one.role in ("handler", "department_head", "process_clerk"):
                self.person.addItem(one.name, one.id)

    def submit(self) -> None:
        from ipdesk.services.matters import assign

        on, person = self.on.value(), self.person.currentData()
        if on is None or person is None:
            self.refuse(self.on.problem() or self.tr("请选择负责人和日期。"))
            return
        self.run(lambda office, act: assign(office, act, self._ids, person, on))
