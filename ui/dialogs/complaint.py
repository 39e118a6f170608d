"""A complaint, written down in half a minute while the client is on the phone (4.3.3)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QKeySequence, QShortcut, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QComboBox,
    QCompleter,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QWidget,
)

from ipdesk.domain.complaints import CHANNELS, LEVELS, SUBJECTS, parse_clock
from ipdesk.text import label
from ui.dialogs.base import AskDialog
from ui.widgets.office_clock import office_now

if TYPE_CHECKING:
    from ipdesk.services.complaint_lists import OtherMatter
    from ipdesk.services.people import Client, Person
    from ui.context import Desk

_HALF_AN_HOUR = timedelta(minutes=30)
_MOST_MATTERS = 200


@dataclass(frozen=True, slots=True)
class _Known:
    clients: tuple[Client, ...]
    people: tuple[Person, ...]


class ComplaintDialog(AskDialog):
    """The client first; then a sentence; Ctrl+Enter records. ``now``: when it was opened, the complaint's time."""

    def __init__(self, desk: Desk, parent: QWidget | None = None, now: Callable[[], datetime] | None = None) -> None:
        super().__init__(desk, "记录投诉", "记录（Ctrl+Enter）", parent)
        self.setMinimumWidth(720)
        self.opened = (now or (lambda: office_now(desk)))().replace(second=0, microsecond=0)
        self._asked = ""
        self.client = QLineEdit(self)
        self.at = QLineEdit(f"{self.opened:%H:%M}", self)
        self.about = QComboBox(self)
        self.against = QComboBox(self)
        self.text = QPlainTextEdit(self)
        self.levels = LevelChoice(self)
        self.channel = _combo("channel", CHANNELS, self)
        self.subject = _combo("subject", SUBJECTS, self)
        self.caller = QLineEdit(self)
        self.phone = QLineEdit(self)
        self.beyond = QCheckBox(self.tr("主管上级无法自行处理，须上报部门负责人"), self)
        self.owner = QCheckBox(self.tr("老板转来（处理完写报告）"), self)
        self.hint = QLabel(self)
        self._lay_out()
        self._connect()
        self._show_hint()
        self._read()
        self.client.setFocus()

    # -- building ------------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        for widget, name in (
            (self.client, self.tr("客户")), (self.at, self.tr("时间")), (self.about, self.tr("被投诉的案件")),
            (self.against, self.tr("被投诉人")), (self.text, self.tr("投诉内容")), (self.channel, self.tr("来源")),
            (self.subject, self.tr("事由")), (self.caller, self.tr("投诉人")), (self.phone, self.tr("电话")),
        ):  # fmt: skip
            widget.setAccessibleName(name)
        self.client.setPlaceholderText(self.tr("输入两个字或拼音首字母选择；新客户直接写名称"))
        self.text.setPlaceholderText(self.tr("先安抚客户，再记下他说的话"))
        self.text.setTabChangesFocus(True)
        self.text.setFixedHeight(76)
        self.at.setFixedWidth(72)
        for combo in (self.about, self.against):
            combo.setMinimumContentsLength(12)
            combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.against.setFixedWidth(180)
        self.form.addRow(self.tr("客户"), _row((self.client, 1), (QLabel(self.tr("时间"), self), 0), (self.at, 0)))
        against = QLabel(self.tr("被投诉人"), self)
        self.form.addRow(self.tr("针对案件"), _row((self.about, 1), (against, 0), (self.against, 0)))
        self.form.addRow(self.tr("投诉内容"), self.text)
        self.form.addRow(self.tr("类型"), self.levels)
        self.form.addRow(
            self.tr("来源"), _row((self.channel, 1), (QLabel(self.tr("事由"), self), 0), (self.subject, 1))
        )
        self.form.addRow(self.tr("投诉人"), _row((self.caller, 1), (QLabel(self.tr("电话"), self), 0), (self.phone, 1)))
        self.form.addRow("", _row((self.beyond, 0), (self.owner, 0), (QWidget(self), 1)))
        self.hint.setObjectName("quiet")
        self.hint.setWordWrap(True)
        self.form.addRow("", self.hint)

    def _connect(self) -> None:
        self.client.textChanged.connect(self._client_changed)
        self.about.currentIndexChanged.connect(self._about_changed)
        self.channel.currentIndexChanged.connect(self._show_hint)
        self.subject.currentIndexChanged.connect(self._show_hint)
        self.beyond.toggled.connect(self._show_hint)
        self.at.textChanged.connect(self._show_hint)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self, self.submit)

    # -- what is known ---------------------------------------------------------------------------------------

    def _read(self) -> None:
        from shiboken6 import Shiboken

        office = self.desk.office
        if office is None:
            return

        def read() -> _Known:
            from ipdesk.services.people import clients, people

            return _Known(clients(office), tuple(one for one in people(office) if one.active))

        self.desk.runner.read(read, lambda known: self._known(known) if Shiboken.isValid(self) else None)

    def _known(self, known: _Known) -> None:
        model = QStandardItemModel(self)
        for client in known.clients:
            item = QStandardItem(client.name)
            item.setData(f"{client.name} {client.initials}", ClientCompleter.MATCHED)
            model.appendRow(item)
        self.client.setCompleter(ClientCompleter(model, self))
        self.against.addItem(self.tr("（未指明）"), None)
        for person in known.people:
            if person.role != "salesperson":
                self.against.addItem(person.name, person.id)
        self._client_changed(self.client.text())

    def _client_changed(self, text: str) -> None:
        """Offer the matters of the client named, when it is one."""
        from shiboken6 import Shiboken

        name, office = text.strip(), self.desk.office
        if office is None or name == self._asked or len(name) < 2:  # one letter names nobody
            return
        self._asked = name
        self.about.clear()

        def read() -> tuple[OtherMatter, ...]:
            from ipdesk.services.complaint_lists import matters_complained_about

            return matters_complained_about(office, name)

        def show(found: tuple[OtherMatter, ...]) -> None:
            if Shiboken.isValid(self) and name == self._asked:
                self._offer(found)

        self.desk.runner.read(read, show)

    def _offer(self, matters: Iterable[OtherMatter]) -> None:
        chosen = tuple(matters)[:_MOST_MATTERS]
        working = [one for one in chosen if one.state in ("active", "paused")]
        self.about.clear()
        self.about.addItem(self.tr("（不针对某一案件）"), None)
        for one in chosen:
            parts = (one.number, one.title, one.handler or self.tr("未分配"))
            self.about.addItem(" · ".join(parts), one)
        only = len(working) == 1
        self.about.setCurrentIndex(self.about.findData(working[0]) if only else 0)

    def _about_changed(self) -> None:
        """Whose matter it is, is usually meant."""
        matter = self.about.currentData()
        place = self.against.findData(matter.handler_id) if matter is not None else 0
        self.against.setCurrentIndex(max(0, place))

    def _show_hint(self) -> None:
        """What will be asked for, and by when."""
        try:
            at = datetime.combine(self.opened, parse_clock(self.at.text()))
        except ValueError:
            self.hint.setText(self.tr("时间请写成如 09:05。"))
            return
        parts = []
        if self.channel.currentData() == "phone":
            words = self.tr("汇报部门负责人") if self.beyond.isChecked() else self.tr("电话回访客户，或汇报部门负责人")
            parts.append(
                self.tr("主管上级须在 {time} 前{what}（4.3.3）").format(time=f"{at + _HALF_AN_HOUR:%H:%M}", what=words)
            )
        if self.subject.currentData() == "service":
            parts.append(self.tr("2 个工作日内向客户解释（4.3.1）"))
        if self.subject.currentData() == "change_handler":
            parts.append(self.tr("先承诺客户：无条件更换负责人（4.3.2）"))
        self.hint.setText("；".join(parts) + ("。" if parts else ""))

    # -- recording -------------------------------------------------------------------------------------------

    def submit(self) -> None:
        from ipdesk.services.complaints import NewComplaint, record_complaint

        if not self.go.isEnabled():
            return
        name, text = self.client.text().strip(), self.text.toPlainText().strip()
        if not name or not text:
            self.refuse(self.tr("请写下投诉内容，一句话即可。") if name else self.tr("请填写投诉的客户。"))
            (self.text if name else self.client).setFocus()
            return
        try:
            at = parse_clock(self.at.text())
        except ValueError:
            self.refuse(self.tr("时间请写成如 09:05。"))
            self.at.setFocus()
            return
        matter: Any = self.about.currentData() if name == self._asked else None
        new = NewComplaint(
            client=name,
            text=text,
            about_id=matter.id if matter is not None else None,
            against_id=self.against.currentData(),
            level=self.levels.level(),
            channel=self.channel.currentData(),
            subject=self.subject.currentData(),
            caller=self.caller.text(),
            phone=self.phone.text(),
            through_owner=self.owner.isChecked(),
            beyond_superior=self.beyond.isChecked(),
            on=self.opened.date(),
            at=at,
        )
        self.run(lambda office, act: record_complaint(office, act, new))


class ClientCompleter(QCompleter):
    """Clients by any part of the name or of its pinyin initials."""

    MATCHED = int(Qt.ItemDataRole.UserRole) + 1

    def __init__(self, model: QStandardItemModel, parent: QWidget) -> None:
        super().__init__(model, parent)
        self.setCompletionRole(self.MATCHED)
        self.setFilterMode(Qt.MatchFlag.MatchContains)
        self.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.setMaxVisibleItems(10)

    def pathFromIndex(self, index: QModelIndex | QPersistentModelIndex) -> str:
        """What is put into the line: the name alone."""
        return str(index.data())


class LevelChoice(QWidget):
    """The four classes of 4.2 side by side; arrow keys go from one to the next."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.buttons: dict[str, QPushButton] = {}
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(8)
        self._group = QButtonGroup(self)
        for column, level in enumerate(LEVELS):
            button = QPushButton(self)
            button.setText(f"{level} {label('complaint_level', level)}\n{label('complaint_handling', level)}")
            button.setToolTip(label("complaint_example", level))
            button.setAccessibleName(f"{level} {label('complaint_level', level)}，{label('complaint_handling', level)}")
            button.setCheckable(True)
            button.setAutoDefault(False)
            button.setObjectName("choiceCard")
            button.setMinimumHeight(52)
            grid.addWidget(button, 0, column)
            grid.setColumnStretch(column, 1)
            self._group.addButton(button)
            self.buttons[level] = button
        self.buttons["A"].setChecked(True)

    def level(self) -> str:
        """The class chosen."""
        return next(level for level, button in self.buttons.items() if button.isChecked())

    def choose(self, level: str) -> None:
        """Choose a class."""
        self.buttons[level].setChecked(True)


def _combo(area: str, codes: Iterable[str], parent: QWidget) -> QComboBox:
    combo = QComboBox(parent)
    for code in codes:
        combo.addItem(label(area, code), code)
    return combo


def _row(*parts: tuple[QWidget, int]) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(8)
    for widget, stretch in parts:
        row.addWidget(widget, stretch)
    return row
