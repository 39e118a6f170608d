"""The staff: who is here, in which unit, under whom; added, changed, and let go without leaving matters behind."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from ipdesk.text import label
from ui.dialogs.base import AskDialog, take_wanted_size
from ui.tables.plain import PlainColumn, PlainTable

if TYPE_CHECKING:
    from ipdesk.services.people import Leaving, Person
    from ui.context import Desk


@dataclass(frozen=True, slots=True)
class StaffRow:
    """A person with what the table says beside: the superior's name and the matters under way."""

    id: int
    person: Person
    superior: str
    matters: int


class PeopleDialog(QDialog):
    """A table to type into; double-click or Enter changes the person."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._left = False
        self._rows: tuple[StaffRow, ...] = ()
        self.setWindowTitle(self.tr("人员"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.line = QLineEdit(self)
        self.line.setPlaceholderText(self.tr("筛选姓名、部门、小组…"))
        self.line.setAccessibleName(self.tr("筛选人员"))
        self.line.setClearButtonEnabled(True)
        self.gone = QCheckBox(self.tr("显示已停用"), self)
        self.count = QLabel(self)
        self.count.setObjectName("quiet")
        self.table: PlainTable[StaffRow] = PlainTable(_columns(self), self.tr("人员"), self, several=False)
        self.add = QPushButton(self.tr("新增…"), self)
        self.change = QPushButton(self.tr("修改…"), self)
        self.stop = QPushButton(self.tr("停用…"), self)
        self._lay_out()
        self.line.textChanged.connect(self.table.filter_text)
        self.gone.toggled.connect(lambda _on: self._show())
        self.table.opened.connect(lambda row: self._edit(row.person))
        self.table.go.connect(lambda row: self._edit(row.person))
        self.table.chosen.connect(lambda _row: self._show_buttons())
        self.add.clicked.connect(lambda: self._edit(None))
        self.change.clicked.connect(self._change)
        self.stop.clicked.connect(self._stop)
        desk.changes.happened.connect(self._changed)
        take_wanted_size(self)
        self._show_buttons()
        self.read()

    def sizeHint(self) -> QSize:
        return QSize(1120, 640)

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(12)
        self.line.setFixedWidth(240)
        top.addWidget(self.line)
        top.addWidget(self.gone)
        top.addWidget(self.count)
        top.addStretch(1)
        self.add.setProperty("primary", True)
        for button in (self.change, self.stop, self.add):
            button.setAutoDefault(False)
            top.addWidget(button)
        frame = QFrame(self)
        frame.setObjectName("tableFrame")
        inner = QVBoxLayout(frame)
        inner.setContentsMargins(1, 1, 1, 1)
        inner.addWidget(self.table)
        close = QPushButton(self.tr("关闭"), self)
        close.setAutoDefault(False)
        close.clicked.connect(self.reject)
        bottom = QHBoxLayout()
        bottom.addStretch(1)
        bottom.addWidget(close)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 16)
        layout.setSpacing(12)
        layout.addLayout(top)
        layout.addWidget(frame, 1)
        layout.addLayout(bottom)

    # -- reading ------------------------------------------------------------------------------------------

    def read(self) -> None:
        """Read everybody with the matters they have."""
        office = self._desk.office
        if office is None:
            return

        def work() -> tuple[StaffRow, ...]:
            from ipdesk.services.people import people, workloads

            found, load = people(office), workloads(office)
            names = {one.id: one.name for one in found}
            return tuple(
                StaffRow(one.id, one, names.get(one.superior_id or 0, ""), load.get(one.id, 0)) for one in found
            )

        self._desk.runner.read(work, self._take)

    def _take(self, rows: tuple[StaffRow, ...]) -> None:
        if not self._left:
            self._rows = rows
            self._show()

    def _show(self) -> None:
        shown = [row for row in self._rows if row.person.active or self.gone.isChecked()]
        shown.sort(key=lambda row: (row.person.role == "salesperson", row.person.department is not None))
        here = sum(row.person.active for row in self._rows)
        self.count.setText(self.tr("在用 {here} 人").format(here=here))
        self.table.show_rows(shown)
        if shown and self.table.current() is None:
            self.table.choose(shown[0].id)
        self._show_buttons()

    def _show_buttons(self) -> None:
        row = self.table.current()
        self.change.setEnabled(row is not None)
        self.stop.setEnabled(row is not None)
        self.stop.setText(self.tr("停用…") if row is None or row.person.active else self.tr("重新启用"))

    # -- doing --------------------------------------------------------------------------------------------

    def _edit(self, person: Person | None) -> None:
        from ui.dialogs.person_edit import PersonEditDialog

        PersonEditDialog(self._desk, [row.person for row in self._rows], person, self).open()

    def _change(self) -> None:
        row = self.table.current()
        if row is not None:
            self._edit(row.person)

    def _stop(self) -> None:
        """Let somebody go: at once if nothing is left behind, else what is left is said first."""
        from ipdesk.services.people import change_person, leaving

        row, office = self.table.current(), self._desk.office
        if row is None or office is None:
            return
        person = row.person
        if not person.active:
            act = self._desk.act()
            self._desk.runner.write(lambda: change_person(office, act, person.id, person.version, {"active": True}))
            return

        def known(found: Leaving) -> None:
            if not self._left:
                LeavingDialog(self._desk, person, found, self).open()

        self._desk.runner.read(lambda: leaving(office, person.id), known)

    def _changed(self, changes: object) -> None:
        if {"people", "matters"} & set(getattr(changes, "kinds", ())) and not self._left:
            self.read()

    def done(self, result: int) -> None:
        """Close; an answer that still comes finds no widgets."""
        if not self._left:
            self._left = True
            self._desk.changes.happened.disconnect(self._changed)
        super().done(result)


class LeavingDialog(AskDialog):
    """Says what somebody still has before they go, and offers the hand-over (3.5.5)."""

    def __init__(self, desk: Desk, person: Person, left: Leaving, parent: QWidget | None = None) -> None:
        super().__init__(desk, f"停用 {person.name}", "仍然停用" if left.matters else "停用", parent)
        self._person, self._matters = person, left.matters
        self.words = QLabel(self._said(left), self)
        self.words.setWordWrap(True)
        self.form.addRow(self.words)
        self.transfer = QPushButton(self.tr("移交案件…"), self)
        self.transfer.hide()
        self.transfer.clicked.connect(self._hand_over)
        if left.matters:
            self.buttons.addButton(self.transfer, self.buttons.ButtonRole.ActionRole)
            self.go.setDefault(False)
            self.go.setAutoDefault(False)
            self.transfer.setDefault(True)
            self.transfer.setFocus()

    def _said(self, left: Leaving) -> str:
        name = self._person.name
        parts = []
        if left.matters:
            words = self.tr("{name} 名下还有 {matters} 件未办结案件、{items} 项待办。请先移交，再停用。")
            parts.append(words.format(name=name, matters=len(left.matters), items=left.open_items))
        elif left.open_items:
            parts.append(self.tr("{name} 还有 {items} 项待办。").format(name=name, items=left.open_items))
        if left.as_clerk:
            parts.append(self.tr("另有 {count} 件案件由其担任流程专员。").format(count=left.as_clerk))
        if left.team:
            parts.append(
                self.tr("{count} 人的主管上级是 {name}，停用后由部门主管代理。").format(count=left.team, name=name)
            )
        parts.append(self.tr("停用后不再出现在选择列表中，历史记录保留；可以随时重新启用。"))
        return "\n".join(parts)

    def _hand_over(self) -> None:
        from ui.dialogs.transfer import TransferDialog

        TransferDialog(self.desk, self._matters, self.parentWidget()).open()
        self.reject()

    def submit(self) -> None:
        from ipdesk.services.people import change_person

        person = self._person
        self.run(lambda office, act: change_person(office, act, person.id, person.version, {"active": False}))


def _columns(owner: QWidget) -> list[PlainColumn[StaffRow]]:
    def place(row: StaffRow) -> str:
        return label("department", row.person.department) if row.person.department else owner.tr("全所")

    def tone(row: StaffRow) -> str:
        return "" if row.person.active else "quiet"

    return [
        PlainColumn(owner.tr("姓名"), lambda row: row.person.name, 96, tone=tone),
        PlainColumn(owner.tr("岗位"), lambda row: label("role", row.person.role), 104, tone=tone),
        PlainColumn(owner.tr("部门"), place, 88, tone=tone),
        PlainColumn(owner.tr("小组"), lambda row: row.person.unit or "—", 104, tone=tone),
        PlainColumn(owner.tr("主管上级"), lambda row: row.superior or "—", 104, tone=tone),
        PlainColumn(owner.tr("在办案件"), lambda row: str(row.matters), 88, right=True, sort=lambda row: row.matters),
        PlainColumn(owner.tr("电话"), lambda row: row.person.phone or "—", 128, tone=tone),
        PlainColumn(owner.tr("邮箱"), lambda row: row.person.email or "—", 200, tone=tone, stretch=True),
        PlainColumn(owner.tr("状态"), lambda row: "在用" if row.person.active else "已停用", 72, tone=tone),
    ]
