"""A new matter, with the day its slip (分配单) came: that sets the first periods going."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QWidget

from ipdesk.domain.matters import PRIORITY_EXAMINATION
from ui.dialogs.base import AskDialog
from ui.dialogs.matter_fields import MatterFields
from ui.widgets.date_field import DateField

if TYPE_CHECKING:
    from ui.context import Desk


class NewMatterDialog(AskDialog):
    """``made`` carries the new matter's id."""

    made = Signal(int)

    def __init__(self, desk: Desk, department: str, parent: QWidget | None = None) -> None:
        super().__init__(desk, "新建案件", "新建", parent)
        self.setMinimumWidth(560)
        self.fields = MatterFields(desk, self.form, department, self)
        self.slip = DateField(desk.today, self.tr("分配单到达"), value=desk.today, parent=self)
        self.form.addRow(self.tr("分配单到达"), self.slip)
        self.priority = QCheckBox(self.tr("优先审查"), self)
        self.form.addRow("", self.priority)
        self.fields.title.setFocus()

    def submit(self) -> None:
        from ipdesk.services.matters import NewMatter, add_matter

        problem = self.fields.problem() or self.slip.problem()
        if problem:
            self.refuse(problem)
            return
        values: dict[str, Any] = self.fields.values()
        flags = frozenset({PRIORITY_EXAMINATION}) if self.priority.isChecked() else frozenset()
        new = NewMatter(**values, slip_on=self.slip.value(), flags=flags)

        def made(changes: Any) -> None:
            if changes.created is not None:
                self.made.emit(changes.created)

        self.run(lambda office, act: add_matter(office, act, new), made)
