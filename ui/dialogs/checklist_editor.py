"""清单模板: the lists of each kind of matter, worded, ordered and switched by the heads (3.1.3–3.4.3, 3.2.6–3.2.9)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QMessageBox,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from ipdesk.domain.checklists import Item, Template
from ipdesk.domain.matters import Kind
from ipdesk.errors import UserError
from ipdesk.text import label
from ui.dialogs.base import take_wanted_size
from ui.failures import told
from ui.widgets.flow import FlowLayout

if TYPE_CHECKING:
    from ipdesk.services.checklists import OfficeTemplate
    from ui.context import Desk

_ITEM = int(Qt.ItemDataRole.UserRole)
_FLAGS = (
    Qt.ItemFlag.ItemIsEnabled
    | Qt.ItemFlag.ItemIsSelectable
    | Qt.ItemFlag.ItemIsEditable
    | Qt.ItemFlag.ItemIsUserCheckable
    | Qt.ItemFlag.ItemIsDragEnabled
)


class ChecklistEditor(QDialog):
    """Left the lists, right the chosen one. Nothing is kept before 保存; Ctrl+Z takes a saved list back."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._left = False
        self._role: str | None = None
        self._shown: OfficeTemplate | None = None
        self._wanted = ""
        self.templates: tuple[OfficeTemplate, ...] = ()
        self.setWindowTitle(self.tr("清单模板"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._make_left()
        self._make_right()
        row = QHBoxLayout()
        row.setSpacing(16)
        row.addLayout(self._left_column)
        row.addWidget(self.right, 1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(16, 16, 16, 16)
        outer.setSpacing(12)
        outer.addLayout(row, 1)
        outer.addWidget(self.refusal)
        outer.addLayout(self._bottom())
        desk.changes.happened.connect(self._changed)
        take_wanted_size(self)
        self.read()

    def sizeHint(self) -> QSize:
        return QSize(1000, 600)

    def _make_left(self) -> None:
        self.list = QListWidget(self)
        self.list.setAccessibleName(self.tr("清单"))
        self.list.setFixedWidth(280)
        self.list.currentRowChanged.connect(self._chosen)
        self.new_button = self._button(self.tr("新增清单"), self.add_list)
        self._left_column = QVBoxLayout()
        self._left_column.setSpacing(8)
        self._left_column.addWidget(self.list, 1)
        self._left_column.addWidget(self.new_button)

    def _make_right(self) -> None:
        self.right = QWidget(self)
        self.title = QLineEdit(self.right)
        self.title.setAccessibleName(self.tr("名称"))
        self.clause = QLineEdit(self.right)
        self.clause.setAccessibleName(self.tr("条款"))
        self.clause.setFixedWidth(96)
        self.papers = QCheckBox(self.tr("各项是向客户索要的资料"), self.right)
        self.active = QCheckBox(self.tr("使用中"), self.right)
        first = QHBoxLayout()
        first.setSpacing(16)
        for widget in (self.clause, self.papers, self.active):
            first.addWidget(widget)
        first.addStretch(1)
        self.kinds: dict[Kind, QCheckBox] = {}
        holder = QWidget(self.right)
        flow = FlowLayout(holder)
        for kind in Kind:
            if kind is not Kind.COMPLAINT:
                self.kinds[kind] = QCheckBox(label("kind_short", kind), holder)
                flow.addWidget(self.kinds[kind])
        form = QFormLayout()
        form.setHorizontalSpacing(16)
        form.setVerticalSpacing(8)
        form.addRow(self.tr("名称"), self.title)
        form.addRow(self.tr("条款"), first)
        form.addRow(self.tr("适用"), holder)
        self.items = QListWidget(self.right)
        self.items.setAccessibleName(self.tr("清单项"))
        self.items.setDragDropMode(QListWidget.DragDropMode.InternalMove)
        self.items.setEditTriggers(
            QListWidget.EditTrigger.DoubleClicked
            | QListWidget.EditTrigger.EditKeyPressed
            | QListWidget.EditTrigger.SelectedClicked
        )
        self.hint = QLabel(
            self.tr("双击或 F2 改文字，拖动或 Alt+↑↓ 改顺序；去掉勾选的项不再出示，已勾过的仍可查看。"), self
        )
        self.hint.setObjectName("quiet")
        self.hint.setWordWrap(True)
        column = QVBoxLayout(self.right)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(form)
        column.addWidget(self.items, 1)
        column.addLayout(self._item_buttons())
        column.addWidget(self.hint)
        self.refusal = QLabel(self)
        self.refusal.setObjectName("fieldError")
        self.refusal.setWordWrap(True)
        self.refusal.hide()

    def _item_buttons(self) -> QHBoxLayout:
        self.add_item = self._button(self.tr("添加一项"), self.add_step)
        self.up = self._button(self.tr("上移"), lambda: self.move_step(-1))
        self.down = self._button(self.tr("下移"), lambda: self.move_step(1))
        self.up.setShortcut("Alt+Up")
        self.down.setShortcut("Alt+Down")
        row = QHBoxLayout()
        row.setSpacing(8)
        for button in (self.add_item, self.up, self.down):
            row.addWidget(button)
        row.addStretch(1)
        return row

    def _bottom(self) -> QHBoxLayout:
        self.restore = self._button(self.tr("恢复为自带内容"), self.restore_shipped)
        self.save = self._button(self.tr("保存"), self.save_list)
        self.save.setProperty("primary", True)
        self.save.setShortcut("Ctrl+S")
        close = self._button(self.tr("关闭"), self.reject)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.restore)
        row.addStretch(1)
        row.addWidget(close)
        row.addWidget(self.save)
        return row

    def _button(self, words: str, run: Callable[[], object]) -> QPushButton:
        button = QPushButton(words, self)
        button.setAutoDefault(False)
        button.clicked.connect(lambda _checked=False: run())
        return button

    # -- reading ------------------------------------------------------------------------------------------

    def read(self) -> None:
        """Read all lists, and whether the person who sits here may change them."""
        from ipdesk.services.checklists import office_templates
        from ipdesk.services.people import people

        office, person = self._desk.office, self._desk.person

        def work() -> tuple[tuple[OfficeTemplate, ...], str | None]:
            assert office is not None
            role = next((one.role for one in people(office) if one.id == person), None)
            return office_templates(office), role

        if office is not None:
            self._desk.runner.read(work, self._show)

    def _show(self, answer: tuple[tuple[OfficeTemplate, ...], str | None]) -> None:
        from ipdesk.services.checklists import may_edit

        if self._left:
            return
        self.templates, self._role = answer
        wanted = self._wanted or (self._shown.template.id if self._shown is not None else "")
        self.list.blockSignals(True)
        self.list.clear()
        for one in self.templates:
            self.list.addItem(_line(one))
        places = [place for place, one in enumerate(self.templates) if one.template.id == wanted]
        self.list.setCurrentRow(places[0] if places else 0)
        self.list.blockSignals(False)
        self._wanted = ""
        self._fill(self.templates[self.list.currentRow()] if self.templates else None)
        mine = may_edit(self._role)
        self.right.setEnabled(mine)
        for button in (self.new_button, self.save):
            button.setEnabled(mine)
        if not mine:
            self._refuse(self.tr("清单模板由部门主管或中心负责人修改，这里只能查看。"))

    def _chosen(self, place: int) -> None:
        if not 0 <= place < len(self.templates):
            return
        if self.dirty() and not self._give_up():
            self.list.blockSignals(True)
            there = [at for at, one in enumerate(self.templates) if self._shown and one is self._shown]
            self.list.setCurrentRow(there[0] if there else -1)
            self.list.blockSignals(False)
            return
        self._fill(self.templates[place])

    def _fill(self, one: OfficeTemplate | None) -> None:
        self._shown = one
        self._refuse("")
        template = one.template if one is not None else Template("", "", "", frozenset(), ())
        self.title.setText(template.title)
        self.clause.setText(template.clause)
        self.papers.setChecked(template.papers)
        self.active.setChecked(template.active)
        for kind, box in self.kinds.items():
            box.setChecked(kind in template.kinds)
        self.items.clear()
        for item in template.items:
            self._add(item)
        self.restore.setVisible(one is not None and one.own and one.shipped)
        self.title.setCursorPosition(0)

    def _add(self, item: Item) -> QListWidgetItem:
        line = QListWidgetItem(item.text)
        line.setFlags(_FLAGS)
        line.setCheckState(Qt.CheckState.Unchecked if item.off else Qt.CheckState.Checked)
        line.setData(_ITEM, (item.id, item.sends))
        if item.sends:
            words = self.tr("发出“{paper}”后自动勾选").format(paper=label("template_paper", item.sends))
            line.setToolTip(words)
        self.items.addItem(line)
        return line

    # -- changing -----------------------------------------------------------------------------------------

    def draft(self) -> Template:
        """The list as it stands in the fields."""
        shown = self._shown.template if self._shown is not None else Template("", "", "", frozenset(), ())
        items = []
        for place in range(self.items.count()):
            line = self.items.item(place)
            identity, sends = line.data(_ITEM)
            items.append(Item(identity, line.text().strip(), sends, line.checkState() is Qt.CheckState.Unchecked))
        return replace(
            shown,
            title=self.title.text().strip(),
            clause=self.clause.text().strip(),
            papers=self.papers.isChecked(),
            active=self.active.isChecked(),
            kinds=frozenset(kind for kind, box in self.kinds.items() if box.isChecked()),
            items=tuple(item for item in items if item.text),
        )

    def dirty(self) -> bool:
        """Whether something was changed and not saved."""
        if self._shown is None:
            return bool(self.title.text().strip() or self.items.count())
        return self.draft() != self._shown.template

    def add_list(self) -> None:
        """An empty list of the office's own."""
        if self.dirty() and not self._give_up():
            return
        self.list.blockSignals(True)
        self.list.setCurrentRow(-1)
        self.list.blockSignals(False)
        self._fill(None)
        self.active.setChecked(True)
        self.title.setFocus()

    def add_step(self) -> None:
        """A new step at the end, its words being typed."""
        line = self._add(Item("", ""))
        self.items.setCurrentItem(line)
        self.items.editItem(line)

    def move_step(self, by: int) -> None:
        """The step in the cursor, up or down."""
        place = self.items.currentRow()
        if place < 0 or not 0 <= place + by < self.items.count():
            return
        line = self.items.takeItem(place)
        self.items.insertItem(place + by, line)
        self.items.setCurrentRow(place + by)

    def save_list(self) -> None:
        """Keep the list for the whole office."""
        from ipdesk.services.checklists import save_template

        office, act, draft = self._desk.office, self._desk.act(), self.draft()
        version = self._shown.version if self._shown is not None else 0
        if office is None or not self.dirty():
            return
        self._wanted = draft.id
        self._write(lambda: save_template(office, act, draft, version))

    def restore_shipped(self) -> None:
        """Give up the office's own version."""
        from ipdesk.services.checklists import restore_shipped

        office, act, shown = self._desk.office, self._desk.act(), self._shown
        if office is not None and shown is not None:
            self._write(lambda: restore_shipped(office, act, shown.template.id))

    def _write(self, work: Callable[[], object]) -> None:
        from shiboken6 import Shiboken

        self._refuse("")
        self._saving = True

        def failed(error: BaseException) -> None:
            self._saving = False
            if Shiboken.isValid(self) and isinstance(error, UserError):
                self._refuse(told(error))
            else:
                self._desk.show_failure(error)

        def done(_made: object) -> None:
            self._saving = False
            if Shiboken.isValid(self) and not self._left:
                self.read()

        self._desk.runner.write(work, done, failed)

    def _refuse(self, words: str) -> None:
        self.refusal.setText(words)
        self.refusal.setVisible(bool(words))

    _saving = False

    def _changed(self, changes: object) -> None:
        """Somebody saved a list, or took one back: what is being typed here is not thrown away."""
        if "checklists" in getattr(changes, "kinds", ()) and not self._left and not self._saving and not self.dirty():
            self.read()

    def _give_up(self) -> bool:
        """Ask before what was typed is lost."""
        box = QMessageBox(self)
        box.setIcon(QMessageBox.Icon.Question)
        box.setWindowTitle(self.tr("清单模板"))
        box.setText(self.tr("“{title}”有改动没有保存，要放弃吗？").format(title=self.title.text()))
        go = box.addButton(self.tr("放弃改动"), QMessageBox.ButtonRole.DestructiveRole)
        box.addButton(self.tr("继续编辑"), QMessageBox.ButtonRole.RejectRole)
        box.exec()
        return box.clickedButton() is go

    def reject(self) -> None:
        if not self.dirty() or self._give_up():
            super().reject()

    def done(self, result: int) -> None:
        """Close; an answer that still comes finds no widgets."""
        self._left = True
        self._desk.changes.happened.disconnect(self._changed)
        super().done(result)


def _line(one: OfficeTemplate) -> QListWidgetItem:
    """The list's name, and below it clause, how many steps, and what is special about it."""
    template = one.template
    marks = ("" if template.active else "已停用", "本所改过" if one.own and one.shipped else "本所" if one.own else "")
    more = " · ".join(filter(None, (template.clause, f"{len(template.asked)} 项", *marks)))
    item = QListWidgetItem(f"{template.title}\n{more}")
    if not template.active:
        font = item.font()
        font.setStrikeOut(True)
        item.setFont(font)
    return item
