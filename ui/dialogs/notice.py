"""收到通知书: made for speed. Number, Enter, kind, Enter; the dialog stays open for the next one."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from ipdesk.errors import UserError
from ipdesk.searching import initials
from ipdesk.text import label, labels
from ui.failures import told
from ui.widgets.date_field import DateField
from ui.widgets.pick_list import PickList

if TYPE_CHECKING:
    from ipdesk.services.notice_steps import NewNotice
    from ipdesk.services.office import Changes
    from ipdesk.services.rows import Hit, MatterRow
    from ui.context import Desk

_TYPING = 120
_OFFERED = 8
_OFTEN = ("first_office_action", "office_action", "correction", "acceptance", "examination_entered", "grant_notice")
"""Offered first, before anything is typed."""


class NoticeDialog(QDialog):
    """Every Enter records one notice; what was recorded stands below, newest first."""

    def __init__(self, desk: Desk, parent: QWidget | None = None, *, matter: MatterRow | None = None) -> None:
        super().__init__(parent)
        self._desk, self._asked = desk, 0
        self._file: Path | None = None
        self.setWindowTitle(self.tr("收到通知书"))
        self.setModal(True)
        self.setAcceptDrops(True)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(880)
        self.number = PickList(self.tr("案件"), self.tr("案件编号、申请号或名称"), 5, self)
        self.kind = PickList(self.tr("通知书"), self.tr("名称或拼音首字母，如 bz"), 5, self)
        self.delivery = QComboBox(self)
        self.issued = DateField(desk.today, self.tr("发文日"), value=desk.today, parent=self)
        self.received = DateField(desk.today, self.tr("收到日"), value=desk.today, parent=self)
        self.answer_by = DateField(desk.today, self.tr("答复期限"), past=False, parent=self)
        self.fetched = QCheckBox(self)
        self.file = QLabel(self)
        self.refusal = QLabel(self)
        self.go = QPushButton(self.tr("登记　Enter"), self)
        self.made = QListWidget(self)
        self._typing = QTimer(self)
        self._typing.setSingleShot(True)
        self._typing.setInterval(_TYPING)
        self._lay_out()
        self._connect()
        self._offer_kinds("")
        self._show_file(None)
        if matter is not None:
            self._set_matter(matter)

    # -- construction --------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        self.refusal.setObjectName("fieldError")
        self.refusal.setWordWrap(True)
        self.refusal.hide()
        self.file.setObjectName("quiet")
        self.made.setAccessibleName(self.tr("已登记的通知书"))
        self.made.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.made.setFixedHeight(4 * (self.fontMetrics().height() + 10))
        self.made.hide()
        for code, words in labels("delivery").items():
            self.delivery.addItem(words, code)
        self.delivery.setAccessibleName(self.tr("送达方式"))
        picks = QHBoxLayout()
        picks.setSpacing(16)
        for words, widget in ((self.tr("案件"), self.number), (self.tr("通知书"), self.kind)):
            column = QVBoxLayout()
            column.setSpacing(4)
            title = QLabel(words, self)
            title.setObjectName("sectionTitle")
            column.addWidget(title)
            column.addWidget(widget)
            picks.addLayout(column, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 24, 24, 16)
        layout.setSpacing(16)
        layout.addLayout(picks)
        layout.addLayout(self._details())
        layout.addWidget(self.refusal)
        layout.addWidget(self.made)
        layout.addLayout(self._bottom())

    def _details(self) -> QHBoxLayout:
        forms = []
        for rows in (
            ((self.tr("送达方式"), self.delivery), (self.tr("收到日"), self.received), ("", self.fetched)),
            (
                (self.tr("发文日"), self.issued),
                (self.tr("答复期限"), self.answer_by),
                (self.tr("文件"), self._file_row()),
            ),
        ):
            form = QFormLayout()
            form.setHorizontalSpacing(12)
            form.setVerticalSpacing(8)
            form.setLabelAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            for words, widget in rows:
                form.addRow(words, widget)
            forms.append(form)
        row = QHBoxLayout()
        row.setSpacing(16)
        for form in forms:
            row.addLayout(form, 1)
        self.answer_by.line.setToolTip(self.tr("通知书上写明的答复期限；没有就留空"))
        return row

    def _file_row(self) -> QWidget:
        holder = QWidget(self)
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        choose = QPushButton(self.tr("选择…"), holder)
        choose.setAutoDefault(False)
        choose.setAccessibleName(self.tr("选择通知书文件"))
        choose.clicked.connect(self._choose_file)
        row.addWidget(choose)
        row.addWidget(self.file, 1)
        return holder

    def _bottom(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        hint = QLabel(self.tr("回车依次选定案件、通知书并登记，登记后可继续下一份"), self)
        hint.setObjectName("quiet")
        row.addWidget(hint, 1)
        close = QPushButton(self.tr("关闭"), self)
        close.setAutoDefault(False)
        close.clicked.connect(self.reject)
        self.go.setDefault(True)
        self.go.setProperty("primary", True)
        row.addWidget(close)
        row.addWidget(self.go)
        return row

    def _connect(self) -> None:
        self.number.typed.connect(lambda _text: self._typing.start())
        self._typing.timeout.connect(self._search)
        self.number.picked.connect(lambda _data: self.kind.setFocus())
        self.kind.typed.connect(self._offer_kinds)
        self.delivery.currentIndexChanged.connect(lambda _place: self._say_fetched())
        self.go.clicked.connect(self.submit)
        self.fetched.setChecked(True)
        self._say_fetched()
        self.number.setFocus()

    def _say_fetched(self) -> None:
        paper = self.delivery.currentData() in ("paper", "postal")
        self.fetched.setText(self.tr("已取回纸件") if paper else self.tr("已下载 CPC 文件"))

    # -- the matter ----------------------------------------------------------------------------------

    def _search(self) -> None:
        """What is typed, looked for beside the window."""
        from shiboken6 import Shiboken

        from ipdesk.services.search import find

        office, text = self._desk.office, self.number.line.text().strip()
        self._asked += 1
        asked = self._asked
        if office is None or not text:
            self.number.offer(())
            return

        def arrived(hits: tuple[Hit, ...]) -> None:
            if Shiboken.isValid(self) and asked == self._asked and self.number.chosen() is None:
                self._offer_matters(hits)

        self._desk.runner.read(lambda: find(office, text, _OFFERED), arrived)

    def _offer_matters(self, hits: tuple[Hit, ...]) -> None:
        found = [(f"{hit.title}　{hit.subtitle}", hit.matter_id) for hit in hits if hit.kind == "matter"]
        self.number.offer(found)
        self._tell("" if found else self.tr("没有找到这件案件；请核对编号或申请号。"))

    def _set_matter(self, matter: MatterRow) -> None:
        self.number.set_chosen(f"{matter.number} {matter.title}", matter.id)
        self.kind.setFocus()

    # -- the kind ------------------------------------------------------------------------------------

    def _offer_kinds(self, text: str) -> None:
        """Kinds whose name or pinyin initials hold what is typed; a name nobody knows can be written as it is."""
        needle = text.strip().lower()
        known: dict[str, str] = {}
        codes = self._desk.office.rulebook.notices if self._desk.office is not None else {}
        for code in (*_OFTEN, *codes):
            if code in codes:
                known.setdefault(label("notice", code), code)
        found: list[tuple[str, Any]] = [
            (words, (code, "")) for words, code in known.items() if needle in words.lower() or needle in initials(words)
        ]
        if text.strip() and not any(words == text.strip() for words, _ in found):
            found.append((self.tr("其他：{name}").format(name=text.strip()), ("", text.strip())))
        self.kind.offer(found)

    # -- the file ------------------------------------------------------------------------------------

    def _choose_file(self) -> None:
        name, _ = QFileDialog.getOpenFileName(self, self.tr("选择通知书文件"))
        if name:
            self._show_file(Path(name))

    def _show_file(self, path: Path | None) -> None:
        self._file = path
        words = path.name if path is not None else self.tr("可把文件拖到这里")
        self.file.setText(self.file.fontMetrics().elidedText(words, Qt.TextElideMode.ElideMiddle, 260))

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        if paths:
            event.acceptProposedAction()
            self._show_file(paths[0])

    # -- recording -----------------------------------------------------------------------------------

    def submit(self) -> None:
        """What Enter does: pick the matter, then the kind, then record."""
        if self.number.chosen() is None:
            if not self.number.pick_current():
                self._typing.stop()
                self._search()
                self._tell(self.tr("请输入案件编号或申请号。") if not self.number.line.text().strip() else "")
            return
        if self.kind.chosen() is None and not self.kind.pick_current():
            self._tell(self.tr("请选择是哪一种通知书。"))
            return
        new = self._new()
        if new is not None:
            self._record(new)

    def _new(self) -> NewNotice | None:
        from ipdesk.services.notice_steps import NewNotice

        for field in (self.received, self.issued, self.answer_by):
            if field.problem():
                self._tell(field.problem())
                return None
        received = self.received.value()
        if received is None:
            self._tell(self.tr("请填写收到日。"))
            return None
        code, name = self.kind.chosen()
        return NewNotice(
            code,
            self.issued.value(),
            received,
            str(self.delivery.currentData()),
            matter_id=self.number.chosen(),
            name=name,
            answer_by=self.answer_by.value(),
            fetched=self.fetched.isChecked(),
            file=(self._file.name, self._file) if self._file is not None else None,
        )

    def _record(self, new: NewNotice) -> None:
        from shiboken6 import Shiboken

        from ipdesk.services.notice_steps import receive_notices

        office, act = self._desk.office, self._desk.act()
        if office is None:
            return
        self.go.setEnabled(False)
        words = f"✓ {self.number.line.text()}　{new.name or label('notice', new.kind)}"

        def done(_changes: Changes) -> None:
            if Shiboken.isValid(self):
                self._recorded(words)

        def failed(error: BaseException) -> None:
            if Shiboken.isValid(self):
                self.go.setEnabled(True)
                self._tell(told(error))
            if not isinstance(error, UserError) or not Shiboken.isValid(self):
                self._desk.show_failure(error)

        self._desk.runner.write(lambda: receive_notices(office, act, [new]), done, failed)

    def _recorded(self, words: str) -> None:
        """Ready for the next one: dates and the way it came stay as they were."""
        self.made.insertItem(0, words)
        self.made.show()
        self.go.setEnabled(True)
        self._tell("")
        self._show_file(None)
        self.answer_by.set_value(None)
        self.kind.clear()
        self.number.clear()
        self.number.setFocus()

    def _tell(self, words: str) -> None:
        self.refusal.setText(words)
        self.refusal.setVisible(bool(words))
