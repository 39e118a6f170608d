"""The fields of a matter, for a new one and for changing one."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QCompleter, QFormLayout, QLineEdit, QPlainTextEdit, QWidget

from ipdesk.domain.matters import Kind
from ipdesk.text import label
from ui.departments import DESCRIPTIONS
from ui.dialogs.people_box import fill_people
from ui.widgets.date_field import DateField
from ui.widgets.number_hint import NumberHint

if TYPE_CHECKING:
    from ipdesk.services.people import Client, Person
    from ipdesk.services.rows import MatterView
    from ui.context import Desk


class MatterFields(QWidget):
    """Adds its rows to a dialog's form; ``values()`` are the fields as the use cases take them."""

    def __init__(self, desk: Desk, form: QFormLayout, department: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.hide()
        self._desk, self._form = desk, form
        self._people: dict[str, int | None] = {}
        self.kind = QComboBox(parent)
        mine = sorted(DESCRIPTIONS, key=lambda one: one.department != department)
        for one in mine:
            for kind in one.kinds:
                self.kind.addItem(label("kind", kind), kind)
        self.title = QLineEdit(parent)
        self.client = QLineEdit(parent)
        self.applicant = QLineEdit(parent)
        self.applicant.setPlaceholderText(self.tr("与客户相同时可不填"))
        self.number = QLineEdit(parent)
        self.filed = DateField(desk.today, self.tr("申请日"), parent=parent)
        self.granted = DateField(desk.today, self.tr("授权日"), parent=parent)
        self.handler = QComboBox(parent)
        self.salesperson = QComboBox(parent)
        self.reduction = QComboBox(parent)
        for words, value in ((self.tr("不减"), None), ("85%", 85), ("70%", 70)):
            self.reduction.addItem(words, value)
        self.note = QPlainTextEdit(parent)
        self.note.setFixedHeight(64)
        self.note.setStyleSheet("min-height: 54px")  # the office's style would let it shrink to one line
        self.note.setTabChangesFocus(True)
        for combo in (self.handler, self.salesperson):
            combo.addItem(self.tr("（未定）"), None)
        for words, widget in self._rows():
            widget.setAccessibleName(words)
            form.addRow(words, widget)
            if widget is self.number:
                self.number_hint = NumberHint(self.number, self.kind.currentData, parent)
                form.addRow("", self.number_hint)
        self.kind.currentIndexChanged.connect(lambda _place: self.number_hint.look())
        self._read()

    def _rows(self) -> tuple[tuple[str, QWidget], ...]:
        return (
            (self.tr("类型"), self.kind),
            (self.tr("名称"), self.title),
            (self.tr("客户"), self.client),
            (self.tr("申请人"), self.applicant),
            (self.tr("申请号"), self.number),
            (self.tr("申请日"), self.filed),
            (self.tr("授权日"), self.granted),
            (self.tr("费减"), self.reduction),
            (self.tr("负责人"), self.handler),
            (self.tr("业务员"), self.salesperson),
            (self.tr("备注"), self.note),
        )

    def _read(self) -> None:
        from shiboken6 import Shiboken

        from ipdesk.services.people import clients

        office = self._desk.office
        if office is None:
            return
        fill_people(self._desk, self._take_people)

        def arrived(found: Iterable[Client]) -> None:
            if Shiboken.isValid(self):
                completer = QCompleter([one.name for one in found], self)
                completer.setFilterMode(Qt.MatchFlag.MatchContains)
                self.client.setCompleter(completer)

        self._desk.runner.read(lambda: clients(office), arrived)

    def _take_people(self, found: Iterable[Person]) -> None:
        for one in found:
            (self.salesperson if one.role == "salesperson" else self.handler).addItem(one.name, one.id)
        for combo, wanted in ((self.handler, "handler"), (self.salesperson, "salesperson")):
            if wanted in self._people:
                combo.setCurrentIndex(max(0, combo.findData(self._people[wanted])))

    def show_view(self, view: MatterView) -> None:
        """Fill in a matter's values."""
        row = view.row
        self.kind.setCurrentIndex(self.kind.findData(row.kind))
        self.title.setText(row.title)
        self.client.setText(row.client)
        self.applicant.setText(view.applicant)
        self.number.setText(row.application_number)
        self.filed.set_value(row.filed)
        self.granted.set_value(row.granted)
        self.reduction.setCurrentIndex(max(0, self.reduction.findData(view.reduction)))
        self.note.setPlainText(view.note)
        self._people = {"handler": row.handler_id, "salesperson": view.salesperson_id}

    def problem(self) -> str:
        """Why the fields can't be taken yet; empty when they can."""
        if not self.title.text().strip():
            return self.tr("请填写名称。")
        return self.filed.problem() or self.granted.problem()

    def values(self) -> dict[str, Any]:
        """The fields by name."""
        filed: date | None = self.filed.value()
        return {
            "kind": Kind(self.kind.currentData()),
            "title": self.title.text().strip(),
            "client": self.client.text().strip(),
            "applicant": self.applicant.text().strip(),
            "application_number": self.number.text().strip(),
            "filed": filed,
            "granted": self.granted.value(),
            "reduction": self.reduction.currentData(),
            "handler_id": self.handler.currentData(),
            "salesperson_id": self.salesperson.currentData(),
            "note": self.note.toPlainText(),
        }
