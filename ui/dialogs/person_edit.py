"""One member of staff: name, role, department, unit, superior, how to reach them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from ipdesk.domain.matters import Department
from ipdesk.text import label
from ui.dialogs.base import AskDialog

if TYPE_CHECKING:
    from ipdesk.services.people import Person
    from ui.context import Desk


class PersonEditDialog(AskDialog):
    """For a new person (``person`` None) or one that is there; only what differs is sent."""

    def __init__(
        self, desk: Desk, everybody: Sequence[Person], person: Person | None, parent: QWidget | None = None
    ) -> None:
        title = "新增人员" if person is None else f"修改人员 {person.name}"
        super().__init__(desk, title, "新增" if person is None else "保存", parent)
        from ipdesk.services.people import ROLES

        self._person, self._everybody = person, tuple(everybody)
        self.name = QLineEdit(person.name if person else "", self)
        self.role = QComboBox(self)
        for role in ROLES:
            self.role.addItem(label("role", role), role)
        self.department = QComboBox(self)
        self.department.addItem(self.tr("全所"), None)
        for one in Department:
            self.department.addItem(label("department", one), str(one))
        self.unit = QComboBox(self)
        self.unit.setEditable(True)
        self.unit.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.superior = QComboBox(self)
        self.phone = QLineEdit(person.phone if person else "", self)
        self.email = QLineEdit(person.email if person else "", self)
        for words, widget in (
            (self.tr("姓名"), self.name),
            (self.tr("岗位"), self.role),
            (self.tr("部门"), self.department),
            (self.tr("小组"), self.unit),
            (self.tr("主管上级"), self.superior),
            (self.tr("电话"), self.phone),
            (self.tr("邮箱"), self.email),
        ):
            widget.setAccessibleName(words)
            self.form.addRow(words, widget)
        line = self.unit.lineEdit()
        if line is not None:
            line.setAccessibleName(self.tr("小组"))
        self.role.setCurrentIndex(max(0, self.role.findData(person.role if person else "handler")))
        self.department.setCurrentIndex(max(0, self.department.findData(person.department if person else "patent")))
        self.department.currentIndexChanged.connect(lambda _place: self._fill())
        self._fill()
        if person is not None:
            self.unit.setEditText(person.unit)
            self.superior.setCurrentIndex(max(0, self.superior.findData(person.superior_id)))
        self.name.setFocus()

    def _fill(self) -> None:
        """Units and superiors of the department chosen, its own people first."""
        department = self.department.currentData()
        unit, above = self.unit.currentText(), self.superior.currentData()
        own = [one for one in self._everybody if one.active and one.role != "salesperson"]
        units = sorted({one.unit for one in own if one.unit and one.department == department})
        self.unit.clear()
        self.unit.addItems(["", *units])
        self.unit.setEditText(unit)
        self.superior.clear()
        self.superior.addItem(self.tr("（无）"), None)
        own.sort(key=lambda one: one.department != department)
        for one in own:
            if self._person is None or one.id != self._person.id:
                self.superior.addItem(f"{one.name}　{label('role', one.role)}", one.id)
        self.superior.setCurrentIndex(max(0, self.superior.findData(above)))

    def values(self) -> dict[str, object]:
        """The fields as they stand in the form."""
        return {
            "name": self.name.text().strip(),
            "role": self.role.currentData(),
            "department": self.department.currentData(),
            "unit": self.unit.currentText().strip(),
            "superior_id": self.superior.currentData(),
            "phone": self.phone.text().strip(),
            "email": self.email.text().strip(),
        }

    def submit(self) -> None:
        from ipdesk.services.people import add_person, change_person

        values = self.values()
        if not values["name"]:
            self.refuse(self.tr("请填写姓名。"))
            self.name.setFocus()
            return
        email = str(values["email"])
        if email and ("@" not in email.strip("@") or " " in email):
            self.refuse(self.tr("邮箱“{email}”不完整，请核对。").format(email=email))
            self.email.setFocus()
            return
        person = self._person
        if person is None:
            name, role, phone = (str(values[key]) for key in ("name", "role", "phone"))
            department: str | None = self.department.currentData()
            more: Mapping[str, object] = {key: values[key] for key in ("unit", "superior_id")}
            self.run(lambda office, act: add_person(office, act, name, role, department, email, phone, more))
            return
        changed = {name: value for name, value in values.items() if value != getattr(person, name)}
        if not changed:
            self.accept()
            return
        self.run(lambda office, act: change_person(office, act, person.id, person.version, changed))
