"""Evidence to be kept with a step (标准 3.5.1, 3.5.3): files dropped or chosen, papers the matter has already."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeyEvent
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from ui.dialogs.base import AskDialog
from ui.widgets.date_field import DateField

if TYPE_CHECKING:
    from ipdesk.services.papers import NewPaper
    from ipdesk.services.rows import AttachmentRow, MatterView
    from ui.context import Desk

_VALUE = int(Qt.ItemDataRole.UserRole)
_ROWS = 3


class EvidenceBox(QWidget):
    """A list of papers, ticked ones count. New files are dropped on it or chosen; Delete takes one off again."""

    changed = Signal()

    def __init__(self, known: Sequence[AttachmentRow] = (), parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAcceptDrops(True)
        self.list = QListWidget(self)
        self.list.setAccessibleName(self.tr("证据文件"))
        self.list.setAcceptDrops(False)
        self.list.setFixedHeight(_ROWS * (self.fontMetrics().height() + 10) + 4)
        self.choose = QPushButton(self.tr("选择文件…"), self)
        self.choose.setAutoDefault(False)
        self.hint = QLabel(self.tr("聊天记录、邮件、录音等，可拖到这里；未勾选的不计入"), self)
        self.hint.setObjectName("quiet")
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.choose)
        row.addWidget(self.hint, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addWidget(self.list)
        layout.addLayout(row)
        for paper in known:
            self._add(paper.name, paper.id, on=False)
        if not known:
            self.hint.setText(self.tr("聊天记录、邮件、录音等，可拖到这里"))
        self.choose.clicked.connect(self._choose)
        self.list.itemChanged.connect(lambda _item: self.changed.emit())

    def add_files(self, paths: Iterable[Path]) -> None:
        """Put files on the list, ticked; one that stands there already stays once."""
        there = {item.data(_VALUE) for item in self._items()}
        for path in paths:
            if str(path) not in there:
                there.add(str(path))
                self._add(path.name, str(path), on=True)
        self.changed.emit()

    def files(self) -> tuple[NewPaper, ...]:
        """The new files that are ticked."""
        from ipdesk.services.papers import NewPaper

        return tuple(NewPaper(Path(value)) for value in self._ticked() if isinstance(value, str))

    def papers(self) -> tuple[int, ...]:
        """The ids of ticked papers that the matter has already."""
        return tuple(value for value in self._ticked() if isinstance(value, int))

    def count(self) -> int:
        """How many papers are ticked."""
        return len(self._ticked())

    def _add(self, name: str, value: int | str, *, on: bool) -> None:
        item = QListWidgetItem(name, self.list)
        item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
        item.setData(_VALUE, value)
        item.setToolTip(value if isinstance(value, str) else self.tr("案件已有的附件"))
        item.setCheckState(Qt.CheckState.Checked if on else Qt.CheckState.Unchecked)

    def _items(self) -> list[QListWidgetItem]:
        return [self.list.item(place) for place in range(self.list.count())]

    def _ticked(self) -> list[int | str]:
        return [item.data(_VALUE) for item in self._items() if item.checkState() == Qt.CheckState.Checked]

    def _choose(self) -> None:
        names, _kind = QFileDialog.getOpenFileNames(self.window(), self.tr("选择证据文件"))
        self.add_files(Path(name) for name in names)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        item = self.list.currentItem()
        if (
            event.key() == Qt.Key.Key_Delete
            and item in self.list.selectedItems()
            and isinstance(item.data(_VALUE), str)
        ):
            self.list.takeItem(self.list.row(item))
            self.changed.emit()
            return
        super().keyPressEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        event.acceptProposedAction()
        self.add_files(Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile())


class EvidenceDialog(AskDialog):
    """Keeps evidence; without a paper the step is not recorded."""

    def __init__(self, desk: Desk, view: MatterView, parent: QWidget | None = None) -> None:
        super().__init__(desk, f"证据存档 {view.row.number}", "存档", parent)
        self.setMinimumWidth(560)
        self._view = view
        title = QLabel(f"<b>{view.row.number}</b>　{view.row.title}", self)
        title.setTextFormat(Qt.TextFormat.RichText)
        title.setWordWrap(True)
        self.form.addRow(title)
        self.on = DateField(desk.today, self.tr("日期"), value=desk.today, parent=self)
        self.form.addRow(self.tr("日期"), self.on)
        self.box = EvidenceBox(view.attachments, self)
        self.form.addRow(self.tr("证据"), self.box)
        self.note = QPlainTextEdit(self)
        self.note.setAccessibleName(self.tr("说明"))
        self.note.setPlaceholderText(self.tr("例如：客户在微信中确认不再申请"))
        self.note.setTabChangesFocus(True)
        self.note.setFixedHeight(56)
        self.form.addRow(self.tr("说明"), self.note)
        self.box.choose.setFocus()

    def submit(self) -> None:
        from ipdesk.services.events import RecordEvent, record_event

        on = self.on.value()
        if on is None:
            self.refuse(self.on.problem() or self.tr("请填写日期。"))
            return
        if not self.box.count():
            self.refuse(
                self.tr("请附上至少一份证据（标准 3.5.1、3.5.3）：选择文件、拖到列表中，或勾选案件已有的附件。")
            )
            return
        known = ",".join(str(paper) for paper in self.box.papers())
        what = RecordEvent(
            self._view.id,
            "evidence_kept",
            on,
            data={"attachment": known} if known else {},
            note=self.note.toPlainText().strip(),
            papers=self.box.files(),
        )
        self.run(lambda office, act: record_event(office, act, what))
