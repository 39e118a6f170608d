"""Any event with date, fields and note."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QPlainTextEdit, QWidget

from ipdesk.text import label, labels
from ui.dialogs.base import AskDialog
from ui.recording import about_words, abouts_of
from ui.widgets.date_field import DateField

if TYPE_CHECKING:
    from ipdesk.services.rows import MatterView
    from ui.context import Desk

_DATES = ("issued", "closes")
_WITH_NUMBER = ("filed", "acceptance_received")
_NOTICES = (
    "first_office_action", "office_action", "correction", "acceptance_notice", "fee_notice", "examination_entered",
    "preliminary_pass", "publication_notice", "grant_notice", "certificate", "refusal", "deemed_withdrawn",
    "annuity_reminder", "fee_reduction", "reexamination_notice", "invalidation_notice", "termination",
    "procedure_passed",
)  # fmt: skip


class RecordEventDialog(AskDialog):
    """The fields follow the event; what the rules will make of it is theirs to say afterwards."""

    def __init__(
        self, desk: Desk, view: MatterView, name: str, about: str | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(desk, desk_title(view, name), "记录", parent)
        self._view, self._name = view, name
        office = desk.office
        kind = office.rulebook.event(name) if office is not None else None
        self._fields = kind.fields if kind is not None else ()
        self.form.addRow(QLabel(f"<b>{label('event', name)}</b>　{view.row.number} {view.row.title}", self))
        self.on = DateField(desk.today, self.tr("日期"), value=desk.today, parent=self)
        self.form.addRow(self.tr("日期"), self.on)
        self.about: QComboBox | None = None
        self.choices: dict[str, QComboBox] = {}
        self.dates: dict[str, DateField] = {}
        self._add_about(kind.about if kind is not None else "", about)
        for field in self._fields:
            self._add_field(field)
        self.number = QLineEdit(view.row.application_number, self)
        self.number.setVisible(name in _WITH_NUMBER)
        if name in _WITH_NUMBER:
            self.number.setAccessibleName(self.tr("申请号"))
            self.form.addRow(self.tr("申请号"), self.number)
        self.note = QPlainTextEdit(self)
        self.note.setAccessibleName(self.tr("说明"))
        self.note.setTabChangesFocus(True)
        self.note.setFixedHeight(72)
        self.form.addRow(self.tr("说明"), self.note)
        self.on.line.selectAll()
        self.on.setFocus()

    def _add_about(self, kind: str, about: str | None) -> None:
        if not kind or self._name in ("notice_received", "question_received"):
            return  # these begin something new: the key is given by the program
        choices = abouts_of(self._view, self._name, kind)
        self.about = QComboBox(self)
        for one in choices:
            self.about.addItem(about_words(self._view, one), one)
        self.about.setCurrentIndex(max(0, self.about.findData(about)))
        self.form.addRow(self.tr("对应"), self.about)

    def _add_field(self, field: str) -> None:
        words = _FIELD_WORDS.get(field, field)
        if field in _DATES:
            known = self._desk_today() if field == "issued" else None
            self.dates[field] = DateField(self.desk.today, words, value=known, past=field != "closes", parent=self)
            self.form.addRow(words, self.dates[field])
            return
        combo = self.choices[field] = QComboBox(self)
        codes = labels(field) if field != "notice" else {code: label("notice", code) for code in _NOTICES}
        if field == "result":
            codes = {code: codes[code] for code in ("can_file", "cannot_file") if code in codes}
        for code, text in codes.items():
            combo.addItem(text, code)
        if not codes:
            combo.setEditable(True)
        self.form.addRow(words, combo)

    def _desk_today(self) -> date:
        return self.desk.today

    def submit(self) -> None:
        on = self.on.value()
        if on is None:
            self.refuse(self.on.problem() or self.tr("请填写日期。"))
            return
        data: dict[str, str] = {}
        for field, date_field in self.dates.items():
            if date_field.problem():
                self.refuse(date_field.problem())
                return
            day = date_field.value()
            if day is not None:
                data[field] = day.isoformat()
        for field, combo in self.choices.items():
            code = combo.currentData() or combo.currentText().strip()
            if code:
                data[field] = str(code)
        number = self.number.text().strip()
        if self._name in _WITH_NUMBER and number:
            data["application_number"] = number
        from ipdesk.services.events import RecordEvent, record_event

        about = self.about.currentData() if self.about is not None else None
        what = RecordEvent(self._view.id, self._name, on, about=about, data=data, note=self.note.toPlainText().strip())
        self.run(lambda office, act: record_event(office, act, what))


_FIELD_WORDS = {
    "result": "结论", "notice": "通知书", "issued": "发文日", "delivery": "送达方式", "closes": "申报截止日",
    "new_reduction": "新权利人费减", "days": "补偿天数",
    "channel": "投诉渠道", "subject": "投诉对象", "beyond_superior": "超出主管权限",
}  # fmt: skip


def desk_title(view: MatterView, name: str) -> str:
    """The dialog's title."""
    return f"记录事件：{label('event', name)}（{view.row.number}）"
