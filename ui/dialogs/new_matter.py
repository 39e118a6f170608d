"""A new matter, with the day its slip (分配单) came: that sets the first periods going."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QWidget

from ipdesk.domain.matters import PRIORITY_EXAMINATION, Kind
from ui.dialogs.base import AskDialog, take_wanted_size
from ui.dialogs.matter_fields import MatterFields
from ui.widgets.date_field import DateField
from ui.widgets.mark_lines import MarkLines

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
        self.marks = MarkLines(self.fields.title, self)
        self.form.insertRow(2, self.tr("商标与类别"), self.marks)
        self.marks.more.clicked.connect(self._fit)
        self.fields.kind.currentIndexChanged.connect(lambda _place: self._show_marks())
        self._show_marks()
        self.fields.title.setFocus()

    def _show_marks(self) -> None:
        """Only an order for trademarks has marks; classes can be left open until the client has been asked (3.4.3)."""
        on = self.fields.kind.currentData() == Kind.TRADEMARK
        self.form.setRowVisible(self.marks, on)
        for field in (self.fields.granted, self.fields.reduction):
            self.form.setRowVisible(field, not on)
        self.form.setRowVisible(self.priority, self.fields.kind.currentData() == Kind.INVENTION)
        self._fit()

    def _fit(self) -> None:
        layout = self.layout()
        assert layout is not None
        layout.activate()
        take_wanted_size(self)

    def submit(self) -> None:
        from ipdesk.services.matters import NewMatter, add_matter

        trademark = self.fields.kind.currentData() == Kind.TRADEMARK
        problem = self.fields.problem() or self.slip.problem() or (self.marks.problem() if trademark else "")
        if problem:
            self.refuse(problem)
            return
        values: dict[str, Any] = self.fields.values()
        first = self.priority.isChecked() and values["kind"] is Kind.INVENTION
        flags = frozenset({PRIORITY_EXAMINATION}) if first else frozenset()
        marks = self.marks.marks() if trademark else ()
        new = NewMatter(**values, slip_on=self.slip.value(), flags=flags, marks=marks)

        def made(changes: Any) -> None:
            if changes.created is not None:
                self.made.emit(changes.created)

        self.run(lambda office, act: add_matter(office, act, new), made)
