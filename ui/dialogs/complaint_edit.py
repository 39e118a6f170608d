"""What was written down of a complaint, put right: class, whom it is about, the words, the cause."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QComboBox, QLineEdit, QPlainTextEdit, QWidget

from ipdesk.domain.complaints import CAUSES
from ipdesk.text import label
from ui.dialogs.base import AskDialog
from ui.dialogs.complaint import LevelChoice
from ui.dialogs.people_box import fill_people

if TYPE_CHECKING:
    from ipdesk.services.complaint_lists import ComplaintView
    from ipdesk.services.people import Person
    from ui.context import Desk


class ComplaintEditDialog(AskDialog):
    """Only what was changed is written; somebody else's change in between is refused with who it was."""

    def __init__(self, desk: Desk, view: ComplaintView, parent: QWidget | None = None) -> None:
        super().__init__(desk, f"修改投诉（{view.row.number}）", "保存", parent)
        self.setMinimumWidth(640)
        self._view = view
        self.levels = LevelChoice(self)
        self.levels.choose(view.row.level)
        self.against = QComboBox(self)
        self.text = _lines(view.text, self.tr("投诉内容"), self)
        self.demands = _lines(view.demands, self.tr("客户要求"), self)
        self.cause = QComboBox(self)
        self.cause.addItem(self.tr("尚未查明"), "")
        for code in CAUSES:
            self.cause.addItem(label("complaint_cause", code), code)
        self.cause.setCurrentIndex(max(0, self.cause.findData(view.row.cause)))
        self.settlement = _lines(view.settlement, self.tr("处理结果"), self)
        self.caller, self.phone = QLineEdit(view.caller, self), QLineEdit(view.phone, self)
        for widget, name in (
            (self.levels, self.tr("类型")), (self.against, self.tr("被投诉人")), (self.text, self.tr("投诉内容")),
            (self.demands, self.tr("客户要求")), (self.cause, self.tr("投诉原因")),
            (self.settlement, self.tr("处理结果")), (self.caller, self.tr("投诉人")), (self.phone, self.tr("电话")),
        ):  # fmt: skip
            widget.setAccessibleName(name)
            self.form.addRow(name, widget)
        fill_people(desk, self._filled)

    def _filled(self, found: Iterable[Person]) -> None:
        self.against.addItem(self.tr("（未指明）"), None)
        for one in found:
            if one.role != "salesperson":
                self.against.addItem(one.name, one.id)
        self.against.setCurrentIndex(max(0, self.against.findData(self._view.row.against_id)))

    def submit(self) -> None:
        from ipdesk.services.complaints import change_complaint

        view = self._view
        before: dict[str, Any] = {
            "level": view.row.level, "text": view.text, "demands": view.demands, "cause": view.row.cause,
            "settlement": view.settlement, "caller": view.caller, "phone": view.phone,
        }  # fmt: skip
        after: dict[str, Any] = {
            "level": self.levels.level(),
            "text": self.text.toPlainText().strip(),
            "demands": self.demands.toPlainText().strip(),
            "cause": self.cause.currentData(),
            "settlement": self.settlement.toPlainText().strip(),
            "caller": self.caller.text().strip(),
            "phone": self.phone.text().strip(),
        }
        if not after["text"]:
            self.refuse(self.tr("请写下投诉内容。"))
            return
        if self.against.count():  # not before the people are known
            before["against_id"], after["against_id"] = view.row.against_id, self.against.currentData()
        fields = {name: value for name, value in after.items() if value != before[name]}
        self.run(lambda office, act: change_complaint(office, act, view.row.id, view.row.version, fields))


def _lines(text: str, name: str, parent: QWidget) -> QPlainTextEdit:
    edit = QPlainTextEdit(text, parent)
    edit.setAccessibleName(name)
    edit.setTabChangesFocus(True)
    edit.setFixedHeight(64)
    return edit
