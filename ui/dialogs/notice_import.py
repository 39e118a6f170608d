"""导入通知书包: see what every notice comes to, settle the doubtful ones, then take all over at once."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from ipdesk.errors import Cancelled, UserError
from ipdesk.text import sentence
from ui.dialogs.base import take_wanted_size
from ui.dialogs.notice_import_rows import FILTERS, ImportRow, columns, rows_of
from ui.dialogs.notice_import_side import NoticeSide
from ui.tables.plain import PlainTable

if TYPE_CHECKING:
    from ipdesk.services.notice_import import Proposal
    from ipdesk.services.office import Changes
    from ui.context import Desk
    from ui.runner import Cancel, Job, Progress


class NoticeImportDialog(QDialog):
    """Reads beside the window; while it works there is a bar and 停止. ``taken``: the import is done."""

    taken = Signal(object)

    def __init__(self, desk: Desk, path: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._path = desk, path
        self._job: Job | None = None
        self._left = False
        self.proposal: Proposal | None = None
        self.setWindowTitle(self.tr("导入通知书包"))
        self.setModal(True)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.file = QLabel(path.name, self)
        self.file.setObjectName("panelTitle")
        self.summary = QLabel(self)
        self.summary.setObjectName("quiet")
        self.filters = QButtonGroup(self)
        self.line = QLineEdit(self)
        self.table: PlainTable[ImportRow] = PlainTable(columns(), self.tr("包里的通知书"), self, several=False)
        self.side = NoticeSide(desk, self)
        self.failure = QLabel(self)
        self.bar = QProgressBar(self)
        self.doing = QLabel(self)
        self.stop = QPushButton(self.tr("停止"), self)
        self.leave = QPushButton(self.tr("取消"), self)
        self.go = QPushButton(self.tr("全部接收"), self)
        self._lay_out()
        self._connect()
        take_wanted_size(self)
        self.table.setFocus()
        self.read()

    def sizeHint(self) -> QSize:
        return QSize(1240, 680)

    # -- construction ----------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(16)
        top.addWidget(self.file)
        top.addWidget(self.summary, 1)
        left = QWidget(self)
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(self._filter_row())
        frame = QFrame(left)
        frame.setObjectName("tableFrame")
        inner = QVBoxLayout(frame)
        inner.setContentsMargins(1, 1, 1, 1)
        inner.addWidget(self.table)
        column.addWidget(frame, 1)
        splitter = QSplitter(Qt.Orientation.Horizontal, self)
        splitter.addWidget(left)
        splitter.addWidget(self.side)
        splitter.setStretchFactor(0, 1)
        splitter.setSizes([840, 380])
        splitter.setChildrenCollapsible(False)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 12, 16, 12)
        layout.setSpacing(8)
        layout.addLayout(top)
        layout.addWidget(splitter, 1)
        layout.addLayout(self._bottom())

    def _filter_row(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(0)
        for place, (_state, words) in enumerate(FILTERS):
            button = QPushButton(words, self)
            button.setCheckable(True)
            button.setChecked(place == 0)
            button.setAutoDefault(False)
            last = len(FILTERS) - 1
            button.setProperty("segment", "first" if place == 0 else "last" if place == last else "middle")
            self.filters.addButton(button, place)
            row.addWidget(button)
        row.addSpacing(8)
        self.line.setPlaceholderText(self.tr("筛选"))
        self.line.setAccessibleName(self.tr("筛选通知书"))
        self.line.setClearButtonEnabled(True)
        row.addWidget(self.line, 1)
        return row

    def _bottom(self) -> QVBoxLayout:
        self.failure.setProperty("tone", "late")
        self.failure.setWordWrap(True)
        self.failure.hide()
        self.bar.setAccessibleName(self.tr("进度"))
        self.bar.setFixedWidth(240)
        for button in (self.stop, self.leave):
            button.setAutoDefault(False)
        self.go.setProperty("primary", True)
        self.go.setDefault(True)
        row = QHBoxLayout()
        row.setSpacing(8)
        for widget in (self.bar, self.doing, self.stop):
            row.addWidget(widget)
        row.addStretch(1)
        row.addWidget(self.leave)
        row.addWidget(self.go)
        column = QVBoxLayout()
        column.setSpacing(8)
        column.addWidget(self.failure)
        column.addLayout(row)
        return column

    def _connect(self) -> None:
        self.stop.clicked.connect(self.stop_work)
        self.leave.clicked.connect(self.reject)
        self.go.clicked.connect(self.take_over)
        self.line.textChanged.connect(self.table.filter_text)
        self.filters.idToggled.connect(lambda _place, on: self._show_rows() if on else None)
        self.table.chosen.connect(self._tell)
        self.side.chosen.connect(self.choose)

    # -- reading ---------------------------------------------------------------------------------------

    def read(self) -> None:
        """Read the package and show what it would bring."""
        office, act, path = self._desk.office, self._desk.act(), self._path
        if office is None or self._job is not None:
            return

        def work(progress: Progress, cancel: Cancel) -> Proposal:
            from ipdesk.services import notice_import

            return notice_import.preview(office, act, path, progress, cancel)

        self._busy(self.tr("正在读取…"))
        self._job = self._desk.runner.job(work, self._read, self._failed, self._progress)

    def choose(self, member: str, matter_id: int | None) -> None:
        """Another matter for one notice."""
        office, act, known = self._desk.office, self._desk.act(), self.proposal
        if office is None or known is None or self._job is not None:
            return

        def work(_progress: Progress, _cancel: Cancel) -> Proposal:
            from ipdesk.services import notice_import

            return notice_import.choose(office, act, known, member, matter_id)

        self._busy(self.tr("正在核对…"))
        self._job = self._desk.runner.job(work, self._read, self._failed, self._progress)

    def _read(self, found: Proposal) -> None:
        if self._left:
            return
        self.proposal = found
        self._idle()
        rows = rows_of(found)
        for place, (state, words) in enumerate(FILTERS):
            count = sum(1 for row in rows if not state or row.state in state)
            self.filters.button(place).setText(f"{words} {count}")
        self.summary.setText(self.tr("共 {count} 份通知书").format(count=len(rows)))
        ready = found.count("ready")
        self.go.setText(self.tr("全部接收 {count} 份").format(count=ready) if ready else self.tr("没有可接收的"))
        self._show_rows()

    def _show_rows(self) -> None:
        if self.proposal is None:
            return
        states = FILTERS[max(0, self.filters.checkedId())][0]
        shown = [row for row in rows_of(self.proposal) if not states or row.state in states]
        self.table.show_rows(shown)
        if shown and self.table.current() is None:
            self.table.choose(shown[0].id)
        self._tell(self.table.current())

    def _tell(self, row: ImportRow | None) -> None:
        self.side.show_row(self.proposal, row)

    # -- taking over -------------------------------------------------------------------------------------

    def take_over(self) -> None:
        """Everything that is ready, in one act."""
        office, act, found = self._desk.office, self._desk.act(), self.proposal
        if office is None or found is None or self._job is not None or not found.count("ready"):
            return

        def work(progress: Progress, cancel: Cancel) -> Changes:
            from ipdesk.services import notice_import

            return notice_import.take_over(office, act, found, progress, cancel)

        self._busy(self.tr("正在写入…"))
        self._job = self._desk.runner.job(work, self._taken, self._failed, self._progress)

    def _taken(self, changes: Changes) -> None:
        if self._left:
            return
        self._idle()
        self.taken.emit(changes)
        self.accept()

    # -- work in progress --------------------------------------------------------------------------------

    def stop_work(self) -> None:
        """Ask the work to stop; nothing of it remains."""
        if self._job is not None:
            self._job.cancel()
            self.doing.setText(self.tr("正在停止…"))

    def _progress(self, done: int, total: int, what: str) -> None:
        if self._left:
            return
        self.bar.setMaximum(total)
        self.bar.setValue(done)
        if what:
            self.doing.setText(what)

    def _failed(self, error: BaseException) -> None:
        if self._left:
            return
        self._idle()
        if isinstance(error, Cancelled):
            self.failure.setText(self.tr("已停止，没有写入任何内容。"))
        elif isinstance(error, UserError):
            self.failure.setText(sentence(error))
        else:
            self._desk.show_failure(error)
            return
        self.failure.show()

    def _busy(self, what: str) -> None:
        self.failure.hide()
        self.bar.setMaximum(0)
        self.doing.setText(what)
        self._show_work(working=True)

    def _idle(self) -> None:
        self._job = None
        self._show_work(working=False)

    def _show_work(self, *, working: bool) -> None:
        for widget in (self.bar, self.doing, self.stop):
            widget.setVisible(working)
        self.leave.setEnabled(not working)
        self.side.setEnabled(not working)
        self.go.setEnabled(not working and self.proposal is not None and self.proposal.count("ready") > 0)

    # -- leaving -------------------------------------------------------------------------------------------

    def reject(self) -> None:
        """Close; what still runs is stopped and leaves nothing behind."""
        self.stop_work()
        self._left = True
        super().reject()

    def closeEvent(self, event: QCloseEvent) -> None:
        self.stop_work()
        self._left = True
        super().closeEvent(event)
