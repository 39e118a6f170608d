"""Importing an Excel ledger: choose, see what every column and every row comes to, then all at once or nothing."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QButtonGroup,
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QSplitter,
    QStackedWidget,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from ipdesk.errors import Cancelled
from ui.dialogs.base import take_wanted_size
from ui.dialogs.ledger_columns import ColumnsPanel
from ui.dialogs.ledger_rows import STATES, LedgerRows, cells_of
from ui.pages.file_drop import spreadsheet_of
from ui.widgets.empty_state import EmptyState

if TYPE_CHECKING:
    from ipdesk.services.ledger import LedgerPreview
    from ipdesk.services.office import Changes
    from ui.context import Desk
    from ui.runner import Cancel, Job, Progress

_WIDTHS = (84, 48, 88, 96, 176, 92)


@dataclass(frozen=True, slots=True)
class _Found:
    """A preview with what the screen needs of it, made beside the window."""

    preview: LedgerPreview
    labels: dict[str, str]
    cells: list[tuple[str, ...]]


class LedgerImportDialog(QDialog):
    """Reads beside the window; while it works there is a bar, what it is doing, and 停止.

    ``taken``: the import is done, with the ``Changes``.
    """

    taken = Signal(object)

    def __init__(self, desk: Desk, path: Path | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._path: Path | None = None
        self._job: Job | None = None
        self._preview: LedgerPreview | None = None
        self._left = False
        self.setWindowTitle(self.tr("导入台账"))
        self.setAcceptDrops(True)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.file = QLabel(self)
        self.file.setObjectName("panelTitle")
        self.choose = QPushButton(self.tr("选择文件…"), self)
        self.choose.setAutoDefault(False)
        self.rows = LedgerRows(self)
        self.table = QTableView(self)
        self.columns = ColumnsPanel(self)
        self.filter = QLineEdit(self)
        self.buttons = QButtonGroup(self)
        self.detail = QLabel(self)
        self.people = QLabel(self)
        self.failure = QLabel(self)
        self.bar = QProgressBar(self)
        self.doing = QLabel(self)
        self.stop = QPushButton(self.tr("停止"), self)
        self.accept_all = QPushButton(self.tr("全部接收"), self)
        self._lay_out()
        self._connect()
        take_wanted_size(self)
        self._idle()
        if path is not None:
            self.open_file(path)

    def sizeHint(self) -> QSize:
        return QSize(1180, 680)

    # -- construction ----------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.addWidget(self.file)
        top.addStretch(1)
        top.addWidget(self.choose)
        self.stack = QStackedWidget(self)
        self.start = EmptyState(
            self.tr("选择要导入的台账，或把文件拖到这里"),
            self.tr("支持 .xlsx、.xls 与 CSV；表头可以在前十行的任何一行，可以有多个工作表。先预览，再一次接收。"),
            self.tr("选择文件…"),
            self.ask_file,
        )
        self.stack.addWidget(self.start)
        self.stack.addWidget(self._preview_area())
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 12, 16, 12)
        layout.setSpacing(8)
        layout.addLayout(top)
        layout.addWidget(self.stack, 1)
        layout.addLayout(self._bottom())

    def _preview_area(self) -> QWidget:
        area = QWidget(self)
        row = QHBoxLayout()
        row.setSpacing(0)
        for index, (_state, words) in enumerate(STATES):
            button = QPushButton(words, self)
            button.setCheckable(True)
            button.setChecked(index == 0)
            button.setAutoDefault(False)
            last = len(STATES) - 1
            button.setProperty("segment", "first" if index == 0 else "last" if index == last else "middle")
            self.buttons.addButton(button, index)
            row.addWidget(button)
        row.addSpacing(8)
        self.filter.setPlaceholderText(self.tr("筛选行"))
        self.filter.setAccessibleName(self.tr("筛选行"))
        self.filter.setClearButtonEnabled(True)
        row.addWidget(self.filter, 1)
        self._set_up_table()
        right = QWidget(area)
        column = QVBoxLayout(right)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(row)
        column.addWidget(self.table, 1)
        column.addWidget(self.detail)
        splitter = QSplitter(Qt.Orientation.Horizontal, area)
        splitter.addWidget(self.columns)
        splitter.addWidget(right)
        splitter.setStretchFactor(1, 1)
        splitter.setSizes([330, 820])
        splitter.setChildrenCollapsible(False)
        layout = QVBoxLayout(area)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(splitter)
        return area

    def _set_up_table(self) -> None:
        table = self.table
        table.setModel(self.rows)
        table.setAccessibleName(self.tr("逐行预览"))
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setShowGrid(False)
        table.setWordWrap(False)
        table.setStyleSheet("QTableView::item { padding: 0 8px; }")
        table.verticalHeader().hide()
        table.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        table.verticalHeader().setDefaultSectionSize(table.fontMetrics().height() + 14)
        header = table.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        for column, width in enumerate(_WIDTHS):
            header.resizeSection(column, width)
        header.setStretchLastSection(True)
        self.detail.setWordWrap(True)
        self.detail.setObjectName("quiet")
        self.detail.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)

    def _bottom(self) -> QVBoxLayout:
        self.people.setObjectName("quiet")
        self.people.setWordWrap(True)
        self.failure.setProperty("tone", "late")
        self.failure.setWordWrap(True)
        self.failure.hide()
        self.bar.setAccessibleName(self.tr("进度"))
        self.bar.setFixedWidth(240)
        self.stop.setAutoDefault(False)
        self.accept_all.setProperty("primary", True)
        self.cancel_button = QPushButton(self.tr("取消"), self)
        self.cancel_button.setAutoDefault(False)
        row = QHBoxLayout()
        for widget in (self.bar, self.doing, self.stop):
            row.addWidget(widget)
        row.addStretch(1)
        row.addWidget(self.cancel_button)
        row.addWidget(self.accept_all)
        column = QVBoxLayout()
        column.addWidget(self.people)
        column.addWidget(self.failure)
        column.addLayout(row)
        return column

    def _connect(self) -> None:
        self.choose.clicked.connect(self.ask_file)
        self.stop.clicked.connect(self.stop_work)
        self.cancel_button.clicked.connect(self.reject)
        self.accept_all.clicked.connect(self.take_over)
        self.filter.textChanged.connect(lambda _text: self._filter())
        self.buttons.idToggled.connect(lambda _index, checked: self._filter() if checked else None)
        self.columns.changed.connect(self.read_again)
        self.table.selectionModel().currentRowChanged.connect(lambda now, _before: self._tell(now.row()))

    # -- reading ---------------------------------------------------------------------------------------

    def ask_file(self) -> None:
        """Ask for a file and read it."""
        name, _ = QFileDialog.getOpenFileName(
            self, self.tr("选择台账"), "", self.tr("台账 (*.xlsx *.xlsm *.xls *.csv);;所有文件 (*)")
        )
        if name:
            self.open_file(Path(name))

    def open_file(self, path: Path) -> None:
        """Read a file and show what importing it would do."""
        self._path = path
        self.columns.forget()
        self.file.setText(path.name)
        self.read_again()

    def read_again(self) -> None:
        """Preview the file with the columns as chosen now."""
        office, act, path, mapping = self._desk.office, self._desk.act(), self._path, self.columns.mapping()
        if office is None or path is None or self._job is not None:
            return

        def work(progress: Progress, cancel: Cancel) -> _Found:
            from ipdesk.services import ledger

            book = ledger.read_ledger(path)
            found = ledger.preview(office, act, book, mapping, progress, cancel)
            labels = dict(ledger.field_choices())
            return _Found(found, labels, cells_of(found.rows, labels))

        self._busy(self.tr("正在读取 {name}…").format(name=path.name))
        self._job = self._desk.runner.job(work, self._read, self._failed, self._progress)

    def _read(self, result: _Found) -> None:
        if self._left:
            return
        found = self._preview = result.preview
        self._idle()
        self.rows.set_rows(found.rows, result.cells)
        self.columns.show_sheets(found.sheets, result.labels)
        self.stack.setCurrentIndex(1)
        self.choose.setText(self.tr("换一个文件…"))
        for index, (state, words) in enumerate(STATES):
            count = found.count(state) if state else len(found.rows)
            self.buttons.button(index).setText(f"{words} {count}")
        self._say_people(found)
        fresh = found.new + found.changed
        words = self.tr("全部接收 {count} 行").format(count=fresh) if fresh else self.tr("没有可接收的行")
        self.accept_all.setText(words)
        self.accept_all.setEnabled(fresh > 0)
        self.filter.clear()
        self.buttons.button(0).setChecked(True)
        self._filter()

    def _say_people(self, found: LedgerPreview) -> None:
        parts = []
        if found.new_people:
            names = "、".join(name for name, _role in found.new_people[:8])
            more = "等" if len(found.new_people) > 8 else ""
            parts.append(
                self.tr("将新建人员 {count} 人：{names}{more}").format(
                    count=len(found.new_people), names=names, more=more
                )
            )
        if found.new_clients:
            parts.append(self.tr("将新建客户 {count} 家").format(count=len(found.new_clients)))
        refused = found.count("refused")
        if refused:
            parts.append(self.tr("未接收的 {count} 行不会写入，改正后可再次导入同一文件").format(count=refused))
        self.people.setText("；".join(parts) + ("。" if parts else ""))

    # -- taking over -------------------------------------------------------------------------------------

    def take_over(self) -> None:
        """Import everything that the preview accepts, in one act."""
        office, act, found = self._desk.office, self._desk.act(), self._preview
        if office is None or found is None or self._job is not None:
            return

        def work(progress: Progress, cancel: Cancel) -> Changes:
            from ipdesk.services import ledger

            return ledger.take_over(office, act, found, progress, cancel)

        self._busy(self.tr("正在写入…"))
        self._job = self._desk.runner.job(work, self._taken, self._failed, self._progress)

    def _taken(self, changes: object) -> None:
        found = self._preview
        if self._left:
            return
        self._idle()
        if found is not None:
            said = self.tr("台账已导入：新增 {new} 件，变更 {changed} 件，未变 {same} 行，未接收 {refused} 行。")
            self._desk.say(
                said.format(new=found.new, changed=found.changed, same=found.unchanged, refused=found.count("refused"))
            )
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
        from ipdesk.errors import UserError
        from ipdesk.text import sentence

        if self._left:
            return
        self._idle()
        if isinstance(error, Cancelled):
            self.failure.setText(self.tr("已停止，没有写入任何内容。"))
            self.failure.show()
        elif isinstance(error, UserError):
            self.failure.setText(sentence(error))
            self.failure.show()
        else:
            self._desk.show_failure(error)

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
        self.choose.setEnabled(not working)
        self.columns.setEnabled(not working)
        self.cancel_button.setEnabled(not working)
        found = self._preview
        self.accept_all.setEnabled(not working and found is not None and found.new + found.changed > 0)

    def _filter(self) -> None:
        state = STATES[max(0, self.buttons.checkedId())][0]
        self.rows.filter(state, self.filter.text())
        self.table.setCurrentIndex(self.rows.index(0, 0))
        self._tell(0)

    def _tell(self, place: int) -> None:
        """All of what is to be said of the row that is chosen."""
        self.detail.setText(self.rows.told(place) if 0 <= place < self.rows.rowCount() else "")

    # -- leaving, dropping ---------------------------------------------------------------------------------

    def reject(self) -> None:
        """Close; what still runs is stopped and leaves nothing behind."""
        self.stop_work()
        self._left = True  # an answer that still comes finds no widgets
        super().reject()

    def closeEvent(self, event: QCloseEvent) -> None:
        self.stop_work()
        self._left = True
        super().closeEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if self._job is None and spreadsheet_of(event.mimeData()) is not None:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        path = spreadsheet_of(event.mimeData())
        if path is not None:
            event.acceptProposedAction()
            self.open_file(path)
