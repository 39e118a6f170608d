"""Who sits here: chosen once per workstation and database, recorded with every act."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QListWidget, QListWidgetItem, QPushButton, QWidget

from ipdesk.text import label
from ui.dialogs.base import AskDialog
from ui.dialogs.people_box import fill_people

if TYPE_CHECKING:
    from ipdesk.services.people import Person
    from ui.context import Desk


class PersonDialog(AskDialog):
    """A list to type into; a new office adds its first person here."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, "选择操作人", "就是我", parent)
        self.line = QLineEdit(self)
        self.line.setPlaceholderText(self.tr("姓名或拼音首字母"))
        self.line.setAccessibleName(self.tr("查找人员"))
        self.list = QListWidget(self)
        self.list.setAccessibleName(self.tr("人员"))
        self.list.setMinimumHeight(280)
        self.add = QPushButton(self.tr("新增人员“{name}”").format(name=""), self)
        self.add.setObjectName("link")
        self.add.hide()
        for widget in (self.line, self.list, self.add):
            self.form.addRow(widget)
        self.line.textChanged.connect(self._narrow)
        self.list.itemDoubleClicked.connect(lambda _item: self.submit())
        self.add.clicked.connect(self._add)
        self.line.setFocus()
        fill_people(desk, self._filled)

    def _filled(self, found: Iterable[Person]) -> None:
        for one in found:
            if one.role == "salesperson":  # salespeople get mails and forms; they never sit here
                continue
            place = f"{label('department', one.department)} · " if one.department else ""
            item = QListWidgetItem(f"{one.name}　{place}{label('role', one.role)}", self.list)
            item.setData(Qt.ItemDataRole.UserRole, one.id)
            item.setData(Qt.ItemDataRole.UserRole + 1, f"{one.name} {one.initials}".lower())
            if one.id == self.desk.person:
                self.list.setCurrentItem(item)
        self._narrow()

    def _narrow(self) -> None:
        text = self.line.text().strip().lower()
        first = None
        for place in range(self.list.count()):
            item = self.list.item(place)
            hidden = text not in item.data(Qt.ItemDataRole.UserRole + 1)
            item.setHidden(hidden)
            if first is None and not hidden:
                first = item
        chosen = self.list.selectedItems()
        if first is not None and all(item.isHidden() for item in chosen):
            self.list.setCurrentItem(first)
        self.add.setVisible(bool(text) and first is None)
        self.add.setText(self.tr("新增人员“{name}”").format(name=self.line.text().strip()))

    def _add(self) -> None:
        from ipdesk.services.people import add_person

        name = self.line.text().strip()
        self.run(
            lambda office, act: add_person(office, act, name),
            lambda changes: self.desk.set_person(changes.created),
        )

    def submit(self) -> None:
        item = self.list.currentItem()
        if item is None or item.isHidden():  # type: ignore[redundant-expr] # an empty list has no current one
            self.refuse(self.tr("请在列表中选择一个人。"))
            return
        self.desk.set_person(int(item.data(Qt.ItemDataRole.UserRole)))
        self.accept()
