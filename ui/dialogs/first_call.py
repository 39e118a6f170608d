"""Before the first call is recorded: what to find out first (3.1.3, 3.3.3, 3.4.3), and whether coaching is wanted."""

from __future__ import annotations

from html import escape
from itertools import groupby
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QLabel, QLineEdit, QRadioButton, QVBoxLayout, QWidget

from ipdesk.domain.checklists import Moment
from ipdesk.domain.matters import Kind
from ipdesk.services.rows import ChecklistItem, MatterView
from ui.dialogs.base import AskDialog, take_wanted_size
from ui.widgets.check_row import CheckRow
from ui.widgets.date_field import DateField

if TYPE_CHECKING:
    from ipdesk.services.checklists import Tick
    from ui.context import Desk


def steps_at(view: MatterView, moment: Moment) -> tuple[ChecklistItem, ...]:
    """The steps of a matter that are shown at this moment."""
    return tuple(item for item in view.checklists if item.moment == moment and not item.gone)


class FirstCallDialog(AskDialog):
    """The list is ticked and noted right here; Enter records everything as one act."""

    def __init__(self, desk: Desk, view: MatterView, parent: QWidget | None = None) -> None:
        super().__init__(desk, f"首次联系客户（{view.row.number}）", "记录联系客户", parent)
        self._view = view
        self.form.addRow(whose(view, self))
        phones = contact_words(view)
        if phones:
            self.form.addRow(self.tr("联系人"), QLabel(phones, self))
        self.rows = add_steps(self, steps_at(view, Moment.FIRST_CALL), self.tr("了解到的情况"))
        if view.row.kind is Kind.TRADEMARK and not view.classes:
            # 3.4.3; said, not demanded: the client may not know yet
            open_still = QLabel(self.tr("还没有登记商标和类别，问清后在“商标与类别”中填写。"), self)
            open_still.setProperty("tone", "near")
            open_still.setWordWrap(True)
            self.form.addRow("", open_still)
        self.on = DateField(desk.today, self.tr("联系日期"), value=desk.today, parent=self)
        self.form.addRow(self.tr("联系日期"), self.on)
        self.note = QLineEdit(self)
        self.note.setAccessibleName(self.tr("联系情况"))
        self.note.setPlaceholderText(self.tr("客户怎么说（可不填）"))
        self.form.addRow(self.tr("联系情况"), self.note)
        self._add_coaching(desk)
        take_wanted_size(self)
        self.note.setFocus()

    def _add_coaching(self, desk: Desk) -> None:
        """需要辅导: not settled, no, or yes and when."""
        self.coaching = QButtonGroup(self)
        self.unsettled, self.no, self.yes = (
            QRadioButton(words, self) for words in (self.tr("未定"), self.tr("不需要"), self.tr("需要，约定在"))
        )
        self.day = DateField(desk.today, self.tr("辅导日期"), past=False, parent=self)
        self.day.setEnabled(False)
        line = QHBoxLayout()
        line.setSpacing(16)
        for button in (self.unsettled, self.no, self.yes):
            self.coaching.addButton(button)
            line.addWidget(button)
        line.addWidget(self.day, 1)
        self.unsettled.setChecked(True)
        self.yes.toggled.connect(self.day.setEnabled)
        self.yes.clicked.connect(self.day.setFocus)
        self.form.addRow(self.tr("需要辅导"), line)

    def submit(self) -> None:
        from ipdesk.services.first_call import FirstCall, record_first_call

        on, day = self.on.value(), self.day.value()
        if on is None:
            self.refuse(self.on.problem() or self.tr("请填写联系日期。"))
            return
        if self.yes.isChecked() and day is None:
            self.refuse(self.day.problem() or self.tr("请填写约定的辅导日期。"))
            self.day.setFocus()
            return
        wants = None if self.unsettled.isChecked() else self.yes.isChecked()
        call = FirstCall(
            self._view.id,
            on,
            changed_ticks(self.rows),
            self.note.text(),
            wants,
            day if wants else None,
            expected_version=self._view.version,
        )
        self.run(lambda office, act: record_first_call(office, act, call))


def add_steps(dialog: AskDialog, items: tuple[ChecklistItem, ...], noting: str = "") -> list[CheckRow]:
    """The steps as rows of the form, list by list."""
    rows: list[CheckRow] = []
    for _template, group in groupby(items, key=lambda item: item.template):
        of_one = tuple(group)
        head = QLabel(f"{of_one[0].template_title}　{of_one[0].clause}", dialog)
        head.setObjectName("sectionTitle")
        holder = QWidget(dialog)
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(head)
        for item in of_one:
            row = CheckRow(item, holder, noting=noting)
            rows.append(row)
            column.addWidget(row)
        dialog.form.addRow(holder)
    return rows


def changed_ticks(rows: list[CheckRow]) -> tuple[Tick, ...]:
    """What differs from the steps as they were shown."""
    from ipdesk.services.checklists import Tick

    found = []
    for row in rows:
        note = row.note_text()
        if row.checked != row.item.done or note != row.item.note:
            found.append(Tick(row.item.template, row.item.item, row.checked, note if row.note is not None else None))
    return tuple(found)


def whose(view: MatterView, parent: QWidget) -> QLabel:
    """Client and title, at the head of a dialog."""
    words = QLabel(f"<b>{escape(view.row.client)}</b>　{escape(view.row.title)}", parent)
    words.setWordWrap(True)
    return words


def contact_words(view: MatterView) -> str:
    """The client's main contact: name, phone, mail."""
    if not view.contacts:
        return ""
    one = view.contacts[0]
    return " · ".join(filter(None, (one.name, one.phone, one.email)))
